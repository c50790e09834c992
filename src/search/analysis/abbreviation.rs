//! Abbreviations and what they stand for, where a text says so itself: `Autoriteit Persoonsgegevens (AP)`, `AP
//! (Autoriteit Persoonsgegevens)`, `API = Application Programming Interface`.
//!
//! Matched from the back, letter by letter, as Schwartz and Hearst do ("A Simple Algorithm for Identifying
//! Abbreviation Definitions in Biomedical Text", PSB 2003); the letters may stand inside a compound.

use super::fold::fold;
use super::stem::DutchStemmer;
use super::words;

const SHORT_MAX: usize = 10;
const LONG_WORDS_MAX: usize = 8;
/// Characters of one text that are looked through for a long form.
const REACH: usize = 120;

/// What stands on both sides of a pair.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Stems, one space between.
    pub stems: String,
    /// As the text writes it, with single spaces.
    pub written: String,
}

impl Side {
    /// The term that leads from here to `other`.
    fn term(&self, kind: Kind, other: &Self) -> String {
        format!("{}{}|{}", kind.beginning(&self.stems), other.stems, other.written)
    }
}

/// What a term of the index leads from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Short,
    Long,
}

impl Kind {
    /// How the terms begin that lead from these stems to something else.
    pub fn beginning(self, stems: &str) -> String {
        let kind = match self {
            Self::Short => 's',
            Self::Long => 'l',
        };
        format!("{kind}:{stems}|")
    }
}

/// What a term leads to that begins with `beginning`.
pub fn led_to(term: &str, beginning: &str) -> Option<Side> {
    let (stems, written) = term.strip_prefix(beginning)?.split_once('|')?;
    Some(Side { stems: stems.to_owned(), written: written.to_owned() })
}

/// An abbreviation, one stem, and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    pub short: Side,
    pub long: Side,
}

impl Pair {
    /// The terms that the index has of it.
    pub fn terms(&self) -> [String; 2] {
        [self.short.term(Kind::Short, &self.long), self.long.term(Kind::Long, &self.short)]
    }
}

/// What `text` says, each pair once.
pub fn pairs(text: &str, stemmer: &mut DutchStemmer) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (open, _) in text.match_indices('(') {
        let inside = &text[open + 1..];
        let Some(close) = inside.find([')', '(', '\n']).filter(|close| inside[*close..].starts_with(')'))
        else {
            continue;
        };
        let inside = inside[..close].trim().trim_matches(['"', '\'', '“', '”', '‘', '’', ',']);
        let before = tail(&text[..open]).trim_end();
        let first = inside.split([',', ';', '/', ' ']).next().unwrap_or_default();
        if is_short(inside) {
            add(inside, before, stemmer, &mut pairs);
        } else if is_short(first) && inside[first.len()..].starts_with([',', ';']) {
            add(first, before, stemmer, &mut pairs);
        }
        let last = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
        if is_short(last) {
            add(last, inside, stemmer, &mut pairs);
        }
    }
    for mark in [" = ", ", afgekort ", ", kortweg ", ", ook wel ", ", oftewel "] {
        for (at, _) in text.match_indices(mark) {
            let behind = text[at + mark.len()..].split([')', '\n', '.', ';']).next().unwrap_or_default();
            let before = tail(&text[..at]);
            let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
            if is_short(last) {
                add(last, behind, stemmer, &mut pairs);
            }
            let behind = behind.trim_start_matches("tot ").trim_start_matches("als ");
            let first = behind.split([',', ' ']).next().unwrap_or_default();
            if is_short(first) {
                add(first, before, stemmer, &mut pairs);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The end of `text`, in which a long form may stand.
fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
    &text[from..]
}

/// Two to ten letters and digits, with capitals.
fn is_short(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let length = text.chars().count();
    (2..=SHORT_MAX).contains(&length)
        && (capitals >= 2 || capitals == 1 && letters <= 4)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '&' | '\'' | '’'))
        && text.chars().next().is_some_and(char::is_alphanumeric)
}

