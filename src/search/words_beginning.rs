//! Words of public texts that begin like what somebody types, as they are written.

use std::collections::HashSet;

use tantivy::TERMINATED;

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::concept::Form;
use super::cursor::Cursor;
use super::pieces::Pieces;
use super::subject;
use super::vocabulary::Vocabulary;

/// Words that are looked at for one beginning, of each kind of spelling.
const WORDS_MAX: usize = 24;
/// Texts with a word of which it is asked whether it stands there in two.
const JOINED_MAX: usize = 32;
/// Letters at its end in which a word differs from its stem, when that is no word.
const ENDING: usize = 2;

/// The most frequent first, one for each stem. Whether a stem is a word, which costs a look at all its cuts, is known of those
/// alone that are asked for.
pub struct WordsBeginning<'a> {
    vocabulary: &'a Vocabulary<'a>,
    /// The most frequent first.
    candidates: std::vec::IntoIter<Candidate>,
    /// Stems of those before.
    stems: HashSet<String>,
}

struct Candidate {
    word: String,
    frequency: u64,
    /// As it is kept of texts, which may be a word or not.
    is_stem: bool,
}

impl<'a> WordsBeginning<'a> {
    pub fn new(vocabulary: &'a Vocabulary<'a>, begin: &str) -> tantivy::Result<Self> {
        let written = vocabulary.public_terms(begin, |side| side.spellings, WORDS_MAX)?;
        let stems = vocabulary.public_terms(&fold(begin), |side| side.text, WORDS_MAX)?;
        let candidate = |is_stem| {
            move |(word, frequency): (String, u64)| {
                let tells =
                    word != begin && word.chars().all(char::is_alphabetic) && subject::is_looked_for(&word);
                tells.then_some(Candidate { word, frequency, is_stem })
            }
        };
        let mut candidates: Vec<Candidate> = written.into_iter().filter_map(candidate(false)).collect();
        candidates.extend(stems.into_iter().filter_map(candidate(true)));
        candidates.sort_by(|a, b| b.frequency.cmp(&a.frequency).then_with(|| a.word.cmp(&b.word)));
        Ok(Self { vocabulary, candidates: candidates.into_iter(), stems: HashSet::new() })
    }

    /// The next word and its stem.
    pub fn next(&mut self, stemmer: &mut DutchStemmer) -> tantivy::Result<Option<(String, String)>> {
        for candidate in self.candidates.by_ref() {
            if candidate.is_stem && !is_written(&candidate.word, self.vocabulary, stemmer)? {
                continue;
            }
            let stem = stemmer.stem(&fold(&candidate.word)).to_owned();
            if self.stems.insert(stem.clone()) {
                return Ok(Some((candidate.word, stem)));
            }
        }
        Ok(None)
    }
}

/// Is a stem a word that people write? One that the dictionary has, or the only way in which its words are written: of
/// what is written otherwise the spelling is kept as well.
fn is_written(stem: &str, vocabulary: &Vocabulary<'_>, stemmer: &mut DutchStemmer) -> tantivy::Result<bool> {
    if let Some(known) = DUTCH.get(stem).filter(|known| known.is_word()) {
        // The stem of a verb is a word that hardly anybody writes (`besta`).
        return Ok(!known.is_verb_stem() || known.is_nominal());
    }
    let letters = stem.chars().count();
    let end = stem.char_indices().nth(letters.saturating_sub(ENDING)).map_or(stem.len(), |(at, _)| at);
    let alike = vocabulary.public_terms(&stem[..end], |side| side.spellings, WORDS_MAX)?;
    Ok(!alike.keys().any(|word| stemmer.stem(&fold(word)) == stem) && !is_joined(stem, vocabulary, stemmer)?)
}

/// Is it only what words make that a hyphen binds (`zaanstreekwaterland`)? Then where it stands they stand as well.
fn is_joined(stem: &str, vocabulary: &Vocabulary<'_>, stemmer: &mut DutchStemmer) -> tantivy::Result<bool> {
    let halves = Pieces { vocabulary, stemmer }.halves(stem);
    let statistics = vocabulary.statistics;
    let text = statistics.fields.public.text;
    let mut looked = 0;
    for (number, reader) in statistics.searcher.segment_readers().iter().enumerate() {
        let Some(mut whole) = Cursor::open(statistics, number, text, &Form::word(stem))? else { continue };
        let mut apart = Vec::new();
        for (form, _) in &halves {
            apart.extend(Cursor::open(statistics, number, text, form)?);
        }
        let mut doc = whole.seek(0);
        while doc != TERMINATED && looked < JOINED_MAX {
            if !reader.is_deleted(doc) {
                looked += 1;
                if !apart.iter_mut().any(|apart| apart.seek(doc) == doc) {
                    return Ok(false);
                }
            }
            doc = whole.seek(doc + 1);
        }
    }
    Ok(looked > 0)
}
