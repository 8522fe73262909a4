//! Properties of a whole database, stored in it, so that they stay known when the file or the server moves.

use diesel::RunQueryDsl as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::DbError;
use super::connection::{Location, Purpose};
use super::schema::marks;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A property of a whole database.
    DatabaseMark {
        /// It was made by `commend demo`: its people are invented, and their passwords are published.
        SampleBank = "sample_bank",
    }
}

/// Sets a mark; setting it twice does no harm.
///
/// # Errors
/// When it cannot be opened or written.
pub fn set(location: &Location, mark: DatabaseMark) -> Result<(), DbError> {
    let mut conn = location.connect(Purpose::Write)?;
    diesel::sql_query("INSERT INTO marks (name) VALUES ($1) ON CONFLICT (name) DO NOTHING")
        .bind::<Text, _>(mark.as_str())
        .execute(&mut conn)?;
    Ok(())
}

/// Tells whether a database has a mark.
///
/// # Errors
/// When it cannot be opened or read.
pub fn is_set(location: &Location, mark: DatabaseMark) -> Result<bool, DbError> {
    let mut conn = location.connect(Purpose::Read)?;
    let found: i64 = marks::table.filter(marks::name.eq(mark.as_str())).count().get_result(&mut conn)?;
    Ok(found > 0)
}
