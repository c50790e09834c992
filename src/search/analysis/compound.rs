//! What a long word is made of: `jeugdgezondheidszorg` is `jeugd`, `gezondheid` and `zorg`.
//!
//! Every way to cut the word into known words is scored, and the best wins over leaving it whole, or not. How often a
//! form begins and a lemma ends compounds was counted when the dictionary was built. A word in daily use is a unit of
//! its own (`hoofdstad`), one that is hardly used is read as its parts (`heksenjacht`). A name that the dictionary has is
//! no compound (`Waterland`), and stays whole within one (`rijswijk|plein`). Linking letters (`arbeids-`,
//! `boeken-`, `schapen-`) belong to the left half; each part is given by its lemma. Before all of it come the words of
//! [`super::splits`], and what an adjective is that is no compound.

use super::affixes::ENDINGS;
use super::derivation;
use super::dictionary::{DUTCH, Known};
use super::splits;
use super::steps;

/// Letters of a part at least; two where many words begin so (`ei`).
const PART_MIN: usize = 3;
const SHORT_PART_BEGINS: i32 = 4;
/// Letters of the first half that is so by chance before one of [`PART_MIN`], and how many compounds begin with it at least if not.
const CHANCE_MAX: usize = 4;
const CHANCE_BEGINS: i32 = 3;
/// Letters of what looks like a last part in -ering, and is the end of a verb with a doubled letter (`lering`).
const DOUBLED_MAX: usize = 6;
/// Words that are not split: too short to be two, or too long to be a word.
const WORD_MIN: usize = 6;
pub const WORD_MAX: usize = 60;

/// Particles that a compound can begin with (`tegengewicht`, `achterlijf`).
pub const PREPOSITIONS: &[&str] = &[
    "aan", "achter", "af", "al", "bij", "binnen", "boven", "buiten", "door", "in", "langs", "mee", "mede",
    "mis", "na", "naast", "neer", "om", "onder", "op", "over", "rond", "samen", "sinds", "tegen", "terug",
    "toe", "tussen", "uit", "vast", "voor", "voorbij", "voort", "wan", "weer", "weg", "zonder",
];
/// Beginnings that are never a part.
const PREFIXES: &[&str] = &[
    "con", "com", "pro", "per", "pre", "dis", "des", "ten", "ter", "der", "het", "te", "de", "ver", "be",
    "ge", "ont", "een", "er", "her", "on",
];
/// Numbers as beginnings (`driehoek`).
const NUMERALS: &[&str] = &[
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
    "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig", "honderd",
    "duizend",
];

/// What cuts are worth: weights of a logistic model of a choice among them, times twenty, rounded. docs/search.md says
/// how they were found; they know no words, only what the dictionary says of them.
mod worth {
    /// Of each cut.
    pub const CUT: i32 = -19;
    /// Of the left half.
    pub const RARE_LEFT: i32 = -17;
    pub const RARE_LEFT_BEGINS: i32 = 4;
    pub const SHORT_LEFT: i32 = -14;
    pub const NEW_LINK: i32 = 7;
    pub const COMBINING: i32 = 24;
    pub const VERB_STEM: i32 = 7;
    pub const ADJECTIVE: i32 = -12;
    pub const PREPOSITION: i32 = -30;
    pub const NUMERAL: i32 = 19;
    pub const OTHER_LEFT: i32 = -22;
    /// Of the last part.
    pub const ENDS: i32 = 2;
    pub const VERB_LAST: i32 = -53;
    pub const MARKED_LAST: i32 = 15;
    pub const OTHER_LAST: i32 = -37;
    pub const BEGINNING_LAST: i32 = 12;
    /// Of the whole word: to be cut at all, and of each letter beyond a dozen.
    pub const ANY: i32 = 24;
    pub const LONG: i32 = 3;
    pub const LONG_FROM: i32 = 12;
    /// When the dictionary has it.
    pub const LISTED: i32 = 22;
    pub const LISTED_BEGINS: i32 = -4;
    pub const LISTED_ENDS: i32 = -1;
    pub const LISTED_INFLECTED: i32 = -11;
    pub const LISTED_BEGINNING: i32 = 9;
    pub const LISTED_END: i32 = -17;
    pub const LISTED_PREPOSITION: i32 = 17;
    /// For each half step of familiarity, and once more from the sixth on.
    pub const FAMILIAR: i32 = -5;
    pub const FAMILIAR_FROM: i32 = 6;
}

