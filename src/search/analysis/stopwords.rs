//! Words that carry no subject. They are indexed, for phrases, but a query asks for them only when it has no others. They have
//! no [`super::pairs`], so that the index depends on them.

const WORDS: &[&str] = &[
    "aan", "al", "als", "bij", "dan", "dat", "de", "deze", "die", "dit", "door", "een", "en", "er", "het",
    "hier", "hij", "hoe", "ik", "in", "is", "je", "kan", "kun", "met", "mijn", "moet", "naar", "niet", "nog",
    "of", "om", "onder", "ons", "onze", "ook", "op", "over", "te", "tot", "uit", "uw", "van", "voor",
    "wanneer", "waar", "wat", "we", "welke", "wie", "wij", "word", "wordt", "worden", "zijn", "zich", "ze",
    "zij", "zo",
];

/// `folded`: as [`super::fold::fold`] gives it.
pub fn is_stopword(folded: &str) -> bool {
    WORDS.contains(&folded)
}
