//! The words of Dutch: their lemmas, and how often they begin and end longer words.
//!
//! Made by `examples/dictionary/` from OpenTaal's word list (BSD-3-Clause or CC BY 3.0), the names of municipalities and
//! the frequencies of wordfreq (CC BY-SA 4.0; see NOTICE.md). The automata are part of the program and are read where they
//! lie: they cost nothing to load and nothing in memory of their own.

use std::sync::LazyLock;

use tantivy_fst::raw::Fst;

static AUTOMATON: &[u8] = include_bytes!("dutch.fst");
static FAMILIAR: &[u8] = include_bytes!("dutch-familiar.fst");
static COMMON: &[u8] = include_bytes!("dutch-common.fst");
static NAMES: &[u8] = include_bytes!("dutch-names.fst");
static CHANGES: &str = include_str!("dutch-changes.txt");

/// Read once, shared by all.
pub static DUTCH: LazyLock<Dictionary> = LazyLock::new(Dictionary::read);

pub struct Dictionary {
    automaton: Option<Fst<&'static [u8]>>,
    familiar: Option<Fst<&'static [u8]>>,
    common: Option<Fst<&'static [u8]>>,
    names: Option<Fst<&'static [u8]>>,
    changes: Vec<Change>,
}

/// From a form to its lemma.
struct Change {
    /// One more than where the `ge` of a participle stands; 0: it has none.
    ge: usize,
    /// Bytes that are cut off at the end.
    cut: usize,
    add: &'static str,
}

/// A form that the dictionary has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known(u64);

impl Known {
    /// How many compounds begin with it: twice the binary logarithm of one more; 0 none, 15 nearly two hundred or more.
    pub fn begins(self) -> i32 {
        (self.0 >> 8 & 15) as i32
    }

    /// How many compounds end with a form of its lemma, likewise.
    pub fn ends(self) -> i32 {
        (self.0 >> 4 & 15) as i32
    }

    /// Marked as the beginning of compounds, with its linking letters (`jeugd`, `arbeids`, `boeken`).
    pub fn is_beginning(self) -> bool {
        self.0 & 1 != 0
    }

    /// Marked as the end of compounds.
    pub fn is_end(self) -> bool {
        self.0 & 2 != 0
    }

    /// A word of its own, not only a beginning with linking letters; no name.
    pub fn is_word(self) -> bool {
        self.0 & 4 != 0
    }

    /// A noun or an adjective.
    pub fn is_nominal(self) -> bool {
        self.0 & 8 != 0
    }

    /// The stem of a verb.
    pub fn is_verb_stem(self) -> bool {
        self.0 >> 12 & 1 != 0
    }

    pub fn is_adjective(self) -> bool {
        self.0 >> 13 & 1 != 0
    }

    /// A form of a verb.
    pub fn is_verb(self) -> bool {
        self.0 >> 14 & 1 != 0
    }

    /// Its lemma begins compounds.
    pub fn is_of_beginning(self) -> bool {
        self.0 >> 15 & 1 != 0
    }

    /// It stands before others only: `multi`.
    pub fn is_combining(self) -> bool {
        self.0 >> 16 & 1 != 0
    }

    /// Is the form its own lemma?
    pub fn is_lemma(self) -> bool {
        self.0 >> 17 == 0
    }
}

