//! All concepts together, and what must hold between them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use uuid::Uuid;

use super::ancestry::Ancestry;
use super::model::{Concept, label_key};
use crate::error::Problems;
use crate::ids::ConceptId;
use crate::text;

/// Concepts at the most: each process keeps all of them in memory.
pub const CONCEPTS_MAX: usize = 5_000;

/// The thesaurus at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

    /// Forgets what is broader than each of `ids`, and what is related to them.
    pub fn forget_relations(&mut self, ids: &HashSet<ConceptId>) {
        self.broader.retain(|(narrower, _)| !ids.contains(narrower));
        self.related.retain(|(one, other)| !ids.contains(one) && !ids.contains(other));
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

    /// What is wrong with some concepts among the others: for each of `ids`, in their order.
    ///
    /// A link of theirs may also set two others above each other that are related; that is told of one of `ids` between
    /// them.
    pub fn faults(&self, ids: &[ConceptId]) -> Vec<Problems> {
        let ancestry = Ancestry::of(&self.broader);
        let mut faults: Vec<Problems> = ids.iter().map(|id| self.faults_of(*id, &ancestry)).collect();
        let own: HashSet<ConceptId> = ids.iter().copied().collect();
        for (lower, upper) in &self.related {
            if own.contains(lower) || own.contains(upper) || !ancestry.is_above(*upper, *lower) {
                continue;
            }
            let is_between =
                |id: &ConceptId| ancestry.is_above(*id, *lower) && ancestry.is_above(*upper, *id);
            if let Some(place) = ids.iter().position(is_between) {
                let (lower, upper) = (self.label(*lower), self.label(*upper));
                let message =
                    format!("Zo staat “{upper}” boven “{lower}”, en die zijn verwant. Haal dat eerst weg.");
                faults[place].add("broader", "ABOVE_OR_BELOW", message);
            }
        }
        faults
    }

    fn faults_of(&self, id: ConceptId, ancestry: &Ancestry) -> Problems {
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
        let (broader, related) = (self.broader(id), self.related(id));
        for (path, others) in [("broader", &broader), ("related", &related)] {
            if others.iter().any(|other| self.get(*other).is_none()) {
                problems.add(path, "UNKNOWN", "Een van deze begrippen bestaat niet meer.");
            }
            if others.contains(&id) {
                problems.add(path, "ITSELF", "Een begrip kan niet naar zichzelf verwijzen.");
            }
        }
        if ancestry.is_in_circle(id) && !broader.contains(&id) {
            problems.add(
                "broader",
                "CIRCLE",
                "Zo staat dit begrip boven zichzelf. Kies een ander ruimer begrip.",
            );
        }
        let up_or_down = |other: &ConceptId| ancestry.is_above(*other, id) || ancestry.is_above(id, *other);
        if let Some(other) = related.into_iter().find(up_or_down) {
            let message =
                format!("“{}” staat al boven of onder dit begrip. Haal het hier weg.", self.label(other));
            problems.add("related", "ABOVE_OR_BELOW", message);
        }
        problems
    }

    /// The preferred one; blank of who is missing.
    pub fn label(&self, id: ConceptId) -> &str {
        self.get(id).map_or("", |concept| concept.content.pref_label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::model::Content;
    use super::*;

    fn id(number: u128) -> ConceptId {
        ConceptId(Uuid::from_u128(number))
    }

    fn scheme(count: u128) -> Scheme {
        let mut scheme = Scheme::default();
        for number in 0..count {
            let content = Content { pref_label: format!("begrip {number}"), ..Content::default() };
            let (created_at, updated_at) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH);
            let id = id(number);
            scheme.put(Concept { id, uri: None, content, revision: 1, created_at, updated_at });
        }
        scheme
    }

    fn codes(scheme: &Scheme, number: u128) -> Vec<&'static str> {
        scheme.faults(&[id(number)]).iter().flat_map(|faults| &faults.0).map(|fault| fault.code).collect()
    }

    #[test]
    fn no_concept_sets_two_related_ones_above_each_other() {
        let mut scheme = scheme(4);
        scheme.relate(id(0), id(3));
        scheme.add_broader(id(0), id(1));
        scheme.add_broader(id(2), id(3));
        assert!(codes(&scheme, 1).is_empty());
        scheme.add_broader(id(1), id(2));
        for number in 0..4 {
            assert_eq!(codes(&scheme, number), ["ABOVE_OR_BELOW"], "{number}");
        }
        let all: Vec<ConceptId> = (0..4).map(id).collect();
        let told = scheme.faults(&all).iter().filter(|faults| !faults.is_empty()).count();
        assert_eq!(told, 2, "only of the two themselves when both are asked for");
    }

    #[test]
    fn a_circle_is_told_of_who_is_in_it() {
        let mut scheme = scheme(4);
        for (narrower, broader) in [(0, 1), (1, 2), (2, 1), (3, 3)] {
            scheme.add_broader(id(narrower), id(broader));
        }
        assert!(codes(&scheme, 0).is_empty());
        assert_eq!((codes(&scheme, 1), codes(&scheme, 2)), (vec!["CIRCLE"], vec!["CIRCLE"]));
        assert_eq!(codes(&scheme, 3), ["ITSELF"]);
    }

    #[test]
    fn a_deep_thesaurus_with_many_relations_is_looked_through() {
        const DEPTH: u128 = 1_500;
        let mut scheme = scheme(DEPTH + 30);
        for number in 0..DEPTH {
            if number > 0 {
                scheme.add_broader(id(number), id(number - 1));
            }
            (DEPTH..DEPTH + 30).for_each(|other| scheme.relate(id(number), id(other)));
        }
        let ids: Vec<ConceptId> = (0..DEPTH + 30).map(id).collect();
        // Walking up anew for each relation took minutes in a build for tests.
        assert!(scheme.faults(&ids).iter().all(Problems::is_empty));
        scheme.relate(id(DEPTH - 1), id(0));
        let faults = scheme.faults(&ids);
        assert_eq!(faults.iter().filter(|faults| !faults.is_empty()).count(), 2, "the top and the bottom");
    }
}
