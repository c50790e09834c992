//! Mail: queued in a transaction, sent by the worker, and then gone.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use bigdatagemeenten::accounts::store as accounts;
use bigdatagemeenten::clock::Clock;
use bigdatagemeenten::ids::AccountId;
use bigdatagemeenten::mail::{Language, Mail, Sender, Template, Transport, queue};
use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::app::{Place, until};
use crate::support::{Database, TestApp};

on_both_databases!(
    a_mail_is_sent_after_the_commit_and_then_gone,
    a_mail_that_cannot_be_sent_is_tried_again_and_given_up_when_it_is_of_no_use,
    a_mail_about_a_deleted_account_is_not_sent,
    two_nodes_send_each_mail_once,
    a_mail_server_gets_it_and_what_it_refuses_for_good_is_dropped,
);

const HELLO: Template =
    Template { kind: "hello", nl: "Dag {name}\n\nBeste {name}.\n", en: "Hello {name}\n\nDear {name}.\n" };

fn clock() -> Clock {
    Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap())
}

async fn queue(app: &TestApp, to: &str, account: Option<AccountId>) {
    let now = app.clock.now();
    let mail = Mail::new(&HELLO, (to, Language::Nl), &[("name", "Ünal")], now + Duration::hours(2));
    let tx = app.services.db.begin().await.unwrap();
    queue::add(&tx, &Mail { account, ..mail }, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn waiting(app: &TestApp) -> i64 {
    let db = app.services.db.reader();
    let count = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) AS n FROM mails");
    db.query_one_raw(count).await.unwrap().unwrap().try_get("", "n").unwrap()
}

async fn a_mail_is_sent_after_the_commit_and_then_gone(database: Database) {
    let app = TestApp::start(database).await;
    let now = app.clock.now();
    let mail =
        Mail::new(&HELLO, ("nobody@test.example", Language::En), &[("name", "x")], now + Duration::hours(1));
    let tx = app.services.db.begin().await.unwrap();
    queue::add(&tx, &mail, now).await.unwrap();
    drop(tx);
    queue(&app, "anna@test.example", None).await;
    let mail = app.mail_to("anna@test.example").await;
    assert_eq!(mail.subject, "Dag Ünal");
    assert!(mail.text.contains("Beste Ünal."), "{}", mail.text);
    assert!(
        mail.raw.contains("Auto-Submitted: auto-generated") && mail.raw.contains("multipart/alternative")
    );
    until("nothing waits", async || waiting(&app).await == 0).await;
    assert_eq!(app.mails().len(), 1, "what was rolled back was never sent");
}

async fn a_mail_that_cannot_be_sent_is_tried_again_and_given_up_when_it_is_of_no_use(database: Database) {
    let app = TestApp::at(Place::new(database).await, clock()).await;
    // Due for this sender, whose clock is ahead, and not for the server's.
    let later = Clock::fixed(app.clock.now() + Duration::hours(2));
    let folder = app.place.path().join("outgoing");
    let transport = Transport::Folder(folder.clone());
    let sender = Sender::new(app.services.db.clone(), later.clone(), transport, "a@b.nl").unwrap();
    let queue = async || {
        let mail = Mail::new(
            &HELLO,
            ("anna@test.example", Language::Nl),
            &[("name", "x")],
            later.now() + Duration::hours(2),
        );
        let tx = app.services.db.begin().await.unwrap();
        queue::add(&tx, &mail, later.now()).await.unwrap();
        tx.commit().await.unwrap();
    };
    // A file stands where the folder should be.
    std::fs::write(&folder, "").unwrap();
    queue().await;
    assert_eq!((sender.send_due().await.unwrap(), waiting(&app).await), (1, 1));
    std::fs::remove_file(&folder).unwrap();
    assert_eq!(sender.send_due().await.unwrap(), 0, "it waits a minute");
    later.advance(Duration::minutes(1));
    assert_eq!((sender.send_due().await.unwrap(), waiting(&app).await), (1, 0));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    // And one that can't be sent for so long that nobody needs it.
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "").unwrap();
    queue().await;
    assert_eq!((sender.send_due().await.unwrap(), waiting(&app).await), (1, 1));
    std::fs::remove_file(&folder).unwrap();
    later.advance(Duration::hours(3));
    assert_eq!((sender.send_due().await.unwrap(), waiting(&app).await), (1, 0));
    assert!(!folder.exists(), "nothing was sent");
}

