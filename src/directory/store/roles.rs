//! Rows of roles, from files and granted by hand.

use diesel::prelude::*;

use super::{CHUNK, Row, person};
use crate::clock::Timestamp;
use crate::db::schema::{branches, departments, people, person_roles};
use crate::db::{Connection, DbError, texts};
use crate::directory::{Person, Role, RoleSource};
use crate::ids::PersonId;

/// A person's roles, each once, of either origin.
pub fn roles_of(conn: &mut Connection, person: PersonId) -> Result<Vec<Role>, DbError> {
    Ok(person_roles::table
        .filter(person_roles::person_id.eq(person))
        .select(person_roles::role)
        .distinct()
        .order(person_roles::role)
        .load(conn)?)
}

/// The active people with a role, by id.
pub fn active_with_role(conn: &mut Connection, role: Role) -> Result<Vec<Person>, DbError> {
    let rows: Vec<Row> = person_roles::table
        .inner_join(people_rows!().on(people::id.eq(person_roles::person_id)))
        .filter(person_roles::role.eq(role))
        .filter(people::active.eq(true))
        .select(person_columns!())
        .distinct()
        .order(people::id)
        .load(conn)?;
    Ok(rows.into_iter().map(person).collect())
}

/// Grants a role by hand; false when it was granted before.
pub fn grant(
    conn: &mut Connection,
    person: PersonId,
    role: Role,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let held: i64 = person_roles::table.find((person, role, RoleSource::Grant)).count().get_result(conn)?;
    if held > 0 {
        return Ok(false);
    }
    diesel::insert_into(person_roles::table)
        .values((
            person_roles::person_id.eq(person),
            person_roles::role.eq(role),
            person_roles::source.eq(RoleSource::Grant),
            person_roles::granted_by.eq(by.map(|id| id.to_string())),
            person_roles::granted_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Revokes a role granted by hand; false when there was none. A role from a file stays.
pub fn revoke(conn: &mut Connection, person: PersonId, role: Role) -> Result<bool, DbError> {
    Ok(diesel::delete(person_roles::table.find((person, role, RoleSource::Grant))).execute(conn)? > 0)
}

/// Revokes all roles granted by hand to these people, and returns them.
pub fn end_grants(conn: &mut Connection, people: &[PersonId]) -> Result<Vec<(PersonId, Role)>, DbError> {
    let mut ended = Vec::new();
    for chunk in people.chunks(CHUNK) {
        let granted = || {
            person_roles::table
                .filter(person_roles::person_id.eq_any(texts(chunk)))
                .filter(person_roles::source.eq(RoleSource::Grant))
        };
        let found: Vec<(PersonId, Role)> = granted()
            .order((person_roles::person_id, person_roles::role))
            .select((person_roles::person_id, person_roles::role))
            .load(conn)?;
        if !found.is_empty() {
            diesel::delete(granted()).execute(conn)?;
            ended.extend(found);
        }
    }
    Ok(ended)
}
