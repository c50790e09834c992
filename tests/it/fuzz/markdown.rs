//! Markdown: rendered whatever it is, on a stack like the server's, and never able to run.

use std::fmt::Write;
use std::time::Duration;

use bigdatagemeenten::markdown::{preview, to_plain, to_section_html};

use super::dice::until_enough;

/// As a worker thread of the server has: what overflows it would end the program.
const STACK: usize = 2 * 1024 * 1024;

const MARKDOWN: [&str; 5] = [
    "# Kop\n\nEen *alinea* met [een link](https://www.zaanstad.nl) en `code`.\n\n- een\n- twee\n  1. drie\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n> citaat\n\n```js\nalert(1)\n```\n\n- [x] klaar\n",
    "Voetnoot[^1] ~~weg~~ https://voorbeeld.nl\n\n[^1]: Tekst\n",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) ![x](data:image/svg+xml;base64,PHN2Zz4=) <svg/onload=alert(1)>",
];

const MARKDOWN_PIECES: [&str; 38] = [
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "~~",
    "> ",
    "- ",
    "1. ",
    "#",
    "###### ",
    "[",
    "](",
    ")",
    "![",
    "<",
    ">",
    "&#",
    "&#x6a;",
    "\\",
    "|",
    "|-|\n",
    "\n\n",
    "    ",
    "[^1]",
    "[^1]: ",
    "\u{0}",
    "\u{202e}",
    "<script>",
    "</script>",
    "onload=",
    "javascript:",
    "data:text/html,",
    "\"",
    "'",
    "<style>",
    "<!--",
    "]]>",
];

/// Nothing in `html` can run, load or leave.
fn is_harmless(html: &str) -> bool {
    let lower = html.to_lowercase();
    let mut tags = lower.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    tags.all(|tag| {
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_bad_tag =
            ["script", "style", "img", "svg", "iframe", "object", "embed", "form", "base", "link", "meta"]
                .contains(&name.as_str());
        let attributes = tag.split_once(' ').map_or("", |(_, attributes)| attributes);
        // Between quotes stands text; ammonia writes every value between double quotes.
        let names = attributes.split('"').step_by(2).collect::<String>();
        let mut values = attributes.split('"').skip(1).step_by(2);
        let is_bad_name =
            names.split_whitespace().any(|name| name.starts_with("on") || name.starts_with("style"));
        let is_bad_value = values.any(|value| {
            let value = value.trim_start();
            ["javascript:", "data:", "vbscript:"].iter().any(|scheme| value.starts_with(scheme))
        });
        !(is_bad_tag || is_bad_name || is_bad_value)
    })
}

/// What this thread has worked, whatever else the machine was busy with.
fn work() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("it does not go back")
}

fn render(text: &str) {
    let begun = work();
    for html in [preview(text), to_section_html(text)] {
        assert!(is_harmless(&html), "{text:?} became {html:?}");
        // A short text that becomes a long one is a weapon: it is sent once and read by all.
        assert!(html.len() <= 12 * text.len() + 60_000, "{} of {} bytes", html.len(), text.len());
    }
    let rendered = work() - begun;
    to_plain(text);
    let took = work() - begun;
    // Without optimisation, twice over.
    let what = text.chars().take(60).collect::<String>();
    assert!(took < Duration::from_secs(20), "{rendered:?} of {took:?} for {} bytes of {what:?}", text.len());
}

/// Runs `work` on a stack like that of the server's threads.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn no_markdown_breaks_the_renderer_or_runs() {
    on_a_small_stack(|| {
        until_enough("markdown", |dice| render(&dice.mutate(&MARKDOWN, &MARKDOWN_PIECES)));
    });
}

/// Words of tags and handlers where they are text: in titles, addresses and code they stand between quotes, or escaped.
#[test]
fn what_looks_like_a_tag_within_an_attribute_is_none() {
    on_a_small_stack(|| {
        for text in [
            "[x](y \"<script>\")",
            "[x](y '<img src=x onerror=alert(1)>')",
            "[x](y \"\\\" onload=alert(1) \")",
            "[x](<y<svg/onload=alert(1)>)",
            "[x](y \"> <style>\")",
            "<https://voorbeeld.nl/<script>>",
            "https://voorbeeld.nl/?q=<script>\"onload=",
            "[^<img>]\n\n[^<img>]: tekst",
            "```<script> onload=\nx\n```",
            "```\" onload=alert(1)\nx\n```",
        ] {
            render(text);
        }
    });
}

/// Each reference is a link, and one back: 12,000 of them were 55 MB, and 4 s of a core.
#[test]
fn a_text_of_nothing_but_references_or_cells_stays_small() {
    on_a_small_stack(|| {
        render(&format!("[^1]: x\n\n{}", "[^1]".repeat(12_000)));
        render(&"[^1]: x\n[^1] ".repeat(4_000));
        render(&format!("{}\n{}\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|\n".repeat(15_000)));
        render(&"*a* ".repeat(12_500));
        render(&"https://a.nl ".repeat(3_800));
    });
}

/// 50,000 characters are allowed: everything that nests, as deep as it fits.
#[test]
fn markdown_that_nests_as_deep_as_it_fits_is_rendered() {
    on_a_small_stack(|| {
        let nested = |piece: &str| piece.repeat(50_000 / piece.len());
        for piece in [
            ">", "> ", "- ", "* ", "1. ", "*a ", "**a ", "_a ", "[", "![", "[a](", "<b>", "`", "~~a ", "a*_",
            "|a", "[^a]",
        ] {
            render(&nested(piece));
        }
        let lists: String = (0..300).fold(String::new(), |mut text, i| {
            let _ = writeln!(text, "{}- x", " ".repeat(2 * i));
            text
        });
        render(&lists[..lists.len().min(50_000)]);
        render(&format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|\n".repeat(10_000)));
        render(&format!("{}{}", "*a ".repeat(8_000), "b* ".repeat(8_000)));
        render(&format!("{}{}", "[".repeat(20_000), "](x)".repeat(5_000)));
    });
}
