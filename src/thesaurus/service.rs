//! The use cases.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::file::{Format, Mistake, Read};
use super::merge::{Merged, merge};
use super::model::{Concept, ConceptChange, Content, label_key};
use super::scheme::{CONCEPTS_MAX, Entry, Scheme};
use super::{policy, store, table, turtle};
use crate::access::Actor;
use crate::audit::{self, Act, AuditKind};
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::ConceptId;
use crate::outbox::{self, Event};
use crate::page::{Cursor, Key, Page, PageArgs, Slice};
use crate::search::{self, KnownSynonyms, Synonyms};
use crate::text;
use crate::themes::Vocabulary;

const WHAT: &str = "concept";
const LIST: &str = "concepts.label";
/// Mistakes that are told.
const MISTAKES_MAX: usize = 100;
/// A thesaurus to begin with, of words of municipal work.
pub const STARTER: &str = include_str!("starter.ttl");

/// Cheap to clone.
#[derive(Clone)]
pub struct Thesaurus {
    db: Db,
    clock: Clock,
    themes: Vocabulary,
    synonyms: KnownSynonyms,
    /// The address in people's browsers, without a slash at its end.
    site: String,
    /// Which state searches know.
    known: Arc<Mutex<Option<String>>>,
}

/// What a file brought, or would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// The first [`MISTAKES_MAX`], by line.
    pub mistakes: Vec<Mistake>,
    /// Not after a dry run, and not with any mistake.
    pub is_kept: bool,
}

impl Summary {
    fn of(merged: &Merged, is_dry: bool) -> Self {
        let mistakes: Vec<Mistake> = merged.mistakes.iter().take(MISTAKES_MAX).cloned().collect();
        Self {
            created: merged.created.len(),
            updated: merged.updated.len(),
            unchanged: merged.unchanged,
            is_kept: !is_dry && mistakes.is_empty(),
            mistakes,
        }
    }
}

impl Thesaurus {
    pub fn new(db: Db, clock: Clock, themes: Vocabulary, synonyms: KnownSynonyms, site: &str) -> Self {
        let site = site.trim_end_matches('/').to_owned();
        Self { db, clock, themes, synonyms, site, known: Arc::default() }
    }

    /// Tells this process's searches of the thesaurus as it is; nothing happens when they know.
    pub async fn refresh(&self) -> Result<()> {
        let version = store::version(self.db.reader()).await?;
        if self.known.lock().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(&version) {
            return Ok(());
        }
        let scheme = store::all(self.db.reader()).await?;
        let entries = self.entries(&scheme);
        let made = tokio::task::spawn_blocking(move || {
            search::analysis::stem::with(|stemmer| Synonyms::new(&entries, stemmer))
        });
        self.synonyms.replace(made.await.map_err(Error::internal)?);
        // Of before the concepts were read: a change in between is read once more.
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(version);
        Ok(())
    }

    /// What search needs of the concepts, with the labels of the themes that they stand for.
    fn entries(&self, scheme: &Scheme) -> Vec<search::Entry> {
        let all = scheme.all();
        let places: std::collections::HashMap<_, _> =
            all.iter().enumerate().map(|(place, concept)| (concept.id, place)).collect();
        let mut entries: Vec<search::Entry> = Vec::with_capacity(all.len());
        for Concept { content, .. } in &all {
            let mut labels = vec![content.pref_label.clone()];
            labels.extend(content.alt_labels.iter().cloned());
            labels.extend(content.pref_label_en.clone());
            if let Some(theme) = content.theme.and_then(|id| self.themes.get(id)) {
                labels.push(theme.label.clone());
                labels.extend(theme.alt_labels.iter().cloned());
            }
            let mut keys = std::collections::HashSet::new();
            labels.retain(|label| keys.insert(label_key(label)));
            let hidden_labels = content.hidden_labels.clone();
            entries.push(search::Entry { labels, hidden_labels, narrower: Vec::new() });
        }
        for (place, concept) in all.iter().enumerate() {
            for broader in scheme.broader(concept.id) {
                if let Some(broader) = places.get(&broader) {
                    entries[*broader].narrower.push(place);
                }
            }
        }
        entries
    }

