//! Recovery codes: for who has lost the telephone. Each counts once.
//!
//! A code has 120 random bits, more than the 112 from which OWASP ASVS 5.0 (6.5.2) takes a plain hash for enough.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::vault;

/// How many somebody gets at once.
pub const CODES: usize = 10;
const GROUP: usize = 6;

/// `ABCDEF-GHIJKL-MNOPQR-STUVWX`
pub fn generate() -> Result<Vec<String>> {
    (0..CODES)
        .map(|_| {
            let text = BASE32_NOPAD.encode(&vault::random::<15>()?);
            let groups: Vec<&str> = (0..text.len()).step_by(GROUP).map(|at| &text[at..at + GROUP]).collect();
            Ok(groups.join("-"))
        })
        .collect()
}

/// What is kept of a code: the same however it is typed.
pub fn hash(code: &str) -> String {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    HEXLOWER.encode(&Sha256::digest(plain.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_with_other_marks_and_letters() {
        let codes = generate().unwrap();
        assert_eq!(codes.len(), CODES);
        assert!(codes.iter().all(|code| code.len() == 27), "{codes:?}");
        assert_eq!(hash(&codes[0]), hash(&format!(" {} ", codes[0].to_lowercase().replace('-', " "))));
        assert_ne!(hash(&codes[0]), hash(&codes[1]));
    }
}
