//! The address of a search: `/zoeken?q=…&soort=…`, as the search page reads and writes it
//! (`frontend/src/features/search/params.ts`). What is not understood is dropped, so that an old link still works. No I/O.

use url::form_urlencoded;

use super::query::{Query, VALUES_MAX};
use crate::ids::NodeKind;
use crate::pilots::model::{Domain, Stage};
use crate::search::TEXT_MAX;

const KINDS: [(NodeKind, &str); 7] = [
    (NodeKind::Pilot, "pilot"),
    (NodeKind::Report, "verslag"),
    (NodeKind::Outcome, "opbrengst"),
    (NodeKind::Challenge, "vraagstuk"),
    (NodeKind::Meeting, "bijeenkomst"),
    (NodeKind::Person, "persoon"),
    (NodeKind::Municipality, "gemeente"),
];

const STAGES: [(Stage, &str); 7] = [
    (Stage::Idea, "idee"),
    (Stage::Exploration, "verkenning"),
    (Stage::Experiment, "experiment"),
    (Stage::Evaluation, "evaluatie"),
    (Stage::Scaling, "opschaling"),
    (Stage::Production, "productie"),
    (Stage::Stopped, "gestopt"),
];

const DOMAINS: [(Domain, &str); 3] =
    [(Domain::Policy, "beleid"), (Domain::Collaboration, "samenwerking"), (Domain::Society, "maatschappij")];

fn word<T: PartialEq>(words: &[(T, &'static str)], value: &T) -> Option<&'static str> {
    words.iter().find(|(known, _)| known == value).map(|(_, word)| *word)
}

fn value<T: Copy>(words: &[(T, &'static str)], word: &str) -> Option<T> {
    words.iter().find(|(_, known)| *known == word).map(|(value, _)| *value)
}

impl Query {
    /// The part behind the question mark, in one order whatever order it was typed in; empty for a query of nothing.
    pub fn to_parameters(&self) -> String {
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, values: Vec<&str>| {
            for value in values {
                parameters.append_pair(name, value);
            }
        };
        add("q", if self.text.is_empty() { Vec::new() } else { vec![&self.text] });
        add("soort", self.kinds.iter().filter_map(|kind| word(&KINDS, kind)).collect());
        add("thema", self.themes.iter().map(String::as_str).collect());
        add("gemeente", self.municipalities.iter().map(String::as_str).collect());
        add("provincie", self.provinces.iter().map(String::as_str).collect());
        add("fase", self.stages.iter().filter_map(|stage| word(&STAGES, stage)).collect());
        add("domein", self.domains.iter().filter_map(|domain| word(&DOMAINS, domain)).collect());
        let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
        add("jaar", years.iter().map(String::as_str).collect());
        add("letterlijk", if self.is_literal { vec!["ja"] } else { Vec::new() });
        parameters.finish()
    }

    /// The search page's address on this site.
    pub fn to_path(&self) -> String {
        match self.to_parameters() {
            parameters if parameters.is_empty() => "/zoeken".to_owned(),
            parameters => format!("/zoeken?{parameters}"),
        }
    }

    /// From the part behind the question mark.
    pub fn from_parameters(parameters: &str) -> Self {
        let mut query = Self::default();
        for (name, text) in form_urlencoded::parse(parameters.as_bytes()) {
            let text: String = text.trim().chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect();
            if text.is_empty() {
                continue;
            }
            match &*name {
                "q" if query.text.is_empty() => query.text = text,
                "letterlijk" => query.is_literal = text == "ja",
                "soort" => put(&mut query.kinds, value(&KINDS, &text)),
                "thema" => put(&mut query.themes, Some(text)),
                "gemeente" => put(&mut query.municipalities, Some(text)),
                "provincie" => put(&mut query.provinces, Some(text)),
                "fase" => put(&mut query.stages, value(&STAGES, &text)),
                "domein" => put(&mut query.domains, value(&DOMAINS, &text)),
                "jaar" => put(&mut query.years, text.parse().ok().filter(|year| (1900..2100).contains(year))),
                _ => {}
            }
        }
        query
    }
}

/// Without doubles, and no more than a page makes.
fn put<T: PartialEq>(values: &mut Vec<T>, value: Option<T>) {
    if let Some(value) = value.filter(|value| values.len() < VALUES_MAX && !values.contains(value)) {
        values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back_as_the_same_address() {
        let address = "q=vroege+signalen&soort=pilot&soort=verslag&thema=schulden&gemeente=GM0479&\
                       provincie=Noord-Holland&fase=gestopt&domein=beleid&jaar=2016&letterlijk=ja";
        let query = Query::from_parameters(address);
        assert_eq!(query.to_parameters(), address);
        assert_eq!(query.stages, [Stage::Stopped]);
        assert_eq!(query.kinds, [NodeKind::Pilot, NodeKind::Report]);
        assert_eq!(
            Query::from_parameters("jaar=2016&q=vroege%20signalen").to_parameters(),
            "q=vroege+signalen&jaar=2016"
        );
    }

    #[test]
    fn what_is_not_understood_is_dropped() {
        let query =
            Query::from_parameters("q=%20&soort=raket&fase=idee&fase=idee&jaar=ooit&x=1&volgorde=nieuwste");
        assert_eq!(query, Query { stages: vec![Stage::Idea], ..Query::default() });
        assert_eq!(Query::from_parameters("%%%&&&=").to_path(), "/zoeken");
        assert_eq!(Query::from_parameters("q=a%00b%07").text, "ab");
    }

    #[test]
    fn every_value_has_a_word() {
        for stage in Stage::ALL {
            assert!(word(&STAGES, stage).is_some());
        }
        for domain in Domain::ALL {
            assert!(word(&DOMAINS, domain).is_some());
        }
    }
}
