//! How public texts write what is suggested as a query: in the form that stands behind the words before it, with the capitals
//! of names and with hyphens; and what they say behind words that are complete. The index has stems, so that it is read from a
//! few texts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::{fold, lower};
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::analysis::words;
use super::document::Document;
use super::mend::as_written;
use super::schema::exact_title;
use super::subject::is_looked_for;
use crate::access::PUBLIC_TERM;
use crate::ids::{NodeId, NodeKind};

/// Bytes of a text that are read for words: more would tell little, and a search waits for it.
const READ_MAX: usize = 20_000;
/// Small words that may stand between what was typed and what follows it (`samen met de`).
const SMALL_MAX: usize = 2;

/// What may be suggested for something typed, before it is known how it is written.
#[derive(Debug, Default)]
pub struct Drafts {
    /// As typed.
    pub prefix: String,
    /// What of it stands before the word that is completed.
    pub before: String,
    /// That word as far as it was typed, folded.
    pub begin: String,
    /// Words right before it that hyphens bind it to: then it is suggested only as texts bind it.
    pub bound: usize,
    /// The best first.
    pub drafts: Vec<Draft>,
    /// Queries at the most.
    pub limit: usize,
}

#[derive(Debug)]
pub enum Draft {
    /// As others asked for it.
    Asked(String),
    Word(Begun),
    /// What stands right behind the words typed, which are complete.
    Next(Behind),
}

/// A word that goes on where the typing ended.
#[derive(Debug)]
pub struct Begun {
    /// Its most frequent form.
    pub word: String,
    pub stem: String,
    /// Where it stands. Behind no words its form is the most frequent one.
    pub behind: Behind,
}

/// Texts that have words one right behind the other.
#[derive(Clone, Debug)]
pub struct Behind {
    /// Of the words.
    pub stems: Vec<String>,
    pub texts: Vec<NodeId>,
}

impl Draft {
    fn texts(&self) -> &[NodeId] {
        match self {
            Self::Asked(_) => &[],
            Self::Word(begun) => &begun.behind.texts,
            Self::Next(behind) => &behind.texts,
        }
    }
}

impl Drafts {
    /// The texts that tell how they are written, each once.
    pub fn texts(&self) -> Vec<NodeId> {
        let texts: HashSet<NodeId> = self.drafts.iter().flat_map(Draft::texts).copied().collect();
        texts.into_iter().collect()
    }

    /// The queries, the best first, each once. `documents`: the texts, as they are or were a moment ago.
    pub fn written(
        &self,
        documents: &HashMap<NodeId, Arc<Document>>,
        stemmer: &mut DutchStemmer,
    ) -> Vec<String> {
        let mut shown = HashSet::from([exact_title(&self.prefix)]);
        let last = words::chunks(&self.prefix).flatten().last().map(|word| fold(&self.prefix[word.range]));
        let last = last.unwrap_or_default();
        let mut queries = Vec::new();
        for draft in &self.drafts {
            let documents = draft.texts().iter().filter_map(|node| documents.get(node));
            // The word that goes on, or the last one of those that are complete.
            let typed = match draft {
                Draft::Next(_) => &last,
                Draft::Asked(_) | Draft::Word(_) => &self.begin,
            };
            let texts = documents.flat_map(|document| readings(document, typed));
            let found = match draft {
                Draft::Asked(query) => vec![query.clone()],
                Draft::Word(begun) => self.word(begun, texts, stemmer).into_iter().collect(),
                Draft::Next(behind) => self.next(behind, texts, stemmer),
            };
            queries.extend(found.into_iter().filter(|query| shown.insert(exact_title(query))));
        }
        queries.truncate(self.limit);
        queries
    }

