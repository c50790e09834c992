//! Other words for what was typed, from a thesaurus: in memory, and replaced whole while searches go on.
//!
//! A label is recognised in a query however it is written: inflected, with a hyphen, in one word or in several. Of two
//! labels that overlap the longer one counts. Words in quotes are meant as they are typed.

use std::ops::Range;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustc_hash::FxHashMap;

use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::analysis::words::{self, Chunk};
use super::concept::Form;
use super::parse::Parsed;
use super::request::Relation;

/// Words of a label that are looked for in a query, of those that carry a subject.
const WORDS_MAX: usize = 12;
/// Words of a query that may be a label written in one: each stretch of so many is analysed as a word.
const JOINED_MAX: usize = 6;
/// Other words that are looked at for one label of a query: all labels that a concept may have, and its theme's, and as
/// many again of what is narrower. That a visible text has one is asked afterwards.
pub const ALTERNATIVES_MAX: usize = 200;

/// What a thesaurus says of one concept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Words for the same thing, the preferred one first.
    pub labels: Vec<String>,
    /// The same, but never shown: misspellings, old names.
    pub hidden_labels: Vec<String>,
    /// Entries of what is a kind of it, or a part, by their place in the list.
    pub narrower: Vec<usize>,
}

/// Immutable; the default knows nothing.
#[derive(Debug, Default)]
pub struct Synonyms {
    concepts: Vec<Concept>,
    /// The concepts that have a label, by its words' stems and by the stem of all of it written in one.
    by_key: FxHashMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Concept {
    labels: Vec<Label>,
    narrower: Vec<usize>,
}

#[derive(Debug)]
struct Label {
    text: String,
    is_hidden: bool,
    keys: Vec<String>,
    forms: Vec<Form>,
}

/// A label that stands in a query.
#[derive(Debug, PartialEq, Eq)]
pub struct Match {
    /// Where.
    pub range: Range<usize>,
    /// The stems of its words, and that of all of it written in one.
    pub keys: Vec<String>,
    concepts: Vec<usize>,
}

/// One of the other words for a label of the query.
#[derive(Debug)]
pub struct Alternative<'a> {
    pub text: &'a str,
    /// Searched, but not shown.
    pub is_hidden: bool,
    pub relation: Relation,
    pub forms: &'a [Form],
}

/// The synonyms that searches know at this moment. Cheap to clone; all clones know the same.
#[derive(Clone, Default)]
pub struct KnownSynonyms(Arc<ArcSwap<Synonyms>>);

impl KnownSynonyms {
    /// From now on searches look for these.
    pub fn replace(&self, synonyms: Synonyms) {
        self.0.store(Arc::new(synonyms));
    }

    pub fn load(&self) -> Arc<Synonyms> {
        self.0.load_full()
    }
}

impl Synonyms {
    pub fn new(entries: &[Entry], stemmer: &mut DutchStemmer) -> Self {
        let mut synonyms = Self::default();
        for (i, entry) in entries.iter().enumerate() {
            let shown = entry.labels.iter().map(|text| (text, false));
            let all = shown.chain(entry.hidden_labels.iter().map(|text| (text, true)));
            let labels: Vec<Label> = all.map(|(text, is_hidden)| label(text, is_hidden, stemmer)).collect();
            for key in labels.iter().flat_map(|label| &label.keys) {
                let concepts = synonyms.by_key.entry(key.clone()).or_default();
                if !concepts.contains(&i) {
                    concepts.push(i);
                }
            }
            let narrower = entry.narrower.iter().copied().filter(|other| *other < entries.len());
            synonyms.concepts.push(Concept { labels, narrower: narrower.collect() });
        }
        synonyms
    }

    /// The labels that stand in a query, without those inside longer ones.
    pub fn matches(&self, parsed: &Parsed, stemmer: &mut DutchStemmer) -> Vec<Match> {
        let mut found = Vec::new();
        if self.concepts.is_empty() {
            return found;
        }
        for run in parsed.wanted.split(|clause| clause.is_phrase) {
            let words = Words::of(run.iter().flat_map(|clause| &clause.chunks), stemmer);
            let mut at = 0;
            while at < words.0.len() {
                let longest = WORDS_MAX.min(words.0.len() - at);
                let matched = (1..=longest).rev().find_map(|count| {
                    let which = at..at + count;
                    let keys = match count <= JOINED_MAX {
                        true => words.keys(which, stemmer),
                        false => vec![words.apart(which)],
                    };
                    let mut concepts: Vec<usize> =
                        keys.iter().filter_map(|key| self.by_key.get(key)).flatten().copied().collect();
                    concepts.sort_unstable();
                    concepts.dedup();
                    let range = words.0[at].range.start..words.0[at + count - 1].range.end;
                    (!concepts.is_empty()).then_some((count, Match { range, keys, concepts }))
                });
                let (count, matched) = matched.map_or((1, None), |(count, matched)| (count, Some(matched)));
                found.extend(matched);
                at += count;
            }
        }
        found
    }

