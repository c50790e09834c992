//! What `field:value` in a query asks for, as sets of documents: a facet's value as the filter has it, or words of the
//! title. A municipality or theme is meant by any of its names, or by how one begins; a value that nothing has narrows to
//! nothing.

use std::collections::BTreeSet;

use tantivy::Term;

use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::words;
use super::bits::Bits;
use super::columns::Values;
use super::kinds;
use super::parse::{Asked, Parsed};
use super::request::FacetField;
use super::schema::{Fields, beginning, exact_key, exact_title, is_cut, node_term};
use super::statistics::Statistics;
use crate::access::PUBLIC_TERM;
use crate::ids::{NodeId, NodeKind};

/// Years of one range at the most.
const YEARS_MAX: i64 = 200;
/// What a query asks of fields, for all segments.
#[derive(Default)]
pub struct Narrowing {
    /// Any of the terms of a facet, all of the facets.
    facets: Vec<(FacetField, Vec<Term>)>,
    /// None of these terms.
    excluded: Vec<Term>,
    /// All words of each; excluded where true.
    titles: Vec<(Vec<TitleWord>, bool)>,
}

struct TitleWord {
    stem: String,
    /// `None`: it is longer than the beginnings that are kept, and only the word itself will do.
    begin: Option<String>,
}

impl Narrowing {
    /// Everything but `nodes`.
    pub fn without(fields: &Fields, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        let excluded = nodes.into_iter().map(|node| node_term(fields, node)).collect();
        Self { excluded, ..Self::default() }
    }

    pub fn of(
        parsed: &Parsed,
        statistics: &Statistics<'_>,
        stemmer: &mut DutchStemmer,
    ) -> tantivy::Result<Self> {
        let mut narrowing = Self::default();
        for condition in &parsed.conditions {
            let facet = match condition.asked {
                Asked::Facet(facet) => facet,
                Asked::Title => {
                    let word = |word: words::Word| {
                        let folded = fold(&word.raw);
                        TitleWord {
                            stem: stemmer.stem(&folded).to_owned(),
                            begin: (!is_cut(&folded)).then(|| beginning(&folded).to_owned()),
                        }
                    };
                    let words = words::chunks(&condition.value).flatten().map(word).collect();
                    narrowing.titles.push((words, condition.is_excluded));
                    continue;
                }
            };
            let terms = terms(facet, &condition.value, statistics)?;
            if condition.is_excluded {
                narrowing.excluded.extend(terms);
                continue;
            }
            match narrowing.facets.iter_mut().find(|(known, _)| *known == facet) {
                Some((_, known)) => known.extend(terms),
                None => narrowing.facets.push((facet, terms)),
            }
        }
        Ok(narrowing)
    }

    /// For each facet that is asked for, the documents of a segment that have a value which is.
    pub fn of_facets(&self, statistics: &Statistics<'_>, segment: usize) -> tantivy::Result<Vec<Bits>> {
        self.facets.iter().map(|(_, terms)| any(terms, statistics, segment)).collect()
    }

    /// What the documents of the segment with this number must be in, or where true must not be in.
    pub fn others(&self, statistics: &Statistics<'_>, segment: usize) -> tantivy::Result<Vec<(Bits, bool)>> {
        let mut all = Vec::new();
        if !self.excluded.is_empty() {
            all.push((any(&self.excluded, statistics, segment)?, true));
        }
        for (words, is_excluded) in &self.titles {
            let mut titles: Option<Bits> = None;
            for word in words {
                let bits = title(word, statistics, segment)?;
                match &mut titles {
                    Some(titles) => titles.retain(&bits),
                    None => titles = Some(bits),
                }
            }
            all.extend(titles.map(|titles| (titles, *is_excluded)));
        }
        Ok(all)
    }
}

fn any(terms: &[Term], statistics: &Statistics<'_>, segment: usize) -> tantivy::Result<Bits> {
    let reader = &statistics.searcher.segment_readers()[segment];
    statistics.segment(segment).documents_with_any(reader, terms.iter().cloned())
}

