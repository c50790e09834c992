//! What a file makes of the thesaurus. Pure.
//!
//! A record is the concept with its address, else the one with its preferred label, else a new one. It replaces what the
//! concept was: a label or relation that the file leaves out goes. Concepts that the file does not name stay.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::file::{Mistake, Name, Record};
use super::model::{Concept, ConceptChange, Content, label_key};
use super::scheme::Scheme;
use super::turtle;
use crate::error::Problems;
use crate::ids::ConceptId;
use crate::themes::Vocabulary;

/// What the thesaurus would be.
#[derive(Debug, Default)]
pub struct Merged {
    pub scheme: Scheme,
    pub created: Vec<ConceptId>,
    pub updated: Vec<ConceptId>,
    pub unchanged: usize,
    /// By line; with any of them nothing may be kept.
    pub mistakes: Vec<Mistake>,
}

/// `site`: under which the network's own addresses are.
pub fn merge(
    before: &Scheme,
    records: &[Record],
    (themes, site): (&Vocabulary, &str),
    now: DateTime<Utc>,
) -> Merged {
    let mut merged = Merged { scheme: before.clone(), ..Merged::default() };
    let names = Names::of(before, records, site, &mut merged.mistakes);
    let ids: Vec<ConceptId> = names.ids.clone();
    for (record, id) in records.iter().zip(&ids) {
        match content(record, themes) {
            Ok(content) => {
                let known = before.get(*id);
                let uri = known.and_then(|concept| concept.uri.clone()).or(names.foreign(record));
                let (revision, created_at) =
                    known.map_or((1, now), |known| (known.revision, known.created_at));
                merged.scheme.put(Concept { id: *id, uri, content, revision, created_at, updated_at: now });
            }
            Err(problems) => tell(record.line, &problems, &mut merged.mistakes),
        }
    }
    relate(&mut merged, records, &names);
    if !merged.mistakes.is_empty() {
        merged.mistakes.sort();
        return merged;
    }
    for (record, id) in records.iter().zip(&ids) {
        tell(record.line, &merged.scheme.faults(*id), &mut merged.mistakes);
    }
    merged.mistakes.sort();
    merged.mistakes.dedup();
    for id in ids {
        let Some(after) = merged.scheme.get(id) else { continue };
        match before.get(id) {
            None => merged.created.push(id),
            Some(known) => {
                let is_same = known.content == after.content
                    && known.uri == after.uri
                    && before.broader(id) == merged.scheme.broader(id)
                    && before.related(id) == merged.scheme.related(id);
                let mut after = after.clone();
                if is_same {
                    merged.unchanged += 1;
                    after.updated_at = known.updated_at;
                } else {
                    merged.updated.push(id);
                    after.revision += 1;
                }
                merged.scheme.put(after);
            }
        }
    }
    merged
}

fn content(record: &Record, themes: &Vocabulary) -> Result<Content, Problems> {
    let change = ConceptChange {
        pref_label: Some(record.pref_label.clone()),
        pref_label_en: record.pref_label_en.clone(),
        alt_labels: Some(record.alt_labels.clone()),
        hidden_labels: Some(record.hidden_labels.clone()),
        scope_note: Some(record.scope_note.clone()),
        theme: record.theme.clone(),
        broader: None,
        related: None,
    };
    Content::default().with(&change, themes)
}

fn tell(line: usize, problems: &Problems, mistakes: &mut Vec<Mistake>) {
    let told = problems
        .0
        .iter()
        .map(|problem| Mistake::new(line, format!("{}: {}", problem.path.join("."), problem.message)));
    mistakes.extend(told);
}

/// Which concept each record is, and each name means.
struct Names {
    ids: Vec<ConceptId>,
    by_uri: HashMap<String, ConceptId>,
    by_label: HashMap<String, ConceptId>,
    own: String,
}

impl Names {
    fn of(before: &Scheme, records: &[Record], site: &str, mistakes: &mut Vec<Mistake>) -> Self {
        let mut by_uri = HashMap::new();
        let mut by_label = HashMap::new();
        for concept in before.all() {
            by_uri.insert(turtle::uri(concept, site), concept.id);
            by_label.insert(label_key(&concept.content.pref_label), concept.id);
        }
        let mut seen = BTreeSet::new();
        let mut ids = Vec::with_capacity(records.len());
        let mut new_labels = HashMap::new();
        for record in records {
            let key = label_key(&record.pref_label);
            let known = record.uri.as_ref().and_then(|uri| by_uri.get(uri)).or_else(|| by_label.get(&key));
            let id = known.copied().unwrap_or_else(ConceptId::generate);
            if !seen.insert(id) || new_labels.insert(key, id).is_some() {
                let reason = format!("het begrip “{}” staat al eerder in dit bestand", record.pref_label);
                mistakes.push(Mistake::new(record.line, reason));
            }
            if let Some(uri) = &record.uri {
                if oxrdf::NamedNode::new(uri).is_err() {
                    mistakes.push(Mistake::new(record.line, format!("“{uri}” is geen adres (uri)")));
                }
                by_uri.insert(uri.clone(), id);
            }
            ids.push(id);
        }
        // What a file calls by a label is what has it afterwards.
        by_label.extend(new_labels);
        Self { ids, by_uri, by_label, own: turtle::base(site) }
    }

    /// The address that others gave it; ours follows from the id.
    fn foreign(&self, record: &Record) -> Option<String> {
        record.uri.clone().filter(|uri| !uri.starts_with(&self.own))
    }

    fn find(&self, name: &Name) -> Option<ConceptId> {
        match name {
            Name::Uri(uri) => self.by_uri.get(uri).copied(),
            Name::Label(label) => self.by_label.get(&label_key(label)).copied(),
        }
    }
}

fn relate(merged: &mut Merged, records: &[Record], names: &Names) {
    for id in &names.ids {
        merged.scheme.set_broader(*id, &[]);
        merged.scheme.set_related(*id, &[]);
    }
    for (record, id) in records.iter().zip(&names.ids) {
        let mut all = |others: &[Name]| {
            let mut found = Vec::new();
            for other in others {
                match names.find(other) {
                    Some(other) => found.push(other),
                    None => {
                        let (Name::Uri(name) | Name::Label(name)) = other;
                        let reason =
                            format!("“{name}” is geen begrip in dit bestand of in de begrippenlijst");
                        merged.mistakes.push(Mistake::new(record.line, reason));
                    }
                }
            }
            found
        };
        let (broader, narrower, related) =
            (all(&record.broader), all(&record.narrower), all(&record.related));
        broader.into_iter().for_each(|other| merged.scheme.add_broader(*id, other));
        narrower.into_iter().for_each(|other| merged.scheme.add_broader(other, *id));
        related.into_iter().for_each(|other| merged.scheme.relate(*id, other));
    }
}
