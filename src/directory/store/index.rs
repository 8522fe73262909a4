//! The token index of the type-ahead: the search tokens of each person, read in token order.

use diesel::prelude::*;

use crate::db::schema::person_tokens;
use crate::db::{Connection, DbError};
use crate::directory::{Person, search_tokens};
use crate::ids::PersonId;

/// Writes the search tokens of a person.
pub fn index(conn: &mut Connection, person: &Person, active: bool) -> Result<(), DbError> {
    diesel::delete(person_tokens::table.filter(person_tokens::person_id.eq(person.id))).execute(conn)?;
    let texts = [&person.name, &person.email, &person.extension, &person.department].map(String::as_str);
    for token in search_tokens::index_entries(texts, active) {
        diesel::insert_into(person_tokens::table)
            .values((person_tokens::token.eq(token), person_tokens::person_id.eq(person.id)))
            .execute(conn)?;
    }
    Ok(())
}

/// Counts the rows of the index that begin with `word`, up to `most`.
pub fn count_tokens(conn: &mut Connection, word: &str, most: i64) -> Result<i64, DbError> {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        rows: i64,
    }
    let found: Found = diesel::sql_query(
        "SELECT count(*) AS rows FROM \
         (SELECT 1 AS one FROM person_tokens WHERE token >= $1 AND token < $2 LIMIT $3) AS counted",
    )
    .bind::<diesel::sql_types::Text, _>(word)
    .bind::<diesel::sql_types::Text, _>(after(word))
    .bind::<diesel::sql_types::BigInt, _>(most)
    .get_result(conn)?;
    Ok(found.rows)
}

/// The people with tokens that begin with `word`, in token order, at most `most` rows. A person with two such tokens comes twice.
pub fn token_range(conn: &mut Connection, word: &str, most: i64) -> Result<Vec<PersonId>, DbError> {
    Ok(person_tokens::table
        .filter(person_tokens::token.ge(word))
        .filter(person_tokens::token.lt(after(word)))
        .order((person_tokens::token, person_tokens::person_id))
        .limit(most)
        .select(person_tokens::person_id)
        .load(conn)?)
}

/// The upper bound of all strings that begin with `word`.
fn after(word: &str) -> String {
    format!("{word}\u{10FFFF}")
}
