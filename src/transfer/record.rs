//! The records of the import format. Field names are the API's; references are external ids, municipalities CBS
//! codes, themes slugs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::{MunicipalityRole, Role, Status, Visibility};
use crate::challenges::Stance;
use crate::meetings::model::AgendaItemKind;
use crate::outcomes::model::Insight;
use crate::people::{FieldVisibility, ProfileField};
use crate::pilots::model::{Buyer, DataSource, Domain, Stage};

/// One line, or one file.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    Person(PersonRecord),
    Challenge(ChallengeRecord),
    Pilot(Box<PilotRecord>),
    Meeting(MeetingRecord),
    Report(ReportRecord),
    Outcome(OutcomeRecord),
}

impl Record {
    pub const KINDS: [&'static str; 6] = ["person", "challenge", "pilot", "meeting", "report", "outcome"];

    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Challenge(_) => "challenge",
            Self::Pilot(_) => "pilot",
            Self::Meeting(_) => "meeting",
            Self::Report(_) => "report",
            Self::Outcome(_) => "outcome",
        }
    }

    pub fn external_id(&self) -> &str {
        match self {
            Self::Person(record) => &record.external_id,
            Self::Challenge(record) => &record.publication.external_id,
            Self::Pilot(record) => &record.publication.external_id,
            Self::Meeting(record) => &record.publication.external_id,
            Self::Report(record) => &record.publication.external_id,
            Self::Outcome(record) => &record.publication.external_id,
        }
    }

    /// As a JSON object with `kind` first.
    pub fn to_json(&self) -> serde_json::Result<serde_json::Value> {
        let fields = match self {
            Self::Person(record) => serde_json::to_value(record),
            Self::Challenge(record) => serde_json::to_value(record),
            Self::Pilot(record) => serde_json::to_value(record),
            Self::Meeting(record) => serde_json::to_value(record),
            Self::Report(record) => serde_json::to_value(record),
            Self::Outcome(record) => serde_json::to_value(record),
        }?;
        let mut object = serde_json::Map::new();
        object.insert("kind".into(), self.kind().into());
        if let serde_json::Value::Object(fields) = fields {
            object.extend(fields);
        }
        Ok(object.into())
    }
}

/// What every contribution has: where it stands and since when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    #[serde(default)]
    pub external_id: String,
    /// The address, when it should not be made of the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Of a challenge, report or outcome: the CBS code of whom it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who made it; a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<DateTime<Utc>>,
}

fn is_empty(text: &str) -> bool {
    text.is_empty()
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonRecord {
    #[serde(default)]
    pub external_id: String,
    pub display_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// CBS code.
    pub municipality: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub about: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub seeking: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub offering: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    #[serde(default)]
    pub matchable: bool,
    #[serde(default)]
    pub visibility: Visibility,
    /// Who sees which field of the profile; the default where it says nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<ProfileField, FieldVisibility>,
    /// Stands for those who left the municipality.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_former: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recognitions: Vec<RecognitionRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// A sign-in without a password: `account set-password` gives it one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountRecord {
    pub email: String,
    #[serde(default = "member")]
    pub role: Role,
    #[serde(default = "municipality_member")]
    pub municipality_role: MunicipalityRole,
}

fn member() -> Role {
    Role::Member
}

fn municipality_member() -> MunicipalityRole {
    MunicipalityRole::Member
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecognitionRecord {
    pub challenge: String,
    pub stance: Stance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChallengeRecord {
    pub question: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub context: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    #[serde(flatten)]
    pub publication: Publication,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PilotRecord {
    pub title: String,
    /// CBS code.
    pub municipality: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub summary: String,
    #[serde(default)]
    pub stage: Stage,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub problem: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub approach: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub results: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub lessons_learned: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub failures: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_sources: Vec<DataSource>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buyers: Vec<Buyer>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub cost: String,
    /// The pilot that it repeats in another place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicates: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub challenges: Vec<String>,
    #[serde(flatten)]
    pub publication: Publication,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VenueRecord {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SpeakerRecord {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgendaItemRecord {
    pub kind: AgendaItemKind,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<SpeakerRecord>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeetingRecord {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<i32>,
    pub starts_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<DateTime<Utc>>,
    /// CBS code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<VenueRecord>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<AgendaItemRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pilots: Vec<String>,
    #[serde(flatten)]
    pub publication: Publication,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportRecord {
    pub title: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub summary: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_home_message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    #[serde(flatten)]
    pub publication: Publication,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeRecord {
    pub question: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub conclusion: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insights: Vec<Insight>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_host: Option<String>,
    #[serde(flatten)]
    pub publication: Publication,
}
