//! Mail: written by a use case in its own transaction, sent by the worker afterwards.
//!
//! **At least once.** A mail is a row of `mails` that is removed when a server took it; a process that dies in
//! between sends it again, under the same `Message-ID`. Several nodes on one database each claim their own rows.
//! **Nothing is kept.** The row, and with it the links in its text, goes when the mail was sent, was refused for
//! good, or is of no use any more; and with the account that it is about.

pub mod language;
pub mod address;
pub mod template;
pub mod queue;
pub mod transport;
pub mod sender;

pub use language::Language;
pub use queue::Mail;
pub use sender::Sender;
pub use template::{Content, Item, Section, Template};
pub use transport::Transport;
