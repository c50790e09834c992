//! Configuration: flags, then environment (`BDG_…`), then a TOML file, then defaults; the first that says something counts.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Deserialize;

use crate::accounts::password::Cost;
use crate::error::{Error, Result};
use crate::factors::Required;
use crate::network::Network;
use crate::retention::{Terms, terms};
use crate::sso::ProviderSettings;

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Every setting, as one source says it. The same names in flags, environment and file (`data-dir`, `BDG_DATA_DIR`,
/// `data_dir`).
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// Where the index, and with SQLite the database, are kept [default: ./data]
    #[arg(long, env = "BDG_DATA_DIR", global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME [default: a SQLite file in the data directory]
    #[arg(long, env = "BDG_DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Connections to the database at most [default: 10]
    #[arg(long, env = "BDG_DATABASE_CONNECTIONS", global = true, value_name = "N")]
    pub database_connections: Option<u32>,

    /// How log lines look on standard error [default: text]
    #[arg(long, env = "BDG_LOG_FORMAT", global = true, value_enum, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// What is logged, in tracing's filter language [default: info]
    #[arg(long, env = "BDG_LOG", global = true, value_name = "FILTER")]
    pub log: Option<String>,

    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "BDG_LISTEN", value_name = "ADDRESS", global = true)]
    pub listen: Option<String>,

    /// The address in people's browsers; with https, cookies and headers are for https [default: http://ADDRESS]
    #[arg(long, env = "BDG_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,

    /// Another site whose pages may send requests; may be given again [default: none]
    #[arg(
        long = "allowed-origin",
        env = "BDG_ALLOWED_ORIGINS",
        value_delimiter = ',',
        value_name = "ORIGIN",
        global = true
    )]
    pub allowed_origins: Option<Vec<String>>,

    /// A proxy whose X-Forwarded-For is believed, as an address or a range (10.0.0.0/8); may be given again
    /// [default: none]
    #[arg(
        long = "trusted-proxy",
        env = "BDG_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "NETWORK",
        global = true
    )]
    pub trusted_proxies: Option<Vec<Network>>,

    /// Where to report a vulnerability, for security.txt: a mailto: or https: address [default: the Dutch NCSC]
    #[arg(long, env = "BDG_SECURITY_CONTACT", value_name = "URI", global = true)]
    pub security_contact: Option<String>,

    /// What one person's queries may cost a second, in points of the API's cost; 0 for no bound [default: 100000]
    #[arg(long, env = "BDG_COST_PER_SECOND", value_name = "POINTS", global = true)]
    pub cost_per_second: Option<u32>,

    /// Bad requests a second that an address is answered at once; further answers wait a second; 0 for no bound
    /// [default: 20]
    #[arg(long, env = "BDG_REFUSALS_PER_SECOND", value_name = "N", global = true)]
    pub refusals_per_second: Option<u32>,

    /// Whether /graphql shows GraphiQL to browsers [default: true]
    #[arg(long, env = "BDG_GRAPHIQL", value_name = "BOOL", global = true)]
    pub graphiql: Option<bool>,

    /// A session that nobody uses ends after so many seconds [default: 43200, twelve hours]
    #[arg(long, env = "BDG_SESSION_IDLE_SECONDS", value_name = "N", global = true)]
    pub session_idle_seconds: Option<u32>,

    /// Every session ends so many seconds after it began [default: 604800, a week]
    #[arg(long, env = "BDG_SESSION_ABSOLUTE_SECONDS", value_name = "N", global = true)]
    pub session_absolute_seconds: Option<u32>,

    /// Who must have a second factor [default: admins]
    #[arg(long, env = "BDG_SECOND_FACTOR", value_enum, value_name = "WHO", global = true)]
    pub second_factor: Option<Required>,

    /// The key that secrets in the database are encrypted with; the same file for all nodes [default: secret.key in the
    /// data directory, made when it is missing]
    #[arg(long, env = "BDG_SECRET_KEY_FILE", value_name = "FILE", global = true)]
    pub secret_key_file: Option<PathBuf>,

    /// Other sites to sign in by; in the file only.
    #[arg(skip)]
    pub sso: Option<Vec<ProviderSettings>>,

    /// Where mail goes: smtp://…, smtps://… or file:DIR [default: .eml files in DATA_DIR/mail]
    #[arg(long, env = "BDG_MAIL_URL", value_name = "URL", global = true, hide_env_values = true)]
    pub mail_url: Option<String>,

    /// Who mail is from [default: BigDataGemeenten <noreply@HOST of the public URL>]
    #[arg(long, env = "BDG_MAIL_FROM", value_name = "SENDER", global = true)]
    pub mail_from: Option<String>,

    /// What a hash of a password costs, argon2id: at least m=19456,t=2,p=1, which is the default
    #[arg(long, env = "BDG_PASSWORD_COST", value_name = "COST", global = true)]
    pub password_cost: Option<String>,

    /// Different people who must search for the same on one day before it is counted, at least 2 [default: 3]
    #[arg(long, env = "BDG_SEARCH_ASKERS", value_name = "N", global = true)]
    pub search_askers: Option<u32>,

    #[command(flatten)]
    pub retention: terms::TermsSource,
}

