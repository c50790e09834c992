//! The log as CSV. No value holds a comma, a quote or a line break, and none begins as a formula does.

use super::model::Entry;

pub const HEADER: &str = "at,kind,actor,target_kind,target,address,municipality\n";

/// One row; `municipality` is the CBS code of the entry's municipality.
pub fn line(entry: &Entry, municipality: Option<&str>) -> String {
    let actor = entry.actor.map(|person| person.to_public()).unwrap_or_default();
    let (target_kind, target) = match &entry.target {
        Some(target) => (target.kind.as_str(), target.public_id()),
        None => ("", String::new()),
    };
    format!(
        "{},{},{actor},{target_kind},{target},{},{}\n",
        entry.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        entry.kind.name(),
        entry.address.as_deref().unwrap_or_default(),
        municipality.unwrap_or_default(),
    )
}
