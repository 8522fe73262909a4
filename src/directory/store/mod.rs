//! Rows of the directory: people, reporting lines and roles, read by key.
//!
//! Every read here is bounded by its keys; nothing scans the people. The bulk reads and writes of an import are in
//! `import/store.rs`.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use super::rules::{Lines as _, Member};
use super::{Correction, LineKind, LineSource, Person, search_tokens};
use crate::clock::Timestamp;
use crate::db::schema::{branches, departments, former_employments, people, reporting_lines};
use crate::db::{Connection, DbError, one_of};
use crate::ids::{BranchId, DepartmentId, LineId, PersonId};

pub use address_corrections::{
    addresses_of, addresses_over, count_address_changes, end_address, insert_address, note_source, open_address,
    open_addresses, set_email,
};
pub use import_records::write_import;
pub use index::{count_tokens, token_range};
pub use line_history::line_history;
pub use lines::StoredLines;
pub use lock::lock;
pub use roles::{active_with_role, end_grants, grant, grants, held, revoke, roles_of};
pub use units::{
    active_department, active_departments, branches, department_name, departments, insert_branch, insert_department,
    leavers_of_department, rename_branch, rename_department,
};

pub use uploaded_imports::{
    begin_import, give_up_import, insert_uploaded_import, last_import, note_asked, remove_uploaded_before,
    remove_uploaded_imports, uploaded_import,
};

use index::index;

/// The columns of a person, in the order of [`Row`].
macro_rules! person_columns {
    () => {
        (
            people::id,
            people::employee_number,
            people::name,
            people::email,
            people::title,
            departments::name.nullable(),
            branches::name.nullable(),
            people::extension,
            people::starts_on,
            people::ends_on,
            people::active,
            people::department_id,
            people::branch_id,
        )
    };
}

/// People with the names of their departments and branches.
macro_rules! people_rows {
    () => {
        people::table.left_join(departments::table).left_join(branches::table)
    };
}

mod address_corrections;
mod import_records;
mod index;
mod line_history;
mod lines;
mod lock;
mod roles;
mod units;
mod uploaded_imports;

/// The columns of a person, in the order of `person_columns`.
#[derive(Queryable)]
struct Row {
    id: PersonId,
    employee_number: String,
    name: String,
    email: String,
    title: String,
    department: Option<String>,
    branch: Option<String>,
    extension: String,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    active: bool,
    department_id: Option<DepartmentId>,
    branch_id: Option<BranchId>,
}

fn person(row: Row) -> Person {
    Person {
        id: row.id,
        employee_number: row.employee_number,
        name: row.name,
        email: row.email,
        title: row.title,
        department: row.department.unwrap_or_default(),
        branch: row.branch.unwrap_or_default(),
        extension: row.extension,
        department_id: row.department_id,
        branch_id: row.branch_id,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        active: row.active,
    }
}

/// The most ids in one statement; SQLite allows 32,766, and longer statements are not faster.
const CHUNK: usize = 500;

/// The people with these ids, by id; unknown ids are left out.
pub fn people_by_ids(conn: &mut Connection, ids: &[PersonId]) -> Result<HashMap<PersonId, Person>, DbError> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<Row> =
            people_rows!().filter(one_of(conn, people::id, chunk)).select(person_columns!()).load(conn)?;
        found.extend(rows.into_iter().map(|row| (row.id, person(row))));
    }
    Ok(found)
}

/// One person.
pub fn person_by_id(conn: &mut Connection, id: PersonId) -> Result<Option<Person>, DbError> {
    Ok(people_rows!().filter(people::id.eq(id)).select(person_columns!()).first(conn).optional()?.map(person))
}

/// The active person with this address.
pub fn active_by_email(conn: &mut Connection, email: &str) -> Result<Option<Person>, DbError> {
    let found = people_rows!()
        .filter(people::email_key.eq(search_tokens::email_key(email)))
        .filter(people::active.eq(true))
        .select(person_columns!())
        .first(conn)
        .optional()?;
    Ok(found.map(person))
}

/// Adds one person, with search tokens.
pub fn insert_person(conn: &mut Connection, person: &Person, now: Timestamp) -> Result<(), DbError> {
    diesel::insert_into(people::table)
        .values((
            people::id.eq(person.id),
            people::employee_number.eq(&person.employee_number),
            people::name.eq(&person.name),
            people::email.eq(&person.email),
            people::email_key.eq(search_tokens::email_key(&person.email)),
            people::title.eq(&person.title),
            people::department_id.eq(person.department_id.map(|id| id.to_string())),
            people::branch_id.eq(person.branch_id.map(|id| id.to_string())),
            people::extension.eq(&person.extension),
            people::active.eq(person.active),
            people::created_at.eq(now),
            people::updated_at.eq(now),
        ))
        .execute(conn)?;
    index(conn, person, person.active)
}

/// The next people by id.
pub fn people_after(conn: &mut Connection, after: Option<PersonId>, most: i64) -> Result<Vec<Person>, DbError> {
    let mut next = people_rows!().order(people::id).limit(most).select(person_columns!()).into_boxed();
    if let Some(after) = after {
        next = next.filter(people::id.gt(after));
    }
    let rows: Vec<Row> = next.load(conn)?;
    Ok(rows.into_iter().map(person).collect())
}

