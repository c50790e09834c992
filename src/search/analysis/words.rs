//! Where words begin and end.
//!
//! `data-gedreven`, `en/of` and `snake_case` are chunks of several words: the words stand at successive places, and beside
//! them stands what they make when written in one: `datagedreven`. `DataLab` is one word, and its capitals tell what it is
//! made of ([`seams`]). An apostrophe inside a word is left out (`d'Hondt`
//! is `dhondt`), with the s of a plural or possessive and the n of an article (`thema's` is `thema`, `zo'n` is `zo`); so are the dots of an abbreviation
//! (`A.V.G.` is `avg`), and the s of `APIs`. A dot or a comma between digits binds them, but `2.1` is no 21.

use std::ops::Range;

use super::steps;

/// More words than this in one chunk (a web address) are only joined in pairs.
const JOINED_MAX: usize = 5;
/// Longer words are no words; they are cut off here.
const BYTES_MAX: usize = 80;

/// A word where it stands in a text, or several of one chunk written in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// As it is to be read: without apostrophes and dots.
    pub written: &'a str,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// How many words stand before it, and one more for each border of two blocks ([`is_border`]).
    pub place: usize,
    /// Words that it is made of.
    pub length: usize,
}

/// Does a block end here, between two words, and another begin? Behind a blank line: the items of a list say nothing together.
/// A line may also end within a sentence.
fn is_border(between: &str) -> bool {
    // Without what stands on the lines of the words themselves.
    let lines = between.split_once('\n').and_then(|(_, behind)| behind.rsplit_once('\n'));
    lines.is_some_and(|(lines, _)| lines.split('\n').any(|line| line.trim().is_empty()))
}

/// Every word of a text in order, each followed by what it makes with those behind it in its chunk.
pub fn each(text: &str, mut take: impl FnMut(Standing<'_>)) {
    let (mut at, mut place) = (0, 0);
    loop {
        // No allocation for most words.
        if let Some(range) = plain_word(text, at) {
            place += usize::from(at > 0 && is_border(&text[at..range.start]));
            at = range.end;
            take(Standing { written: &text[range.clone()], range, place, length: 1 });
            place += 1;
            continue;
        }
        let mut chunks = Chunks { text, at };
        let Some(chunk) = chunks.next() else { return };
        place += usize::from(at > 0 && is_border(&text[at..chunk[0].range.start]));
        at = chunks.at;
        let joined = joined(&chunk);
        for (i, word) in chunk.iter().enumerate() {
            let place = place + i;
            take(Standing { written: &word.raw, range: word.range.clone(), place, length: 1 });
            for joined in joined.iter().filter(|joined| joined.words.start == i) {
                let range = word.range.start..chunk[joined.words.end - 1].range.end;
                take(Standing { written: &joined.raw, range, place, length: joined.words.len() });
            }
        }
        place += chunk.len();
    }
}

/// A word of the text: where it stands (bytes) and its pieces, apart where an apostrophe or dot was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub range: Range<usize>,
    pub raw: String,
    /// A dot or a comma binds it to the digits before it: `2.1` is no 21.
    pub is_behind_dot: bool,
}

/// Words that are written together with a hyphen or slash; most have one.
pub type Chunk = Vec<Word>;

/// Several words of a chunk written in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Which words of the chunk.
    pub words: Range<usize>,
    pub raw: String,
}

/// The chunks of a text, in order.
pub struct Chunks<'a> {
    text: &'a str,
    at: usize,
}

pub fn chunks(text: &str) -> Chunks<'_> {
    Chunks { text, at: 0 }
}

