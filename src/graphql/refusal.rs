//! Request errors: what is wrong with a request before anything of it is run.

use async_graphql::{ErrorExtensionValues, Pos, ServerError};

/// The text is not GraphQL.
pub const PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
/// The document costs more than the limits allow.
pub const TOO_COMPLEX: &str = "QUERY_TOO_COMPLEX";
/// The means that the request came with do not reach so far.
pub const FORBIDDEN: &str = "FORBIDDEN";
/// The document or its variables are wrong in another way.
pub const BAD_INPUT: &str = "BAD_USER_INPUT";

/// The client has spent what its queries may cost for now.
pub const RATE_LIMITED: &str = "RATE_LIMITED";

/// A request error: nothing was run.
pub fn refuse(code: &'static str, message: impl Into<String>, pos: Option<Pos>) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    let mut error = ServerError::new(message, pos);
    error.extensions = Some(extensions);
    error
}
