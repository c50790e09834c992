//! Texts of mails. One source makes both the plain text and the HTML, so that they never say different things.
//!
//! The first line is the subject. Paragraphs are parted by empty lines; a paragraph `[label]({link})` is a button.
//! `-[label]({link})` is a link that asks for no attention; a paragraph `{sections}` stands for lists of links.
//! `{name}` stands for a value. Values are put in after the source was read: nothing in them is ever markup.

use super::language::Language;

/// A text in each language, with the same values.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Short and stable, for logs: `verify-email`.
    pub kind: &'static str,
    pub nl: &'static str,
    pub en: &'static str,
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A heading with a list of links under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    pub link: String,
    pub items: Vec<Item>,
    /// What the list leaves out, in words.
    pub more: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub title: String,
    pub link: String,
    pub note: String,
}

enum Block<'a> {
    Paragraph(&'a str),
    Button { label: &'a str, target: &'a str },
    Link { label: &'a str, target: &'a str },
    Sections,
}

impl Template {
    fn source(&self, language: Language) -> &'static str {
        match language {
            Language::Nl => self.nl,
            Language::En => self.en,
        }
    }

    /// The text with `values` (name, value) in their places.
    pub fn render(&self, language: Language, values: &[(&str, &str)]) -> Content {
        self.render_with(language, values, &[])
    }

    /// The same, with `sections` in their place.
    pub fn render_with(&self, language: Language, values: &[(&str, &str)], sections: &[Section]) -> Content {
        let (head, body) = self.source(language).split_once('\n').unwrap_or_default();
        let subject = one_line(&fill(head, values, one_line));
        let (mut text, mut html) = (String::new(), String::new());
        for block in blocks(body) {
            match block {
                Block::Paragraph(source) => {
                    text.push_str(&fill(source, values, str::to_owned));
                    let inner = fill(&escape(source), values, escape);
                    html.push_str(&format!("<p>{}</p>\n", inner.replace('\n', "<br>\n")));
                }
                Block::Button { label, target } => {
                    let plain = fill(target, values, str::to_owned);
                    text.push_str(&format!("{}:\n{plain}", fill(label, values, str::to_owned)));
                    let (href, label) = (escape(&plain), fill(&escape(label), values, escape));
                    html.push_str(&format!(
                        "<p><a href=\"{href}\" style=\"{BUTTON}\">{label}</a></p>\n<p style=\"{SMALL}\">{href}</p>\n"
                    ));
                }
                Block::Link { label, target } => {
                    let plain = fill(target, values, str::to_owned);
                    text.push_str(&format!("{}:\n{plain}", fill(label, values, str::to_owned)));
                    let (href, label) = (escape(&plain), fill(&escape(label), values, escape));
                    html.push_str(&format!("<p style=\"{SMALL}\"><a href=\"{href}\">{label}</a></p>\n"));
                }
                Block::Sections => {
                    let plain: Vec<String> = sections.iter().map(Section::to_text).collect();
                    text.push_str(&plain.join("\n\n"));
                    html.extend(sections.iter().map(Section::to_html));
                }
            }
            text.push_str("\n\n");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        let html = page(language, &subject, &html);
        Content { subject, text, html }
    }
}

impl Section {
    fn to_text(&self) -> String {
        let mut text = format!("{}\n{}", one_line(&self.title), self.link);
        for item in &self.items {
            text.push_str(&format!(
                "\n\n- {}\n  {}\n  {}",
                one_line(&item.title),
                one_line(&item.note),
                item.link
            ));
        }
        if let Some(more) = &self.more {
            text.push_str(&format!("\n\n{more}"));
        }
        text
    }

