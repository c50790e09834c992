//! What is searched for: the words and filters of the search page, as they are kept. No I/O.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problems, Result};
use crate::ids::NodeKind;
use crate::pilots::model::{Domain, Stage};
use crate::search::{Filter, TEXT_MAX};
use crate::text;
use crate::themes::Vocabulary;

/// Values of one filter of a saved search.
pub const VALUES_MAX: usize = 50;
const VALUE_MAX: usize = 100;

/// Within a filter any of the values, across filters all; an empty filter does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// As typed; the first [`TEXT_MAX`] characters count.
    pub text: String,
    /// Only what was typed: no other words of the thesaurus.
    pub is_literal: bool,
    pub kinds: Vec<NodeKind>,
    /// Slugs; a broader theme includes the narrower ones.
    pub themes: Vec<String>,
    /// CBS codes.
    pub municipalities: Vec<String>,
    pub provinces: Vec<String>,
    pub stages: Vec<Stage>,
    pub domains: Vec<Domain>,
    pub years: Vec<i32>,
}

impl Query {
    /// What the index is asked. An unknown theme matches nothing, instead of not filtering.
    pub fn filter(&self, vocabulary: &Vocabulary) -> Filter {
        let narrower = |slug: &String| {
            let ids = vocabulary.with_narrower(std::slice::from_ref(slug));
            let slugs = ids.into_iter().filter_map(|id| vocabulary.get(id)).map(|theme| theme.slug.clone());
            let slugs: Vec<_> = slugs.collect();
            if slugs.is_empty() { vec![slug.clone()] } else { slugs }
        };
        Filter {
            kinds: self.kinds.clone(),
            municipalities: self.municipalities.iter().map(|code| code.trim().to_uppercase()).collect(),
            provinces: self.provinces.clone(),
            themes: self.themes.iter().flat_map(narrower).collect(),
            stages: self.stages.iter().map(|stage| stage.name().to_owned()).collect(),
            domains: self.domains.iter().map(|domain| domain.name().to_owned()).collect(),
            years: self.years.clone(),
        }
    }

    /// As it may be kept. Fails with `Invalid` at `query` for a text that is too long, with `BadInput` for filters that no
    /// page makes.
    pub fn bounded(self) -> Result<Self> {
        let mut problems = Problems::default();
        let cleaned = problems.take(text::clean("query", &self.text, TEXT_MAX));
        let lengths = [
            self.kinds.len(),
            self.themes.len(),
            self.municipalities.len(),
            self.provinces.len(),
            self.stages.len(),
            self.domains.len(),
            self.years.len(),
        ];
        if lengths.into_iter().any(|length| length > VALUES_MAX) {
            return Err(Error::BadInput(format!("a saved filter has at most {VALUES_MAX} values")));
        }
        for value in self.themes.iter().chain(&self.municipalities).chain(&self.provinces) {
            if text::clean("filter", value, VALUE_MAX).is_err() {
                return Err(Error::BadInput(format!(
                    "a value of a filter has at most {VALUE_MAX} characters"
                )));
            }
        }
        problems.or(Self { text: cleaned.unwrap_or_default(), ..self })
    }
}
