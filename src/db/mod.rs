//! The database: how it is reached, how it is changed, and how it says that something exists already.

pub mod turns;
pub mod state;
pub mod connect;
pub mod transaction;
pub mod constraint;
pub mod settings;
pub mod links;

pub use connect::Db;
pub use links::Links;
pub use state::Answers;
pub use transaction::Tx;
