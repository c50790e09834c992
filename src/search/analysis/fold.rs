//! One spelling of characters: compatibility forms (NFKC), lower case and, for matching, no diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::steps;

/// For reading: lower case, with diacritics.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

/// For matching: lower case, without diacritics; "financiën" and "financien" are one word.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if !steps::chosen().has_folding {
        return lower(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase).nfd() {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_character_meet() {
        for (text, folded) in [
            ("Financiën", "financien"),
            ("FINANCIE\u{308}N", "financien"),
            ("Ĳsselstein", "ijsselstein"),
            ("ﬁets", "fiets"),
            ("Súdwest-Fryslân", "sudwest-fryslan"),
            ("m²", "m2"),
            ("Yıldız", "yildiz"),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert_eq!(lower("FINANCIE\u{308}N"), "financi\u{eb}n");
    }
}
