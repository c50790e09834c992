//! What is tried, on what, and what must come of it for whom.

use super::outcome::Outcome::{self, Empty, Forbidden, Missing, SignIn, Yes};

/// What an operation is tried on.
#[derive(Clone, Copy)]
pub enum On {
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

pub struct Case {
    pub field: &'static str,
    pub on: On,
    /// GraphQL behind the field's name; `$id`, `$slug`, `$revision` and `$person` are of what it is tried on.
    pub ask: &'static str,
    /// In the order of [`PERSONAS`], without the administrator of the municipality and those who follow from another.
    pub expected: [Outcome; 7],
    /// What the administrator of the municipality gets; `None`: as an editor.
    pub administrator: Option<Outcome>,
}

impl Case {
    pub const fn administrator(mut self, expected: Outcome) -> Self {
        self.administrator = Some(expected);
        self
    }

    /// In the order of [`PERSONAS`]. Who waits is a visitor; a token that reads sees what its person sees, and does
    /// nothing.
    pub fn expected(&self, operation: &str) -> [Outcome; 10] {
        let [anonymous, elsewhere, colleague, author, editor, organiser, admin] = self.expected;
        let administrator = self.administrator.unwrap_or(editor);
        let reader = if operation == "query" { author } else { Forbidden };
        [anonymous, elsewhere, colleague, author, editor, administrator, organiser, admin, anonymous, reader]
    }
}

pub const fn case(field: &'static str, on: On, ask: &'static str, expected: [Outcome; 7]) -> Case {
    Case { field, on, ask, expected, administrator: None }
}

pub const EVERYBODY: [Outcome; 7] = [Yes; 7];
pub const WITH_ACCOUNT: [Outcome; 7] = [SignIn, Yes, Yes, Yes, Yes, Yes, Yes];
/// Drafts of pilots.
pub const EDITORS: [Outcome; 7] = [SignIn, Missing, Missing, Yes, Yes, Missing, Yes];
/// Drafts of parts of meetings.
pub const EDITORS_AND_ORGANISERS: [Outcome; 7] = [SignIn, Missing, Missing, Yes, Yes, Yes, Yes];
/// Published for the municipality.
pub const READERS: [Outcome; 7] = [Missing, Missing, Yes, Yes, Yes, Missing, Yes];
pub const READERS_AND_ORGANISERS: [Outcome; 7] = [Missing, Missing, Yes, Yes, Yes, Yes, Yes];
pub const LISTED: [Outcome; 7] = [Empty, Empty, Yes, Yes, Yes, Empty, Yes];
pub const LISTED_FOR_ORGANISERS: [Outcome; 7] = [Empty, Empty, Yes, Yes, Yes, Yes, Yes];
/// Parts of meetings, published for the municipality: colleagues see them, but only editors change them.
pub const CHANGERS: [Outcome; 7] = [SignIn, Missing, Forbidden, Yes, Yes, Yes, Yes];

/// The thesaurus.
pub const CARETAKERS: [Outcome; 7] = [SignIn, Forbidden, Forbidden, Forbidden, Forbidden, Yes, Yes];

/// What people search for in vain.
pub const EDITORS_OF_ALL: [Outcome; 7] = [SignIn, Forbidden, Forbidden, Forbidden, Yes, Yes, Yes];

pub const REVISED: &str = "(input: { id: $id, revision: $revision }) { userErrors { code } }";