/// Titles with a word, a longer word with it as a part, or one that begins so.
fn title(word: &TitleWord, statistics: &Statistics<'_>, segment: usize) -> tantivy::Result<Bits> {
    let fields = statistics.fields;
    let mut terms = Vec::new();
    terms.extend(word.begin.as_ref().map(|begin| Term::from_field_text(fields.prefixes, begin)));
    for side in fields.sides() {
        terms.push(Term::from_field_text(side.title, &word.stem));
        terms.push(Term::from_field_text(side.title_parts, &word.stem));
    }
    any(&terms, statistics, segment)
}

fn terms(facet: FacetField, value: &str, statistics: &Statistics<'_>) -> tantivy::Result<Vec<Term>> {
    let field = statistics.fields.of_facet(facet);
    let term = |name: &str| Term::from_field_text(field, name);
    let folded = exact_title(value);
    Ok(match facet {
        FacetField::Kind => kinds::kind(&folded).map(|kind| term(kind.name())).into_iter().collect(),
        FacetField::Stage => {
            vec![term(kinds::stage(&folded).unwrap_or(&folded))]
        }
        FacetField::Year => years(value).map(|year| Term::from_field_i64(field, year)).collect(),
        FacetField::Municipality | FacetField::Theme => {
            let mut terms = vec![term(&value.to_uppercase()), term(&value.to_lowercase())];
            terms.extend(named(facet, value, statistics)?.iter().map(|name| term(name)));
            terms
        }
        FacetField::Province | FacetField::Domain => vec![term(value)],
    })
}

/// `2016`, `2016-2018` or `2016..2018`; none of anything else.
fn years(value: &str) -> impl Iterator<Item = i64> {
    let mut ends = value.split(['-', '.']).filter(|end| !end.is_empty()).map(|end| end.parse::<i64>().ok());
    let from = ends.next().flatten();
    let to = ends.next().unwrap_or(from);
    let is_range = ends.next().is_none();
    let range =
        from.zip(to).filter(|(from, to)| is_range && (0..YEARS_MAX).contains(&to.saturating_sub(*from)));
    range.into_iter().flat_map(|(from, to)| from..=to)
}

/// The values of the municipalities or themes that are called so, or else of those of which a name begins so.
fn named(facet: FacetField, value: &str, statistics: &Statistics<'_>) -> tantivy::Result<BTreeSet<String>> {
    let fields = statistics.fields;
    let exact = Term::from_field_text(fields.exact, &exact_key(&exact_title(value)));
    let found = values_of(facet, &[exact], statistics)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let words: Vec<String> = words::chunks(value).flatten().map(|word| fold(&word.raw)).collect();
    if words.iter().any(|word| is_cut(word)) {
        return Ok(BTreeSet::new());
    }
    let begin = |word: &String| Term::from_field_text(fields.prefixes, beginning(word));
    let beginnings: Vec<Term> = words.iter().map(begin).collect();
    values_of(facet, &beginnings, statistics)
}

/// The values of a facet of the public documents that stand for them and carry all of `terms`.
fn values_of(
    facet: FacetField,
    terms: &[Term],
    statistics: &Statistics<'_>,
) -> tantivy::Result<BTreeSet<String>> {
    let kind = if facet == FacetField::Theme { NodeKind::Theme } else { NodeKind::Municipality };
    let mut values = BTreeSet::new();
    for (reader, segment) in statistics.segments() {
        let public = Term::from_field_text(statistics.fields.scope, PUBLIC_TERM);
        let mut bits = segment.documents_with(reader, &public)?;
        bits.retain(&segment.documents_of(statistics.fields, reader, &[kind])?);
        for term in terms {
            bits.retain(&segment.documents_with(reader, term)?);
        }
        let Values::Names { numbers, names, .. } = segment.columns.facet(facet) else { continue };
        for doc in bits.iter().filter(|doc| !reader.is_deleted(*doc)) {
            values.extend(
                numbers
                    .values_for_doc(doc)
                    .filter_map(|number| names.get(number as usize))
                    .map(|name| name.to_string()),
            );
        }
    }
    Ok(values)
}