    /// One page by preferred label; with `query` those of which a label has it somewhere.
    ///
    /// Fails with `Unauthenticated` or `Forbidden` for who does not look after the thesaurus, as all that follows.
    pub async fn list(&self, actor: &Actor, query: Option<&str>, page: &PageArgs) -> Result<Slice<Entry>> {
        policy::manage(actor).enforce(WHAT)?;
        let page = Page::parse(page, LIST)?;
        let scheme = Arc::new(store::all(self.db.reader()).await?);
        let cursor = |concept: &Concept| {
            Cursor::new(LIST, Key::Text(text::sort_key(&concept.content.pref_label)), concept.id.0)
        };
        let place = |cursor: &Cursor| match &cursor.key {
            Key::Text(label) => (label.clone(), cursor.id),
            Key::Time(_) | Key::Number(_) => (String::new(), cursor.id),
        };
        let (after, before) = (page.after.as_ref().map(place), page.before.as_ref().map(place));
        let mut rows: Vec<Entry> = Vec::new();
        for concept in matching(&scheme, query) {
            let key = place(&cursor(concept));
            if after.as_ref().is_none_or(|after| key > *after)
                && before.as_ref().is_none_or(|before| key < *before)
            {
                rows.push(Entry { scheme: scheme.clone(), concept: concept.clone() });
            }
        }
        if page.backwards {
            rows.reverse();
        }
        rows.truncate(page.fetch() as usize);
        Ok(Slice::from_fetched(&page, rows, |entry| cursor(&entry.concept)))
    }

    pub async fn count(&self, actor: &Actor, query: Option<&str>) -> Result<u64> {
        policy::manage(actor).enforce(WHAT)?;
        Ok(matching(&store::all(self.db.reader()).await?, query).len() as u64)
    }

    pub async fn get(&self, actor: &Actor, id: ConceptId) -> Result<Entry> {
        policy::manage(actor).enforce(WHAT)?;
        entry(store::all(self.db.reader()).await?, id)
    }

    /// Fails with `Invalid` for what the form can mend.
    pub async fn create(
        &self,
        actor: &Actor,
        change: &ConceptChange,
        address: Option<IpAddr>,
    ) -> Result<Entry> {
        policy::manage(actor).enforce(WHAT)?;
        let mut change = change.clone();
        change.pref_label.get_or_insert_default();
        let content = Content::default().with(&change, &self.themes)?;
        let now = self.clock.now();
        let (id, uri) = (ConceptId::generate(), None);
        let concept = Concept { id, uri, content, revision: 1, created_at: now, updated_at: now };
        let tx = self.db.begin().await?;
        store::change_version(&tx).await?;
        let scheme = with(store::all(&*tx).await?, concept.clone(), &change)?;
        store::insert(&tx, &concept).await?;
        store::relate(&tx, &scheme, &[id]).await?;
        self.tell(&tx, Act::new(AuditKind::ConceptCreated).by(actor).on(id.node()).from(address), &[id])
            .await?;
        tx.commit().await?;
        entry(scheme, id)
    }

    /// Fails with `NotFound`, with `Conflict` when `revision` is not the present one, and as [`Thesaurus::create`].
    pub async fn update(
        &self,
        actor: &Actor,
        (id, revision): (ConceptId, i32),
        change: &ConceptChange,
        address: Option<IpAddr>,
    ) -> Result<Entry> {
        policy::manage(actor).enforce(WHAT)?;
        let tx = self.db.begin().await?;
        store::change_version(&tx).await?;
        let scheme = store::all(&*tx).await?;
        let mut concept = present(&scheme, id, revision)?;
        concept.content = concept.content.with(change, &self.themes)?;
        concept.revision += 1;
        concept.updated_at = self.clock.now();
        let scheme = with(scheme, concept.clone(), change)?;
        store::update(&tx, &concept).await?;
        store::relate(&tx, &scheme, &[id]).await?;
        self.tell(&tx, Act::new(AuditKind::ConceptChanged).by(actor).on(id.node()).from(address), &[id])
            .await?;
        tx.commit().await?;
        entry(scheme, id)
    }

    /// What was broader or narrower stays, without it. Fails with `NotFound` and `Conflict`.
    pub async fn delete(
        &self,
        actor: &Actor,
        (id, revision): (ConceptId, i32),
        address: Option<IpAddr>,
    ) -> Result<()> {
        policy::manage(actor).enforce(WHAT)?;
        let tx = self.db.begin().await?;
        store::change_version(&tx).await?;
        present(&store::all(&*tx).await?, id, revision)?;
        store::delete(&tx, id).await?;
        self.tell(&tx, Act::new(AuditKind::ConceptDeleted).by(actor).on(id.node()).from(address), &[id])
            .await?;
        tx.commit().await
    }

