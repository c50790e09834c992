//! Saved searches: the viewer's own, and stopping the mails about them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::int;
use super::context::ContextExt;
use super::enums::{Domain, PilotStage};
use super::errors::{UserError, outcome};
use super::loaders::NewOf;
use super::publishing::DeletePayload;
use super::search::{SearchFilter, SearchKind};
use crate::ids::SavedSearchId;
use crate::saved_searches::model::Changes;
use crate::saved_searches::{self, Query};

/// How often a mail tells what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "saved_searches::MailRhythm")]
pub enum SearchMail {
    /// No mail.
    Never,
    /// Each morning on which there is something.
    Daily,
    /// On Monday mornings on which there is something.
    Weekly,
}

pub struct SavedSearch(pub saved_searches::SavedSearch);

/// What the viewer wants to search for again. Nobody else knows of it.
#[Object]
impl SavedSearch {
    /// Stable; no node's.
    async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// In the viewer's words; 1 to 100 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What is typed, as `search` takes it; may be empty.
    async fn query(&self) -> &str {
        &self.0.query.text
    }

    /// By what it is narrowed.
    async fn filter(&self) -> SavedSearchFilter {
        (&self.0.query).into()
    }

    /// Only what is typed: no other words of the thesaurus.
    async fn literal(&self) -> bool {
        self.0.query.is_literal
    }

    /// The search page that asks this, from its first slash on.
    async fn path(&self) -> String {
        self.0.query.to_path()
    }

    /// How often a mail tells what is new.
    async fn mail(&self) -> SearchMail {
        self.0.rhythm.into()
    }

    /// When it was saved.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When the viewer last looked at what it finds.
    async fn last_looked_at(&self) -> DateTime<Utc> {
        self.0.looked_at
    }

    /// Pilots, reports, outcomes, challenges and meetings that were published since, that have all that is asked for and
    /// that the viewer may see; of the 1,000 things that were published last.
    async fn new_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = ctx.loader().load_one(NewOf(self.0.clone())).await?;
        Ok(int(count.unwrap_or_default()))
    }
}

/// By what a saved search is narrowed; as `SearchFilter`. An empty list does not narrow.
#[derive(SimpleObject)]
pub struct SavedSearchFilter {
    /// Kinds of things.
    kinds: Vec<SearchKind>,
    /// CBS codes.
    municipalities: Vec<String>,
    /// Names of provinces.
    provinces: Vec<String>,
    /// Slugs; a broader theme includes the narrower ones.
    themes: Vec<String>,
    /// Stages of pilots.
    stages: Vec<PilotStage>,
    /// Domains of pilots.
    domains: Vec<Domain>,
    /// Years of publication, or of the meeting.
    years: Vec<i32>,
}

impl From<&Query> for SavedSearchFilter {
    fn from(query: &Query) -> Self {
        Self {
            kinds: query.kinds.iter().filter_map(|kind| SearchKind::of(*kind)).collect(),
            municipalities: query.municipalities.clone(),
            provinces: query.provinces.clone(),
            themes: query.themes.clone(),
            stages: query.stages.iter().copied().map(PilotStage::from).collect(),
            domains: query.domains.iter().copied().map(Domain::from).collect(),
            years: query.years.clone(),
        }
    }
}

/// A search to be saved.
#[derive(InputObject)]
pub struct SaveSearchInput {
    /// 1 to 100 characters.
    name: String,
    /// What is typed; at most 200 characters.
    query: String,
    /// Narrows it; at most 50 values each.
    filter: Option<SearchFilter>,
    /// Only what is typed: no other words of the thesaurus.
    #[graphql(default = false)]
    literal: bool,
    /// How often a mail tells what is new.
    #[graphql(default_with = "SearchMail::Never")]
    mail: SearchMail,
}

/// Only what is to change. What is searched for stays: save another search for that.
#[derive(InputObject)]
pub struct UpdateSavedSearchInput {
    /// Of `viewer.savedSearches`.
    id: ID,
    /// 1 to 100 characters.
    name: Option<String>,
    /// How often a mail tells what is new.
    mail: Option<SearchMail>,
    /// True: the viewer looks at it now, and from now on only later things are new.
    #[graphql(default = false)]
    looked: bool,
}

/// A saved search to be removed.
#[derive(InputObject)]
pub struct DeleteSavedSearchInput {
    /// Of `viewer.savedSearches`.
    id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SavedSearchPayload {
    /// As it is now; null when something must be mended.
    saved_search: Option<SavedSearch>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

/// A link of a mail about saved searches.
#[derive(InputObject)]
pub struct StopSearchMailsInput {
    /// What stands behind `#token=` in the mail's link.
    token: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct StopSearchMailsPayload {
    /// No saved search of the mail's reader sends mail any more.
    is_stopped: bool,
    /// `EXPIRED` at `token` when the link has ended or never was.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SavedSearchMutation;

#[Object]
impl SavedSearchMutation {
    /// Keeps a search for the viewer; at most 50 (`TOO_MANY`).
    async fn save_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to keep.")] input: SaveSearchInput,
    ) -> Result<SavedSearchPayload> {
        let query = input.filter.unwrap_or_default().query(input.query, input.literal)?;
        let service = &ctx.services().saved_searches;
        let saved = service.save(ctx.actor(), &input.name, query, input.mail.into()).await;
        let (saved, user_errors) = outcome(saved)?;
        Ok(SavedSearchPayload { saved_search: saved.map(SavedSearch), user_errors })
    }

    /// Changes a saved search of the viewer. `NOT_FOUND` for what is none of theirs.
    async fn update_saved_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateSavedSearchInput,
    ) -> Result<SavedSearchPayload> {
        let id = SavedSearchId::from_public(&input.id)?;
        let changes =
            Changes { name: input.name, rhythm: input.mail.map(Into::into), is_looked_at: input.looked };
        let changed = ctx.services().saved_searches.change(ctx.actor(), id, &changes).await;
        let (changed, user_errors) = outcome(changed)?;
        Ok(SavedSearchPayload { saved_search: changed.map(SavedSearch), user_errors })
    }

    /// Removes a saved search of the viewer; no mail tells of it any more. `NOT_FOUND` for what is none of theirs.
    async fn delete_saved_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to remove.")] input: DeleteSavedSearchInput,
    ) -> Result<DeletePayload> {
        let id = SavedSearchId::from_public(&input.id)?;
        DeletePayload::of(input.id, ctx.services().saved_searches.delete(ctx.actor(), id).await)
    }

    /// Stops all mails about saved searches to whom the mail with this link was sent. Needs no session.
    async fn stop_search_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link of a mail.")] input: StopSearchMailsInput,
    ) -> Result<StopSearchMailsPayload> {
        let (stopped, user_errors) = outcome(ctx.services().saved_searches.stop_mails(&input.token).await)?;
        Ok(StopSearchMailsPayload { is_stopped: stopped.is_some(), user_errors })
    }
}