/// A part of a word: where it stands (bytes) and its lemma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub start: usize,
    pub end: usize,
    pub lemma: String,
}

/// The parts of `folded`, from left to right; none when it is no compound.
pub fn parts(folded: &str) -> Vec<Part> {
    // Verbs hardly ever are: `signaleren`, `aangekomen`.
    if DUTCH.get(folded).is_some_and(|known| known.is_word() && known.is_verb() && !known.is_nominal()) {
        return Vec::new();
    }
    listed(folded).unwrap_or_else(|| unlisted_parts(folded))
}

/// The same whatever `splits.txt` says.
fn unlisted_parts(folded: &str) -> Vec<Part> {
    if is_quality(folded) {
        return Vec::new();
    }
    let found = split(folded, of_word);
    if found.is_empty() { inflected(folded).unwrap_or_default() } else { found }
}

/// The parts of a word of `splits.txt`, or of an inflection of one: none when it stands there as a whole.
fn listed(folded: &str) -> Option<Vec<Part>> {
    let pieces = splits::pieces(folded)?;
    let ends = pieces.iter().skip(1).map(|piece| piece.start).chain([folded.len()]);
    let part = |(piece, end): (&splits::Piece, usize)| {
        let own = || lemma(&folded[piece.start..end], end == folded.len());
        Part { start: piece.start, end, lemma: piece.lemma.map_or_else(own, str::to_owned) }
    };
    Some(pieces.iter().zip(ends).map(part).collect())
}

/// What an adjective is that is no compound: `nieuwsgierigheid`.
fn is_quality(folded: &str) -> bool {
    let Some(adjective) = folded.strip_suffix("heid").or(folded.strip_suffix("heden")) else { return false };
    DUTCH.get(adjective).is_some_and(|known| known.is_word() && known.is_adjective())
        && parts(adjective).is_empty()
}

/// The parts of `regelgebaseerde`: inflected, where the dictionary has no such form of its last part.
fn inflected(folded: &str) -> Option<Vec<Part>> {
    let is_new = |word: &str| DUTCH.get(word).is_none();
    let bare = folded.strip_suffix('e').filter(|bare| is_new(folded) && is_new(bare))?;
    let mut parts = split(bare, of_word);
    let last = parts.last_mut()?;
    let form = &bare[last.start..];
    if !is_participle(form, DUTCH.get(form)?) {
        return None;
    }
    last.end = folded.len();
    Some(parts)
}

/// A past participle: `gestuurd`, `gedreven`; not `gebruikt`, which is as well another form of a verb with `ge`.
pub fn is_participle(form: &str, known: Known) -> bool {
    if !form.starts_with("ge") || !known.is_verb() || known.is_lemma() {
        return false;
    }
    let mut lemma = String::new();
    DUTCH.lemma(form, known, &mut lemma);
    !lemma.starts_with("ge")
}

/// The parts of a part, which may be a unit of its own: `gezondheidszorg` is `gezondheid` and `zorg` all the same, but of
/// `persoonskenmerk` no `merk` is a part. Being a unit counts three quarters of what it does where a word stands alone.
pub fn inner_parts(folded: &str) -> Vec<Part> {
    let of_inner = |word: &str, listed| of_word(word, listed) * 3 / 4;
    // Nor are verbs of loan words: `programmeer|taal` has no `meer`.
    let is_verb = |known: Known| known.is_verb_stem() && !known.is_nominal();
    let is_loan_verb = || folded.ends_with("eer") && DUTCH.get(folded).is_some_and(is_verb);
    let is_whole = || is_quality(folded) || is_loan_verb();
    listed(folded).unwrap_or_else(|| if is_whole() { Vec::new() } else { split(folded, of_inner) })
}

