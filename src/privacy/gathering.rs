//! Everything that is kept about one person, in sections. Every table that refers to a person or an account has its
//! place here (`tests/it/my_data.rs` looks for new ones).

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::access::{Actor, SignedIn};
use crate::audit;
use crate::challenges::{self, Challenge};
use crate::consents;
use crate::contribution::{Contribution, rows};
use crate::error::{Error, Result};
use crate::ids::{NodeId, PersonId, ThemeId};
use crate::meetings::Meeting;
use crate::municipalities::Register;
use crate::outcomes::Outcome;
use crate::page::{Page, PageArgs};
use crate::people;
use crate::pilots::Pilot;
use crate::reports::Report;
use crate::themes::Vocabulary;
use crate::{accounts, introductions};

/// One kind of data.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name in JSON.
    pub name: &'static str,
    /// Dutch.
    pub title: &'static str,
    pub rows: Vec<Value>,
}

/// All of it, at one moment.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub at: DateTime<Utc>,
    pub sections: Vec<Section>,
}

impl Gathered {
    pub fn to_json(&self) -> Result<String> {
        let mut all = Map::new();
        all.insert("exportedAt".to_owned(), json!(self.at));
        for section in &self.sections {
            all.insert(section.name.to_owned(), Value::Array(section.rows.clone()));
        }
        serde_json::to_string_pretty(&all).map_err(Error::internal)
    }
}

pub struct Gathering<'a> {
    pub db: &'a DatabaseConnection,
    pub municipalities: &'a Register,
    pub themes: &'a Vocabulary,
}

/// Rows that are told as they stand: `$1` is the person, `$2` the account; every column is text.
struct Plain {
    name: &'static str,
    title: &'static str,
    sql: &'static str,
    columns: &'static [&'static str],
}

