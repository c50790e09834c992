//! Feeds of searches: `GET /feeds/search.atom?…`, with the parameters of the search page (RFC 4287).
//!
//! A feed shows what everybody may see, whoever fetches it: there is no session, and none can be given. It costs what the
//! same search costs in the API.

use std::sync::Arc;

use atom_syndication::{Entry, Feed, Generator, Link, Person, Text};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, SubsecRound, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::access::Actor;
use crate::accounts::session::PeerAddress;
use crate::error::chain;
use crate::graphql::budget::{Budget, Purse};
use crate::saved_searches::{Publication, Query};
use crate::services::Services;

pub const TYPE: &str = "application/atom+xml";
const PATH: &str = "/feeds/search.atom";
const NAME: &str = "BigDataGemeenten";
/// Points for a search with fifty hits and eight fields of each, as [`crate::graphql::price`] counts.
const POINTS: u32 = 411;

#[derive(Clone)]
struct Feeds {
    services: Services,
    /// Without a slash at its end.
    site: Arc<str>,
    budget: Option<Budget>,
}

pub fn routes(services: &Services, public_url: &str, budget: Option<Budget>) -> Router {
    let feeds = Feeds { services: services.clone(), site: public_url.trim_end_matches('/').into(), budget };
    Router::new().route(PATH, get(answer)).with_state(feeds)
}

/// Where the feed of a search is, on this site.
pub fn path(query: &Query) -> String {
    match query.to_parameters() {
        parameters if parameters.is_empty() => PATH.to_owned(),
        parameters => format!("{PATH}?{parameters}"),
    }
}

/// Said in words, with when to come back.
pub fn too_much(seconds: u64) -> Response {
    let text = "Te veel verzoeken achter elkaar. Probeer het straks opnieuw.\n";
    let headers = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (StatusCode::TOO_MANY_REQUESTS, headers, text).into_response()
}

async fn answer(State(feeds): State<Feeds>, request: Request) -> Response {
    let address = request.extensions().get::<PeerAddress>().map(|peer| peer.0);
    let purse = feeds.budget.as_ref().map(|budget| budget.purse(&Actor::Anonymous, address));
    let pay = |purse: &Purse| purse.pay_request().and_then(|()| purse.pay(POINTS));
    if let Some(Err(seconds)) = purse.as_ref().map(pay) {
        return too_much(seconds);
    }
    let query = Query::from_parameters(request.uri().query().unwrap_or_default());
    match feeds.services.saved_searches.feed(&query).await {
        Ok(publications) => respond(&feeds.feed(&query, &publications), request.headers()),
        Err(error) => {
            tracing::error!(error = %chain(&error), "a feed failed");
            (StatusCode::INTERNAL_SERVER_ERROR, "Er ging iets mis bij ons. Probeer het straks opnieuw.\n")
                .into_response()
        }
    }
}

impl Feeds {
    fn feed(&self, query: &Query, publications: &[Publication]) -> Feed {
        let site = &self.site;
        let here = format!("{site}{}", path(query));
        let title = match query.text.as_str() {
            "" => format!("Nieuw in {NAME}"),
            text => format!("{NAME}: {text}"),
        };
        let updated = publications.iter().map(|publication| publication.updated_at).max();
        Feed {
            title: Text::plain(clean(&title)),
            subtitle: Some(Text::plain("Wat voor iedereen te zien is, het nieuwste eerst.")),
            id: here.clone(),
            updated: updated.unwrap_or(DateTime::UNIX_EPOCH).fixed_offset(),
            authors: vec![Person {
                name: NAME.to_owned(),
                uri: Some(format!("{site}/")),
                email: None,
                ..Person::default()
            }],
            links: vec![
                link("self", TYPE, here),
                link("alternate", "text/html", format!("{site}{}", query.to_path())),
            ],
            generator: Some(Generator { value: NAME.to_owned(), uri: None, version: None }),
            entries: publications.iter().map(|publication| self.entry(publication)).collect(),
            lang: Some("nl".to_owned()),
            ..Feed::default()
        }
    }

