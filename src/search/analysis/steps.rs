//! Which steps the analysis takes: all of them, but in `make eval-search`, which measures what each is worth.

use std::sync::OnceLock;

#[derive(Clone, Copy, Debug)]
pub struct Steps {
    /// Diacritics are left out.
    pub has_folding: bool,
    /// Words that a hyphen binds, or that stand next to each other, are one word as well.
    pub has_joined: bool,
    /// Verbs are found with their particles, written in one or apart.
    pub has_particles: bool,
    /// Takes the place of the dictionary's lemmas and of the stemmer of unknown words.
    pub stemmer: Option<fn(&str) -> String>,
    pub has_compounds: bool,
    pub has_derivations: bool,
    /// Names are not split.
    pub has_names: bool,
    /// Compounds are made of words that the dictionary does not have as well.
    pub has_new_words: bool,
    /// Capitals tell what a word is made of.
    pub has_capitals: bool,
}

impl Steps {
    pub const ALL: Self = Self {
        has_folding: true,
        has_joined: true,
        has_particles: true,
        stemmer: None,
        has_compounds: true,
        has_derivations: true,
        has_names: true,
        has_new_words: true,
        has_capitals: true,
    };
    /// No word is made of others.
    pub const WITHOUT_COMPOUNDS: Self = Self {
        has_compounds: false,
        has_derivations: false,
        has_new_words: false,
        has_capitals: false,
        ..Self::ALL
    };
}

static CHOSEN: OnceLock<Steps> = OnceLock::new();

/// For this process, before anything is analysed; answers whether it was in time.
pub fn choose(steps: Steps) -> bool {
    CHOSEN.set(steps).is_ok()
}

pub fn chosen() -> &'static Steps {
    CHOSEN.get_or_init(|| Steps::ALL)
}
