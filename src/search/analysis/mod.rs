//! Dutch analysis: from text to the terms of the index. Both sides, documents and queries, go through it.
//!
//! 1. [`fold`]: one spelling of characters (NFKC, lower case, no diacritics).
//! 2. [`words`]: where words begin and end; variants with hyphen, slash, underscore, apostrophe and capitals meet.
//! 3. [`affixes`], [`diminutive`], [`dictionary`] and [`particles`]: the words of Dutch with their lemmas, what is no word
//!    inside a longer one, and verbs that the dictionary has without their particle.
//! 4. [`derivation`]: what a word is derived from, and verbs of loan words that the dictionary does not have.
//! 5. [`compound`], [`splits`] and [`new_words`]: what a long word is made of.
//! 6. [`stem`]: one form per word; [`pairs`]: two that stand next to each other, as one term.
//! 7. [`keys`]: words as numbers, for who reads many texts.
//! 8. [`abbreviation`]: what texts say about abbreviations.
//! 9. [`reading`] and [`chain`]: all of it as tantivy analysers, one per kind of field.
//!
//! [`steps`] can leave some of it out, to measure what that is worth.
//! Each step can be replaced on its own; raise [`VERSION`] with it, and every index is rebuilt at the next start.

pub mod steps;
pub mod fold;
pub mod words;
pub mod affixes;
pub mod diminutive;
pub mod dictionary;
pub mod particles;
pub mod derivation;
pub mod splits;
pub mod compound;
pub mod new_words;
pub mod stopwords;
pub mod pairs;
pub mod pool;
pub mod stem;
pub mod keys;
pub mod abbreviation;
pub mod reading;
pub mod chain;

/// Part of the index's format.
pub const VERSION: u32 = 13;
