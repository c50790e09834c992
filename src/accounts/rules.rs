//! Which passwords are refused: too short, too long, or among the first that anybody would guess.
//!
//! No rules of composition: they make passwords worse (NIST SP 800-63B, 5.1.1.2). Refused is what is on the list of
//! common passwords (`passwords/common.txt.gz`, made by `scripts/common-passwords.sh`) or is nothing but such a word,
//! words of this network, names of municipalities or the person's own, with digits and signs around it, repeated or not.

use std::collections::HashSet;
use std::io::Read;
use std::sync::{Arc, LazyLock};

use flate2::read::GzDecoder;

use crate::error::Problems;
use crate::municipalities::Register;
use crate::text;

/// Characters.
pub const MIN: usize = 12;
/// Bytes; more is refused before any work is done.
pub const MAX: usize = 1_024;

/// One a line, lower-case, in the order of their bytes.
static COMMON: LazyLock<String> = LazyLock::new(|| {
    let mut list = String::new();
    let packed: &[u8] = include_bytes!("passwords/common.txt.gz");
    GzDecoder::new(packed).read_to_string(&mut list).expect("the list was packed by our own script");
    list
});

/// What people here think of first.
const CONTEXT: &[&str] = &[
    "gemeente",
    "gemeenten",
    "gemeentehuis",
    "stadhuis",
    "raadhuis",
    "ambtenaar",
    "burgemeester",
    "wethouder",
    "gemeenteraad",
    "bigdata",
    "bigdatagemeenten",
    "data",
    "netwerk",
    "welkom",
    "welcome",
    "hallo",
    "wachtwoord",
    "password",
    "geheim",
    "inloggen",
    "login",
    "admin",
    "beheer",
    "beheerder",
    "gebruiker",
    "user",
    "test",
    "demo",
    "nederland",
    "holland",
    "zomer",
    "herfst",
    "winter",
    "lente",
    "voorjaar",
    "najaar",
    "januari",
    "februari",
    "maart",
    "april",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "qwerty",
    "azerty",
];

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Rules(Arc<HashSet<String>>);

impl Rules {
    /// With the names of all municipalities, of today and before.
    pub fn new(municipalities: &Register) -> Self {
        let names = municipalities.all().flat_map(|municipality| letters(&municipality.name));
        Self(Arc::new(CONTEXT.iter().map(|word| (*word).to_owned()).chain(names).collect()))
    }

    /// Fails with `Invalid` at `path`: `TOO_SHORT`, `TOO_LONG` or `TOO_COMMON`. `about`: the person's name and address.
    pub fn check(&self, path: &str, password: &str, about: &[&str]) -> Result<(), Problems> {
        if password.chars().count() < MIN {
            let message = format!("Kies een wachtwoord van minstens {MIN} tekens.");
            return Err(Problems::one(path, "TOO_SHORT", message));
        }
        if password.len() > MAX {
            let message = format!("Een wachtwoord is hooguit {MAX} bytes lang.");
            return Err(Problems::one(path, "TOO_LONG", message));
        }
        let own: HashSet<String> = about.iter().flat_map(|text| letters(text)).collect();
        if self.is_predictable(&password.to_lowercase(), &own) {
            let message = "Dit wachtwoord is makkelijk te raden. Kies iets anders, bijvoorbeeld een zin van vier woorden.";
            return Err(Problems::one(path, "TOO_COMMON", message));
        }
        Ok(())
    }

    fn is_predictable(&self, password: &str, own: &HashSet<String>) -> bool {
        let unit = repeated(password);
        if unit.chars().count() <= 4 || is_sequence(password) || is_common(password) || is_common(unit) {
            return true;
        }
        let plain = unpuzzled(unit);
        [letters(unit), letters(&plain)].iter().any(|words| match words.as_slice() {
            // Digits and signs alone, off the list.
            [] => false,
            [word] if is_common(word) => true,
            words => words.iter().all(|word| self.is_made_of_context(word, own)),
        })
    }