fn split(folded: &str, of_word: fn(&str, Option<Known>) -> i32) -> Vec<Part> {
    let has_names = steps::chosen().has_names;
    let is_word = (WORD_MIN..=WORD_MAX).contains(&folded.len()) && folded.is_ascii();
    if !is_word || (has_names && DUTCH.name(folded).is_some()) {
        return Vec::new();
    }
    let mut splitter = Splitter { word: folded, best: vec![None; folded.len()] };
    let listed = DUTCH.get(folded).filter(|known| known.is_word());
    let Some(best) = splitter.best(0, listed.is_some()) else { return Vec::new() };
    if best.worth + of_word(folded, listed) <= 0 {
        return Vec::new();
    }
    if listed.is_none() && is_short_chance(folded, &best.ends) {
        return Vec::new();
    }
    let ends = if has_names { join_names(folded, best.ends) } else { best.ends };
    let mut parts = Vec::new();
    let mut start = 0;
    for end in ends {
        let (form, is_last) = (&folded[start..end], end == folded.len());
        // `rijswijks|plein`
        let form = DUTCH.name(form).filter(|name| *name != form && DUTCH.get(form).is_none()).unwrap_or(form);
        parts.push(Part { start, end, lemma: lemma(form, is_last) });
        start = end;
    }
    if let (Some(known), Some(last)) = (listed.filter(|known| !known.is_lemma()), parts.last_mut()) {
        let mut whole = String::new();
        DUTCH.lemma(folded, known, &mut whole);
        if !whole.ends_with(&last.lemma) {
            let Some(end) = end_of(&whole, folded, last) else { return Vec::new() };
            last.lemma = end;
        }
    }
    parts
}

/// Two short halves of a word that no dictionary has, of which the first begins hardly any compounds, are so by chance: `rib|bon`,
/// `temp|les`; `test|set` is one.
fn is_short_chance(word: &str, ends: &[usize]) -> bool {
    let [first, last] = ends else { return false };
    let begins = DUTCH.get(&word[..*first]).map_or(0, Known::begins);
    last - first <= PART_MIN && *first <= CHANCE_MAX && begins < CHANCE_BEGINS
}

/// The last part of a compound with this lemma, which seemed to be `last`. A word that ends otherwise is no compound:
/// `planeten` is of `planeet`, not of `eten`; but `energiebesparende` ends with a form of `bespaar`, and `wijngaarden`
/// with `gaard`, though `gaarden` may be of `gaar`.
fn end_of(lemma: &str, form: &str, last: &Part) -> Option<String> {
    let end = lemma.strip_prefix(&form[..last.start])?;
    let known = DUTCH.get(end).filter(|known| known.is_word())?;
    let mut own = String::new();
    DUTCH.lemma(end, known, &mut own);
    (own == last.lemma || known.is_nominal() && known.is_lemma()).then_some(own)
}

/// The ends of parts without those within a name that several of them make together: `rijs|wijk|plein`.
fn join_names(folded: &str, ends: Vec<usize>) -> Vec<usize> {
    let is_name = |from: usize, to: usize| {
        let word = &folded[from..to];
        DUTCH.name(word).is_some() && !DUTCH.get(word).is_some_and(Known::is_word)
    };
    let (mut joined, mut from, mut at) = (Vec::new(), 0, 0);
    while at < ends.len() {
        // The longest name that begins here and ends where a part does.
        at = (at + 1..ends.len()).rev().find(|last| is_name(from, ends[*last])).unwrap_or(at);
        from = ends[at];
        joined.push(from);
        at += 1;
    }
    joined
}

