//! What mails about introductions say: that there is something to read, and where. Never who, or what they wrote: a
//! mailbox is read by others, too, and keeps what it has when somebody deletes their account.

use chrono::{DateTime, Duration, Utc};

use super::model::Introduction;
use crate::accounts::mails::Place;
use crate::accounts::store::introduction_mail;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::mail::{Mail, Template, queue};
use crate::municipalities::Register;
use crate::people;

macro_rules! template {
    ($name:ident, $kind:literal) => {
        pub const $name: Template = Template {
            kind: $kind,
            nl: include_str!(concat!($kind, ".nl.txt")),
            en: include_str!(concat!($kind, ".en.txt")),
        };
    };
}

template!(ASKED, "introduction-asked");
template!(ANSWERED, "introduction-answered");

/// An answer that is found later than this was found on the page.
const NEWS: Duration = Duration::days(3);

/// Tells `reader`, a party, what the other one did, unless they want no such mail.
pub async fn tell(
    tx: &Tx,
    (site, municipalities): (&str, &Register),
    (introduction, reader): (&Introduction, PersonId),
    template: &Template,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(account) = introduction_mail(&**tx, reader).await? else { return Ok(()) };
    let other = people::store::find(&**tx, introduction.counterpart(reader)).await?;
    let other = other.ok_or(Error::NotFound { what: "person" })?;
    let link = format!("{site}{}", Place::Contacts.path());
    let place = municipalities.get(other.municipality).map_or("", |place| place.name.as_str());
    let values = [("municipality", place), ("link", link.as_str())];
    let to = (account.email.as_str(), account.language);
    queue::add(tx, &Mail::new(template, to, &values, now + NEWS).about(account.id), now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Language;

    #[test]
    fn every_text_is_whole_in_both_languages() {
        let values = ["municipality", "link"].map(|name| (name, "WAARDE"));
        for template in [ASKED, ANSWERED] {
            for &language in Language::ALL {
                let content = template.render(language, &values);
                assert!(!content.text.contains(['{', '[']) && !content.subject.contains('{'), "{content:?}");
                assert!(content.subject.len() > 10 && content.text.len() > 100, "{content:?}");
            }
        }
    }
}
