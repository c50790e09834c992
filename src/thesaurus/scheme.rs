//! All concepts together, and what must hold between them.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

use uuid::Uuid;

use super::model::{Concept, label_key};
use crate::error::Problems;
use crate::ids::ConceptId;
use crate::text;

/// Concepts at the most: each process keeps all of them in memory.
pub const CONCEPTS_MAX: usize = 5_000;

/// The thesaurus at one moment.
#[derive(Clone, Debug, Default)]
pub struct Scheme {
    concepts: HashMap<ConceptId, Concept>,
    /// Who has a preferred label, by its key.
    by_label: HashMap<String, Vec<ConceptId>>,
    /// Each with what is broader: (narrower, broader).
    broader: BTreeSet<(ConceptId, ConceptId)>,
    /// Both ways.
    related: BTreeSet<(ConceptId, ConceptId)>,
}

/// One concept, within all of them.
#[derive(Clone, Debug)]
pub struct Entry {
    pub scheme: Arc<Scheme>,
    pub concept: Concept,
}

/// The pairs that begin with `id`.
fn of(id: ConceptId) -> RangeInclusive<(ConceptId, ConceptId)> {
    (id, ConceptId(Uuid::nil()))..=(id, ConceptId(Uuid::max()))
}

impl Scheme {
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    pub fn get(&self, id: ConceptId) -> Option<&Concept> {
        self.concepts.get(&id)
    }

    /// By preferred label, then id.
    pub fn all(&self) -> Vec<&Concept> {
        let mut all: Vec<_> =
            self.concepts.values().map(|one| (text::sort_key(&one.content.pref_label), one)).collect();
        all.sort_by(|(a, one), (b, other)| (a, one.id).cmp(&(b, other.id)));
        all.into_iter().map(|(_, concept)| concept).collect()
    }

    pub fn by_label(&self, label: &str) -> Option<&Concept> {
        self.by_label.get(&label_key(label))?.first().and_then(|id| self.get(*id))
    }

    pub fn by_uri(&self, uri: &str) -> Option<&Concept> {
        self.concepts.values().find(|concept| concept.uri.as_deref() == Some(uri))
    }

    /// Brings in a concept, or its new state.
    pub fn put(&mut self, concept: Concept) {
        let key = label_key(&concept.content.pref_label);
        if let Some(before) = self.concepts.get(&concept.id) {
            let before = label_key(&before.content.pref_label);
            self.by_label.entry(before).or_default().retain(|id| *id != concept.id);
        }
        self.by_label.entry(key).or_default().push(concept.id);
        self.concepts.insert(concept.id, concept);
    }

    pub fn set_broader(&mut self, id: ConceptId, broader: &[ConceptId]) {
        self.broader.retain(|(narrower, _)| *narrower != id);
        self.broader.extend(broader.iter().map(|other| (id, *other)));
    }

    pub fn set_related(&mut self, id: ConceptId, related: &[ConceptId]) {
        self.related.retain(|(one, other)| *one != id && *other != id);
        for other in related {
            self.relate(id, *other);
        }
    }

    pub fn add_broader(&mut self, narrower: ConceptId, broader: ConceptId) {
        self.broader.insert((narrower, broader));
    }

    pub fn relate(&mut self, one: ConceptId, other: ConceptId) {
        self.related.insert((one, other));
        self.related.insert((other, one));
    }

    pub fn broader(&self, id: ConceptId) -> Vec<ConceptId> {
        self.broader.range(of(id)).map(|(_, broader)| *broader).collect()
    }

    pub fn narrower(&self, id: ConceptId) -> Vec<ConceptId> {
        self.broader.iter().filter(|(_, broader)| *broader == id).map(|(narrower, _)| *narrower).collect()
    }

    pub fn related(&self, id: ConceptId) -> Vec<ConceptId> {
        self.related.range(of(id)).map(|(_, other)| *other).collect()
    }

    /// Everything that is broader, however far up.
    fn above(&self, id: ConceptId) -> BTreeSet<ConceptId> {
        let mut above = BTreeSet::new();
        let mut waiting = self.broader(id);
        while let Some(next) = waiting.pop() {
            if above.insert(next) {
                waiting.extend(self.broader(next));
            }
        }
        above
    }

    /// What is wrong with one concept among the others.
    pub fn faults(&self, id: ConceptId) -> Problems {
        let mut problems = Problems::default();
        let Some(concept) = self.get(id) else { return problems };
        if self.len() > CONCEPTS_MAX {
            let message = format!("Een begrippenlijst heeft hoogstens {CONCEPTS_MAX} begrippen.");
            problems.add("prefLabel", "TOO_MANY", message);
        }
        if self.by_label.get(&label_key(&concept.content.pref_label)).is_some_and(|ids| ids.len() > 1) {
            let message = format!("Er is al een begrip “{}”. Vul dat aan.", concept.content.pref_label);
            problems.add("prefLabel", "TAKEN", message);
        }
        let above = self.above(id);
        for (path, others) in [("broader", self.broader(id)), ("related", self.related(id))] {
            if others.iter().any(|other| self.get(*other).is_none()) {
                problems.add(path, "UNKNOWN", "Een van deze begrippen bestaat niet meer.");
            }
            if others.contains(&id) {
                problems.add(path, "ITSELF", "Een begrip kan niet naar zichzelf verwijzen.");
            }
        }
        if above.contains(&id) && !self.broader(id).contains(&id) {
            problems.add(
                "broader",
                "CIRCLE",
                "Zo staat dit begrip boven zichzelf. Kies een ander ruimer begrip.",
            );
        }
        let up_and_down = |other: &ConceptId| above.contains(other) || self.above(*other).contains(&id);
        if let Some(other) = self.related(id).into_iter().filter(|other| *other != id).find(up_and_down) {
            let label = self.get(other).map_or("", |other| other.content.pref_label.as_str());
            let message = format!("“{label}” staat al boven of onder dit begrip. Haal het hier weg.");
            problems.add("related", "ABOVE_OR_BELOW", message);
        }
        problems
    }
}
