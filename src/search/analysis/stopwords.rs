//! Words that carry no subject. They are indexed, for phrases, but a query asks for them only when it has no others. They have
//! no [`super::pairs`], so that the index depends on them.

const WORDS: &[&str] = &[
    "aan", "al", "als", "bij", "dan", "dat", "de", "deze", "die", "dit", "door", "dus", "een", "en", "er",
    "geen", "het", "hier", "hij", "hoe", "ik", "in", "is", "je", "kan", "kun", "maar", "met", "mijn", "moet",
    "naar", "niet", "nog", "of", "om", "onder", "ons", "onze", "ook", "op", "over", "te", "toch", "tot",
    "uit", "uw", "van", "voor", "wanneer", "waar", "want", "wat", "we", "welke", "wie", "wij", "word",
    "wordt", "worden", "zijn", "zich", "ze", "zij", "zo",
];

/// What people ask questions with. Queries ask for these words as well, but they weigh little beside a subject; nothing in the
/// index depends on them.
const OF_QUESTIONS: &str = "af ben bent ervaring ervaringen ga goedemiddag goedemorgen gemeente gemeenten graag had hadden heb hebben hebt heeft helpen \
    hoeveel iemand iets jouw jullie kon konden kunnen kunt mag me mee mij moeten neer toe u vertellen was waren weet welk \
    weten wil willen wilt wist zal zoals zou zouden zullen";

/// `folded`: as [`super::fold::fold`] gives it.
pub fn is_of_question(folded: &str) -> bool {
    OF_QUESTIONS.split(' ').any(|word| word == folded)
}

/// `folded`: as [`super::fold::fold`] gives it.
pub fn is_stopword(folded: &str) -> bool {
    WORDS.contains(&folded)
}
