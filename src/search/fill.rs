//! How a document fills the fields of the index.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use tantivy::schema::Field;

use super::analysis::dictionary::{DUTCH, Known};
use super::analysis::words::Word;
use super::analysis::{abbreviation, chain, fold, stem, words};
use super::document::{About, Document};
use super::filled::{Filled, Text};
use super::kinds;
use super::outline::Outline;
use super::schema::{Fields, beginning, exact_key, exact_title, node_key, pack, uuid_halves};
use crate::access::PUBLIC_TERM;
use crate::ids::NodeKind;

/// Characters of a line that can be a heading.
const HEADING_MAX: usize = 70;
/// Characters of a text that are its beginning.
const LEAD: usize = 200;
/// Bytes of what most documents have besides their own texts.
const BESIDES: usize = 1_000;

/// `None` when nobody may see it.
pub fn filled(fields: &Fields, document: &Document) -> Option<Filled> {
    if document.scope_terms.is_empty() {
        return None;
    }
    let Document { title, summary, body, .. } = document;
    let mut target = Filled::with_capacity(2 * title.len() + summary.len() + body.len() + BESIDES);
    target.add_bytes(fields.node, &node_key(document.node));
    let (high, low) = uuid_halves(document.node.uuid);
    target.add_u64(fields.uuid_high, high);
    target.add_u64(fields.uuid_low, low);
    target.add_text(fields.kind, document.node.kind.name());
    target.add_i64(fields.sorted_at, document.sorted_at.timestamp_millis());
    target.add_u64(fields.merit, pack(document.merit));
    let (high, low) = Outline::of(&exact_title(&titling(document))).halves();
    target.add_u64(fields.outline_high, high);
    target.add_u64(fields.outline_low, low);
    target.add_text(fields.stored_title, &document.title);
    for term in &document.scope_terms {
        target.add_text(fields.scope, term);
    }
    add_suggestions(fields, document, &mut target);
    if document.node.kind != NodeKind::Theme {
        add_text(fields, document, &mut target);
        add_facets(fields, document, &mut target);
    } else {
        // By these names it is asked for, and this is what it stands for: itself and what is narrower.
        let names = document
            .themes
            .iter()
            .take(1)
            .flat_map(|theme| std::iter::once(&theme.label).chain(&theme.alt_labels));
        for name in names {
            target.add_text(fields.exact, exact_key(&exact_title(name)));
        }
        for theme in &document.themes {
            target.add_text(fields.theme, &theme.slug);
        }
    }
    Some(target)
}

fn add_text(fields: &Fields, document: &Document, target: &mut Filled) {
    let is_public = document.scope_terms.iter().any(|term| term == PUBLIC_TERM);
    let side = if is_public { &fields.public } else { &fields.restricted };
    // A name is not made of words: who asks for `recht` does not mean Papendrecht.
    let is_name = matches!(document.node.kind, NodeKind::Person | NodeKind::Municipality);
    // Nor are the names of who belongs to it, where it tells of them.
    let names: FxHashSet<String> = document.names().flat_map(chain::divisible).collect();
    let add_parts = |target: &mut Filled, field: Field, text: &str, kept: &Text| match names.is_empty() {
        true => target.add(field, kept),
        false => target.add_tokens(field, chain::parts_but_of(&names, text)),
    };
    let title = titling(document);
    if title != document.title {
        target.add_tokens(side.about, chain::stems_of(&document.title));
        target.add_tokens(side.about_pairs, chain::pairs_of(&document.title));
        target.add_text(side.spellings, &document.title);
    }
    let texts = [(&*title, is_name), (&document.summary, false), (&document.body, false)];
    for (text, is_name) in texts.into_iter().filter(|(text, _)| !text.is_empty()) {
        let kept = target.keep(text);
        for field in [side.text, side.pairs, side.spellings] {
            target.add(field, &kept);
        }
        if !is_name {
            add_parts(target, side.parts, text, &kept);
        }
    }
    for (about, text) in document.about() {
        let kept = target.keep(text);
        match about {
            About::Theme => {
                target.add(side.about, &kept);
                target.add(side.about_pairs, &kept);
            }
            About::Title | About::Person | About::Municipality => {
                target.add_tokens(side.about, chain::stems_of(text));
                target.add_tokens(side.about_pairs, chain::pairs_of(text));
            }
        }
        target.add(side.spellings, &kept);
    }
    let stage = document.stage.as_deref().and_then(kinds::called_at);
    for name in kinds::called(document.node.kind).into_iter().chain(stage) {
        target.add_text(side.about, name);
    }
    let kept = target.keep(&title);
    target.add(side.title, &kept);
    if !is_name {
        add_parts(target, side.title_parts, &title, &kept);
    }
    for heading in headings(&document.body) {
        target.add_text(side.headings, heading);
    }
    target.add_text(
        side.lead,
        lead(if document.summary.is_empty() { &document.body } else { &document.summary }),
    );
    for text in [&document.summary, &document.body] {
        for pair in abbreviation::pairs(text, stem::TEXTS.lend().get()) {
            for term in pair.terms() {
                target.add_text(side.abbreviations, term);
            }
        }
    }
    for title in titles(document) {
        target.add_text(fields.exact, exact_key(&exact_title(&title)));
    }
}

