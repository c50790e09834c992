//! What may have been meant by a word that nobody uses: words that begin with it when it is the last one typed, words that are
//! spelt like it, or those that begin most like it. A word that Dutch has is hardly ever a slip, and never a beginning of
//! others unless it is the last: it stands for those only that are so much more usual, in Dutch or in the network, that a slip
//! is likelier (`leges` is not `lees`, though no text has it).

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::{fold, lower};
use super::analysis::stem::DutchStemmer;
use super::concept::Form;
use super::vocabulary::{Spelling, Vocabulary, slip_of};
use super::weights::Weights;

/// Letters that are taken off an unknown word to find others that begin like it.
const CUTS_MAX: usize = 10;
/// Words that may stand for a word that nobody uses.
const MEANT_MAX: usize = 5;
/// The share that a word of the dictionary has of all words where nothing is known of it.
const RARE: f32 = 1e-6;
/// What a form has of the share of its lemma, of which alone it is known.
const OF_LEMMA: f32 = 0.3;

/// A word that nobody uses.
pub struct Slip<'a> {
    pub typed: &'a str,
    /// More of it may follow.
    pub is_last: bool,
    /// From [`super::likeness::distance`]: what is further off was not meant.
    pub reach: f32,
}

/// The likeliest first.
pub struct Mended {
    pub words: Vec<Meant>,
    /// They are spelt like what was typed, and do not only begin so.
    pub is_correction: bool,
}

/// A stem that may have been meant, with its likeliest spelling.
pub struct Meant {
    pub form: Form,
    /// Of an occurrence.
    pub weight: f32,
    pub spelling: String,
}

pub fn mended(
    slip: &Slip<'_>,
    vocabulary: &Vocabulary<'_>,
    weights: &Weights,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Mended> {
    if weights.spelling == 0.0 {
        return Ok(Mended { words: Vec::new(), is_correction: false });
    }
    let (spellings, is_correction) = spellings(slip, vocabulary, stemmer)?;
    let mut words = by_stem(spellings, stemmer);
    let best = words.first().map_or(1.0, |meant| meant.weight);
    for meant in &mut words {
        meant.weight = weights.spelling * (meant.weight / best).powf(weights.likelihood);
    }
    Ok(Mended { words, is_correction })
}

/// A spelling as people write it: with a capital when `typed` has one, or when Dutch knows it as a name alone.
pub fn as_written(spelling: &str, typed: &str) -> String {
    let folded = fold(spelling);
    let is_word = DUTCH.get(&folded).is_some_and(|known| known.is_word());
    let is_name = DUTCH.name(&folded).is_some() && !is_word;
    let mut letters = spelling.chars();
    match letters.next().filter(|_| is_name || typed.starts_with(char::is_uppercase)) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => spelling.to_owned(),
    }
}

/// With their likelihoods as weights; forms of one word speak for it together.
fn by_stem(spellings: Vec<Spelling>, stemmer: &mut DutchStemmer) -> Vec<Meant> {
    let mut likely: Vec<Meant> = Vec::new();
    for spelling in spellings {
        let form = Form::word(stemmer.stem(&fold(&spelling.word)));
        let weight = spelling.likelihood();
        match likely.iter_mut().find(|known| known.form == form) {
            Some(known) => known.weight += weight,
            None => likely.push(Meant { form, weight, spelling: spelling.word }),
        }
    }
    likely.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    likely.truncate(MEANT_MAX);
    likely
}

/// And whether they are spelt like what was typed.
fn spellings(
    slip: &Slip<'_>,
    vocabulary: &Vocabulary<'_>,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<(Vec<Spelling>, bool)> {
    let spelt = lower(slip.typed);
    let letters = spelt.chars().count();
    if slip.is_last && letters >= 3 {
        let longer = vocabulary.beginning_with(&spelt)?;
        if !longer.is_empty() {
            return Ok((longer, false));
        }
    }
    let mut close = vocabulary.close_to(&spelt)?;
    close.retain(|spelling| spelling.distance <= slip.reach);
    let own = usualness(&fold(slip.typed));
    if let Some(own) = own {
        close.retain(|other| {
            let in_dutch = DUTCH.commonness(stemmer.stem(&fold(&other.word)));
            let usual = vocabulary.statistics.share_in_dutch(other.frequency, in_dutch);
            usual * slip_of(other.distance) > own
        });
    }
    if !close.is_empty() || own.is_some() || slip.reach.is_finite() {
        return Ok((close, true));
    }
    // A word that goes on otherwise than any that is known: those that begin most like it.
    for cut in 1..=letters.saturating_sub(5).min(CUTS_MAX) {
        let end = spelt.char_indices().nth(letters - cut).map_or(spelt.len(), |(at, _)| at);
        let similar = vocabulary.beginning_with(&spelt[..end])?;
        if !similar.is_empty() {
            let similar = similar.into_iter().map(|similar| Spelling { distance: 1.5, ..similar });
            return Ok((similar.collect(), false));
        }
    }
    Ok((Vec::new(), false))
}

/// Which share a word has of all words in ordinary Dutch; `None`: it is no word of the dictionary.
fn usualness(folded: &str) -> Option<f32> {
    let known = DUTCH.get(folded).filter(|known| known.is_word())?;
    let mut lemma = String::new();
    DUTCH.lemma(folded, known, &mut lemma);
    let of_lemma = if known.is_lemma() { 1.0 } else { OF_LEMMA };
    Some((of_lemma * DUTCH.commonness(&lemma)).max(RARE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_has_a_capital_where_it_is_a_name_or_one_was_typed() {
        for (spelling, typed, written) in [
            ("utrecht", "utrehct", "Utrecht"),
            ("privacy", "privcy", "privacy"),
            ("privacy", "Privcy", "Privacy"),
            // A word as well.
            ("leiden", "leidne", "leiden"),
            ("énergie", "Énregie", "Énergie"),
            ("", "", ""),
        ] {
            assert_eq!(as_written(spelling, typed), written, "{typed}");
        }
    }
}
