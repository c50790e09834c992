//! Answers as JSON.

use async_graphql::{Response, Value};

/// What it answers, as GraphQL says (7.1 Response Format). An answer that is not whole never leaves: a value that can't be
/// written is null.
pub fn answer(response: &Response) -> Vec<u8> {
    let mut out = Vec::with_capacity(4_096);
    out.extend_from_slice(b"{\"data\":");
    write(&response.data, &mut out);
    if !response.extensions.is_empty() {
        out.extend_from_slice(b",\"extensions\":");
        foreign(&response.extensions, &mut out);
    }
    if !response.errors.is_empty() {
        out.extend_from_slice(b",\"errors\":");
        foreign(&response.errors, &mut out);
    }
    out.push(b'}');
    out
}

/// Writes `value`. What is [`Value::Binary`] in an answer is JSON that was written before: no type of the API is made of
/// bytes.
pub fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Boolean(true) => out.extend_from_slice(b"true"),
        Value::Boolean(false) => out.extend_from_slice(b"false"),
        Value::Enum(name) => quoted(name, out),
        Value::String(text) => foreign(text, out),
        Value::Number(number) => foreign(number, out),
        Value::Binary(json) => out.extend_from_slice(json),
        Value::List(items) => list(out, items, |out, item| write(item, out)),
        Value::Object(fields) => object(out, fields, |out, value| write(value, out)),
    }
}

/// A list of what `write` makes of each item.
pub fn list<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

/// An object of names and what `write` makes of the values.
pub fn object<N: AsRef<str>, T>(
    out: &mut Vec<u8>,
    fields: impl IntoIterator<Item = (N, T)>,
    write: impl Fn(&mut Vec<u8>, T),
) {
    out.push(b'{');
    for (i, (name, value)) in fields.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        quoted(name.as_ref(), out);
        out.push(b':');
        write(out, value);
    }
    out.push(b'}');
}

/// A name of GraphQL, or a key of the scalar `JSON`, which can be any text.
fn quoted(name: &str, out: &mut Vec<u8>) {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return foreign(name, out);
    }
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// What serde writes.
pub fn foreign<T: serde::Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    let before = out.len();
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(before);
        out.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, ServerError};
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
            "[A-Z_]{1,9}".prop_map(|name| Value::Enum(Name::new(name))),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let fields = prop::collection::vec(("[_a-zA-Z][_a-zA-Z0-9]{0,9}|.*", inner.clone()), 0..6);
            let object =
                |fields: Vec<(String, Value)>| fields.into_iter().map(|(name, it)| (Name::new(name), it));
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Value::List),
                fields.prop_map(move |fields| Value::Object(object(fields).collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn an_answer_is_written_as_serde_writes_it(data in any_value(), errors in prop::collection::vec(".*", 0..3)) {
            let mut answer = Response::new(data);
            answer.errors = errors.into_iter().map(|message| ServerError::new(message, None)).collect();
            let expected = serde_json::to_string(&answer).expect("JSON");
            prop_assert_eq!(String::from_utf8(super::answer(&answer)).expect("UTF-8"), expected);
        }

        #[test]
        fn what_was_written_before_stands_in_an_answer_as_it_is(value in any_value()) {
            let written = |value: &Value| {
                let mut out = Vec::new();
                write(value, &mut out);
                out
            };
            let kept = Value::Binary(written(&value).into());
            prop_assert_eq!(written(&Value::List(vec![kept])), written(&Value::List(vec![value])));
        }
    }
}
