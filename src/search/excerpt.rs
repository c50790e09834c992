//! A piece of a text as HTML on one line: what is marked in `<mark>`, everything else escaped.
//!
//! A line that ends without punctuation, before one that begins with a capital or a digit, is told apart by a dot: names,
//! headings and the items of a list would run into each other. A line that is broken within a sentence goes on in lower case.

use std::ops::Range;

/// Between what stood on lines of its own.
const BORDER: &str = " · ";

/// The beginning of a word or line about `count` characters before `at`.
pub fn back(text: &str, at: usize, count: usize) -> usize {
    let Some((start, _)) = text[..at].char_indices().rev().nth(count) else { return 0 };
    let mut spaces = text[start..at].char_indices().filter(|(_, c)| c.is_whitespace());
    spaces.next().map_or(at, |(space, c)| start + space + c.len_utf8())
}

/// The end of a word about `count` characters behind `at`.
pub fn forth(text: &str, at: usize, count: usize) -> usize {
    let Some((end, _)) = text[at..].char_indices().nth(count) else { return text.len() };
    text[at..at + end].rfind(char::is_whitespace).map_or(at + end, |space| at + space)
}

/// The part `shown` of a text. `marks`: in the order of the text, may overlap; those that are not all in `shown` are not
/// marked.
pub fn html(text: &str, shown: Range<usize>, marks: impl Iterator<Item = Range<usize>>) -> String {
    let mut html = String::new();
    if shown.start > 0 {
        html.push('…');
    }
    let piece = &text[shown.clone()];
    let mut at = 0;
    for range in merged(marks) {
        if range.start < shown.start + at || range.end > shown.end {
            continue;
        }
        let range = range.start - shown.start..range.end - shown.start;
        escape(piece, at..range.start, &mut html);
        html.push_str("<mark>");
        escape(piece, range.clone(), &mut html);
        html.push_str("</mark>");
        at = range.end;
    }
    escape(piece, at..piece.len(), &mut html);
    if shown.end < text.len() {
        html.push('…');
    }
    html
}

/// Overlapping marks as one.
fn merged(marks: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark),
        }
    }
    merged
}

/// Writes `range` of a text. White space becomes a space, so that it is one line, or a [`BORDER`].
fn escape(text: &str, range: Range<usize>, html: &mut String) {
    let mut at = range.start;
    while let Some(c) = text[at..range.end].chars().next() {
        if c.is_whitespace() {
            let rest = &text[at..range.end];
            let space = &rest[..rest.len() - rest.trim_start().len()];
            let behind = at + space.len();
            match is_border(&text[..at], space, &text[behind..]) {
                true => html.push_str(BORDER),
                false => html.push(' '),
            }
            at = behind;
            continue;
        }
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_control() => {}
            c => html.push(c),
        }
        at += c.len_utf8();
    }
}

/// Does a line end here, or several, and something else begin?
fn is_border(before: &str, space: &str, behind: &str) -> bool {
    let last = before.trim_end_matches(is_bracket).chars().next_back();
    let next = behind.trim_start_matches(is_bracket).chars().next();
    space.contains(is_line_end)
        && last.is_some_and(|c| !is_punctuation(c))
        && next.is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Brackets and quotes: what stands inside of them tells.
fn is_bracket(c: char) -> bool {
    matches!(
        c,
        '(' | ')' | '[' | ']' | '"' | '\'' | '«' | '»' | '\u{2018}'..='\u{201f}' // ‘ ’ “ ” „
    )
}

/// After it a line goes on, or what is said has ended.
fn is_punctuation(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '-' | '–' | '—' | '/' | '|' | '·' | '•' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        html(text, 0..text.len(), std::iter::empty())
    }

    #[test]
    fn a_dot_stands_where_a_line_ends_without_punctuation_and_another_begins() {
        for (text, expected) in [
            ("Kadaster\nGBTwente\nBRP", "Kadaster · GBTwente · BRP"),
            ("Het bleef koel.\n20 april 2017\nWelkom", "Het bleef koel. 20 april 2017 · Welkom"),
            ("Aanpak\n\nWe bellen aan", "Aanpak · We bellen aan"),
            ("Aanpak \r\n \r\nÉén uur", "Aanpak · Één uur"),
            ("Meldingen (per buurt)\nTeam Wmo", "Meldingen (per buurt) · Team Wmo"),
            ("Zij zei: 'Ja.'\nToen", "Zij zei: &#39;Ja.&#39; Toen"),
            ("Kadaster\n“Wie belt er aan?”", "Kadaster · “Wie belt er aan?”"),
            ("een regel die\nverder gaat", "een regel die verder gaat"),
            ("Delft,\nZaanstad", "Delft, Zaanstad"),
            ("Burgerzaken Delft", "Burgerzaken Delft"),
            ("\nDelft\n", " Delft "),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn borders_stand_between_marks_and_in_them_but_not_where_an_excerpt_is_cut() {
        let text = "Kadaster\nBRP\nBAG\nWOZ";
        let marks = [0..8, 9..16];
        let whole = html(text, 0..text.len(), marks.clone().into_iter());
        assert_eq!(whole, "<mark>Kadaster</mark> · <mark>BRP · BAG</mark> · WOZ");
        assert_eq!(html(text, 8..17, marks.into_iter()), "… <mark>BRP · BAG</mark> …");
    }
}
