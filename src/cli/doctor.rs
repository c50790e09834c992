//! `doctor`: what is wrong, and how to mend it. Changes nothing.

use std::process::ExitCode;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::net::TcpListener;

use super::terminal;
use crate::app::connect;
use crate::config::Config;
use crate::db::{Db, settings};
use crate::error::{Result, chain};
use crate::factors::key::{self, Fit};
use crate::http::assets::Frontend;
use crate::mail::Transport;
use crate::search::layout;
use crate::vault::Vault;

/// One look at one thing: what it is, and what to do when it is wrong.
struct Finding {
    what: &'static str,
    state: std::result::Result<String, String>,
}

/// Exits with 1 when something must be mended.
pub async fn run(config: Config) -> Result<ExitCode> {
    let mut findings = vec![data_dir(&config)];
    match database(&config).await {
        Ok(db) => {
            let kind = if db.is_postgres() { "PostgreSQL" } else { "SQLite" };
            findings.push(Finding { what: "database", state: Ok(format!("{kind} answers")) });
            findings.push(schema(&db).await);
            findings.push(soundness(&db).await);
            findings.push(index(&config, &db).await);
            findings.push(key(&config, &db).await);
            db.close().await?;
        }
        Err(reason) => findings.push(Finding { what: "database", state: Err(reason) }),
    }
    findings.push(address(&config).await);
    findings.push(frontend());
    findings.push(mail(&config).await);
    let wrong = findings.iter().filter(|finding| finding.state.is_err()).count();
    for finding in findings {
        match finding.state {
            Ok(state) => terminal::say(&format!("ok     {:<10} {state}", finding.what)),
            Err(advice) => terminal::say(&format!("WRONG  {:<10} {advice}", finding.what)),
        }
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn data_dir(config: &Config) -> Finding {
    let dir = config.data_dir.display();
    let probe = config.data_dir.join(".doctor");
    let state = match std::fs::metadata(&config.data_dir) {
        Err(_) => Err(format!("{dir} is missing: `serve` makes it, or name another with --data-dir")),
        Ok(_) => match std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)) {
            Ok(()) => Ok(format!("{dir} can be written")),
            Err(error) => Err(format!("{dir} can't be written ({error}): give it to the user that serves")),
        },
    };
    Finding { what: "data", state }
}

async fn database(config: &Config) -> std::result::Result<Db, String> {
    if let Some(file) = config.sqlite_file()
        && !file.exists()
    {
        return Err(format!("{} is missing: `migrate` or `serve` makes it", file.display()));
    }
    let db = connect(config).await.map_err(|error| format!("{}: check --database-url", chain(&error)))?;
    match db.ping().await {
        Ok(()) => Ok(db),
        Err(error) => Err(format!("does not answer ({error}): is it running, and is --database-url right?")),
    }
}

async fn schema(db: &Db) -> Finding {
    let state = match db.is_migrated().await {
        Ok(true) => Ok("is this program's".to_owned()),
        Ok(false) => Err("is of an older program: run `migrate`, or just `serve`".to_owned()),
        Err(error) => Err(format!("can't be read: {}", chain(&error))),
    };
    Finding { what: "schema", state }
}

async fn soundness(db: &Db) -> Finding {
    let what = "soundness";
    if db.is_postgres() {
        return Finding { what, state: Ok("PostgreSQL looks after itself".to_owned()) };
    }
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(1)");
    let verdict = match db.reader().query_one_raw(statement).await {
        Ok(row) => row.and_then(|row| row.try_get::<String>("", "quick_check").ok()).unwrap_or_default(),
        Err(error) => error.to_string(),
    };
    let state = match verdict.as_str() {
        "ok" => Ok("the file is sound".to_owned()),
        damage => Err(format!("the file is damaged ({damage}): stop the server and `restore` a backup")),
    };
    Finding { what, state }
}

async fn index(config: &Config, db: &Db) -> Finding {
    let incarnation = settings::incarnation(db.reader()).await.unwrap_or_default();
    let state = match layout::read_payload(&config.index_dir()) {
        None => Ok("is not there yet: the next start builds it".to_owned()),
        Some(found) if found.incarnation == incarnation => Ok("belongs to this database".to_owned()),
        Some(_) => Ok("belongs to another database: the next start builds it anew".to_owned()),
    };
    Finding { what: "index", state }
}

/// Without making one, as a start would.
async fn key(config: &Config, db: &Db) -> Finding {
    let file = config.secret_key();
    let shown = file.display();
    let state = match Vault::open(&file, false) {
        Err(_) if !file.exists() => match holds_secrets(db).await {
            false => Ok(format!("{shown} is not there yet: the next start makes it")),
            true => {
                Err(format!("{shown} is missing, and second factors were encrypted with it: put it back"))
            }
        },
        Err(error) => Err(error.to_string()),
        Ok(vault) => match key::fit(db.reader(), &vault).await {
            Ok(Fit::Fits) => Ok(format!("{shown} is that of this database")),
            Ok(Fit::Unknown) => Ok(format!("{shown} is there; nothing is encrypted with it yet")),
            Ok(Fit::Wrong) => Err(format!(
                "{shown} is another key than the one that encrypted the second factors: put that one back, or \
                 `account reset-second-factor` for who has an app"
            )),
            Err(_) => Ok(format!("{shown} is there")),
        },
    };
    Finding { what: "key", state }
}

/// A database that was served once keeps what only its key opens.
async fn holds_secrets(db: &Db) -> bool {
    match Vault::ephemeral() {
        Ok(other) => matches!(key::fit(db.reader(), &other).await, Ok(Fit::Wrong)),
        Err(_) => false,
    }
}

async fn address(config: &Config) -> Finding {
    let listen = &config.listen;
    let state = match TcpListener::bind(listen).await {
        Ok(_) => Ok(format!("{listen} is free")),
        Err(error) => match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                Ok(format!("{listen} is in use: by the running server, or choose another with --listen"))
            }
            _ => Err(format!("{listen} can't be used ({error}): choose another with --listen")),
        },
    };
    Finding { what: "address", state }
}

async fn mail(config: &Config) -> Finding {
    let state = match Transport::new(&config.mail_url) {
        Ok(transport) => transport.check().await,
        Err(error) => Err(error.to_string()),
    };
    Finding { what: "mail", state }
}

fn frontend() -> Finding {
    let state = match Frontend::embedded().page("index.html") {
        Some(_) => Ok("is in this program".to_owned()),
        None => Err("is not in this program: run `make frontend` and build again".to_owned()),
    };
    Finding { what: "pages", state }
}
