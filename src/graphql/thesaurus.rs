//! The thesaurus in the API: for organisers and administrators.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::connection::{args, connection, int, total};
use super::context::ContextExt;
use super::errors::{UserError, outcome};
use super::in_place::{InPlace, at_hand};
use super::publishing::{DeleteInput, DeletePayload};
use super::themes::{Theme, themes};
use crate::error::Result as ServiceResult;
use crate::ids::ConceptId;
use crate::thesaurus::service::STARTER;
use crate::thesaurus::{self, ConceptChange, Entry, Format, Mistake, Summary};

/// How a thesaurus is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Format")]
pub enum ThesaurusFormat {
    /// SKOS in Turtle.
    Turtle,
    /// One row a concept, `|` between labels.
    Csv,
}

pub struct Concept(pub Entry);
connection!(ConceptConnection, ConceptEdge, Concept, Entry);

/// Words of municipal work that mean the same; a concept of SKOS. Search looks for the others when one is typed.
#[Object]
impl Concept {
    /// The same for ever.
    async fn id(&self) -> ID {
        self.0.concept.id.to_public().into()
    }

    /// The number of its state; a change names the one it was made on.
    async fn revision(&self) -> i32 {
        self.0.concept.revision
    }

    /// Dutch; no two concepts have the same.
    async fn pref_label(&self) -> &str {
        &self.0.concept.content.pref_label
    }

    /// English.
    async fn pref_label_en(&self) -> Option<&str> {
        self.0.concept.content.pref_label_en.as_deref()
    }

    /// Other words and abbreviations for it.
    async fn alt_labels(&self) -> &[String] {
        &self.0.concept.content.alt_labels
    }

    /// Words that are searched and never shown to readers: misspellings, old names.
    async fn hidden_labels(&self) -> &[String] {
        &self.0.concept.content.hidden_labels
    }

    /// What it means here and what it does not.
    async fn scope_note(&self) -> &str {
        &self.0.concept.content.scope_note
    }

    /// What it is a kind or a part of.
    async fn broader(&self) -> Vec<Concept> {
        self.others(thesaurus::Scheme::broader)
    }

    /// Its kinds and parts.
    async fn narrower(&self) -> Vec<Concept> {
        self.others(thesaurus::Scheme::narrower)
    }

    /// What has to do with it; search does not use this by itself.
    async fn related(&self) -> Vec<Concept> {
        self.others(thesaurus::Scheme::related)
    }

    /// The theme of the network about the same: search takes its labels as well.
    async fn theme(&self, ctx: &Context<'_>) -> Option<InPlace<Theme>> {
        themes(ctx, self.0.concept.content.theme).pop()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.concept.updated_at
    }
}
at_hand!(
    Concept: "id" | "revision" | "prefLabel" | "prefLabelEn" | "altLabels" | "hiddenLabels" | "scopeNote"
        | "updatedAt"
);

impl Concept {
    fn others(&self, which: fn(&thesaurus::Scheme, ConceptId) -> Vec<ConceptId>) -> Vec<Concept> {
        let Entry { scheme, concept } = &self.0;
        let ids = which(scheme, concept.id);
        let found = ids.into_iter().filter_map(|id| scheme.get(id).cloned());
        found.map(|concept| Concept(Entry { scheme: scheme.clone(), concept })).collect()
    }
}

/// A concept to be made.
#[derive(InputObject)]
pub struct CreateConceptInput {
    /// Dutch, 1 to 100 characters; no other concept has it.
    pref_label: String,
    /// English.
    pref_label_en: Option<String>,
    /// Other words and abbreviations, at most 50.
    alt_labels: Option<Vec<String>>,
    /// Words to search by that readers do not see, at most 50.
    hidden_labels: Option<Vec<String>>,
    /// At most 2,000 characters.
    scope_note: Option<String>,
    /// The slug of the theme about the same.
    theme: Option<String>,
    /// What it is a kind or a part of, at most 50.
    broader: Option<Vec<ID>>,
    /// What has to do with it, at most 50.
    related: Option<Vec<ID>>,
}

/// A change to a concept; what is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateConceptInput {
    /// Which one.
    id: ID,
    /// The one that the viewer saw; `CONFLICT` when it is no longer the present one.
    revision: i32,
    /// Dutch, 1 to 100 characters; no other concept has it.
    pref_label: Option<String>,
    /// English; blank for none.
    pref_label_en: Option<String>,
    /// All other words, in place of those before.
    alt_labels: Option<Vec<String>>,
    /// All hidden words, in place of those before.
    hidden_labels: Option<Vec<String>>,
    /// At most 2,000 characters.
    scope_note: Option<String>,
    /// The slug of the theme about the same; blank for none.
    theme: Option<String>,
    /// All that is broader, in place of what was.
    broader: Option<Vec<ID>>,
    /// All that is related, in place of what was.
    related: Option<Vec<ID>>,
}

/// What became of a concept.
#[derive(SimpleObject)]
pub struct ConceptPayload {
    /// As it is now; null when something must be mended.
    concept: Option<Concept>,
    /// What the form can mend.
    user_errors: Vec<UserError>,
}

impl ConceptPayload {
    fn of(result: ServiceResult<Entry>) -> Result<Self> {
        let (entry, user_errors) = outcome(result)?;
        Ok(Self { concept: entry.map(Concept), user_errors })
    }
}

