//! A search condition: a text contains one of several pieces. It uses the fastest function of each database: `LIKE` on SQLite,
//! `strpos` on PostgreSQL.
//!
//! Invariant: a piece consists of words, so that it holds no wildcard of `LIKE`.

use diesel::BoxableExpression;
use diesel::dsl::sql;
use diesel::expression_methods::BoolExpressionMethods as _;
use diesel::sql_types::{Bool, Text};

use super::Connection;

/// The backend of an SQL fragment that works on either database.
pub type Backend = <Connection as diesel::Connection>::Backend;

/// A condition on any table that is selected from.
pub type Condition<'a, From> = Box<dyn BoxableExpression<From, Backend, SqlType = Bool> + 'a>;

/// The text to search in, as SQL that both databases accept.
#[derive(Debug, Clone, Copy)]
pub enum SearchedText {
    /// An expression of the row itself.
    Text(&'static str),
    /// An expression of another row: the table with the join condition, and the expression.
    Rows(&'static str, &'static str),
}

/// The condition that the searched text of at least one piece contains it.
pub fn holds<'a, From: 'a>(
    conn: &Connection,
    pieces: impl IntoIterator<Item = (SearchedText, String)>,
) -> Condition<'a, From> {
    let (before, between, after) = match conn {
        Connection::Pg(_) => ("(strpos(", ", ", ") > 0)"),
        Connection::Sqlite(_) => ("(", " LIKE '%' || ", " || '%')"),
    };
    let mut any: Option<Condition<'a, From>> = None;
    for (place, piece) in pieces {
        let (before, after) = match place {
            SearchedText::Text(text) => (format!("{before}{text}{between}"), after.to_owned()),
            SearchedText::Rows(from, text) => {
                (format!("(EXISTS (SELECT 1 FROM {from} AND {before}{text}{between}"), format!("{after}))"))
            }
        };
        let held = sql::<Bool>(&before).bind::<Text, _>(piece).sql(&after);
        any = Some(match any {
            Some(before) => Box::new(before.or(held)),
            None => Box::new(held),
        });
    }
    any.unwrap_or_else(|| Box::new(sql::<Bool>("(1 = 0)")))
}