    fn entry(&self, publication: &Publication) -> Entry {
        let site = &self.site;
        let municipality = publication.owner.and_then(|id| self.services.municipalities.get(id));
        let author = match municipality {
            Some(place) => Person {
                name: format!("Gemeente {}", place.name),
                uri: Some(format!("{site}/gemeenten/{}", place.slug)),
                email: None,
                ..Person::default()
            },
            None => Person {
                name: NAME.to_owned(),
                uri: Some(format!("{site}/")),
                email: None,
                ..Person::default()
            },
        };
        Entry {
            title: Text::plain(clean(&publication.title)),
            id: tag(site, publication),
            updated: publication.updated_at.fixed_offset(),
            published: Some(publication.published_at.fixed_offset()),
            authors: vec![author],
            links: vec![link("alternate", "text/html", format!("{site}{}", publication.path()))],
            summary: (!publication.summary.is_empty()).then(|| Text::plain(clean(&publication.summary))),
            ..Entry::default()
        }
    }
}

fn link(rel: &str, mime_type: &str, href: String) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: Some(mime_type.to_owned()), ..Link::default() }
}

/// RFC 4151: the same for ever, whatever the slug becomes.
fn tag(site: &str, publication: &Publication) -> String {
    let authority = site.split_once("://").map_or(site, |(_, rest)| rest);
    let host = authority.split([':', '/']).next().unwrap_or_default();
    format!("tag:{host},2026:{}", publication.node.to_public())
}

/// Without what XML 1.0 has no way to write.
fn clean(text: &str) -> String {
    let is_written =
        |c: &char| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().filter(is_written).collect()
}

/// The feed, or 304 for who has it already.
fn respond(feed: &Feed, asked: &HeaderMap) -> Response {
    let body =
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}", without_declaration(&feed.to_string()));
    // Weak: the answer may be compressed on its way.
    let tag = format!("W/\"{}\"", &HEXLOWER.encode(&Sha256::digest(body.as_bytes()))[..32]);
    // An empty feed was never modified.
    let modified = (!feed.entries.is_empty()).then(|| feed.updated.to_utc().trunc_subsecs(0));
    let mut headers = HeaderMap::new();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    // Kept, but asked for again each time: what is hidden now is hidden at once.
    put(header::CACHE_CONTROL, "public, no-cache");
    put(header::ETAG, &tag);
    if let Some(modified) = modified {
        put(header::LAST_MODIFIED, &modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    }
    if is_known(asked, &tag, modified) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    put(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8");
    (headers, body).into_response()
}

fn without_declaration(xml: &str) -> &str {
    match xml.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => xml,
    }
}

/// RFC 9110, section 13.2.2: a tag counts before a date.
fn is_known(asked: &HeaderMap, tag: &str, modified: Option<DateTime<Utc>>) -> bool {
    let text = |name| asked.get(name).and_then(|value| value.to_str().ok());
    if let Some(tags) = text(header::IF_NONE_MATCH) {
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        return tags.split(',').any(|one| one.trim() == "*" || opaque(one) == opaque(tag));
    }
    let since = text(header::IF_MODIFIED_SINCE).and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    since.zip(modified).is_some_and(|(since, modified)| modified <= since.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_is_told_so_by_tag_and_else_by_date() {
        let modified: DateTime<Utc> = "2026-11-25T12:00:00Z".parse().unwrap();
        let known = |name: header::HeaderName, value: &'static str| {
            let asked = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
            is_known(&asked, "W/\"abc\"", Some(modified))
        };
        assert!(known(header::IF_NONE_MATCH, "\"x\", W/\"abc\""));
        assert!(known(header::IF_NONE_MATCH, "*"));
        assert!(!known(header::IF_NONE_MATCH, "W/\"abd\""));
        assert!(known(header::IF_MODIFIED_SINCE, "Wed, 25 Nov 2026 12:00:00 GMT"));
        assert!(!known(header::IF_MODIFIED_SINCE, "Wed, 25 Nov 2026 11:59:59 GMT"));
        assert!(!known(header::IF_MODIFIED_SINCE, "gisteren"));
        assert!(!is_known(&HeaderMap::new(), "W/\"abc\"", Some(modified)));
    }

    #[test]
    fn what_xml_cannot_say_is_left_out() {
        assert_eq!(clean("a\u{b}b\u{ffff}c\né <&>"), "abc\né <&>");
    }
}