/// The lemma of a part; of one that others follow without its linking s.
pub fn lemma(form: &str, is_last: bool) -> String {
    let mut lemma = String::new();
    let base = form.strip_suffix('s').filter(|_| !is_last);
    match (DUTCH.get(form), base.and_then(|base| Some((base, DUTCH.get(base)?)))) {
        (Some(known), _) => DUTCH.lemma(form, known, &mut lemma),
        (None, Some((base, known))) => DUTCH.lemma(base, known, &mut lemma),
        (None, None) => lemma.push_str(form),
    }
    lemma
}

/// Ends of the parts from some place on, and what they are worth.
#[derive(Clone, Debug)]
struct Cuts {
    worth: i32,
    ends: Vec<usize>,
}

struct Splitter<'a> {
    word: &'a str,
    /// For each place the best that was found; the inner `None`: there is no way.
    best: Vec<Option<Option<Cuts>>>,
}

impl Splitter<'_> {
    /// The best parts of the rest of the word from `start` on; at least two from the beginning on.
    fn best(&mut self, start: usize, is_listed: bool) -> Option<Cuts> {
        if let Some(known) = &self.best[start] {
            return known.clone();
        }
        let rest = &self.word[start..];
        let last = DUTCH.get(rest).filter(|known| start > 0 && may_end(rest, *known));
        let of_last = |known| of_last(rest, known, is_listed);
        let mut best = last.map(|known| Cuts { worth: of_last(known), ends: vec![self.word.len()] });
        let mut beginnings = Vec::new();
        DUTCH.beginnings(rest, &mut beginnings);
        let known: Vec<usize> = beginnings.iter().map(|(length, _)| *length).collect();
        let mut lefts: Vec<(usize, i32)> = Vec::new();
        for (length, left) in beginnings {
            let form = &rest[..length];
            if may_begin(form, left) {
                lefts.push((length, of_left(form, left, false)));
            }
            // `koekoeks-`: a linking s that the dictionary does not have.
            let is_linked = rest.as_bytes().get(length) == Some(&b's') && !known.contains(&(length + 1));
            if is_linked && length > PART_MIN && left.is_nominal() && left.is_word() {
                lefts.push((length + 1, of_left(&rest[..length + 1], left, true)));
            }
        }
        for (length, worth) in lefts {
            if rest.len() < length + PART_MIN {
                continue;
            }
            let Some(right) = self.best(start + length, is_listed) else { continue };
            let end = right.ends[0] - start;
            if is_within_deverbal(rest, length, end) || is_within_ering(rest, length, end) {
                continue;
            }
            let is_preposition = start == 0 && is_listed && PREPOSITIONS.contains(&&rest[..length]);
            let worth = worth + right.worth + if is_preposition { worth::LISTED_PREPOSITION } else { 0 };
            if best.as_ref().is_none_or(|best| worth > best.worth) {
                let mut ends = vec![start + length];
                ends.extend(&right.ends);
                best = Some(Cuts { worth, ends });
            }
        }
        self.best[start] = Some(best.clone());
        best
    }
}

/// Would a cut part what a verb does? `formule|ring` and `formule|ringen` are of `formulering`.
fn is_within_deverbal(word: &str, middle: usize, end: usize) -> bool {
    let of_verb = |form: &str| {
        let noun = form.strip_suffix("en").unwrap_or(form);
        DUTCH.get(noun).is_some() && derivation::is_of_verb(noun)
    };
    of_verb(&word[..end]) && !of_verb(&word[middle..end])
}

/// Would a cut part what ends with -ering, though no verb is known: `zone|ring`, `protocol|lering`?
fn is_within_ering(word: &str, middle: usize, end: usize) -> bool {
    let (left, right) = (&word.as_bytes()[..middle], word[middle..end].trim_end_matches("en"));
    let is_ring = right == "ring" && left.ends_with(b"e");
    let is_doubled = left.last() == right.as_bytes().first() && right.len() <= DOUBLED_MAX;
    is_ring || right.ends_with("ering") && is_doubled
}

fn may_begin(form: &str, known: Known) -> bool {
    let is_long = form.len() >= PART_MIN || form.len() == 2 && known.begins() >= SHORT_PART_BEGINS;
    let is_part = known.is_beginning() || known.is_word() || known.is_verb_stem() || known.is_combining();
    is_long && is_part && !PREFIXES.contains(&form)
}

