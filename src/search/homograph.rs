//! Municipalities that are called like a word with another stem (Leiden, Huizen): which of the two a query means.
//!
//! In the index such a word is the name as well where it has a capital, at the beginning of a sentence too. A query looks
//! for both alike, so that who names the place has it twice. Its capitals tell that the name is meant where others of its
//! words have none; quotes and minus signs take a word with a capital for the name alone.

use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::analysis::words::Word;
use super::concept::{Form, Leaf};
use super::parse::Parsed;
use super::vocabulary::Vocabulary;
use super::weights::Weights;

/// What the capitals of a query say.
#[derive(Default)]
pub struct Capitals {
    /// Some word that could have one has none.
    has_small: bool,
    /// Where the first word begins, whose capital says nothing: a telephone makes one.
    first: usize,
}

impl Capitals {
    pub fn of(parsed: &Parsed) -> Self {
        let words = || parsed.wanted.iter().flat_map(|clause| &clause.chunks).flatten();
        let is_small =
            |word: &Word| word.raw.starts_with(char::is_lowercase) && !is_stopword(&fold(&word.raw));
        Self {
            has_small: words().any(is_small),
            first: words().map(|word| word.range.start).min().unwrap_or_default(),
        }
    }

    pub fn tell_a_name(&self, word: &Word) -> bool {
        self.has_small && word.range.start > self.first && is_capitalised(&word.raw)
    }
}

/// `Leiden`, not `LEIDEN`.
fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}

/// What a word in quotes, or one that is excluded, stands for in the index.
pub fn exactly(raw: &str, stemmer: &mut DutchStemmer) -> String {
    let folded = fold(raw);
    let analysed = stemmer.analyse(&folded);
    if analysed.is_municipality && is_capitalised(raw) { folded } else { analysed.stem.clone() }
}

/// Looks for the municipality that is called like a word, and for the word.
pub fn add_municipality(
    whole: &mut Leaf,
    word: &Word,
    capitals: &Capitals,
    vocabulary: &Vocabulary<'_>,
    weights: &Weights,
) -> tantivy::Result<()> {
    let name = Form::word(fold(&word.raw));
    if !vocabulary.has_text(&name)? {
        return Ok(());
    }
    if capitals.tell_a_name(word) {
        // What the word makes with its neighbours as well: `in Leiden` is not `inleiden`.
        whole.forms.iter_mut().for_each(|(_, weight)| *weight *= weights.homograph);
        whole.forms.insert(0, (name, 1.0));
        whole.part = None;
        return Ok(());
    }
    whole.forms.push((name, 1.0));
    Ok(())
}
