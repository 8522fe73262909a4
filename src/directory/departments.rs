//! Departments, found by name, and their heads.

use chrono::NaiveDate;

use super::{Person, rules, search_tokens, store};
use crate::db::{Connection, DbError};
use crate::ids::DepartmentId;

/// The department of a name; case, marks and spacing of the typed name do not matter.
///
/// # Errors
/// When the database cannot be read.
pub fn department_named(conn: &mut Connection, typed: &str) -> Result<Option<DepartmentId>, DbError> {
    if let Some(department) = store::active_department(conn, typed)? {
        return Ok(Some(department));
    }
    let wanted = search_tokens::words(typed);
    let mut all = store::active_departments(conn)?.into_iter();
    Ok(all.find(|(_, name)| search_tokens::words(name) == wanted).map(|(department, _)| department))
}

/// The present name of a department; as it was typed where there is no row of it.
///
/// # Errors
/// When the database cannot be read.
pub fn department_name(
    conn: &mut Connection,
    (known, typed): (Option<DepartmentId>, String),
) -> Result<String, DbError> {
    let named = match known {
        Some(department) => Some(department),
        None => department_named(conn, &typed)?,
    };
    let name = named.map(|department| store::department_name(conn, department)).transpose()?;
    Ok(name.unwrap_or(typed))
}

/// The head of a department on a day: its one active member whose supervisor is outside it. None when there are several or none;
/// the matter then goes to HR. `typed` is looked up where the row is not known, as of a name that nobody worked under.
///
/// # Errors
/// When the database cannot be read.
pub fn head_of_department(
    conn: &mut Connection,
    (known, typed): (Option<DepartmentId>, &str),
    on: NaiveDate,
) -> Result<Option<Person>, DbError> {
    let named = match known {
        Some(department) => Some(department),
        None => department_named(conn, typed)?,
    };
    let Some(department) = named else { return Ok(None) };
    let (members, departments) = store::members_reporting_outside(conn, department, on)?;
    let outside = |person| departments.get(&person).is_some_and(|other| *other != Some(department));
    match rules::head_of_department(&members, on, outside) {
        Some(head) => store::person_by_id(conn, head),
        None => Ok(None),
    }
}