/// What counts.
#[derive(Clone, Debug)]
pub struct Config {
    pub data_dir: PathBuf,
    pub database_url: String,
    pub database_connections: u32,
    pub log_format: LogFormat,
    pub log: String,
    pub listen: String,
    pub public_url: String,
    pub allowed_origins: Vec<String>,
    pub trusted_proxies: Vec<Network>,
    pub security_contact: String,
    /// `None` for no bound.
    pub cost_per_second: Option<NonZeroU32>,
    /// `None` for no bound.
    pub refusals_per_second: Option<NonZeroU32>,
    pub graphiql: bool,
    pub session_idle_seconds: u32,
    pub session_absolute_seconds: u32,
    pub second_factor: Required,
    /// `None`: the one in the data directory.
    pub secret_key_file: Option<PathBuf>,
    pub sso: Vec<ProviderSettings>,
    pub mail_url: String,
    pub mail_from: String,
    pub password_cost: Cost,
    /// Different askers of one day from which on a search is counted; at least 2.
    pub search_askers: u32,
    /// How long what is kept.
    pub retention: Terms,
}

/// Takes reports about every Dutch government body, and passes them on.
const NCSC: &str = "https://www.ncsc.nl/contact/kwetsbaarheid-melden";
const COST_PER_SECOND: u32 = 100_000;
const REFUSALS_PER_SECOND: u32 = 20;

impl Source {
    /// Reads a TOML file. Fails when it can't be read or says something unknown.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::BadInput(format!("cannot read {}: {error}", path.display())))?;
        toml::from_str(&text).map_err(|error| Error::BadInput(format!("{}: {error}", path.display())))
    }

    /// What this source says, else what `other` says.
    fn or(self, other: Self) -> Self {
        Self {
            data_dir: self.data_dir.or(other.data_dir),
            database_url: self.database_url.or(other.database_url),
            database_connections: self.database_connections.or(other.database_connections),
            log_format: self.log_format.or(other.log_format),
            log: self.log.or(other.log),
            listen: self.listen.or(other.listen),
            public_url: self.public_url.or(other.public_url),
            allowed_origins: self.allowed_origins.or(other.allowed_origins),
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
            security_contact: self.security_contact.or(other.security_contact),
            cost_per_second: self.cost_per_second.or(other.cost_per_second),
            refusals_per_second: self.refusals_per_second.or(other.refusals_per_second),
            graphiql: self.graphiql.or(other.graphiql),
            session_idle_seconds: self.session_idle_seconds.or(other.session_idle_seconds),
            session_absolute_seconds: self.session_absolute_seconds.or(other.session_absolute_seconds),
            second_factor: self.second_factor.or(other.second_factor),
            secret_key_file: self.secret_key_file.or(other.secret_key_file),
            sso: self.sso.or(other.sso),
            mail_url: self.mail_url.or(other.mail_url),
            mail_from: self.mail_from.or(other.mail_from),
            password_cost: self.password_cost.or(other.password_cost),
            search_askers: self.search_askers.or(other.search_askers),
            retention: self.retention.or(other.retention),
        }
    }
}

