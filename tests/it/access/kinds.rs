//! The kinds of contributions, and where each shows.

use bigdatagemeenten::ids::NodeKind;
use serde_json::{Value, json};

use crate::support::Client;
use crate::support::people::{outcome, pilot, report};

/// A kind of contribution, in the words of the API.
pub struct Kind {
    pub name: &'static str,
    pub node: NodeKind,
    /// Published when it is made.
    pub is_born_published: bool,
    /// Organisers look after it.
    pub is_of_meetings: bool,
    /// The field that counts it in the network's figures.
    pub stat: Option<&'static str>,
    /// The field that holds its title.
    pub title: &'static str,
    /// Stands in the title, and nowhere else.
    pub word: &'static str,
}

pub const KINDS: [Kind; 5] = [
    Kind {
        name: "Pilot",
        node: NodeKind::Pilot,
        is_born_published: false,
        is_of_meetings: false,
        stat: Some("pilots"),
        title: "title",
        word: "aalscholver",
    },
    Kind {
        name: "Report",
        node: NodeKind::Report,
        is_born_published: false,
        is_of_meetings: true,
        stat: Some("reports"),
        title: "title",
        word: "kwikstaart",
    },
    Kind {
        name: "Outcome",
        node: NodeKind::Outcome,
        is_born_published: false,
        is_of_meetings: true,
        stat: Some("outcomes"),
        title: "question",
        word: "grutto",
    },
    Kind {
        name: "Challenge",
        node: NodeKind::Challenge,
        is_born_published: true,
        is_of_meetings: true,
        stat: None,
        title: "question",
        word: "wielewaal",
    },
    Kind {
        name: "Meeting",
        node: NodeKind::Meeting,
        is_born_published: true,
        is_of_meetings: true,
        stat: Some("meetings"),
        title: "title",
        word: "zanglijster",
    },
];

impl Kind {
    pub fn field(&self) -> String {
        self.name.to_lowercase()
    }

    pub fn heading(&self) -> String {
        format!("De {} van buiten", self.word)
    }

    pub fn input(&self, visibility: &str) -> Value {
        let title = self.heading();
        match self.name {
            "Pilot" => pilot(&title, visibility),
            "Report" => report(&title, visibility),
            "Outcome" => outcome(&title, visibility),
            "Challenge" => json!({ "question": title, "visibility": visibility }),
            _ => json!({ "title": title, "visibility": visibility, "startsAt": "2030-03-01T09:00:00Z" }),
        }
    }

    /// A thing that its readers see.
    pub async fn published(&self, author: &Client, visibility: &str) -> Value {
        let made = author.make(self.name, self.input(visibility)).await;
        if self.is_born_published { made } else { author.publish(self.name, &made).await }
    }

    /// Can `client` open it? By id and by address alike.
    pub async fn opens(&self, client: &Client, thing: &Value) -> bool {
        let field = self.field();
        let query = format!(
            "query($id: ID!, $slug: String!) {{ node(id: $id) {{ id }} {field}(slug: $slug) {{ id }} }}"
        );
        let answer = client.gql(&query, json!({ "id": thing["id"], "slug": thing["slug"] })).await;
        let data = &answer.body["data"];
        let (by_id, by_slug) = (data["node"]["id"] == thing["id"], data[&field]["id"] == thing["id"]);
        assert_eq!(by_id, by_slug, "{} as {}: {answer:?}", self.name, client.name);
        let codes: Vec<_> = answer.body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|error| &error["extensions"]["code"])
            .collect();
        assert!(codes.iter().all(|code| *code == "NOT_FOUND") && codes.is_empty() == by_id, "{answer:?}");
        by_id
    }

    /// Does it show to `client` where nobody asked for it by name? In list, count, search, facets, suggestions and the
    /// network's figures alike. It must be the only one of its kind.
    pub async fn shows(&self, client: &Client, thing: &Value) -> bool {
        let list = format!("{}s", self.field());
        let query = format!(
            "query($word: String!) {{
               list: {list}(first: 100) {{ totalCount edges {{ node {{ id }} }} }}
               search(query: $word) {{ totalCount edges {{ highlights {{ html }} node {{ ...Found }} }}
                 facets {{ field buckets {{ value count }} }} }}
               everything: search(query: \"\") {{ edges {{ node {{ ...Found }} }} }}
               suggest(prefix: $word) {{ nodeId }}
               networkStats {{ pilots reports outcomes meetings }} }}
             fragment Found on SearchHit {{ ... on Pilot {{ id }} ... on MeetingReport {{ id }} ... on WorkshopOutcome {{ id }}
               ... on Challenge {{ id }} ... on Meeting {{ id }} }}"
        );
        let data = client.ask(&query, json!({ "word": self.word })).await;
        let id = &thing["id"];
        let has = |edges: &Value| edges.as_array().unwrap().iter().any(|edge| edge["node"]["id"] == *id);
        let kinds =
            data["search"]["facets"].as_array().unwrap().iter().find(|facet| facet["field"] == "KIND");
        let buckets = kinds.map_or(0, |facet| facet["buckets"].as_array().unwrap().len());
        let mut ways = vec![
            ("list", has(&data["list"]["edges"])),
            ("count", data["list"]["totalCount"] == 1),
            ("search", has(&data["search"]["edges"])),
            ("search's count", data["search"]["totalCount"] == 1),
            ("facets", buckets == 1),
            ("search for everything", has(&data["everything"]["edges"])),
            ("suggestions", data["suggest"].as_array().unwrap().iter().any(|it| it["nodeId"] == *id)),
        ];
        ways.extend(self.stat.map(|stat| ("figures", data["networkStats"][stat] == 1)));
        let shows = ways[0].1;
        assert!(ways.iter().all(|way| way.1 == shows), "{} as {}: {ways:?}", self.name, client.name);
        shows
    }
}
