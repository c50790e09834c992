//! What a long word is made of: `jeugdgezondheidszorg` is `jeugd`, `gezondheid` and `zorg`.
//!
//! A cut is worth how often its left half begins and its right half ends other words of the dictionary. Linking
//! letters (`arbeids-`, `boeken-`, `pannen-`) belong to the left half; each part is given by its lemma.

use super::dictionary::{DUTCH, Dictionary, Known};

/// Letters of a part at least.
const PART_MIN: usize = 3;
/// What the cuts of a word have to be worth together when the dictionary has the word, and when it is a unit.
const KNOWN_WORTH_MIN: i32 = 4;
const UNIT_WORTH_MIN: i32 = 18;
/// Words that are not split: too short to be two, or too long to be a word.
const WORD_MIN: usize = 6;
const WORD_MAX: usize = 60;
const PARTS_MAX: usize = 6;
/// What a cut has to be worth.
const WORTH_MIN: i32 = 9;

/// They stand before words that could stand alone, and make another word of them instead of a compound.
const PARTICLES: &[&str] = &[
    "aan", "af", "al", "be", "door", "een", "er", "ge", "her", "in", "mee", "mede", "mis", "na", "om", "on",
    "ont", "op", "over", "te", "tegen", "terug", "toe", "uit", "ver", "voor", "voort", "weer", "weg", "zelf",
    "vol", "onder", "des", "het", "een", "ten", "ter", "der", "con", "com", "pro", "per", "pre", "des",
    "dis", "daar", "hier", "waar", "dit", "dat",
];
/// Endings that make another word of one word, although some of them are words as well.
const ENDINGS: &[&str] = &[
    "aal", "aar", "aard", "achtig", "age", "are", "baar", "bare", "de", "den", "elijk", "er", "eren", "erig",
    "erij", "ering", "ig", "ing", "ingen", "isch", "ische", "isme", "ist", "iteit", "heid", "heden", "lijk",
    "lijke", "ling", "lingen", "loos", "loze", "nis", "rijk", "schap", "schappen", "sel", "ster", "te",
    "teit", "teur", "tie", "waarts", "zaam", "zame", "matig", "matige", "vol", "volle", "end", "ende",
    "enden", "dom", "ier", "eel", "ele", "ief", "ieve", "aat", "aten", "ant", "anten", "ent", "enten", "eur",
    "euren", "age", "ages", "ion", "ionen", "ties", "tiek", "logie", "graaf", "grafie", "mate", "maten",
    "zijds", "zijdig", "voudig", "ling", "aars", "ers", "ist", "isten", "ster", "sters",
];

/// A part of a word: where it stands (bytes) and its lemma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub start: usize,
    pub end: usize,
    pub lemma: String,
}

/// The parts of `folded`, from left to right; none when it is no compound.
pub fn parts(folded: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    collect(folded, None, &mut parts);
    if parts.len() < 2 {
        return Vec::new();
    }
    parts
}

/// Splits, and the parts again where they are no words that other words are made with (`landbouw`).
fn collect(word: &str, parts_of: Option<usize>, parts: &mut Vec<Part>) {
    let offset = parts_of.unwrap_or_default();
    // A part that is a word is a unit: `landbouw` in `landbouwgrond`.
    let is_unit =
        parts_of.is_some() && DUTCH.get(word).is_some_and(|known| known.is_word() || known.is_beginning());
    let cuts = (!is_unit && (WORD_MIN..=WORD_MAX).contains(&word.len())).then(|| split(word)).flatten();
    let Some(cuts) = cuts.filter(|cuts| cuts.ends.len() >= 2 && word.is_ascii()) else {
        parts.push(Part { start: offset, end: offset + word.len(), lemma: lemma(&DUTCH, word) });
        return;
    };
    let mut start = 0;
    for end in cuts.ends {
        collect(&word[start..end], Some(offset + start), parts);
        start = end;
    }
}

