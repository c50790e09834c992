//! How people say the number of a meeting. No I/O.

const FIRST: [&str; 19] = [
    "eerste",
    "tweede",
    "derde",
    "vierde",
    "vijfde",
    "zesde",
    "zevende",
    "achtste",
    "negende",
    "tiende",
    "elfde",
    "twaalfde",
    "dertiende",
    "veertiende",
    "vijftiende",
    "zestiende",
    "zeventiende",
    "achttiende",
    "negentiende",
];
const ONES: [&str; 9] = ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"];
const TENS: [&str; 8] =
    ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"];

/// The Dutch ordinal of 1 to 99.
fn word(number: usize) -> Option<String> {
    let (tens, ones) = (number / 10, number % 10);
    if tens < 2 {
        return FIRST.get(number.checked_sub(1)?).map(|word| (*word).to_owned());
    }
    let ten = TENS.get(tens - 2)?;
    let Some(one) = ones.checked_sub(1).map(|at| ONES[at]) else { return Some(format!("{ten}ste")) };
    // Two vowels that would be read as one: `tweeëntwintigste`.
    let and = if one.ends_with('e') { "ën" } else { "en" };
    Some(format!("{one}{and}{ten}ste"))
}

/// What the meeting with this number is called, without its subject: `5`, `5e`, `5de`, `bijeenkomst 5`, `5e bijeenkomst`,
/// `5de bijeenkomst` and, up to 99, `vijfde bijeenkomst`.
pub fn names(number: u32) -> Vec<String> {
    let number = number as usize;
    // That of what is left beside hundreds, and of those `honderdste`.
    let last = word(number % 100);
    let ending = if last.is_none_or(|word| word.ends_with("ste")) { "ste" } else { "de" };
    let short = [format!("{number}e"), format!("{number}{ending}")];
    let mut names = vec![number.to_string(), format!("bijeenkomst {number}")];
    names.extend(short.iter().cloned());
    names.extend(short.into_iter().chain(word(number)).map(|ordinal| format!("{ordinal} bijeenkomst")));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_spelt_as_in_dutch() {
        for (number, expected) in [
            (1, "eerste"),
            (3, "derde"),
            (5, "vijfde"),
            (8, "achtste"),
            (12, "twaalfde"),
            (19, "negentiende"),
            (20, "twintigste"),
            (21, "eenentwintigste"),
            (22, "tweeëntwintigste"),
            (33, "drieëndertigste"),
            (36, "zesendertigste"),
            (48, "achtenveertigste"),
            (80, "tachtigste"),
            (99, "negenennegentigste"),
        ] {
            assert_eq!(word(number).as_deref(), Some(expected));
        }
        assert_eq!([word(0), word(100)], [None, None]);
        let all: std::collections::BTreeSet<String> = (1..100).filter_map(word).collect();
        assert_eq!(all.len(), 99, "each its own");
    }

    #[test]
    fn a_number_ends_as_its_word_does() {
        for (number, short) in
            [(1, "1ste"), (5, "5de"), (8, "8ste"), (36, "36ste"), (100, "100ste"), (112, "112de")]
        {
            assert!(names(number).iter().any(|name| name == short), "{short}");
        }
    }

    #[test]
    fn a_meeting_is_called_by_its_number_in_all_these_ways() {
        assert_eq!(
            names(5),
            ["5", "bijeenkomst 5", "5e", "5de", "5e bijeenkomst", "5de bijeenkomst", "vijfde bijeenkomst"]
        );
        assert_eq!(names(120).last().map(String::as_str), Some("120ste bijeenkomst"));
    }
}
