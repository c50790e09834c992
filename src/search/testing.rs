//! Small indexes for the tests of searches.

use chrono::DateTime;
use tantivy::Index;
use tantivy::merge_policy::NoMergePolicy;

use super::analysis::chain;
use super::fill;
use super::schema::{self, Fields};
use crate::access::PUBLIC_TERM;
use crate::ids::{NodeId, NodeKind};
use crate::search::Document;

/// Public reports with these texts, in one segment, in this order.
pub fn index_of(bodies: impl IntoIterator<Item = String>) -> (Index, Fields) {
    index_of_segments(bodies, usize::MAX)
}

/// The same, in segments of so many.
pub fn index_of_segments(bodies: impl IntoIterator<Item = String>, size: usize) -> (Index, Fields) {
    let report = |(number, body)| {
        let node = NodeId::new(NodeKind::Report, uuid::Uuid::from_u128(number as u128 + 1));
        let mut document = Document::new(node, "Titel".to_owned(), DateTime::UNIX_EPOCH);
        document.body = body;
        document.scope_terms = vec![PUBLIC_TERM.to_owned()];
        document
    };
    index_of_documents(bodies.into_iter().enumerate().map(report), size)
}

/// Documents in this order, in segments of so many.
pub fn index_of_documents(documents: impl IntoIterator<Item = Document>, size: usize) -> (Index, Fields) {
    let (schema, fields) = schema::build();
    let mut index = Index::create_in_ram(schema);
    index.set_tokenizers(chain::manager());
    let mut writer = index.writer_with_num_threads(1, 20_000_000).expect("a writer");
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for (number, document) in documents.into_iter().enumerate() {
        let document = fill::filled(&fields, &document).expect("a document that somebody may see");
        writer.add_document(document).expect("a document");
        if (number + 1).is_multiple_of(size) {
            writer.commit().expect("a commit");
        }
    }
    writer.commit().expect("a commit");
    (index, fields)
}

/// Texts of compounds, apart and in one, and of other words; pseudo-random, the same each time. The pieces of one compound
/// have [`super::analysis::pairs`], those of the other have not.
pub fn bodies(count: u64) -> impl Iterator<Item = String> {
    let words = [
        "sociaal",
        "domein",
        "sociaal domein",
        "sociaaldomein",
        "wijk",
        "water en zand",
        "beleid van de",
        "vijver",
        "kreeft",
        "vijver kreeft",
        "vijverkreeft",
    ];
    let mut state = 7_u64;
    (0..count).map(move |_| {
        let mut body = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            body.push_str(words[(state >> 33) as usize % words.len()]);
            body.push_str(if state >> 40 & 3 == 0 { ". Dan " } else { " " });
        }
        body
    })
}
