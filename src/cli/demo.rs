//! `demo`: a network to look around in.

use rust_embed::RustEmbed;
use sea_orm::ConnectionTrait;

use super::arguments::DemoArguments;
use super::{data, terminal};
use crate::access::Actor;
use crate::accounts;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::thesaurus::Format;
use crate::thesaurus::service::STARTER;
use crate::transfer::{import, read};

#[derive(RustEmbed)]
#[folder = "demo"]
#[include = "*.jsonl"]
#[include = "reports/*.md"]
struct Files;

/// The password of every demo account. Only `demo` gives it out, on a database that held nothing else.
pub const PASSWORD: &str = "welkom-bij-bigdatagemeenten";
/// Who signs in as what.
pub const SIGN_INS: [(&str, &str); 5] = [
    ("lid@bdg.example", "a member"),
    ("organisator@bdg.example", "an organiser"),
    ("redacteur@bdg.example", "an editor of a municipality"),
    ("gemeentebeheer@bdg.example", "an administrator of a municipality"),
    ("beheer@bdg.example", "an administrator"),
];

/// Who has an address of these may join by themselves, for the municipality of that code.
pub const MAIL_DOMAINS: [(&str, &str); 4] = [
    ("GM0479", "zaanstad.voorbeeld.example"),
    ("GM0503", "delft.voorbeeld.example"),
    ("GM0014", "groningen.voorbeeld.example"),
    ("GM0193", "zwolle.voorbeeld.example"),
];

pub async fn run(config: Config, arguments: DemoArguments) -> Result<()> {
    let mail_url = config.mail_url.clone();
    let app = App::open(config, Clock::system()).await?;
    if !is_empty(&app).await? {
        if arguments.if_empty {
            app.services.db.clone().close().await?;
            terminal::say("The database holds something already; it stays as it is.");
            return Ok(());
        }
        let message =
            "the database holds something already: demo wants an empty one (--data-dir names another)";
        return Err(Error::BadInput(message.into()));
    }
    terminal::say("Loading the demo network …");
    let reads: Vec<_> = Files::iter()
        .filter_map(|name| Files::get(&name).map(|file| (name, file)))
        .map(|(name, file)| read::text(name.as_ref().as_ref(), &String::from_utf8_lossy(&file.data), None))
        .collect();
    let words = (Format::Turtle, STARTER);
    app.services.thesaurus.import(&Actor::System, words, false, None).await?;
    // In the transaction of the accounts: a demo that is killed leaves all of it or nothing.
    let mut options = import::Options { is_demo: true, ..import::Options::default() };
    for (email, _) in SIGN_INS {
        options.passwords.insert(email.to_owned(), accounts::password::hash(PASSWORD.to_owned()).await?);
    }
    options.mail_domains = MAIL_DOMAINS.map(|(code, domain)| (code.to_owned(), domain.to_owned())).to_vec();
    let summary = import::run(&app.services, reads, &options, |_| {}).await?;
    if let Some(mistake) = summary.mistakes.first() {
        return Err(Error::internal(format!("the demo network is not sound: {mistake}")));
    }
    data::bring_index_up_to_date(&app).await?;
    app.services.db.clone().close().await?;
    terminal::say(&format!("{} things are in. Sign in with the password {PASSWORD} as:", summary.created));
    for (email, what) in SIGN_INS {
        terminal::say(&format!("  {email:<26} {what}"));
    }
    terminal::say("Administrators set up a second factor first; --second-factor nobody does without.");
    let domains = MAIL_DOMAINS.map(|(_, domain)| domain).join(", ");
    terminal::say(&format!("Or join with an address of {domains}; {}.", where_mail_goes(&mail_url)));
    Ok(())
}

/// Nothing is sent unless somebody set a mail server.
fn where_mail_goes(mail_url: &str) -> String {
    match mail_url.strip_prefix("file:") {
        Some(folder) => format!("the mail with the link is put into {folder}/"),
        None => "the link comes by mail".to_owned(),
    }
}

/// Nobody and nothing but the facts that a migration brings.
async fn is_empty(app: &App) -> Result<bool> {
    let db = app.services.db.reader();
    for table in ["persons", "accounts", "pilots", "challenges", "meetings", "reports", "outcomes"] {
        let statement = sea_orm::Statement::from_string(
            db.get_database_backend(),
            format!("SELECT 1 AS found FROM {table} LIMIT 1"),
        );
        if db.query_one_raw(statement).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}
