//! What is known of each form, and what it is a form of, where no verb is asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::spelling::{inflected, spellings};

// Ranks of lemmas: what is likelier comes first.
pub const NOUN: u8 = 1;
pub const ADJECTIVE: u8 = 2;
pub const VERB: u8 = 3;
pub const SMALL: u8 = 4;
/// So much less of the Zipf value is a tenth as often.
pub const RARER: f64 = 1.0;

#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Possible lemmas, the likeliest first by their rank.
    pub lemmas: BTreeMap<u8, String>,
    pub is_beginning: bool,
    pub is_end: bool,
    pub is_verb_stem: bool,
    pub is_infinitive: bool,
    pub is_participle: bool,
    /// Listed with inflections of a noun or an adjective.
    pub is_nominal: bool,
    pub is_adjective: bool,
    /// Has a plural of its own.
    pub is_noun: bool,
    /// Has a plural, spelt alike, and nothing else that a noun has: so the list has the past of verbs (`ontving`).
    pub is_like_past: bool,
    pub is_listed: bool,
}

pub struct Lexicon {
    pub entries: BTreeMap<String, Entry>,
    /// Forms that no rule gives, each with its lemma: of the list, those of its verbs behind particles, and of peoples.
    pub irregular: HashMap<String, String>,
    /// Those that hold whatever else the dictionary has: of nouns, and of what stands behind them in the list.
    pub plurals: BTreeSet<String>,
    /// Words that are their own lemmas: of the list of irregular ones, and adjectives of names.
    pub own: BTreeSet<String>,
    /// How often words are used.
    pub zipf: HashMap<String, f64>,
    /// The infinitive of each stem of a verb.
    pub infinitives: HashMap<String, String>,
    /// Nouns that hardly anybody writes, with the others of the same plural: `uitgaaf` `uitgave`.
    pub rare: BTreeMap<String, String>,
}

impl Lexicon {
    pub fn add(&mut self, form: &str, rank: u8, lemma: &str) -> &mut Entry {
        let known = self.entries.get(form).and_then(|entry| entry.lemmas.get(&rank));
        let is_better = match known.cloned() {
            None => true,
            // `uitgaven` is of `uitgave`, as hardly anybody writes `uitgaaf`.
            Some(known)
                if rank == NOUN
                    && lemma.ends_with('e') != known.ends_with('e')
                    && (self.zipf(lemma) - self.zipf(&known)).abs() > RARER =>
            {
                let is_better = self.zipf(lemma) > self.zipf(&known);
                let (rare, other) =
                    if is_better { (known, lemma.to_owned()) } else { (lemma.to_owned(), known) };
                // Not `rite`, which is no `rit`; but `docente` is a `docent`.
                let is_woman = ["ente", "ante", "iste"].iter().any(|ending| rare.ends_with(ending));
                if is_woman || rare.strip_suffix('e') != Some(&other) {
                    self.rare.insert(rare, other);
                }
                is_better
            }
            // `balletje` is of `bal`, not of `ballet`.
            Some(known)
                if rank == SMALL
                    && known.ends_with("et") != lemma.ends_with("et")
                    && form.ends_with("etje") =>
            {
                self.zipf(lemma) > self.zipf(&known)
            }
            // `studenten` is of `student`, not of `studente`; `zaken` of `zaak`, because a vowel in an open syllable is long.
            Some(known) => {
                let preference = |lemma: &str| (!lemma.ends_with('e'), lemma.len());
                preference(lemma) > preference(&known)
            }
        };
        let entry = self.entries.entry(form.to_owned()).or_default();
        if is_better {
            entry.lemmas.insert(rank, lemma.to_owned());
        }
        entry
    }

    /// The adjective of a name, of a people or language: `Engels`, which is no `engel`, with `Engelse`; `Canadees`.
    pub fn add_people(&mut self, adjective: &str) {
        self.irregular.insert(inflected(adjective), adjective.to_owned());
        self.own.insert(adjective.to_owned());
    }

    pub fn zipf(&self, word: &str) -> f64 {
        self.zipf.get(word).copied().unwrap_or_default()
    }

