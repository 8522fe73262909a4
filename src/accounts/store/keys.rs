//! The rows of signing keys and of secrets that every process shares.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::accounts::keys::{StoredKey, kid};
use crate::accounts::rules::KeyTimes;
use crate::clock::Timestamp;
use crate::db::schema::{secrets, signing_keys};
use crate::db::{Connection, DbError};

/// Every key that there ever was, in the order in which they sign.
pub fn keys(conn: &mut Connection) -> Result<Vec<StoredKey>, DbError> {
    type Row = (String, String, String, Timestamp, Option<Timestamp>);
    let rows: Vec<Row> = signing_keys::table
        .select((
            signing_keys::id,
            signing_keys::private_key,
            signing_keys::public_key,
            signing_keys::signs_from,
            signing_keys::retired_at,
        ))
        // PostgreSQL has no order of its own.
        .order((signing_keys::signs_from, signing_keys::created_at))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, private_key, public_key, signs_from, retired_at)| {
            let number = id.strip_prefix("key-").and_then(|number| number.parse().ok());
            let number = number.ok_or_else(|| DbError::Unexpected(format!("{id:?} is no signing key of ours")))?;
            Ok(StoredKey { times: KeyTimes { number, signs_from, retired_at }, private_key, public_key })
        })
        .collect()
}

pub fn add_key(conn: &mut Connection, key: &StoredKey, now: Timestamp) -> Result<(), DbError> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::id.eq(kid(key.times.number)),
            signing_keys::private_key.eq(&key.private_key),
            signing_keys::public_key.eq(&key.public_key),
            signing_keys::created_at.eq(now),
            signing_keys::signs_from.eq(key.times.signs_from),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn retire_key(conn: &mut Connection, number: i64, at: Timestamp) -> Result<(), DbError> {
    let key = signing_keys::table.find(kid(number)).filter(signing_keys::retired_at.is_null());
    diesel::update(key).set(signing_keys::retired_at.eq(at)).execute(conn)?;
    Ok(())
}

/// A secret that every process shares, if it has been made.
pub fn secret(conn: &mut Connection, name: &str) -> Result<Option<String>, DbError> {
    Ok(secrets::table.find(name).select(secrets::value).first(conn).optional()?)
}

/// Makes a secret unless there is one.
pub fn propose_secret(conn: &mut Connection, name: &str, value: &str) -> Result<(), DbError> {
    diesel::sql_query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind::<Text, _>(name)
        .bind::<Text, _>(value)
        .execute(conn)?;
    Ok(())
}
