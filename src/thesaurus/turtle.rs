//! SKOS in Turtle (W3C, "RDF 1.1 Turtle", 2014), as the Dutch profile NL-SBB (Geonovum) uses it.
//!
//! Read are labels, `broader`, `narrower`, `related`, `scopeNote` (or else `definition`), and `exactMatch` with a theme of
//! the network; what else a file says is passed over. A preferred label is Dutch, or has no language; an English one may
//! stand beside it; other languages are passed over. The other labels are words to search by, whatever their language,
//! and are written without one.

use std::collections::HashMap;

use oxrdf::vocab::rdf;
use oxrdf::{LiteralRef, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, TripleRef};
use oxttl::{TurtleParser, TurtleSerializer};

use super::file::{Mistake, Name, Read, Record};
use super::model::Concept;
use super::scheme::Scheme;
use crate::error::{Error, Result};
use crate::themes::Vocabulary;

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
/// Themes have no page of their own; this names them, here and in other networks.
const THEME: &str = "urn:bigdatagemeenten:thema:";
const SCHEME_TITLE: &str = "Begrippen van BigDataGemeenten";

/// What all concepts without an address of their own have theirs under.
pub fn base(site: &str) -> String {
    format!("{site}/begrippen/")
}

pub fn read(text: &str, site: &str) -> Read {
    let mut read = Read::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut concepts: Vec<Record> = Vec::new();
    let mut is_concept: Vec<bool> = Vec::new();
    let mut definitions: HashMap<usize, String> = HashMap::new();
    let parser = match TurtleParser::new().with_base_iri(base(site)) {
        Ok(parser) => parser,
        Err(_) => TurtleParser::new(),
    };
    let mut parser = parser.low_level();
    let mut lines = text.split_inclusive('\n').enumerate();
    let mut line = 0;
    loop {
        // Line by line, so that it is known where each triple stands.
        while let Some(next) = parser.parse_next() {
            let triple = match next {
                Ok(triple) => triple,
                Err(error) => {
                    let at = error.location().start.line as usize + 1;
                    read.mistakes.push(Mistake::new(at, format!("geen geldige Turtle: {error}")));
                    return read;
                }
            };
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            let property = triple.predicate.as_str();
            let is_type = property == rdf::TYPE.as_str();
            let Some(name) = property.strip_prefix(SKOS).or(is_type.then_some("type")) else { continue };
            let at = *places.entry(subject.as_str().to_owned()).or_insert_with(|| {
                concepts.push(Record { line, uri: Some(subject.as_str().to_owned()), ..Record::default() });
                is_concept.push(false);
                concepts.len() - 1
            });
            let record = &mut concepts[at];
            match (name, &triple.object) {
                ("type", Term::NamedNode(class)) => {
                    is_concept[at] |= class.as_str().strip_prefix(SKOS) == Some("Concept");
                }
                ("broader", Term::NamedNode(other)) => {
                    record.broader.push(Name::Uri(other.as_str().to_owned()))
                }
                ("narrower", Term::NamedNode(other)) => {
                    record.narrower.push(Name::Uri(other.as_str().to_owned()));
                }
                ("related", Term::NamedNode(other)) => {
                    record.related.push(Name::Uri(other.as_str().to_owned()))
                }
                ("exactMatch", Term::NamedNode(other)) => {
                    let theme = other.as_str().strip_prefix(THEME);
                    record.theme = theme.map(str::to_owned).or(record.theme.take());
                }
                ("prefLabel", Term::Literal(label)) => {
                    let text = label.value().to_owned();
                    match label.language().map(|language| language.split('-').next().unwrap_or_default()) {
                        None | Some("nl") if record.pref_label.is_empty() => record.pref_label = text,
                        None | Some("nl") => {
                            let reason = "dit begrip heeft twee Nederlandse voorkeurstermen";
                            read.mistakes.push(Mistake::new(line, reason));
                        }
                        Some("en") => record.pref_label_en = Some(text),
                        Some(_) => {}
                    }
                }
                ("altLabel", Term::Literal(label)) => record.alt_labels.push(label.value().to_owned()),
                ("hiddenLabel", Term::Literal(label)) => record.hidden_labels.push(label.value().to_owned()),
                ("scopeNote", Term::Literal(note)) if record.scope_note.is_empty() => {
                    record.scope_note = note.value().to_owned();
                }
                ("definition", Term::Literal(text)) => {
                    definitions.entry(at).or_insert_with(|| text.value().to_owned());
                }
                _ => {}
            }
        }
        match lines.next() {
            Some((number, text)) => {
                line = number + 1;
                parser.extend_from_slice(text.as_bytes());
            }
            None if parser.is_end() => break,
            None => parser.end(),
        }
    }
    for (at, mut record) in concepts.into_iter().enumerate().filter(|(at, _)| is_concept[*at]) {
        if record.scope_note.is_empty()
            && let Some(definition) = definitions.remove(&at)
        {
            record.scope_note = definition;
        }
        if record.pref_label.trim().is_empty() {
            let reason = "dit begrip heeft geen Nederlandse voorkeursterm (skos:prefLabel)";
            read.mistakes.push(Mistake::new(record.line, reason));
        } else {
            read.records.push(record);
        }
    }
    read
}

