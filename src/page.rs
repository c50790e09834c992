//! Keyset pagination: a page is asked for by a cursor, never by an offset.
//!
//! A cursor holds the order it belongs to, the sort key and the id of the row it stands on. It stays valid when
//! that row is deleted, and a cursor of another list or order is refused.

use chrono::{DateTime, TimeZone, Utc};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ColumnType, Order, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Rows on a page when the client does not say.
pub const DEFAULT_SIZE: u64 = 20;
/// Rows on a page at the most.
pub const MAX_SIZE: u64 = 100;

/// From the year 1 to the year 9999, in milliseconds since 1970: what both databases keep and sort alike.
const TIMES: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

/// The value that a list is sorted by, before the id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Key {
    #[serde(rename = "t")]
    Time(i64),
    #[serde(rename = "s")]
    Text(String),
    #[serde(rename = "n")]
    Number(i64),
}

impl Key {
    pub fn time(at: DateTime<Utc>) -> Self {
        Self::Time(at.timestamp_millis())
    }

    /// Can a column of this type be compared with it?
    fn fits(&self, column: &ColumnType) -> bool {
        match self {
            Self::Time(_) => matches!(
                column,
                ColumnType::DateTime | ColumnType::Timestamp | ColumnType::TimestampWithTimeZone
            ),
            Self::Text(_) => matches!(column, ColumnType::String(_) | ColumnType::Text),
            Self::Number(_) => matches!(column, ColumnType::Integer | ColumnType::BigInteger),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Time(millis) => Utc.timestamp_millis_opt(*millis).single().unwrap_or_default().into(),
            Self::Text(text) => text.clone().into(),
            Self::Number(number) => (*number).into(),
        }
    }
}

/// A place in one list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which list and order it belongs to: a short stable name, `"pilots.updated"`.
    pub list: String,
    pub key: Key,
    pub id: Uuid,
}

impl Cursor {
    pub fn new(list: &str, key: Key, id: Uuid) -> Self {
        Self { list: list.to_owned(), key, id }
    }

    pub fn encode(&self) -> String {
        let bytes = serde_json::to_vec(&(&self.list, &self.key, self.id)).unwrap_or_default();
        BASE64URL_NOPAD.encode(&bytes)
    }

    fn decode(text: &str) -> Result<Self> {
        let malformed =
            || Error::BadInput("the cursor is not one of this network's; start from the first page".into());
        if text.len() > 2_000 {
            return Err(malformed());
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| malformed())?;
        let (list, key, id) = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
        match &key {
            // PostgreSQL has no NUL in a text and no time before 4713 BC: no list of ours has such a key.
            Key::Text(text) if text.contains('\0') => Err(malformed()),
            Key::Time(millis) if !TIMES.contains(millis) => Err(malformed()),
            Key::Text(_) | Key::Time(_) | Key::Number(_) => Ok(Self { list, key, id }),
        }
    }
}

/// The four arguments of a Relay connection, as they came in.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

/// A checked request for a page: `limit` 0 to [`MAX_SIZE`] rows, forwards or backwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub limit: u64,
    pub backwards: bool,
    pub after: Option<Cursor>,
    pub before: Option<Cursor>,
}

impl Page {
    /// The first `limit` rows.
    pub fn first(limit: u64) -> Self {
        Self { limit, backwards: false, after: None, before: None }
    }

