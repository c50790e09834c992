//! The demo network, brought in as `demo` does it.

use bigdatagemeenten::transfer::{import, read};
use std::path::Path;

use super::app::TestApp;
use super::client::Client;
use super::people::PASSWORD;

/// Files of the demo network, in the order of their names.
pub fn files() -> Vec<read::Read> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let mut paths: Vec<_> = ["", "reports"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl" || extension == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    paths.sort();
    paths.iter().map(|path| read::file(path, None)).collect()
}

impl TestApp {
    /// Brings the demo network in, and waits until it can be found.
    pub async fn load_demo(&self) {
        let options = import::Options { is_demo: true, ..import::Options::default() };
        let summary = import::run(&self.services, files(), &options, |_| {}).await.unwrap();
        assert_eq!(summary.mistakes, [], "the demo network is sound");
        self.until_indexed().await;
    }

    /// Somebody of the demo network, signed in.
    pub async fn demo_person(&self, email: &str) -> Client {
        self.services.accounts.set_password(email, PASSWORD.to_owned()).await.unwrap();
        let client = Client { email: email.to_owned(), name: email.to_owned(), ..self.anonymous() };
        client.sign_in(PASSWORD).await;
        let me = client.ask("{ viewer { person { id } } }", serde_json::json!({})).await;
        Client { id: me["viewer"]["person"]["id"].as_str().unwrap().to_owned(), ..client }
    }
}
