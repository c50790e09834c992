//! Pages as the server sends them: with title, description, Open Graph, JSON-LD and their text in the HTML, so that
//! reading works without JavaScript; the frontend then takes over. They show what the session's person may see, so that
//! the address of a thing answers 404 to nobody who may read it; no cache keeps them.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

use super::assets::Frontend;
use super::headers::RequestId;
use super::plain::{self, ABOUT};
use super::{feeds, session};
use crate::access::{Actor, Status};
use crate::accounts::session::PeerAddress;
use crate::contribution::{Contribution, Shelf};
use crate::error::{Error, Result};
use crate::graphql::budget::Budget;
use crate::ids::PersonId;
use crate::markdown;
use crate::page::PageArgs;
use crate::people::{ProfileField, policy};
use crate::saved_searches::Query;
use crate::services::Services;

/// What a page is made of.
pub struct Site {
    pub services: Services,
    pub frontend: Arc<Frontend>,
    pub public_url: String,
    /// `None` for no bound.
    pub budget: Option<Budget>,
}

/// One page in words: what a reader without JavaScript, a search engine and a link preview get.
struct Words {
    title: String,
    description: String,
    /// Safe HTML.
    body: String,
    data: Option<serde_json::Value>,
}

/// What is found at an address.
enum Found {
    Page(Words),
    /// The thing has another address now.
    Moved(String),
    Nothing,
}

/// What a page costs, as a query would (`graphql/price.rs`).
const POINTS: u32 = 500;
const NAME: &str = "BigDataGemeenten";
const INVENTED: &str = "<p>Dit is een proefnetwerk: de mensen en teksten zijn verzonnen.</p>";

/// Answers with the frontend's own file at an address, if there is one.
pub async fn files(State(frontend): State<Arc<Frontend>>, request: Request, next: Next) -> Response {
    match frontend.file(request.method(), request.uri().path(), request.headers()).await {
        Some(file) => file,
        None => next.run(request).await,
    }
}

pub async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let path = path.as_str();
    let asked = request.uri().query().unwrap_or_default().to_owned();
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let address = request.extensions().get::<PeerAddress>().map(|peer| peer.0);
    let id = request.extensions().get::<RequestId>().cloned();
    let found = match session::reader(&site.services, &request).await {
        Ok(actor) => match site.budget.as_ref().map(|budget| budget.purse(&actor, address).pay(POINTS)) {
            Some(Err(retry_after_seconds)) => {
                return session::refused(&Error::RateLimited { retry_after_seconds }, id.as_ref());
            }
            Some(Ok(())) | None => site.find(&actor, path).await,
        },
        Err(error @ (Error::Unauthenticated | Error::RateLimited { .. })) => {
            return session::refused(&error, id.as_ref());
        }
        Err(error) => Err(error),
    };
    let (status, words) = match found {
        Ok(Found::Page(words)) => (StatusCode::OK, words),
        Ok(Found::Moved(to)) => return Redirect::permanent(&to).into_response(),
        Ok(Found::Nothing) | Err(Error::NotFound { .. }) => {
            let words = plain("Niet gevonden", "Deze pagina bestaat niet, of je mag haar niet zien.");
            (StatusCode::NOT_FOUND, words)
        }
        Err(error) => {
            tracing::error!(error = %crate::error::chain(&error), "a page failed");
            let words = plain("Er ging iets mis", "Er ging iets mis bij ons. Probeer het straks opnieuw.");
            (StatusCode::INTERNAL_SERVER_ERROR, words)
        }
    };
    // Whether the texts are invented is no reason to show no page.
    let is_demo = site.services.is_demo().await.unwrap_or_default();
    let feed = (path == "/zoeken").then(|| Query::from_parameters(&asked));
    with_status(status, site.render(path, words, feed.as_ref(), is_demo))
}