/// The person with an employee number.
pub fn by_employee_number(conn: &mut Connection, number: &str) -> Result<Option<Person>, DbError> {
    let found = people_rows!().filter(people::employee_number.eq(number)).select(person_columns!()).first(conn);
    Ok(found.optional()?.map(person))
}

/// The department of each person; none for people in no department.
type DepartmentOf = HashMap<PersonId, Option<DepartmentId>>;

/// The active people of a department with a line to somebody outside on the day, and the departments of all their supervisors.
pub fn members_reporting_outside(
    conn: &mut Connection,
    department: DepartmentId,
    on: NaiveDate,
) -> Result<(Vec<Member>, DepartmentOf), DbError> {
    let above = diesel::alias!(people as above);
    let ids: Vec<PersonId> = reporting_lines::table
        .inner_join(people::table.on(people::id.eq(reporting_lines::person_id)))
        .inner_join(above.on(above.field(people::id).eq(reporting_lines::supervisor_id)))
        .filter(people::department_id.eq(department))
        .filter(people::active.eq(true))
        .filter(above.field(people::department_id).is_null().or(above.field(people::department_id).ne(department)))
        .filter(reporting_lines::kind.ne(LineKind::Dotted))
        .filter(reporting_lines::from_day.le(on))
        .filter(reporting_lines::until_day.is_null().or(reporting_lines::until_day.ge(on)))
        .select(people::id)
        .distinct()
        .order(people::id)
        .load(conn)?;
    let mut members = Vec::with_capacity(ids.len());
    let mut supervisors = Vec::new();
    for person in ids {
        let lines = StoredLines::new(conn).lines_of(person)?;
        supervisors.extend(lines.iter().map(|line| line.supervisor));
        members.push(Member { person, lines });
    }
    let departments =
        people_by_ids(conn, &supervisors)?.into_iter().map(|(id, person)| (id, person.department_id)).collect();
    Ok((members, departments))
}

/// Ends the corrections of a person's primary line that a new one replaces, on the day before it begins. One that began on the
/// same day then has a last day before its first, and never was in force.
pub fn end_primary_corrections(
    conn: &mut Connection,
    person: PersonId,
    begins: NaiveDate,
    now: Timestamp,
) -> Result<(), DbError> {
    let last = begins.checked_sub_days(Days::new(1)).unwrap_or(begins);
    diesel::update(
        reporting_lines::table
            .filter(reporting_lines::person_id.eq(person))
            .filter(reporting_lines::kind.eq(LineKind::Primary))
            .filter(reporting_lines::source.eq(LineSource::Correction))
            .filter(reporting_lines::until_day.is_null().or(reporting_lines::until_day.gt(last)))
            .filter(reporting_lines::from_day.le(begins)),
    )
    .set((reporting_lines::until_day.eq(Some(last)), reporting_lines::ended_at.eq(now)))
    .execute(conn)?;
    Ok(())
}

/// Records a correction.
pub fn insert_correction(
    conn: &mut Connection,
    correction: &Correction,
    by: PersonId,
    now: Timestamp,
) -> Result<LineId, DbError> {
    let id = LineId::new();
    diesel::insert_into(reporting_lines::table)
        .values((
            reporting_lines::id.eq(id),
            reporting_lines::person_id.eq(correction.person),
            reporting_lines::supervisor_id.eq(correction.supervisor),
            reporting_lines::kind.eq(correction.kind),
            reporting_lines::source.eq(LineSource::Correction),
            reporting_lines::from_day.eq(correction.from),
            reporting_lines::until_day.eq(correction.until),
            reporting_lines::reason.eq(&correction.reason),
            reporting_lines::created_by.eq(by),
            reporting_lines::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Those of the people with a former employment that covers the day.
pub fn employed_before(conn: &mut Connection, people: &[PersonId], day: NaiveDate) -> Result<Vec<PersonId>, DbError> {
    let mut found = Vec::new();
    for chunk in people.chunks(CHUNK) {
        let rows: Vec<PersonId> = former_employments::table
            .filter(one_of(conn, former_employments::person_id, chunk))
            .filter(former_employments::starts_on.is_null().or(former_employments::starts_on.le(day)))
            .filter(former_employments::ends_on.ge(day))
            .select(former_employments::person_id)
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// People whose employment has begun or ended since `active` was last written.
pub fn stale_standing(conn: &mut Connection, today: NaiveDate) -> Result<Vec<(PersonId, bool)>, DbError> {
    Ok(people::table
        .filter(
            people::active.eq(true).and(people::ends_on.lt(today)).or(people::active
                .eq(false)
                .and(people::starts_on.is_not_null())
                .and(people::starts_on.le(today))
                .and(people::ends_on.is_null().or(people::ends_on.ge(today)))),
        )
        .select((people::id, people::active))
        .load(conn)?)
}

/// Writes the `active` state of a person, in the index too.
pub fn set_active(conn: &mut Connection, person: &Person, active: bool, now: Timestamp) -> Result<(), DbError> {
    diesel::update(people::table.find(person.id))
        .set((people::active.eq(active), people::updated_at.eq(now)))
        .execute(conn)?;
    index(conn, person, active)
}

/// Some active people, by id.
pub fn anyone(conn: &mut Connection, most: i64) -> Result<Vec<PersonId>, DbError> {
    Ok(people::table.filter(people::active.eq(true)).order(people::id).limit(most).select(people::id).load(conn)?)
}
