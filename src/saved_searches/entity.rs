//! Tables, private to this feature.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_searches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub name: String,
    pub query: Json,
    pub mail: String,
    pub mail_due_at: Option<DateTimeUtc>,
    pub told_from: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub looked_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a mail about a saved search told of.
pub mod telling {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_search_tellings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub saved_search_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub node_id: Uuid,
        pub told_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