    /// The other words for a label, synonyms first.
    pub fn alternatives(&self, matched: &Match) -> Vec<Alternative<'_>> {
        let own = matched.concepts.iter().map(|i| (&self.concepts[*i], Relation::Synonym));
        let narrower = matched.concepts.iter().flat_map(|i| &self.concepts[*i].narrower);
        let narrower = narrower.map(|i| (&self.concepts[*i], Relation::Narrower));
        let all = own.chain(narrower).flat_map(|(concept, relation)| {
            let labels = concept.labels.iter();
            labels.map(move |label| (label, relation))
        });
        let mut alternatives: Vec<Alternative<'_>> = Vec::new();
        for (label, relation) in all {
            if alternatives.len() == ALTERNATIVES_MAX {
                break;
            }
            let is_typed = label.keys.iter().any(|key| matched.keys.contains(key));
            let is_known = alternatives.iter().any(|known| known.forms == label.forms);
            if !is_typed && !is_known {
                let Label { text, is_hidden, forms, .. } = label;
                alternatives.push(Alternative { text, is_hidden: *is_hidden, relation, forms });
            }
        }
        alternatives
    }
}

fn label(text: &str, is_hidden: bool, stemmer: &mut DutchStemmer) -> Label {
    let chunks: Vec<Chunk> = words::chunks(text).collect();
    let words = Words::of(&chunks, stemmer);
    let keys = match words.0.len() {
        0 => Vec::new(),
        count => words.keys(0..count, stemmer),
    };
    let mut forms = phrase(&chunks, |raw| stemmer.stem(&fold(raw)).to_owned());
    if let [word] = &words.0[..] {
        // A compound may be written in several words.
        let pieces = stemmer.written(&word.raw, &fold(&word.raw)).pieces.clone();
        if pieces.len() > 1 {
            forms.push(Form { stems: pieces.into_iter().enumerate().collect() });
        }
    }
    Label { text: text.to_owned(), is_hidden, keys, forms }
}

/// The words of a label or a query that carry a subject; all of them when none does.
struct Words(Vec<Spoken>);

struct Spoken {
    raw: String,
    stem: String,
    range: Range<usize>,
}

impl Words {
    fn of<'a>(chunks: impl IntoIterator<Item = &'a Chunk>, stemmer: &mut DutchStemmer) -> Self {
        let spoken = chunks.into_iter().flatten().map(|word| {
            let folded = fold(&word.raw);
            let is_empty = is_stopword(&folded);
            let stem = stemmer.stem(&folded).to_owned();
            (is_empty, Spoken { raw: word.raw.clone(), stem, range: word.range.clone() })
        });
        let all: Vec<(bool, Spoken)> = spoken.collect();
        let has_subject = all.iter().any(|(is_empty, _)| !is_empty);
        let kept = all.into_iter().filter(|(is_empty, _)| !(has_subject && *is_empty));
        Self(kept.map(|(_, word)| word).collect())
    }

    fn apart(&self, which: Range<usize>) -> String {
        let stems: Vec<&str> = self.0[which].iter().map(|word| word.stem.as_str()).collect();
        stems.join(" ")
    }

    /// What these words are looked up by.
    fn keys(&self, which: Range<usize>, stemmer: &mut DutchStemmer) -> Vec<String> {
        let apart = self.apart(which.clone());
        let joined: String = self.0[which].iter().map(|word| word.raw.as_str()).collect();
        let joined = stemmer.stem(&fold(&joined)).to_owned();
        if joined == apart { vec![apart] } else { vec![apart, joined] }
    }
}

