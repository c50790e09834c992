//! What becomes of the documents that meet a plan: the page, the total and the facets, in one walk.

use std::borrow::Cow;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::bits::Bits;
use super::collect::{Between, Candidates, Rank, Top, key_of_score};
use super::columns::Columns;
use super::facets::{Counter, Counts};
use super::narrow::Narrowing;
use super::rank::Sink;
use super::request::{FacetField, Filter};
use super::schema::{Fields, node_term};
use super::statistics::Statistics;
use super::weights::REFINED;
use crate::ids::NodeId;
use crate::page::Page;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Relevance,
    Freshness,
}

/// What is to be found out.
pub struct Wanted<'a> {
    pub order: Order,
    pub page: &'a Page,
    pub filter: &'a Filter,
    /// Only some of these.
    pub among: Option<&'a [NodeId]>,
    pub facets: Vec<FacetField>,
    /// What the text asks of fields.
    pub narrowing: &'a Narrowing,
    /// Whether any hit has a compound by its pieces alone.
    pub asks_for_pieces: bool,
}

pub struct Found {
    /// The best of all, whatever the page.
    pub best: Top,
    /// Those of the page, when it does not begin with the best.
    pub page: Top,
    pub total: u64,
    /// One for each facet that was asked for.
    pub facets: Vec<Counts>,
    /// Hits before the filter.
    pub unfiltered: u64,
    /// Does any of those have a compound by its pieces alone, where all meet all of the plan and that is asked?
    pub is_by_pieces: bool,
}

impl Found {
    pub fn new(wanted: &Wanted<'_>) -> Self {
        let between = Between::of(wanted.page);
        let fetch = wanted.page.fetch() as usize;
        let (best, page) = match wanted.order {
            Order::Relevance if between.is_start() => (REFINED, 0),
            // What is among the best is taken out of the page again.
            Order::Relevance => (REFINED, fetch + REFINED),
            Order::Freshness => (0, fetch),
        };
        Self {
            best: Top::new(Between::everything(), best),
            page: Top::new(between, page),
            total: 0,
            facets: vec![Counts::new(); wanted.facets.len()],
            unfiltered: 0,
            is_by_pieces: false,
        }
    }
}

/// Addresses of hits carry the number of a segment and a side, so that it is known which side they are on.
pub fn slot(segment: usize, side: usize) -> SegmentOrdinal {
    (2 * segment + side) as SegmentOrdinal
}

/// The segment and the side of a slot.
pub fn place(slot: SegmentOrdinal) -> (usize, usize) {
    (slot as usize / 2, slot as usize % 2)
}

/// Takes the hits of one segment.
pub struct Hits<'a> {
    order: Order,
    /// Of the segment and its side; see [`slot`].
    slot: SegmentOrdinal,
    columns: &'a Columns,
    /// The documents that pass each filter, and of which facet it is: that one is counted without it. Of none is what was
    /// typed, which stays whatever is chosen.
    filters: Vec<(Option<FacetField>, Bits)>,
    /// What hits must be in whatever else is asked, or where true must not be in.
    conditions: Vec<(Bits, bool)>,
    counters: Vec<(FacetField, Counter<'a>)>,
    asks_for_pieces: bool,
    found: &'a mut Found,
    /// For the best and for the page, as far as it begins with the best.
    candidates: [Candidates; 2],
    /// Documents that only one filter holds back, by filter.
    held: Vec<Vec<DocId>>,
}

impl<'a> Hits<'a> {
    pub fn new(
        statistics: &'a Statistics<'_>,
        segment: usize,
        wanted: &Wanted<'_>,
        found: &'a mut Found,
    ) -> tantivy::Result<Self> {
        let fields = statistics.fields;
        let reader = &statistics.searcher.segment_readers()[segment];
        let kept = statistics.segment(segment);
        let columns = &kept.columns;
        let mut filters = Vec::new();
        for facet in FacetField::ALL {
            let terms = terms(fields, wanted.filter, facet);
            if !terms.is_empty() {
                filters.push((Some(facet), kept.documents_with_any(reader, terms)?));
            }
        }
        let typed = wanted.narrowing.of_facets(statistics, segment)?;
        filters.extend(typed.into_iter().map(|typed| (None, typed)));
        let mut conditions = wanted.narrowing.others(statistics, segment)?;
        if let Some(nodes) = wanted.among {
            conditions.push((among(reader, fields, nodes)?, false));
        }
        let counter = |facet: &FacetField| (*facet, Counter::new(columns.facet(*facet)));
        Ok(Self {
            order: wanted.order,
            slot: 0,
            columns,
            asks_for_pieces: wanted.asks_for_pieces,
            held: vec![Vec::new(); filters.len()],
            filters,
            conditions,
            counters: wanted.facets.iter().map(counter).collect(),
            candidates: [Candidates::new(found.best.limit()), Candidates::new(found.page.limit())],
            found,
        })
    }

    /// What comes now is of this slot.
    pub fn begin(&mut self, slot: SegmentOrdinal) {
        self.give_candidates();
        self.slot = slot;
    }

    fn give_candidates(&mut self) {
        let Self { columns, slot, found, candidates: [best, page], .. } = self;
        for (candidates, top) in [(best, &mut found.best), (page, &mut found.page)] {
            candidates.give(top, |doc| (columns.id(doc), DocAddress::new(*slot, doc)));
        }
    }

