//! What a file makes of the thesaurus. Pure.
//!
//! A record is the concept with its address, else the one with its preferred label, else a new one. It replaces what the
//! concept was: a label or relation that the file leaves out goes. Concepts that the file does not name stay.
//!
//! What a record calls narrower has it as something broader from then on, also when it has no record itself; it is the one
//! that changes.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::file::{Mistake, Name, Record};
use super::model::{Concept, ConceptChange, Content, label_key};
use super::scheme::Scheme;
use super::turtle;
use crate::error::Problems;
use crate::ids::ConceptId;
use crate::text::LIST_MAX;
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
    for (record, id) in records.iter().zip(&names.ids) {
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
    let touched = relate(&mut merged, records, &names);
    if merged.mistakes.is_empty() {
        // What has no record changed by a record that calls it narrower; what is wrong with that is told there.
        for (record, faults) in records.iter().zip(merged.scheme.faults(&names.ids)) {
            tell(record.line, &faults, &mut merged.mistakes);
        }
        for (place, (id, _)) in touched.into_iter().enumerate() {
            settle(&mut merged, before, (id, place < records.len()), now);
        }
    }
    merged.mistakes.sort();
    merged.mistakes.dedup();
    merged
}

/// Finds out what became of a concept. Only of those of the file it is told that they stayed as they were.
fn settle(merged: &mut Merged, before: &Scheme, (id, is_of_file): (ConceptId, bool), now: DateTime<Utc>) {
    let Some(mut after) = merged.scheme.get(id).cloned() else { return };
    let Some(known) = before.get(id) else {
        merged.created.push(id);
        return;
    };
    let is_same = known.content == after.content
        && known.uri == after.uri
        && before.broader(id) == merged.scheme.broader(id)
        && before.related(id) == merged.scheme.related(id);
    if is_same {
        merged.unchanged += usize::from(is_of_file);
        after.updated_at = known.updated_at;
    } else {
        merged.updated.push(id);
        after.revision += 1;
        after.updated_at = now;
    }
    merged.scheme.put(after);
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
                if !is_address(uri) {
                    let reason = format!("“{uri}” is geen adres (uri) met http://, https:// of urn: ervoor");
                    mistakes.push(Mistake::new(record.line, reason));
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

/// An absolute one, and nothing that runs when it is followed (`javascript:`).
fn is_address(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    let is_known = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        }
        "urn" => !rest.is_empty(),
        _ => false,
    };
    is_known && oxrdf::NamedNode::new(uri).is_ok()
}

/// Answers what the file is about, with the line that says so: first its records, then what they call narrower and what
/// has no record.
fn relate(merged: &mut Merged, records: &[Record], names: &Names) -> Vec<(ConceptId, usize)> {
    let lines = records.iter().map(|record| record.line);
    let mut touched: Vec<(ConceptId, usize)> = names.ids.iter().copied().zip(lines).collect();
    let mut known: HashSet<ConceptId> = names.ids.iter().copied().collect();
    let mut said: HashSet<(ConceptId, ConceptId)> = HashSet::new();
    merged.scheme.forget_relations(&known);
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
        for other in narrower {
            merged.scheme.add_broader(other, *id);
            if known.insert(other) {
                touched.push((other, record.line));
            }
        }
        for other in related {
            merged.scheme.relate(*id, other);
            said.insert((*id, other));
        }
    }
    bound(merged, &touched, &said);
    touched
}

/// A concept has as many relations as a form takes. `said`: who names whom as related; two that name each other are
/// counted for neither, so that what was written out comes back, however many had named the same one.
fn bound(merged: &mut Merged, touched: &[(ConceptId, usize)], said: &HashSet<(ConceptId, ConceptId)>) {
    let mut related: HashMap<ConceptId, usize> = HashMap::new();
    for (one, other) in said {
        if !said.contains(&(*other, *one)) {
            *related.entry(*one).or_default() += 1;
        }
    }
    for (id, line) in touched {
        let related = related.get(id).copied().unwrap_or_default();
        for (count, kind) in [(merged.scheme.broader(*id).len(), "ruimere"), (related, "verwante")] {
            if count > LIST_MAX {
                let label = merged.scheme.label(*id);
                let reason =
                    format!("“{label}” heeft {count} {kind} begrippen; laat er hoogstens {LIST_MAX} over");
                merged.mistakes.push(Mistake::new(*line, reason));
            }
        }
    }
}