fn add(short: &str, around: &str, stemmer: &mut DutchStemmer, pairs: &mut Vec<Pair>) {
    let short = short.trim_end_matches("'s").trim_end_matches("’s").trim_end_matches('.');
    let plural =
        short.strip_suffix('s').filter(|rest| rest.chars().all(char::is_uppercase) && rest.len() >= 2);
    let short = plural.unwrap_or(short);
    let Some(long) = long_form(short, around) else { return };
    let mut stems = Vec::new();
    for word in words::chunks(long).flatten() {
        stems.push(stemmer.stem(&fold(&word.raw)).to_owned());
    }
    let folded: String = words::chunks(short).flatten().map(|word| fold(&word.raw)).collect();
    let is_long = stems.len() >= 2 || stems.first().is_some_and(|stem| stem.len() >= folded.len() + 4);
    if is_long && stems.len() <= LONG_WORDS_MAX && !stems.contains(&folded) && folded.len() >= 2 {
        let short = Side { stems: stemmer.stem(&folded).to_owned(), written: short.to_owned() };
        let written = long.split_whitespace().collect::<Vec<_>>().join(" ");
        pairs.push(Pair { short, long: Side { stems: stems.join(" "), written } });
    }
}

/// The end of `text` (its beginning, when the abbreviation stood before it) that has the letters of `short` in order.
fn long_form<'a>(short: &str, text: &'a str) -> Option<&'a str> {
    let letters: Vec<char> = fold(short).chars().filter(|c| c.is_alphanumeric()).collect();
    let places: Vec<(usize, char)> = text
        .char_indices()
        .flat_map(|(at, c)| match c.is_ascii() {
            true => Some((at, c.to_ascii_lowercase())),
            false => fold(&c.to_string()).chars().next().map(|c| (at, c)),
        })
        .collect();
    let mut place = places.len();
    for (i, letter) in letters.iter().enumerate().rev() {
        loop {
            place = place.checked_sub(1)?;
            let starts = place == 0 || !places[place - 1].1.is_alphanumeric();
            if places[place].1 == *letter && (i > 0 || starts) {
                break;
            }
        }
    }
    let long = text[places[place].0..].trim_matches(|c: char| !c.is_alphanumeric());
    (long.split_whitespace().count() <= letters.len() + 3).then_some(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let pairs = pairs(text, &mut DutchStemmer::default());
        pairs.into_iter().map(|pair| (pair.short.stems, pair.long.stems)).collect()
    }

    #[test]
    fn what_stands_for_what_is_read_from_the_text() {
        let expected = [("ap".to_owned(), "autoriteit persoonsgegeven".to_owned())];
        assert_eq!(found("Meld het bij de Autoriteit Persoonsgegevens (AP)."), expected);
        assert_eq!(found("De AP (Autoriteit Persoonsgegevens) houdt toezicht."), expected);
        assert_eq!(found("(API = Application Programming Interface)")[0].0, "api");
        assert_eq!(found("Dit is een zin (zie ook hier) en (2018) niets."), []);
    }

    #[test]
    fn both_sides_are_told_as_the_text_writes_them() {
        let pairs = pairs("Het Groen  Zwaaiend\nRiet (GZR) wuift.", &mut DutchStemmer::default());
        let [short, long] = pairs[0].terms();
        let written = |term: &str, kind: Kind, stems: &str| {
            led_to(term, &kind.beginning(stems)).map(|side| side.written).expect("the other side")
        };
        assert_eq!(written(&short, Kind::Short, &pairs[0].short.stems), "Groen Zwaaiend Riet");
        assert_eq!(written(&long, Kind::Long, &pairs[0].long.stems), "GZR");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|[A-Z(]|\\) |[a-z]| = ){0,80}") {
            for pair in pairs(&text, &mut DutchStemmer::default()) {
                let [short, long] = pair.terms();
                let (from_short, from_long) =
                    (Kind::Short.beginning(&pair.short.stems), Kind::Long.beginning(&pair.long.stems));
                proptest::prop_assert_eq!(led_to(&short, &from_short), Some(pair.long));
                proptest::prop_assert_eq!(led_to(&long, &from_long), Some(pair.short));
            }
        }
    }
}
