//! The rows of signing keys. A private half is stored encrypted, or not at all; one stored otherwise dates from before there
//! was a secret, and is recognised.

use diesel::prelude::*;

use crate::accounts::rules::{KeyTimes, Private, key_name, key_number};
use crate::clock::Timestamp;
use crate::db::schema::signing_keys;
use crate::db::{Connection, DbError};
use crate::secret;

/// A key as it is stored.
#[derive(Clone)]
pub struct StoredKey {
    pub times: KeyTimes,
    /// PKCS #8, sealed; empty when it is erased.
    pub private_key: String,
    /// 32 octets, base64url, as in a JWK.
    pub public_key: String,
}

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
            let number = key_number(&id);
            let number = number.ok_or_else(|| DbError::Unexpected(format!("{id:?} is no signing key of ours")))?;
            let private = match private_key.as_str() {
                "" => Private::Erased,
                text if secret::is_sealed(text) => Private::Encrypted,
                _ => Private::Exposed,
            };
            Ok(StoredKey { times: KeyTimes { number, signs_from, retired_at, private }, private_key, public_key })
        })
        .collect()
}

pub fn add_key(conn: &mut Connection, key: &StoredKey, now: Timestamp) -> Result<(), DbError> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::id.eq(key.times.name()),
            signing_keys::private_key.eq(&key.private_key),
            signing_keys::public_key.eq(&key.public_key),
            signing_keys::created_at.eq(now),
            signing_keys::signs_from.eq(key.times.signs_from),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn retire_key(conn: &mut Connection, number: i64, at: Timestamp) -> Result<(), DbError> {
    let key = signing_keys::table.find(key_name(number)).filter(signing_keys::retired_at.is_null());
    diesel::update(key).set(signing_keys::retired_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Withdraws every key at a moment, also one that was to stay longer.
pub fn retire_all(conn: &mut Connection, at: Timestamp) -> Result<usize, DbError> {
    let keys = signing_keys::table.filter(signing_keys::retired_at.is_null().or(signing_keys::retired_at.gt(at)));
    Ok(diesel::update(keys).set(signing_keys::retired_at.eq(at)).execute(conn)?)
}

/// Takes the private half away.
pub fn erase_key(conn: &mut Connection, number: i64) -> Result<(), DbError> {
    diesel::update(signing_keys::table.find(key_name(number))).set(signing_keys::private_key.eq("")).execute(conn)?;
    Ok(())
}

/// Replaces the encrypted form of a private key, unless another process has replaced it meanwhile.
pub fn reseal_key(conn: &mut Connection, number: i64, from: &str, to: &str) -> Result<(), DbError> {
    let key = signing_keys::table.find(key_name(number)).filter(signing_keys::private_key.eq(from));
    diesel::update(key).set(signing_keys::private_key.eq(to)).execute(conn)?;
    Ok(())
}