    fn to_html(&self) -> String {
        let (link, title) = (escape(&self.link), escape(&self.title));
        let mut html = format!("<h2 style=\"{HEADING}\"><a href=\"{link}\">{title}</a></h2>\n<ul>\n");
        for item in &self.items {
            let [link, title, note] = [&item.link, &item.title, &item.note].map(|text| escape(text));
            html.push_str(&format!(
                "<li><a href=\"{link}\">{title}</a><br><span style=\"{SMALL}\">{note}</span></li>\n"
            ));
        }
        html.push_str("</ul>\n");
        if let Some(more) = &self.more {
            html.push_str(&format!("<p><a href=\"{link}\">{}</a></p>\n", escape(more)));
        }
        html
    }
}

const HEADING: &str = "margin:24px 0 8px;font-size:18px";
const BUTTON: &str = "display:inline-block;padding:12px 20px;background:#0d5c46;color:#ffffff;\
                      text-decoration:none;border-radius:4px;font-weight:bold";
const SMALL: &str = "font-size:14px;color:#555555;word-break:break-all";
const PAGE: &str = "margin:0;padding:24px;font-family:Arial,sans-serif;font-size:16px;line-height:1.5;\
                    color:#1a1a1a;background:#ffffff";

fn page(language: Language, subject: &str, body: &str) -> String {
    let (language, title) = (language.name(), escape(subject));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body style=\"{PAGE}\"><div style=\"max-width:600px\">\n{body}</div></body>\n</html>\n"
    )
}

fn blocks(body: &str) -> impl Iterator<Item = Block<'_>> {
    let sources = body.split("\n\n").map(str::trim).filter(|source| !source.is_empty());
    sources.map(block)
}

fn block(source: &str) -> Block<'_> {
    if source == "{sections}" {
        return Block::Sections;
    }
    match (link(source), source.strip_prefix('-').and_then(link)) {
        (Some((label, target)), _) => Block::Button { label, target },
        (None, Some((label, target))) => Block::Link { label, target },
        (None, None) => Block::Paragraph(source),
    }
}

/// Label and target of `[label](target)`.
fn link(source: &str) -> Option<(&str, &str)> {
    source.strip_prefix('[')?.strip_suffix(')')?.split_once("](")
}

/// `source` with each `{name}` replaced by its value as `show` writes it; what has no value stays as it is.
fn fill(source: &str, values: &[(&str, &str)], show: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(source.len() + 64);
    let mut rest = source;
    while let Some((before, from)) = rest.split_once('{') {
        filled.push_str(before);
        let value = from.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((show(value), after))
        });
        match value {
            Some((value, after)) => {
                filled.push_str(&value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = from;
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A header has one line, whatever somebody put into a value.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: Template = Template {
        kind: "hello",
        nl: "Dag {name}\n\nBeste {name},\n\n[Kijk hier]({link})\n\nTot ziens & bedankt.\n",
        en: "Hello {name}\n\nDear {name},\n",
    };

    #[test]
    fn text_and_html_say_the_same() {
        let link = "https://netwerk.example/x#token=a&b";
        let content = HELLO.render(Language::Nl, &[("name", "Anna"), ("link", link)]);
        assert_eq!(content.subject, "Dag Anna");
        assert_eq!(content.text, format!("Beste Anna,\n\nKijk hier:\n{link}\n\nTot ziens & bedankt.\n"));
        assert!(content.html.contains("<p>Beste Anna,</p>"), "{}", content.html);
        assert!(
            content.html.contains("href=\"https://netwerk.example/x#token=a&amp;b\""),
            "{}",
            content.html
        );
        assert!(content.html.contains("Tot ziens &amp; bedankt."), "{}", content.html);
        assert!(HELLO.render(Language::En, &[]).html.contains("lang=\"en\""));
    }

    #[test]
    fn a_value_is_never_markup_and_never_a_second_header() {
        let name = "<img src=x onerror=alert(1)> {link}\r\nBcc: everybody@example.org";
        let content = HELLO.render(Language::Nl, &[("name", name), ("link", "https://netwerk.example")]);
        assert!(!content.html.contains("<img"), "{}", content.html);
        assert!(content.html.contains("{link}"), "a value is not looked through for places");
        assert!(!content.subject.contains(['\r', '\n']), "{}", content.subject);
    }
}