async fn a_mail_about_a_deleted_account_is_not_sent(database: Database) {
    let app = TestApp::at(Place::new(database).await, clock()).await;
    app.person("anna").account().await;
    // Due in an hour: the running server leaves it alone.
    let db = &app.services.db;
    let account = accounts::by_email(db.reader(), "anna@test.example").await.unwrap().unwrap().id;
    let now = app.clock.now();
    let tx = db.begin().await.unwrap();
    let mail =
        Mail::new(&HELLO, ("anna@test.example", Language::Nl), &[("name", "Anna")], now + Duration::days(1));
    queue::add(&tx, &mail.about(account), now + Duration::hours(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&app).await, 1);
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM accounts").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&app).await, 0);
}

async fn two_nodes_send_each_mail_once(database: Database) {
    let place = Place::new(database).await;
    let app = TestApp::at(place, clock()).await;
    let folder = app.place.path().join("both");
    let now = app.clock.now();
    let tx = app.services.db.begin().await.unwrap();
    for number in 0..40 {
        let to = format!("person-{number}@test.example");
        let mail = Mail::new(&HELLO, (&to, Language::Nl), &[("name", "x")], now + Duration::days(1));
        queue::add(&tx, &mail, now + Duration::hours(1)).await.unwrap();
    }
    tx.commit().await.unwrap();
    // Two senders beside the server, which sleeps: only the clock that these two share says that the mails are due.
    let later = Clock::fixed(now + Duration::hours(2));
    let send = || async {
        let transport = Transport::Folder(folder.clone());
        let sender = Sender::new(app.services.db.clone(), later.clone(), transport, "a@b.nl").unwrap();
        let mut sent = 0;
        loop {
            match sender.send_due().await.unwrap() {
                0 => return sent,
                count => sent += count,
            }
        }
    };
    let (one, other) = tokio::join!(send(), send());
    assert_eq!(one + other, 40, "each mail was claimed by one of them");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 40);
    assert_eq!(waiting(&app).await, 0);
}

/// A mail server that says 550 to whom it does not know; answers what it was told.
fn smtp_server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let told = heard.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut out, told) = (stream.unwrap(), told.clone());
            std::thread::spawn(move || {
                let lines = BufReader::new(out.try_clone().unwrap()).lines();
                out.write_all(b"220 test\r\n").unwrap();
                let mut is_data = false;
                for line in lines.map_while(Result::ok) {
                    told.lock().unwrap().push(line.clone());
                    let answer = match line.as_str() {
                        "." => {
                            is_data = false;
                            "250 taken"
                        }
                        _ if is_data => continue,
                        "DATA" => {
                            is_data = true;
                            "354 go on"
                        }
                        line if line.starts_with("RCPT") && line.contains("unknown@") => {
                            "550 nobody of that name"
                        }
                        "QUIT" => "221 bye",
                        _ => "250 fine",
                    };
                    if out.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (url, heard)
}

async fn a_mail_server_gets_it_and_what_it_refuses_for_good_is_dropped(database: Database) {
    let (url, heard) = smtp_server();
    let place = Place::new(database).await;
    let config = bigdatagemeenten::config::Config { mail_url: url, ..place.config() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let app = TestApp::with(place, Clock::system(), config, listener).await;
    queue(&app, "unknown@test.example", None).await;
    queue(&app, "anna@test.example", None).await;
    until("nothing waits", async || waiting(&app).await == 0).await;
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard.iter().filter(|line| *line == "RCPT TO:<anna@test.example>").count(), 1, "{heard:?}");
    assert_eq!(heard.iter().filter(|line| *line == "DATA").count(), 1, "{heard:?}");
    assert!(heard.iter().any(|line| line.starts_with("Message-ID: <")), "{heard:?}");
}
