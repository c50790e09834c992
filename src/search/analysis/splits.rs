//! Words that the weights of [`super::compound`] cut wrongly, or whose pieces the dictionary takes for other words:
//! `splits.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::dictionary::DUTCH;

/// A piece of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the word (bytes).
    pub start: usize,
    /// Its lemma, when that is not what the dictionary says of it.
    pub lemma: Option<&'static str>,
}

/// Words with their pieces; none when they stay whole.
pub static SPLITS: LazyLock<FxHashMap<String, Vec<Piece>>> = LazyLock::new(|| {
    let lines = include_str!("splits.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(read).collect()
});

/// `aard=aarde|bol`
fn read(line: &'static str) -> (String, Vec<Piece>) {
    let (mut word, mut pieces) = (String::new(), Vec::new());
    for piece in line.split('|') {
        let (form, lemma) = piece.split_once('=').map_or((piece, None), |(form, lemma)| (form, Some(lemma)));
        pieces.push(Piece { start: word.len(), lemma });
        word.push_str(form);
    }
    if pieces.len() == 1 {
        pieces.clear();
    }
    (word, pieces)
}

/// The pieces of a word of the list, or of an inflection of one; `None` for any other word.
pub fn pieces(folded: &str) -> Option<&'static [Piece]> {
    let pieces = SPLITS.get(folded).or_else(|| {
        let mut lemma = String::new();
        DUTCH.lemma(folded, DUTCH.get(folded)?, &mut lemma);
        let is_alike =
            |pieces: &&Vec<Piece>| pieces.last().is_none_or(|last| folded.starts_with(&lemma[..last.start]));
        SPLITS.get(&lemma).filter(is_alike)
    });
    pieces.map(Vec::as_slice)
}
