//! What the mail about saved searches says: titles of what its reader may see, with the way to each, and to an end of
//! such mails.

use chrono::{DateTime, Duration, Utc};

use super::model::SavedSearch;
use super::publications::Publication;
use crate::accounts::links::Token;
use crate::accounts::mails::Place;
use crate::accounts::store::Account;
use crate::ids::{NodeId, NodeKind};
use crate::mail::{Item, Language, Mail, Section, Template};
use crate::municipalities::Register;

pub const NEWS: Template = Template {
    kind: "search-news",
    nl: include_str!("search-news.nl.txt"),
    en: include_str!("search-news.en.txt"),
};

/// Titles of one search; the rest is a link.
const SHOWN: usize = 10;
/// News that is found later than this was found on the page.
const FRESH: Duration = Duration::days(3);

/// What is new of one search; at least one thing.
#[derive(Clone, Debug)]
pub struct News {
    pub search: SavedSearch,
    pub publications: Vec<Publication>,
}

impl News {
    pub fn nodes(&self) -> Vec<NodeId> {
        self.publications.iter().map(|publication| publication.node).collect()
    }
}

/// The address that mail programs send `List-Unsubscribe=One-Click` to (RFC 8058).
pub const STOP_PATH: &str = "/mail/stop";

/// The mail to `reader`, with `token` for stopping such mails.
pub fn write(
    news: &[News],
    (reader, token): (&Account, &Token),
    (site, municipalities): (&str, &Register),
    now: DateTime<Utc>,
) -> Mail {
    let language = reader.language;
    let sections: Vec<Section> =
        news.iter().map(|one| section(one, language, (site, municipalities))).collect();
    let link = format!("{site}{}", Place::SavedSearches.path());
    let stop = format!("{site}{}#token={}", Place::StopMails.path(), token.as_str());
    let values = [("link", link.as_str()), ("stop", stop.as_str())];
    let content = NEWS.render_with(language, &values, &sections);
    Mail {
        kind: NEWS.kind,
        account: Some(reader.id),
        to: reader.email.clone(),
        language,
        content,
        until: now + FRESH,
        stop_url: Some(format!("{site}{STOP_PATH}?token={}", token.as_str())),
    }
}

fn section(news: &News, language: Language, (site, municipalities): (&str, &Register)) -> Section {
    let search = &news.search;
    let item = |publication: &Publication| {
        let place = publication.owner.and_then(|id| municipalities.get(id)).map(|place| place.name.as_str());
        let kind = kind(publication.node.kind, language);
        Item {
            title: publication.title.clone(),
            link: format!("{site}{}", publication.path()),
            note: place.map_or_else(|| kind.to_owned(), |place| format!("{kind}, {place}")),
        }
    };
    let count = news.publications.len();
    let rest = count.saturating_sub(SHOWN);
    let more = match language {
        Language::Nl => format!("En nog {rest}. Bekijk ze in het netwerk."),
        Language::En => format!("And {rest} more. See them in the network."),
    };
    let path = search.query.to_path();
    let joint = if path.contains('?') { '&' } else { '?' };
    Section {
        title: search.name.clone(),
        link: format!("{site}{path}{joint}volgorde=nieuwste"),
        items: news.publications.iter().take(SHOWN).map(item).collect(),
        more: (rest > 0).then_some(more),
    }
}

fn kind(kind: NodeKind, language: Language) -> &'static str {
    let (nl, en) = match kind {
        NodeKind::Pilot => ("Pilot", "Pilot"),
        NodeKind::Challenge => ("Vraagstuk", "Challenge"),
        NodeKind::Meeting => ("Bijeenkomst", "Meeting"),
        NodeKind::Report => ("Verslag", "Report"),
        NodeKind::Outcome => ("Opbrengst", "Outcome"),
        NodeKind::Municipality
        | NodeKind::Theme
        | NodeKind::Person
        | NodeKind::AgendaItem
        | NodeKind::Introduction
        | NodeKind::Invitation
        | NodeKind::MailDomain
        | NodeKind::Concept => ("", ""),
    };
    match language {
        Language::Nl => nl,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_whole_in_both_languages() {
        let values = ["link", "stop"].map(|name| (name, "WAARDE"));
        let item = Item { title: "Titel".into(), link: "LINK".into(), note: "Pilot".into() };
        let section = Section { title: "Vraag".into(), link: "ALLES".into(), items: vec![item], more: None };
        for &language in Language::ALL {
            let content = NEWS.render_with(language, &values, std::slice::from_ref(&section));
            assert!(!content.text.contains(['{', '[']) && !content.subject.contains('{'), "{content:?}");
            for said in ["Vraag", "Titel", "LINK", "ALLES", "WAARDE"] {
                assert!(content.text.contains(said) && content.html.contains(said), "{said} in {content:?}");
            }
        }
    }
}