    fn word<'a>(
        &self,
        begun: &Begun,
        texts: impl Iterator<Item = Reading<'a>>,
        stemmer: &mut DutchStemmer,
    ) -> Option<String> {
        let mut writings = Writings::default();
        for text in texts {
            for word in text.words.iter().chain(&text.joined) {
                let folded = fold(&word.written);
                let is_it = folded.starts_with(&self.begin)
                    && text.is_plain(word)
                    && stemmer.stem(&folded) == begun.stem;
                if is_it
                    && let Some(before) = text.right_before(word.place, &begun.behind.stems, stemmer)
                    && text.binds(word.place, self.bound, &self.before)
                {
                    let before = before.iter().map(|word| text.cased(word)).collect();
                    writings.add(folded, text.cased(word), before, text.is_sure(word));
                }
            }
        }
        let form = match begun.behind.stems.is_empty() {
            true => None,
            false => writings.most_frequent(),
        };
        let form = form.unwrap_or_else(|| fold(&begun.word));
        match writings.of(&form) {
            Some((written, before)) => Some(format!("{}{written}", with_names(&self.before, before))),
            None if self.bound > 0 => None,
            None => Some(format!("{}{}", self.before, as_written(&begun.word, ""))),
        }
    }

    fn next<'a>(
        &self,
        behind: &Behind,
        texts: impl Iterator<Item = Reading<'a>>,
        stemmer: &mut DutchStemmer,
    ) -> Vec<String> {
        let typed: Vec<String> =
            words::chunks(&self.prefix).flatten().map(|word| fold(&self.prefix[word.range])).collect();
        let typed = &typed[typed.len().saturating_sub(behind.stems.len())..];
        let mut found: BTreeMap<String, (Reverse<usize>, String)> = BTreeMap::new();
        for text in texts {
            for place in behind.stems.len()..text.words.len() {
                if let Some(before) = text.right_before(place, &behind.stems, stemmer)
                    && before.iter().zip(typed).all(|(word, typed)| fold(text.written(word)) == *typed)
                    && let Some(next) = text.next_from(place)
                {
                    found.entry(fold(&next)).or_insert((Reverse(0), next)).0.0 += 1;
                }
            }
        }
        let mut found: Vec<_> = found.into_values().collect();
        found.sort();
        found.into_iter().map(|(_, next)| format!("{} {next}", self.prefix.trim_end())).collect()
    }
}

/// How the words of one kind are written: by their folded forms.
#[derive(Default)]
struct Writings(BTreeMap<String, BTreeMap<Writing, usize>>);

/// Those that tell how the word is written anywhere come first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Writing {
    is_unsure: bool,
    written: String,
    before: Vec<String>,
}

impl Writings {
    fn add(&mut self, form: String, written: String, before: Vec<String>, is_sure: bool) {
        let writing = Writing { is_unsure: !is_sure, written, before };
        *self.0.entry(form).or_default().entry(writing).or_default() += 1;
    }

    fn most_frequent(&self) -> Option<String> {
        let often = |writings: &BTreeMap<Writing, usize>| writings.values().sum::<usize>();
        let best = self.0.iter().min_by_key(|(form, writings)| (Reverse(often(writings)), *form));
        best.map(|(form, _)| form.clone())
    }

    /// How a form is written, and the words before it there.
    fn of(&self, form: &str) -> Option<(&str, &[String])> {
        let writings = self.0.get(form)?.iter();
        let best = writings.min_by_key(|(writing, times)| (writing.is_unsure, Reverse(**times), *writing));
        best.map(|(writing, _)| (writing.written.as_str(), &writing.before[..]))
    }
}

/// A line with its words.
struct Reading<'a> {
    text: &'a str,
    /// What a person or a municipality is called: capitals are always its own.
    is_name: bool,
    words: Vec<Standing>,
    /// What hyphens bind.
    joined: Vec<Standing>,
}

struct Standing {
    written: String,
    range: Range<usize>,
    place: usize,
}

/// The lines with `letters` of what a thing says, if everybody may see it.
fn readings<'a>(document: &'a Document, letters: &str) -> Vec<Reading<'a>> {
    if !document.scope_terms.iter().any(|term| term == PUBLIC_TERM) {
        return Vec::new();
    }
    let is_name = matches!(document.node.kind, NodeKind::Person | NodeKind::Municipality);
    let texts = [(&document.title, is_name), (&document.summary, false), (&document.body, false)];
    let lines = texts.into_iter().flat_map(|(text, is_name)| text.lines().map(move |line| (line, is_name)));
    // To look for letters costs a tenth of reading words.
    let has_letters = |line: &str| {
        let folded = fold(line);
        folded.contains(letters) || folded.replace(|c: char| !c.is_alphanumeric(), "").contains(letters)
    };
    let mut read = 0;
    let lines = lines.take_while(|(line, _)| {
        read += line.len();
        read <= READ_MAX
    });
    let lines = lines.filter(|(line, _)| has_letters(line));
    lines.map(|(line, is_name)| Reading::of(line, is_name)).collect()
}

