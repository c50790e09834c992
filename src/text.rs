//! Text that people type: cleaned, bounded, and turned into slugs and sort keys.

use crate::error::{Error, Problems};

/// As Dutch texts name them, from January on.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// Characters, as people count them.
pub const TITLE_MAX: usize = 200;
pub const SUMMARY_MAX: usize = 500;
pub const BODY_MAX: usize = 50_000;
pub const NOTE_MAX: usize = 500;
/// Entries in a list inside an input: partners, buyers, contacts, …
pub const LIST_MAX: usize = 50;
/// Values in a filter: more than there are municipalities.
pub const FILTER_MAX: usize = 500;

/// `input` without the white space around it.
///
/// Refuses more than `max` characters (`TOO_LONG`) and control characters other than line breaks and tabs
/// (`CONTROL_CHARACTER`): PostgreSQL can't store NUL, and what one database refuses the other must not keep.
pub fn clean(path: &str, input: &str, max: usize) -> Result<String, Problems> {
    let text = input.trim();
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        let message =
            "Deze tekst bevat een onzichtbaar besturingsteken. Plak de tekst opnieuw zonder opmaak.";
        return Err(Problems::one(path, "CONTROL_CHARACTER", message));
    }
    let length = text.chars().count();
    if length > max {
        let message = format!("Maximaal {max} tekens; dit zijn er {length}.");
        return Err(Problems::one(path, "TOO_LONG", message));
    }
    Ok(text.to_owned())
}

/// The same, and something must be left (`REQUIRED`).
pub fn required(path: &str, input: &str, max: usize) -> Result<String, Problems> {
    let text = clean(path, input, max)?;
    if text.is_empty() { Err(Problems::one(path, "REQUIRED", "Vul dit in.")) } else { Ok(text) }
}

/// Lets a text read otherwise than it is (Unicode TR36, 2.9; CVE-2021-42574). Names could be those of others by it; Dutch
/// and English need none of them, and Hebrew and Arabic words are ordered without.
fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The name of somebody: like [`required`], and without what lets it read as the name of somebody else.
pub fn name(path: &str, input: &str, max: usize) -> Result<String, Problems> {
    let name = required(path, input, max)?;
    if name.chars().any(is_reordering) {
        let message = "Deze naam bevat een onzichtbaar teken dat letters in een andere volgorde zet. Typ de naam opnieuw.";
        return Err(Problems::one(path, "CONTROL_CHARACTER", message));
    }
    Ok(name)
}

/// Like [`clean`], for an optional text: nothing left is `None`.
pub fn optional(path: &str, input: Option<&str>, max: usize) -> Result<Option<String>, Problems> {
    let text = clean(path, input.unwrap_or_default(), max)?;
    Ok((!text.is_empty()).then_some(text))
}

/// At most [`LIST_MAX`] entries (`TOO_MANY`).
pub fn bounded<T>(path: &str, list: &[T]) -> Result<(), Problems> {
    if list.len() > LIST_MAX {
        let message = format!("Maximaal {LIST_MAX} regels; dit zijn er {}.", list.len());
        return Err(Problems::one(path, "TOO_MANY", message));
    }
    Ok(())
}

/// The values that a list is narrowed to, at most [`FILTER_MAX`]; a filter that was not given is empty.
///
/// Each becomes a piece of a query, and a client may send as many as fit into a request. Fails with `BadInput`.
pub fn narrowing<T>(name: &str, values: Option<Vec<T>>) -> Result<Vec<T>, Error> {
    let values = values.unwrap_or_default();
    if values.len() > FILTER_MAX {
        return Err(Error::BadInput(format!("a filter has at most {FILTER_MAX} {name}")));
    }
    Ok(values)
}

/// For addresses: lower-case ASCII words joined by hyphens, at most 80 characters, cut between words; may be empty.
pub fn slug(text: &str) -> String {
    let slug = slug::slugify(text);
    if slug.len() <= 80 {
        return slug;
    }
    let cut = &slug[..80];
    cut.rsplit_once('-').map_or(cut, |(head, _)| head).to_owned()
}

/// For sorting: the same on every database and in every locale, "Één" beside "een".
pub fn sort_key(text: &str) -> String {
    slug::slugify(text).replace('-', " ")
}

/// An address as it is compared: trimmed and lower-case; `None` when it can't be one.
pub fn email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (local, domain) = text.split_once('@')?;
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let is_address = !local.is_empty() && domain.contains('.') && !domain.contains('@') && text.len() <= 254;
    (is_plain && is_address).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_slug_is_cut_between_words() {
        let slug = slug(&"datagedreven werken ".repeat(20));
        assert!(slug.len() <= 80 && slug.ends_with("werken") || slug.ends_with("datagedreven"), "{slug}");
    }

    #[test]
    fn line_breaks_stay_and_nul_is_refused() {
        assert_eq!(clean("body", " een\n\ttwee ", 20).unwrap(), "een\n\ttwee");
        assert_eq!(clean("body", "een\0twee", 20).unwrap_err().0[0].code, "CONTROL_CHARACTER");
        assert_eq!(name("name", "Evil\u{202E}maaN", 20).unwrap_err().0[0].code, "CONTROL_CHARACTER");
    }

    #[test]
    fn a_filter_of_too_many_values_is_refused() {
        assert_eq!(narrowing("stages", Some(vec![1; FILTER_MAX])).unwrap().len(), FILTER_MAX);
        assert_eq!(narrowing::<u8>("stages", None).unwrap(), Vec::<u8>::new());
        assert_eq!(narrowing("stages", Some(vec![1; FILTER_MAX + 1])).unwrap_err().code(), "BAD_USER_INPUT");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(clean("title", &"é".repeat(200), TITLE_MAX).is_ok());
        assert_eq!(clean("title", &"é".repeat(201), TITLE_MAX).unwrap_err().0[0].code, "TOO_LONG");
    }
}
