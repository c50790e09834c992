//! Who looks.

use bigdatagemeenten::access::Role;

use super::kinds::Kind;
use crate::support::{Client, TestApp, ZAANSTAD};

/// Everybody who matters, and the author of what they look at.
pub struct Cast {
    pub anonymous: Client,
    pub elsewhere: Client,
    pub colleague: Client,
    pub author: Client,
    /// The author of meetings.
    pub planner: Client,
    pub editor: Client,
    pub organiser: Client,
    pub admin: Client,
}

impl Cast {
    pub async fn of(app: &TestApp) -> Self {
        Self {
            anonymous: app.anonymous(),
            elsewhere: app.person("elsewhere").of(ZAANSTAD).create().await,
            colleague: app.person("colleague").create().await,
            author: app.person("author").create().await,
            planner: app.person("planner").role(Role::Organiser).create().await,
            editor: app.person("editor").editor().create().await,
            organiser: app.person("organiser").of(ZAANSTAD).role(Role::Organiser).create().await,
            admin: app.person("admin").of(ZAANSTAD).role(Role::Admin).create().await,
        }
    }

    /// A member is the author, or an organiser where only those make the thing.
    pub fn author_of(&mut self, kind: &Kind) {
        if kind.name == "Meeting" {
            std::mem::swap(&mut self.author, &mut self.planner);
            self.author.name = "author".into();
        }
    }

    pub fn all(&self) -> [&Client; 7] {
        [
            &self.anonymous,
            &self.elsewhere,
            &self.colleague,
            &self.author,
            &self.editor,
            &self.organiser,
            &self.admin,
        ]
    }

    pub fn names(clients: &[&Client]) -> Vec<String> {
        clients.iter().map(|client| client.name.clone()).collect()
    }
}
