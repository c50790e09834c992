//! Which words stand in a text and where: made once, and asked for each query that finds the text.

use std::ops::Range;

use super::analysis::keys::{Key, Reader, key};
use super::analysis::words;

/// The words of one text by their keys, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concordance {
    /// Of the stem of each word, and [`NOTHING`] of each place that is free.
    stems: Box<[Key]>,
    /// Several words written in one, which a hyphen or slash binds: where the first stands, how many they are, and the key;
    /// and a word that is the name of a municipality besides.
    joined: Box<[(u32, u32, Key)]>,
    /// What words are made of: where the word stands, and the key of the part.
    parts: Box<[(u32, Key)]>,
    /// Of each word, and of each place that is free, the bytes between it and the one before, and its own: numbers of seven
    /// bits a byte, the last one below 128.
    spans: Box<[u8]>,
}

/// Stands for a free place. Of no word but one of diacritics alone is it the stem, and that is found nowhere.
const NOTHING: &str = "";

/// Keys that are looked for; a key's number is its place here.
#[derive(Debug, Default)]
pub struct Wanted {
    keys: Vec<Key>,
    /// A bit for each, by its last six.
    some: u64,
}

impl Wanted {
    /// The number of `key`, which is the next one when it is new.
    pub fn number(&mut self, key: Key) -> usize {
        self.some |= 1 << (key % 64);
        self.keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        })
    }

    fn find(&self, key: Key) -> Option<usize> {
        if self.some >> (key % 64) & 1 == 0 {
            return None;
        }
        self.keys.iter().position(|wanted| *wanted == key)
    }
}

/// Something that was looked for: its number, and the words that are it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub number: usize,
    pub words: Range<usize>,
}

impl Concordance {
    pub fn of(text: &str, reader: &mut Reader) -> Self {
        let (mut stems, mut joined, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        let (mut spans, mut end) = (Vec::new(), 0);
        words::each(text, |standing| {
            let keys = reader.keys(standing.written);
            let (place, length) = (standing.place as u32, standing.length as u32);
            joined.extend(keys.municipality.map(|name| (place, length, name)));
            if length > 1 {
                joined.push((place, length, keys.stem));
                return;
            }
            // Between two blocks a place stays free.
            while stems.len() < standing.place {
                stems.push(key(NOTHING));
                spans.extend([0, 0]);
            }
            write(standing.range.start - end, &mut spans);
            write(standing.range.len(), &mut spans);
            end = standing.range.end;
            stems.push(keys.stem);
            parts.extend(keys.parts.iter().map(|part| (place, *part)));
        });
        Self { stems: stems.into(), joined: joined.into(), parts: parts.into(), spans: spans.into() }
    }

    /// Where the stems stand, in the order of the text.
    pub fn standing(&self, wanted: &Wanted) -> Vec<Found> {
        let (mut found, free) = (Vec::new(), key(NOTHING));
        for (place, stem) in self.stems.iter().enumerate().filter(|(_, stem)| **stem != free) {
            if let Some(number) = wanted.find(*stem) {
                found.push(Found { number, words: place..place + 1 });
            }
        }
        let joined = self.joined.iter().filter_map(|(first, length, stem)| {
            let first = *first as usize;
            Some(Found { number: wanted.find(*stem)?, words: first..first + *length as usize })
        });
        let before = found.len();
        found.extend(joined);
        if found.len() > before {
            found.sort_by_key(|found| found.words.start);
        }
        found
    }

    /// The words that are made of the parts and others, in the order of the text.
    pub fn containing(&self, wanted: &Wanted) -> Vec<Found> {
        let parts = self.parts.iter();
        let found = parts.filter_map(|(place, part)| Some((*place as usize, wanted.find(*part)?)));
        found.map(|(place, number)| Found { number, words: place..place + 1 }).collect()
    }

    /// In which bytes of the text its first `count` words stand; a free place is none.
    pub fn places(&self, count: usize) -> Vec<Range<usize>> {
        let (mut spans, mut end) = (self.spans.iter(), 0);
        let word = |_| {
            let start = end + read(&mut spans);
            end = start + read(&mut spans);
            start..end
        };
        (0..count.min(self.stems.len())).map(word).collect()
    }
}

fn write(mut number: usize, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> usize {
    let (mut number, mut shift) = (0, 0);
    for byte in bytes {
        number |= usize::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::super::analysis::keys::key;
    use super::super::analysis::stem::DutchStemmer;
    use super::*;

    #[test]
    fn a_word_is_found_by_its_stem_its_parts_and_in_one_with_its_neighbours() {
        let (mut reader, mut stemmer) = (Reader::default(), DutchStemmer::default());
        let text = "Data-gedreven pilots in de jeugdzorg: één pilot.";
        let words = Concordance::of(text, &mut reader);
        let mut stems = Wanted::default();
        for word in ["pilot", "datagedreven", "zorg", "pilots"] {
            stems.number(key(stemmer.stem(word)));
        }
        let places = words.places(8);
        let shown = |found: Vec<Found>| -> Vec<(usize, &str)> {
            let range = |words: Range<usize>| places[words.start].start..places[words.end - 1].end;
            found.into_iter().map(|it| (it.number, &text[range(it.words)])).collect()
        };
        assert_eq!(shown(words.standing(&stems)), [(1, "Data-gedreven"), (0, "pilots"), (0, "pilot")]);
        assert_eq!(shown(words.containing(&stems)), [(2, "jeugdzorg")]);
        assert_eq!((words.places(9).len(), words.places(3).len()), (8, 3));
    }

    proptest::proptest! {
        #[test]
        fn places_are_those_of_the_words_of_any_text(text in "(pilot|data-|d'Hondt|é|\\PC|-{0,200}| |\n){0,60}") {
            let words = Concordance::of(&text, &mut Reader::default());
            let mut expected = Vec::new();
            words::each(&text, |it| {
                if it.length == 1 {
                    expected.push((it.place, it.range));
                }
            });
            let places = words.places(usize::MAX).into_iter().enumerate();
            let places: Vec<_> = places.filter(|(_, range)| !range.is_empty()).collect();
            proptest::prop_assert_eq!(places, expected);
        }
    }

    #[test]
    fn nothing_is_found_of_what_nobody_looks_for() {
        let words = Concordance::of("een data-gedreven pilot", &mut Reader::default());
        let nothing = Wanted::default();
        assert_eq!((words.standing(&nothing), words.containing(&nothing)), (Vec::new(), Vec::new()));
    }
}
