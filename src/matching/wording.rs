//! Reasons in words: one Dutch sentence each, at level B1, about the other person and to the viewer.

use super::model::{Reason, Relation, Urgency};

/// `theirs` and `mine`: the names of what the reason rests on; for a challenge, its question both times.
pub fn sentence(reason: &Reason, theirs: &str, mine: &str) -> String {
    use Urgency::{Later, Now};
    match reason {
        Reason::Solved { mine: Now, .. } => {
            format!("Heeft ‘{theirs}’ al opgelost; jij loopt er nu tegenaan.")
        }
        Reason::Solved { mine: Later, .. } => {
            format!("Heeft ‘{theirs}’ al opgelost; jij krijgt er nog mee te maken.")
        }
        Reason::Faces { theirs: Now, .. } => {
            format!("Loopt nu tegen ‘{theirs}’ aan; jij hebt het al opgelost.")
        }
        Reason::Faces { theirs: Later, .. } => {
            format!("Krijgt nog te maken met ‘{theirs}’; jij hebt het al opgelost.")
        }
        Reason::Same { mine: Now, theirs: Now, .. } => format!("Loopt net als jij nu tegen ‘{theirs}’ aan."),
        Reason::Same { mine: Now, theirs: Later, .. } => {
            format!("Krijgt nog te maken met ‘{theirs}’; jij loopt er nu al tegenaan.")
        }
        Reason::Same { mine: Later, theirs: Now, .. } => {
            format!("Loopt nu al tegen ‘{theirs}’ aan; jij krijgt er nog mee te maken.")
        }
        Reason::Same { mine: Later, theirs: Later, .. } => {
            format!("Krijgt net als jij nog te maken met ‘{theirs}’.")
        }
        Reason::Pilot { has_same_challenge: true, .. } => {
            format!("Hoort bij de pilot ‘{theirs}’, over hetzelfde vraagstuk als jouw pilot ‘{mine}’.")
        }
        Reason::Pilot { has_same_challenge: false, .. } => {
            format!("Hoort bij de pilot ‘{theirs}’, die lijkt op jouw pilot ‘{mine}’.")
        }
        Reason::Theme { relation: Relation::Same, .. } => {
            format!("Werkt net als jij aan het thema ‘{theirs}’.")
        }
        Reason::Theme { relation: Relation::Broader, .. } => {
            format!("Werkt aan het thema ‘{theirs}’; jouw thema ‘{mine}’ valt daaronder.")
        }
        Reason::Theme { relation: Relation::Narrower, .. } => {
            format!("Werkt aan het thema ‘{theirs}’; dat valt onder jouw thema ‘{mine}’.")
        }
    }
}
