//! Inserts of many rows in each statement, which the connection enum cannot express: one macro here matches the variant.

/// The most values in one statement; SQLite allows 32,766 and PostgreSQL 65,535.
pub const MOST_VALUES: usize = 28_000;

/// Inserts many rows in each statement, on either database.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $columns:expr, $rows:expr) => {
        for chunk in $rows.chunks($crate::directory::import::store::bulk::MOST_VALUES / $columns) {
            match $conn {
                Connection::Pg(conn) => diesel::insert_into($table).values(chunk).execute(conn)?,
                Connection::Sqlite(conn) => diesel::insert_into($table).values(chunk).execute(conn)?,
            };
        }
    };
}
pub(super) use insert_all;
