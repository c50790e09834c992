//! Which requests the GraphQL endpoint takes, by their headers: the type of the body, the type of the answer, the site
//! that sent it.
//!
//! GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/ (sections 4 to 6); RFC 9110, 12.5.1 (Accept).

use axum::http::header::{self, HeaderMap, HeaderName};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status says whether the request was well-formed.
    GraphQlResponse,
    /// `application/json`: every answer to a well-formed HTTP request has status 200.
    Json,
}

impl MediaType {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    fn subtype(self) -> &'static str {
        match self {
            Self::GraphQlResponse => "graphql-response+json",
            Self::Json => "json",
        }
    }

    /// The best type that `Accept` allows, `None` when it allows neither.
    ///
    /// The higher q-value wins, then the type that is named over one that a wildcard allows, then
    /// `application/graphql-response+json` if it is named.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(header::ACCEPT).iter().peekable();
        if values.peek().is_none() {
            return Some(Self::Json);
        }
        let ranges: Vec<Range> = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| split(value, ','))
            .filter_map(Range::parse)
            .collect();
        [Self::Json, Self::GraphQlResponse]
            .into_iter()
            .filter_map(|media_type| Some((media_type.preference(&ranges)?, media_type)))
            .reduce(|json, graphql| {
                let graphql_is_better =
                    graphql.0 > json.0 || (graphql.0 == json.0 && graphql.0.1 == Precision::Exact);
                if graphql_is_better { graphql } else { json }
            })
            .map(|(_, media_type)| media_type)
    }

    /// q-value and precision by the most precise range that matches; `None` when not acceptable.
    fn preference(self, ranges: &[Range]) -> Option<(u16, Precision)> {
        let best = ranges.iter().filter_map(|range| Some((range.matches(self)?, range.quality))).max()?;
        (best.1 > 0).then_some((best.1, best.0))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Anything,
    Application,
    Exact,
}

/// One entry of `Accept`; `quality` in thousandths.
struct Range {
    main: String,
    sub: String,
    quality: u16,
}

impl Range {
    /// `None` for what is malformed and for a charset other than UTF-8.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = split(text, ';');
        let (main, sub) = parts.next()?.split_once('/')?;
        let mut quality = 1_000;
        for part in parts {
            let (name, value) = part.split_once('=').map(|(name, value)| (name.trim(), unquoted(value)))?;
            if name.eq_ignore_ascii_case("q") {
                quality = thousandths(value)?;
            } else if name.eq_ignore_ascii_case("charset") && !is_utf8(value) {
                return None;
            }
        }
        Some(Self { main: main.trim().to_ascii_lowercase(), sub: sub.trim().to_ascii_lowercase(), quality })
    }

    fn matches(&self, media_type: MediaType) -> Option<Precision> {
        match (self.main.as_str(), self.sub.as_str()) {
            ("*", "*") => Some(Precision::Anything),
            ("application", "*") => Some(Precision::Application),
            ("application", sub) if sub == media_type.subtype() => Some(Precision::Exact),
            _ => None,
        }
    }
}

/// `0`, `1`, `0.5`, `0.125`: at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, decimals) {
        ("0", decimals) => Some(decimals),
        ("1", 0) => Some(1_000),
        _ => None,
    }
}

/// Parts between separators, trimmed; a separator in a quoted string does not separate.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '"';
        character == separator && !quoted
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('"')
}

fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// The body is JSON in UTF-8, not compressed.
///
/// Nothing else is taken: browsers send text/plain, forms and typeless bodies across sites without asking first.
pub fn has_json_body(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else { return false };
    let Ok(only) = only.to_str() else { return false };
    let mut parts = split(only, ';');
    let is_json = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"));
    let in_utf8 = parts.all(|part| match part.split_once('=') {
        Some((name, value)) => !name.trim().eq_ignore_ascii_case("charset") || is_utf8(unquoted(value)),
        None => false,
    });
    let is_plain =
        headers.get(header::CONTENT_ENCODING).is_none_or(|encoding| encoding.as_bytes() == b"identity");
    is_json && in_utf8 && is_plain
}

/// What stands behind `Authorization: Bearer`, also when it is no token of ours. Other schemes are a proxy's business.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Does the browser ask to be left alone? Global Privacy Control (`Sec-GPC`, W3C), or `DNT` of before.
pub fn wants_privacy(headers: &HeaderMap) -> bool {
    ["sec-gpc", "dnt"].iter().any(|name| headers.get(*name).is_some_and(|value| value == "1"))
}

/// The sites whose pages may send requests with the person's cookie.
#[derive(Clone, Debug, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Of addresses (`https://bigdatagemeenten.nl/`); what is no http address is left out.
    pub fn new<'a>(urls: impl IntoIterator<Item = &'a str>) -> Self {
        Self(urls.into_iter().filter_map(origin).collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The request comes from an allowed site, from the site that it was sent to, or not from a browser's page at all.
    pub fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(sent) = headers.get(header::ORIGIN) else {
            return headers.get(SEC_FETCH_SITE).is_none_or(|site| site.as_bytes() != b"cross-site");
        };
        let Some(sent) = sent.to_str().ok().and_then(origin) else { return false };
        if self.0.contains(&sent) {
            return true;
        }
        // A page cannot choose the Host header, but where the name of its own site leads to: a name counts as ours only when
        // nobody else can give it. Sec-Fetch-Site also sees another port or scheme as cross-site.
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_ascii_lowercase);
        let is_own =
            host.is_some_and(|host| sent.split_once("://").is_some_and(|(_, authority)| authority == host));
        is_own
            && is_nobodys_name(&sent)
            && headers.get(SEC_FETCH_SITE).is_none_or(|site| site.as_bytes() == b"same-origin")
    }
}

/// An address by numbers, or this machine: no registrar gives them away, so no page of somebody else comes from there.
fn is_nobodys_name(origin: &str) -> bool {
    let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.ends_with(".localhost") || host.parse::<std::net::IpAddr>().is_ok()
}

/// Scheme, host and port of an address, in lower case, without the scheme's own port.
fn origin(url: &str) -> Option<String> {
    let lower = url.trim().to_ascii_lowercase();
    let (scheme, rest) = lower.split_once("://")?;
    let port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next().filter(|authority| !authority.is_empty())?;
    Some(format!("{scheme}://{}", authority.strip_suffix(port).unwrap_or(authority)))
}

#[cfg(test)]
#[path = "negotiation_tests.rs"]
mod tests;
