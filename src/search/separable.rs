//! Verbs of a query that stand apart from their particles: `uit te faseren`, `pas regels toe`.

use super::analysis::dictionary::DUTCH;
use super::analysis::fold::fold;
use super::analysis::particles::SEPARABLE;
use super::analysis::steps;
use super::parse::Clause;

/// The verb that the word at this place makes with a particle, written in one (`uitfaseren`).
pub fn verb(wanted: &[Clause], at: usize) -> Option<String> {
    if !steps::chosen().has_particles {
        return None;
    }
    let folded = |i: usize| wanted.get(i).and_then(Clause::single).map(|word| fold(&word.raw));
    let is_infinitive = at >= 2 && folded(at - 1).is_some_and(|word| word == "te");
    let place = if is_infinitive { at - 2 } else { wanted.len().checked_sub(1)? };
    let particle = folded(place).filter(|word| place != at && SEPARABLE.contains(&word.as_str()))?;
    let verb = format!("{particle}{}", folded(at)?);
    // Behind `te` stands a verb, whether the dictionary has it or not.
    (is_infinitive || DUTCH.get(&verb).is_some_and(|known| known.is_verb())).then_some(verb)
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn a_verb_is_found_with_its_particle_before_te_or_at_the_end_of_the_query() {
        for (query, at, expected) in [
            ("systemen uit te faseren", 3, Some("uitfaseren")),
            ("pas regels toe", 0, Some("toepas")),
            ("pas regels toe", 1, None),
            ("regels toe", 1, None),
            ("toe", 0, None),
        ] {
            assert_eq!(verb(&parse(query).wanted, at).as_deref(), expected, "{query}");
        }
    }
}
