//! Codes of an authenticator app: TOTP (RFC 6238) with what all apps do by default: SHA-1, six digits, thirty seconds.

use chrono::{DateTime, Utc};
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Secret, Totp};

use super::model::TotpSetup;
use crate::error::{Error, Result};

/// The name in the app.
const ISSUER: &str = "BigDataGemeenten";
/// Steps before and after the present one that count: clocks differ.
const SKEW: u16 = 1;
const QR_PIXELS: u32 = 240;

fn totp(secret: &[u8], email: &str) -> Result<Totp> {
    Builder::new()
        .with_secret(Secret::from(secret.to_vec()))
        .with_skew(SKEW)
        .with_issuer(Some(ISSUER))
        // The name in the app may not hold the colon that separates it from the issuer.
        .with_account_name(email.replace(':', "_"))
        .build()
        .map_err(|error| Error::internal(error.to_string()))
}

/// 160 random bits, as RFC 4226 advises.
pub fn generate() -> Vec<u8> {
    Secret::generate().as_ref().to_vec()
}

/// The secret in the forms that apps take.
pub fn setup(secret: &[u8], email: &str) -> Result<TotpSetup> {
    let totp = totp(secret, email)?;
    let uri = totp.to_url().map_err(|error| Error::internal(error.to_string()))?;
    let code = QrCode::new(uri.as_bytes()).map_err(Error::internal)?;
    let image = code.render::<svg::Color<'_>>().min_dimensions(QR_PIXELS, QR_PIXELS).build();
    // Inside a page there is no XML declaration.
    let qr_svg = image.find("<svg").map_or(image.as_str(), |at| &image[at..]).to_owned();
    Ok(TotpSetup { secret: totp.secret().to_base32(), uri, qr_svg })
}

/// The step whose code this is, the present one or one beside it; `None` when it is none of theirs.
///
/// The caller sees to it that a step counts once (RFC 6238, section 5.2).
pub fn step(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.timestamp()).map_err(Error::internal)?;
    let step = totp(secret, "")?.check(&code, seconds);
    step.map(|step| i64::try_from(step).map_err(Error::internal)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    /// Of RFC 6238, appendix B, in six digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let now = Utc.timestamp_opt(seconds, 0).unwrap();
            assert_eq!(step(secret, code, now).unwrap(), Some(seconds / 30));
            assert_eq!(
                step(secret, &code.replace(&code[..3], &format!("{} ", &code[..3])), now).unwrap(),
                Some(seconds / 30)
            );
            assert_eq!(step(secret, code, now + Duration::seconds(30)).unwrap(), Some(seconds / 30));
            assert_eq!(step(secret, code, now + Duration::seconds(60)).unwrap(), None);
        }
        for wrong in ["", "28708", "2870822", "+87082", "٢٨٧٠٨٢", "abcdef"] {
            assert_eq!(step(secret, wrong, Utc.timestamp_opt(59, 0).unwrap()).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn the_setup_names_network_and_address() {
        let setup = setup(&generate(), "anna@delft.example").unwrap();
        assert!(
            setup.uri.starts_with("otpauth://totp/BigDataGemeenten:anna%40delft.example?secret="),
            "{}",
            setup.uri
        );
        assert!(setup.uri.contains(&setup.secret) && setup.secret.len() == 32);
        assert!(setup.qr_svg.starts_with("<svg") && !setup.qr_svg.contains("script"));
    }
}
