//! How words are spelt: folded, and a stem at the end of a word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// The stem of an infinitive, as it would be spelt: `lopen` `loop`, `werken` `werk`, `schrijven` `schrijf`.
pub fn stems_of_infinitive(infinitive: &str) -> Vec<String> {
    let Some(stem) = infinitive.strip_suffix("en").filter(|stem| stem.len() >= 2) else {
        // `gaan`, `slaan`
        let stem = infinitive.strip_suffix("an").filter(|stem| stem.ends_with('a'));
        return stem.or(infinitive.strip_suffix('n')).map(str::to_owned).into_iter().collect();
    };
    let mut stems = spellings(stem);
    stems.extend(infinitive.strip_suffix('n').map(str::to_owned));
    stems
}

/// A stem before a vowel, as it is spelt at the end of a word.
pub fn spellings(stem: &str) -> Vec<String> {
    let bytes = stem.as_bytes();
    let n = bytes.len();
    let is_vowel = |i: usize| matches!(bytes[i], b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let hardened = |stem: &str| match stem.as_bytes().last() {
        Some(b'v') => format!("{}f", &stem[..stem.len() - 1]),
        Some(b'z') => format!("{}s", &stem[..stem.len() - 1]),
        _ => stem.to_owned(),
    };
    let mut spelt = Vec::new();
    if !stem.is_ascii() || n < 2 {
        return vec![stem.to_owned()];
    }
    if n >= 3 && bytes[n - 1] == bytes[n - 2] && !is_vowel(n - 1) {
        spelt.push(stem[..n - 1].to_owned());
    }
    if !is_vowel(n - 1) && matches!(bytes[n - 2], b'a' | b'e' | b'o' | b'u') && (n < 3 || !is_vowel(n - 3)) {
        let long = format!("{}{}{}", &stem[..n - 1], bytes[n - 2] as char, &stem[n - 1..]);
        spelt.push(hardened(&long));
    }
    spelt.push(hardened(stem));
    // `varieren`: two syllables when it is written with a diaeresis, and `evalueren`.
    if stem.ends_with("ier") || stem.ends_with("uer") {
        spelt.push(format!("{}eer", &stem[..n - 2]));
    }
    spelt
}

/// An adjective of a name before a noun: `Engelse`, `Canadese`.
pub fn inflected(adjective: &str) -> String {
    match adjective.strip_suffix("ees") {
        Some(stem) => format!("{stem}ese"),
        None => format!("{adjective}e"),
    }
}
