//! Notes that somebody pasted, read as a report: title, day, sections, take-home message. Pure.
//!
//! General rules, no template: the first line is the title; a short line on its own without a full stop, with a text
//! under it, is the heading of a section; a line of only a day, or of who wrote it and when, is taken out. What is not
//! understood stays in the body: nothing is lost.

use chrono::NaiveDate;

use super::model::TAKE_HOME_MAX;
use crate::text::{MONTHS, SUMMARY_MAX, TITLE_MAX};

/// A heading is not longer than this.
const HEADING_MAX: usize = 120;
/// A line of who wrote it and when is not longer than this.
const BYLINE_MAX: usize = 60;
/// Among this many lines at the top, one that holds only a day is no part of the text.
const TOP: usize = 6;

/// What was understood of the notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportDraft {
    /// At most 200 characters; empty for empty notes.
    pub title: String,
    /// The first day that the notes name.
    pub date: Option<NaiveDate>,
    /// Whole sentences of the first paragraph, at most 500 characters.
    pub summary: String,
    /// Markdown, with a heading of the second level for each section.
    pub body: String,
    /// At most 300 characters.
    pub take_home_message: Option<String>,
}

/// A piece of the text between empty lines.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Heading(String),
    Text(String),
}

pub fn read(text: &str) -> ReportDraft {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{a0}', " ");
    let mut draft = ReportDraft::default();
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    take_title(&mut draft, &mut lines);
    draft.date = lines.iter().chain([&draft.title.as_str()]).find_map(|line| day(line).map(|(day, _)| day));
    drop_bylines(&mut lines);
    let mut blocks = blocks(&lines);
    take_message(&mut draft, &mut blocks);
    draft.summary = summary(&blocks);
    draft.body = body(&blocks);
    draft
}

/// The first line; one that is too long for a title gives its first words and stays in the text.
fn take_title(draft: &mut ReportDraft, lines: &mut Vec<&str>) {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else { return };
    let line = lines[first].trim().trim_start_matches('#').trim().trim_matches('*').trim();
    if line.chars().count() <= TITLE_MAX {
        draft.title = line.trim_end_matches('.').to_owned();
        lines.drain(..=first);
        return;
    }
    let mut title = String::new();
    for word in line.split_whitespace() {
        if title.chars().count() + word.chars().count() > TITLE_MAX / 2 {
            break;
        }
        title.push_str(word);
        title.push(' ');
    }
    draft.title = match title.trim_end() {
        // One endless word.
        "" => line.chars().take(TITLE_MAX).collect(),
        words => format!("{words}…"),
    };
    lines.drain(..first);
}

/// Takes out lines at the top that only say who wrote it and when, and names of pictures everywhere.
fn drop_bylines(lines: &mut Vec<&str>) {
    let mut seen = 0;
    lines.retain(|line| {
        let line = line.trim();
        if line.is_empty() {
            return true;
        }
        seen += 1;
        let is_byline = seen <= TOP && line.chars().count() <= BYLINE_MAX && is_only_a_day(line);
        !is_byline && !is_picture(line)
    });
}

/// `By 11 oktober 2016Nieuws`, `Datum: 11-10-2016`, `2016-10-11`: little beside the day.
fn is_only_a_day(line: &str) -> bool {
    let Some((_, range)) = day(line) else { return false };
    let around = [&line[..range.start], &line[range.end..]].concat();
    let words = around.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    words <= 3 && !line.ends_with(['.', '!', '?'])
}

/// `zaanstad-1`, `IMG_2041.jpg`: what is left of a picture when a page is copied.
fn is_picture(line: &str) -> bool {
    let is_name = !line.contains(' ') && line.contains(['-', '_', '.']);
    let is_file =
        [".jpg", ".jpeg", ".png", ".gif", ".webp"].iter().any(|end| line.to_lowercase().ends_with(end));
    let numbered = line
        .rsplit(['-', '_'])
        .next()
        .is_some_and(|end| !end.is_empty() && end.bytes().all(|b| b.is_ascii_digit()));
    let named = line.chars().next().is_some_and(char::is_alphabetic)
        && line.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    is_name && named && (is_file || numbered)
}

/// The first day in a line, and where it stands.
fn day(line: &str) -> Option<(NaiveDate, std::ops::Range<usize>)> {
    let mut numbers = Vec::new();
    let mut begin = None;
    for (i, c) in line.char_indices().chain([(line.len(), ' ')]) {
        match (c.is_ascii_digit(), begin) {
            (true, None) => begin = Some(i),
            (false, Some(b)) => {
                numbers.push(b..i);
                begin = None;
            }
            _ => {}
        }
    }
    let number = |range: &std::ops::Range<usize>| line[range.clone()].parse::<u32>().ok();
    for (i, first) in numbers.iter().enumerate() {
        let rest = &line[first.end..];
        // 11 oktober 2016, 11 okt. 2016
        let word: String =
            rest.trim_start().chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
        let month = (word.chars().count() >= 3).then(|| {
            MONTHS.iter().position(|month| month.starts_with(&word) || (*month == "maart" && word == "mrt"))
        });
        if let (Some(Some(month)), Some(last)) = (month, numbers.get(i + 1))
            && line[first.end..last.start].chars().all(|c| c.is_alphabetic() || c.is_whitespace() || c == '.')
            && let Some(day) = date(number(last)?, month as u32 + 1, number(first)?)
        {
            return Some((day, first.start..last.end));
        }
        // 11-10-2016, 11/10/2016, 2016-10-11
        if let [_, second, third, ..] = &numbers[i..]
            && [&line[first.end..second.start], &line[second.end..third.start]]
                .iter()
                .all(|gap| matches!(*gap, "-" | "/" | "."))
        {
            let (a, b, c) = (number(first)?, number(second)?, number(third)?);
            if let Some(day) = date(c, b, a).or_else(|| date(a, b, c)) {
                return Some((day, first.start..third.end));
            }
        }
    }
    None
}

