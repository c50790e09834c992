//! How diminutives are spelt. The program that builds the dictionary shares it.

/// What a diminutive may be of, the likeliest first: `matje` is of `mat` rather than of `ma`, `vlaggetje` of `vlag`, `autootje`
/// of `auto`, `woninkje` of `woning`. None when a word ends otherwise.
pub fn bases(diminutive: &str) -> Vec<String> {
    let singular = diminutive.strip_suffix('s').unwrap_or(diminutive);
    let mut bases = Vec::new();
    let Some(stem) = singular.strip_suffix("je").filter(|stem| stem.is_ascii()) else { return bases };
    let has_double_end = |word: &str| {
        let bytes = word.as_bytes();
        bytes.len() >= 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
    };
    let is_vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u');
    if !stem.bytes().last().is_some_and(is_vowel) {
        bases.push(stem.to_owned());
    }
    if let Some(stem) = stem.strip_suffix("et") {
        if has_double_end(stem) {
            bases.push(stem[..stem.len() - 1].to_owned());
        } else if stem.ends_with("ng") || stem.ends_with('m') {
            bases.push(stem.to_owned());
        }
    }
    if let Some(stem) = stem.strip_suffix('t') {
        bases.push(stem.to_owned());
        if has_double_end(stem) && stem.bytes().last().is_some_and(is_vowel) {
            bases.push(stem[..stem.len() - 1].to_owned());
        }
    }
    if stem.ends_with("mp") {
        bases.push(stem[..stem.len() - 1].to_owned());
    }
    if let Some(stem) = stem.strip_suffix("nk") {
        bases.push(format!("{stem}ng"));
    }
    bases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diminutive_is_of_a_word_by_its_form() {
        for (diminutive, base) in [
            ("gesprekjes", "gesprek"),
            ("kaartje", "kaart"),
            ("matje", "mat"),
            ("vlaggetje", "vlag"),
            ("dingetje", "ding"),
            ("tafeltje", "tafel"),
            ("subsidietje", "subsidie"),
            ("autootjes", "auto"),
            ("filmpje", "film"),
            ("woninkje", "woning"),
        ] {
            assert!(bases(diminutive).iter().any(|one| one == base), "{diminutive}");
        }
        assert_eq!(bases("kaart"), [] as [&str; 0]);
        assert_eq!(bases("pakketje"), ["pakket", "pak", "pakke"]);
        assert_eq!(bases("matje")[0], "mat");
    }
}
