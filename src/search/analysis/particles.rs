//! Verbs with a particle that stands apart in some of their forms: `aangeven`, `geeft aan`.

use super::dictionary::{DUTCH, Known};

/// What stands apart from its verb in some of its forms.
pub const SEPARABLE: &[&str] = &[
    "aan", "achter", "af", "bij", "binnen", "door", "in", "langs", "mee", "na", "neer", "om", "onder", "op",
    "open", "over", "rond", "samen", "tegen", "terug", "toe", "uit", "vast", "voor", "weg",
];
/// Letters of a form of a verb behind a particle (`gaf`).
const VERB_MIN: usize = 3;

/// The stem of a form of a verb behind its particle, which the dictionary has without it: `aangeeft`, `afgebroken`.
pub fn verb(folded: &str) -> Option<String> {
    if DUTCH.get(folded).is_some() {
        return None;
    }
    SEPARABLE.iter().find_map(|particle| {
        let rest = folded.strip_prefix(particle).filter(|rest| rest.len() >= VERB_MIN)?;
        // `woningen` may be of a noun, `doorstroomt` is not.
        let is_finite = rest.ends_with(['t', 'e']) && !rest.ends_with("je")
            || ["ten", "den", "end"].iter().any(|ending| rest.ends_with(ending));
        let is_verb =
            |known: &Known| known.is_verb() && (!known.is_nominal() || is_finite && !known.is_lemma());
        let known = DUTCH.get(rest).filter(is_verb)?;
        let mut stem = (*particle).to_owned();
        DUTCH.lemma(rest, known, &mut stem);
        Some(stem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_is_known_behind_its_particle() {
        for (form, stem) in [
            ("doorgeeft", Some("doorgeef")),
            ("aanvoelde", Some("aanvoel")),
            ("aangeeft", Some("aangeef")),
            ("doorstroomt", Some("doorstroom")),
            ("uitwerkten", Some("uitwerk")),
            // Behind the particle stands no form of a verb.
            ("doorxqzt", None),
            ("uitwoningen", None),
            // The dictionary has these themselves.
            ("aangeven", None),
            ("aanbod", None),
            ("opgave", None),
        ] {
            assert_eq!(verb(form).as_deref(), stem, "{form}");
        }
    }
}