fn with_status(status: StatusCode, mut response: Response) -> Response {
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn plain(title: &str, description: &str) -> Words {
    let body = format!("<h1>{}</h1><p>{}</p>", escape(title), escape(description));
    Words { title: title.to_owned(), description: description.to_owned(), body, data: None }
}

/// Sections of Markdown under their headings; empty ones are left out.
fn sections(body: &mut String, sections: &[(&str, &str)]) {
    for (heading, text) in sections.iter().filter(|(_, text)| !text.is_empty()) {
        let _ = write!(body, "<h2>{heading}</h2>{}", markdown::to_section_html(text));
    }
}

fn links(heading: &str, links: impl IntoIterator<Item = (String, String)>) -> String {
    let items: String = links
        .into_iter()
        .map(|(href, text)| format!("<li><a href=\"{}\">{}</a></li>", escape(&href), escape(&text)))
        .collect();
    if items.is_empty() { String::new() } else { format!("<h2>{heading}</h2><ul>{items}</ul>") }
}

impl Site {
    fn render(&self, path: &str, words: Words, feed: Option<&Query>, is_demo: bool) -> Response {
        let url = escape(&format!("{}{path}", self.public_url.trim_end_matches('/')));
        let is_home = words.title == NAME;
        let title = if is_home { NAME.to_owned() } else { format!("{} · {NAME}", words.title) };
        let (title, description) = (escape(&title), escape(&words.description));
        let mut head = format!(
            "<title>{title}</title>\
             <meta name=\"description\" content=\"{description}\">\
             <link rel=\"canonical\" href=\"{url}\">\
             <meta property=\"og:site_name\" content=\"{NAME}\">\
             <meta property=\"og:title\" content=\"{title}\">\
             <meta property=\"og:description\" content=\"{description}\">\
             <meta property=\"og:url\" content=\"{url}\">\
             <meta property=\"og:type\" content=\"website\">\
             <meta property=\"og:locale\" content=\"nl_NL\">"
        );
        if let Some(data) = &words.data {
            // `<` can't end the element then; a data block is no script for the Content-Security-Policy.
            let data = data.to_string().replace('<', "\\u003c");
            let _ = write!(head, "<script type=\"application/ld+json\">{data}</script>");
        }
        if let Some(feed) = feed {
            let href = escape(&feeds::path(feed));
            let _ = write!(head, "<link rel=\"alternate\" type=\"{}\" href=\"{href}\">", feeds::TYPE);
        }
        let note = if is_demo {
            // For the frontend, which shows the note from its first moment on.
            head.push_str("<meta name=\"bdg-demo\" content=\"invented\">");
            INVENTED
        } else {
            ""
        };
        let body = format!("<main>{}{note}</main>", words.body);
        self.frontend.shell(&head, &body)
    }

    async fn find(&self, actor: &Actor, path: &str) -> Result<Found> {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        if let Some((title, description)) = plain::page(&segments) {
            return Ok(Found::Page(plain(title, description)));
        }
        Ok(match segments.as_slice() {
            [""] => Found::Page(self.home(actor).await?),
            ["pilots"] => Found::Page(self.pilots(actor).await?),
            ["vraagstukken"] => Found::Page(self.challenges(actor).await?),
            ["bijeenkomsten"] => Found::Page(self.meetings(actor).await?),
            ["gemeenten"] => Found::Page(self.municipalities()),
            ["pilots", s] => self.pilot(actor, s).await?,
            ["vraagstukken", s] => self.challenge(actor, s).await?,
            ["bijeenkomsten", s] => self.meeting(actor, s).await?,
            ["verslagen", s] => self.report(actor, s).await?,
            ["opbrengsten", s] => self.outcome(actor, s).await?,
            ["gemeenten", s] => self.municipality(actor, s).await?,
            ["mensen", id] => self.person(actor, id).await?,
            _ => Found::Nothing,
        })
    }

    /// What `shelf` has at `slug` for `actor`.
    async fn thing<T: Contribution>(
        &self,
        actor: &Actor,
        shelf: &Shelf<T>,
        (section, slug): (&str, &str),
        words: impl AsyncFnOnce(T) -> Result<Words>,
    ) -> Result<Found> {
        let thing = shelf.by_slug(actor, slug).await?;
        if thing.meta().slug != slug {
            return Ok(Found::Moved(format!("/{section}/{}", thing.meta().slug)));
        }
        Ok(Found::Page(words(T::clone(&thing)).await?))
    }

    async fn home(&self, actor: &Actor) -> Result<Words> {
        let pilots = self.latest_pilots(actor, 6).await?;
        let body = format!("<h1>{NAME}</h1><p>{ABOUT}</p>{}", links("Pilots", pilots));
        let search = format!("{}/zoeken?q={{q}}", self.public_url.trim_end_matches('/'));
        let data = json!({
            "@context": "https://schema.org", "@type": "WebSite", "name": NAME, "url": self.public_url,
            "potentialAction": { "@type": "SearchAction", "target": search, "query-input": "required name=q" },
        });
        Ok(Words { title: NAME.into(), description: ABOUT.into(), body, data: Some(data) })
    }

    async fn latest_pilots(&self, actor: &Actor, first: i32) -> Result<Vec<(String, String)>> {
        let filter = crate::pilots::store::Filter { status: Status::Published, ..Default::default() };
        let page = PageArgs { first: Some(first), ..PageArgs::default() };
        let pilots = self.services.pilots.list(actor, &filter, Default::default(), &page).await?.into_items();
        Ok(pilots
            .into_iter()
            .map(|pilot| (format!("/pilots/{}", pilot.meta.slug), pilot.content.title.clone()))
            .collect())
    }

    async fn pilots(&self, actor: &Actor) -> Result<Words> {
        let description = "Wat gemeenten met data proberen, wat het opleverde en wat er misging.";
        let list = links("Laatst bijgewerkt", self.latest_pilots(actor, 50).await?);
        let words = plain("Pilots", description);
        Ok(Words { body: format!("{}{list}", words.body), ..words })
    }

    async fn challenges(&self, actor: &Actor) -> Result<Words> {
        let page = PageArgs { first: Some(50), ..PageArgs::default() };
        let challenges = self.services.challenges.list(actor, &Default::default(), &page).await?.into_items();
        let list = challenges
            .into_iter()
            .map(|c| (format!("/vraagstukken/{}", c.meta.slug), c.content.question.clone()));
        let words = plain("Vraagstukken", "Vragen waar meer gemeenten mee worstelen.");
        Ok(Words { body: format!("{}{}", words.body, links("Alle vraagstukken", list)), ..words })
    }

    async fn meetings(&self, actor: &Actor) -> Result<Words> {
        let page = PageArgs { first: Some(50), ..PageArgs::default() };
        let meetings = self.services.meetings.list(actor, &Default::default(), &page).await?.into_items();
        let list = meetings
            .into_iter()
            .map(|m| (format!("/bijeenkomsten/{}", m.meta.slug), m.content.title.clone()));
        let words = plain("Bijeenkomsten", "Elk kwartaal komt het netwerk samen.");
        Ok(Words { body: format!("{}{}", words.body, links("Alle bijeenkomsten", list)), ..words })
    }

    fn municipalities(&self) -> Words {
        let today = self.services.municipalities.all().filter(|m| !m.is_former());
        let list = today.map(|m| (format!("/gemeenten/{}", m.slug), m.name.clone()));
        let words = plain("Gemeenten", "Alle gemeenten van Nederland, met hun pilots en mensen.");
        Words { body: format!("{}{}", words.body, links("Alle gemeenten", list)), ..words }
    }

    async fn pilot(&self, actor: &Actor, slug: &str) -> Result<Found> {
        self.thing(actor, &self.services.pilots.shelf, ("pilots", slug), async |pilot| {
            let content = &pilot.content;
            let municipality = self.services.municipalities.get(pilot.municipality).map(|m| m.name.clone());
            let municipality = municipality.unwrap_or_default();
            let mut body = format!("<h1>{}</h1><p>{}</p>", escape(&content.title), escape(&municipality));
            let _ = write!(body, "<p>{}</p>", escape(&content.summary));
            sections(
                &mut body,
                &[
                    ("Probleem", &content.problem),
                    ("Aanpak", &content.approach),
                    ("Resultaten", &content.results),
                    ("Geleerd", &content.lessons_learned),
                    ("Wat misging", &content.failures),
                ],
            );
            if !content.cost.is_empty() {
                let _ = write!(body, "<h2>Kosten</h2><p>{}</p>", escape(&content.cost));
            }
            let data = json!({
                "@context": "https://schema.org", "@type": "Article", "headline": content.title,
                "abstract": content.summary, "inLanguage": "nl",
                "dateModified": pilot.meta.updated_at, "datePublished": pilot.meta.published_at,
                "publisher": { "@type": "GovernmentOrganization", "name": format!("Gemeente {municipality}") },
            });
            let (title, description) = (content.title.clone(), content.summary.clone());
            Ok(Words { title, description, body, data: Some(data) })
        })
        .await
    }

    async fn challenge(&self, actor: &Actor, slug: &str) -> Result<Found> {
        self.thing(actor, &self.services.challenges.shelf, ("vraagstukken", slug), async |challenge| {
            let content = challenge.content;
            let body =
                format!("<h1>{}</h1>{}", escape(&content.question), markdown::to_html(&content.context));
            let description = excerpt(&content.context);
            Ok(Words { title: content.question, description, body, data: None })
        })
        .await
    }

    async fn meeting(&self, actor: &Actor, slug: &str) -> Result<Found> {
        self.thing(actor, &self.services.meetings.shelf, ("bijeenkomsten", slug), async |meeting| {
            let agenda =
                self.services.meetings.agendas(&[meeting.id]).await?.remove(&meeting.id).unwrap_or_default();
            let content = meeting.content;
            let mut body =
                format!("<h1>{}</h1>{}", escape(&content.title), markdown::to_html(&content.description));
            if !agenda.is_empty() {
                let items: String =
                    agenda.iter().map(|item| format!("<li>{}</li>", escape(&item.title))).collect();
                let _ = write!(body, "<h2>Programma</h2><ol>{items}</ol>");
            }
            let data = json!({
                "@context": "https://schema.org", "@type": "Event", "name": content.title,
                "startDate": content.starts_at, "endDate": content.ends_at,
                "location": content.venue.as_ref().map(|venue| json!({
                    "@type": "Place", "name": venue.name, "address": venue.address,
                })),
            });
            let description = excerpt(&content.description);
            Ok(Words { title: content.title, description, body, data: Some(data) })
        })
        .await
    }

    async fn report(&self, actor: &Actor, slug: &str) -> Result<Found> {
        self.thing(actor, &self.services.reports.shelf, ("verslagen", slug), async |report| {
            let content = report.content;
            let text = markdown::to_html(&content.body);
            let description = match content.summary.is_empty() {
                true => excerpt(&content.body),
                false => content.summary.clone(),
            };
            let summary = match content.summary.is_empty() {
                true => String::new(),
                false => format!("<p>{}</p>", escape(&content.summary)),
            };
            let body = format!("<h1>{}</h1>{summary}{text}", escape(&content.title));
            let data = json!({
                "@context": "https://schema.org", "@type": "Article", "headline": content.title,
                "abstract": description, "inLanguage": "nl",
                "dateModified": report.meta.updated_at, "datePublished": report.meta.published_at,
            });
            Ok(Words { title: content.title, description, body, data: Some(data) })
        })
        .await
    }

    async fn outcome(&self, actor: &Actor, slug: &str) -> Result<Found> {
        self.thing(actor, &self.services.outcomes.shelf, ("opbrengsten", slug), async |outcome| {
            let content = outcome.content;
            let text = markdown::to_html(&content.conclusion);
            let insights: String = content
                .insights
                .iter()
                .map(|insight| format!("<li>{}</li>", escape(&insight.text)))
                .collect();
            let body = format!("<h1>{}</h1>{text}<ul>{insights}</ul>", escape(&content.question));
            let description = excerpt(&content.conclusion);
            Ok(Words { title: content.question, description, body, data: None })
        })
        .await
    }

    async fn municipality(&self, actor: &Actor, slug: &str) -> Result<Found> {
        let Some(municipality) = self.services.municipalities.by_slug(slug) else {
            return Ok(Found::Nothing);
        };
        let filter = crate::pilots::store::Filter {
            municipalities: Some(vec![municipality.id]),
            status: Status::Published,
            ..Default::default()
        };
        let page = PageArgs { first: Some(50), ..PageArgs::default() };
        let pilots = self.services.pilots.list(actor, &filter, Default::default(), &page).await?.into_items();
        let pilots = pilots
            .into_iter()
            .map(|pilot| (format!("/pilots/{}", pilot.meta.slug), pilot.content.title.clone()));
        let title = format!("Gemeente {}", municipality.name);
        let words = plain(&title, &format!("Pilots en mensen van {title}, {}.", municipality.province));
        Ok(Found::Page(Words { body: format!("{}{}", words.body, links("Pilots", pilots)), ..words }))
    }

    async fn person(&self, actor: &Actor, id: &str) -> Result<Found> {
        let Ok(id) = PersonId::from_public(id) else { return Ok(Found::Nothing) };
        let person = self.services.people.get(actor, id).await?;
        let municipality = self.services.municipalities.get(person.municipality).map(|m| m.name.as_str());
        let is_title_shown = policy::read_field(actor, &person, ProfileField::JobTitle).is_allowed();
        let title = person.job_title.as_deref().filter(|_| is_title_shown);
        let what = [title, municipality].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Ok(Found::Page(plain(&person.display_name, &what)))
    }
}

/// The beginning of a Markdown text, at most 200 characters.
fn excerpt(markdown: &str) -> String {
    let text = markdown::to_plain(markdown).text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(200) {
        None => text,
        Some((end, _)) => {
            let cut = &text[..end];
            format!("{}…", cut.rsplit_once(' ').map_or(cut, |(head, _)| head))
        }
    }
}