impl<'a> Reading<'a> {
    fn of(text: &'a str, is_name: bool) -> Self {
        let (mut words, mut joined) = (Vec::new(), Vec::new());
        words::each(text, |word| {
            let standing =
                Standing { written: word.written.to_owned(), range: word.range, place: word.place };
            if word.length == 1 { words.push(standing) } else { joined.push(standing) }
        });
        Self { text, is_name, words, joined }
    }

    fn written(&self, word: &Standing) -> &'a str {
        &self.text[word.range.clone()]
    }

    /// Does it stand there in letters, with nothing left out but hyphens, and not bound to what follows?
    fn is_plain(&self, word: &Standing) -> bool {
        let is_letter = |c: char| c.is_alphabetic() || c == '-';
        let written = self.written(word);
        written.chars().all(is_letter)
            && written.replace('-', "") == word.written
            && !self.text[word.range.end..].starts_with('-')
    }

    /// The words right before a place, if these are their stems.
    fn right_before(
        &self,
        place: usize,
        stems: &[String],
        stemmer: &mut DutchStemmer,
    ) -> Option<&[Standing]> {
        let from = place.checked_sub(stems.len())?;
        let before = &self.words[from..place];
        // Nothing stands behind another across the end of a sentence; each reading is of one line.
        let goes_on = |pair: &[Standing]| {
            let between = &self.text[pair[0].range.end..pair[1].range.start];
            !between.contains(['.', '!', '?', ':', ';', '(', ')', '–', '—'])
        };
        if !self.words[from..=place].windows(2).all(goes_on) {
            return None;
        }
        let is_said = |(word, stem): (&Standing, &String)| stemmer.stem(&fold(&word.written)) == stem;
        before.iter().zip(stems).all(is_said).then_some(before)
    }

    /// Are the words here, so many of them and the one at this place, bound by nothing but what `typed` ends with?
    fn binds(&self, place: usize, words: usize, typed: &str) -> bool {
        let Some(from) = place.checked_sub(words) else { return false };
        let between = |pair: &[Standing]| &self.text[pair[0].range.end..pair[1].range.start];
        let hyphen = typed.char_indices().next_back().map_or("", |(at, _)| &typed[at..]);
        self.words[from..=place].windows(2).all(|pair| between(pair) == hyphen)
    }

    /// Are its capitals its own, and not those of a beginning?
    fn is_sure(&self, word: &Standing) -> bool {
        let before = self.text[..word.range.start].trim_end_matches([' ', '\u{a0}', '-']);
        self.is_name
            || self.written(word).chars().skip(1).any(char::is_uppercase)
            || before.ends_with(|c: char| c.is_alphanumeric() || c == ',')
    }

    /// As it stands, but for the capital of a beginning.
    fn cased(&self, word: &Standing) -> String {
        let written = self.written(word);
        if self.is_sure(word) { written.to_owned() } else { as_written(&lower(written), "") }
    }

    /// What begins at a place and names something, behind small words or none.
    fn next_from(&self, place: usize) -> Option<String> {
        let start = self.words.get(place)?.range.start;
        let mut end = self.words[place.checked_sub(1)?].range.end;
        for word in self.words[place..].iter().take(SMALL_MAX + 1) {
            // Nothing goes on across punctuation.
            if !self.text[end..word.range.start].chars().all(|c| c == ' ') {
                return None;
            }
            let folded = fold(&word.written);
            if !is_stopword(&folded) {
                // They stand in the order of their places; of those at one the last is the longest.
                let end = self.joined.partition_point(|joined| joined.place <= word.place);
                let whole = self.joined[..end].last().filter(|joined| joined.place == word.place);
                let whole = whole.unwrap_or(word);
                let is_name =
                    self.written(word).starts_with(char::is_uppercase) && DUTCH.name(&folded).is_some();
                let is_one = self.is_plain(whole) && (is_name || is_looked_for(&folded));
                return is_one.then(|| self.text[start..whole.range.end].to_owned());
            }
            end = word.range.end;
        }
        None
    }
}