impl Dictionary {
    fn read() -> Self {
        let change = |line: &'static str| {
            let mut fields = line.splitn(3, ' ');
            let mut number = || fields.next().and_then(|field| field.parse().ok()).unwrap_or_default();
            let (ge, cut) = (number(), number());
            Change { ge, cut, add: fields.next().unwrap_or_default() }
        };
        let open = |bytes: &'static [u8]| Fst::new(bytes).ok();
        Self {
            automaton: open(AUTOMATON),
            familiar: open(FAMILIAR),
            common: open(COMMON),
            names: open(NAMES),
            changes: CHANGES.lines().map(change).collect(),
        }
    }

    /// `folded`: as [`super::fold::fold`] gives it.
    pub fn get(&self, folded: &str) -> Option<Known> {
        let output = self.automaton.as_ref()?.get(folded)?;
        Some(Known(output.value()))
    }

    /// How often a word that could be a compound is used: twice its Zipf value (6: once in a million words), 0 for
    /// less than 4.
    pub fn familiarity(&self, folded: &str) -> i32 {
        let output = self.familiar.as_ref().and_then(|familiar| familiar.get(folded));
        output.map_or(0, |output| output.value() as i32)
    }

    /// Which share of all words in ordinary Dutch are forms of a lemma; 0 for less than one in a hundred thousand.
    pub fn commonness(&self, lemma: &str) -> f32 {
        let output = self.common.as_ref().and_then(|common| common.get(lemma));
        output.map_or(0.0, |output| 10_f32.powf(output.value() as f32 / 2.0 - 9.0))
    }

    /// The name of a person or place that a word is (`rotterdam`) or is derived from (`rotterdamse`).
    pub fn name<'a>(&self, folded: &'a str) -> Option<&'a str> {
        let behind = self.names.as_ref()?.get(folded)?.value() as usize / 2;
        folded.get(..folded.len().checked_sub(behind)?)
    }

    /// Is or was a municipality called so, in this one word?
    pub fn is_municipality(&self, folded: &str) -> bool {
        let output = self.names.as_ref().and_then(|names| names.get(folded));
        output.is_some_and(|output| output.value() % 2 == 1)
    }

    /// The forms that `text` begins with, shortest first, each with its length in bytes.
    pub fn beginnings(&self, text: &str, found: &mut Vec<(usize, Known)>) {
        let Some(automaton) = &self.automaton else { return };
        let mut node = automaton.root();
        let mut output = tantivy_fst::raw::Output::zero();
        for (i, byte) in text.bytes().enumerate() {
            let Some(transition) = node.find_input(byte) else { return };
            let transition = node.transition(transition);
            output = output.cat(transition.out);
            node = automaton.node(transition.addr);
            if node.is_final() {
                found.push((i + 1, Known(output.cat(node.final_output()).value())));
            }
        }
    }

    /// Writes the lemma of a form behind what is in `lemma` already.
    pub fn lemma(&self, form: &str, known: Known, lemma: &mut String) {
        let Some(change) = self.changes.get((known.0 >> 17) as usize) else {
            lemma.push_str(form);
            return;
        };
        let end = form.len().saturating_sub(change.cut);
        let pieces = match change.ge.checked_sub(1) {
            Some(at) => (form.get(..at), form.get(at + 2..end)),
            None => (Some(""), form.get(..end)),
        };
        match pieces {
            (Some(before), Some(rest)) => {
                lemma.push_str(before);
                lemma.push_str(rest);
                lemma.push_str(change.add);
            }
            _ => lemma.push_str(form),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma(form: &str) -> String {
        let mut lemma = String::new();
        DUTCH.lemma(form, DUTCH.get(form).unwrap_or_else(|| panic!("{form} is unknown")), &mut lemma);
        lemma
    }

    #[test]
    fn forms_lead_to_their_lemma() {
        for (form, expected) in [
            ("aantallen", "aantal"),
            ("gemeenten", "gemeente"),
            ("kinderen", "kind"),
            ("steden", "stad"),
            ("duurzame", "duurzaam"),
            ("geaccepteerd", "accepteer"),
            ("accepteren", "accepteer"),
            ("uitgewerkt", "uitwerk"),
            ("begonnen", "begin"),
            ("bekeken", "bekijk"),
            ("werkt", "werk"),
            ("gegevens", "gegeven"),
        ] {
            assert_eq!(lemma(form), expected, "{form}");
        }
    }

    #[test]
    fn a_lemma_is_as_common_as_its_forms_together() {
        assert!(DUTCH.commonness("maak") > DUTCH.commonness("gebruik"));
        assert!(DUTCH.commonness("gebruik") > DUTCH.commonness("gemeente"));
        assert_eq!(DUTCH.commonness("datapakhuis"), 0.0);
    }

    #[test]
    fn names_are_known_with_what_is_derived_from_them() {
        for (word, name) in [
            ("rotterdam", Some("rotterdam")),
            ("rotterdamse", Some("rotterdam")),
            ("waalwijk", Some("waalwijk")),
            ("haarlemmermeer", Some("haarlemmermeer")),
            ("akkermans", Some("akkermans")),
            ("wijkteam", None),
        ] {
            assert_eq!(DUTCH.name(word), name, "{word}");
        }
    }

    #[test]
    fn one_word_that_a_municipality_is_called_is_told_from_words_of_longer_names() {
        for (word, is_one) in [
            ("leiden", true),
            ("oss", true),
            ("huizen", true),
            ("bergen", true),
            ("rijn", false),
            ("huis", false),
        ] {
            assert_eq!(DUTCH.is_municipality(word), is_one, "{word}");
        }
    }

    #[test]
    fn beginnings_are_the_forms_that_a_word_begins_with() {
        let mut found = Vec::new();
        DUTCH.beginnings("jeugdzorg", &mut found);
        assert!(found.iter().any(|(length, known)| *length == 5 && known.is_beginning()));
        assert!(found.is_sorted_by_key(|(length, _)| *length));
    }
}