impl Config {
    pub fn new(flags: Source, file: Option<&Path>) -> Result<Self> {
        let from_file = file.map(Source::from_file).transpose()?.unwrap_or_default();
        let said = flags.or(from_file);
        let data_dir = said.data_dir.unwrap_or_else(|| PathBuf::from("data"));
        let listen = said.listen.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let default_url = || format!("sqlite://{}", data_dir.join("network.sqlite").display());
        let database_url = said.database_url.unwrap_or_else(default_url);
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database_url.starts_with(scheme)) {
            let message = "the database's URL begins with sqlite:// or postgres://";
            return Err(Error::BadInput(message.to_owned()));
        }
        let security_contact = said.security_contact.unwrap_or_else(|| NCSC.to_owned());
        let is_contact =
            ["mailto:", "https://", "tel:"].iter().any(|scheme| security_contact.starts_with(scheme));
        if !is_contact || security_contact.contains(char::is_whitespace) {
            let message = "the security contact is a mailto:, https: or tel: address (RFC 9116, 2.5.3)";
            return Err(Error::BadInput(message.to_owned()));
        }
        let public_url = said.public_url.unwrap_or_else(|| format!("http://{listen}"));
        let default_mail = || format!("file:{}", data_dir.join("mail").display());
        Ok(Self {
            password_cost: said.password_cost.as_deref().map(Cost::parse).transpose()?.unwrap_or_default(),
            mail_url: said.mail_url.unwrap_or_else(default_mail),
            mail_from: said.mail_from.unwrap_or_else(|| default_sender(&public_url)),
            data_dir,
            database_url,
            database_connections: said.database_connections.unwrap_or(10).clamp(2, 500),
            log_format: said.log_format.unwrap_or_default(),
            log: said.log.unwrap_or_else(|| "info".to_owned()),
            public_url: public_url.trim_end_matches('/').to_owned(),
            listen,
            allowed_origins: said.allowed_origins.unwrap_or_default(),
            trusted_proxies: said.trusted_proxies.unwrap_or_default(),
            security_contact,
            cost_per_second: NonZeroU32::new(said.cost_per_second.unwrap_or(COST_PER_SECOND)),
            refusals_per_second: NonZeroU32::new(said.refusals_per_second.unwrap_or(REFUSALS_PER_SECOND)),
            graphiql: said.graphiql.unwrap_or(true),
            session_idle_seconds: said.session_idle_seconds.unwrap_or(12 * 3600).max(1),
            second_factor: said.second_factor.unwrap_or_default(),
            secret_key_file: said.secret_key_file,
            sso: said.sso.unwrap_or_default(),
            session_absolute_seconds: said.session_absolute_seconds.unwrap_or(7 * 24 * 3600).max(1),
            search_askers: askers(said.search_askers)?,
            retention: Terms::new(&said.retention)?,
        })
    }

    /// The file of the secret key.
    pub fn secret_key(&self) -> PathBuf {
        self.secret_key_file.clone().unwrap_or_else(|| self.data_dir.join("secret.key"))
    }

    pub fn index_dir(&self) -> PathBuf {
        self.data_dir.join("index")
    }

    /// The file of the embedded database; `None` with PostgreSQL.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let path = self.database_url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        Some(PathBuf::from(path.split_once('?').map_or(path, |(path, _)| path)))
    }
}

/// Fails below 2: what one person searches for is theirs.
fn askers(said: Option<u32>) -> Result<u32> {
    match said.unwrap_or(3) {
        0 | 1 => Err(Error::BadInput("search_askers is at least 2".to_owned())),
        askers => Ok(askers),
    }
}

/// An address at the host of `public_url`; at `localhost` when that has no name.
fn default_sender(public_url: &str) -> String {
    let authority = public_url.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let is_name = host.chars().any(|c| c.is_ascii_alphabetic());
    format!(
        "BigDataGemeenten <noreply@{}>",
        if is_name && !host.starts_with('[') { host } else { "localhost" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_counts_before_the_file_and_the_file_before_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bdg.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9000\"\ndata_dir = \"/from/file\"\n").unwrap();
        let flags = Source { data_dir: Some("/from/flag".into()), ..Source::default() };
        let config = Config::new(flags, Some(&file)).unwrap();
        assert_eq!(config.data_dir, Path::new("/from/flag"));
        assert_eq!(config.public_url, "http://127.0.0.1:9000");
        assert_eq!(config.database_url, "sqlite:///from/flag/network.sqlite");
    }

    #[test]
    fn an_unknown_setting_in_the_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bdg.toml");
        std::fs::write(&file, "data_dri = \"x\"\n").unwrap();
        let error = Config::new(Source::default(), Some(&file)).unwrap_err();
        assert!(error.to_string().contains("data_dri"), "{error}");
    }
}
