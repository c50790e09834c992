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
    // No spelling goes on across a space, and most words of a line are plain.
    for word in text.split_inclusive(' ') {
        let start = folded.len();
        if word.is_ascii() {
            folded.push_str(word);
            folded[start..].make_ascii_lowercase();
        } else {
            fold_into(word, &mut folded);
        }
    }
    folded
}

fn fold_into(text: &str, folded: &mut String) {
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_is_folded_as_a_whole_and_word_by_word_to_the_same(
            line in "([a-zA-Z\u{e9}\u{301}\u{327}\u{130}\u{a0}\u{fdfa}\u{3a3} -]|\\PC){0,40}"
        ) {
            let mut whole = String::new();
            fold_into(&line, &mut whole);
            prop_assert_eq!(fold(&line), whole);
        }
    }

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
