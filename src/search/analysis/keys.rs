//! Words as numbers: of each way to write a word the numbers of its stem and of its parts, which are quicker to find, to
//! keep and to compare than the words.

use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::fold::fold;
use super::pool::Pool;
use super::stem::DutchStemmer;
use super::words;

/// Ways to write a word that are remembered; about 40 bytes each. (Words that capitals bind also stay in the stemmer.)
const WORDS_MAX: usize = 40_000;

/// For those who mark what was found in texts.
pub static READERS: Pool<Reader> = Pool::new(2, Reader::default);

/// Stands for a stem. Of a text of a thousand words, one question in four million is answered with a word that was not
/// asked for; who makes up such a word on purpose gets a wrong mark, and nothing else depends on it.
pub type Key = u32;

pub fn key(stem: &str) -> Key {
    let hash = FxBuildHasher.hash_one(stem);
    (hash ^ (hash >> 32)) as Key
}

/// Knows the keys of words, and remembers them by 64 bits of how they are written.
#[derive(Default)]
pub struct Reader {
    stemmer: DutchStemmer,
    known: std::collections::HashMap<u64, Learnt, BuildHasherDefault<Given>>,
    /// Of all words, those of one word side by side.
    parts: Vec<Key>,
    folded: String,
}

/// What a word is found by.
pub struct Keys<'a> {
    pub stem: Key,
    /// Of the municipality that is called so, where that is another word than its stem.
    pub municipality: Option<Key>,
    /// Of the stems of its parts.
    pub parts: &'a [Key],
}

#[derive(Clone, Copy)]
struct Learnt {
    stem: Key,
    /// Where they begin among those of all words, and how many they are.
    parts: u32,
    parts_len: u16,
    is_municipality: bool,
}

impl Reader {
    /// The keys of a word as it is written.
    pub fn keys(&mut self, written: &str) -> Keys<'_> {
        if written.is_ascii() {
            self.folded.clear();
            self.folded.push_str(written);
            self.folded.make_ascii_lowercase();
        } else {
            self.folded = fold(written);
        }
        // Capitals that tell what a word is made of make it another one.
        let has_seams = !words::seams(written).is_empty();
        let hash = match has_seams {
            true => FxBuildHasher.hash_one((self.folded.as_str(), written)),
            false => FxBuildHasher.hash_one(self.folded.as_str()),
        };
        let known = self.known.get(&hash).copied().unwrap_or_else(|| self.learn(hash, written, has_seams));
        let is_municipality = known.is_municipality && written.starts_with(char::is_uppercase);
        Keys {
            stem: known.stem,
            municipality: is_municipality.then(|| key(&self.folded)),
            parts: &self.parts[known.parts as usize..][..usize::from(known.parts_len)],
        }
    }

    fn learn(&mut self, hash: u64, written: &str, has_seams: bool) -> Learnt {
        if self.known.len() >= WORDS_MAX {
            self.known.clear();
            self.parts.clear();
        }
        let analysed = match has_seams {
            true => self.stemmer.written(written, &self.folded),
            false => Arc::new(self.stemmer.compute(&self.folded)),
        };
        // A word of eighty letters has fewer.
        let parts_len = analysed.parts.len().min(usize::from(u16::MAX)) as u16;
        let learnt = Learnt {
            stem: key(&analysed.stem),
            parts: self.parts.len() as u32,
            parts_len,
            is_municipality: analysed.is_municipality,
        };
        self.parts.extend(analysed.parts[..usize::from(parts_len)].iter().map(|part| key(part)));
        self.known.insert(hash, learnt);
        learnt
    }
}

/// Takes a hash as it is.
#[derive(Default)]
struct Given(u64);

impl Hasher for Given {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are hashes");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_word_is_written_its_keys_are_those_of_its_stem_and_parts() {
        let (mut reader, mut stemmer) = (Reader::default(), DutchStemmer::default());
        for _ in 0..2 {
            for written in [
                "Jeugdzorg",
                "jeugdzorg",
                "jeugdzórg",
                "Pilots",
                "de",
                "QlikSense",
                "qliksense",
                "QLIKSENSE",
                "Qliksense",
                "QlikSense",
                "huizen",
                "Huizen",
                "Rotterdam",
            ] {
                let analysed = stemmer.written(written, &fold(written));
                let keys = reader.keys(written);
                assert_eq!(keys.stem, key(&analysed.stem), "{written}");
                assert_eq!(
                    keys.parts,
                    analysed.parts.iter().map(|part| key(part)).collect::<Vec<_>>(),
                    "{written}"
                );
                let municipality = (written == "Huizen").then(|| key("huizen"));
                assert_eq!(keys.municipality, municipality, "{written}");
            }
        }
    }

    #[test]
    fn more_words_than_are_remembered_keep_their_keys() {
        let mut reader = Reader::default();
        for number in 0..WORDS_MAX + 10 {
            assert_eq!(reader.keys(&format!("x{number}")).stem, key(&format!("x{number}")));
        }
        assert!(reader.known.len() <= WORDS_MAX);
        assert_eq!(reader.keys("x1").stem, key("x1"));
    }
}
