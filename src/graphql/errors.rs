//! How errors look to clients: form errors in the payload, everything else at the top level with a code.

use std::sync::Arc;

use async_graphql::{Response, ServerError, SimpleObject, Value};

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

/// One of our own errors as a request error: nothing was run.
pub fn refusal(error: &Error) -> ServerError {
    let mut refused = ServerError::new(error.to_string(), None);
    let extensions = refused.extensions.get_or_insert_default();
    extensions.set("code", error.code());
    if let Some(reason) = reason(error) {
        extensions.set("reason", reason);
    }
    refused
}

/// Gives each of our own errors its code. What is `INTERNAL` is logged here, with its cause, and nowhere else; the
/// endpoint hides it from the client.
pub fn finish(response: &mut Response) {
    for error in &mut response.errors {
        let own = error.source::<Error>().or_else(|| error.source::<Arc<Error>>().map(|shared| &**shared));
        let Some(own) = own else { continue };
        if matches!(own, Error::Internal(_)) {
            tracing::error!(path = ?error.path, error = %chain(own), "a field failed");
        }
        let (code, message, retry_after) = (own.code(), own.to_string(), retry_after(own));
        let reason = reason(own);
        error.message = message;
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", code);
        if let Some(reason) = reason {
            extensions.set("reason", reason);
        }
        if let Some(seconds) = retry_after {
            extensions.set("retryAfterSeconds", seconds);
        }
    }
}

/// What the actor has to do first, if that is why.
fn reason(error: &Error) -> Option<&'static str> {
    match error {
        Error::Limited { reason, .. } => Some(reason),
        _ => None,
    }
}

/// Was somebody refused what they asked for, because of who they are?
pub fn is_refused(response: &Response) -> bool {
    let is_forbidden = |error: &ServerError| {
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
        code.is_some_and(|code| *code == Value::from("FORBIDDEN"))
    };
    response.errors.iter().any(is_forbidden)
}

fn retry_after(error: &Error) -> Option<u64> {
    match error {
        Error::RateLimited { retry_after_seconds } | Error::Unavailable { retry_after_seconds, .. } => {
            Some(*retry_after_seconds)
        }
        _ => None,
    }
}
