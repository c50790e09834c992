//! Import files and notes.

use std::path::Path;
use std::time::Instant;

use bigdatagemeenten::reports::from_text;
use bigdatagemeenten::transfer::{import, read};

use super::dice::{Dice, enough};
use crate::support::{Database, TestApp};

const RECORDS: [&str; 6] = [
    r#"{"kind":"pilot","externalId":"p","title":"Titel","municipality":"GM0503","buyers":[{"unit":"x","commitment":"USING"}],"createdAt":"2020-01-01T00:00:00Z"}"#,
    r#"{"kind":"person","externalId":"n","displayName":"Naam","municipality":"GM0503","account":{"email":"a@b.nl"},"recognitions":[{"challenge":"c","stance":"SOLVED"}]}"#,
    r#"{"kind":"meeting","externalId":"m","title":"Overleg","startsAt":"2026-10-08T08:00:00Z","agenda":[{"kind":"TALK","title":"t","speakers":[{"name":"n"}]}]}"#,
    r#"{"kind":"challenge","externalId":"c","question":"Vraag?","themes":["datakwaliteit"]}"#,
    "---\nkind: report\nexternalId: r\ntitle: Verslag\n---\n\n## Probleem\n\nTekst.\n",
    "Verslag van de bijeenkomst\n11 oktober 2016\n\n1. Opening:\n- punt\n\nTake home message: Doe het.\n",
];

const RECORD_PIECES: [&str; 30] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "-1",
    "1e999",
    "9999999999999999999",
    "\n",
    "---\n",
    "kind",
    "externalId",
    "p",
    "c",
    "\"replicates\":\"p\",",
    "GM0503",
    "+99999-01-01T00:00:00Z",
    "&a *a",
    "!!binary ",
    "- ",
    "  ",
    "\u{feff}",
    "\t",
    "?",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_breaks_an_import() {
    let app = TestApp::start(Database::Sqlite).await;
    let (mut dice, begun, mut times) = (Dice::new("import"), Instant::now(), 0);
    while times < 100 || begun.elapsed() < enough() {
        let lines = 1 + dice.throw(3);
        let text: Vec<String> = (0..lines).map(|_| dice.mutate(&RECORDS, &RECORD_PIECES)).collect();
        let text = text.join("\n");
        for name in ["a.jsonl", "a.md", "a.txt"] {
            let kind = dice.pick(&["report", "pilot", "person"]);
            let reads = vec![read::text(Path::new(name), &text, Some(kind))];
            let options = import::Options { dry_run: true, keep_going: true, ..import::Options::default() };
            let done = import::run(&app.services, reads, &options, |_| ()).await;
            assert!(done.is_ok(), "{name} {text:?}: {done:?}");
        }
        let draft = from_text::read(&text);
        assert!(draft.title.chars().count() <= 200 && draft.summary.chars().count() <= 500, "{text:?}");
        times += 1;
    }
    eprintln!("import: {times} inputs");
}
