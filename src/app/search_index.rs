//! Rebuilds the search index when a new version of Commend stores words in another way.
//!
//! Invariants: each batch is one write transaction, so that senders wait briefly and none fails; an interrupted rebuild begins
//! again at the next start; two processes that rebuild at the same time write the same.

use anyhow::Context as _;

use crate::db::{Connection, Database, DbError};
use crate::directory::search_tokens::VERSION;
use crate::{assists, commendations, directory};

/// The counter with the version of the words in the database.
const COUNTER: &str = "words_version";
/// Rows in one transaction.
const BATCH: i64 = 500;

/// Rebuilds the index if the words in the database are of another version; true if it did.
///
/// # Errors
/// When the database fails.
pub async fn bring_up_to_date(db: &Database) -> anyhow::Result<bool> {
    let stored = db.read(|conn| crate::db::counter(conn, COUNTER)).await?;
    if stored == Some(VERSION) {
        return Ok(false);
    }
    tracing::info!("people, assists and letters are indexed again for the search");
    all(db, directory::operations::index_again).await.context("people could not be indexed")?;
    all(db, assists::operations::index_again).await.context("assists could not be indexed")?;
    all(db, commendations::operations::index_again).await.context("letters could not be indexed")?;
    db.write(|conn| crate::db::set_counter(conn, COUNTER, VERSION)).await?;
    Ok(true)
}

/// Indexes a number of rows behind one, and returns the last of them; none at the end.
type Step<Id, E> = fn(&mut Connection, Option<Id>, i64) -> Result<Option<Id>, E>;

/// Runs batches until no rows are left.
async fn all<Id, E>(db: &Database, batch: Step<Id, E>) -> Result<(), E>
where
    Id: Copy + Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let mut after = None;
    loop {
        after = db.write(move |conn| batch(conn, after, BATCH)).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}
