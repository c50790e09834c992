//! The closed sets of the API; each mirrors one of the domain.

use async_graphql::Enum;

use crate::access;
use crate::accounts;
use crate::challenges;
use crate::introductions;
use crate::mail;
use crate::matching;
use crate::meetings;
use crate::outcomes;
use crate::pilots;

/// How far a pilot has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pilots::model::Stage")]
pub enum PilotStage {
    /// Thought of; nothing done yet.
    Idea,
    /// Asking whether it can be done and who wants it.
    Exploration,
    /// Tried on a small scale.
    Experiment,
    /// Tried; being judged.
    Evaluation,
    /// Being brought to more places.
    Scaling,
    /// Part of the daily work.
    Production,
    /// Ended; `failures` tells why.
    Stopped,
}

/// What a pilot strengthens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pilots::model::Domain")]
pub enum Domain {
    /// Choices of council and management: policy that rests on data.
    Policy,
    /// Working together: between departments, municipalities and chain partners.
    Collaboration,
    /// What residents and entrepreneurs notice of it.
    Society,
}

/// Where data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pilots::model::DataOrigin")]
pub enum DataOrigin {
    /// The municipality's own systems.
    Internal,
    /// Published for everybody.
    Open,
    /// Another organisation that takes part.
    Partner,
    /// Bought.
    Commercial,
    /// Given by residents.
    Residents,
    /// Measured.
    Sensor,
}

/// How sensitive data is under the AVG (GDPR).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pilots::model::PersonalData")]
pub enum PersonalData {
    /// Not about persons.
    None,
    /// About persons, who can be told apart but not named without a key; AVG article 4(5).
    Pseudonymised,
    /// About persons who can be named; AVG article 4(1).
    Personal,
    /// Health, religion, origin, …; AVG article 9.
    SpecialCategory,
}

/// How far an internal buyer has come along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pilots::model::Commitment")]
pub enum Commitment {
    /// Wants to hear how it goes.
    Interested,
    /// Promised time, money or a decision.
    Committed,
    /// Works with the result.
    Using,
}

/// Where a contribution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "access::Status")]
pub enum PublicationStatus {
    /// Seen by its authors and editors only.
    Draft,
    /// Seen by the circle that its visibility names.
    Published,
    /// Kept, but out of lists and search.
    Archived,
}

/// Who may read it once published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "access::Visibility")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Everybody with an account.
    Network,
    /// Colleagues of the owning municipality.
    Municipality,
}

/// What somebody may do in the network as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "access::Role")]
pub enum Role {
    /// Writes and shares.
    Member,
    /// Plans meetings and looks after what comes out of them.
    Organiser,
    /// May do everything.
    Admin,
}

/// What somebody may do for their own municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "access::MunicipalityRole")]
pub enum MunicipalityRole {
    /// Reads what is for colleagues.
    Member,
    /// Changes and publishes whatever belongs to the municipality.
    Editor,
    /// May do what an editor may, and looks after the municipality's people: lets them in, invites, gives roles.
    Administrator,
}

/// How a list of pilots is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "pilots::store::PilotOrder")]
pub enum PilotOrder {
    /// Last changed first.
    RecentlyUpdated,
    /// Last published first; drafts and archived pilots, which need not have been published: last changed first.
    RecentlyPublished,
    /// By title, A to Z.
    Title,
}

/// How somebody stands towards a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "challenges::model::Stance")]
pub enum Stance {
    /// Struggles with it today.
    FacingNow,
    /// Sees it coming.
    Expecting,
    /// Has an answer that works.
    Solved,
}

/// What kind of part of a meeting it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "meetings::model::AgendaItemKind")]
pub enum AgendaItemKind {
    /// Welcome and introduction.
    Opening,
    /// Somebody speaks to everybody.
    Talk,
    /// Tables talk about a question.
    Workshop,
    /// A meal together.
    Lunch,
    /// A pause.
    Break,
    /// Conclusions and farewell.
    Closing,
    /// None of the others.
    Other,
}

/// What kind of thing was said at a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "outcomes::model::InsightKind")]
pub enum InsightKind {
    /// An answer to the question.
    Answer,
    /// What must be so for it to work.
    Condition,
    /// What stands in the way.
    Obstacle,
    /// What to do, or not to do.
    Advice,
    /// Where it was done.
    Example,
    /// What stayed open.
    Question,
}

/// How an introduction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "introductions::model::Status")]
pub enum IntroductionStatus {
    /// Waits for an answer.
    Pending,
    /// The recipient said yes; contact details show to both parties.
    Accepted,
    /// The recipient said no; nothing shows.
    Declined,
    /// Nobody answered in time.
    Expired,
}

/// Who asked, seen from the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "introductions::model::Direction")]
pub enum IntroductionDirection {
    /// The viewer was asked, and answers.
    Incoming,
    /// The viewer asked, and waits.
    Outgoing,
}

/// What somebody lets the other see after a yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "introductions::model::ContactField")]
pub enum ContactField {
    /// The address that the person signs in with.
    Email,
    /// The telephone number of the profile.
    Phone,
}

/// Why somebody is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "matching::model::ReasonKind")]
pub enum MatchReasonKind {
    /// They solved what the viewer faces or expects.
    SolvedMyChallenge,
    /// They face or expect what the viewer solved.
    FacesChallengeISolved,
    /// Both face or expect it.
    SameChallenge,
    /// Both wrote or are a contact of pilots about the same.
    SimilarPilot,
    /// Both work on it, or on a theme that is a part of it.
    SharedTheme,
}

/// A language of mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "mail::Language")]
pub enum Language {
    /// Dutch.
    Nl,
    /// English.
    En,
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::invitations::Status")]
pub enum InvitationStatus {
    /// Waits for an answer.
    Pending,
    /// Somebody made an account with it.
    Accepted,
    /// Nobody answered in time.
    Expired,
    /// Was taken back.
    Withdrawn,
}

/// What becomes of a row of a list of people to invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::service::invite_many::Outcome")]
pub enum InviteOutcome {
    /// Is invited; in a dry run: would be.
    Invited,
    /// Has an invitation to this municipality that waits for an answer.
    AlreadyInvited,
    /// Takes part already; told only to who administers the municipality where that person works.
    AlreadyMember,
    /// The address stands further up in the list.
    Duplicate,
    /// The address, the name or the municipality can't be used.
    Invalid,
    /// The viewer may not invite people of this municipality.
    NotAllowed,
}

/// How a mail domain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MailDomainStatus {
    /// Leads to membership of its municipality.
    Verified,
    /// Waits for an administrator of the network.
    Pending,
}