/// Can a compound end with this form?
pub fn may_end(form: &str, known: Known) -> bool {
    if form.len() < PART_MIN || !known.is_word() || ENDINGS.contains(&form) {
        return false;
    }
    let lemma = lemma(form, true);
    !ENDINGS.contains(&lemma.as_str()) && !is_past(form, known, &lemma)
}

/// The past of a strong verb: `mar|ried`, `flus|hing`, but `gedreven` and `verkocht` are participles.
fn is_past(form: &str, known: Known, lemma: &str) -> bool {
    let may_be_other = ["en", "e", "s", "end", "er"].iter().any(|end| form.ends_with(end))
        || ["ge", "be", "ver", "ont"].iter().any(|start| form.starts_with(start));
    known.is_verb() && !known.is_lemma() && !may_be_other && !form.starts_with(lemma)
}

/// `is_new`: with a linking s that the dictionary does not have; `known` is what stands before it.
fn of_left(form: &str, known: Known, is_new: bool) -> i32 {
    let is_preposition = PREPOSITIONS.contains(&form);
    let is_numeral = NUMERALS.contains(&form);
    let is_other = !(known.is_nominal() || known.is_verb_stem() || known.is_combining());
    let worths = [
        (is_new || known.begins() < worth::RARE_LEFT_BEGINS, worth::RARE_LEFT),
        (form.len() <= 3, worth::SHORT_LEFT),
        (is_new, worth::NEW_LINK),
        (known.is_combining(), worth::COMBINING),
        (known.is_verb_stem() && !known.is_nominal() && !known.is_beginning(), worth::VERB_STEM),
        (known.is_adjective(), worth::ADJECTIVE),
        (is_preposition, worth::PREPOSITION),
        (is_numeral, worth::NUMERAL),
        (is_other && !is_preposition && !is_numeral, worth::OTHER_LEFT),
    ];
    worth::CUT + sum(&worths)
}

/// A participle makes new adjectives (`datagedreven`); of those in use the dictionary tells which are compounds.
fn of_last(form: &str, known: Known, is_listed: bool) -> i32 {
    let is_new_adjective = !is_listed && is_participle(form, known);
    let worths = [
        (known.is_verb() && !known.is_nominal() && !is_new_adjective, worth::VERB_LAST),
        (known.is_end(), worth::MARKED_LAST),
        (!known.is_nominal() && !known.is_verb(), worth::OTHER_LAST),
        (known.is_of_beginning(), worth::BEGINNING_LAST),
    ];
    worth::ENDS * known.ends() + sum(&worths)
}

/// How far a word is from being a unit of its own.
fn of_word(word: &str, listed: Option<Known>) -> i32 {
    let long = worth::LONG * (word.len() as i32 - worth::LONG_FROM).max(0);
    let Some(known) = listed else { return worth::ANY + long };
    let mut lemma = String::new();
    DUTCH.lemma(word, known, &mut lemma);
    let begins = DUTCH.get(&lemma).map_or(0, Known::begins);
    let familiarity = DUTCH.familiarity(word);
    let worths = [
        (!known.is_lemma(), worth::LISTED_INFLECTED),
        (known.is_of_beginning(), worth::LISTED_BEGINNING),
        (known.is_end(), worth::LISTED_END),
    ];
    worth::ANY
        + long
        + worth::LISTED
        + worth::LISTED_BEGINS * begins
        + worth::LISTED_ENDS * known.ends()
        + worth::FAMILIAR * (familiarity + (familiarity - worth::FAMILIAR_FROM).max(0))
        + sum(&worths)
}

fn sum(worths: &[(bool, i32)]) -> i32 {
    worths.iter().filter(|(holds, _)| *holds).map(|(_, worth)| worth).sum()
}

#[cfg(test)]
#[path = "compound_tests.rs"]
mod tests;
