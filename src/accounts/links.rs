//! Links that work once: what a mail carries to prove that its reader has the mailbox.
//!
//! A token is 256 random bits; the database keeps its SHA-256 only, so who reads the database can't use it. Using a
//! link deletes its row in the transaction of what it was used for: of two at once, one finds nothing.

use chrono::{DateTime, Utc};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{AccountId, InvitationId};

/// What a link is good for; one of another purpose is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    VerifyRegistration,
    ResetPassword,
    ChangeEmail,
    AcceptInvitation,
    /// Works more than once: stopping twice is stopping.
    StopSearchMails,
}

crate::named!(Purpose {
    VerifyRegistration = "verify_registration",
    ResetPassword = "reset_password",
    ChangeEmail = "change_email",
    AcceptInvitation = "accept_invitation",
    StopSearchMails = "stop_search_mails"
});

impl Purpose {
    /// How many links of one holder are good at once; another one ends the oldest. More than one where anybody can ask
    /// for it: who does must not end the link that lies in the owner's mailbox.
    fn live(self) -> u64 {
        match self {
            Self::ResetPassword => 3,
            Self::VerifyRegistration | Self::ChangeEmail | Self::AcceptInvitation | Self::StopSearchMails => {
                1
            }
        }
    }
}

/// Whose a link is: it goes with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Account(AccountId),
    Registration(Uuid),
    Invitation(InvitationId),
}

impl Holder {
    fn column(self) -> (&'static str, Uuid) {
        match self {
            Self::Account(id) => ("account_id", id.0),
            Self::Registration(id) => ("registration_id", id),
            Self::Invitation(id) => ("invitation_id", id.0),
        }
    }
}

#[derive(Clone, Debug)]
pub struct NewLink {
    pub purpose: Purpose,
    pub holder: Holder,
    /// The address that is being proved, where that is not the holder's own.
    pub email: Option<String>,
    pub expires_at: DateTime<Utc>,
}

/// A link that exists and has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub holder: Holder,
    pub email: Option<String>,
    pub expires_at: DateTime<Utc>,
}

/// What stands in the mail: 43 characters of URL-safe Base64. Never logged, never kept.
pub struct Token(String);

impl Token {
    fn generate() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self(BASE64URL_NOPAD.encode(&bytes)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

fn table() -> Alias {
    Alias::new("links")
}

/// Makes a link. Of the earlier ones of the same purpose and holder the oldest end, above what may live beside each other.
pub async fn issue(tx: &Tx, link: &NewLink, now: DateTime<Utc>) -> Result<Token> {
    make_room(tx, link.purpose, link.holder).await?;
    issue_another(tx, link, now).await
}

/// Makes a link beside earlier ones, which go on working.
pub async fn issue_another(tx: &Tx, link: &NewLink, now: DateTime<Utc>) -> Result<Token> {
    let token = Token::generate()?;
    let (column, id) = link.holder.column();
    let insert = Query::insert()
        .into_table(table())
        .columns(["token_hash", "purpose", column, "email", "created_at", "expires_at"].map(Alias::new))
        .values_panic([
            hash(token.as_str()).into(),
            link.purpose.name().into(),
            id.into(),
            link.email.clone().into(),
            now.into(),
            link.expires_at.into(),
        ])
        .to_owned();
    tx.execute(&insert).await?;
    Ok(token)
}

/// Issues nothing, with the statements that [`issue`] takes: time does not tell whether there was somebody to issue to.
pub async fn pretend(tx: &Tx, purpose: Purpose) -> Result<()> {
    let nobody = Holder::Account(AccountId(Uuid::nil()));
    make_room(tx, purpose, nobody).await?;
    revoke(tx, purpose, nobody).await
}

/// Ends the oldest links of `holder`, so that one more may live.
async fn make_room(tx: &Tx, purpose: Purpose, holder: Holder) -> Result<()> {
    let (column, id) = holder.column();
    let of_holder = || {
        let is_holders = Expr::col(Alias::new(column)).eq(id);
        is_holders.and(Expr::col(Alias::new("purpose")).eq(purpose.name()))
    };
    let kept = Query::select()
        .column(Alias::new("token_hash"))
        .from(table())
        .and_where(of_holder())
        .order_by(Alias::new("created_at"), Order::Desc)
        .order_by(Alias::new("token_hash"), Order::Desc)
        .limit(purpose.live() - 1)
        .to_owned();
    let delete = Query::delete()
        .from_table(table())
        .and_where(of_holder())
        .and_where(Expr::col(Alias::new("token_hash")).not_in_subquery(kept))
        .to_owned();
    tx.execute(&delete).await?;
    Ok(())
}

/// Ends the links of a purpose that `holder` has.
pub async fn revoke(tx: &Tx, purpose: Purpose, holder: Holder) -> Result<()> {
    let (column, id) = holder.column();
    let delete = Query::delete()
        .from_table(table())
        .and_where(Expr::col(Alias::new(column)).eq(id))
        .and_where(Expr::col(Alias::new("purpose")).eq(purpose.name()))
        .to_owned();
    tx.execute(&delete).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    account_id: Option<Uuid>,
    registration_id: Option<Uuid>,
    invitation_id: Option<Uuid>,
    email: Option<String>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<Row> for Link {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let account = row.account_id.map(|id| Holder::Account(AccountId(id)));
        let registration = row.registration_id.map(Holder::Registration);
        let invitation = row.invitation_id.map(|id| Holder::Invitation(InvitationId(id)));
        let holder = account.or(registration).or(invitation);
        let holder = holder.ok_or_else(|| Error::internal("a link is nobody's"))?;
        Ok(Self { holder, email: row.email, expires_at: row.expires_at })
    }
}

async fn one(
    db: &impl ConnectionTrait,
    sql: &str,
    (purpose, token, now): (Purpose, &str, DateTime<Utc>),
) -> Result<Option<Link>> {
    let values = [hash(token).into(), purpose.name().into(), now.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Row::find_by_statement(statement).one(db).await?.map(Link::try_from).transpose()
}

/// The link of `token`, left as it is; `None` when it was used, has ended, or never was.
pub async fn find(
    db: &impl ConnectionTrait,
    purpose: Purpose,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<Link>> {
    let sql = "SELECT account_id, registration_id, invitation_id, email, expires_at FROM links
               WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3";
    one(db, sql, (purpose, token, now)).await
}

/// The same, and it is used up when the transaction commits.
pub async fn consume(tx: &Tx, purpose: Purpose, token: &str, now: DateTime<Utc>) -> Result<Option<Link>> {
    let sql = "DELETE FROM links WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3
               RETURNING account_id, registration_id, invitation_id, email, expires_at";
    one(&**tx, sql, (purpose, token, now)).await
}

/// Removes links that have ended; answers how many.
pub async fn remove_expired(tx: &Tx, now: DateTime<Utc>) -> Result<u64> {
    let delete = Query::delete()
        .from_table(table())
        .and_where(Expr::col(Alias::new("expires_at")).lte(now))
        .to_owned();
    Ok(tx.execute(&delete).await?.rows_affected())
}