/// Concepts to be brought in.
#[derive(InputObject)]
pub struct ImportThesaurusInput {
    /// How the text is written.
    format: ThesaurusFormat,
    /// The file. A request holds 256 kB; the command line reads larger ones.
    text: String,
    /// Look what would happen, and keep nothing.
    #[graphql(default = false)]
    dry_run: bool,
}

/// What is wrong with a file of concepts.
#[derive(SimpleObject)]
pub struct ThesaurusMistake {
    /// Counted from 1.
    line: i32,
    /// Dutch.
    reason: String,
}

/// What an import came to.
#[derive(SimpleObject)]
pub struct ImportThesaurusPayload {
    /// New concepts.
    created: i32,
    /// Concepts that the file has otherwise, or calls narrower than another.
    updated: i32,
    /// Concepts that the file has as they are.
    unchanged: i32,
    /// What is wrong, by line; the first hundred. With any of them nothing was kept.
    mistakes: Vec<ThesaurusMistake>,
    /// Whether all of it was kept: not after a dry run.
    is_kept: bool,
    /// Empty: what is wrong with the file is in `mistakes`.
    user_errors: Vec<UserError>,
}

impl From<Summary> for ImportThesaurusPayload {
    fn from(summary: Summary) -> Self {
        let mistake = |Mistake { line, reason }| ThesaurusMistake { line: int(line as u64), reason };
        Self {
            created: int(summary.created as u64),
            updated: int(summary.updated as u64),
            unchanged: int(summary.unchanged as u64),
            mistakes: summary.mistakes.into_iter().map(mistake).collect(),
            is_kept: summary.is_kept,
            user_errors: Vec::new(),
        }
    }
}

fn ids(public: Option<Vec<ID>>) -> ServiceResult<Option<Vec<ConceptId>>> {
    public.map(|ids| ids.iter().map(|id| ConceptId::from_public(id)).collect()).transpose()
}

#[derive(Default)]
pub struct ThesaurusQuery;

#[Object]
impl ThesaurusQuery {
    /// The thesaurus by preferred label. For organisers and administrators; also as `/beheer/begrippen.ttl` and
    /// `/beheer/begrippen.csv`.
    async fn concepts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of which a label has this somewhere.")] query: Option<String>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<ConceptConnection> {
        let (services, actor) = (ctx.services().clone(), *ctx.actor());
        let page = args(first, after, last, before);
        let slice = services.thesaurus.list(&actor, query.as_deref(), &page).await?;
        let count = total(move || {
            let (services, query) = (services.clone(), query.clone());
            async move { services.thesaurus.count(&actor, query.as_deref()).await }
        });
        Ok(ConceptConnection::new(slice, count))
    }

    /// One concept, for organisers and administrators; `NOT_FOUND` when it is missing.
    async fn concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id that a list gave.")] id: ID,
    ) -> Result<Option<Concept>> {
        let id = ConceptId::from_public(&id)?;
        Ok(Some(Concept(ctx.services().thesaurus.get(ctx.actor(), id).await?)))
    }

    /// Words of municipal work to begin a thesaurus with, as Turtle for `importThesaurus`.
    async fn starter_thesaurus(&self) -> &str {
        STARTER
    }
}

#[derive(Default)]
pub struct ThesaurusMutation;

#[Object]
impl ThesaurusMutation {
    /// Makes a concept; every search knows it within a second.
    async fn create_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is called, and how it relates.")] input: CreateConceptInput,
    ) -> Result<ConceptPayload> {
        let change = ConceptChange {
            pref_label: Some(input.pref_label),
            pref_label_en: input.pref_label_en,
            alt_labels: input.alt_labels,
            hidden_labels: input.hidden_labels,
            scope_note: input.scope_note,
            theme: input.theme,
            broader: ids(input.broader)?,
            related: ids(input.related)?,
        };
        ConceptPayload::of(ctx.services().thesaurus.create(ctx.actor(), &change, ctx.address()).await)
    }

    /// Changes a concept.
    async fn update_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateConceptInput,
    ) -> Result<ConceptPayload> {
        let which = (ConceptId::from_public(&input.id)?, input.revision);
        let change = ConceptChange {
            pref_label: input.pref_label,
            pref_label_en: input.pref_label_en,
            alt_labels: input.alt_labels,
            hidden_labels: input.hidden_labels,
            scope_note: input.scope_note,
            theme: input.theme,
            broader: ids(input.broader)?,
            related: ids(input.related)?,
        };
        ConceptPayload::of(ctx.services().thesaurus.update(ctx.actor(), which, &change, ctx.address()).await)
    }

    /// Removes a concept; what was narrower stays.
    async fn delete_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        let which = (ConceptId::from_public(&input.id)?, input.revision);
        let result = ctx.services().thesaurus.delete(ctx.actor(), which, ctx.address()).await;
        DeletePayload::of(input.id, result)
    }

    /// Brings in what a file says, all or nothing. A concept of the file replaces the one with its address or preferred
    /// label; concepts that it does not name stay.
    async fn import_thesaurus(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file.")] input: ImportThesaurusInput,
    ) -> Result<ImportThesaurusPayload> {
        let file = (input.format.into(), input.text.as_str());
        let imported = ctx.services().thesaurus.import(ctx.actor(), file, input.dry_run, ctx.address()).await;
        Ok(imported?.into())
    }
}
