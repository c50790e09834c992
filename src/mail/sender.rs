//! The worker's part: sends what waits, and tries again what could not be sent.

use std::future::Future;
use std::time::Duration as Wait;

use chrono::Duration;
use lettre::message::Mailbox;

use super::queue::{self, Queued};
use super::transport::{Failure, Transport};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result, chain};

/// How often it looks by itself: for what other processes queued, and for what is to be tried again.
const LOOK_EVERY: Wait = Wait::from_secs(5);
/// Minutes to the second try; each further one waits twice as long.
const FIRST_PAUSE: i64 = 1;
const LONGEST_PAUSE: i64 = 60;

#[derive(Clone, Debug)]
pub struct Sender {
    db: Db,
    clock: Clock,
    transport: Transport,
    from: Mailbox,
}

/// What became of a mail.
enum Outcome {
    Gone,
    Again,
}

impl Sender {
    /// `from`: `Name <address>` or an address. Fails with `BadInput` when it is neither.
    pub fn new(db: Db, clock: Clock, transport: Transport, from: &str) -> Result<Self> {
        let wrong =
            || Error::BadInput(format!("“{from}” is no sender of mail, such as Name <name@example.org>"));
        Ok(Self { db, clock, transport, from: from.parse().map_err(|_| wrong())? })
    }

    /// Sends until `shutdown` resolves, and finishes the batch that it is at.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = std::pin::pin!(shutdown);
        let bell = self.db.queued();
        loop {
            match self.send_due().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(error = %chain(&error), "could not look for mail to send"),
            }
            tokio::select! {
                () = &mut shutdown => return,
                () = bell.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// One batch; answers how many mails were looked at.
    pub async fn send_due(&self) -> Result<usize> {
        let now = self.clock.now();
        // A transaction on SQLite makes every other writer wait: not for nothing.
        if !queue::is_any_due(self.db.reader(), now).await? {
            return Ok(0);
        }
        let tx = self.db.begin().await?;
        let mails = queue::claim(&tx, now).await?;
        tx.commit().await?;
        for mail in &mails {
            let outcome = self.send(mail).await;
            let tx = self.db.begin().await?;
            match outcome {
                Outcome::Gone => queue::remove(&tx, mail.id).await?,
                Outcome::Again => {
                    queue::postpone(&tx, mail.id, self.clock.now() + pause(mail.attempts)).await?
                }
            }
            tx.commit().await?;
        }
        Ok(mails.len())
    }

    async fn send(&self, mail: &Queued) -> Outcome {
        let (id, kind, attempt) = (mail.id, mail.kind.as_str(), mail.attempts + 1);
        if mail.until <= self.clock.now() {
            tracing::warn!(mail.id = %id, mail.kind = kind, attempt, "gave a mail up: it is of no use any more");
            return Outcome::Gone;
        }
        match self.transport.send(&self.from, mail, self.clock.now().into()).await {
            Ok(()) => {
                tracing::info!(mail.id = %id, mail.kind = kind, attempt, "sent a mail");
                Outcome::Gone
            }
            Err(Failure::ForGood(reason)) => {
                tracing::warn!(mail.id = %id, mail.kind = kind, reason, "a mail was refused");
                Outcome::Gone
            }
            Err(Failure::ForNow(reason)) => {
                tracing::warn!(mail.id = %id, mail.kind = kind, attempt, reason, "could not send a mail yet");
                Outcome::Again
            }
        }
    }
}

fn pause(attempts: i32) -> Duration {
    let doubled = FIRST_PAUSE << attempts.clamp(0, 10);
    Duration::minutes(doubled.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_twice_as_long_and_never_more_than_an_hour() {
        let minutes: Vec<_> = (0..9).map(|attempts| pause(attempts).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