/// A day of our time.
fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1900..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

fn is_bullet(line: &str) -> bool {
    let line = line.trim_start();
    ["- ", "* ", "• ", "– ", "◦ ", "o "].iter().any(|mark| line.starts_with(mark))
}

/// Could this line be a heading? Short, begins like a title, and is no sentence.
fn looks_like_heading(line: &str) -> bool {
    let line = line.trim();
    let begins =
        line.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '\'' || c == '‘');
    let is_sentence =
        line.ends_with(['.', '!', ';', ',', '…']) || (line.ends_with('?') && line.chars().count() > 80);
    let has_word = line.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    begins && has_word && !is_sentence && !is_bullet(line) && line.chars().count() <= HEADING_MAX
}

/// The blocks of the text; headings are those that have a text under them.
fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut raw: Vec<Vec<&str>> = Vec::new();
    let mut is_apart = true;
    for line in lines {
        if line.trim().is_empty() {
            is_apart = true;
        } else if is_apart {
            raw.push(vec![line]);
            is_apart = false;
        } else if let Some(block) = raw.last_mut() {
            block.push(line);
        }
    }
    let mut blocks = Vec::new();
    for (i, block) in raw.iter().enumerate() {
        let (first, rest) = (block[0].trim(), &block[1..]);
        let marked = first.trim_start_matches('#');
        if marked.len() < first.len() && marked.starts_with(' ') {
            // Markdown's own heading.
            blocks.push(Block::Heading(marked.trim().to_owned()));
        } else if looks_like_heading(first) && rest.first().is_some_and(|next| is_bullet(next)) {
            // Straight on top of a list.
            blocks.push(Block::Heading(heading(first)));
        } else if rest.is_empty()
            && looks_like_heading(first)
            && raw.get(i + 1).is_some_and(|next| is_text(next))
        {
            blocks.push(Block::Heading(heading(first)));
            continue;
        } else {
            blocks.push(Block::Text(paragraph(block)));
            continue;
        }
        if !rest.is_empty() {
            blocks.push(Block::Text(paragraph(rest)));
        }
    }
    blocks
}

/// A block that can stand under a heading: not one that looks like the next heading itself. Of two such lines in a row
/// the first is the caption of a picture.
fn is_text(block: &[&str]) -> bool {
    block.len() > 1 || !looks_like_heading(block[0])
}

/// `1. Opening:` and `**Opening**` are both `Opening`.
fn heading(line: &str) -> String {
    let line = line.trim_matches('*').trim_end_matches(':').trim();
    let numbered = line
        .split_once(['.', ')'])
        .filter(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    numbered.map_or(line, |(_, rest)| rest.trim()).to_owned()
}

/// The lines of a paragraph, with every kind of bullet as Markdown's.
fn paragraph(lines: &[&str]) -> String {
    let line = |line: &&str| {
        if !is_bullet(line) {
            return line.trim().to_owned();
        }
        let indent = line.len() - line.trim_start().len();
        let text = line.trim_start().trim_start_matches(['-', '*', '•', '–', '◦', 'o']).trim_start();
        format!("{}- {text}", " ".repeat(indent))
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The last paragraph that gives the take-home message, if it gives nothing else.
fn take_message(draft: &mut ReportDraft, blocks: &mut Vec<Block>) {
    let names = [
        "take home message",
        "take-home message",
        "take home boodschap",
        "boodschap om mee naar huis te nemen",
    ];
    let message = |block: &Block| {
        let Block::Text(text) = block else { return None };
        let lower = text.to_lowercase();
        let begin = names.iter().find_map(|name| lower.find(name).map(|i| i + name.len()))?;
        let (before, after) = text.split_at_checked(begin)?;
        let message = after.trim_start().strip_prefix(':')?.trim();
        let is_alone =
            !before.contains(['.', '!', '?']) && (1..=TAKE_HOME_MAX).contains(&message.chars().count());
        is_alone.then(|| message.to_owned())
    };
    if let Some((i, message)) =
        blocks.iter().enumerate().rev().find_map(|(i, block)| message(block).map(|m| (i, m)))
    {
        blocks.remove(i);
        draft.take_home_message = Some(message);
    }
}

/// Whole sentences of the first paragraph that is not a list.
fn summary(blocks: &[Block]) -> String {
    let is_prose =
        |block: &&Block| matches!(block, Block::Text(text) if !is_bullet(text) && text.contains(' '));
    let Some(Block::Text(text)) = blocks.iter().find(is_prose) else { return String::new() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut summary = String::new();
    let mut begin = 0;
    for (i, c) in text.char_indices() {
        let end = i + c.len_utf8();
        let is_end =
            matches!(c, '.' | '!' | '?') && text[end..].chars().next().is_none_or(char::is_whitespace);
        if is_end || end == text.len() {
            if summary.chars().count() + text[begin..end].chars().count() > SUMMARY_MAX {
                break;
            }
            summary.push_str(&text[begin..end]);
            begin = end;
        }
    }
    match summary.trim() {
        // One endless sentence.
        "" => text.chars().take(SUMMARY_MAX - 1).chain(['…']).collect(),
        whole => whole.to_owned(),
    }
}

fn body(blocks: &[Block]) -> String {
    let block = |block: &Block| match block {
        Block::Heading(heading) => format!("## {heading}"),
        Block::Text(text) => text.clone(),
    };
    blocks.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
#[path = "from_text_tests.rs"]
mod tests;