fn split(word: &str) -> Option<Cuts> {
    let mut splitter = Splitter { dictionary: &DUTCH, word, best: vec![None; word.len()] };
    let cuts = splitter.best(0, 0)?;
    let known = DUTCH.get(word).filter(|known| known.is_word());
    let needed = match known {
        // A word that many others begin or end with is a unit of its own.
        Some(known) if known.ends() >= 3 => UNIT_WORTH_MIN,
        Some(known) if known.begins() >= 5 => UNIT_WORTH_MIN - 3,
        Some(_) => KNOWN_WORTH_MIN,
        None => 1,
    };
    (cuts.worth >= needed).then_some(cuts)
}

fn lemma(dictionary: &Dictionary, form: &str) -> String {
    let mut lemma = String::new();
    match dictionary.get(form) {
        // `meisjes-`, `koekoeks-`: a linking s.
        Some(known) if known.is_lemma() && !known.is_nominal() && form.ends_with('s') => {
            let base = &form[..form.len() - 1];
            let is_base = dictionary.get(base).is_some_and(Known::is_nominal);
            lemma.push_str(if is_base { base } else { form });
        }
        Some(known) => dictionary.lemma(form, known, &mut lemma),
        None => lemma.push_str(form),
    }
    lemma
}

/// Ends of the parts from some place on, and what the cuts between them are worth.
#[derive(Clone, Debug)]
struct Cuts {
    worth: i32,
    ends: Vec<usize>,
    /// How often the first part, as an end, is one.
    first: i32,
}

struct Splitter<'a> {
    dictionary: &'a Dictionary,
    word: &'a str,
    best: Vec<Option<Option<Cuts>>>,
}

impl Splitter<'_> {
    /// The best parts of the rest of the word from `start` on.
    fn best(&mut self, start: usize, depth: usize) -> Option<Cuts> {
        if let Some(known) = &self.best[start] {
            return known.clone();
        }
        let rest = &self.word[start..];
        let whole = self.dictionary.get(rest).filter(|known| start == 0 || may_end(rest, *known));
        let mut best = whole.map(|known| Cuts {
            worth: 0,
            ends: vec![self.word.len()],
            first: known.ends() as i32 + if known.is_end() { 2 } else { 0 },
        });
        let mut beginnings = Vec::new();
        if depth + 1 < PARTS_MAX {
            self.dictionary.beginnings(rest, &mut beginnings);
        }
        for (length, known) in beginnings {
            let left = &rest[..length];
            if length < PART_MIN || rest.len() - length < PART_MIN || !may_begin(left, known) {
                continue;
            }
            let Some(right) = self.best(start + length, depth + 1) else { continue };
            let left_worth = known.begins() as i32 + if known.is_beginning() { 2 } else { -2 };
            let short = |length: usize| if length <= 3 { 2 } else { 0 };
            let first_length = right.ends[0] - start - length;
            let long = |length: usize| (length as i32 - 4).clamp(0, 4);
            let worth = left_worth + right.first + long(length) + long(first_length)
                - short(length)
                - short(first_length);
            if worth < WORTH_MIN || left_worth <= 0 || right.first <= 0 {
                continue;
            }
            let worth = worth - WORTH_MIN + 1 + right.worth;
            let is_better = best.as_ref().is_none_or(|best| {
                best.ends.len() == 1 || (right.ends.len() + 1, -worth) < (best.ends.len(), -best.worth)
            });
            if is_better {
                let mut ends = vec![start + length];
                ends.extend(&right.ends);
                best = Some(Cuts {
                    worth,
                    ends,
                    first: known.ends() as i32 + if known.is_beginning() { 2 } else { 0 },
                });
            }
        }
        self.best[start] = Some(best.clone());
        best
    }
}

fn may_begin(form: &str, known: Known) -> bool {
    (known.is_beginning() || known.is_word()) && !PARTICLES.contains(&form)
}

fn may_end(form: &str, known: Known) -> bool {
    let is_ending = || ENDINGS.contains(&lemma(&DUTCH, form).as_str());
    !is_ending()
        && known.is_word()
        && (known.is_end() || known.is_nominal() && known.ends() >= 5)
        && !ENDINGS.contains(&form)
}