/// The next word at or behind `at`, when it is a plain one: ASCII letters and digits that nothing else is bound to.
/// Most are; they need not be taken apart. The same as what [`Chunks`] would give.
fn plain_word(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = at;
    while start < bytes.len() && bytes[start].is_ascii() && !bytes[start].is_ascii_alphanumeric() {
        start += 1;
    }
    let mut end = start;
    while end < bytes.len() && bytes[end].is_ascii_alphanumeric() {
        end += 1;
    }
    let is_bound = match bytes.get(end) {
        None => false,
        Some(b'-' | b'/' | b'_' | b'\'' | b'`' | b'.' | b',') => {
            bytes.get(end + 1).is_some_and(|next| !next.is_ascii_whitespace())
        }
        Some(byte) => !byte.is_ascii(),
    };
    let is_plain =
        end > start && !is_bound && end - start <= BYTES_MAX && !is_plural_of_capitals(&text[start..end]);
    is_plain.then_some(start..end)
}

/// Each two neighbours joined, and all of them.
pub fn joined(chunk: &[Word]) -> Vec<Joined> {
    let count = chunk.len();
    if count < 2 || !steps::chosen().has_joined {
        return Vec::new();
    }
    let join = |words: Range<usize>| {
        let raw: String = chunk[words.clone()].iter().map(|word| word.raw.as_str()).collect();
        Joined { words, raw }
    };
    let mut joined: Vec<Joined> = (0..count - 1).map(|i| join(i..i + 2)).collect();
    if (3..=JOINED_MAX).contains(&count) {
        joined.push(join(0..count));
    }
    let has_dot = |words: &Range<usize>| chunk[words.clone()].iter().skip(1).any(|word| word.is_behind_dot);
    joined.retain(|joined| joined.raw.len() <= BYTES_MAX && !has_dot(&joined.words));
    joined
}

/// What a word is made of by its capitals: those behind small letters, with two letters or more on each side (`BigDataLab`;
/// not `DigiD` or `iPad`). None when there are none.
pub fn seams(written: &str) -> Vec<&str> {
    let is_small_then_capital = |pair: &[u8]| !pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase();
    // Nearly all words: not even a letter that could be a capital.
    if written.is_ascii() && !written.as_bytes().windows(2).any(is_small_then_capital) {
        return Vec::new();
    }
    let (mut pieces, mut from) = (Vec::new(), 0);
    for (at, _) in written.char_indices().filter(|(at, _)| is_seam(written, *at)) {
        pieces.push(&written[from..at]);
        from = at;
    }
    if from > 0 {
        pieces.push(&written[from..]);
    }
    pieces
}

fn is_seam(text: &str, at: usize) -> bool {
    if !text[at..].starts_with(char::is_uppercase) {
        return false;
    }
    // A diacritic that was typed apart belongs to its letter.
    let is_letter_itself = |c: &char| !unicode_normalization::char::is_combining_mark(*c);
    let mut before = text[..at].chars().rev().filter(is_letter_itself);
    let mut behind = text[at..].chars().filter(is_letter_itself).skip(1);
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    before.next().is_some_and(char::is_lowercase) && is_letter(before.next()) && is_letter(behind.next())
}

fn is_word_char(c: char) -> bool {
    // Diacritics that follow their letter are part of the word; so are accents typed apart.
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '/' | '\u{2010}' | '\u{2011}' | '_')
}

/// Inside a word these are left out. U+00AD: where a word may be broken.
fn is_silent(c: char) -> bool {
    is_apostrophe(c) || c == '\u{00AD}'
}

