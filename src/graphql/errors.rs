//! How errors look to clients: form errors in the payload, everything else at the top level with a code.

use async_graphql::{Response, ServerError, SimpleObject};

use crate::error::{Error, Problem, Result, chain};

/// What the person filling in a form can mend.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// Path into the input, one step an entry: `["input", "dataSources", "0", "name"]` without the leading `input`.
    path: Vec<String>,
    /// Stable: `REQUIRED`, `TOO_LONG`, `TAKEN`, `UNKNOWN`, …
    code: String,
    /// Dutch; says what is wrong and how to go on.
    message: String,
}

impl From<Problem> for UserError {
    fn from(problem: Problem) -> Self {
        Self { path: problem.path, code: problem.code.to_owned(), message: problem.message }
    }
}

/// What a mutation did, or what the form can mend.
pub fn outcome<T>(result: Result<T>) -> Result<(Option<T>, Vec<UserError>)> {
    match result {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(Error::Invalid(problems)) => Ok((None, problems.0.into_iter().map(UserError::from).collect())),
        Err(error) => Err(error),
    }
}

/// Gives every error of a response its code, and hides the inside of faults behind `request_id`, under which the
/// log has it. The one place where a fault of a request is logged.
pub fn finish(response: &mut Response, request_id: &str) {
    for error in &mut response.errors {
        finish_one(error, request_id);
    }
}

fn finish_one(error: &mut ServerError, request_id: &str) {
    let own = error.source::<Error>().map(|own| (own.code(), own.to_string(), retry_after(own)));
    let shared = error.source::<std::sync::Arc<Error>>();
    let own = own.or_else(|| shared.map(|own| (own.code(), own.to_string(), retry_after(own))));
    let has_code = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
    if own.is_none() && (has_code || error.path.is_empty()) {
        if !has_code {
            error.extensions.get_or_insert_default().set("code", "BAD_USER_INPUT");
        }
        return;
    }
    let (code, message, retry_after) = own.unwrap_or_else(|| match error.source.is_none() {
        // async-graphql's own complaints about an argument's value carry no source.
        true => ("BAD_USER_INPUT", error.message.clone(), None),
        false => ("INTERNAL", String::new(), None),
    });
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", code);
    if let Some(seconds) = retry_after {
        extensions.set("retryAfterSeconds", seconds);
    }
    if code == "INTERNAL" {
        extensions.set("requestId", request_id);
        let chain = error.source::<Error>().map(chain).unwrap_or_else(|| error.message.clone());
        tracing::error!(request.id = request_id, path = ?error.path, error = %chain, "request failed");
        error.message = "Er ging iets mis bij ons. Probeer het straks opnieuw.".to_owned();
    } else {
        error.message = message;
    }
}

fn retry_after(error: &Error) -> Option<u64> {
    match error {
        Error::RateLimited { retry_after_seconds } => Some(*retry_after_seconds),
        _ => None,
    }
}
