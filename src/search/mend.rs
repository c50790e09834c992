//! What may have been meant by a word that nobody uses: words that begin with it when it is the last one typed, words that are
//! spelt like it, or those that begin most like it. A word that Dutch has is hardly ever a slip, and never a beginning of
//! others unless it is the last: it stands for those only that are so much more usual, in Dutch or in the network, that a slip
//! is likelier (`leges` is not `lees`, though no text has it).

use std::collections::BTreeSet;

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::{fold, lower};
use super::analysis::stem::DutchStemmer;
use super::analysis::stopwords::is_stopword;
use super::concept::Form;
use super::likeness::distance;
use super::vocabulary::{Spelling, Vocabulary, slip_of};
use super::weights::Weights;

/// Letters that are taken off an unknown word to find others that begin like it.
const CUTS_MAX: usize = 10;
/// Letters of a word that may be a misspelt inflection.
const INFLECTION_MIN: usize = 5;
const INFLECTION_MAX: usize = 24;
/// Letters of a word that is mended only where a neighbour tells what was meant; shorter ones never are.
const SHORT: usize = 4;
/// Words that may stand for a word that nobody uses.
const MEANT_MAX: usize = 5;
/// How likely a name is meant where it is written small, beside words.
const SMALL_NAME: f32 = 0.1;
/// How much likelier a word is meant that texts say beside the same word: as one that is nearer by a third of a slip.
const BESIDE: f32 = 16.0;
/// The share that a word of the dictionary has of all words where nothing is known of it.
const RARE: f32 = 1e-6;
/// What a form has of the share of its lemma, of which alone it is known.
const OF_LEMMA: f32 = 0.3;

/// A word that nobody uses.
pub struct Slip<'a> {
    pub typed: &'a str,
    /// More of it may follow.
    pub is_last: bool,
    /// Nothing else is meant by a name, unless it is the beginning of one: `Antwerpen` is no `ontwerpen`.
    pub is_name: bool,
    /// It is made of words that Dutch has, so that it does not go on otherwise than another: `datalekken` is no `datalab`.
    pub is_compound: bool,
    /// From [`super::likeness::distance`]: what is further off was not meant.
    pub reach: f32,
    /// Stems of what was typed right before it and right behind it.
    pub beside: [Option<String>; 2],
}

/// The likeliest first.
pub struct Mended {
    pub words: Vec<Meant>,
    /// They are spelt like what was typed, and do not only begin so.
    pub is_correction: bool,
    /// How sure it is that the likeliest was meant, 0 to 1; corrections are taken for it.
    pub sureness: f32,
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
        return Ok(Mended { words: Vec::new(), is_correction: false, sureness: 1.0 });
    }
    let (spellings, is_correction) = spellings(slip, vocabulary, stemmer)?;
    let mut words = by_stem(spellings, !slip.typed.starts_with(char::is_uppercase), stemmer);
    if is_correction {
        prefer_neighbours(&mut words, &slip.beside, vocabulary)?;
    }
    if let Some(best) = words.first_mut().filter(|_| is_correction) {
        best.spelling = with_its_ending(slip.typed, best, stemmer);
    }
    let best = words.first().map_or(1.0, |meant| meant.weight);
    let sum: f32 = words.iter().map(|meant| meant.weight).sum();
    let sureness = if is_correction || sum <= 0.0 { 1.0 } else { best / sum };
    for meant in &mut words {
        meant.weight = weights.spelling * (meant.weight / best).powf(weights.likelihood);
    }
    Ok(Mended { words, is_correction, sureness })
}

/// What public texts say right beside the same words is likelier meant: `sreken elkaar` is `spreken elkaar`, though `steken` is
/// nearer to it. Of what is too frequent for that nothing is known, and it is no likelier.
fn prefer_neighbours(
    words: &mut [Meant],
    [before, behind]: &[Option<String>; 2],
    vocabulary: &Vocabulary<'_>,
) -> tantivy::Result<()> {
    if words.len() < 2 {
        return Ok(());
    }
    for meant in words.iter_mut() {
        let Some((_, stem)) = meant.form.stems.first() else { continue };
        let pairs = [(before.as_ref(), Some(stem)), (Some(stem), behind.as_ref())];
        for (first, second) in pairs.into_iter().filter_map(|(first, second)| first.zip(second)) {
            if vocabulary.follow_each_other([first, second])? == Some(true) {
                meant.weight *= BESIDE;
                break;
            }
        }
    }
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Ok(())
}

