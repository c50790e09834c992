//! What may be about a person, and is therefore never kept, however many ask for it.

use std::collections::{HashMap, HashSet};

use super::model::normal;
use crate::search::analysis::dictionary::DUTCH;
use crate::search::likeness::distance;

/// Longer ones are pasted texts, keys or addresses of pages.
const LETTERS_MAX: usize = 60;
/// Digits in one piece: a telephone number without its area has seven, a BSN nine, an account more.
const PIECE_MAX: usize = 6;
/// Digits in several pieces: a law has seven (`2016/679`).
const DIGITS_MAX: usize = 7;
/// Letters of a name at least that somebody may have misspelt, and how far off: a slip and a half.
const MISSPELT_MIN: usize = 5;
const SLIP: f32 = 1.5;
/// How names of streets end and hardly any other word.
const STREETS: &[&str] =
    &["straat", "laan", "plein", "gracht", "kade", "singel", "steeg", "plantsoen", "dreef", "oever"];
/// How they end and many other words do as well (`vergadering`, `arbeidsmarkt`).
const WAYS: &[&str] = &["weg", "dijk", "pad", "hof", "park", "wal", "markt", "baan", "ring"];
/// Words in names that tell nobody apart.
const PARTICLES: &[&str] = &[
    "van", "de", "der", "den", "het", "ten", "ter", "te", "in", "op", "aan", "bij", "von", "di", "da", "du",
    "el", "al", "la", "le", "ben", "bin", "ibn", "oude",
];

/// Does `text`, as it was typed, look like a mail address, a telephone or other long number, a postal code, or a street with
/// a house number?
pub fn is_personal(text: &str) -> bool {
    text.contains('@')
        || text.contains("://")
        || normal(text).chars().count() > LETTERS_MAX
        || has_long_number(text)
        || has_postal_code(text)
        || has_house_number(text)
}

/// A word that ends like a street's, or that is such an ending, and behind it a number that is no year. What the dictionary
/// knows is a street only by its clear endings.
fn has_house_number(text: &str) -> bool {
    let text = normal(text);
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(2).any(|two| {
        let digits = two[1].trim_end_matches(char::is_alphabetic);
        let is_number = !digits.is_empty()
            && digits.len() <= 5
            && digits.chars().all(|c| c.is_ascii_digit())
            && two[1].len() <= digits.len() + 2;
        let is_street = STREETS.iter().any(|street| two[0].ends_with(street))
            || WAYS.contains(&two[0])
            || DUTCH.get(two[0]).is_none() && WAYS.iter().any(|way| two[0].ends_with(way));
        is_number && !is_year(digits) && is_street
    })
}

/// Digits in a row, whatever people write between the groups of a number; years beside each other are none.
fn has_long_number(text: &str) -> bool {
    let mut groups: Vec<String> = Vec::new();
    let mut is_open = false;
    for c in text.chars().chain(['\n']) {
        if c.is_numeric() {
            match groups.last_mut().filter(|_| is_open) {
                Some(group) => group.push(c),
                None => groups.push(c.to_string()),
            }
            is_open = true;
        } else {
            is_open = false;
            if !matches!(
                c,
                ' ' | '.' | '-' | '/' | '(' | ')' | '+' | '_' | ',' | '\u{2010}'..='\u{2015}' | '\u{a0}'
            ) {
                if is_number(&groups) {
                    return true;
                }
                groups.clear();
            }
        }
    }
    false
}

fn is_number(groups: &[String]) -> bool {
    let digits: usize = groups.iter().map(|group| group.chars().count()).sum();
    let longest = groups.iter().map(|group| group.chars().count()).max().unwrap_or_default();
    longest > PIECE_MAX || (digits > DIGITS_MAX && !groups.iter().all(|group| is_year(group)))
}

fn is_year(digits: &str) -> bool {
    digits.parse::<u32>().is_ok_and(|number| (1900..2100).contains(&number))
}

/// Four digits and two letters. A year and a short word (`2015 in`) are none, unless they stand together.
fn has_postal_code(text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let is_letter = |at: usize| text.get(at).is_some_and(char::is_ascii_alphabetic);
    (0..text.len()).any(|at| {
        let Some(digits) = text.get(at..at + 4) else { return false };
        let begins = at == 0 || !text[at - 1].is_alphanumeric();
        let has_space = text.get(at + 4) == Some(&' ');
        let letters = if has_space { at + 5 } else { at + 4 };
        let ends = !text.get(letters + 2).is_some_and(|c| c.is_alphabetic());
        begins
            && digits[0] != '0'
            && digits.iter().all(char::is_ascii_digit)
            && !(has_space && is_year(&digits.iter().collect::<String>()))
            && is_letter(letters)
            && is_letter(letters + 1)
            && ends
    })
}

