//! Where which words stand in a text: made once, and asked for each query that finds the text.

use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::FxBuildHasher;

use super::analysis::fold::fold;
use super::analysis::stem::{Analysed, DutchStemmer};
use super::analysis::words;

/// The words of one text, by stem and by part. Texts are shorter than 4 GB.
///
/// Stems are told apart by 32 bits: of a text of a thousand words, one question in four million is answered with a
/// word that was not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concordance {
    /// In which bytes of the text each word stands; a word's place is its number.
    words: Vec<(u32, u32)>,
    /// Words written in one that a hyphen or slash binds: the first, and the one behind the last.
    joined: Vec<(u32, u32)>,
    /// Stem and number, ascending; behind the words come those of `joined`.
    stems: Vec<(u32, u32)>,
    /// Part and the number of the word that has it, ascending.
    parts: Vec<(u32, u32)>,
}

/// A word, or several written in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many words stand before it.
    pub place: usize,
    /// Bytes of the text.
    pub range: Range<usize>,
}

impl Concordance {
    pub fn of(text: &str, stemmer: &mut DutchStemmer) -> Self {
        let mut new = Self::default();
        let mut of_joined = Vec::new();
        let mut folded = String::new();
        let mut at = 0;
        loop {
            if let Some(range) = words::plain_word(text, at) {
                folded.clear();
                folded.push_str(&text[range.clone()]);
                folded.make_ascii_lowercase();
                at = range.end;
                new.add(range, stemmer.analyse(&folded));
                continue;
            }
            let mut chunks = words::chunks_from(text, at);
            let Some(chunk) = chunks.next() else { break };
            at = chunks.read_until();
            let first = new.words.len() as u32;
            for word in &chunk {
                new.add(word.range.clone(), stemmer.analyse(&fold(&word.raw)));
            }
            for joined in words::joined(&chunk) {
                new.joined.push((first + joined.words.start as u32, first + joined.words.end as u32));
                of_joined.push(key(&stemmer.analyse(&fold(&joined.raw)).stem));
            }
        }
        let behind = new.words.len() as u32;
        new.stems.extend((behind..).zip(of_joined).map(|(number, stem)| (stem, number)));
        new.stems.sort_unstable();
        new.parts.sort_unstable();
        new
    }

    fn add(&mut self, range: Range<usize>, analysed: &Analysed) {
        let number = self.words.len() as u32;
        self.words.push((range.start as u32, range.end as u32));
        self.stems.push((key(&analysed.stem), number));
        self.parts.extend(analysed.parts.iter().map(|part| (key(part), number)));
    }

    /// Where `stem` stands.
    pub fn standing<'a>(&'a self, stem: &str) -> impl Iterator<Item = Standing> + use<'a> {
        of_key(&self.stems, key(stem)).map(|number| match self.words.get(number) {
            Some(word) => Standing { place: number, range: word.0 as usize..word.1 as usize },
            None => {
                let (first, end) = self.joined[number - self.words.len()];
                let range = self.words[first as usize].0..self.words[end as usize - 1].1;
                Standing { place: first as usize, range: range.start as usize..range.end as usize }
            }
        })
    }

    /// The words that are made of `part` and others.
    pub fn containing<'a>(&'a self, part: &str) -> impl Iterator<Item = Range<usize>> + use<'a> {
        of_key(&self.parts, key(part)).map(|number| {
            let (start, end) = self.words[number];
            start as usize..end as usize
        })
    }
}

fn key(stem: &str) -> u32 {
    let hash = FxBuildHasher.hash_one(stem);
    (hash ^ (hash >> 32)) as u32
}

fn of_key(sorted: &[(u32, u32)], key: u32) -> impl Iterator<Item = usize> {
    let from = sorted.partition_point(|(other, _)| *other < key);
    sorted[from..].iter().take_while(move |(other, _)| *other == key).map(|(_, number)| *number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_by_its_stem_its_parts_and_in_one_with_its_neighbours() {
        let mut stemmer = DutchStemmer::default();
        let text = "Data-gedreven pilots in de jeugdzorg: één pilot.";
        let words = Concordance::of(text, &mut stemmer);
        let pilots: Vec<_> = words.standing(stemmer.stem("pilot")).collect();
        assert_eq!(pilots.iter().map(|it| it.place).collect::<Vec<_>>(), [2, 7]);
        assert_eq!(&text[pilots[0].range.clone()], "pilots");
        let joined: Vec<_> = words.standing(stemmer.stem("datagedreven")).collect();
        assert_eq!((joined.len(), joined[0].place), (1, 0));
        assert_eq!(&text[joined[0].range.clone()], "Data-gedreven");
        let part = stemmer.stem("zorg").to_owned();
        assert_eq!(words.standing(&part).count(), 0);
        assert_eq!(words.containing(&part).map(|range| &text[range]).collect::<Vec<_>>(), ["jeugdzorg"]);
    }
}