const PLAIN: [Plain; 16] = [
    Plain {
        name: "pendingMove",
        title: "Overstap die nog wacht",
        sql: "SELECT m.name AS municipality, r.job_title AS \"jobTitle\", CAST(r.valid_from AS TEXT) AS \"from\",
              CAST(r.created_at AS TEXT) AS \"createdAt\" FROM affiliation_requests r
              JOIN municipalities m ON m.id = r.municipality_id WHERE r.person_id = $1 AND $2 = $2",
        columns: &["municipality", "jobTitle", "from", "createdAt"],
    },
    Plain {
        name: "sessions",
        title: "Sessies",
        sql: "SELECT device, CAST(created_at AS TEXT) AS \"createdAt\", CAST(last_used_at AS TEXT) AS \"lastUsedAt\",
              CAST(expires_at AS TEXT) AS \"expiresAt\" FROM sessions WHERE account_id = $2 AND $1 = $1
              ORDER BY created_at",
        columns: &["device", "createdAt", "lastUsedAt", "expiresAt"],
    },
    Plain {
        name: "revisions",
        title: "Wijzigingen die je maakte",
        sql: "SELECT node_kind AS kind, CAST(revision AS TEXT) AS revision, CAST(changed_at AS TEXT) AS \"changedAt\",
              CAST(content AS TEXT) AS content FROM revisions WHERE changed_by = $1 AND $2 = $2 ORDER BY changed_at",
        columns: &["kind", "revision", "changedAt", "content"],
    },
    Plain {
        name: "dataExports",
        title: "Opgevraagde exports",
        sql: "SELECT CAST(created_at AS TEXT) AS \"createdAt\" FROM data_exports WHERE account_id = $2 AND $1 = $1
              ORDER BY created_at",
        columns: &["createdAt"],
    },
    Plain {
        name: "mails",
        title: "Mails die nog naar je toe moeten",
        sql: "SELECT kind, recipient AS email, subject AS title, CAST(created_at AS TEXT) AS \"createdAt\"
              FROM mails WHERE account_id = $2 AND $1 = $1 ORDER BY created_at",
        columns: &["kind", "email", "title", "createdAt"],
    },
    Plain {
        name: "links",
        title: "Links die nog werken",
        sql: "SELECT purpose, email, CAST(expires_at AS TEXT) AS \"expiresAt\"
              FROM links WHERE account_id = $2 AND $1 = $1 ORDER BY created_at",
        columns: &["purpose", "email", "expiresAt"],
    },
    Plain {
        name: "invitations",
        title: "Uitnodigingen die je stuurde of kreeg",
        sql: "SELECT i.email, i.name AS \"displayName\", i.municipality_role AS \"municipalityRole\",
              CAST(i.created_at AS TEXT) AS \"createdAt\" FROM invitations i
              WHERE i.invited_by = $1 OR i.email = (SELECT email FROM accounts WHERE id = $2) ORDER BY i.created_at",
        columns: &["email", "displayName", "municipalityRole", "createdAt"],
    },
    Plain {
        name: "apiTokens",
        title: "Tokens voor programma's",
        sql: "SELECT name, scopes, CAST(created_at AS TEXT) AS \"createdAt\", CAST(expires_at AS TEXT) AS \"expiresAt\",
              CAST(last_used_at AS TEXT) AS \"lastUsedAt\", CAST(revoked_at AS TEXT) AS \"revokedAt\"
              FROM api_tokens WHERE account_id = $2 AND $1 = $1 ORDER BY created_at",
        columns: &["name", "scopes", "createdAt", "expiresAt", "lastUsedAt", "revokedAt"],
    },
    Plain {
        name: "savedSearches",
        title: "Zoekvragen die je bewaarde",
        sql: "SELECT name, CAST(query AS TEXT) AS content, mail, CAST(created_at AS TEXT) AS \"createdAt\",
              CAST(looked_at AS TEXT) AS \"lookedAt\"
              FROM saved_searches WHERE account_id = $2 AND $1 = $1 ORDER BY created_at",
        columns: &["name", "content", "mail", "createdAt", "lookedAt"],
    },
    Plain {
        name: "searchTellings",
        title: "Wat mails over je zoekvragen al noemden, van de laatste maand",
        sql: "SELECT s.name, CAST(t.told_at AS TEXT) AS at FROM saved_search_tellings t
              JOIN saved_searches s ON s.id = t.saved_search_id WHERE s.account_id = $2 AND $1 = $1 ORDER BY t.told_at",
        columns: &["name", "at"],
    },
    Plain {
        name: "authenticatorApps",
        title: "Authenticator-apps",
        sql: "SELECT CAST(created_at AS TEXT) AS \"createdAt\" FROM totp_secrets
              WHERE account_id = $2 AND $1 = $1",
        columns: &["createdAt"],
    },
    Plain {
        name: "recoveryCodes",
        title: "Herstelcodes",
        sql: "SELECT CAST(used_at AS TEXT) AS \"usedAt\" FROM recovery_codes
              WHERE account_id = $2 AND $1 = $1 ORDER BY used_at",
        columns: &["usedAt"],
    },
    Plain {
        name: "passkeys",
        title: "Passkeys",
        sql: "SELECT name, CAST(created_at AS TEXT) AS \"createdAt\", CAST(last_used_at AS TEXT) AS \"lastUsedAt\"
              FROM passkeys WHERE account_id = $2 AND $1 = $1 ORDER BY created_at",
        columns: &["name", "createdAt", "lastUsedAt"],
    },
    Plain {
        name: "ssoIdentities",
        title: "Andere sites waarmee je inlogt",
        sql: "SELECT provider, subject, CAST(created_at AS TEXT) AS \"createdAt\" FROM sso_identities
              WHERE account_id = $2 AND $1 = $1 ORDER BY created_at",
        columns: &["provider", "subject", "createdAt"],
    },
    Plain {
        name: "ceremonies",
        title: "Stappen van het inloggen die nog lopen",
        sql: "SELECT kind, CAST(expires_at AS TEXT) AS \"expiresAt\" FROM ceremonies
              WHERE account_id = $2 AND $1 = $1 ORDER BY expires_at",
        columns: &["kind", "expiresAt"],
    },
    Plain {
        name: "wrongCodes",
        title: "Verkeerde codes bij het inloggen",
        sql: "SELECT CAST(failures AS TEXT) AS count, CAST(since AS TEXT) AS since FROM factor_failures
              WHERE account_id = $2 AND $1 = $1",
        columns: &["count", "since"],
    },
];

