//! A municipality as the register knows it.

use crate::ids::MunicipalityId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    pub id: MunicipalityId,
    /// CBS code, `GM0479`.
    pub code: String,
    /// The official name: `'s-Gravenhage`.
    pub name: String,
    /// What lists are sorted by.
    pub sort_name: String,
    pub slug: String,
    pub province: String,
    /// Identifier in the TOOI register (standaarden.overheid.nl/tooi).
    pub tooi_uri: String,
    /// What people type: `Den Haag`.
    pub also_known_as: Vec<String>,
    /// First day, ISO 8601, where known.
    pub valid_from: Option<String>,
    /// Last day, for one that was merged or renamed.
    pub valid_until: Option<String>,
    pub successors: Vec<MunicipalityId>,
    pub predecessors: Vec<MunicipalityId>,
}

impl Municipality {
    pub fn is_former(&self) -> bool {
        self.valid_until.is_some()
    }
}
