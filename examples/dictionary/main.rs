//! Builds the dictionary of the Dutch analysis from OpenTaal's spelling dictionary: `make dictionary`.
//!
//! Reads hunspell's `nl.dic` and `nl.aff` and a list of words (Debian: hunspell-nl and wdutch; OpenTaal, BSD-3-Clause or
//! CC BY 3.0), and writes an automaton from each form of a word to a number: its lemma as a change of the form, how often
//! it begins and ends compounds, and what kind of word it is. From a list of frequencies (scripts/frequencies.sh) it
//! writes a second automaton, of how familiar the words are that could be compounds, and a third one, of how common
//! lemmas are; a fourth one has the names of people and places that the dictionary has, and those of all municipalities.
//! `src/search/analysis/dictionary.rs` reads all four.
//!
//! Deterministic: the same input gives the same file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fs;

use lexicon::Entry;
use spelling::fold;

#[path = "../../src/search/analysis/affixes.rs"]
mod affixes;
#[path = "../../src/search/analysis/diminutive.rs"]
mod diminutive;
mod diminutives;
mod frequencies;
mod hunspell;
mod lemmas;
mod lexicon;
mod names;
mod productivity;
mod read;
mod spelling;
#[expect(dead_code, reason = "only queries need the rest")]
#[path = "../../src/search/analysis/stopwords.rs"]
mod stopwords;
mod verbs;

/// Bit of a form that only stands before others.
const COMBINING: u64 = 1 << 16;

/// Twice the binary logarithm of one more, up to 15.
fn bucket(count: f64) -> u64 {
    ((count + 1.0).log2() * 2.0).round().min(15.0) as u64
}

/// A lemma as a change of its form: letters cut out at the start or after a particle, cut off at the end, and added.
fn change(form: &str, lemma: &str) -> (usize, usize, String) {
    let common = form.bytes().zip(lemma.bytes()).take_while(|(a, b)| a == b).count();
    // `gewerkt` and `uitgewerkt`: the lemma goes on behind `ge`.
    let mut best = (0, form.len() - common, lemma[common..].to_owned());
    for at in 0..=common.min(form.len()) {
        if form[at..].starts_with("ge") && form.is_char_boundary(at + 2) {
            let rest = &form[at + 2..];
            let wanted = &lemma[at..];
            let same = rest.bytes().zip(wanted.bytes()).take_while(|(a, b)| a == b).count();
            if same >= 2 && rest.len() - same + wanted.len() - same < best.1 + best.2.len() {
                best = (at + 1, rest.len() - same, wanted[same..].to_owned());
            }
        }
    }
    best
}

/// Lower-case words of a list, one a line, as this program folds them.
fn listed(text: &str) -> impl Iterator<Item = String> {
    let words =
        text.lines().map(str::trim).filter(|word| word.chars().next().is_some_and(char::is_lowercase));
    words
        .map(|word| fold(&word.replace(['-', '\''], "")))
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn automaton<K: AsRef<[u8]>>(values: &BTreeMap<K, u64>) -> Result<Vec<u8>, tantivy_fst::Error> {
    let mut builder = tantivy_fst::MapBuilder::memory();
    for (key, value) in values {
        builder.insert(key, *value)?;
    }
    builder.into_inner()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [hunspell, list, frequencies, municipalities, target] = &arguments[..] else {
        return Err(
            "say where nl.dic and nl.aff are, a list of words, one of frequencies, one of municipalities, \
                    and where to write"
                .into(),
        );
    };
    let rules = hunspell::rules(&fs::read_to_string(format!("{hunspell}/nl.aff"))?);
    let dic = fs::read_to_string(format!("{hunspell}/nl.dic"))?;
    let zipf = frequencies::zipf(&fs::read_to_string(frequencies)?);
    let lexicon = read::read(&dic, &rules, zipf);
    let lemmas = lemmas::lemmas(&lexicon);
    let mut all: BTreeSet<String> = listed(&fs::read_to_string(list)?).collect();
    all.extend(lexicon.entries.iter().filter(|(_, entry)| entry.is_listed).map(|(form, _)| form.clone()));
    let (lefts, rights) = productivity::productivity(&lexicon, &lemmas, &all);
    let names = names::names(&dic, &rules, &fs::read_to_string(municipalities)?, &all)?;
    let familiarity = frequencies::familiarity(&lexicon, &lemmas);
    let commonness = frequencies::commonness(&lexicon.zipf, &lemmas);

    let mut changes: BTreeMap<(usize, usize, String), u64> = BTreeMap::new();
    for (form, lemma) in &lemmas {
        *changes.entry(change(form, lemma)).or_default() += 1;
    }
    // Frequent changes get small numbers: the automaton shares their outputs.
    let mut frequent: Vec<_> = changes.into_iter().collect();
    frequent.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
    let numbers: HashMap<_, _> =
        frequent.iter().enumerate().map(|(number, (change, _))| (change, number as u64)).collect();

    let unlisted = Entry::default();
    let of = |form: &str| lexicon.entries.get(form).unwrap_or(&unlisted);
    let mut values: BTreeMap<&str, u64> = BTreeMap::new();
    for form in affixes::COMBINING {
        values.insert(form, COMBINING | bucket(lefts.get(*form).copied().unwrap_or_default()) << 8);
    }
    for (form, lemma) in &lemmas {
        // What is known of `zienswijs` is said of `zienswijze`, whose lemma it is.
        let listed = lemma.strip_suffix("wijs").map(|head| format!("{head}wijze"));
        let listed = listed.filter(|_| !lexicon.entries.contains_key(lemma));
        let (entry, base) = (of(form), of(listed.as_ref().unwrap_or(lemma)));
        let left = bucket(lefts.get(form).copied().unwrap_or_default());
        let right = bucket(rights.get(lemma).copied().unwrap_or_default());
        let flags = [
            entry.is_beginning,
            entry.is_end || base.is_end,
            entry.is_listed || lexicon.irregular.contains_key(form),
            entry.is_nominal || base.is_nominal,
        ];
        let more = [
            entry.is_verb_stem,
            entry.is_adjective || base.is_adjective,
            base.is_verb_stem,
            base.is_beginning,
            affixes::COMBINING.contains(&form.as_str()),
        ];
        let bits = |flags: &[bool]| -> u64 {
            flags.iter().enumerate().map(|(place, flag)| u64::from(*flag) << place).sum()
        };
        let value =
            numbers[&change(form, lemma)] << 17 | bits(&more) << 12 | left << 8 | right << 4 | bits(&flags);
        values.insert(form, value);
    }
    let words = automaton(&values)?;
    let text: String = frequent.iter().map(|((ge, cut, add), _)| format!("{ge} {cut} {add}\n")).collect();
    let (familiar, common) = (automaton(&familiarity)?, automaton(&commonness)?);
    let named = automaton(&names)?;
    fs::write(format!("{target}/dutch.fst"), &words)?;
    fs::write(format!("{target}/dutch-changes.txt"), text)?;
    fs::write(format!("{target}/dutch-familiar.fst"), &familiar)?;
    fs::write(format!("{target}/dutch-common.fst"), &common)?;
    fs::write(format!("{target}/dutch-names.fst"), &named)?;
    eprintln!(
        "{} forms, {} changes, {} bytes; {} familiar words, {} bytes; {} common lemmas, {} bytes; {} names, {} bytes",
        values.len(),
        frequent.len(),
        words.len(),
        familiarity.len(),
        familiar.len(),
        commonness.len(),
        common.len(),
        names.len(),
        named.len()
    );
    Ok(())
}
