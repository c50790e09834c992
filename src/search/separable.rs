//! Verbs of a query that stand apart from their particles: `uit te faseren`, `pas regels toe`, `wat levert data op volgens
//! de raad`.
//!
//! Most particles are prepositions as well (`data levert inzicht op de lange duur`), so that one in the middle of a query is
//! looked for only where little speaks against it: what stands before it is a verb and no noun, there are other words
//! between them, and neither an article nor a number stands behind it. Whether it is one nobody can tell so (`wie stelt eisen
//! aan leveranciers`), so that the verb counts less there.

use super::analysis::compound;
use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::particles::{self, SEPARABLE};
use super::analysis::steps;
use super::parse::Clause;

/// Who does it. What stands beside one of them is a verb, whatever else the word may be (`hoe vraag ik iets aan`).
const SUBJECTS: &[&str] = &["ik", "jij", "je", "u", "hij", "zij", "ze", "men", "wij", "we", "jullie"];
/// What begins a noun phrase: behind a preposition, not behind the particle of a verb.
const DETERMINERS: &[&str] = &[
    "de", "het", "een", "geen", "deze", "dit", "die", "dat", "welke", "welk", "elke", "elk", "iedere",
    "ieder", "alle", "mijn", "jouw", "uw", "zijn", "haar", "ons", "onze", "hun", "veel", "weinig",
];

/// A verb with its particle, written in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verb {
    /// `uitfaseren`, or another form.
    pub form: String,
    /// In the middle of a sentence it may be a preposition as well, that a noun without an article stands behind: `wie stelt
    /// eisen aan leveranciers` is of `stellen`.
    pub is_certain: bool,
}

/// The verb that the word at this place makes with a particle.
pub fn verb(wanted: &[Clause], at: usize) -> Option<Verb> {
    if !steps::chosen().has_particles {
        return None;
    }
    let words: Vec<Option<String>> =
        wanted.iter().map(|clause| clause.single().map(|word| fold(&word.raw))).collect();
    let word = |i: usize| words.get(i).and_then(Option::as_deref);
    let particle = |i: usize| word(i).filter(|word| i != at && SEPARABLE.contains(word));
    let typed = word(at)?;
    if at >= 2 && word(at - 1) == Some("te") {
        // Behind `te` stands a verb, whether the dictionary has it or not.
        return particle(at - 2)
            .map(|particle| Verb { form: format!("{particle}{typed}"), is_certain: true });
    }
    let last = words.len() - 1;
    let with = |i: usize| particle(i).map(|particle| format!("{particle}{typed}"));
    let at_the_end = with(last).filter(|verb| DUTCH.get(verb).is_some_and(|known| known.is_verb()));
    let at_the_end = at_the_end.map(|form| Verb { form, is_certain: true });
    at_the_end.or_else(|| {
        // The nearest one is the verb's, and no other verb stands between them.
        let place = (at + 1..last).find(|i| particle(*i).is_some())?;
        let is_free = place > at + 1 && !(at + 1..place).any(|i| is_finite(&word, i));
        let begins_phrase = word(place + 1).is_none_or(|next| DETERMINERS.contains(&next) || is_number(next));
        let is_particle = is_free && !begins_phrase && is_finite(&word, at);
        let form = with(place).filter(|form| is_particle && is_verb(form))?;
        Some(Verb { form, is_certain: false })
    })
}

/// Does this word say what somebody does: by who stands beside it, or as a form that is neither a noun nor an infinitive?
fn is_finite<'a>(word: &impl Fn(usize) -> Option<&'a str>, at: usize) -> bool {
    let Some((typed, known)) = word(at).and_then(|typed| Some((typed, DUTCH.get(typed)?))) else {
        return false;
    };
    let is_beside_subject = [at.checked_sub(1), Some(at + 1)]
        .into_iter()
        .flatten()
        .filter_map(word)
        .any(|it| SUBJECTS.contains(&it));
    // Of a noun that a verb is made of (`werk`) these are forms of the verb alone.
    let is_form_of_verb = !known.is_lemma() && typed.ends_with(['t', 'e']) && !typed.ends_with("je");
    // `gestelde voorwaarden`
    let is_participle = compound::is_participle(typed, known);
    known.is_verb() && (is_beside_subject || is_form_of_verb && !is_participle)
}

/// Has the dictionary this form of a verb with a particle, or the verb that it is a form of?
fn is_verb(form: &str) -> bool {
    let has = |word: &str| DUTCH.get(word).is_some_and(|known| known.is_verb());
    has(form) || particles::verb(form).is_some_and(|stem| has(&stem))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn a_verb_is_found_with_its_particle_before_te_at_the_end_or_where_nothing_speaks_against_it() {
        for (query, at, expected) in [
            ("systemen uit te faseren", 3, Some("uitfaseren")),
            ("pas regels toe", 0, Some("toepas")),
            ("pas regels toe", 1, None),
            ("regels toe", 1, None),
            ("toe", 0, None),
            ("wat levert data op business case", 1, Some("oplevert")),
            ("wat levert data op business case", 2, None),
            ("wat houdt de wet in voor gemeenten", 1, Some("inhoudt")),
            ("hoe vraag ik subsidie aan bij Delft", 1, Some("aanvraag")),
            ("wij zetten sensoren in tegen afval", 1, Some("inzetten")),
            // A noun phrase begins behind it, nothing stands between them, or it is no verb, an infinitive or of another.
            ("wat levert data op de lange duur", 1, None),
            ("wat levert op maat", 1, None),
            ("levert data op 2 plaatsen", 0, None),
            ("een vraag van burgers aan Delft", 1, None),
            ("gegevens delen burgers in Delft", 1, None),
            ("wat levert data die inzicht geeft op termijn", 1, None),
            // A participle.
            ("gestelde voorwaarden voor subsidie", 0, None),
            ("gemaakte afspraken over zorg", 0, None),
        ] {
            let found = verb(&parse(query).wanted, at);
            assert_eq!(found.as_ref().map(|verb| verb.form.as_str()), expected, "{query}");
            let is_in_the_middle = ["wat", "hoe", "wij"].iter().any(|begin| query.starts_with(begin));
            assert!(found.is_none_or(|verb| verb.is_certain != is_in_the_middle), "{query}");
        }
    }
}
