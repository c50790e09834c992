//! Where words are cut that the weights of [`super::compound`] cut wrongly: `splits.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::dictionary::DUTCH;

/// Words with the places (bytes) where they are cut; none where they stay whole.
pub static SPLITS: LazyLock<FxHashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let lines = include_str!("splits.txt").lines().filter(|line| !line.starts_with('#'));
    let cuts = |line: &str| line.match_indices('|').enumerate().map(|(bars, (at, _))| at - bars).collect();
    lines.map(|line| (line.replace('|', ""), cuts(line))).collect()
});

/// Where a word of the list, or an inflection of one, is cut; `None` for any other word.
pub fn cuts(folded: &str) -> Option<&'static [usize]> {
    let cuts = SPLITS.get(folded).or_else(|| {
        let mut lemma = String::new();
        DUTCH.lemma(folded, DUTCH.get(folded)?, &mut lemma);
        let is_alike =
            |cuts: &&Vec<usize>| cuts.last().is_none_or(|last| folded.starts_with(&lemma[..*last]));
        SPLITS.get(&lemma).filter(is_alike)
    });
    cuts.map(Vec::as_slice)
}
