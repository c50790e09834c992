//! A merger, checked. No I/O.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::municipalities::{Municipality, Register};
use crate::text;

/// What is to happen on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merger {
    pub id: Uuid,
    /// CBS code of the successor; one of today, or a new one.
    pub code: String,
    pub name: String,
    pub province: String,
    /// CBS codes of those that end; without the successor.
    pub formers: Vec<String>,
    /// The first day of the successor.
    pub takes_effect: NaiveDate,
}

impl Merger {
    /// Of municipalities of today. A successor that is none yet needs a name; its province is that of the first former one
    /// unless said otherwise. Fails with `BadInput`.
    pub fn new(
        register: &Register,
        (code, name, province): (&str, Option<&str>, Option<&str>),
        formers: &[String],
        takes_effect: NaiveDate,
    ) -> Result<Self> {
        let code = code.trim().to_uppercase();
        let digits = code.strip_prefix("GM").unwrap_or_default();
        if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Error::BadInput(format!(
                "“{code}” is no CBS code of a municipality, such as GM0479"
            )));
        }
        let mut ending: Vec<Municipality> = Vec::new();
        for former in formers {
            let found = register.by_code(former).filter(|found| !found.is_former());
            let found =
                found.ok_or_else(|| Error::BadInput(format!("“{former}” is no municipality of today")))?;
            if found.code == code {
                return Err(Error::BadInput(format!("{code} goes on: name only those that end")));
            }
            if !ending.iter().any(|known| known.code == found.code) {
                ending.push(found.clone());
            }
        }
        let first = ending.first().ok_or_else(|| Error::BadInput("name those that end".into()))?;
        let there = register.by_code(&code);
        if there.is_some_and(|there| there.is_former()) {
            return Err(Error::BadInput(format!("{code} has ended already")));
        }
        let name = match (there, name) {
            (Some(there), _) => there.name.clone(),
            (None, Some(name)) => text::required("name", name, text::TITLE_MAX)
                .map_err(|problems| Error::BadInput(problems.to_string()))?,
            (None, None) => return Err(Error::BadInput(format!("{code} is new: give its --name"))),
        };
        let province = match (there, province) {
            (Some(there), _) => there.province.clone(),
            (None, Some(province)) => province.trim().to_owned(),
            (None, None) => first.province.clone(),
        };
        Ok(Self {
            id: Uuid::now_v7(),
            formers: ending.iter().map(|one| one.code.clone()).collect(),
            code,
            name,
            province,
            takes_effect,
        })
    }
}
