//! A pilot and the changes that can be made to it. No I/O.

use serde::{Deserialize, Serialize};

use crate::contribution::Meta;
use crate::error::Problems;
use crate::ids::{MunicipalityId, PilotId};
use crate::text;

/// How far a pilot has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    #[default]
    Idea,
    Exploration,
    Experiment,
    Evaluation,
    Scaling,
    Production,
    Stopped,
}

crate::named!(Stage {
    Idea = "idea",
    Exploration = "exploration",
    Experiment = "experiment",
    Evaluation = "evaluation",
    Scaling = "scaling",
    Production = "production",
    Stopped = "stopped"
});

/// What data-driven work strengthens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Domain {
    Policy,
    Collaboration,
    Society,
}

crate::named!(Domain { Policy = "policy", Collaboration = "collaboration", Society = "society" });

/// Where data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataOrigin {
    Internal,
    Open,
    Partner,
    Commercial,
    Residents,
    Sensor,
}

/// How sensitive data is (AVG, articles 4 and 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PersonalData {
    None,
    Pseudonymised,
    Personal,
    SpecialCategory,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataSource {
    pub name: String,
    pub origin: DataOrigin,
    pub personal_data: PersonalData,
}

/// How far an internal buyer has come along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Commitment {
    Interested,
    Committed,
    Using,
}

/// A part of the organisation that wants the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Buyer {
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<String>,
    pub commitment: Commitment,
}

/// What a pilot says, without whom and what it is linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    pub title: String,
    pub summary: String,
    pub stage: Stage,
    /// Without repetitions, in the order of [`Domain::ALL`].
    pub domains: Vec<Domain>,
    pub problem: String,
    pub approach: String,
    pub results: String,
    pub lessons_learned: String,
    pub failures: String,
    pub partners: Vec<String>,
    pub data_sources: Vec<DataSource>,
    pub buyers: Vec<Buyer>,
    /// What it costs, in words.
    pub cost: String,
    /// The pilot that it repeats in another place.
    pub replicates: Option<PilotId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pilot {
    pub id: PilotId,
    pub meta: Meta,
    /// Also the owner in [`Meta`].
    pub municipality: MunicipalityId,
    pub content: Content,
}

/// What somebody fills in; `None` leaves it as it is.
///
/// It reads the content of an earlier revision, too: what that did not have yet stays, and so do links.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PilotChange {
    pub title: Option<String>,
    pub summary: Option<String>,
    pub stage: Option<Stage>,
    pub domains: Option<Vec<Domain>>,
    pub problem: Option<String>,
    pub approach: Option<String>,
    pub results: Option<String>,
    pub lessons_learned: Option<String>,
    pub failures: Option<String>,
    pub partners: Option<Vec<String>>,
    pub data_sources: Option<Vec<DataSource>>,
    pub buyers: Option<Vec<Buyer>>,
    pub cost: Option<String>,
    /// The inner `None` takes it away.
    #[serde(skip)]
    pub replicates: Option<Option<PilotId>>,
}

impl Content {
    /// With `change` made; every field that is out of bounds is reported.
    pub fn with(&self, change: &PilotChange) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut next = self.clone();
        if let Some(title) = &change.title {
            next.title = problems.take(text::required("title", title, text::TITLE_MAX)).unwrap_or_default();
        }
        let texts = [
            ("summary", &change.summary, &mut next.summary, text::SUMMARY_MAX),
            ("problem", &change.problem, &mut next.problem, text::BODY_MAX),
            ("approach", &change.approach, &mut next.approach, text::BODY_MAX),
            ("results", &change.results, &mut next.results, text::BODY_MAX),
            ("lessonsLearned", &change.lessons_learned, &mut next.lessons_learned, text::BODY_MAX),
            ("failures", &change.failures, &mut next.failures, text::BODY_MAX),
            ("cost", &change.cost, &mut next.cost, text::NOTE_MAX),
        ];
        for (path, input, field, max) in texts {
            if let Some(input) = input {
                *field = problems.take(text::clean(path, input, max)).unwrap_or_default();
            }
        }
        next.stage = change.stage.unwrap_or(next.stage);
        next.replicates = change.replicates.unwrap_or(next.replicates);
        if let Some(domains) = &change.domains {
            next.domains = Domain::ALL.iter().copied().filter(|domain| domains.contains(domain)).collect();
        }
        if let Some(partners) = &change.partners {
            next.partners = list("partners", partners, &mut problems, |path, partner, problems| {
                problems.take(text::required(path, partner, text::TITLE_MAX))
            });
        }
        if let Some(sources) = &change.data_sources {
            next.data_sources = list("dataSources", sources, &mut problems, |path, source, problems| {
                let name =
                    problems.take(text::required(&format!("{path}.name"), &source.name, text::TITLE_MAX))?;
                Some(DataSource { name, ..source.clone() })
            });
        }
        if let Some(buyers) = &change.buyers {
            next.buyers = list("buyers", buyers, &mut problems, |path, buyer, problems| {
                let unit =
                    problems.take(text::required(&format!("{path}.unit"), &buyer.unit, text::TITLE_MAX));
                let role = text::optional(&format!("{path}.role"), buyer.role.as_deref(), text::TITLE_MAX);
                let need = text::optional(&format!("{path}.need"), buyer.need.as_deref(), text::NOTE_MAX);
                let (role, need) = (problems.take(role), problems.take(need));
                Some(Buyer { unit: unit?, role: role?, need: need?, commitment: buyer.commitment })
            });
        }
        if problems.is_empty() { Ok(next) } else { Err(problems) }
    }

    /// The paths of what must still be written before publication.
    pub fn missing(&self) -> Vec<&'static str> {
        let needed = [
            ("title", &self.title),
            ("summary", &self.summary),
            ("problem", &self.problem),
            ("approach", &self.approach),
        ];
        needed.into_iter().filter(|(_, text)| text.is_empty()).map(|(path, _)| path).collect()
    }

    /// Fails with `REQUIRED` for each path of [`Content::missing`].
    pub fn check_publishable(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        for path in self.missing() {
            let name = match path {
                "title" => "een titel",
                "summary" => "een samenvatting",
                "problem" => "het probleem",
                _ => "de aanpak",
            };
            problems.add(
                path,
                "REQUIRED",
                format!("Schrijf eerst {name}; zonder dat kan de pilot niet op het netwerk."),
            );
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// Checks each entry of a list, and that there are not too many.
fn list<T, U>(
    path: &str,
    entries: &[T],
    problems: &mut Problems,
    check: impl Fn(&str, &T, &mut Problems) -> Option<U>,
) -> Vec<U> {
    if problems.take(text::bounded(path, entries)).is_none() {
        return Vec::new();
    }
    entries
        .iter()
        .enumerate()
        .filter_map(|(i, entry)| check(&format!("{path}.{i}"), entry, problems))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_reported_at_once() {
        let change = PilotChange {
            title: Some(" ".into()),
            summary: Some("x".repeat(501)),
            partners: Some(vec!["GGD".into(), "".into()]),
            ..PilotChange::default()
        };
        let problems = Content::default().with(&change).unwrap_err();
        let found: Vec<_> = problems.0.iter().map(|p| (p.path.join("."), p.code)).collect();
        let expected = [("title", "REQUIRED"), ("summary", "TOO_LONG"), ("partners.1", "REQUIRED")];
        assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
    }

    #[test]
    fn a_draft_with_only_a_title_lacks_three_things() {
        let draft = Content { title: "Datapakhuis".into(), ..Content::default() };
        assert_eq!(draft.missing(), ["summary", "problem", "approach"]);
    }
}
