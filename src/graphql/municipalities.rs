//! Municipalities in the API.

use async_graphql::{Context, ID, Object, Result};

use super::administration::MunicipalityAdministration;
use super::connection::{args, connection, total};
use super::context::ContextExt;
use super::enums::PilotOrder;
use super::in_place::{InPlace, at_hand};
use super::loaders::PilotsOf;
use super::meetings::{MeetingConnection, list_meetings};
use super::people::PersonConnection;
use super::pilots::{PilotConnection, PilotFilter, list_pilots};
use crate::error::Error;
use crate::ids::MunicipalityId;
use crate::meetings;
use crate::municipalities::{self, Register};
use crate::page::Slice;

pub struct Municipality(pub &'static municipalities::Municipality);
connection!(MunicipalityConnection, MunicipalityEdge, Municipality, &'static municipalities::Municipality);

/// From the register. Fails when a row points at a municipality that is not there: a fault of ours.
pub fn municipality(ctx: &Context<'_>, id: MunicipalityId) -> Result<InPlace<Municipality>> {
    let found = ctx.services().municipalities.get(id).map(Municipality).map(InPlace);
    found.ok_or_else(|| Error::internal("a row points at a municipality that is not in the register").into())
}

/// A municipality of today, or a former one.
#[Object]
impl Municipality {
    /// The same for ever.
    pub async fn id(&self) -> ID {
        self.0.id.to_public().into()
    }

    /// CBS code: `GM0479`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The official name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The readable part of its address.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The official name of its province.
    async fn province(&self) -> &str {
        &self.0.province
    }

    /// Identifier in the TOOI register (standaarden.overheid.nl/tooi).
    async fn tooi_uri(&self) -> &str {
        &self.0.tooi_uri
    }

    /// First day, ISO 8601, where known.
    async fn valid_from(&self) -> Option<&str> {
        self.0.valid_from.as_deref()
    }

    /// Last day, ISO 8601; null for a municipality of today.
    async fn valid_until(&self) -> Option<&str> {
        self.0.valid_until.as_deref()
    }

    /// Was it merged, split or renamed?
    async fn is_former(&self) -> bool {
        self.0.is_former()
    }

    /// What it became part of.
    async fn successors(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<Municipality>>> {
        self.0.successors.iter().map(|id| municipality(ctx, *id)).collect()
    }

    /// What it was made of.
    async fn predecessors(&self, ctx: &Context<'_>) -> Result<Vec<InPlace<Municipality>>> {
        self.0.predecessors.iter().map(|id| municipality(ctx, *id)).collect()
    }

    /// Its pilots; published ones unless the filter says otherwise.
    async fn pilots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list; `municipality` and `province` are passed over.")] filter: Option<
            PilotFilter,
        >,
        #[graphql(default_with = "PilotOrder::RecentlyUpdated", desc = "How the list is sorted.")]
        order_by: PilotOrder,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PilotConnection> {
        let is_narrowed = filter.is_some();
        let mut filter = filter.unwrap_or_default().parse(ctx)?;
        filter.municipalities = Some(vec![self.0.id]);
        let page = args(first, after, last, before);
        if is_narrowed {
            return Box::pin(list_pilots(ctx, filter, order_by, page)).await;
        }
        // The counts of a whole page of municipalities come in one statement.
        let slice =
            Box::pin(ctx.services().pilots.list(ctx.actor(), &filter, order_by.into(), &page)).await?;
        let (loader, id) = (ctx.loader().clone(), self.0.id);
        let count = total(move || {
            let loader = loader.clone();
            async move {
                let count = loader.load_one(PilotsOf(id)).await.map_err(Error::internal)?;
                Ok(count.unwrap_or_default())
            }
        });
        Ok(PilotConnection::new(slice, count))
    }

    /// Meetings that it hosted or will host, latest first.
    async fn hosted_meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<MeetingConnection> {
        let filter = meetings::store::Filter { host: Some(self.0.id), ..meetings::store::Filter::default() };
        list_meetings(ctx, filter, args(first, after, last, before)).await
    }

    /// What its administrators look after; null for everybody but them and the network's administrators.
    async fn administration(&self, ctx: &Context<'_>) -> Option<MunicipalityAdministration> {
        let may = ctx.services().accounts.administers(ctx.actor(), self.0.id);
        may.then_some(MunicipalityAdministration(self.0.id))
    }

    /// People who work there, by name.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<PersonConnection> {
        let page = args(first, after, last, before);
        super::people::list_people(ctx, None, Some(self.0.id), page).await
    }
}
at_hand!(
    Municipality: "id" | "code" | "name" | "slug" | "province" | "tooiUri" | "validFrom" | "validUntil" | "isFormer";
        reference data
);

#[derive(Default)]
pub struct MunicipalityQuery;

#[Object]
impl MunicipalityQuery {
    /// Municipalities of today by name; with `query` those whose name, other name or code begins with it, former ones too.
    async fn municipalities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The beginning of a name, of another name, or of a code.")] query: Option<String>,
        #[graphql(desc = "So many from the beginning, 0 to 100; without `first` and `last`: 20.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor: only what comes behind it.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "A cursor: only what comes before it.")] before: Option<String>,
    ) -> Result<MunicipalityConnection> {
        let page = Register::parse_page(&args(first, after, last, before))?;
        let register = ctx.services().municipalities.clone();
        let slice: Slice<_> = register.list(query.as_deref(), &page);
        let count = total(move || {
            let count = register.count(query.as_deref());
            async move { Ok(count) }
        });
        Ok(MunicipalityConnection::new(slice, count))
    }

    /// By CBS code or by slug.
    async fn municipality(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "CBS code: `GM0479`.")] code: Option<String>,
        #[graphql(desc = "The readable part of its address.")] slug: Option<String>,
    ) -> Result<Option<InPlace<Municipality>>> {
        let register = &ctx.services().municipalities;
        let found = match (&code, &slug) {
            (Some(code), None) => register.by_code(code),
            (None, Some(slug)) => register.by_slug(slug),
            _ => return Err(Error::BadInput("give `code` or `slug`, one of them".into()).into()),
        };
        let found = found.map(Municipality).map(InPlace);
        found.map(Some).ok_or_else(|| Error::NotFound { what: "municipality" }.into())
    }
}
