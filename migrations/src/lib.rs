//! The schema of the database, one migration a subject. Knows nothing of the application.
//!
//! Each migration runs in a transaction of its own on both databases: a process killed in between leaves the
//! ones before it in place and nothing of its own.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod columns;
mod m20261124_000001_system;
mod m20261124_000002_reference;
mod m20261124_000003_people;
mod m20261124_000004_challenges_and_pilots;
mod m20261124_000005_meetings;
mod m20261124_000006_introductions;
mod m20261125_000101_mail;
mod m20261125_000102_joining;
mod m20261125_000103_account_language;
mod m20261125_000201_sessions;
mod m20261125_000202_api_tokens;
mod m20261125_000203_factors;
mod m20261125_000204_sso;
mod m20261125_000301_audit;
mod m20261125_000302_consents;
mod m20261125_000303_profiles;
mod m20261125_000304_exports;
mod m20261125_000305_mergers;
mod m20261125_000501_pilot_lists;
mod m20261125_000601_pilot_cost;
mod m20261125_000602_revision_states;
mod m20261126_000301_moves;
mod m20261126_000302_account_mails;
mod m20261126_000303_public_profiles;
mod m20261126_000401_thesaurus;
mod m20261126_007001_saved_searches;
mod m20261126_008001_search_terms;
mod m20261126_009001_proved_passwords;
mod m20261126_009002_blocks;
mod m20261126_009003_blocks_of_the_network;
mod m20261126_010001_versions_by_id;
mod m20261127_000001_signals;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_system::Migration),
            Box::new(m20261124_000002_reference::Migration),
            Box::new(m20261124_000003_people::Migration),
            Box::new(m20261124_000004_challenges_and_pilots::Migration),
            Box::new(m20261124_000005_meetings::Migration),
            Box::new(m20261124_000006_introductions::Migration),
            Box::new(m20261125_000101_mail::Migration),
            Box::new(m20261125_000102_joining::Migration),
            Box::new(m20261125_000103_account_language::Migration),
            Box::new(m20261125_000201_sessions::Migration),
            Box::new(m20261125_000202_api_tokens::Migration),
            Box::new(m20261125_000203_factors::Migration),
            Box::new(m20261125_000204_sso::Migration),
            Box::new(m20261125_000301_audit::Migration),
            Box::new(m20261125_000302_consents::Migration),
            Box::new(m20261125_000303_profiles::Migration),
            Box::new(m20261125_000304_exports::Migration),
            Box::new(m20261125_000305_mergers::Migration),
            Box::new(m20261125_000501_pilot_lists::Migration),
            Box::new(m20261125_000601_pilot_cost::Migration),
            Box::new(m20261125_000602_revision_states::Migration),
            Box::new(m20261126_000301_moves::Migration),
            Box::new(m20261126_000302_account_mails::Migration),
            Box::new(m20261126_000303_public_profiles::Migration),
            Box::new(m20261126_000401_thesaurus::Migration),
            Box::new(m20261126_007001_saved_searches::Migration),
            Box::new(m20261126_008001_search_terms::Migration),
            Box::new(m20261126_009001_proved_passwords::Migration),
            Box::new(m20261126_009002_blocks::Migration),
            Box::new(m20261126_009003_blocks_of_the_network::Migration),
            Box::new(m20261126_010001_versions_by_id::Migration),
            Box::new(m20261127_000001_signals::Migration),
        ]
    }
}
