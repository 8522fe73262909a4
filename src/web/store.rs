//! The rows of idempotency records.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::idempotency_records as records;
use crate::db::{Connection, DbError};

/// A key, with who sent it and to which route.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub caller: String,
    pub route: &'static str,
    pub key: String,
}

/// A stored answer.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub body_hash: String,
    pub status: u16,
    pub body: String,
    pub location: Option<String>,
}

pub(super) fn find(conn: &mut Connection, key: &Key) -> Result<Option<Record>, DbError> {
    let row: Option<(String, i32, String, Option<String>)> = records::table
        .find((&key.caller, key.route, &key.key))
        .select((records::body_hash, records::status, records::body, records::location))
        .first(conn)
        .optional()?;
    Ok(row.map(|(body_hash, status, body, location)| Record {
        body_hash,
        status: u16::try_from(status).unwrap_or(500),
        body,
        location,
    }))
}

pub(super) fn insert(conn: &mut Connection, key: &Key, record: &Record, now: Timestamp) -> Result<(), DbError> {
    diesel::insert_into(records::table)
        .values((
            records::caller.eq(&key.caller),
            records::route.eq(key.route),
            records::key.eq(&key.key),
            records::body_hash.eq(&record.body_hash),
            records::status.eq(i32::from(record.status)),
            records::body.eq(&record.body),
            records::location.eq(&record.location),
            records::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn forget_before(conn: &mut Connection, before: Timestamp) -> Result<(), DbError> {
    diesel::delete(records::table.filter(records::created_at.lt(before))).execute(conn)?;
    Ok(())
}
