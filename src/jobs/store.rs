//! Rows of the jobs. All times in them follow the database's clock.

use std::time::Duration;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::clock::Timestamp;
use crate::db::schema::jobs;
use crate::db::{Connection, DbError, now};

/// The state of a job that was just taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TakenJob {
    /// The number of consecutive runs up to now that did not succeed.
    pub unfinished: i32,
}

/// A job as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobState {
    /// Its name.
    pub name: String,
    /// When it is due.
    pub due_at: Timestamp,
    /// The end of the lease, while a process holds it.
    pub held_until: Option<Timestamp>,
    /// Every run that was begun.
    pub runs: i64,
    /// The number of consecutive runs up to now that did not succeed; a run under way is not counted.
    pub unfinished: i32,
    /// The time when a run last succeeded.
    pub finished_at: Option<Timestamp>,
}

/// Every job that was ever scheduled, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn states(conn: &mut Connection) -> Result<Vec<JobState>, DbError> {
    type Row = (String, Timestamp, Option<Timestamp>, i64, i32, Option<Timestamp>);
    let rows: Vec<Row> = jobs::table
        .order(jobs::name)
        .select((jobs::name, jobs::due_at, jobs::lease_until, jobs::runs, jobs::unfinished, jobs::finished_at))
        .load(conn)?;
    let state = |(name, due_at, held_until, runs, unfinished, finished_at)| JobState {
        name,
        due_at,
        held_until,
        runs,
        unfinished,
        finished_at,
    };
    Ok(rows.into_iter().map(state).collect())
}

/// The time until the job is due and free.
pub(super) fn wait(conn: &mut Connection, name: &str) -> Result<Duration, DbError> {
    let row: Option<(Timestamp, Option<Timestamp>)> =
        jobs::table.find(name).select((jobs::due_at, jobs::lease_until)).first(conn).optional()?;
    let Some((due_at, lease_until)) = row else { return Ok(Duration::ZERO) };
    Ok(lease_until.map_or(due_at, |until| until.max(due_at)).since(now(conn)?))
}

/// Takes the job, if it is due and free.
pub(super) fn take(
    conn: &mut Connection,
    name: &str,
    holder: &str,
    lasts: Duration,
) -> Result<Option<TakenJob>, DbError> {
    diesel::sql_query(
        "INSERT INTO jobs (name, due_at, runs, unfinished) VALUES ($1, 0, 0, 0) ON CONFLICT (name) DO NOTHING",
    )
    .bind::<Text, _>(name)
    .execute(conn)?;
    // Read after the insert, which may have waited for another process.
    let now = now(conn)?;
    let free = jobs::lease_until.is_null().or(jobs::lease_until.le(now));
    let taken = diesel::update(jobs::table.find(name).filter(jobs::due_at.le(now)).filter(free.assume_not_null()))
        .set((
            jobs::lease_owner.eq(holder),
            jobs::lease_until.eq(now.plus(lasts)),
            jobs::runs.eq(jobs::runs + 1_i64),
            // A run that succeeded left no holder.
            jobs::unfinished.eq(sql::<Integer>("unfinished + CASE WHEN lease_owner IS NULL THEN 0 ELSE 1 END")),
        ))
        .execute(conn)?;
    if taken == 0 {
        return Ok(None);
    }
    let unfinished = jobs::table.find(name).select(jobs::unfinished).first(conn)?;
    Ok(Some(TakenJob { unfinished }))
}

/// Renews the lease; false when another process holds the job.
pub(super) fn renew(conn: &mut Connection, name: &str, holder: &str, lasts: Duration) -> Result<bool, DbError> {
    let until = now(conn)?.plus(lasts);
    let ours = jobs::table.find(name).filter(jobs::lease_owner.eq(holder));
    Ok(diesel::update(ours).set(jobs::lease_until.eq(until)).execute(conn)? == 1)
}

/// Ends a successful run and sets the next due time; false when another process holds the job.
pub(super) fn finish(conn: &mut Connection, name: &str, holder: &str, every: Duration) -> Result<bool, DbError> {
    let now = now(conn)?;
    let ours = jobs::table.find(name).filter(jobs::lease_owner.eq(holder));
    let ended = diesel::update(ours)
        .set((
            jobs::due_at.eq(now.plus(every)),
            jobs::lease_owner.eq(None::<String>),
            jobs::lease_until.eq(None::<i64>),
            jobs::unfinished.eq(0),
            jobs::finished_at.eq(now),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Gives back a job whose work was stopped: it stays due, and the next process runs it.
pub(super) fn give_back(conn: &mut Connection, name: &str, holder: &str) -> Result<(), DbError> {
    let ours = jobs::table.find(name).filter(jobs::lease_owner.eq(holder));
    diesel::update(ours)
        .set((jobs::lease_owner.eq(None::<String>), jobs::lease_until.eq(None::<i64>)))
        .execute(conn)?;
    Ok(())
}
