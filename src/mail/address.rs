//! Mail addresses: what can be one, and the domain that says whose it is.

use lettre::Address;

use crate::text;

/// The address as it is compared: trimmed and lower-case. `None` when no mail could ever be sent there.
pub fn parse(input: &str) -> Option<String> {
    let address = text::email(input)?;
    address.parse::<Address>().ok()?;
    domain(&address)?;
    Some(address)
}

/// What stands behind the `@`, when it is the name of a host: ASCII labels joined by dots, at least two of them.
pub fn domain(address: &str) -> Option<&str> {
    let (_, domain) = address.rsplit_once('@')?;
    is_domain(domain).then_some(domain)
}

/// RFC 1035, section 2.3.1, as far as the public network uses it; lower-case.
pub fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (1..=63).contains(&label.len()) && is_plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let is_name = last.bytes().any(|b| b.is_ascii_lowercase());
    text.len() <= 253 && text.contains('.') && is_name && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_in_lower_case_and_what_cannot_be_one_is_none() {
        assert_eq!(parse("  Anna@Delft.example "), Some("anna@delft.example".to_owned()));
        for wrong in ["", "anna", "anna@", "@delft.example", "anna@delft", "a b@delft.example", "anna@-x.nl"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        for wrong in
            ["anna@[127.0.0.1]", "anna@127.0.0.1", "anna@delft.example\r\nBcc: x@y.nl", "<a>@delft.nl"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
