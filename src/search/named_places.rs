//! Municipalities that a query names (`pilots delft`, `den bosch`): who names one wants what it does, though its texts do not
//! say where they are from.

use std::ops::Range;

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::stem::DutchStemmer;
use super::analysis::words::Word;
use super::homograph::Capitals;
use super::parse::Clause;
use super::schema::exact_title;
use super::vocabulary::Vocabulary;

/// What people say before the name of one.
const MUNICIPALITY: &str = "gemeente";
/// Words of a name.
const NAME_MAX: usize = 5;

pub struct NamedPlaces<'a> {
    pub vocabulary: &'a Vocabulary<'a>,
    pub stemmer: &'a mut DutchStemmer,
    pub capitals: &'a Capitals,
}

impl NamedPlaces<'_> {
    /// Which of the first clauses name a municipality: as many as can be, without the word `gemeente` before them. A name that
    /// is a word in daily use (`huizen`) is one behind that, or where capitals tell so.
    pub fn first(&mut self, wanted: &[Clause]) -> tantivy::Result<Option<Range<usize>>> {
        let is_called = |clause: &Clause| clause.single().is_some_and(|word| fold(&word.raw) == MUNICIPALITY);
        let from = usize::from(wanted.first().is_some_and(is_called));
        let most = wanted[from..].iter().take(NAME_MAX).take_while(|clause| !clause.is_phrase).count();
        for to in (from + 1..=from + most).rev() {
            let words: Vec<&Word> =
                wanted[from..to].iter().flat_map(|clause| &clause.chunks).flatten().collect();
            if let [word] = &words[..]
                && from == 0
                && self.is_in_daily_use(&fold(&word.raw))?
                && !self.capitals.tell_a_name(word)
            {
                continue;
            }
            let name: Vec<&str> = words.iter().map(|word| word.raw.as_str()).collect();
            if self.vocabulary.is_municipality(&exact_title(&name.join(" ")))? {
                return Ok(Some(from..to));
            }
        }
        Ok(None)
    }

    /// Is a municipality's name a word of the dictionary, which public texts do not use as the name alone?
    fn is_in_daily_use(&mut self, folded: &str) -> tantivy::Result<bool> {
        if !DUTCH.get(folded).is_some_and(|known| known.is_word()) {
            return Ok(false);
        }
        let analysed = self.stemmer.analyse(folded);
        if !analysed.is_municipality {
            return Ok(true);
        }
        let statistics = self.vocabulary.statistics;
        let text = statistics.fields.public.text;
        // Where the name stands, the stem stands as well.
        Ok(statistics.frequency(text, &analysed.stem)? > 2 * statistics.frequency(text, folded)?)
    }

    /// What stands in the index for a word of a municipality's name: the name, where the word is another one as well.
    pub fn name(&mut self, raw: &str) -> String {
        let folded = fold(raw);
        let analysed = self.stemmer.analyse(&folded);
        if analysed.is_municipality { folded } else { analysed.stem.clone() }
    }
}