/// The title; of a municipality those of its words that are no words of Dutch as well. Who asks for `wijken` does not mean Wijk
/// bij Duurstede, nor who asks for `ouders` Ouder-Amstel: by such words it is only called.
fn titling(document: &Document) -> Cow<'_, str> {
    let title = &document.title;
    let is_word = |word: &Word| DUTCH.get(&fold::fold(&word.raw)).is_some_and(Known::is_word);
    if document.node.kind != NodeKind::Municipality
        || !words::chunks(title).flatten().any(|word| is_word(&word))
    {
        return Cow::Borrowed(title);
    }
    let rest = words::chunks(title).flatten().filter(|word| !is_word(word)).map(|word| word.raw);
    Cow::Owned(rest.collect::<Vec<_>>().join(" "))
}

/// What a thing is called, each as good as a title: a municipality also has its other names, and what people say of it, a
/// meeting its number.
fn titles(document: &Document) -> Vec<String> {
    let mut titles = vec![document.title.clone()];
    titles.extend(document.other_titles.iter().cloned());
    if document.node.kind == NodeKind::Municipality {
        titles.extend(document.other_names().cloned());
        let formal: Vec<String> = titles.iter().map(|name| format!("gemeente {name}")).collect();
        titles.extend(formal);
    }
    titles
}

/// Lines of a text that are no sentences.
fn headings(body: &str) -> impl Iterator<Item = &str> {
    let is_heading = |line: &&str| {
        let length = line.chars().count();
        (3..=HEADING_MAX).contains(&length) && !line.ends_with(['.', ',', ';', ':', '?', '!'])
    };
    body.lines().map(str::trim).filter(is_heading)
}

fn lead(text: &str) -> &str {
    text.char_indices().nth(LEAD).map_or(text, |(at, _)| &text[..at])
}

fn add_facets(fields: &Fields, document: &Document, target: &mut Filled) {
    if let Some(place) = &document.municipality {
        target.add_text(fields.municipality, &place.code);
        if !place.province.is_empty() {
            target.add_text(fields.province, &place.province);
        }
    }
    // A value that is named twice counts once.
    let own: BTreeSet<&str> = document.themes.iter().map(|theme| theme.slug.as_str()).collect();
    let broader = document.themes.iter().filter_map(|theme| theme.broader.as_deref());
    for slug in own.iter().copied().chain(broader).collect::<BTreeSet<&str>>() {
        target.add_text(fields.theme, slug);
    }
    for slug in own {
        target.add_text(fields.own_theme, slug);
    }
    let domains: BTreeSet<&str> = document.domains.iter().map(String::as_str).collect();
    for domain in domains {
        target.add_text(fields.domain, domain);
    }
    if let Some(stage) = &document.stage {
        target.add_text(fields.stage, stage);
    }
    if let Some(year) = document.year {
        target.add_i64(fields.year, year.into());
    }
}

fn add_suggestions(fields: &Fields, document: &Document, target: &mut Filled) {
    let names = std::iter::once(&document.title).chain(document.other_names());
    let (mut prefixes, mut starts) = (BTreeSet::new(), BTreeSet::new());
    for name in names {
        starts.insert(exact_title(name));
        for chunk in words::chunks(name) {
            for word in &chunk {
                prefixes.insert(fold::fold(&word.raw));
                prefixes.extend(words::seams(&word.raw).into_iter().map(fold::fold));
            }
            prefixes.extend(words::joined(&chunk).into_iter().map(|joined| fold::fold(&joined.raw)));
        }
    }
    add_beginnings(fields.prefixes, &prefixes, target);
    add_beginnings(fields.starts, &starts, target);
}

/// Each beginning of `names`, once.
fn add_beginnings(field: Field, names: &BTreeSet<String>, target: &mut Filled) {
    let mut before = "";
    // Names that begin alike stand next to each other: what a name has in common with the one before is there already.
    for name in names {
        let kept = target.keep(beginning(name));
        let ends = beginning(name).char_indices().map(|(at, c)| at + c.len_utf8());
        for end in ends.filter(|end| before.get(..*end) != Some(&name[..*end])) {
            target.add(field, &kept.beginning(end));
        }
        before = name;
    }
}

#[cfg(test)]
mod tests {
    use tantivy::Document as _;
    use tantivy::schema::Value;

    use super::super::schema;
    use super::*;

    proptest::proptest! {
        #[test]
        fn each_beginning_of_a_name_is_there_once(names in proptest::collection::btree_set("[aé]{0,14}", 0..6)) {
            let (_, fields) = schema::build();
            let mut filled = Filled::default();
            add_beginnings(fields.starts, &names, &mut filled);
            let values = filled.iter_fields_and_values();
            let mut found: Vec<&str> = values.filter_map(|(_, value)| value.as_str()).collect();
            found.sort_unstable();
            let expected = names.iter().map(|name| beginning(name)).flat_map(|name| {
                name.char_indices().map(move |(at, c)| &name[..at + c.len_utf8()])
            });
            let expected: BTreeSet<&str> = expected.collect();
            proptest::prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
