//! One concept, and how it may be changed.

use chrono::{DateTime, Utc};

use crate::error::Problems;
use crate::ids::{ConceptId, ThemeId};
use crate::text;
use crate::themes::Vocabulary;

/// Characters of a label.
pub const LABEL_MAX: usize = 100;
/// Characters of a note.
pub const NOTE_MAX: usize = 2_000;

/// What a concept says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Dutch; no two concepts have the same, in whatever case.
    pub pref_label: String,
    /// English.
    pub pref_label_en: Option<String>,
    /// Other words for it, in any language; disjoint from the other labels, as all three are.
    pub alt_labels: Vec<String>,
    /// Searched, never shown.
    pub hidden_labels: Vec<String>,
    /// What it means here and what it does not.
    pub scope_note: String,
    /// The theme of the network that is about the same.
    pub theme: Option<ThemeId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    pub id: ConceptId,
    /// What others call it: the address that it was imported with.
    pub uri: Option<String>,
    pub content: Content,
    /// The number of its state; a change names the one it was made on.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What somebody fills in; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ConceptChange {
    pub pref_label: Option<String>,
    /// Blank: none.
    pub pref_label_en: Option<String>,
    pub alt_labels: Option<Vec<String>>,
    pub hidden_labels: Option<Vec<String>>,
    pub scope_note: Option<String>,
    /// A slug; blank: none.
    pub theme: Option<String>,
    pub broader: Option<Vec<ConceptId>>,
    pub related: Option<Vec<ConceptId>>,
}

/// A label as labels are compared: in lower case, one space between words.
pub fn label_key(label: &str) -> String {
    let lower = label.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Content {
    /// With `change` made, relations aside; every field that is out of bounds is reported.
    pub fn with(&self, change: &ConceptChange, themes: &Vocabulary) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut next = self.clone();
        if let Some(text) = &change.pref_label {
            let checked =
                text::required("prefLabel", text, LABEL_MAX).and_then(|text| label("prefLabel", &text));
            next.pref_label = problems.take(checked).unwrap_or_default();
        }
        if let Some(text) = &change.pref_label_en {
            next.pref_label_en = match text.trim() {
                "" => None,
                text => problems.take(label("prefLabelEn", text)),
            };
        }
        if let Some(texts) = &change.alt_labels {
            next.alt_labels = problems.take(labels("altLabels", texts)).unwrap_or_default();
        }
        if let Some(texts) = &change.hidden_labels {
            next.hidden_labels = problems.take(labels("hiddenLabels", texts)).unwrap_or_default();
        }
        if let Some(text) = &change.scope_note {
            next.scope_note = problems.take(text::clean("scopeNote", text, NOTE_MAX)).unwrap_or_default();
        }
        if let Some(slug) = &change.theme {
            next.theme = match slug.trim() {
                "" => None,
                slug => match themes.by_slug(slug) {
                    Some(theme) => Some(theme.id),
                    None => {
                        problems.add("theme", "UNKNOWN", format!("Het thema “{slug}” bestaat niet."));
                        None
                    }
                },
            };
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        next.forget_repetitions();
        Ok(next)
    }

    /// A label counts once: as the preferred one, else as an alternative, else as a hidden one (SKOS, S13).
    fn forget_repetitions(&mut self) {
        let mut known = vec![label_key(&self.pref_label)];
        known.extend(self.pref_label_en.as_deref().map(label_key));
        let mut is_new = |label: &String| {
            let key = label_key(label);
            let is_new = !known.contains(&key);
            known.push(key);
            is_new
        };
        self.alt_labels.retain(&mut is_new);
        self.hidden_labels.retain(&mut is_new);
    }
}

fn labels(path: &str, texts: &[String]) -> Result<Vec<String>, Problems> {
    text::bounded(path, texts)?;
    let mut problems = Problems::default();
    let filled = texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let checked = filled.filter_map(|(i, text)| problems.take(label(&format!("{path}.{i}"), text)));
    let checked = checked.collect();
    if problems.is_empty() { Ok(checked) } else { Err(problems) }
}

/// One line that search can find: it has a letter or a digit, and nothing that nobody sees. `|` separates labels in a CSV
/// file, and a spreadsheet takes what begins with `=`, `+`, `-` or `@` for a formula.
fn label(path: &str, text: &str) -> Result<String, Problems> {
    let text = text::clean(path, text, LABEL_MAX)?;
    let (code, message) = if text.contains('|') || text.chars().any(char::is_control) {
        ("MALFORMED", "Gebruik geen | en geen nieuwe regel in een woord.")
    } else if text.chars().any(is_format) {
        ("CONTROL_CHARACTER", "Dit woord bevat een onzichtbaar teken. Typ het woord opnieuw.")
    } else if text.starts_with(['=', '+', '-', '@']) {
        ("MALFORMED", "Begin een woord niet met =, +, - of @.")
    } else if !text.chars().any(char::is_alphanumeric) {
        ("MALFORMED", "Gebruik minstens één letter of cijfer.")
    } else {
        return Ok(text.split_whitespace().collect::<Vec<_>>().join(" "));
    };
    Err(Problems::one(path, code, message))
}

/// Unicode's general category Cf (version 16.0): nobody sees it, but it parts words, joins letters or sets them in another
/// order. Labels that look the same would differ by it, or one would look like another.
fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{600}'..='\u{605}'
            | '\u{61C}'
            | '\u{6DD}'
            | '\u{70F}'
            | '\u{890}'..='\u{891}'
            | '\u{8E2}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{110BD}'
            | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E007F}'
    )
}