/// What a concept is called outside this network.
pub fn uri(concept: &Concept, site: &str) -> String {
    concept.uri.clone().unwrap_or_else(|| format!("{}{}", base(site), concept.id.to_public()))
}

pub fn write(scheme: &Scheme, themes: &Vocabulary, site: &str) -> Result<String> {
    let scheme_uri = format!("{site}/begrippen");
    let writer = TurtleSerializer::new().with_prefix("skos", SKOS).map_err(Error::internal)?;
    let mut writer = writer.for_writer(Vec::new());
    let skos = |name: &str| format!("{SKOS}{name}");
    let mut say = |subject: &str, property: &str, object: TermRef<'_>| {
        let subject = NamedOrBlankNodeRef::NamedNode(NamedNodeRef::new_unchecked(subject));
        let predicate = NamedNodeRef::new_unchecked(property);
        let triple = TripleRef { subject, predicate, object };
        writer.serialize_triple(triple).map_err(Error::internal)
    };
    let (concept_class, scheme_class) = (skos("Concept"), skos("ConceptScheme"));
    say(&scheme_uri, rdf::TYPE.as_str(), node(&scheme_class))?;
    say(&scheme_uri, &skos("prefLabel"), dutch(SCHEME_TITLE))?;
    for concept in scheme.all() {
        let (own, content) = (uri(concept, site), &concept.content);
        say(&own, rdf::TYPE.as_str(), node(&concept_class))?;
        say(&own, &skos("inScheme"), node(&scheme_uri))?;
        say(&own, &skos("prefLabel"), dutch(&content.pref_label))?;
        if let Some(label) = &content.pref_label_en {
            say(&own, &skos("prefLabel"), english(label))?;
        }
        for (property, labels) in [("altLabel", &content.alt_labels), ("hiddenLabel", &content.hidden_labels)]
        {
            for label in labels {
                say(&own, &skos(property), TermRef::Literal(LiteralRef::new_simple_literal(label)))?;
            }
        }
        if !content.scope_note.is_empty() {
            say(&own, &skos("scopeNote"), dutch(&content.scope_note))?;
        }
        for (property, others) in
            [("broader", scheme.broader(concept.id)), ("related", scheme.related(concept.id))]
        {
            for other in others.iter().filter_map(|id| scheme.get(*id)) {
                let other = uri(other, site);
                say(&own, &skos(property), node(&other))?;
            }
        }
        if let Some(theme) = content.theme.and_then(|id| themes.get(id)) {
            let theme = format!("{THEME}{}", theme.slug);
            say(&own, &skos("exactMatch"), node(&theme))?;
        }
    }
    String::from_utf8(writer.finish().map_err(Error::internal)?).map_err(Error::internal)
}

fn node(uri: &str) -> TermRef<'_> {
    TermRef::NamedNode(NamedNodeRef::new_unchecked(uri))
}

fn dutch(text: &str) -> TermRef<'_> {
    TermRef::Literal(LiteralRef::new_language_tagged_literal_unchecked(text, "nl"))
}

fn english(text: &str) -> TermRef<'_> {
    TermRef::Literal(LiteralRef::new_language_tagged_literal_unchecked(text, "en"))
}
