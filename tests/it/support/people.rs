//! Personas, and what they usually do.

use bigdatagemeenten::access::{MunicipalityRole, Role};
use bigdatagemeenten::accounts::NewAccount;
use bigdatagemeenten::ids::PersonId;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Client;

pub const DELFT: &str = "GM0503";
pub const ZAANSTAD: &str = "GM0479";
pub const PASSWORD: &str = "een lang wachtwoord van iemand";

/// Somebody to be: a member of Delft who may do nothing special, unless told otherwise.
pub struct Persona<'a> {
    app: &'a TestApp,
    name: &'a str,
    municipality: &'a str,
    role: Role,
    municipality_role: MunicipalityRole,
}

impl TestApp {
    pub fn person<'a>(&'a self, name: &'a str) -> Persona<'a> {
        let (role, municipality_role) = (Role::Member, MunicipalityRole::Member);
        Persona { app: self, name, municipality: DELFT, role, municipality_role }
    }
}

impl<'a> Persona<'a> {
    pub fn of(self, municipality: &'a str) -> Self {
        Self { municipality, ..self }
    }

    pub fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// May change and publish whatever belongs to the municipality.
    pub fn editor(self) -> Self {
        Self { municipality_role: MunicipalityRole::Editor, ..self }
    }

    /// Looks after the people of the municipality.
    pub fn administrator(self) -> Self {
        Self { municipality_role: MunicipalityRole::Administrator, ..self }
    }

    /// Makes the account; nobody is signed in yet.
    pub async fn account(self) -> Client {
        let email = format!("{}@test.example", self.name.to_lowercase());
        let municipality = self.app.services.municipalities.by_code(self.municipality).unwrap().id;
        let id: PersonId = self
            .app
            .services
            .accounts
            .create(NewAccount {
                email: email.clone(),
                name: self.name.to_owned(),
                municipality,
                role: self.role,
                municipality_role: self.municipality_role,
                password: PASSWORD.to_owned(),
            })
            .await
            .unwrap();
        Client { email, name: self.name.to_owned(), id: id.to_public(), ..self.app.anonymous() }
    }

    /// Makes the account and signs in.
    pub async fn create(self) -> Client {
        let app = self.app;
        let is_admin = self.role == Role::Admin || self.municipality_role == MunicipalityRole::Administrator;
        let client = self.account().await;
        client.sign_in(PASSWORD).await;
        // Where the installation asks it of administrators, they may do nothing else without one.
        if is_admin {
            client.set_up_totp(app.clock.now()).await;
        }
        client
    }
}

/// What an authenticator app with this secret shows.
pub fn totp_code(secret: &[u8], now: DateTime<Utc>) -> String {
    let totp = totp_rs::Builder::new().with_secret(totp_rs::Secret::from(secret.to_vec())).build().unwrap();
    totp.generate(now.timestamp().try_into().unwrap()).to_string()
}

/// What mutations answer about a contribution.
const STATE: &str = "id slug revision status visibility";

impl Client {
    pub async fn sign_in(&self, password: &str) {
        let input = json!({ "email": self.email, "password": password });
        let fields = "viewer { email } secondFactor { methods }";
        let mut payload = self.mutate("logIn", input, fields).await;
        if payload["secondFactor"].is_object() {
            payload = self.show_recovery_code().await;
        }
        assert_eq!(payload["viewer"]["email"], self.email.as_str(), "{payload}");
    }

    /// The second step of signing in; uses one of the codes up.
    pub async fn show_recovery_code(&self) -> Value {
        let code = self.recovery_codes.lock().unwrap().pop().expect("a recovery code is left");
        self.mutate("verifySecondFactor", json!({ "recoveryCode": code }), "viewer { email }").await
    }

    /// Sets an authenticator app up, at `now` on the app's clock; answers its secret. The recovery codes are kept for
    /// signing in again.
    pub async fn set_up_totp(&self, now: DateTime<Utc>) -> Vec<u8> {
        let query = "mutation { startTotp { secret uri qrSvg userErrors { code } } }";
        let started = self.ask(query, json!({})).await["startTotp"].clone();
        let text = started["secret"].as_str().unwrap_or_else(|| panic!("{started}"));
        let secret = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).unwrap();
        let code = totp_code(&secret, now);
        let confirmed = self.mutate("confirmTotp", json!({ "code": code }), "recoveryCodes").await;
        let codes = confirmed["recoveryCodes"].as_array().unwrap_or_else(|| panic!("{confirmed}"));
        *self.recovery_codes.lock().unwrap() =
            codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        secret
    }

    /// Makes a contribution of a kind (`"Pilot"`) with the fields that are given.
    pub async fn make(&self, kind: &str, input: Value) -> Value {
        let name = kind.to_lowercase();
        let payload = self.mutate(&format!("create{kind}"), input, &format!("{name} {{ {STATE} }}")).await;
        assert!(payload[&name].is_object(), "{payload}");
        payload[&name].clone()
    }

    /// Changes it, on the revision that `thing` shows.
    pub async fn change(&self, kind: &str, thing: &Value, input: Value) -> Value {
        let name = kind.to_lowercase();
        let mut fields = json!({ "id": thing["id"], "revision": thing["revision"] });
        fields.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
        let payload = self.mutate(&format!("update{kind}"), fields, &format!("{name} {{ {STATE} }}")).await;
        assert!(payload[&name].is_object(), "{payload}");
        payload[&name].clone()
    }

    pub async fn publish(&self, kind: &str, thing: &Value) -> Value {
        let name = kind.to_lowercase();
        let input = json!({ "id": thing["id"], "revision": thing["revision"] });
        let payload = self.mutate(&format!("publish{kind}"), input, &format!("{name} {{ {STATE} }}")).await;
        assert!(payload[&name].is_object(), "{payload}");
        payload[&name].clone()
    }

    /// A published pilot that says enough.
    pub async fn published_pilot(&self, title: &str, visibility: &str) -> Value {
        let draft = self.make("Pilot", pilot(title, visibility)).await;
        self.publish("Pilot", &draft).await
    }
}

/// The fields of a pilot that can be published.
pub fn pilot(title: &str, visibility: &str) -> Value {
    json!({
        "title": title, "summary": "Een korte samenvatting.", "problem": "Er was een probleem.",
        "approach": "We hebben iets geprobeerd.", "visibility": visibility,
    })
}

/// The fields of a report that can be published.
pub fn report(title: &str, visibility: &str) -> Value {
    json!({ "title": title, "summary": "Een korte samenvatting.", "body": "Wat er gezegd is.", "visibility": visibility })
}

/// The fields of an outcome that can be published.
pub fn outcome(question: &str, visibility: &str) -> Value {
    json!({ "question": question, "conclusion": "Het kan, als iedereen meedoet.", "visibility": visibility })
}
