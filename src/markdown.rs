//! Markdown: rendered to HTML that can't run script, and reduced to plain text for search and previews.

use std::sync::{Arc, LazyLock};

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    // Raw HTML in the text is shown as text.
    options.render.escape = true;
    options
});

/// What is left after this can't run script, load a picture or leave a form, whatever went in.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut sanitiser = ammonia::Builder::default();
    sanitiser
        .rm_tags(["img", "map", "area"])
        .add_tags(["input"])
        .add_tag_attributes("input", ["checked", "disabled"])
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .link_rel(Some("noopener noreferrer nofollow"));
    sanitiser
});

/// Sanitised HTML, for under the page's own title: its highest headings are `h2`, and no level is skipped on the way
/// down (WCAG 2.2, technique G141), whatever the author began with. What was rendered lately is remembered.
pub fn to_html(markdown: &str) -> String {
    remembered(markdown, 2)
}

/// The same for under a heading of the page: its highest headings are `h3`.
pub fn to_section_html(markdown: &str) -> String {
    remembered(markdown, 3)
}

/// Like [`to_html`], and forgotten: for texts that nobody has kept.
pub fn preview(markdown: &str) -> String {
    render(markdown, 2)
}

/// Bytes of texts and their HTML that are remembered.
const REMEMBERED: u64 = 8 << 20;
type Rendered = Cache<String, Arc<str>, ByLength>;
/// For each highest level of headings.
static RENDERED: LazyLock<[Rendered; 2]> =
    LazyLock::new(|| [2, 3].map(|_| Cache::with_weighter(1_000, REMEMBERED / 2, ByLength)));

#[derive(Clone)]
struct ByLength;

impl Weighter<String, Arc<str>> for ByLength {
    fn weight(&self, markdown: &String, html: &Arc<str>) -> u64 {
        (markdown.len() + html.len() + 100) as u64
    }
}

fn remembered(markdown: &str, highest: u8) -> String {
    if markdown.is_empty() {
        return String::new();
    }
    let known = &RENDERED[usize::from(highest > 2)];
    if let Some(html) = known.get(markdown) {
        return (*html).to_owned();
    }
    let html = render(markdown, highest);
    known.insert(markdown.to_owned(), Arc::from(html.as_str()));
    html
}

/// Levels of blocks and inlines within each other. Nobody writes more, and the sanitiser takes the square of it.
const DEPTH_MAX: usize = 64;
/// Cells of all tables together: a short line can ask for as many as its table has columns.
const CELLS_MAX: usize = 5_000;
/// References to footnotes: each also is a way back, below its note.
const REFERENCES_MAX: usize = 300;
/// Blocks and inlines. A report of 50,000 characters has some thousands.
const NODES_MAX: usize = 20_000;

fn render(markdown: &str, highest: u8) -> String {
    if markdown.is_empty() {
        return String::new();
    }
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &OPTIONS);
    if !is_reasonable(root) {
        return as_it_is(markdown);
    }
    // The author's levels of the headings that the present one stands under.
    let mut above: Vec<u8> = Vec::new();
    for node in root.descendants() {
        if let NodeValue::Heading(heading) = &mut node.data.borrow_mut().value {
            above.retain(|level| *level < heading.level);
            above.push(heading.level);
            // At most six entries.
            heading.level = (highest + above.len() as u8 - 1).min(6);
        }
    }
    let mut html = String::new();
    // Writing into a `String` can't fail.
    let _ = format_html(root, &OPTIONS, &mut html);
    SANITISER.clean(&html).to_string()
}

fn is_reasonable<'a>(root: &'a AstNode<'a>) -> bool {
    let (mut depth, mut cells, mut references, mut nodes) = (0_usize, 0_usize, 0_usize, 0_usize);
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => {
                depth += 1;
                nodes += 1;
                match node.data.borrow().value {
                    NodeValue::TableCell => cells += 1,
                    NodeValue::FootnoteReference(_) => references += 1,
                    _ => {}
                }
                let is_too_much = depth > DEPTH_MAX
                    || cells > CELLS_MAX
                    || references > REFERENCES_MAX
                    || nodes > NODES_MAX;
                if is_too_much {
                    return false;
                }
            }
            NodeEdge::End(_) => depth -= 1,
        }
    }
    true
}

/// What is no text of a person is shown as it was typed.
fn as_it_is(text: &str) -> String {
    format!("<pre>{}</pre>", ammonia::clean_text(text))
}

/// A text without its mark-up: what search indexes and what a preview shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// Blocks separated by a blank line, so that search takes no words for neighbours that stand in two of them; headings
    /// included.
    pub text: String,
    pub headings: Vec<String>,
}

pub fn to_plain(markdown: &str) -> Plain {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &OPTIONS);
    let mut plain = Plain::default();
    // Where the text of each open node begins. Not by recursion: nodes may nest as deep as the text is long.
    let mut begins: Vec<usize> = Vec::new();
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => {
                begins.push(plain.text.len());
                match &node.data.borrow().value {
                    NodeValue::Text(text) => plain.text.push_str(text),
                    NodeValue::Code(code) => plain.text.push_str(&code.literal),
                    NodeValue::CodeBlock(code) => plain.text.push_str(&code.literal),
                    NodeValue::SoftBreak | NodeValue::LineBreak => plain.text.push('\n'),
                    _ => {}
                }
            }
            NodeEdge::End(node) => {
                let begin = begins.pop().unwrap_or_default();
                let value = &node.data.borrow().value;
                if matches!(value, NodeValue::Heading(_)) {
                    plain.headings.push(plain.text[begin..].trim().to_owned());
                }
                if value.block() && plain.text.len() > begin {
                    plain.text.truncate(plain.text.trim_end_matches('\n').len());
                    plain.text.push_str("\n\n");
                }
            }
        }
    }
    plain.text.truncate(plain.text.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_never_survives() {
        for attack in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "![x](https://elsewhere.example/pixel.png)",
            "<svg onload=alert(1)>",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "<a href=\"&#106;avascript:alert(1)\">x</a>",
        ] {
            let html = to_html(attack);
            for forbidden in ["<script", "<img", "<svg", "href=\"javascript", "href=\"data"] {
                assert!(!html.contains(forbidden), "{attack} became {html}");
            }
        }
    }

    #[test]
    fn headings_go_below_the_title_of_the_page() {
        for begin in ["#", "##", "###", "######"] {
            assert_eq!(to_html(&format!("{begin} Opening")).trim(), "<h2>Opening</h2>");
            assert_eq!(to_section_html(&format!("{begin} Opening")).trim(), "<h3>Opening</h3>");
        }
        let levels = |markdown| {
            let html = to_html(markdown);
            html.match_indices("<h").map(|(i, _)| html[i + 2..i + 3].to_owned()).collect::<Vec<_>>().concat()
        };
        assert_eq!(levels("## a\n#### b\n## c\n### d\n# e\n## f"), "232323");
        assert_eq!(levels("# a\n## b\n### c\n#### d\n##### e\n###### f"), "234566");
    }

    #[test]
    fn plain_text_keeps_words_apart_and_names_the_headings() {
        let plain = to_plain(
            "# Het *datapakhuis*\n\nEen alinea\nmet `code`.\n\n- een\n- twee\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        );
        assert_eq!(plain.headings, ["Het datapakhuis"]);
        assert_eq!(plain.text, "Het datapakhuis\n\nEen alinea\nmet code.\n\neen\n\ntwee\n\na\n\nb\n\n1\n\n2");
    }
}
