//! What people call the kinds of things and the stages of pilots, when they look for them (`gestopte pilots`,
//! `soort:verslag`), which texts seldom say of themselves.

use crate::ids::NodeKind;

/// Names of kinds, beside those that the API has.
const KINDS: &[(&str, NodeKind)] = &[
    ("pilots", NodeKind::Pilot),
    ("proef", NodeKind::Pilot),
    ("proeven", NodeKind::Pilot),
    ("experiment", NodeKind::Pilot),
    ("experimenten", NodeKind::Pilot),
    ("verslag", NodeKind::Report),
    ("verslagen", NodeKind::Report),
    ("reports", NodeKind::Report),
    ("opbrengst", NodeKind::Outcome),
    ("opbrengsten", NodeKind::Outcome),
    ("uitkomst", NodeKind::Outcome),
    ("uitkomsten", NodeKind::Outcome),
    ("workshop", NodeKind::Outcome),
    ("workshops", NodeKind::Outcome),
    ("outcomes", NodeKind::Outcome),
    ("vraagstuk", NodeKind::Challenge),
    ("vraagstukken", NodeKind::Challenge),
    ("uitdaging", NodeKind::Challenge),
    ("uitdagingen", NodeKind::Challenge),
    ("challenges", NodeKind::Challenge),
    ("bijeenkomst", NodeKind::Meeting),
    ("bijeenkomsten", NodeKind::Meeting),
    ("meetings", NodeKind::Meeting),
    ("mens", NodeKind::Person),
    ("mensen", NodeKind::Person),
    ("persoon", NodeKind::Person),
    ("personen", NodeKind::Person),
    ("people", NodeKind::Person),
    ("gemeente", NodeKind::Municipality),
    ("gemeenten", NodeKind::Municipality),
    ("municipalities", NodeKind::Municipality),
];
/// Dutch names of stages, beside those that things carry; each stage's first is what its pilots are called.
const STAGES: &[(&str, &str)] = &[
    ("idee", "idea"),
    ("ideeen", "idea"),
    ("verkenning", "exploration"),
    ("verkenningen", "exploration"),
    ("evaluatie", "evaluation"),
    ("opschaling", "scaling"),
    ("opgeschaald", "scaling"),
    ("opgeschaalde", "scaling"),
    ("productie", "production"),
    ("gestopt", "stopped"),
    ("gestopte", "stopped"),
];

/// The kind that is called so. `folded`: as [`super::analysis::fold::fold`] gives it.
pub fn kind(folded: &str) -> Option<NodeKind> {
    let known = KINDS.iter().find(|(name, _)| *name == folded).map(|(_, kind)| *kind);
    known.or_else(|| NodeKind::from_name(folded))
}

/// The stage that is called so, as things carry it.
pub fn stage(folded: &str) -> Option<&'static str> {
    STAGES.iter().find(|(name, _)| *name == folded).map(|(_, stage)| *stage)
}

/// What things of a kind carry in `about`; people and municipalities nothing, as who looks for one says its name.
pub fn called(kind: NodeKind) -> Option<&'static str> {
    match kind {
        NodeKind::Pilot => Some("pilot"),
        NodeKind::Report => Some("verslag"),
        NodeKind::Outcome => Some("opbrengst"),
        NodeKind::Challenge => Some("vraagstuk"),
        NodeKind::Meeting => Some("bijeenkomst"),
        _ => None,
    }
}

/// What pilots of a stage carry in `about`.
pub fn called_at(stage: &str) -> Option<&'static str> {
    STAGES.iter().find(|(_, known)| *known == stage).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_stages_are_known_by_what_people_call_them() {
        assert_eq!(kind("workshops"), Some(NodeKind::Outcome));
        assert_eq!(kind("pilot"), Some(NodeKind::Pilot));
        assert_eq!(kind("kikker"), None);
        assert_eq!(stage("gestopte"), Some("stopped"));
        assert_eq!(called_at("stopped"), Some("gestopt"));
        // What is carried is a name by which it is asked for.
        for kind_of in
            [NodeKind::Pilot, NodeKind::Report, NodeKind::Outcome, NodeKind::Challenge, NodeKind::Meeting]
        {
            assert_eq!(called(kind_of).and_then(kind), Some(kind_of));
        }
    }
}