    /// Adds what was counted to the whole.
    pub fn finish(mut self) {
        self.give_candidates();
        for ((_, counter), total) in self.counters.into_iter().zip(&mut self.found.facets) {
            counter.finish(total);
        }
    }

    /// Of documents that pass, with what they are sorted by, those that may be among the best or on the page.
    fn keep(&mut self, keyed: impl Iterator<Item = (i64, DocId)> + Clone) {
        let Self { columns, slot, found, candidates: [best, page], .. } = self;
        let of = |doc: DocId| (columns.id(doc), DocAddress::new(*slot, doc));
        for (candidates, top) in [(best, &mut found.best), (page, &mut found.page)] {
            if top.limit() == 0 {
                continue;
            }
            if top.is_start() {
                candidates.add(keyed.clone(), top, of);
                continue;
            }
            // With a cursor some of the best keys may lie beyond it by their ids.
            for (key, doc) in keyed.clone() {
                if top.wants(key) {
                    let (id, address) = of(doc);
                    top.add(Rank { key, id }, address);
                }
            }
        }
    }

    fn meets_conditions(&self, doc: DocId) -> bool {
        self.conditions.iter().all(|(bits, isnt)| bits.contains(doc) != *isnt)
    }

    /// Counts documents that meet all conditions; answers those that pass the filters.
    fn passed<'d>(&mut self, docs: &'d [DocId]) -> Cow<'d, [DocId]> {
        self.found.unfiltered += docs.len() as u64;
        let mut passed = Cow::Borrowed(docs);
        self.held.iter_mut().for_each(Vec::clear);
        if !self.filters.is_empty() {
            let mut passing = Vec::with_capacity(docs.len());
            for doc in docs {
                let mut holding = (0..).zip(&self.filters).filter(|(_, (_, bits))| !bits.contains(*doc));
                match (holding.next(), holding.next()) {
                    (None, _) => passing.push(*doc),
                    (Some((only, _)), None) => self.held[only as usize].push(*doc),
                    _ => {}
                }
            }
            passed = Cow::Owned(passing);
        }
        self.found.total += passed.len() as u64;
        for (facet, counter) in &mut self.counters {
            counter.add(&passed);
            // A facet is counted under the filters of the others.
            if let Some(at) = self.filters.iter().position(|(filter, _)| *filter == Some(*facet)) {
                counter.add(&self.held[at]);
            }
        }
        passed
    }
}

impl Sink for Hits<'_> {
    fn count(&mut self, docs: &[DocId]) {
        let met: Vec<DocId>;
        let mut meeting = docs;
        if !self.conditions.is_empty() {
            met = docs.iter().copied().filter(|doc| self.meets_conditions(*doc)).collect();
            meeting = &met;
        }
        let passed = self.passed(meeting);
        if self.order == Order::Freshness {
            let columns = self.columns;
            self.keep(passed.iter().map(|doc| (columns.sorted_at(*doc), *doc)));
        }
    }

    fn asks_for_pieces(&self, doc: DocId) -> bool {
        self.asks_for_pieces && !self.found.is_by_pieces && self.meets_conditions(doc)
    }

    fn tell_of_pieces(&mut self) {
        self.found.is_by_pieces = true;
    }

    fn rank(&mut self, docs: &[DocId], scores: &[f32]) {
        if self.order != Order::Relevance {
            return;
        }
        let keyed = scores.iter().map(|score| key_of_score(*score)).zip(docs.iter().copied());
        if self.conditions.is_empty() && self.filters.is_empty() {
            return self.keep(keyed);
        }
        let passes = |doc: DocId| {
            self.meets_conditions(doc) && self.filters.iter().all(|(_, bits)| bits.contains(doc))
        };
        let passed: Vec<(i64, DocId)> = keyed.filter(|(_, doc)| passes(*doc)).collect();
        self.keep(passed.into_iter());
    }

    fn least(&self) -> f32 {
        match self.order {
            Order::Relevance => {
                let [best, page] = &self.candidates;
                let best = self.found.best.least().max(best.least());
                best.min(self.found.page.least().max(page.least()))
            }
            Order::Freshness => f32::INFINITY,
        }
    }
}

fn among(reader: &SegmentReader, fields: &Fields, nodes: &[NodeId]) -> tantivy::Result<Bits> {
    let mut bits = Bits::none(reader.max_doc());
    let index = reader.inverted_index(fields.node)?;
    for node in nodes {
        let Some(mut postings) = index.read_postings(&node_term(fields, *node), IndexRecordOption::Basic)?
        else {
            continue;
        };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            bits.insert(doc);
            doc = postings.advance();
        }
    }
    Ok(bits)
}

fn terms(fields: &Fields, filter: &Filter, facet: FacetField) -> Vec<Term> {
    let field = fields.of_facet(facet);
    let named = |names: &[String]| names.iter().map(|name| Term::from_field_text(field, name)).collect();
    match facet {
        FacetField::Kind => {
            filter.kinds.iter().map(|kind| Term::from_field_text(field, kind.name())).collect()
        }
        FacetField::Municipality => named(&filter.municipalities),
        FacetField::Province => named(&filter.provinces),
        FacetField::Theme => named(&filter.themes),
        FacetField::Stage => named(&filter.stages),
        FacetField::Domain => named(&filter.domains),
        FacetField::Year => {
            filter.years.iter().map(|year| Term::from_field_i64(field, (*year).into())).collect()
        }
    }
}