/// Exactly these words in this order; a chunk also as it is written in one. `stem`: of a word as it is written.
pub fn phrase(chunks: &[Chunk], mut stem: impl FnMut(&str) -> String) -> Vec<Form> {
    let mut apart = Vec::new();
    let mut joined = Vec::new();
    let mut joined_in_text = Vec::new();
    let (mut place, mut written, mut is_joined) = (0, 0, true);
    for chunk in chunks {
        let whole: String = chunk.iter().map(|word| word.raw.as_str()).collect();
        is_joined &= !chunk.iter().any(|word| word.is_behind_dot);
        let whole = stem(&whole);
        joined.push((written, whole.clone()));
        joined_in_text.push((place, whole));
        for (i, word) in chunk.iter().enumerate() {
            apart.push((place + i, stem(&word.raw)));
        }
        place += chunk.len();
        written += 1;
    }
    let mut forms: Vec<Form> = Vec::new();
    let all = if is_joined { vec![apart, joined, joined_in_text] } else { vec![apart] };
    for stems in all {
        let form = Form { stems };
        if !form.stems.is_empty() && !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn entry(labels: &[&str], narrower: &[usize]) -> Entry {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        Entry { labels, hidden_labels: Vec::new(), narrower: narrower.to_vec() }
    }

    fn found(query: &str) -> Vec<(String, Vec<(String, Relation)>)> {
        let mut stemmer = DutchStemmer::default();
        let entries = [
            entry(&["privacywetgeving"], &[1]),
            entry(&["AVG", "GDPR", "Algemene verordening gegevensbescherming"], &[]),
            entry(&["sociaal domein", "SD"], &[]),
            entry(&["bescherming van persoonsgegevens"], &[]),
            entry(&["domein"], &[]),
        ];
        let synonyms = Synonyms::new(&entries, &mut stemmer);
        let parsed = parse(query);
        let matches = synonyms.matches(&parsed, &mut stemmer);
        let told = |matched: &Match| {
            let alternatives = synonyms.alternatives(matched).into_iter();
            let words = alternatives.map(|other| (other.text.to_owned(), other.relation)).collect();
            (parsed.text[matched.range.clone()].to_owned(), words)
        };
        matches.iter().map(told).collect()
    }

    fn typed(query: &str) -> Vec<String> {
        found(query).into_iter().map(|(typed, _)| typed).collect()
    }

    #[test]
    fn a_label_is_recognised_however_it_is_written() {
        for query in ["sociaal domein", "sociaal-domein", "sociaaldomein", "Sociale domeinen", "SD"] {
            assert_eq!(typed(query), [query]);
        }
        assert_eq!(
            typed("cursus over bescherming van persoonsgegevens"),
            ["bescherming van persoonsgegevens"]
        );
        assert_eq!(typed("bescherming persoonsgegevens"), ["bescherming persoonsgegevens"]);
    }

    #[test]
    fn the_longer_label_counts_and_quotes_are_meant_literally() {
        assert_eq!(typed("het sociaal domein en de AVG"), ["sociaal domein", "AVG"]);
        assert_eq!(typed("het domein"), ["domein"]);
        assert_eq!(typed("\"sociaal domein\" avg"), ["avg"]);
        assert!(typed("sociaal \"domein\"").is_empty());
        assert!(typed("iets anders").is_empty());
    }

    #[test]
    fn synonyms_come_first_and_what_is_narrower_after_them() {
        let words = |query: &str| found(query).remove(0).1;
        let law = "Algemene verordening gegevensbescherming".to_owned();
        assert_eq!(words("gdpr"), [("AVG".to_owned(), Relation::Synonym), (law, Relation::Synonym)]);
        assert_eq!(words("privacywetgeving")[0], ("AVG".to_owned(), Relation::Narrower));
        assert!(words("privacywetgeving").iter().all(|(_, relation)| *relation == Relation::Narrower));
    }

    #[test]
    fn a_label_of_many_words_is_recognised() {
        let mut stemmer = DutchStemmer::default();
        let label = "alfa bravo charlie delta echo foxtrot golf hotel india juliet";
        let synonyms = Synonyms::new(&[entry(&[label, "kwikstaart"], &[])], &mut stemmer);
        let parsed = parse(&format!("ervaring met {label} in Delft"));
        let matches = synonyms.matches(&parsed, &mut stemmer);
        assert_eq!(matches.len(), 1);
        assert_eq!(parsed.text[matches[0].range.clone()], *label);
        assert_eq!(synonyms.alternatives(&matches[0])[0].text, "kwikstaart");
    }

    #[test]
    fn all_labels_that_a_concept_may_have_are_looked_at() {
        let mut stemmer = DutchStemmer::default();
        let labels = |begin: &str| (0..50).map(|number| format!("{begin}{number}")).collect::<Vec<_>>();
        let mut own = Entry { hidden_labels: labels("verborgen"), narrower: vec![1], ..Entry::default() };
        own.labels = vec!["kwikstaart".to_owned(), "wagtail".to_owned()];
        own.labels.extend(labels("ander"));
        let entries = [own, Entry { labels: labels("soort"), ..Entry::default() }];
        let synonyms = Synonyms::new(&entries, &mut stemmer);
        let matches = synonyms.matches(&parse("kwikstaart"), &mut stemmer);
        let found: Vec<&str> = synonyms.alternatives(&matches[0]).iter().map(|other| other.text).collect();
        for last in ["ander49", "verborgen49", "soort49"] {
            assert!(found.contains(&last), "{last}: {found:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_labels_and_any_query_get_along(label in "\\PC{0,40}", query in "\\PC{0,60}") {
            let mut stemmer = DutchStemmer::default();
            let synonyms = Synonyms::new(&[entry(&[&label, "AVG"], &[0, 7])], &mut stemmer);
            let parsed = parse(&query);
            for matched in synonyms.matches(&parsed, &mut stemmer) {
                proptest::prop_assert!(parsed.text.get(matched.range.clone()).is_some());
                synonyms.alternatives(&matched);
            }
        }
    }
}
