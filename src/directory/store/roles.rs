//! Rows of roles, from files and granted by hand.

use diesel::prelude::*;

use super::{CHUNK, Row, person};
use crate::clock::Timestamp;
use crate::db::schema::{branches, departments, people, person_roles, role_grants};
use crate::db::{Connection, DbError, one_of};
use crate::directory::{Held, Person, Role, RoleGrant, RoleSource};
use crate::ids::{PersonId, RoleGrantId};

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
    reason: Option<&str>,
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
    diesel::insert_into(role_grants::table)
        .values((
            role_grants::id.eq(RoleGrantId::new()),
            role_grants::person_id.eq(person),
            role_grants::role.eq(role),
            role_grants::reason.eq(reason),
            role_grants::granted_by.eq(by.map(|id| id.to_string())),
            role_grants::granted_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Revokes a role granted by hand; false when there was none. A role from a file stays.
pub fn revoke(
    conn: &mut Connection,
    person: PersonId,
    role: Role,
    by: Option<PersonId>,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let open = role_grants::table
        .filter(role_grants::person_id.eq(person))
        .filter(role_grants::role.eq(role))
        .filter(role_grants::ended_at.is_null());
    diesel::update(open)
        .set((
            role_grants::ended_at.eq(now),
            role_grants::ended_by.eq(by.map(|id| id.to_string())),
            role_grants::end_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(diesel::delete(person_roles::table.find((person, role, RoleSource::Grant))).execute(conn)? > 0)
}

/// The roles that active people hold by hand, and those of these kinds from files too, by name.
pub fn held(conn: &mut Connection, of: &[Role], limit: i64) -> Result<Vec<Held>, DbError> {
    let roles: Vec<String> = of.iter().map(ToString::to_string).collect();
    let rows: Vec<(PersonId, Role, RoleSource)> = person_roles::table
        .inner_join(people::table)
        .filter(people::active.eq(true))
        .filter(person_roles::role.eq_any(roles).or(person_roles::source.eq(RoleSource::Grant)))
        .order((people::name, people::id, person_roles::source))
        .select((person_roles::person_id, person_roles::role, person_roles::source))
        .limit(limit)
        .load(conn)?;
    Ok(rows.into_iter().map(|(person, role, source)| Held { person, role, source }).collect())
}

/// Grants by hand, the latest first: those of a person, or everyone's; those that hold, or those that ended.
pub fn grants(
    conn: &mut Connection,
    person: Option<PersonId>,
    ended: bool,
    limit: i64,
) -> Result<Vec<RoleGrant>, DbError> {
    type Row = (
        PersonId,
        Role,
        Option<String>,
        Option<PersonId>,
        Timestamp,
        Option<Timestamp>,
        Option<PersonId>,
        Option<String>,
    );
    let mut query = role_grants::table
        .order((role_grants::granted_at.desc(), role_grants::id.desc()))
        .select((
            role_grants::person_id,
            role_grants::role,
            role_grants::reason,
            role_grants::granted_by,
            role_grants::granted_at,
            role_grants::ended_at,
            role_grants::ended_by,
            role_grants::end_reason,
        ))
        .limit(limit)
        .into_boxed();
    if let Some(person) = person {
        query = query.filter(role_grants::person_id.eq(person));
    }
    query = match ended {
        true => query.filter(role_grants::ended_at.is_not_null()),
        false => query.filter(role_grants::ended_at.is_null()),
    };
    let rows: Vec<Row> = query.load(conn)?;
    let grant = |(person, role, reason, granted_by, granted_at, ended_at, ended_by, end_reason)| RoleGrant {
        person,
        role,
        reason,
        granted_by,
        granted_at,
        ended_at,
        ended_by,
        end_reason,
    };
    Ok(rows.into_iter().map(grant).collect())
}

/// Revokes all roles granted by hand to these people, and returns them.
pub fn end_grants(
    conn: &mut Connection,
    people: &[PersonId],
    now: Timestamp,
) -> Result<Vec<(PersonId, Role)>, DbError> {
    let mut ended = Vec::new();
    for chunk in people.chunks(CHUNK) {
        let among = one_of(conn, person_roles::person_id, chunk);
        let granted = || person_roles::table.filter(among.clone()).filter(person_roles::source.eq(RoleSource::Grant));
        let found: Vec<(PersonId, Role)> = granted()
            .order((person_roles::person_id, person_roles::role))
            .select((person_roles::person_id, person_roles::role))
            .load(conn)?;
        if !found.is_empty() {
            diesel::delete(granted()).execute(conn)?;
            let open = role_grants::table
                .filter(one_of(conn, role_grants::person_id, chunk))
                .filter(role_grants::ended_at.is_null());
            diesel::update(open).set(role_grants::ended_at.eq(now)).execute(conn)?;
            ended.extend(found);
        }
    }
    Ok(ended)
}