fn is_apostrophe(c: char) -> bool {
    // As they are typed, and what is taken for one: accents by themselves, a prime.
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{B4}' | '`' | '\u{2BC}' | '\u{2032}')
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let rest = &self.text[self.at..];
        let Some(start) = rest.find(char::is_alphanumeric) else {
            self.at = self.text.len();
            return None;
        };
        self.at += start;
        let (mut chunk, mut is_behind_dot) = (Vec::new(), false);
        loop {
            chunk.push(Word { is_behind_dot, ..self.word() });
            // One hyphen between two words binds them; two, or one beside a space, do not. So does a dot or a comma
            // between digits.
            let mut following = self.text[self.at..].chars();
            let (Some(hyphen), Some(next)) = (following.next(), following.next()) else { break };
            let is_of_number = matches!(hyphen, '.' | ',')
                && next.is_ascii_digit()
                && self.text[..self.at].ends_with(|c: char| c.is_ascii_digit());
            if !is_of_number && (!is_hyphen(hyphen) || !next.is_alphanumeric()) {
                break;
            }
            is_behind_dot = is_of_number;
            self.at += hyphen.len_utf8();
        }
        Some(chunk)
    }
}

impl Chunks<'_> {
    /// The word that begins here.
    fn word(&mut self) -> Word {
        let start = self.at;
        let mut raw = String::new();
        // Letters since the last character that was left out: an abbreviation has one between its dots.
        let mut letters = 0;
        let mut is_abbreviation = true;
        let mut has_clitic = false;
        while let Some(c) = self.text[self.at..].chars().next() {
            let after = self.at + c.len_utf8();
            if is_word_char(c) {
                if raw.len() + c.len_utf8() <= BYTES_MAX {
                    raw.push(c);
                }
                letters += 1;
                is_abbreviation &= letters == 1 && c.is_alphabetic();
                self.at = after;
                continue;
            }
            let next_is_letter = self.text[after..].chars().next().is_some_and(char::is_alphanumeric);
            let is_dot = c == '.'
                && is_abbreviation
                && single_letter_follows(&self.text[after..], char::is_alphabetic);
            let is_first = letters == raw.len();
            let is_group = letters == 3 || is_first && (1..3).contains(&letters);
            let is_of_number = c == '.' && is_group && is_thousands(&raw, &self.text[after..]);
            if !next_is_letter || !(is_silent(c) || is_dot || is_of_number) {
                break;
            }
            letters = 0;
            has_clitic =
                is_apostrophe(c) && single_letter_follows(&self.text[after..], |c| "sSnN".contains(c));
            self.at = after;
        }
        // The s of a plural (`thema's`, `API's`, `APIs`) or the n of an article (`zo'n`, which is no `zon`).
        if has_clitic && raw.len() > 1 || is_plural_of_capitals(&raw) {
            raw.pop();
        }
        Word { range: start..self.at, raw, is_behind_dot: false }
    }
}