/// What was typed, its last words with the capitals that a text has in them.
fn with_names(before: &str, written: &[String]) -> String {
    let words: Vec<_> = words::chunks(before).flatten().collect();
    let mut named = before.to_owned();
    for (word, written) in words.iter().rev().zip(written.iter().rev()) {
        if fold(&before[word.range.clone()]) == fold(written) && written.contains(char::is_uppercase) {
            named.replace_range(word.range.clone(), written);
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn report(number: u128, body: &str, circle: &str) -> Document {
        let node = NodeId::new(NodeKind::Report, Uuid::from_u128(number));
        let scope_terms = vec![circle.to_owned()];
        Document { body: body.into(), scope_terms, ..Document::new(node, "Een dag", DateTime::default()) }
    }

    /// What becomes of a draft over texts, behind these words.
    fn queries(
        before: &str,
        begun: Option<(&str, &str)>,
        stems: &[&str],
        documents: Vec<Document>,
    ) -> Vec<String> {
        let documents: HashMap<_, _> = documents.into_iter().map(|it| (it.node, Arc::new(it))).collect();
        let texts = documents.keys().copied().collect();
        let behind = Behind { stems: stems.iter().map(|stem| (*stem).to_owned()).collect(), texts };
        let (draft, begin) = match begun {
            None => (Draft::Next(behind), ""),
            Some((begin, word)) => {
                let stem = DutchStemmer::default().stem(word).to_owned();
                (Draft::Word(Begun { word: word.into(), stem, behind }), begin)
            }
        };
        let drafts = Drafts {
            prefix: format!("{before}{begin}"),
            before: before.into(),
            begin: begin.into(),
            bound: 0,
            drafts: vec![draft],
            limit: 3,
        };
        drafts.written(&documents, &mut DutchStemmer::default())
    }

    #[test]
    fn a_word_has_the_form_that_stands_behind_the_words_before_it() {
        let text =
            "Teams en teams. Eén team, en weer teams. Alles in één. Teams in één: teams. Eén-teams-plan.";
        let texts = || vec![report(1, text, PUBLIC_TERM)];
        assert_eq!(queries("één ", Some(("te", "teams")), &["een"], texts()), ["één team"]);
        assert_eq!(queries("", Some(("te", "teams")), &[], texts()), ["teams"]);
    }

    #[test]
    fn names_have_their_capitals_and_hyphens_and_beginnings_of_sentences_have_none() {
        let texts = || {
            let body = "Hulpmiddelen. De Wmo-hulpmiddelen van Anna de Vriend gaan in MijnZaak.";
            vec![report(1, body, PUBLIC_TERM)]
        };
        for (before, begin, word, stems, expected) in [
            ("", "wmoh", "wmohulpmiddelen", &[][..], "Wmo-hulpmiddelen"),
            ("", "hulp", "hulpmiddelen", &[], "hulpmiddelen"),
            ("anna de ", "vr", "vriend", &["anna", "de"], "Anna de Vriend"),
            ("in ", "mij", "mijnzaak", &["in"], "in MijnZaak"),
        ] {
            assert_eq!(queries(before, Some((begin, word)), stems, texts()), [expected], "{before}{begin}");
        }
    }

    #[test]
    fn behind_complete_words_stands_what_texts_say_there() {
        let body =
            "Samen met de buren. Samen met en, samen met Delft. Samen met bewoners, samen met de buren.";
        let texts = vec![report(1, body, PUBLIC_TERM)];
        let expected = ["samen met de buren", "samen met Delft", "samen met bewoners"];
        assert_eq!(queries("samen met", None, &["samen", "met"], texts), expected);
    }

    #[test]
    fn what_is_hidden_by_now_tells_nothing() {
        let texts = || vec![report(1, "Wij spreken samen met Wmo-burgers.", "network")];
        assert_eq!(queries("samen met", None, &["samen", "met"], texts()), [""; 0]);
        assert_eq!(queries("", Some(("wmo", "wmoburgers")), &[], texts()), ["wmoburgers"]);
    }
}
