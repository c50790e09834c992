//! What a request may do by the means that it came with, beside what its person may: checked before anything runs.
//!
//! A token does what its scopes say, and never what changes an account. A mutation that is not named here is not for
//! tokens: who adds one decides (`tests/it/tokens.rs` asks).

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, ServerError};

use super::document::{payload_fields, root_fields};
use super::errors;
use super::refusal::{FORBIDDEN, refuse};
use crate::access::Actor;
use crate::tokens::Scopes;

/// How a request shows who it is by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Means {
    /// By a cookie, or not at all.
    #[default]
    Session,
    Token(Scopes),
}

/// Whether a request comes from a browser that asks to be left alone, by `Sec-GPC` or `DNT`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WantsPrivacy(pub bool);

/// What a token that writes may do.
pub const FOR_TOKENS: &[&str] = &[
    "updateProfile",
    "createPilot",
    "updatePilot",
    "restorePilot",
    "publishPilot",
    "archivePilot",
    "deletePilot",
    "createChallenge",
    "updateChallenge",
    "recognise",
    "createMeeting",
    "updateMeeting",
    "createReport",
    "updateReport",
    "restoreReport",
    "publishReport",
    "deleteReport",
    "createOutcome",
    "updateOutcome",
    "publishOutcome",
    "deleteOutcome",
    "requestIntroduction",
    "respondToIntroduction",
    "createConcept",
    "updateConcept",
    "deleteConcept",
    "importThesaurus",
];

/// What somebody may do who has to set up a second factor first: what nobody needs a session for, and setting one up.
/// All queries show them what everybody sees.
const FOR_LIMITED: &[&str] = &[
    "logIn",
    "logOut",
    "register",
    "verifyEmail",
    "acceptInvitation",
    "requestPasswordReset",
    "resetPassword",
    "confirmEmailChange",
    "stopSearchMails",
    "verifySecondFactor",
    "startPasskeyLogIn",
    "finishPasskeyLogIn",
    "confirmPassword",
    "changePassword",
    "startTotp",
    "confirmTotp",
    "startPasskeyRegistration",
    "finishPasskeyRegistration",
    "revokeSession",
    "reportSearch",
];

/// Fails with `FORBIDDEN`.
pub fn check(
    request: &mut Request,
    operation: OperationType,
    actor: &Actor,
    means: Means,
) -> Result<(), ServerError> {
    if let (Actor::Limited(_, limit), OperationType::Mutation) = (actor, operation) {
        let mut names = root_fields(request)?.into_iter();
        if names.any(|name| name != "__typename" && !FOR_LIMITED.contains(&name.as_str())) {
            return Err(errors::refusal(&limit.error()));
        }
    }
    let Means::Token(scopes) = means else { return Ok(()) };
    let refused = |message: &str| Err(refuse(FORBIDDEN, message, None));
    match operation {
        OperationType::Query | OperationType::Subscription if scopes.reads => Ok(()),
        OperationType::Query | OperationType::Subscription => refused("This token may not read."),
        OperationType::Mutation if !scopes.writes => refused("This token may only read."),
        OperationType::Mutation => {
            if let Some(name) = root_fields(request)?.iter().find(|name| !is_for_tokens(name)) {
                return refused(&format!("A token may not do {name}: sign in."));
            }
            match payload_fields(request)?.into_iter().find(|name| !OF_WRITING.contains(&name.as_str())) {
                Some(name) if !scopes.reads => {
                    refused(&format!("This token may not read: ask for no {name} of what was written."))
                }
                _ => Ok(()),
            }
        }
    }
}

/// What a token that only writes is told of what it wrote: which thing it is, and what there is to mend.
const OF_WRITING: [&str; 10] = [
    "__typename",
    "clientMutationId",
    "code",
    "id",
    "message",
    "path",
    "revision",
    "slug",
    "status",
    "visibility",
];

fn is_for_tokens(name: &str) -> bool {
    name == "__typename" || FOR_TOKENS.contains(&name)
}