/// Which of `terms` name one of the people with these names, given the words of places, which are often names as well.
///
/// A word of a name that is no ordinary word is enough (`wiersma`), also where it is misspelt (`wiersema`); of ordinary words
/// (`jan bakker`) it takes two.
pub fn naming<'a>(terms: &[&'a str], names: &[String], places: &HashSet<String>) -> HashSet<&'a str> {
    let mut by_word: HashMap<&str, Vec<&'a str>> = HashMap::new();
    for term in terms {
        for word in HashSet::<&str>::from_iter(term.split(' ')) {
            by_word.entry(word).or_default().push(term);
        }
    }
    let is_ordinary =
        |word: &str| places.contains(word) || DUTCH.get(word).is_some_and(|known| known.is_word());
    let mut found = HashSet::new();
    let mut unknown: HashMap<char, Vec<&str>> = HashMap::new();
    for word in by_word.keys().filter(|word| word.chars().count() >= MISSPELT_MIN && !is_ordinary(word)) {
        unknown.entry(word.chars().next().unwrap_or_default()).or_default().push(word);
    }
    let mut compared: HashSet<String> = HashSet::new();
    for name in names {
        let name = normal(name);
        let words: HashSet<&str> = name.split(' ').collect();
        let mut half_named: HashSet<&str> = HashSet::new();
        for word in words.into_iter().filter(|word| word.len() > 1 && !PARTICLES.contains(word)) {
            let is_enough = !is_ordinary(word);
            // Many people share a name.
            if is_enough && compared.insert(word.to_owned()) {
                // The first letter is seldom wrong.
                let alike = word.chars().next().and_then(|first| unknown.get(&first)).into_iter().flatten();
                for typed in alike.filter(|typed| is_slip(typed, word)) {
                    found.extend(&by_word[*typed]);
                }
            }
            let Some(terms) = by_word.get(word) else { continue };
            found.extend(terms.iter().filter(|term| is_enough || !half_named.insert(**term)));
        }
    }
    found
}

fn is_slip(typed: &str, name: &str) -> bool {
    let letters = name.chars().count();
    letters >= MISSPELT_MIN && letters.abs_diff(typed.chars().count()) <= 2 && distance(typed, name) <= SLIP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_long_numbers_are_personal_and_years_and_laws_are_not() {
        for text in [
            "j.jansen@delft.example",
            "06-12345678",
            "bel 015 - 212 34 56",
            "+31 6 1234 5678",
            "bsn 123456782",
            "123.456.782",
            "NL91ABNA0417164300",
            "2611 AB 12",
            "2011ab",
            "zaak 20261234",
            "١٢٣٤٥٦٧",
            "https://zoek.example/iets",
            "Kerkstraat 12 Delft",
            "lange kade 7b",
            &"lang ".repeat(13),
        ] {
            assert!(is_personal(text), "{text}");
        }
        for text in [
            "Wmo 2015",
            "Wmo 2015 in de praktijk",
            "2018-2022",
            "begroting 2024, 2025 en 2026",
            "art. 6 AVG",
            "GM0479",
            "AVG 2016/679",
            "top 100 000",
            "snelweg 2030",
            "monitoring 24/7",
            "digitalisering 4.0",
            "vergadering 12 maart",
            "arbeidsmarkt 45",
            "kerkstraat delft",
            "iso 27001 nen 7510",
        ] {
            assert!(!is_personal(text), "{text}");
        }
    }

    #[test]
    fn a_name_is_told_from_the_words_that_it_is_made_of() {
        let names = ["Noor Wiersma", "Jan de Bakker", "Anna van Delft", "Mehmet Aksoy"].map(str::to_owned);
        let places = HashSet::from(["delft".to_owned()]);
        let of = |term: &str| !naming(&[term], &names, &places).is_empty();
        for term in [
            "wiersma",
            "verslag van noor wiersma",
            "bakker jan",
            "aksoy utrecht",
            "anna van delft",
            "mehmett aksoij",
            "wiersema",
        ] {
            assert!(of(term), "{term}");
        }
        for term in ["bakker", "de warme bakker", "delft", "van de", "datapakhuis"] {
            assert!(!of(term), "{term}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at(text in "\\PC*") {
            is_personal(&text);
        }
    }
}
