//! Somebody's browser: GraphQL over HTTP with a cookie jar.

use std::fmt;
use std::sync::{Arc, Mutex};

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, HeaderMap};
use serde_json::{Value, json};

/// One person's way to the app. Signed in, or not.
#[derive(Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    pub name: String,
    pub email: String,
    /// The person's public id; empty for who has no account.
    pub id: String,
    /// Of who has a second factor; each is for one sign-in.
    pub recovery_codes: Arc<Mutex<Vec<String>>>,
}

/// What came back.
#[derive(Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Client {
    pub fn new(base: &str) -> Self {
        bigdatagemeenten::sso::http::choose_tls();
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(60))
            .build()
            .unwrap();
        Self {
            http,
            base: base.to_owned(),
            name: "somebody".into(),
            email: String::new(),
            id: String::new(),
            recovery_codes: Arc::default(),
        }
    }

    /// The same cookies at another node.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub async fn gql(&self, query: &str, variables: Value) -> Answer {
        self.operation(json!({ "query": query, "variables": variables })).await
    }

    pub async fn operation(&self, request: Value) -> Answer {
        self.try_operation(request).await.unwrap()
    }

    /// Fails when the server does not answer.
    pub async fn try_operation(&self, request: Value) -> reqwest::Result<Answer> {
        let accept = (ACCEPT, "application/graphql-response+json");
        let response =
            self.http.post(self.url("/graphql")).header(accept.0, accept.1).json(&request).send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, headers, body })
    }

    /// The answer's data; fails when there is any error.
    #[track_caller]
    pub fn ask(&self, query: &str, variables: Value) -> impl Future<Output = Value> + use<> {
        let caller = std::panic::Location::caller();
        let (client, query) = (self.clone(), query.to_owned());
        async move {
            let answer = client.gql(&query, variables).await;
            let is_fine = answer.body.get("errors").is_none() && answer.body.get("data").is_some();
            assert!(is_fine, "{caller}: {} asked {query}: {answer:?}", client.name);
            answer.body["data"].clone()
        }
    }

    /// The code of the only error.
    #[track_caller]
    pub fn refused(&self, query: &str, variables: Value) -> impl Future<Output = String> + use<> {
        let caller = std::panic::Location::caller();
        let (client, query) = (self.clone(), query.to_owned());
        async move {
            let answer = client.gql(&query, variables).await;
            answer.code().unwrap_or_else(|| panic!("{caller}: {} got {answer:?}", client.name)).to_owned()
        }
    }

    /// Does a mutation with one `input`; answers its payload.
    #[track_caller]
    pub fn mutate(&self, field: &str, input: Value, fields: &str) -> impl Future<Output = Value> + use<> {
        let asked = self.ask(&mutation(field, fields), json!({ "input": input }));
        let field = field.to_owned();
        async move { asked.await[field].clone() }
    }

    /// The code of the error that a mutation gets.
    #[track_caller]
    pub fn mutation_refused(
        &self,
        field: &str,
        input: Value,
        fields: &str,
    ) -> impl Future<Output = String> + use<> {
        self.refused(&mutation(field, fields), json!({ "input": input }))
    }

    /// The form errors of a mutation as `path: CODE`, sorted.
    #[track_caller]
    pub fn form_errors(&self, field: &str, input: Value) -> impl Future<Output = Vec<String>> + use<> {
        let done = self.mutate(field, input, "");
        async move { form_errors(&done.await) }
    }
}

/// `input` is named after the mutation, but for the few that share one.
fn mutation(field: &str, fields: &str) -> String {
    let input = match field {
        "publishPilot" | "publishReport" | "publishOutcome" => "PublishInput".to_owned(),
        "deletePilot" | "deleteReport" | "deleteOutcome" | "deleteConcept" | "archivePilot" => {
            "DeleteInput".to_owned()
        }
        "restorePilot" | "restoreReport" => "RestoreInput".to_owned(),
        _ => format!("{}{}Input", field[..1].to_uppercase(), &field[1..]),
    };
    format!(
        "mutation($input: {input}!) {{ {field}(input: $input) {{ {fields} userErrors {{ path code message }} }} }}"
    )
}

pub fn form_errors(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("no userErrors in {payload}"));
    let text = |error: &Value| {
        assert!(
            error["message"].as_str().is_some_and(|message| message.len() > 10),
            "a form error says how to go on"
        );
        let path: Vec<_> =
            error["path"].as_array().unwrap().iter().map(|step| step.as_str().unwrap()).collect();
        format!("{}: {}", path.join("."), error["code"].as_str().unwrap())
    };
    let mut texts: Vec<_> = errors.iter().map(text).collect();
    texts.sort();
    texts
}

impl Answer {
    /// The code of the first error.
    pub fn code(&self) -> Option<&str> {
        self.body["errors"][0]["extensions"]["code"].as_str()
    }

    pub fn is_without_errors(&self) -> bool {
        self.body.get("errors").is_none() && self.body.get("data").is_some()
    }

    /// What can be seen of it, but for what differs each time.
    pub fn told(&self) -> Value {
        let mut body = self.body.clone();
        for error in body["errors"].as_array_mut().into_iter().flatten() {
            if let Some(extensions) = error["extensions"].as_object_mut() {
                extensions.remove("requestId");
            }
        }
        json!({ "status": self.status.as_u16(), "body": body })
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.body)
    }
}
