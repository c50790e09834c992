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
/// What else people say before it, and mean something that is called after the place.
const OTHERS: &[&str] = &[
    "provincie",
    "universiteit",
    "tu",
    "hogeschool",
    "veiligheidsregio",
    "waterschap",
    "omgevingsdienst",
    "regio",
    "ggd",
    "metropoolregio",
    "arrondissement",
    "rechtbank",
];
/// Words of a name.
const NAME_MAX: usize = 5;

pub struct NamedPlaces<'a> {
    pub vocabulary: &'a Vocabulary<'a>,
    pub stemmer: &'a mut DutchStemmer,
    pub capitals: &'a Capitals,
}

/// A municipality that a query names.
pub struct Named {
    /// Which clauses are its name.
    pub clauses: Range<usize>,
    /// The stem of its code.
    pub place: String,
    /// They mean nothing else.
    pub is_told: bool,
}

impl NamedPlaces<'_> {
    /// The municipality that the clauses from `at` on name.
    ///
    /// A name that is a word in daily use (`huizen`) is one where capitals tell so, or between `gemeente` and the end. Behind
    /// what else is called after a place (`provincie Utrecht`) it is none.
    pub fn named(&mut self, wanted: &[Clause], at: usize) -> tantivy::Result<Option<Named>> {
        let is_before = |names: &[&str], clause: &Clause| {
            clause.single().is_some_and(|word| names.contains(&&*fold(&word.raw)))
        };
        if at.checked_sub(1).is_some_and(|before| is_before(OTHERS, &wanted[before])) {
            return Ok(None);
        }
        let is_called = is_before(&[MUNICIPALITY], &wanted[at]);
        let from = at + usize::from(is_called);
        let most = wanted[from..].iter().take(NAME_MAX).take_while(|clause| !clause.is_phrase).count();
        for to in (from + 1..=from + most).rev() {
            let words: Vec<&Word> =
                wanted[from..to].iter().flat_map(|clause| &clause.chunks).flatten().collect();
            let has_capital = matches!(&words[..], [word] if self.capitals.tell_a_name(word));
            let is_all = is_called && to == wanted.len();
            if let [word] = &words[..]
                && !(has_capital || is_all)
                && self.is_in_daily_use(&fold(&word.raw))?
            {
                continue;
            }
            let name: Vec<&str> = words.iter().map(|word| word.raw.as_str()).collect();
            if let Some(code) = self.vocabulary.municipality(&exact_title(&name.join(" ")))? {
                let place = self.stemmer.stem(&fold(&code)).to_owned();
                return Ok(Some(Named { clauses: from..to, place, is_told: has_capital || is_all }));
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
}

/// What stands in the index for a word of a municipality's name: the name, where the word is another one as well.
pub fn name(raw: &str, stemmer: &mut DutchStemmer) -> String {
    let folded = fold(raw);
    let analysed = stemmer.analyse(&folded);
    if analysed.is_municipality { folded } else { analysed.stem.clone() }
}
