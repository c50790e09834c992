//! The program as one thing: configuration in, services out; and the server with its worker.

use std::fs::File;
use std::future::Future;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::accounts::{password, session};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result, chain};
use crate::factors;
use crate::factors::passkey::RelyingParty;
use crate::http::connections::{ConnectionLimits, serve};
use crate::http::router::{self, Options};
use crate::mail::{Sender, Transport};
use crate::retention::Retention;
use crate::search::{Projector, Search};
use crate::services::{Installation, Services};
use crate::vault::Vault;
use crate::worker;

/// How long a starting server waits for a command that holds the index.
const INDEX_PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
const INDEX_PAUSE: std::time::Duration = std::time::Duration::from_millis(200);
/// How often what was kept long enough or has ended is removed, and mergers are looked for of which the day has come.
const CLEAN_EVERY: std::time::Duration = std::time::Duration::from_secs(3600);

/// An open network: its services, on a migrated database.
pub struct App {
    pub config: Config,
    pub services: Services,
}

impl App {
    /// Connects and migrates. Fails when the database can't be read; it is not touched then.
    pub async fn open(config: Config, clock: Clock) -> Result<Self> {
        let db = connect(&config).await?;
        db.migrate().await?;
        Self::on(config, db, clock).await
    }

    /// On a database that is migrated already.
    pub async fn on(config: Config, db: Db, clock: Clock) -> Result<Self> {
        password::configure(config.password_cost);
        let search = Search::new(config.index_dir());
        let services = Services::new(db, clock, search, installation(&config)?).await?;
        Ok(Self { config, services })
    }

    /// The only writer of this data directory's index. Fails when another process is that.
    pub fn projector(&self) -> Result<Projector> {
        let (services, clock) = (&self.services, self.services.clock.clone());
        Projector::new(&services.search, services.db.clone(), clock, services.sources())
    }

    /// Sends what use cases queue.
    fn sender(&self) -> Result<Sender> {
        let (db, clock) = (self.services.db.clone(), self.services.clock.clone());
        Sender::new(db, clock, Transport::new(&self.config.mail_url)?, &self.config.mail_from)
    }

    /// The same, with patience for a command that is at work on this data directory.
    async fn own_index(&self) -> Result<Projector> {
        let mut waited = std::time::Duration::ZERO;
        loop {
            match self.projector() {
                Err(_) if waited < INDEX_PATIENCE => {
                    tokio::time::sleep(INDEX_PAUSE).await;
                    waited += INDEX_PAUSE;
                }
                projector => return projector,
            }
        }
    }

    /// What enforces the terms of the configuration.
    pub fn retention(&self) -> Retention {
        let services = &self.services;
        let who = (services.privacy.clone(), services.accounts.clone(), services.sessions.clone());
        let what = services.search_terms.clone();
        Retention::new(services.db.clone(), services.clock.clone(), self.config.retention, who, what)
    }

    /// Serves on `listener` until `stop`, with the worker beside it; returns when both have ended.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) -> Result<()> {
        let projector = self.own_index().await?;
        let options = Options {
            public_url: self.config.public_url.clone(),
            allowed_origins: self.config.allowed_origins.clone(),
            trusted_proxies: self.config.trusted_proxies.clone(),
            security_contact: self.config.security_contact.clone(),
            cost_per_second: self.config.cost_per_second,
            refusals_per_second: self.config.refusals_per_second,
            graphiql: self.config.graphiql,
        };
        let router = router::build(&self.services, &options)?;
        self.services.factors.check_key().await?;
        let (ended, _) = watch::channel(false);
        let worker = tokio::spawn(worker::run(projector, until(ended.subscribe())));
        let chores = (self.retention(), self.services.clone());
        let cleaner = tokio::spawn(clean(chores, ended.subscribe()));
        let recorder = self.services.search_terms.recorder()?;
        let recorder = tokio::spawn(recorder.run(until(ended.subscribe())));
        let post = tokio::spawn(self.sender()?.run(until(ended.subscribe())));
        let news = tokio::spawn(self.services.saved_searches.clone().run(until(ended.subscribe())));
        serve(listener, router, ConnectionLimits::default(), stop).await;
        ended.send_replace(true);
        let _ = tokio::join!(worker, cleaner, recorder, post, news);
        let db = self.services.db.clone();
        drop(self);
        db.close().await
    }
}

/// What the services must know of the configuration.
fn installation(config: &Config) -> Result<Installation> {
    let factors = factors::service::Settings {
        vault: Vault::open(&config.secret_key(), config.secret_key_file.is_none())?,
        relying_party: RelyingParty::of(&config.public_url),
        required: config.second_factor,
    };
    Ok(Installation {
        factors,
        sso: config.sso.clone(),
        search_askers: config.search_askers,
        public_url: config.public_url.clone(),
        session_limits: session::Limits {
            idle: chrono::Duration::seconds(config.session_idle_seconds.into()),
            absolute: chrono::Duration::seconds(config.session_absolute_seconds.into()),
        },
    })
}

async fn until(mut ended: watch::Receiver<bool>) {
    // An error means that the server is gone already.
    let _ = ended.wait_for(|ended| *ended).await;
}

async fn clean((retention, services): (Retention, Services), ended: watch::Receiver<bool>) {
    let mut ended = std::pin::pin!(until(ended));
    loop {
        if let Err(error) = services.mergers.apply_due().await {
            tracing::error!(error = %chain(&error), "could not merge municipalities");
        }
        if let Err(error) = retention.apply().await {
            tracing::warn!(error = %chain(&error), "could not remove what was kept long enough");
        }
        told("tokens", services.tokens.remove_ended().await);
        told("steps of signing in", services.factors.remove_expired().await);
        tokio::select! {
            () = &mut ended => return,
            () = tokio::time::sleep(CLEAN_EVERY) => {}
        }
    }
}

fn told(what: &str, removed: Result<u64>) {
    match removed {
        Ok(0) => {}
        Ok(removed) => tracing::info!(what, removed, "removed what had ended"),
        Err(error) => tracing::warn!(what, error = %chain(&error), "could not remove what had ended"),
    }
}

/// Connects; makes the data directory and an embedded database when they are missing.
pub async fn connect(config: &Config) -> Result<Db> {
    std::fs::create_dir_all(&config.data_dir).map_err(|error| {
        Error::BadInput(format!("cannot make the data directory {}: {error}", config.data_dir.display()))
    })?;
    check_file(config)?;
    Db::connect(&config.database_url, config.database_connections).await
}

/// A file that is no SQLite database is refused before anything writes to it.
fn check_file(config: &Config) -> Result<()> {
    use std::io::Read;
    let Some(path) = config.sqlite_file() else { return Ok(()) };
    let Ok(mut file) = File::open(&path) else { return Ok(()) };
    let mut head = [0; 16];
    match file.read(&mut head) {
        Ok(0) => Ok(()),
        Ok(16) if &head == b"SQLite format 3\0" => Ok(()),
        Ok(_) | Err(_) => {
            let message = "is no SQLite database, or a damaged one: put it aside and restore a backup";
            Err(Error::BadInput(format!("{} {message}", path.display())))
        }
    }
}