/// How what was meant is told: as it is spelt somewhere, or as Dutch spells another form of it that is nearer to what was typed,
/// or ends like it. The index knows words that are their own stems by their stems alone (`contractn` is `contracten`, though texts
/// only say `contract`).
fn with_its_ending(typed: &str, meant: &Meant, stemmer: &mut DutchStemmer) -> String {
    let spelt = lower(typed);
    if !(SHORT..=INFLECTION_MAX).contains(&spelt.len()) || !spelt.is_ascii() {
        return meant.spelling.clone();
    }
    let worth = |word: &str| (distance(&spelt, word), word.as_bytes().last() != spelt.as_bytes().last());
    let mut best = (worth(&meant.spelling), meant.spelling.clone());
    let is_form = |word: &String, stemmer: &mut DutchStemmer| Form::word(stemmer.stem(word)) == meant.form;
    // Few are words, and to compare them all costs more than to look them up.
    for word in one_slip_from(&spelt).filter(|word| DUTCH.get(word).is_some_and(|known| known.is_word())) {
        let worth = worth(&word);
        if (worth < best.0 || worth == best.0 && word < best.1 && best.1 != meant.spelling)
            && is_form(&word, stemmer)
        {
            best = (worth, word);
        }
    }
    best.1
}

/// A spelling as people write it: with a capital when `typed` has one, or when Dutch knows it as a name alone.
pub fn as_written(spelling: &str, typed: &str) -> String {
    let mut letters = spelling.chars();
    match letters.next().filter(|_| is_name(spelling) || typed.starts_with(char::is_uppercase)) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => spelling.to_owned(),
    }
}

