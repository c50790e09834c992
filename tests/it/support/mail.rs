//! The mailbox: what the server wrote into its folder of mails.

use super::app::{TestApp, until};

/// A mail as its reader sees it.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub raw: String,
}

impl Received {
    fn is_about_security(&self) -> bool {
        ["Er is iets aan je beveiliging veranderd", "Something about your security has changed"]
            .contains(&self.subject.as_str())
    }

    /// The token of the link in it.
    #[track_caller]
    pub fn token(&self) -> String {
        let (_, token) =
            self.text.split_once("#token=").unwrap_or_else(|| panic!("no link in {}", self.text));
        let token: String = token.chars().take_while(|c| !c.is_whitespace()).collect();
        assert!(self.html.contains(&format!("#token={token}\"")), "text and HTML lead to the same place");
        token
    }
}

impl TestApp {
    /// All mails but those about security, oldest first: every administrator here has got one of their second factor.
    pub fn mails(&self) -> Vec<Received> {
        self.all_mails().into_iter().filter(|mail| !mail.is_about_security()).collect()
    }

    /// Waits until there are `count` mails about security to `address`; answers them, oldest first.
    pub async fn security_mails_to(&self, address: &str, count: usize) -> Vec<Received> {
        let to = || {
            let all = self.all_mails().into_iter();
            all.filter(|mail| mail.to == address && mail.is_about_security()).collect::<Vec<_>>()
        };
        until(&format!("{count} mails about security to {address}"), async || to().len() >= count).await;
        let mails = to();
        assert_eq!(mails.len(), count, "{mails:?}");
        mails
    }

    fn all_mails(&self) -> Vec<Received> {
        let Ok(files) = std::fs::read_dir(self.place.path().join("mail")) else { return Vec::new() };
        let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        paths.sort();
        paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).map(|raw| parse(&raw)).collect()
    }

    /// Waits until there are `count` mails to `address`; answers the latest.
    pub async fn nth_mail_to(&self, address: &str, count: usize) -> Received {
        let to = || self.mails().into_iter().filter(|mail| mail.to == address).collect::<Vec<_>>();
        until(&format!("{count} mails to {address}"), async || to().len() >= count).await;
        let mails = to();
        assert_eq!(mails.len(), count, "{mails:?}");
        mails.last().unwrap().clone()
    }

    /// Waits for the only mail to `address`.
    pub async fn mail_to(&self, address: &str) -> Received {
        self.nth_mail_to(address, 1).await
    }
}

/// Enough of RFC 5322 and 2045 for what this program writes.
fn parse(raw: &str) -> Received {
    let raw = raw.replace("\r\n", "\n");
    let (head, body) = raw.split_once("\n\n").unwrap();
    let head = head.replace("\n ", " ");
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
    };
    // Not only its dashes: a line of a part may begin with those of a token.
    let boundary = head.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let part = |kind: &str| {
        let from = body.find(&format!("Content-Type: {kind}")).unwrap();
        let part = body[from..].split(&format!("\n--{boundary}")).next().unwrap();
        let (head, content) = part.split_once("\n\n").unwrap();
        if head.contains("quoted-printable") { quoted_printable(content) } else { plain(head, content) }
    };
    Received {
        to: header("To"),
        subject: encoded_words(&header("Subject")),
        text: part("text/plain"),
        html: part("text/html"),
        raw: raw.clone(),
    }
}

fn plain(head: &str, content: &str) -> String {
    if !head.contains("base64") {
        return content.to_owned();
    }
    let bytes = data_encoding::BASE64.decode(content.replace('\n', "").as_bytes()).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' && after.len() >= 2 {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// RFC 2047.
fn encoded_words(text: &str) -> String {
    let (mut decoded, mut was_encoded) = (String::new(), false);
    for (index, word) in text.split(' ').enumerate() {
        let inner = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        // The space between two encoded words is none.
        if index > 0 && !(was_encoded && inner.is_some()) {
            decoded.push(' ');
        }
        was_encoded = inner.is_some();
        match inner {
            Some(inner) => {
                decoded.push_str(&String::from_utf8_lossy(
                    &data_encoding::BASE64.decode(inner.as_bytes()).unwrap(),
                ));
            }
            None => decoded.push_str(word),
        }
    }
    decoded.trim().to_owned()
}

#[test]
fn a_token_with_dashes_is_read_whole_wherever_a_line_ends() {
    let raw = "To: noor@delft.example\r\nSubject: Link\r\nContent-Type: multipart/alternative;\r\n boundary=\"b1\"\r\n\r\n\
        --b1\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        https://x/#token=3Dab=\r\n--cd\r\n--b1\r\nContent-Type: text/html\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n<a href=3D\"https://x/#token=3Dab=\r\n--cd\">\r\n--b1--\r\n";
    assert_eq!(parse(raw).token(), "ab--cd");
}
