//! Ordered links between two kinds of things: the many-to-many tables `(LEFT_id, RIGHT_id, position)`.

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::{Problems, Result};

/// A many-to-many table, seen from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Links {
    pub table: &'static str,
    pub left: &'static str,
    pub right: &'static str,
}

#[derive(FromQueryResult)]
struct Row {
    left: Uuid,
    right: Uuid,
}

impl Links {
    /// What each of `lefts` links to, in its order; those without links are absent.
    pub async fn of(&self, db: &impl ConnectionTrait, lefts: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
        let mut links: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        if lefts.is_empty() {
            return Ok(links);
        }
        let select = self.select(lefts).order_by(Alias::new("position"), sea_orm::Order::Asc).to_owned();
        let rows = Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
        for row in rows {
            links.entry(row.left).or_default().push(row.right);
        }
        Ok(links)
    }

    /// The same for one.
    pub async fn of_one(&self, db: &impl ConnectionTrait, left: Uuid) -> Result<Vec<Uuid>> {
        Ok(self.of(db, &[left]).await?.remove(&left).unwrap_or_default())
    }

    /// What each of `lefts` links to by each of `all`, in one statement; those without links are absent.
    pub async fn of_all(
        db: &impl ConnectionTrait,
        all: &[Self],
        lefts: &[Uuid],
    ) -> Result<HashMap<Uuid, HashMap<Self, Vec<Uuid>>>> {
        let mut links: HashMap<Uuid, HashMap<Self, Vec<Uuid>>> = HashMap::new();
        let mut selects = all.iter().enumerate().map(|(i, table)| {
            table.select(lefts).expr_as(Expr::val(i as i32), Alias::new("which")).to_owned()
        });
        let Some(mut select) = selects.next().filter(|_| !lefts.is_empty()) else { return Ok(links) };
        for other in selects {
            select.union(UnionType::All, other);
        }
        select.order_by(Alias::new("position"), sea_orm::Order::Asc);
        for row in db.query_all(&select).await? {
            let which: i32 = row.try_get("", "which")?;
            let Some(table) = usize::try_from(which).ok().and_then(|which| all.get(which)) else { continue };
            let of = links.entry(row.try_get("", "left")?).or_default();
            of.entry(*table).or_default().push(row.try_get("", "right")?);
        }
        Ok(links)
    }

    fn select(&self, lefts: &[Uuid]) -> SelectStatement {
        Query::select()
            .expr_as(Expr::col(Alias::new(self.left)), Alias::new("left"))
            .expr_as(Expr::col(Alias::new(self.right)), Alias::new("right"))
            .column(Alias::new("position"))
            .from(Alias::new(self.table))
            .and_where(Expr::col(Alias::new(self.left)).is_in(lefts.iter().copied()))
            .to_owned()
    }

    /// The lefts that link to any of `rights`, as a subquery.
    pub fn lefts(&self, rights: impl IntoIterator<Item = Uuid>) -> SelectStatement {
        Query::select()
            .column(Alias::new(self.left))
            .from(Alias::new(self.table))
            .and_where(Expr::col(Alias::new(self.right)).is_in(rights))
            .to_owned()
    }

    /// Makes `rights` all that `left` links to, in this order.
    pub async fn replace(&self, tx: &Tx, left: Uuid, rights: &[Uuid]) -> Result<()> {
        let delete = Query::delete()
            .from_table(Alias::new(self.table))
            .and_where(Expr::col(Alias::new(self.left)).eq(left))
            .to_owned();
        tx.later(tx.get_database_backend().build(&delete));
        self.insert(tx, left, rights).await
    }

    /// The same for ids that came from outside; see [`Links::check`].
    pub async fn replace_checked(&self, tx: &Tx, left: Uuid, path: &str, rights: &[Uuid]) -> Result<()> {
        let rights = self.check(tx, path, rights).await?;
        self.replace(tx, left, &rights).await
    }

    /// Ids that came from outside, without repetitions. Fails with `Invalid` for more than fifty, and with `UNKNOWN` at
    /// the place in `path` of an id that leads nowhere.
    pub async fn check(&self, tx: &Tx, path: &str, rights: &[Uuid]) -> Result<Vec<Uuid>> {
        crate::text::bounded(path, rights)?;
        if rights.is_empty() {
            return Ok(Vec::new());
        }
        let mut once = Vec::new();
        for right in rights {
            if !once.contains(right) {
                once.push(*right);
            }
        }
        let known = self.existing(tx, &once).await?;
        let mut problems = Problems::default();
        for (i, right) in rights.iter().enumerate() {
            if !known.contains(right) {
                problems.add(
                    &format!("{path}.{i}"),
                    "UNKNOWN",
                    "Dit bestaat niet (meer). Haal het uit de lijst.",
                );
            }
        }
        problems.or(once)
    }

    /// Puts `rights` behind what `left` links to; each must be new to it.
    pub async fn append(&self, tx: &Tx, left: Uuid, rights: &[Uuid]) -> Result<()> {
        if rights.is_empty() {
            return Ok(());
        }
        let mut all = self.of_one(&**tx, left).await?;
        all.extend(rights);
        self.replace(tx, left, &all).await
    }

    /// Those of `rights` that are in the table they point at: `person_id` in `persons`.
    async fn existing(&self, tx: &Tx, rights: &[Uuid]) -> Result<Vec<Uuid>> {
        let table = format!("{}s", self.right.trim_end_matches("_id"));
        let select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new(table))
            .and_where(Expr::col(Alias::new("id")).is_in(rights.iter().copied()))
            .to_owned();
        let rows = tx.query_all(&select).await?;
        rows.into_iter().map(|row| Ok(row.try_get("", "id")?)).collect()
    }

    /// For a `left` that has none yet.
    pub async fn insert(&self, tx: &Tx, left: Uuid, rights: &[Uuid]) -> Result<()> {
        if rights.is_empty() {
            return Ok(());
        }
        let mut insert = Query::insert();
        insert.into_table(Alias::new(self.table));
        insert.columns([self.left, self.right, "position"].map(Alias::new));
        for (position, right) in rights.iter().enumerate() {
            insert.values_panic([left.into(), (*right).into(), (position as i32).into()]);
        }
        tx.later(tx.get_database_backend().build(&insert));
        Ok(())
    }
}