    /// Fails with `BadInput` for both `first` and `last`, a size outside 0 to 100, or a cursor that does not
    /// belong to `list`.
    pub fn parse(args: &PageArgs, list: &str) -> Result<Self> {
        let (size, backwards) = match (args.first, args.last) {
            (Some(_), Some(_)) => return Err(Error::BadInput("give `first` or `last`, not both".into())),
            (None, Some(last)) => (last, true),
            (Some(first), None) => (first, false),
            (None, None) => (DEFAULT_SIZE as i32, false),
        };
        let limit = u64::try_from(size).ok().filter(|size| *size <= MAX_SIZE);
        let limit = limit.ok_or_else(|| Error::BadInput(format!("a page holds 0 to {MAX_SIZE} rows")))?;
        let cursor = |text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => match Cursor::decode(text)? {
                cursor if cursor.list == list => Ok(Some(cursor)),
                _ => Err(Error::BadInput("the cursor belongs to another list or order".into())),
            },
        };
        Ok(Self { limit, backwards, after: cursor(&args.after)?, before: cursor(&args.before)? })
    }

    /// The conditions for the rows between the cursors, of a list by a key of that type and by id.
    ///
    /// Fails with `BadInput` for a cursor whose key is not what the list is sorted by: somebody made it up, and
    /// PostgreSQL would not compare the two.
    pub fn bounds(
        &self,
        (key, key_type): (Expr, &ColumnType),
        id: Expr,
        descending: bool,
    ) -> Result<Vec<Expr>> {
        if self.after.iter().chain(&self.before).any(|cursor| !cursor.key.fits(key_type)) {
            return Err(Error::BadInput("the cursor belongs to another list or order".into()));
        }
        let row = || Expr::tuple([key.clone(), id.clone()]);
        let place = |cursor: &Cursor| Expr::tuple([Expr::val(cursor.key.value()), Expr::val(cursor.id)]);
        let mut bounds = Vec::new();
        if let Some(after) = &self.after {
            bounds.push(if descending { row().lt(place(after)) } else { row().gt(place(after)) });
        }
        if let Some(before) = &self.before {
            bounds.push(if descending { row().gt(place(before)) } else { row().lt(place(before)) });
        }
        Ok(bounds)
    }

    /// How many rows to ask the database for: one more than the page, to know whether there are more.
    pub fn fetch(&self) -> u64 {
        self.limit + 1
    }
}

/// How a list is sorted: by `key`, then by id, both in the same direction.
#[derive(Clone, Copy, Debug)]
pub struct Keyset<C> {
    pub list: &'static str,
    pub key: C,
    pub id: C,
    pub descending: bool,
}

impl<C: ColumnTrait + Copy> Keyset<C> {
    /// The conditions for the rows between the page's cursors.
    ///
    /// Fails as [`Page::bounds`] does.
    pub fn bounds(&self, page: &Page) -> Result<Vec<Expr>> {
        let (key, id) = (Expr::col(self.key.as_column_ref()), Expr::col(self.id.as_column_ref()));
        page.bounds((key, self.key.def().get_column_type()), id, self.descending)
    }

    /// The order to ask the database for: the list's, or its reverse for the last rows.
    pub fn order(&self, page: &Page) -> Order {
        if self.descending == page.backwards { Order::Asc } else { Order::Desc }
    }
}

/// One page of a list, in the list's order, with what Relay's `PageInfo` asks.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// Each row with the cursor that stands on it.
    pub rows: Vec<(Cursor, T)>,
    pub has_previous: bool,
    pub has_next: bool,
}

impl<T> Slice<T> {
    pub fn empty() -> Self {
        Self { rows: Vec::new(), has_previous: false, has_next: false }
    }

    /// From up to [`Page::fetch`] rows as the database gave them.
    pub fn from_fetched(page: &Page, mut fetched: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = fetched.len() as u64 > page.limit;
        fetched.truncate(page.limit as usize);
        let (has_previous, has_next) = if page.backwards {
            fetched.reverse();
            (more, page.before.is_some())
        } else {
            (page.after.is_some(), more)
        };
        let rows = fetched.into_iter().map(|row| (cursor(&row), row)).collect();
        Self { rows, has_previous, has_next }
    }

    pub fn map<U>(self, f: impl Fn(T) -> U) -> Slice<U> {
        let rows = self.rows.into_iter().map(|(cursor, row)| (cursor, f(row))).collect();
        Slice { rows, has_previous: self.has_previous, has_next: self.has_next }
    }

    pub fn into_items(self) -> Vec<T> {
        self.rows.into_iter().map(|(_, item)| item).collect()
    }
}