/// `APIs`: two capitals or more, and a small s.
fn is_plural_of_capitals(word: &str) -> bool {
    let capitals = word.strip_suffix('s').unwrap_or_default();
    capitals.len() >= 2 && capitals.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Is a dot one between thousands, as in `1.900` and `1.900.000`? `before`: what is read of the word.
fn is_thousands(before: &str, behind: &str) -> bool {
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !behind[digits..].chars().next().is_some_and(char::is_alphanumeric);
    before.bytes().all(|byte| byte.is_ascii_digit()) && digits == 3 && ends
}

/// `V.G.` or `G` and no letter, what follows the first dot of `A.V.G.`, or the s or n behind an apostrophe.
fn single_letter_follows(text: &str, is_letter: fn(char) -> bool) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_letter) && !chars.next().is_some_and(is_word_char)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raws(text: &str) -> Vec<Vec<String>> {
        chunks(text).map(|chunk| chunk.into_iter().map(|word| word.raw).collect()).collect()
    }

    #[test]
    fn hyphens_and_slashes_bind_words_and_spaces_part_them() {
        assert_eq!(
            raws("data-gedreven werken en/of"),
            [vec!["data", "gedreven"], vec!["werken"], vec!["en", "of"]]
        );
        assert_eq!(
            raws("lunch– Nicolette -- (2016-2018) -"),
            [vec!["lunch"], vec!["Nicolette"], vec!["2016", "2018"]]
        );
    }

    #[test]
    fn apostrophes_and_the_dots_of_abbreviations_are_left_out() {
        let expected =
            [vec!["thema"], vec!["collega"], vec!["s", "Hertogenbosch"], vec!["AVG"], vec!["einde"]];
        assert_eq!(raws("thema's collega’s 's-Hertogenbosch A.V.G. einde."), expected);
        assert_eq!(raws("d'Hondt auto's-dag"), [vec!["dHondt"], vec!["auto", "dag"]]);
        assert_eq!(raws("zo'n zon"), [vec!["zo"], vec!["zon"]]);
        assert_eq!(raws("zin.Volgende 3.5"), [vec!["zin"], vec!["Volgende"], vec!["3", "5"]]);
    }

    #[test]
    fn capitals_behind_small_letters_tell_what_a_word_is_made_of() {
        assert_eq!(seams("BigDataGemeenten"), ["Big", "Data", "Gemeenten"]);
        assert_eq!(seams("PowerBI"), ["Power", "BI"]);
        assert_eq!(seams("mijnÉénLoket"), ["mijn", "Één", "Loket"]);
        assert_eq!(seams("mijnE\u{301}e\u{301}nLoket"), ["mijn", "E\u{301}e\u{301}n", "Loket"]);
        for whole in ["DigiD", "iPad", "eHerkenning", "ICTbeleid", "WMO2015", "gemeente", "VNG", "Één", ""]
        {
            assert_eq!(seams(whole), [""; 0], "{whole}");
        }
    }

    #[test]
    fn a_place_stays_free_between_two_blocks() {
        for (text, places) in [
            ("een\ntwee drie", &[0, 1, 2][..]),
            ("een\n\ntwee", &[0, 2]),
            ("\n\neen (twee).\r\n \r\n- drie", &[0, 1, 3]),
            ("één\n\n\n\ntwee-drie\n\nvier", &[0, 2, 2, 3, 5]),
        ] {
            let mut found = Vec::new();
            each(text, |word| found.push(word.place));
            assert_eq!(found, places, "{text:?}");
        }
    }

    #[test]
    fn a_chunk_is_also_written_in_one() {
        let chunk = chunks("sociaal-economisch-beleid").next().unwrap();
        let raws: Vec<_> = joined(&chunk).into_iter().map(|joined| joined.raw).collect();
        assert_eq!(raws, ["sociaaleconomisch", "economischbeleid", "sociaaleconomischbeleid"]);
        assert!(joined(&chunks("woord").next().unwrap()).is_empty());
    }

    #[test]
    fn ranges_lead_back_into_the_text() {
        let text = "« Één thema's-dag »";
        let words: Vec<_> = chunks(text).flatten().map(|word| &text[word.range]).collect();
        assert_eq!(words, ["Één", "thema's", "dag"]);
    }

    proptest::proptest! {
        #[test]
        fn a_plain_word_is_what_the_chunks_begin_with(text in "([a-zA-Z0-9]| |-|/|'|\\.|é|\u{301}|_){0,30}") {
            if let Some(range) = plain_word(&text, 0) {
                let chunk = chunks(&text).next().unwrap();
                proptest::prop_assert_eq!(chunk.len(), 1);
                proptest::prop_assert_eq!(&chunk[0].range, &range);
                proptest::prop_assert_eq!(&chunk[0].raw, &text[range]);
            }
        }

        #[test]
        fn what_a_word_is_made_of_by_its_capitals_is_all_of_it(word in "[a-zA-ZéÉ\u{301}0-9]{0,20}") {
            let pieces = seams(&word);
            proptest::prop_assert!(pieces.is_empty() || pieces.concat() == word);
            proptest::prop_assert!(pieces.iter().all(|piece| piece.chars().count() > 1));
        }

        #[test]
        fn any_text_is_cut_at_characters(text in "\\PC*") {
            for word in chunks(&text).flatten() {
                proptest::prop_assert!(text.get(word.range).is_some());
                proptest::prop_assert!(!word.raw.is_empty() && word.raw.len() <= BYTES_MAX);
            }
        }
    }
}
