//! Documents that passed the checks lately, so that the queries of an app are parsed and checked once and not with
//! every request.

use std::sync::Arc;

use async_graphql::{Request, ServerError};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::{self, Admitted, Checked};
use super::limits::Limits;

/// Bytes of text that are kept; what was read from it takes some twenty times as much.
const BYTES_MAX: u64 = 256 << 10;
/// Longer texts are read anew each time: a client's own queries are shorter.
const LENGTH_MAX: usize = 8 << 10;

/// The checks, and what passed them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Documents {
    limits: Limits,
    passed: Arc<Cache<String, Arc<Checked>, ByLength>>,
}

impl Documents {
    pub fn new(limits: Limits) -> Self {
        Self { limits, passed: Arc::new(Cache::with_weighter(256, BYTES_MAX, ByLength)) }
    }

    /// Checks the document of `request` and leaves it there, so that it is not parsed again. What hangs on the request
    /// beside its text (the operation's name, variables) is checked each time.
    ///
    /// Fails as [`document::check`] and [`document::admit`] do; nothing has been run then.
    pub fn admit(&self, request: &mut Request) -> Result<Admitted, ServerError> {
        let document = match self.passed.get(&request.query) {
            Some(document) => (*document).clone(),
            None => {
                let document = document::check(&request.query, &self.limits)?;
                if request.query.len() <= LENGTH_MAX {
                    self.passed.insert(request.query.clone(), Arc::new(document.clone()));
                }
                document
            }
        };
        document::admit(request, document, &self.limits)
    }
}

#[derive(Clone, Debug)]
struct ByLength;

impl Weighter<String, Arc<Checked>> for ByLength {
    fn weight(&self, query: &String, _: &Arc<Checked>) -> u64 {
        query.len() as u64 + 64
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;
    use async_graphql::parser::types::OperationType;
    use serde_json::json;

    use super::*;

    const QUERY: &str =
        "query A($id: ID!) { node(id: $id) { id } } mutation B { logOut { clientMutationId } }";

    fn ask(
        documents: &Documents,
        name: &str,
        variables: serde_json::Value,
    ) -> Result<OperationType, ServerError> {
        let request = Request::new(QUERY).operation_name(name).variables(Variables::from_json(variables));
        let admitted = documents.admit(&mut { request })?;
        Ok(admitted.operation)
    }

    #[test]
    fn a_document_that_is_known_is_judged_by_each_request_anew() {
        let documents = Documents::new(Limits::default());
        for _ in 0..2 {
            assert_eq!(ask(&documents, "A", json!({ "id": "x" })).unwrap(), OperationType::Query);
            assert_eq!(ask(&documents, "B", json!({})).unwrap(), OperationType::Mutation);
            assert!(ask(&documents, "A", json!({})).unwrap_err().message.contains("\"$id\" is required"));
            assert!(ask(&documents, "C", json!({})).unwrap_err().message.contains("operationName"));
        }
        assert_eq!(documents.passed.len(), 1);
    }

    #[test]
    fn what_is_refused_and_what_is_long_is_not_kept_and_what_is_kept_is_bounded() {
        let documents = Documents::new(Limits::default());
        let admit = |query: String| documents.admit(&mut Request::new(query));
        assert!(admit("{ a { b }".to_owned()).is_err());
        assert!(admit(format!("{{ {} }}", "a".repeat(LENGTH_MAX))).is_ok());
        assert_eq!(documents.passed.len(), 0);
        for i in 0..1_000 {
            assert!(admit(format!("{{ f{i}_{} }}", "a".repeat(1_000))).is_ok());
        }
        assert!(documents.passed.weight() <= BYTES_MAX);
        assert!(documents.passed.len() >= 100, "{}", documents.passed.len());
    }
}