    /// Brings in what a file says, all or nothing ([`super::merge`]).
    ///
    /// Nobody waits for a dry run, nor for a file with mistakes: they are found in what can be read meanwhile.
    pub async fn import(
        &self,
        actor: &Actor,
        (format, text): (Format, &str),
        is_dry: bool,
        address: Option<IpAddr>,
    ) -> Result<Summary> {
        policy::manage(actor).enforce(WHAT)?;
        let Read { records, mut mistakes } = match format {
            Format::Turtle => turtle::read(text, &self.site),
            Format::Csv => table::read(text),
        };
        if mistakes.is_empty() && records.is_empty() {
            mistakes.push(Mistake::new(1, "dit bestand bevat geen begrippen"));
        }
        if records.len() > CONCEPTS_MAX {
            mistakes.push(Mistake::new(
                1,
                format!("een begrippenlijst heeft hoogstens {CONCEPTS_MAX} begrippen"),
            ));
        }
        if !mistakes.is_empty() {
            mistakes.truncate(MISTAKES_MAX);
            return Ok(Summary { mistakes, ..Summary::default() });
        }
        let merged_into =
            |scheme: &Scheme| merge(scheme, &records, (&self.themes, &self.site), self.clock.now());
        let before = store::at_one_moment(self.db.reader()).await?;
        let merged = merged_into(&before);
        let summary = Summary::of(&merged, is_dry);
        if !summary.is_kept {
            return Ok(summary);
        }
        let tx = self.db.begin().await?;
        store::change_version(&tx).await?;
        let present = store::all(&*tx).await?;
        let merged = if present == before { merged } else { merged_into(&present) };
        let summary = Summary::of(&merged, is_dry);
        if !summary.is_kept {
            return Ok(summary);
        }
        let changed = write(&tx, &merged).await?;
        if !changed.is_empty() {
            let act = Act::new(AuditKind::ThesaurusImported).by(actor).from(address);
            self.tell(&tx, act, &changed).await?;
        }
        tx.commit().await?;
        Ok(summary)
    }

    /// All of it, as a file that [`Thesaurus::import`] reads.
    pub async fn export(&self, actor: &Actor, format: Format) -> Result<String> {
        policy::manage(actor).enforce(WHAT)?;
        let scheme = store::all(self.db.reader()).await?;
        match format {
            Format::Turtle => turtle::write(&scheme, &self.themes, &self.site),
            Format::Csv => table::write(&scheme, &self.themes),
        }
    }

    /// Logs an act, and has every process read the thesaurus again.
    async fn tell(&self, tx: &Tx, act: Act, changed: &[ConceptId]) -> Result<()> {
        let now = self.clock.now();
        audit::record(tx, act, now).await?;
        let events: Vec<Event> = changed.iter().map(|id| Event::Changed(id.node())).collect();
        outbox::record_all(tx, &events, now).await
    }
}

fn matching<'a>(scheme: &'a Scheme, query: Option<&str>) -> Vec<&'a Concept> {
    let query = query.map(label_key).unwrap_or_default();
    let has = |label: &String| label_key(label).contains(&query);
    let mut all = scheme.all();
    all.retain(|Concept { content, .. }| {
        has(&content.pref_label)
            || content.pref_label_en.iter().any(has)
            || content.alt_labels.iter().any(has)
            || content.hidden_labels.iter().any(has)
    });
    all
}

/// Answers what changed.
async fn write(tx: &Tx, merged: &Merged) -> Result<Vec<ConceptId>> {
    let Merged { scheme, created, updated, .. } = merged;
    for id in updated {
        store::free_label(tx, *id).await?;
    }
    for id in updated {
        store::update(tx, &found(scheme, *id)?).await?;
    }
    for id in created {
        store::insert(tx, &found(scheme, *id)?).await?;
    }
    let changed: Vec<ConceptId> = created.iter().chain(updated).copied().collect();
    store::relate(tx, scheme, &changed).await?;
    Ok(changed)
}

fn found(scheme: &Scheme, id: ConceptId) -> Result<Concept> {
    scheme.get(id).cloned().ok_or(Error::NotFound { what: WHAT })
}

fn present(scheme: &Scheme, id: ConceptId, revision: i32) -> Result<Concept> {
    let concept = found(scheme, id)?;
    match concept.revision == revision {
        true => Ok(concept),
        false => Err(Error::Conflict { what: WHAT, current: concept.revision }),
    }
}

fn entry(scheme: Scheme, id: ConceptId) -> Result<Entry> {
    let concept = found(&scheme, id)?;
    Ok(Entry { scheme: Arc::new(scheme), concept })
}

/// The scheme with the concept as it is now; fails with `Invalid` when that is not sound.
fn with(mut scheme: Scheme, concept: Concept, change: &ConceptChange) -> Result<Scheme> {
    let id = concept.id;
    scheme.put(concept);
    if let Some(broader) = &change.broader {
        text::bounded("broader", broader)?;
        scheme.set_broader(id, broader);
    }
    if let Some(related) = &change.related {
        text::bounded("related", related)?;
        scheme.set_related(id, related);
    }
    let faults = scheme.faults(&[id]).pop().unwrap_or_default();
    faults.or(scheme)
}
