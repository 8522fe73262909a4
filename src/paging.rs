//! Keyset paging: a cursor holds the key of the last item seen, so that items inserted meanwhile shift no page.

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use utoipa::ToSchema;

/// Key of the last item of a page: a sort key (often a moment) and an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// First sort key, usually microseconds.
    pub at: i64,
    /// Second sort key, unique.
    pub id: String,
}

impl Cursor {
    /// Encodes the cursor for clients: opaque, safe in a URL.
    pub fn encode(&self) -> String {
        BASE64URL_NOPAD.encode(format!("{}.{}", self.at, self.id).as_bytes())
    }

    /// Reads a cursor that [`Cursor::encode`] wrote.
    pub fn decode(text: &str) -> Option<Self> {
        let plain = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let (at, id) = plain.split_once('.')?;
        (!id.contains('\0')).then_some(Self { at: at.parse().ok()?, id: id.to_owned() })
    }
}

/// Request for a page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Most items of the page, 1–100.
    pub limit: i64,
    /// The page begins after this item.
    pub cursor: Option<Cursor>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Paged<T> {
    /// Items, in the list's order.
    pub items: Vec<T>,
    /// Send it as `cursor` for the next page; null on the last page.
    pub next_cursor: Option<String>,
}

impl<T> Paged<T> {
    /// Makes a page of rows that were read with a limit of one more than the page holds: the extra row shows that there is a next
    /// page.
    pub fn of(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| key(last).encode());
        Self { items: rows, next_cursor }
    }

    /// Converts the items and keeps the cursor.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Paged<U> {
        Paged { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}
