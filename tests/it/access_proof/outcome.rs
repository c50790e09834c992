//! What an operation came to.

use serde_json::Value;

use crate::support::client::Answer;

/// What an operation came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done, or answered.
    Yes,
    /// Answered, with nothing in it.
    Empty,
    /// Told to mend the form.
    Form,
    Missing,
    Forbidden,
    SignIn,
}

use Outcome::{Empty, Forbidden, Form, Missing, SignIn, Yes};

impl Outcome {
    pub fn of(answer: &Answer, field: &str) -> Self {
        match answer.code() {
            Some("NOT_FOUND") => return Missing,
            Some("FORBIDDEN") => return Forbidden,
            Some("UNAUTHENTICATED") => return SignIn,
            Some(_) => panic!("{field}: {answer:?}"),
            None => {}
        }
        let value = &answer.body["data"][field];
        let is_form = value["userErrors"].as_array().is_some_and(|errors| !errors.is_empty());
        let is_empty = match value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            other => other["totalCount"] == 0,
        };
        match (is_form, is_empty) {
            (true, _) => Form,
            (false, true) => Empty,
            (false, false) => Yes,
        }
    }

    pub fn told(self) -> &'static str {
        match self {
            Yes => "yes",
            Empty => "nothing",
            Form => "form",
            Missing => "hidden",
            Forbidden => "no",
            SignIn => "sign in",
        }
    }
}