    /// `bond` is the noun rather than the past of `bind`; but `steden` is always of `stad`.
    pub fn irregular(&self, form: &str) -> Option<&str> {
        let stem = self.irregular.get(form)?;
        let is_of_noun = self.plurals.contains(form);
        let is_noun = self.entries.get(form).is_some_and(|entry| {
            entry.is_noun && !(entry.is_adjective && form.len() > 6)
                || entry.is_nominal && !entry.is_adjective && form.len() < 6
                || entry.lemmas.contains_key(&NOUN)
        });
        (is_of_noun || !is_noun).then_some(stem)
    }

    /// What a form that nothing is known of is likely an inflection of.
    pub fn guess(&self, form: &str) -> Option<String> {
        if self.entries.get(form).is_some_and(|entry| entry.is_nominal) {
            return None;
        }
        let bare = form.strip_suffix('e').or(form.strip_suffix("en")).unwrap_or(form);
        if bare.len() >= 5 && bare.ends_with(['d', 't']) {
            let stem = &bare[..bare.len() - 1];
            let mut stems = Vec::new();
            for bare in [stem, bare] {
                stems.extend(bare.strip_prefix("ge").map(str::to_owned));
            }
            stems.push(stem.to_owned());
            if let Some(stem) = self.verb_stem(&stems) {
                return Some(stem);
            }
        }
        let find = |endings: &[&str], is_right: fn(&Entry) -> bool| {
            let base = |ending: &&str| {
                let base = form.strip_suffix(ending).filter(|base| base.len() >= 3)?;
                let mut bases = spellings(base);
                bases.push(base.to_owned());
                bases.into_iter().find(|word| self.entries.get(word).is_some_and(is_right))
            };
            endings.iter().find_map(base)
        };
        find(&["ere", "er", "ste", "st", "e"], |entry| entry.is_adjective)
            .or_else(|| find(&["en", "n", "s", "etje", "tje", "pje", "je"], |entry| entry.is_nominal))
    }

    /// `stads`, `winters`, `meisjes`: an s behind a noun, where the form is no noun of its own.
    pub fn base_of_linked(&self, form: &str) -> Option<String> {
        let base = form.strip_suffix('s').filter(|base| base.len() >= 3 && !self.plurals.contains(form))?;
        let entry = self.entries.get(form).filter(|entry| !entry.is_verb_stem)?;
        let is_base = self
            .entries
            .get(base)
            .is_some_and(|base| base.is_listed && base.is_nominal && !base.is_adjective || base.is_noun);
        (!entry.is_noun && !form.ends_with("ss") && is_base).then(|| base.to_owned())
    }

    /// `jarige`, `gerichte`: listed as they stand behind others.
    pub fn base_of_inflected(&self, form: &str) -> Option<String> {
        let base = form.strip_suffix('e').filter(|base| base.len() >= 5)?;
        let is_listed = |word: &str| self.entries.get(word).is_some_and(|entry| entry.is_listed);
        let entry = self.entries.get(form).filter(|entry| !entry.is_noun)?;
        (entry.is_listed && is_listed(base) && !base.ends_with("ss")).then(|| base.to_owned())
    }

    pub fn lemma(&self, form: &str) -> Option<&str> {
        if let Some(stem) = self.irregular(form) {
            return Some(stem);
        }
        let (form, entry) = self.entries.get_key_value(form)?;
        // `maker` and `verbeter` are no comparatives; `lager` is one, although it is a noun as well.
        let is_of = |ending: &str| self.zipf(&format!("{form}{ending}"));
        let is_comparative = form.ends_with("er")
            && entry.lemmas.contains_key(&ADJECTIVE)
            && is_of("e") > if entry.is_noun { is_of("s") } else { is_of("t") };
        let is_agent = entry.is_noun && form.ends_with("er") && !entry.lemmas.contains_key(&NOUN);
        // `orden` is of `orde` rather than of `ordenen`.
        let noun = entry.lemmas.get(&NOUN);
        let is_plural =
            form.ends_with("en") && noun.is_some_and(|noun| self.zipf(noun) > self.zipf_of_verb(form));
        if (entry.is_verb_stem && !is_plural || is_agent) && !is_comparative {
            return Some(form);
        }
        // `nederlands` is no plural of `nederlander`.
        if entry.is_adjective && form.ends_with('s') {
            return Some(form);
        }
        if entry.is_nominal && entry.lemmas.keys().next().is_none_or(|rank| *rank > ADJECTIVE) {
            return Some(form);
        }
        entry.lemmas.values().next().map(String::as_str)
    }
}
