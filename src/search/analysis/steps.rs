//! Which steps the analysis takes: all of them, but in `make eval-search`, which measures what each is worth.

use std::sync::OnceLock;

#[derive(Clone, Copy, Debug)]
pub struct Steps {
    /// Takes the place of the dictionary's lemmas and of the stemmer of unknown words.
    pub stemmer: Option<fn(&str) -> String>,
    pub has_compounds: bool,
    pub has_derivations: bool,
}

impl Steps {
    pub const ALL: Self = Self { stemmer: None, has_compounds: true, has_derivations: true };
}

static CHOSEN: OnceLock<Steps> = OnceLock::new();

/// For this process, before anything is analysed; answers whether it was in time.
pub fn choose(steps: Steps) -> bool {
    CHOSEN.set(steps).is_ok()
}

pub fn chosen() -> &'static Steps {
    CHOSEN.get_or_init(|| Steps::ALL)
}
