//! How often something was tried, in the database: a limit that all nodes share and that a restart does not forget.
//!
//! Who tries too often waits, each time twice as long. Whom a row is about can't be read from it.

use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use sea_orm::{ConnectionTrait, Statement};
use sha2::{Digest, Sha256};

use crate::db::Tx;
use crate::error::{Error, Result};

/// What is counted, and how much of it is fine.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The name in the database.
    pub kind: &'static str,
    /// So many within the window are fine.
    pub free: i64,
    pub window: Duration,
    /// The first wait; each further try doubles it.
    pub pause: Duration,
    pub longest: Duration,
}

const fn rule(kind: &'static str, free: i64, window: i64, (pause, longest): (i64, i64)) -> Rule {
    let (window, pause, longest) =
        (Duration::minutes(window), Duration::minutes(pause), Duration::minutes(longest));
    Rule { kind, free, window, pause, longest }
}

/// Wrong passwords for one account from one address: who tries from elsewhere does not keep the owner out.
pub const WRONG_PASSWORD: Rule = rule("wrong_password", 10, 60, (1, 15));
/// Wrong passwords for one account, from wherever: many addresses together get no further than this. At most a quarter of
/// an hour, as the owner waits as well.
pub const WRONG_PASSWORD_OF: Rule = rule("wrong_password_of", 100, 60, (1, 15));
/// Wrong passwords from one address: a whole town hall may stand behind it.
pub const WRONG_PASSWORD_FROM: Rule = rule("wrong_password_from", 100, 60, (1, 15));
/// Mails that anybody can have sent to one mailbox from one address.
pub const MAIL_TO: Rule = rule("mail_to", 5, 60, (10, 60));
/// The same from wherever: what one address can't use up is left for the owner.
pub const MAIL_TO_ALL: Rule = rule("mail_to_all", 15, 60, (10, 60));
/// Mails asked for from one address, to whomever.
pub const MAIL_FROM: Rule = rule("mail_from", 60, 60, (5, 60));
/// Addresses that one person invites.
pub const INVITED_BY: Rule = rule("invited_by", 1_000, 24 * 60, (60, 24 * 60));

fn subject(rule: Rule, text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{}|{text}", rule.kind).as_bytes()))
}

/// Fails with `RateLimited` while `who` has to wait.
pub async fn check(db: &impl ConnectionTrait, rule: Rule, who: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "SELECT blocked_until FROM attempts WHERE kind = $1 AND subject = $2 AND blocked_until > $3";
    let values = [rule.kind.into(), subject(rule, who).into(), now.into()];
    let row =
        db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let Some(row) = row else { return Ok(()) };
    let until: DateTime<Utc> = row.try_get("", "blocked_until")?;
    Err(wait(until - now))
}

fn wait(left: Duration) -> Error {
    Error::RateLimited { retry_after_seconds: left.num_seconds().unsigned_abs() + 1 }
}

/// Counts `times` tries. From one too many on, [`check`] fails for a while.
pub async fn count(tx: &Tx, rule: Rule, (who, times): (&str, i64), now: DateTime<Utc>) -> Result<()> {
    let (backend, subject) = (tx.get_database_backend(), subject(rule, who));
    // `last_at` is when the window began: it begins anew with the first try after its end.
    let sql = "INSERT INTO attempts (kind, subject, count, last_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (kind, subject) DO UPDATE SET
                 count = CASE WHEN attempts.last_at < $5 THEN $3 ELSE attempts.count + $3 END,
                 last_at = CASE WHEN attempts.last_at < $5 THEN $4 ELSE attempts.last_at END
               RETURNING count";
    let times = i32::try_from(times).unwrap_or(i32::MAX);
    let began = now - rule.window;
    let values = [rule.kind.into(), subject.clone().into(), times.into(), now.into(), began.into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let count: i32 = row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default();
    let beyond = i64::from(count) - rule.free;
    if beyond < 0 {
        return Ok(());
    }
    let doubled = rule.pause * (1 << beyond.min(10));
    let until = now + doubled.min(rule.longest);
    let sql = "UPDATE attempts SET blocked_until = $3 WHERE kind = $1 AND subject = $2";
    let values = [rule.kind.into(), subject.into(), until.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// It ended well: what was counted is forgotten.
pub async fn forget(tx: &Tx, rule: Rule, who: &str) -> Result<()> {
    let sql = "DELETE FROM attempts WHERE kind = $1 AND subject = $2";
    let values = [rule.kind.into(), subject(rule, who).into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Removes what can make nobody wait any more; answers how many rows.
pub async fn remove_old(tx: &Tx, now: DateTime<Utc>) -> Result<u64> {
    let sql = "DELETE FROM attempts WHERE last_at < $1 AND (blocked_until IS NULL OR blocked_until < $2)";
    let values = [(now - Duration::days(1)).into(), now.into()];
    Ok(tx
        .execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values))
        .await?
        .rows_affected())
}
