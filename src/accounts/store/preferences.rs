//! The rows of people's choices. A language or time zone that this version does not know counts as not chosen.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::accounts::Preferences;
use crate::clock::Timestamp;
use crate::db::schema::preferences;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;
use crate::language::Language;

pub fn preferences(conn: &mut Connection, person: PersonId) -> Result<Preferences, DbError> {
    let chosen = preferences::table.find(person).select((preferences::language, preferences::time_zone));
    let row: Option<(Option<String>, Option<String>)> = chosen.first(conn).optional()?;
    let (language, time_zone) = row.unwrap_or_default();
    Ok(Preferences {
        language: language.and_then(|tag| Language::named(&tag)),
        time_zone: time_zone.and_then(|name| name.parse().ok()),
    })
}

pub fn put_preferences(
    conn: &mut Connection,
    person: PersonId,
    chosen: Preferences,
    now: Timestamp,
) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO preferences (person_id, language, time_zone, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person_id) DO UPDATE SET language = excluded.language, time_zone = excluded.time_zone, \
         changed_at = excluded.changed_at",
    )
    .bind::<Text, _>(person.to_string())
    .bind::<Nullable<Text>, _>(chosen.language.map(Language::tag))
    .bind::<Nullable<Text>, _>(chosen.time_zone.map(chrono_tz::Tz::name))
    .bind::<BigInt, _>(now.micros())
    .execute(conn)?;
    Ok(())
}