/// With their likelihoods as weights, where `is_small` (nobody typed a capital) of names less; forms of one word speak for it together.
fn by_stem(spellings: Vec<Spelling>, is_small: bool, stemmer: &mut DutchStemmer) -> Vec<Meant> {
    let mut likely: Vec<Meant> = Vec::new();
    for spelling in spellings {
        let form = Form::word(stemmer.stem(&fold(&spelling.word)));
        let weight =
            spelling.likelihood() * if is_small && is_name(&spelling.word) { SMALL_NAME } else { 1.0 };
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
    let mut longer = Vec::new();
    if slip.is_last && letters >= 3 {
        longer = vocabulary.beginning_with(&spelt)?;
    }
    // Who means a place may write it small, but then a word is likelier (`eerse`: `eerste`, not Eersel).
    let may_be_place =
        slip.typed.starts_with(char::is_uppercase) || longer.iter().any(|word| !is_name(&word.word));
    if !longer.is_empty() && may_be_place || slip.is_name {
        return Ok((longer, false));
    }
    let mut close = vocabulary.close_to(&spelt)?;
    close.retain(|spelling| spelling.distance <= slip.reach);
    let own = usualness(&fold(slip.typed));
    if !longer.is_empty() {
        // Who goes on behind a word (`eind`) types what is longer (Eindhoven).
        close.retain(|spelling| !is_name(&spelling.word) && !spelt.starts_with(&spelling.word));
        return Ok(if close.is_empty() || own.is_some() { (longer, false) } else { (close, true) });
    }
    if let Some(own) = own {
        close.retain(|other| {
            let in_dutch = DUTCH.commonness(stemmer.stem(&fold(&other.word)));
            let usual = vocabulary.statistics.share_in_dutch(other.frequency, in_dutch);
            usual * slip_of(other.distance) > own
        });
    }
    if close.is_empty() && own.is_none() {
        close = inflections_close_to(&spelt, vocabulary, stemmer)?;
        close.retain(|spelling| spelling.distance <= slip.reach);
    }
    if close.is_empty() && own.is_none() && letters == SHORT {
        close = vouched_for(&spelt, slip, vocabulary, stemmer)?;
    }
    if !close.is_empty() || own.is_some() || slip.is_compound {
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

/// Words that are one slip from a short one and that public texts say right beside a neighbour of it that tells something
/// (`acht wekn`). By itself a short word may be anything (`Wabo`), and one in capitals is what it is.
fn vouched_for(
    spelt: &str,
    slip: &Slip<'_>,
    vocabulary: &Vocabulary<'_>,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<Spelling>> {
    // Known before words are compared, which costs more.
    let tells = |stem: &Option<String>| -> tantivy::Result<Option<String>> {
        let Some(stem) = stem.as_ref().filter(|stem| !is_stopword(stem)) else { return Ok(None) };
        Ok((vocabulary.frequency_of(stem)? > 0).then(|| stem.clone()))
    };
    let (before, behind) = (tells(&slip.beside[0])?, tells(&slip.beside[1])?);
    let (before, behind) = (before.as_ref(), behind.as_ref());
    let is_cried = slip.typed.chars().skip(1).any(char::is_uppercase);
    if is_cried || before.or(behind).is_none() {
        return Ok(Vec::new());
    }
    let mut vouched = Vec::new();
    for close in vocabulary.one_slip_from(spelt)? {
        let stem = stemmer.stem(&fold(&close.word)).to_owned();
        let pairs = [(before, Some(&stem)), (Some(&stem), behind)];
        for (first, second) in pairs.into_iter().filter_map(|(first, second)| first.zip(second)) {
            if vocabulary.follow_each_other([first, second])? == Some(true) {
                vouched.push(close);
                break;
            }
        }
    }
    Ok(vouched)
}

/// Does Dutch have it as a name alone?
fn is_name(spelling: &str) -> bool {
    let folded = fold(spelling);
    DUTCH.name(&folded).is_some() && !DUTCH.get(&folded).is_some_and(|known| known.is_word())
}

/// Words of Dutch that are one slip from what was typed, of which a visible text has another form: `toeetsen`, where
/// `toets` stands.
fn inflections_close_to(
    spelt: &str,
    vocabulary: &Vocabulary<'_>,
    stemmer: &mut DutchStemmer,
) -> tantivy::Result<Vec<Spelling>> {
    let mut close: Vec<Spelling> = Vec::new();
    if !(INFLECTION_MIN..=INFLECTION_MAX).contains(&spelt.len()) || !spelt.is_ascii() {
        return Ok(close);
    }
    let words: BTreeSet<String> =
        one_slip_from(spelt).filter(|word| DUTCH.get(word).is_some_and(|known| known.is_word())).collect();
    for word in words {
        let form = Form::word(stemmer.stem(&word));
        if vocabulary.has_text(&form)? {
            let frequency = vocabulary
                .statistics
                .frequency(vocabulary.statistics.fields.public.text, &form.stems[0].1)?;
            let distance = distance(spelt, &word);
            close.push(Spelling { word, distance, frequency });
        }
    }
    Ok(close)
}

/// With a letter left out, turned round with the next, another or one more.
fn one_slip_from(spelt: &str) -> impl Iterator<Item = String> {
    let cuts = || (0..=spelt.len()).map(|at| spelt.split_at(at));
    let left_out =
        cuts().filter(|(_, rest)| !rest.is_empty()).map(|(head, rest)| [head, &rest[1..]].concat());
    let turned = cuts()
        .filter(|(_, rest)| rest.len() > 1)
        .map(|(head, rest)| [head, &rest[1..2], &rest[..1], &rest[2..]].concat());
    let others = cuts().flat_map(|(head, rest)| {
        ('a'..='z').flat_map(move |letter| {
            let more = format!("{head}{letter}{rest}");
            let another = (!rest.is_empty()).then(|| format!("{head}{letter}{}", &rest[1..]));
            std::iter::once(more).chain(another)
        })
    });
    left_out.chain(turned).chain(others)
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
