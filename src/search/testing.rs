//! Small indexes for the tests of searches.

use chrono::DateTime;
use tantivy::Index;

use super::analysis::chain;
use super::schema::{self, Fields};
use crate::access::PUBLIC_TERM;
use crate::ids::{NodeId, NodeKind};
use crate::search::Document;

/// Public reports with these texts, in one segment, in this order.
pub fn index_of(bodies: impl IntoIterator<Item = String>) -> (Index, Fields) {
    let (schema, fields) = schema::build();
    let mut index = Index::create_in_ram(schema);
    index.set_tokenizers(chain::manager());
    let mut writer = index.writer_with_num_threads(1, 20_000_000).expect("a writer");
    for (number, body) in bodies.into_iter().enumerate() {
        let node = NodeId::new(NodeKind::Report, uuid::Uuid::from_u128(number as u128 + 1));
        let mut document = Document::new(node, "Titel".to_owned(), DateTime::UNIX_EPOCH);
        document.body = body;
        document.scope_terms = vec![PUBLIC_TERM.to_owned()];
        let document = schema::to_tantivy(&fields, &document).expect("a public document");
        writer.add_document(document).expect("a document");
    }
    writer.commit().expect("a commit");
    (index, fields)
}