    /// Is `word` one or several words of the context, written together?
    fn is_made_of_context(&self, word: &str, own: &HashSet<String>) -> bool {
        let is_known = |part: &str| self.0.contains(part) || own.contains(part);
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(1).chain([word.len()]).collect();
        let mut reached = vec![0];
        for end in ends {
            if reached.iter().any(|start| is_known(&word[*start..end])) {
                reached.push(end);
            }
        }
        reached.last() == Some(&word.len())
    }
}

/// The runs of letters of `text`, in lower-case ASCII; single letters are nothing.
fn letters(input: &str) -> Vec<String> {
    let folded = text::sort_key(input);
    let runs = folded.split(|c: char| !c.is_ascii_alphabetic());
    runs.filter(|run| run.len() > 1).map(str::to_owned).collect()
}

fn is_common(password: &str) -> bool {
    let list = COMMON.as_bytes();
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = (low + high) / 2;
        let start = list[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = list[middle..].iter().position(|byte| *byte == b'\n').map_or(list.len(), |at| middle + at);
        match list[start..end].cmp(password.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

/// The shortest piece that `password` repeats, the last time perhaps in part; itself when it repeats nothing.
fn repeated(password: &str) -> &str {
    let bytes = password.as_bytes();
    let is_period = |length: &usize| bytes.iter().zip(&bytes[*length..]).all(|(a, b)| a == b);
    let ends = password.char_indices().map(|(at, _)| at).skip(1);
    ends.take_while(|length| length * 2 <= bytes.len())
        .find(is_period)
        .map_or(password, |length| &password[..length])
}

/// `abcdefghijkl`, `987654321098`: every step the same, a nine followed by a nought.
fn is_sequence(password: &str) -> bool {
    let step = |pair: &[u8]| match (pair[0], pair[1]) {
        (b'9', b'0') => 1,
        (b'0', b'9') => -1,
        (a, b) => i16::from(b) - i16::from(a),
    };
    let steps: Vec<_> = password.as_bytes().windows(2).map(step).collect();
    steps.first().is_some_and(|first| first.abs() <= 1 && steps.iter().all(|step| step == first))
}

/// Letters for the signs that stand for them: `w4chtw00rd` is `wachtwoord`.
fn unpuzzled(password: &str) -> String {
    let letter = |c: char| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    };
    password.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        let context = CONTEXT.iter().map(|word| (*word).to_owned()).chain(["zaanstad".to_owned()]).collect();
        let rules = Rules(Arc::new(context));
        let problems =
            rules.check("password", password, &["Noor Dijkhuis", "noor@zaanstad.example"]).err()?;
        Some(problems.0[0].code)
    }

    #[test]
    fn what_anybody_would_guess_is_refused() {
        for guess in [
            "123456789012",
            "aaaaaaaaaaaa",
            "abcdefghijklm",
            "qwertyuiop123",
            "Welkom01Welkom01",
            "Welkom2026!!!!",
            "GemeenteZaanstad",
            "Gemeente-2026-Zaanstad",
            "W4chtw00rd2026",
            "BigDataGemeenten1",
            "NoorDijkhuis1985",
            "cheeseburger",
            "Cheeseburger99",
            "abcabcabcabc",
            "password1234",
            "Zomer2026Zomer2026",
        ] {
            assert_eq!(code(guess), Some("TOO_COMMON"), "{guess}");
        }
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(code("elf tekens!"), Some("TOO_SHORT"));
        assert_eq!(code(&"é".repeat(600)), Some("TOO_LONG"));
        for fine in [
            "een lang wachtwoord van iemand",
            "correct horse battery",
            "vier keer niks gezien",
            "ßüéñ çà øœ ïî",
            "gemeente met een paarse fiets",
            "8402771936640182",
        ] {
            assert_eq!(code(fine), None, "{fine}");
        }
    }

    #[test]
    fn the_list_holds_more_than_the_three_thousand_most_used() {
        assert!(COMMON.lines().count() > 3_000);
        assert!(COMMON.lines().is_sorted(), "it is searched by halves");
        assert!(COMMON.lines().all(is_common) && !is_common("zzzzzzzzzzzzzzzzzzzzzz") && !is_common("\0"));
    }
}
