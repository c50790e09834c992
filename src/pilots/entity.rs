//! Table, private to this feature.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilots")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub title: String,
    pub sort_title: String,
    pub summary: String,
    pub stage: String,
    pub strengthens_policy: bool,
    pub strengthens_collaboration: bool,
    pub strengthens_society: bool,
    pub problem: String,
    pub approach: String,
    pub results: String,
    pub lessons_learned: String,
    pub failures: String,
    pub partners: Json,
    pub data_sources: Json,
    pub buyers: Json,
    pub cost: String,
    pub replicates_id: Option<Uuid>,
    pub external_id: Option<String>,
    pub slug: String,
    pub status: String,
    pub visibility: String,
    pub municipality_id: Uuid,
    pub created_by: Option<Uuid>,
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub published_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
