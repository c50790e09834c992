//! The table `mails`: what waits to be sent.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{ConnectionTrait, FromQueryResult, Order, Statement};
use uuid::Uuid;

use super::language::Language;
use super::template::{Content, Template};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AccountId;

/// A claimed mail is another node's again after this: longer than sending a whole batch can take.
const LEASE_MINUTES: i64 = 10;
/// Mails that one node claims at once.
pub const BATCH: u64 = 10;

/// A mail that is about to be queued.
#[derive(Clone, Debug)]
pub struct Mail {
    pub kind: &'static str,
    /// The account that it is about: it goes with that.
    pub account: Option<AccountId>,
    /// As [`super::address::parse`] gives it.
    pub to: String,
    pub language: Language,
    pub content: Content,
    /// From then on it is of no use, because its link has ended or its news is old.
    pub until: DateTime<Utc>,
    /// Where mail programs stop such mails with one click (RFC 8058); of mails that one can do without.
    pub stop_url: Option<String>,
}

impl Mail {
    /// `template` to `to`, with the values in their places.
    pub fn new(
        template: &Template,
        (to, language): (&str, Language),
        values: &[(&str, &str)],
        until: DateTime<Utc>,
    ) -> Self {
        let content = template.render(language, values);
        Self {
            kind: template.kind,
            account: None,
            to: to.to_owned(),
            language,
            content,
            until,
            stop_url: None,
        }
    }

    pub fn about(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }
}

/// A mail that this node has claimed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Queued {
    pub id: Uuid,
    pub kind: String,
    pub recipient: String,
    pub language: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    /// How often it was tried before.
    pub attempts: i32,
    pub until: DateTime<Utc>,
    pub stop_url: Option<String>,
}

fn table() -> Alias {
    Alias::new("mails")
}

fn column(name: &'static str) -> Expr {
    Expr::col(Alias::new(name))
}

/// Writes the mail into the transaction; it is sent after that commits.
pub async fn add(tx: &Tx, mail: &Mail, now: DateTime<Utc>) -> Result<()> {
    add_all(tx, std::slice::from_ref(mail), now).await
}

/// The same for many, in one statement per 100.
pub async fn add_all(tx: &Tx, mails: &[Mail], now: DateTime<Utc>) -> Result<()> {
    let columns = [
        "id",
        "kind",
        "account_id",
        "recipient",
        "language",
        "subject",
        "body_text",
        "body_html",
        "attempts",
        "due_at",
        "until",
        "stop_url",
        "created_at",
    ];
    for mails in mails.chunks(100) {
        let mut insert = Query::insert();
        insert.into_table(table()).columns(columns.map(Alias::new));
        for mail in mails {
            insert.values_panic([
                Uuid::now_v7().into(),
                mail.kind.into(),
                mail.account.map(|account| account.0).into(),
                mail.to.as_str().into(),
                mail.language.name().into(),
                mail.content.subject.as_str().into(),
                mail.content.text.as_str().into(),
                mail.content.html.as_str().into(),
                0.into(),
                now.into(),
                mail.until.into(),
                mail.stop_url.clone().into(),
                now.into(),
            ]);
        }
        tx.execute(&insert).await?;
    }
    tx.mark_mail();
    Ok(())
}

/// Is there anything to send at `now`?
pub async fn is_any_due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool> {
    let sql = "SELECT 1 AS found FROM mails WHERE due_at <= $1 LIMIT 1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [now.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// At most [`BATCH`] mails that are due, longest due first; for some minutes nobody else gets them.
pub async fn claim(tx: &Tx, now: DateTime<Utc>) -> Result<Vec<Queued>> {
    let columns = [
        "id",
        "kind",
        "recipient",
        "language",
        "subject",
        "body_text",
        "body_html",
        "attempts",
        "until",
        "stop_url",
    ];
    let select = Query::select()
        .columns(columns.map(Alias::new))
        .from(table())
        .and_where(column("due_at").lte(now))
        .order_by(Alias::new("due_at"), Order::Asc)
        .limit(BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    let mails = Queued::find_by_statement(tx.get_database_backend().build(&select)).all(&**tx).await?;
    if mails.is_empty() {
        return Ok(mails);
    }
    let claim = Query::update()
        .table(table())
        .value(Alias::new("due_at"), now + Duration::minutes(LEASE_MINUTES))
        .value(Alias::new("attempts"), column("attempts").add(1))
        .and_where(column("id").is_in(mails.iter().map(|mail| mail.id)))
        .to_owned();
    tx.execute(&claim).await?;
    Ok(mails)
}

/// It was sent, or never will be.
pub async fn remove(tx: &Tx, id: Uuid) -> Result<()> {
    tx.execute(&Query::delete().from_table(table()).and_where(column("id").eq(id)).to_owned()).await?;
    Ok(())
}

/// It is tried again at `at`.
pub async fn postpone(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    let update = Query::update()
        .table(table())
        .value(Alias::new("due_at"), at)
        .and_where(column("id").eq(id))
        .to_owned();
    tx.execute(&update).await?;
    Ok(())
}
