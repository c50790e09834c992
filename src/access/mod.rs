//! Who acts, what is decided, and what lists may show. The features' policies are written in these words.

pub mod actor;
pub mod decision;
pub mod publication;
pub mod scope;

pub use actor::{Actor, Limit, MunicipalityRole, Role, SignedIn};
pub use decision::Decision;
pub use publication::{Governed, Status, Visibility};
pub use scope::{NETWORK as NETWORK_TERM, PUBLIC as PUBLIC_TERM, Scope};
