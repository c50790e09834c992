//! The real app on a database of its own, and people who use it over HTTP.
//!
//! ```ignore
//! let app = TestApp::start(Database::Sqlite).await;
//! let anna = app.person("anna").of(DELFT).create().await;
//! let pilot = anna.pilot(json!({ "title": "Slimme afvalbakken" })).await;
//! anna.publish(&pilot).await;
//! app.until_found(&app.anonymous(), "afvalbakken", 1).await;
//! ```

pub mod postgres;
pub mod client;
pub mod app;
pub mod mail;
pub mod people;
pub mod demo;
pub mod program;
pub mod files;
pub mod authenticator;

pub use app::{Database, TestApp};
pub use client::Client;
pub use people::{DELFT, ZAANSTAD};

use std::path::PathBuf;

/// Makes a test on SQLite and a test on PostgreSQL of each `async fn name(database: Database)`.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use $crate::support::Database;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$name(Database::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::$name(Database::Postgres).await;
            }
        }
    )+};
}

/// A file that several projects share, beside the repository; it is read and never copied into it.
pub fn shared(path: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared", "../../shared"].map(|place| root.join(place).join(path));
    let found = places.into_iter().find(|path| path.exists());
    found.unwrap_or_else(|| panic!("shared/{path} lies beside the repository"))
}