impl Gathering<'_> {
    pub async fn of(&self, signed_in: &SignedIn, at: DateTime<Utc>) -> Result<Gathered> {
        let person = signed_in.person;
        let mut sections = vec![
            Section { name: "profile", title: "Profiel", rows: vec![self.profile(person).await?] },
            Section { name: "account", title: "Account", rows: vec![self.account(signed_in).await?] },
            Section {
                name: "affiliations",
                title: "Waar je werkt en werkte",
                rows: self.affiliations(person).await?,
            },
            Section { name: "consents", title: "Toestemmingen", rows: self.consents(person).await? },
            Section { name: "contributions", title: "Bijdragen", rows: self.contributions(person).await? },
            Section {
                name: "recognitions",
                title: "Vraagstukken die je herkent",
                rows: self.recognitions(person).await?,
            },
            Section {
                name: "introductions",
                title: "Kennismakingen",
                rows: self.introductions(person, at).await?,
            },
            Section {
                name: "auditLog",
                title: "Wat over jou in het logboek staat",
                rows: self.audit(person).await?,
            },
        ];
        for plain in &PLAIN {
            let rows = self.plain(plain, signed_in).await?;
            sections.push(Section { name: plain.name, title: plain.title, rows });
        }
        Ok(Gathered { at, sections })
    }

    fn place(&self, id: crate::ids::MunicipalityId) -> Option<&str> {
        self.municipalities.get(id).map(|place| place.name.as_str())
    }

    async fn profile(&self, id: PersonId) -> Result<Value> {
        let person = people::store::find(self.db, id).await?.ok_or(Error::NotFound { what: "person" })?;
        let themes = people::store::themes(self.db, id).await?;
        let themes: Vec<_> = themes
            .into_iter()
            .filter_map(|id: ThemeId| self.themes.get(id).map(|theme| theme.label.clone()))
            .collect();
        let fields: Map<String, Value> = person
            .fields
            .all()
            .map(|(field, visibility)| (field.name().to_owned(), json!(visibility)))
            .collect();
        Ok(json!({
            "id": id.to_public(), "displayName": person.display_name, "jobTitle": person.job_title,
            "municipality": self.place(person.municipality), "about": person.about, "seeking": person.seeking,
            "offering": person.offering, "phone": person.phone, "themes": themes, "matchable": person.is_matchable,
            "visibility": person.visibility, "fieldVisibilities": fields, "externalId": person.external_id,
            "createdAt": person.created_at, "updatedAt": person.updated_at,
        }))
    }

    async fn account(&self, signed_in: &SignedIn) -> Result<Value> {
        let account = accounts::store::by_person(self.db, signed_in.person).await?;
        let account = account.ok_or(Error::NotFound { what: "account" })?;
        Ok(json!({
            "email": account.email, "role": account.role, "municipalityRole": signed_in.municipality_role,
            "hasPassword": account.password_hash.is_some(),
            "mailsIntroductions": accounts::store::mails_introductions(self.db, account.id).await?,
        }))
    }

    async fn affiliations(&self, id: PersonId) -> Result<Vec<Value>> {
        let all = people::store::affiliations(self.db, &[id]).await?.remove(&id).unwrap_or_default();
        let row = |work: people::model::Affiliation| {
            json!({
                "municipality": self.place(work.municipality), "jobTitle": work.job_title, "role": work.role,
                "from": work.from, "until": work.until,
            })
        };
        Ok(all.into_iter().map(row).collect())
    }

    async fn consents(&self, id: PersonId) -> Result<Vec<Value>> {
        let history = consents::store::history(self.db, id).await?;
        let row = |consent: consents::Consent| {
            json!({
                "purpose": consent.purpose.name(), "isGiven": consent.is_given, "text": consent.text,
                "textVersion": consent.text_version, "changedAt": consent.changed_at,
            })
        };
        Ok(history.into_iter().map(row).collect())
    }

    /// What the person made, wrote at, or is named in, with all that it says.
    async fn contributions(&self, id: PersonId) -> Result<Vec<Value>> {
        let nodes = people::store::named_in(self.db, id).await?;
        let mut rows = self.of_kind::<Pilot>(&nodes, id).await?;
        rows.extend(self.of_kind::<Report>(&nodes, id).await?);
        rows.extend(self.of_kind::<Challenge>(&nodes, id).await?);
        rows.extend(self.of_kind::<Meeting>(&nodes, id).await?);
        rows.extend(self.of_kind::<Outcome>(&nodes, id).await?);
        Ok(rows)
    }

    async fn of_kind<T: Contribution>(&self, nodes: &[NodeId], person: PersonId) -> Result<Vec<Value>> {
        let ids: Vec<Uuid> = nodes.iter().filter(|node| node.kind == T::KIND).map(|node| node.uuid).collect();
        let things = rows::by_ids::<T>(self.db, &ids).await?;
        let mut rows = Vec::with_capacity(things.len());
        for id in ids {
            let Some(thing) = things.get(&id) else { continue };
            let meta = thing.meta();
            let content = serde_json::to_value(thing.content()).map_err(Error::internal)?;
            rows.push(json!({
                "kind": T::KIND.name(), "id": thing.node().to_public(), "title": thing.title(),
                "madeByYou": meta.created_by == Some(person), "status": meta.status, "visibility": meta.visibility,
                "createdAt": meta.created_at, "updatedAt": meta.updated_at, "publishedAt": meta.published_at,
                "content": content,
            }));
        }
        Ok(rows)
    }

    async fn recognitions(&self, id: PersonId) -> Result<Vec<Value>> {
        let all = challenges::store::of_persons(self.db, &Actor::System, &[id]).await?;
        let ids: Vec<_> = all.iter().map(|recognition| recognition.challenge.0).collect();
        let things = rows::by_ids::<Challenge>(self.db, &ids).await?;
        let row = |recognition: challenges::model::Recognition| {
            let question = things.get(&recognition.challenge.0).map(|challenge| &challenge.content.question);
            json!({
                "challenge": question, "stance": recognition.stance, "note": recognition.note,
                "updatedAt": recognition.updated_at,
            })
        };
        Ok(all.into_iter().map(row).collect())
    }

    async fn introductions(&self, id: PersonId, at: DateTime<Utc>) -> Result<Vec<Value>> {
        let mut rows = Vec::new();
        let mut args = PageArgs { first: Some(100), ..PageArgs::default() };
        loop {
            let page = Page::parse(&args, introductions::store::LIST)?;
            let slice = introductions::store::list(self.db, id, &page).await?;
            let others: Vec<_> = slice.rows.iter().map(|(_, one)| one.counterpart(id)).collect();
            let names = people::store::by_ids(self.db, &others).await?;
            for (_, one) in &slice.rows {
                let other = names.get(&one.counterpart(id)).map(|person| &person.display_name);
                let is_asked = one.requester == id;
                rows.push(json!({
                    "askedByYou": is_asked, "with": other, "message": one.message,
                    "status": format!("{:?}", one.status(at)).to_uppercase(),
                    "sharedByYou": if is_asked { Some(&one.shares[..]) } else { shared_back(one) },
                    "createdAt": one.created_at, "expiresAt": one.expires_at,
                }));
            }
            match slice.rows.last() {
                Some((cursor, _)) if slice.has_next => args.after = Some(cursor.encode()),
                Some(_) | None => return Ok(rows),
            }
        }
    }

    /// What the person did and what was done to them.
    async fn audit(&self, id: PersonId) -> Result<Vec<Value>> {
        let mut rows = Vec::new();
        let by = audit::store::Filter { actor: Some(id), ..Default::default() };
        let on = audit::store::Filter { target: Some(id.0), ..Default::default() };
        for filter in [by, on] {
            let mut page = Page::first(1_000);
            loop {
                let slice = audit::store::list(self.db, &filter, &page).await?;
                let is_own = |entry: &audit::Entry| entry.actor == Some(id);
                // Of what others did to the person, not from where.
                rows.extend(
                    slice.rows.iter().filter(|(_, entry)| filter.actor.is_some() || !is_own(entry)).map(
                        |(_, entry)| {
                            json!({
                                "at": entry.at, "kind": entry.kind.name(), "doneByYou": is_own(entry),
                                "address": entry.address.as_ref().filter(|_| is_own(entry)),
                            })
                        },
                    ),
                );
                match slice.rows.last() {
                    Some((cursor, _)) if slice.has_next => page.after = Some(cursor.clone()),
                    Some(_) | None => break,
                }
            }
        }
        Ok(rows)
    }

    async fn plain(&self, plain: &Plain, signed_in: &SignedIn) -> Result<Vec<Value>> {
        let values = [signed_in.person.0.into(), signed_in.account.0.into()];
        let statement = Statement::from_sql_and_values(self.db.get_database_backend(), plain.sql, values);
        let mut rows = Vec::new();
        for row in self.db.query_all_raw(statement).await? {
            let mut told = Map::new();
            for column in plain.columns {
                let text: Option<String> = row.try_get("", column)?;
                // What is kept as JSON is told as JSON.
                let value = text.map(|text| match *column {
                    "content" => serde_json::from_str(&text).unwrap_or(Value::String(text)),
                    _ => Value::String(text),
                });
                told.insert((*column).to_owned(), value.unwrap_or(Value::Null));
            }
            rows.push(Value::Object(told));
        }
        Ok(rows)
    }
}

/// What who was asked let the other see.
fn shared_back(one: &introductions::Introduction) -> Option<&[introductions::ContactField]> {
    one.shown_to(one.requester)
}
