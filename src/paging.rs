//! Keyset paging: a cursor names the last item seen, so that inserts move nothing.

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use utoipa::ToSchema;

/// The key of the last item of a page: a number to sort by (often a moment) and an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The first key, usually microseconds.
    pub at: i64,
    /// The second key, unique.
    pub id: String,
}

impl Cursor {
    /// As clients see it: opaque, safe in a URL.
    pub fn encode(&self) -> String {
        BASE64URL_NOPAD.encode(format!("{}.{}", self.at, self.id).as_bytes())
    }

    /// Reads what [`Cursor::encode`] wrote.
    pub fn decode(text: &str) -> Option<Self> {
        let plain = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let (at, id) = plain.split_once('.')?;
        (!id.contains('\0')).then_some(Self { at: at.parse().ok()?, id: id.to_owned() })
    }
}

/// Which page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How many items at most, 1–100.
    pub limit: i64,
    /// After which item.
    pub cursor: Option<Cursor>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Paged<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Send it as `cursor` for what follows; null at the end.
    pub next_cursor: Option<String>,
}

impl<T> Paged<T> {
    /// Makes a page of rows that were read with a limit of one more than the page holds.
    pub fn of(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| key(last).encode());
        Self { items: rows, next_cursor }
    }

    /// The same page of other items.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Paged<U> {
        Paged { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}
