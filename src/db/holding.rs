//! Whether a text holds one of several pieces, by what each database is fastest with: `LIKE` on SQLite, `strpos` on PostgreSQL.
//!
//! Invariant: a piece is of words, so that it holds no sign that `LIKE` reads for itself.

use diesel::BoxableExpression;
use diesel::dsl::sql;
use diesel::expression_methods::BoolExpressionMethods as _;
use diesel::sql_types::{Bool, Text};

use super::Connection;

/// The fragment of SQL, for either database.
pub type Backend = <Connection as diesel::Connection>::Backend;

/// A condition on whatever is selected from.
pub type Condition<'a, From> = Box<dyn BoxableExpression<From, Backend, SqlType = Bool> + 'a>;

/// Where pieces are looked for, in SQL that both databases know.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// An expression of the row itself.
    Text(&'static str),
    /// An expression of any other row: the table with the condition that leads to it, and the expression.
    Rows(&'static str, &'static str),
}

/// Whether any of the pieces stands in its place.
pub fn holds<'a, From: 'a>(
    conn: &Connection,
    pieces: impl IntoIterator<Item = (Place, String)>,
) -> Condition<'a, From> {
    let (before, between, after) = match conn {
        Connection::Pg(_) => ("(strpos(", ", ", ") > 0)"),
        Connection::Sqlite(_) => ("(", " LIKE '%' || ", " || '%')"),
    };
    let mut any: Option<Condition<'a, From>> = None;
    for (place, piece) in pieces {
        let (before, after) = match place {
            Place::Text(text) => (format!("{before}{text}{between}"), after.to_owned()),
            Place::Rows(from, text) => {
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
