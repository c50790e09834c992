//! Where mail goes: to an SMTP server, or into a folder of `.eml` files for whoever tries the program.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::io::AsyncWriteExt;

use super::queue::Queued;
use crate::error::{Error, Result};

/// A server that says nothing for so long is given up until the next try.
const PATIENCE: Duration = Duration::from_secs(30);

/// Cheap to clone.
#[derive(Clone, Debug)]
pub enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// How sending ended when it did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// The server will never take this mail, or it is no mail at all.
    ForGood(String),
    /// Perhaps later.
    ForNow(String),
}

impl Transport {
    /// `smtp://…`, `smtps://…` or `file:DIR`.
    ///
    /// `smtp://` speaks TLS after STARTTLS or not at all, unless the server is this machine or the URL says
    /// `?tls=opportunistic` or `?tls=none`. Fails with `BadInput`, without the password that the URL may hold.
    pub fn new(url: &str) -> Result<Self> {
        if let Some(folder) = url.strip_prefix("file:") {
            return Ok(Self::Folder(PathBuf::from(folder.strip_prefix("//").unwrap_or(folder))));
        }
        let wrong = || {
            let message = "the mail URL is smtp://…, smtps://… or file:DIR (docs/operations.md, Mail)";
            Error::BadInput(message.to_owned())
        };
        if !url.starts_with("smtp://") && !url.starts_with("smtps://") {
            return Err(wrong());
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&secured(url)).map_err(|_| wrong())?;
        let pool = PoolConfig::new().max_size(2);
        Ok(Self::Smtp(builder.timeout(Some(PATIENCE)).pool_config(pool).build()))
    }

    /// Can it be used now? Says how it looks.
    pub async fn check(&self) -> Result<String, String> {
        match self {
            Self::Smtp(smtp) => match smtp.test_connection().await {
                Ok(true) => Ok("the server answers".to_owned()),
                Ok(false) => Err("the server does not answer as a mail server".to_owned()),
                Err(error) => Err(format!("the server can't be used: {}", causes(&error))),
            },
            Self::Folder(folder) => match make_folder(folder).await {
                Ok(()) => Ok(format!("nothing is sent; mails are put into {}", folder.display())),
                Err(error) => Err(format!("{} can't be written: {error}", folder.display())),
            },
        }
    }

    /// Hands the mail over. When this returns `Ok`, it is somebody else's.
    pub async fn send(
        &self,
        from: &Mailbox,
        mail: &Queued,
        at: std::time::SystemTime,
    ) -> Result<(), Failure> {
        let message = compose(from, mail, at).map_err(Failure::ForGood)?;
        match self {
            Self::Smtp(smtp) => match smtp.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(Failure::ForGood(reason(&error))),
                Err(error) => Err(Failure::ForNow(reason(&error))),
            },
            Self::Folder(folder) => {
                let name = file_name(mail, at);
                write(folder, &name, &message.formatted())
                    .await
                    .map_err(|error| Failure::ForNow(error.to_string()))
            }
        }
    }
}

/// What the log may say: a server's own words may repeat the address.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}"),
        None => causes(error),
    }
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

/// `url` with TLS required where it says nothing and the server is another machine.
fn secured(url: &str) -> String {
    let Some(rest) = url.strip_prefix("smtp://") else { return url.to_owned() };
    if let Some(without) = url.strip_suffix("?tls=none") {
        return without.to_owned();
    }
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_local = ["localhost", "127.", "[::1]"].iter().any(|local| host.starts_with(local));
    if is_local || rest.contains("tls=") {
        return url.to_owned();
    }
    format!("{url}{}tls=required", if rest.contains('?') { '&' } else { '?' })
}

/// RFC 3834: nobody's absence note answers this.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// RFC 2369: where such mails can be stopped.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

/// RFC 8058: by one POST, without a page in between.
#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

fn compose(from: &Mailbox, mail: &Queued, at: std::time::SystemTime) -> Result<Message, String> {
    let to = mail.recipient.parse().map_err(|_| "the address is none".to_owned())?;
    let part = |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
    let mut builder = Message::builder();
    if let Some(url) = &mail.stop_url {
        builder = builder.header(ListUnsubscribe(url.clone())).header(OneClick);
    }
    builder
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&mail.subject)
        .date(at)
        // The same on every try, so that a mail that came twice is shown once.
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .header(AutoSubmitted)
        .multipart(
            MultiPart::alternative()
                .singlepart(part(ContentType::TEXT_PLAIN, &mail.body_text))
                .singlepart(part(ContentType::TEXT_HTML, &mail.body_html)),
        )
        .map_err(|error| error.to_string())
}

/// Sorts by time, and a mail that is written twice is one file.
fn file_name(mail: &Queued, at: std::time::SystemTime) -> String {
    let at = chrono::DateTime::<chrono::Utc>::from(at);
    format!("{}-{}-{}.eml", at.format("%Y%m%dT%H%M%S%3f"), mail.kind, mail.id.simple())
}

async fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = tokio::fs::DirBuilder::new();
    // Mails hold links that let people in.
    builder.recursive(true).mode(0o700).create(folder).await
}

/// Nobody sees a file that is half written.
async fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    make_folder(folder).await?;
    let partial = folder.join(format!(".{name}.partial"));
    let mut options = tokio::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&partial).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&partial, folder.join(name)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_to_another_machine_is_encrypted_unless_the_url_says_otherwise() {
        assert_eq!(secured("smtp://a:b@mail.example"), "smtp://a:b@mail.example?tls=required");
        assert_eq!(secured("smtp://mail.example:25/?x=1"), "smtp://mail.example:25/?x=1&tls=required");
        assert_eq!(secured("smtp://mail.example?tls=opportunistic"), "smtp://mail.example?tls=opportunistic");
        assert_eq!(secured("smtp://mail.example?tls=none"), "smtp://mail.example");
        assert_eq!(secured("smtp://localhost:2525"), "smtp://localhost:2525");
        assert_eq!(secured("smtps://mail.example"), "smtps://mail.example");
    }

    #[tokio::test]
    async fn a_wrong_url_is_refused_without_its_password() {
        for url in ["http://x", "smtp://", "smtps://user:geheim@:x", "mail.example"] {
            let error = Transport::new(url).unwrap_err();
            assert_eq!(error.code(), "BAD_USER_INPUT");
            assert!(!error.to_string().contains("geheim"), "{error}");
        }
        assert!(Transport::new("smtp://user:geheim@mail.example:587").is_ok());
    }
}
