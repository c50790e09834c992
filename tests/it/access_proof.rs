//! The access proof: every query and mutation of the schema, run as every persona. A field without an expected outcome
//! fails, and so does one that came out otherwise. What it found is the table at the end of `docs/access.md`.
//!
//! To change it: run with `BDG_WRITE_ACCESS=1`, and look at what changed in the table.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use bigdatagemeenten::access::Role;
use bigdatagemeenten::accounts::moves::{self, PendingMove};
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::graphql::schema::sdl;
use bigdatagemeenten::ids::{NodeId, NodeKind, PasskeyId, PersonId};
use bigdatagemeenten::page::Page;
use bigdatagemeenten::search_terms::book::Due;
use bigdatagemeenten::search_terms::model::Counts;
use bigdatagemeenten::search_terms::{GapKind, Week, store};
use chrono::Duration;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::people::{PASSWORD, outcome, pilot, report};
use crate::support::{Client, DELFT, Database, TestApp, ZAANSTAD, postgres::environment};

on_both_databases!(
    every_field_of_the_api_answers_every_persona_as_expected,
    a_hidden_thing_is_answered_as_a_missing_one_with_as_many_statements,
);

/// What an operation came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
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
    fn of(answer: &crate::support::client::Answer, field: &str) -> Self {
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

    fn told(self) -> &'static str {
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

const PERSONAS: [&str; 10] = [
    "anonymous",
    "elsewhere",
    "colleague",
    "author",
    "editor",
    "administrator",
    "organiser",
    "admin",
    "pending",
    "reader",
];
/// Have no session that they could sign out of.
const WITHOUT_SESSION: [&str; 3] = ["anonymous", "pending", "reader"];

/// Everybody who matters, in the order of [`PERSONAS`]; the author is of Delft, as are colleague and editor.
async fn cast(app: &TestApp) -> [Client; 10] {
    let author = app.person("author").create().await;
    let reader = reader(app, &author).await;
    [
        Client { name: "anonymous".into(), ..app.anonymous() },
        app.person("elsewhere").of(ZAANSTAD).create().await,
        app.person("colleague").create().await,
        author,
        app.person("editor").editor().create().await,
        app.person("administrator").administrator().create().await,
        app.person("organiser").of(ZAANSTAD).role(Role::Organiser).create().await,
        app.person("admin").of(ZAANSTAD).role(Role::Admin).create().await,
        pending(app).await,
        reader,
    ]
}

/// Registered for the author's municipality and proved their address; nobody has let them in.
async fn pending(app: &TestApp) -> Client {
    let email = "pending@elders.example".to_owned();
    let client = Client { name: "pending".into(), email: email.clone(), ..app.anonymous() };
    let input = json!({ "email": email, "name": "Pending", "municipalityCode": DELFT, "password": PASSWORD });
    client.mutate("register", input, "mailSent").await;
    let token = app.mail_to(&email).await.token();
    let verified =
        client.mutate("verifyEmail", json!({ "token": token, "password": PASSWORD }), "needsApproval").await;
    assert_eq!(verified["needsApproval"], true);
    let refused = client.form_errors("logIn", json!({ "email": email, "password": PASSWORD })).await;
    assert_eq!(refused, ["email: AWAITING_APPROVAL"]);
    client
}

/// A program with a token of the author's that may only read.
async fn reader(app: &TestApp, author: &Client) -> Client {
    let expires = (Clock::system().now() + Duration::days(1)).to_rfc3339();
    let input = json!({ "name": "Lezer", "scopes": ["READ"], "expiresAt": expires });
    let made = author.mutate("createApiToken", input, "token").await;
    let mut headers = HeaderMap::new();
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    headers.insert(AUTHORIZATION, bearer.parse().unwrap());
    let http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    Client { name: "reader".into(), http, ..app.anonymous() }
}

/// What an operation is tried on.
#[derive(Clone, Copy)]
enum On {
    /// Nothing that somebody made.
    Nothing,
    /// A thing of this kind that the author made, as far as it has come: draft, or published for the municipality.
    Draft(&'static str),
    Published(&'static str),
    /// An introduction that somebody asked the author for.
    Introduction,
    /// A mail domain of the author's municipality that waits to be verified.
    MailDomain,
    /// An invitation to the author's municipality, by an administrator of the network.
    Invitation,
    /// A token of the author's for a program.
    Token,
    /// A passkey that nobody has.
    Passkey,
    /// A move of somebody to the author's municipality that waits.
    Move,
    /// A concept of the thesaurus.
    Concept,
    /// What several people searched for in vain.
    SearchTerm,
    /// A member of the author's municipality who does nothing.
    Member,
    /// A search that the author saved.
    SavedSearch,
}

struct Case {
    field: &'static str,
    on: On,
    /// GraphQL behind the field's name; `$id`, `$slug`, `$revision` and `$person` are of what it is tried on.
    ask: &'static str,
    /// In the order of [`PERSONAS`], without the administrator of the municipality and those who follow from another.
    expected: [Outcome; 7],
    /// What the administrator of the municipality gets; `None`: as an editor.
    administrator: Option<Outcome>,
}

impl Case {
    const fn administrator(mut self, expected: Outcome) -> Self {
        self.administrator = Some(expected);
        self
    }

    /// In the order of [`PERSONAS`]. Who waits is a visitor; a token that reads sees what its person sees, and does
    /// nothing.
    fn expected(&self, operation: &str) -> [Outcome; 10] {
        let [anonymous, elsewhere, colleague, author, editor, organiser, admin] = self.expected;
        let administrator = self.administrator.unwrap_or(editor);
        let reader = if operation == "query" { author } else { Forbidden };
        [anonymous, elsewhere, colleague, author, editor, administrator, organiser, admin, anonymous, reader]
    }
}

const fn case(field: &'static str, on: On, ask: &'static str, expected: [Outcome; 7]) -> Case {
    Case { field, on, ask, expected, administrator: None }
}

const EVERYBODY: [Outcome; 7] = [Yes; 7];
const WITH_ACCOUNT: [Outcome; 7] = [SignIn, Yes, Yes, Yes, Yes, Yes, Yes];
/// Drafts of pilots.
const EDITORS: [Outcome; 7] = [SignIn, Missing, Missing, Yes, Yes, Missing, Yes];
/// Drafts of parts of meetings.
const EDITORS_AND_ORGANISERS: [Outcome; 7] = [SignIn, Missing, Missing, Yes, Yes, Yes, Yes];
/// Published for the municipality.
const READERS: [Outcome; 7] = [Missing, Missing, Yes, Yes, Yes, Missing, Yes];
const READERS_AND_ORGANISERS: [Outcome; 7] = [Missing, Missing, Yes, Yes, Yes, Yes, Yes];
const LISTED: [Outcome; 7] = [Empty, Empty, Yes, Yes, Yes, Empty, Yes];
const LISTED_FOR_ORGANISERS: [Outcome; 7] = [Empty, Empty, Yes, Yes, Yes, Yes, Yes];
/// Parts of meetings, published for the municipality: colleagues see them, but only editors change them.
const CHANGERS: [Outcome; 7] = [SignIn, Missing, Forbidden, Yes, Yes, Yes, Yes];

/// The thesaurus.
const CARETAKERS: [Outcome; 7] = [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes];

/// What people search for in vain.
const EDITORS_OF_ALL: [Outcome; 7] = [SignIn, Forbidden, Forbidden, Forbidden, Yes, Yes, Yes];

const REVISED: &str = "(input: { id: $id, revision: $revision }) { userErrors { code } }";

const QUERIES: &[Case] = &[
    case("invitationByToken", On::Nothing, "(token: \"nergens\") { email }", [Missing; 7]),
    case(
        "pendingRegistrations",
        On::Nothing,
        "{ totalCount }",
        [Empty, Empty, Empty, Empty, Empty, Empty, Yes],
    )
    .administrator(Yes),
    case("registrationOptions", On::Nothing, "(email: \"x@nergens.example\") { needsApproval }", EVERYBODY),
    case(
        "auditLog",
        On::Nothing,
        "{ totalCount }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    ),
    case("challenge", On::Published("Challenge"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("challenges", On::Published("Challenge"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case(
        "contactMatches",
        On::Nothing,
        "(first: 1) { totalCount }",
        [SignIn, Empty, Empty, Empty, Empty, Empty, Empty],
    ),
    case("concept", On::Concept, "(id: $id) { prefLabel }", CARETAKERS),
    case("concepts", On::Concept, "{ totalCount }", CARETAKERS),
    case("starterThesaurus", On::Nothing, "", EVERYBODY),
    case("isDemo", On::Nothing, "", EVERYBODY),
    case("markdownPreview", On::Nothing, "(markdown: \"*hoi*\")", EVERYBODY),
    case("meeting", On::Published("Meeting"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("meetings", On::Published("Meeting"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case("municipalities", On::Nothing, "{ totalCount }", EVERYBODY),
    case("municipality", On::Nothing, "(code: \"GM0503\") { id }", EVERYBODY),
    case("networkStats", On::Nothing, "{ pilots }", EVERYBODY),
    case("nextMeeting", On::Published("Meeting"), "{ id }", LISTED_FOR_ORGANISERS),
    case("node", On::Published("Pilot"), "(id: $id) { id }", READERS),
    case("outcome", On::Published("Outcome"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("outcomes", On::Published("Outcome"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case("people", On::Nothing, "{ totalCount }", [Empty, Yes, Yes, Yes, Yes, Yes, Yes]),
    case("pilot", On::Published("Pilot"), "(slug: $slug) { id }", READERS),
    case("pilots", On::Published("Pilot"), "{ totalCount }", LISTED),
    case("readNotes", On::Nothing, "(text: \"Verslag\\n\\nTekst\") { title }", WITH_ACCOUNT),
    case("report", On::Published("Report"), "(slug: $slug) { id }", READERS_AND_ORGANISERS),
    case("reports", On::Published("Report"), "{ totalCount }", LISTED_FOR_ORGANISERS),
    case("secondFactorChallenge", On::Nothing, "{ methods }", [Empty; 7]),
    case("ssoProviders", On::Nothing, "{ id }", [Empty; 7]),
    case("search", On::Published("Pilot"), "(query: \"kwikstaart\") { totalCount }", LISTED_FOR_ORGANISERS),
    case("searchGaps", On::SearchTerm, "(kind: WITHOUT_RESULT) { totalCount }", EDITORS_OF_ALL),
    case("suggest", On::Published("Pilot"), "(prefix: \"kwikst\") { text }", LISTED_FOR_ORGANISERS),
    case("moreLikeThis", On::Published("Pilot"), "(id: $id) { words }", READERS),
    case("themes", On::Nothing, "{ slug }", EVERYBODY),
    case("viewer", On::Nothing, "{ role }", [Empty, Yes, Yes, Yes, Yes, Yes, Yes]),
];

const MUTATIONS: &[Case] = &[
    case(
        "acceptInvitation",
        On::Nothing,
        "(input: { token: \"nergens\", name: \"Iemand\", password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case(
        "addMailDomain",
        On::Nothing,
        "(input: { municipalityCode: \"GM0503\", domain: \"nieuw.example\" }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Form],
    )
    .administrator(Yes),
    case(
        "approveRegistration",
        On::Nothing,
        "(input: { personId: $person, accept: true }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    case(
        "changePassword",
        On::Nothing,
        "(input: { currentPassword: \"niet het goede\", newPassword: \"een ander lang wachtwoord\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case("confirmEmailChange", On::Nothing, "(input: { token: \"nergens\" }) { userErrors { code } }", [Form; 7]),
    case(
        "invite",
        On::Nothing,
        "(input: { municipalityCode: \"GM0503\", email: \"UNIQUE@test.example\" }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes],
    )
    .administrator(Yes),
    case(
        "inviteMany",
        On::Nothing,
        "(input: { municipalityCode: \"GM0503\", csv: \"email,name\\nverre.gast@test.example,Gast\", isDryRun: true }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes],
    )
    .administrator(Yes),
    case(
        "register",
        On::Nothing,
        "(input: { email: \"geen adres\", name: \"Iemand\", password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case(
        "removeMailDomain",
        On::MailDomain,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Yes),
    case(
        "requestEmailChange",
        On::Nothing,
        "(input: { email: \"ander@test.example\", password: \"niet het goede\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case("requestPasswordReset", On::Nothing, "(input: { email: \"UNIQUE@test.example\" }) { userErrors { code } }", EVERYBODY),
    case(
        "resetPassword",
        On::Nothing,
        "(input: { token: \"nergens\", password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case(
        "setRole",
        On::Nothing,
        "(input: { personId: $person, municipalityRole: MEMBER }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    )
    .administrator(Yes),
    case("verifyEmail", On::Nothing, "(input: { token: \"nergens\" }) { userErrors { code } }", [Form; 7]),
    case(
        "verifyMailDomain",
        On::MailDomain,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Forbidden),
    case(
        "withdrawInvitation",
        On::Invitation,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Yes),
    case(
        "archivePilot",
        On::Published("Pilot"),
        REVISED,
        [SignIn, Missing, Forbidden, Yes, Yes, Missing, Yes],
    ),
    case(
        "changeAffiliation",
        On::Nothing,
        "(input: { municipalityCode: \"GM0344\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "answerMove",
        On::Move,
        "(input: { personId: $id, accept: false }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Yes],
    )
    .administrator(Yes),
    case("withdrawMove", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "setMailChoices",
        On::Nothing,
        "(input: { introductions: true }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createChallenge",
        On::Nothing,
        "(input: { question: \"Hoe dan?\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createMeeting",
        On::Nothing,
        "(input: { title: \"Overleg\", startsAt: \"2030-03-01T09:00:00Z\" }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes],
    ),
    case(
        "createOutcome",
        On::Nothing,
        "(input: { question: \"Hoe dan?\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createPilot",
        On::Nothing,
        "(input: { title: \"Pilot\", municipality: \"GM0503\" }) { userErrors { code } }",
        [SignIn, Forbidden, Yes, Yes, Yes, Yes, Yes],
    ),
    case(
        "createReport",
        On::Nothing,
        "(input: { title: \"Verslag\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "deleteAccount",
        On::Nothing,
        "(input: { password: \"niet het goede\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case("deleteOutcome", On::Draft("Outcome"), REVISED, EDITORS_AND_ORGANISERS),
    case("deletePilot", On::Draft("Pilot"), REVISED, EDITORS),
    case("deleteReport", On::Draft("Report"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "logIn",
        On::Nothing,
        "(input: { email: \"niemand@test.example\", password: \"iets wat fout is\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case("logOut", On::Nothing, "{ loggedOut }", EVERYBODY),
    // Behind signing out and in again: who did so long ago is asked to.
    case(
        "blockAccount",
        On::Member,
        "(input: { personId: $id }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    )
    .administrator(Yes),
    case(
        "unblockAccount",
        On::Member,
        "(input: { personId: $id }) { userErrors { code } }",
        [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Yes],
    )
    .administrator(Yes),
    case("publishOutcome", On::Draft("Outcome"), REVISED, EDITORS_AND_ORGANISERS),
    case("publishPilot", On::Draft("Pilot"), REVISED, EDITORS),
    case("publishReport", On::Draft("Report"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "recognise",
        On::Published("Challenge"),
        "(input: { challengeId: $id, stance: SOLVED }) { userErrors { code } }",
        [SignIn, Missing, Yes, Yes, Yes, Yes, Yes],
    ),
    case("requestDataExport", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "requestIntroduction",
        On::Nothing,
        "(input: { personId: $person, message: \"Hoi\" }) { userErrors { code } }",
        [SignIn, Yes, Yes, Form, Yes, Yes, Yes],
    ),
    case(
        "respondToIntroduction",
        On::Introduction,
        "(input: { id: $id, accept: true }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case(
        "setConsent",
        On::Nothing,
        "(input: { purpose: MATCHING, isGiven: false }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "setFieldVisibility",
        On::Nothing,
        "(input: { field: ABOUT, visibility: NOBODY }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case("updateChallenge", On::Published("Challenge"), REVISED, CHANGERS),
    case(
        "updateMeeting",
        On::Published("Meeting"),
        REVISED,
        [SignIn, Missing, Forbidden, Forbidden, Yes, Yes, Yes],
    ),
    case("updateOutcome", On::Draft("Outcome"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "updatePilot",
        On::Published("Pilot"),
        REVISED,
        [SignIn, Missing, Forbidden, Yes, Yes, Missing, Yes],
    ),
    case(
        "restorePilot",
        On::Published("Pilot"),
        "(input: { id: $id, revision: $revision, to: 1 }) { userErrors { code } }",
        [SignIn, Missing, Forbidden, Yes, Yes, Missing, Yes],
    ),
    case(
        "restoreReport",
        On::Draft("Report"),
        "(input: { id: $id, revision: $revision, to: 1 }) { userErrors { code } }",
        EDITORS_AND_ORGANISERS,
    ),
    case("updateProfile", On::Nothing, "(input: { about: \"Ik\" }) { userErrors { code } }", WITH_ACCOUNT),
    case("updateReport", On::Draft("Report"), REVISED, EDITORS_AND_ORGANISERS),
    case(
        "confirmPassword",
        On::Nothing,
        "(input: { password: \"een lang wachtwoord van iemand\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "createApiToken",
        On::Nothing,
        "(input: { name: \"Programma\", scopes: [READ], expiresAt: \"TOMORROW\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "revokeApiToken",
        On::Token,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case("revokeSession", On::Nothing, "(input: { allOthers: true }) { userErrors { code } }", WITH_ACCOUNT),
    case("verifySecondFactor", On::Nothing, "(input: { totp: \"000000\" }) { userErrors { code } }", [Form; 7]),
    case("startTotp", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "confirmTotp",
        On::Nothing,
        "(input: { code: \"\" }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    // Only administrators have a second factor.
    case(
        "regenerateRecoveryCodes",
        On::Nothing,
        "(input: {}) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Yes],
    )
    .administrator(Yes),
    case("startPasskeyRegistration", On::Nothing, "{ userErrors { code } }", WITH_ACCOUNT),
    case(
        "finishPasskeyRegistration",
        On::Nothing,
        "(input: { name: \"Sleutel\", credential: {} }) { userErrors { code } }",
        [SignIn, Form, Form, Form, Form, Form, Form],
    ),
    case(
        "removePasskey",
        On::Passkey,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    case(
        "createConcept",
        On::Nothing,
        "(input: { prefLabel: \"UNIQUE\" }) { userErrors { code } }",
        CARETAKERS,
    ),
    case("updateConcept", On::Concept, REVISED, CARETAKERS),
    case("deleteConcept", On::Concept, REVISED, CARETAKERS),
    case(
        "importThesaurus",
        On::Nothing,
        "(input: { format: CSV, text: \"prefLabel\\nUNIQUE\" }) { userErrors { code } }",
        CARETAKERS,
    ),
    case("reportSearch", On::Nothing, "(input: { query: \"iets\" }) { userErrors { code } }", EVERYBODY),
    case("handleSearchGap", On::SearchTerm, "(input: { id: $id }) { userErrors { code } }", EDITORS_OF_ALL),
    case(
        "saveSearch",
        On::Nothing,
        "(input: { name: \"Vogels\", query: \"kwikstaart\" }) { userErrors { code } }",
        WITH_ACCOUNT,
    ),
    case(
        "updateSavedSearch",
        On::SavedSearch,
        "(input: { id: $id, looked: true }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case(
        "deleteSavedSearch",
        On::SavedSearch,
        "(input: { id: $id }) { userErrors { code } }",
        [SignIn, Missing, Missing, Yes, Missing, Missing, Missing],
    ),
    case(
        "stopSearchMails",
        On::Nothing,
        "(input: { token: \"nergens\" }) { userErrors { code } }",
        [Form; 7],
    ),
    case("startPasskeyLogIn", On::Nothing, "{ userErrors { code } }", EVERYBODY),
    case("finishPasskeyLogIn", On::Nothing, "(input: { credential: {} }) { userErrors { code } }", [Form; 7]),
    // The last one: without it administrators may do nothing any more.
    case("disableTotp", On::Nothing, "(input: {}) { userErrors { code } }", WITH_ACCOUNT),
];

/// The fields of a root type, as the schema has them.
fn fields(root: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        if definition.node.name.node == root
            && let TypeKind::Object(object) = definition.node.kind
        {
            found.extend(object.fields.iter().map(|field| field.node.name.node.to_string()));
        }
    }
    found
}

/// Signs in, as soon as the limit of the one address that everybody comes from lets it.
async fn sign_in_again(client: &Client) {
    let document = "mutation($input: LogInInput!) { logIn(input: $input) { secondFactor { methods } } }";
    let input = json!({ "input": { "email": client.email, "password": PASSWORD } });
    loop {
        let answer = client.gql(document, input.clone()).await;
        match answer.body["errors"][0]["extensions"]["retryAfterSeconds"].as_u64() {
            Some(seconds) => tokio::time::sleep(std::time::Duration::from_secs(seconds)).await,
            None => {
                assert!(answer.is_without_errors(), "{answer:?}");
                if answer.body["data"]["logIn"]["secondFactor"].is_object() {
                    client.show_recovery_code().await;
                }
                return;
            }
        }
    }
}

/// Makes what the operation is tried on, by the author; a meeting by an organiser of the same municipality.
async fn make(app: &TestApp, on: On, (author, planner, admin): (&Client, &Client, &Client)) -> Value {
    let (kind, is_published) = match on {
        On::MailDomain => {
            let domain = format!("{}.example", Uuid::new_v4().simple());
            let input = json!({ "municipalityCode": DELFT, "domain": domain });
            return admin.mutate("addMailDomain", input, "mailDomain { id }").await["mailDomain"].clone();
        }
        On::Invitation => {
            let email = format!("{}@test.example", Uuid::new_v4().simple());
            let input = json!({ "municipalityCode": DELFT, "email": email });
            return admin.mutate("invite", input, "invitation { id }").await["invitation"].clone();
        }
        On::Token => {
            let expires = (Clock::system().now() + Duration::days(1)).to_rfc3339();
            let input = json!({ "name": "Programma", "scopes": ["READ"], "expiresAt": expires });
            return author.mutate("createApiToken", input, "apiToken { id }").await["apiToken"].clone();
        }
        On::Move => {
            // Not by asking: nobody may ask as often as there are personas.
            let id = PersonId::from_public(&planner.id).unwrap();
            let municipality = app.services.municipalities.by_code(DELFT).unwrap().id;
            let now = app.clock.now();
            let waits = PendingMove { person: id, municipality, job_title: None, from: now, asked_at: now };
            let tx = app.services.db.begin().await.unwrap();
            moves::put(&tx, &waits).await.unwrap();
            tx.commit().await.unwrap();
            return json!({ "id": planner.id });
        }
        On::Concept => {
            let input = json!({ "prefLabel": Uuid::new_v4().simple().to_string() });
            return planner.mutate("createConcept", input, "concept { id revision }").await["concept"]
                .clone();
        }
        On::SearchTerm => {
            let (text, week) = (Uuid::new_v4().simple().to_string(), Week::of(app.clock.now()));
            let counts = Counts { asked: 3, without_result: 3, ..Counts::default() };
            let due = Due { counts, askers: 3, asked_at: app.clock.now(), is_new: true };
            let tx = app.services.db.begin().await.unwrap();
            store::add(&tx, &HashMap::from([((text.clone(), week), due)])).await.unwrap();
            tx.commit().await.unwrap();
            let which = (GapKind::WithoutResult, week, false);
            let gaps = store::list(app.services.db.reader(), which, &Page::first(100)).await.unwrap();
            let made = gaps.into_items().into_iter().find(|gap| gap.text == text).unwrap();
            return json!({ "id": made.id.to_public() });
        }
        On::Member => {
            let name = Uuid::new_v4().simple().to_string();
            let member = app.person(&name).account().await;
            return json!({ "id": member.id });
        }
        On::SavedSearch => {
            let input = json!({ "name": "Kwikstaart", "query": "kwikstaart" });
            return author.mutate("saveSearch", input, "savedSearch { id }").await["savedSearch"].clone();
        }
        On::Passkey => return json!({ "id": PasskeyId::generate().to_public() }),
        On::Nothing => return json!({}),
        On::Introduction => {
            let input = json!({ "personId": author.id, "message": "Hoi" });
            return planner.mutate("requestIntroduction", input, "introduction { id }").await["introduction"]
                .clone();
        }
        On::Draft(kind) => (kind, false),
        On::Published(kind) => (kind, true),
    };
    let title = "Kwikstaart";
    let input = match kind {
        "Pilot" => pilot(title, "MUNICIPALITY"),
        "Report" => report(title, "MUNICIPALITY"),
        "Outcome" => outcome(title, "MUNICIPALITY"),
        "Challenge" => json!({ "question": title, "visibility": "MUNICIPALITY" }),
        _ => json!({ "title": title, "visibility": "MUNICIPALITY", "startsAt": "2030-03-01T09:00:00Z" }),
    };
    let maker = if kind == "Meeting" { planner } else { author };
    let made = maker.make(kind, input).await;
    match is_published && !["Challenge", "Meeting"].contains(&kind) {
        true => maker.publish(kind, &made).await,
        false => made,
    }
}

async fn run(case: &Case, operation: &str, client: &Client, thing: &Value, person: &str) -> Outcome {
    let variables = [
        ("$id", "ID!", &thing["id"]),
        ("$slug", "String!", &thing["slug"]),
        ("$revision", "Int!", &thing["revision"]),
    ];
    let person = json!(person);
    let variables = variables.into_iter().chain([("$person", "ID!", &person)]);
    let used: Vec<_> = variables.filter(|(name, ..)| case.ask.contains(name)).collect();
    let declared: Vec<_> = used.iter().map(|(name, of, _)| format!("{name}: {of}")).collect();
    let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
    let values: serde_json::Map<_, _> =
        used.iter().map(|(name, _, value)| (name[1..].to_owned(), (*value).clone())).collect();
    let ask = case.ask.replace("UNIQUE", &Uuid::new_v4().simple().to_string());
    let ask = ask.replace("TOMORROW", &(Clock::system().now() + Duration::days(1)).to_rfc3339());
    let document = format!("{operation}{declared} {{ {}{ask} }}", case.field);
    loop {
        let answer = client.gql(&document, Value::Object(values.clone())).await;
        // All personas come from one address: who is told to wait does so.
        let wait = &answer.body["errors"][0]["extensions"]["retryAfterSeconds"];
        match wait.as_u64() {
            Some(seconds) => tokio::time::sleep(std::time::Duration::from_secs(seconds)).await,
            None => return Outcome::of(&answer, case.field),
        }
    }
}

async fn every_field_of_the_api_answers_every_persona_as_expected(database: Database) {
    let roots = [("Query", "query", QUERIES), ("Mutation", "mutation", MUTATIONS)];
    for (root, _, cases) in roots {
        let tried: BTreeSet<_> = cases.iter().map(|case| case.field.to_owned()).collect();
        assert_eq!(fields(root), tried, "every field of {root} has a case here, and every case a field");
    }
    assert_eq!(fields("Subscription"), BTreeSet::new(), "subscriptions have a case here too");
    let app = TestApp::start(database).await;
    let cast = cast(&app).await;
    let planner = app.person("planner").role(Role::Organiser).create().await;
    let (mut wrong, mut rows) = (Vec::new(), Vec::new());
    for (_, operation, cases) in roots {
        for case in cases {
            let mut shared = Value::Null;
            if operation == "query" {
                shared = make(&app, case.on, (&cast[3], &planner, &cast[7])).await;
                app.until_indexed().await;
            }
            let mut found = Vec::new();
            for client in &cast {
                // What a mutation did to one thing must not be in the way of the next persona.
                let thing = match operation {
                    "query" => shared.clone(),
                    _ => make(&app, case.on, (&cast[3], &planner, &cast[7])).await,
                };
                found.push(run(case, operation, client, &thing, &cast[3].id).await);
                // With an answer, so that the same may be asked for the next persona; a no would hold.
                if case.field == "respondToIntroduction" {
                    let input = json!({ "id": thing["id"], "accept": true });
                    cast[3].gql("mutation($input: RespondToIntroductionInput!) { respondToIntroduction(input: $input) { userErrors { code } } }", json!({ "input": input })).await;
                }
                if case.field == "logOut" && !WITHOUT_SESSION.contains(&client.name.as_str()) {
                    sign_in_again(client).await;
                }
            }
            for (i, persona) in PERSONAS.iter().enumerate() {
                let expected = case.expected(operation)[i];
                if found[i] != expected {
                    wrong.push(format!("{} as {persona}: {:?}, not {expected:?}", case.field, found[i]));
                }
            }
            let cells: Vec<_> = found.iter().map(|outcome| outcome.told()).collect();
            rows.push(format!("| `{}` | {} |", case.field, cells.join(" | ")));
        }
    }
    assert_eq!(wrong, [""; 0], "these came out otherwise");
    let head =
        format!("| operation | {} |\n| --- |{}", PERSONAS.join(" | "), " --- |".repeat(PERSONAS.len()));
    check_document("operations", &format!("{head}\n{}", rows.join("\n")));
}

/// Compares a part of `docs/access.md`, between two marks, with what it must be; writes it when told to.
pub fn check_document(part: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/access.md");
    let document = std::fs::read_to_string(&file).unwrap();
    let (begin, end) = (format!("<!-- begin {part}: written by a test -->"), format!("<!-- end {part} -->"));
    let start =
        document.find(&begin).unwrap_or_else(|| panic!("docs/access.md has the mark {begin}")) + begin.len();
    let stop = document.find(&end).unwrap_or_else(|| panic!("docs/access.md has the mark {end}"));
    let wanted = format!("\n\n{text}\n\n");
    if environment("BDG_WRITE_ACCESS").is_some() {
        std::fs::write(&file, format!("{}{wanted}{}", &document[..start], &document[stop..])).unwrap();
        return;
    }
    assert!(
        document[start..stop] == wanted,
        "docs/access.md, {part}: run the test with BDG_WRITE_ACCESS=1 and look at what changed"
    );
}

/// Time can't be told apart where the same work is done.
async fn a_hidden_thing_is_answered_as_a_missing_one_with_as_many_statements(database: Database) {
    let app = TestApp::start(database).await;
    let author = app.person("author").create().await;
    let planner = app.person("planner").role(Role::Organiser).create().await;
    let elsewhere = app.person("elsewhere").of(ZAANSTAD).create().await;
    let kinds = [
        ("Pilot", NodeKind::Pilot),
        ("Report", NodeKind::Report),
        ("Outcome", NodeKind::Outcome),
        ("Challenge", NodeKind::Challenge),
        ("Meeting", NodeKind::Meeting),
    ];
    for (kind, node) in kinds {
        let hidden = make(&app, On::Published(kind), (&author, &planner, &planner)).await;
        let missing = NodeId::new(node, Uuid::now_v7()).to_public();
        app.until_indexed().await;
        let field = kind.to_lowercase();
        for client in [&elsewhere, &app.anonymous()] {
            let by_id = "query($id: ID!) { node(id: $id) { id } }".to_owned();
            let by_slug = format!("query($id: String!) {{ {field}(slug: $id) {{ id }} }}");
            let alike = "query($id: ID!) { moreLikeThis(id: $id) { words } }".to_owned();
            for (query, hidden, missing) in [
                (by_id, hidden["id"].clone(), json!(missing)),
                (alike, hidden["id"].clone(), json!(missing)),
                (by_slug, hidden["slug"].clone(), json!("bestaat-niet")),
            ] {
                let ask = async |id: &Value| {
                    // The first time fills the memory of revisions; and the least of some tries, since the worker, the
                    // mail and the session go on beside it.
                    let (mut told, mut least) = (Value::Null, usize::MAX);
                    for _ in 0..4 {
                        let (answer, sent) = app.statements(client.gql(&query, json!({ "id": id }))).await;
                        told = answer.told();
                        least = least.min(sent.iter().filter(|sql| !sql.contains("mails")).count());
                    }
                    (told, least)
                };
                let (told, of_hidden) = ask(&hidden).await;
                let (as_missing, of_missing) = ask(&missing).await;
                assert_eq!(told, as_missing, "{kind}");
                assert_eq!(of_hidden, of_missing, "{kind}: statements");
            }
        }
    }
}
