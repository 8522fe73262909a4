//! Bulk reads and writes of an import.
//!
//! Every change of the directory calls [`crate::directory::store::lock`] first, so that the directory that was compared is the one that is changed.

mod bulk;
mod tokens;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::addresses;
use super::changes::PersonChange;
use super::compare::{Stored, StoredLine, StoredPerson};
use super::rows::Record;
use super::units::Units;
use crate::clock::Timestamp;
use crate::db::schema::{branches, departments, imports, people, person_roles, reporting_lines};
use crate::db::{Connection, DbError, texts};
use crate::directory::{LineKind, LineSource, Role, RoleSource, search_tokens};
use crate::ids::{LineId, PersonId};

use bulk::insert_all;
pub use tokens::{index_again, index_leavers, write_tokens};

/// Enlarges SQLite's page cache while many people are written, and restores it afterwards: the indexes of 100,000 people do not
/// fit into the few megabytes that are enough for a letter.
pub fn with_room<T>(
    conn: &mut Connection,
    people: usize,
    work: impl FnOnce(&mut Connection) -> Result<T, DbError>,
) -> Result<T, DbError> {
    if people < MANY || !matches!(conn, Connection::Sqlite(_)) {
        return work(conn);
    }
    let before: i32 = diesel::sql_query("PRAGMA cache_size").get_result::<CacheSize>(conn)?.cache_size;
    // Negative values are in KiB.
    conn.batch_execute("PRAGMA cache_size = -98304")?;
    let done = work(conn);
    conn.batch_execute(&format!("PRAGMA cache_size = {before}"))?;
    done
}

/// The number of changes from which a larger cache is worthwhile.
const MANY: usize = 5_000;

#[derive(diesel::QueryableByName)]
struct CacheSize {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    cache_size: i32,
}

/// The number of imports and of corrections. A comparison is valid as long as both stay the same.
pub fn revision(conn: &mut Connection) -> Result<(i64, i64), DbError> {
    let last: Option<i64> = imports::table.select(diesel::dsl::max(imports::revision)).first(conn)?;
    let corrections: i64 =
        reporting_lines::table.filter(reporting_lines::source.eq(LineSource::Correction)).count().get_result(conn)?;
    Ok((last.unwrap_or(0), corrections + crate::directory::store::count_address_changes(conn)?))
}

type PersonRow =
    (PersonId, String, String, String, String, Name, Name, String, Option<NaiveDate>, Option<NaiveDate>, Active);
type Name = Option<String>;
/// If the person is active, and when that was last written.
type Active = (bool, Timestamp);
type LineRow = (LineId, PersonId, PersonId, LineSource, NaiveDate, Option<NaiveDate>);

/// Everything that a comparison on this day needs.
pub fn stored(conn: &mut Connection, today: NaiveDate) -> Result<Stored, DbError> {
    let revision = revision(conn)?;
    let mut by_id: HashMap<PersonId, StoredPerson> = HashMap::new();
    let rows: Vec<PersonRow> = people::table
        .left_join(departments::table)
        .left_join(branches::table)
        .select((
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
            (people::active, people::created_at),
        ))
        .load(conn)?;
    for (id, employee_number, name, email, title, department, branch, extension, starts_on, ends_on, more) in rows {
        let (active, since) = more;
        let since = since.day_in(chrono_tz::UTC);
        let (department, branch) = (department.unwrap_or_default(), branch.unwrap_or_default());
        let record = Record { employee_number, name, email, title, department, branch, extension, starts_on, ends_on };
        let (roles, line, correction, address) = (BTreeSet::new(), None, None, None);
        let person = StoredPerson { id, record, since, active, roles, line, had_line: false, correction, address };
        by_id.insert(id, person);
    }
    add_lines(conn, &mut by_id, today)?;
    add_roles(conn, &mut by_id)?;
    addresses::fill(conn, &mut by_id, today)?;
    let people = by_id.into_values().map(|person| (person.record.employee_number.clone(), person)).collect();
    Ok(Stored { revision, first_import: revision.0 == 0, people, units: Units::stored(conn)? })
}

/// Adds the supervisors of people: by the source, and by a correction that holds on the day.
fn add_lines(
    conn: &mut Connection,
    by_id: &mut HashMap<PersonId, StoredPerson>,
    today: NaiveDate,
) -> Result<(), DbError> {
    let lines: Vec<LineRow> = reporting_lines::table
        .filter(reporting_lines::kind.eq(LineKind::Primary))
        .order((reporting_lines::from_day, reporting_lines::id))
        .select((
            reporting_lines::id,
            reporting_lines::person_id,
            reporting_lines::supervisor_id,
            reporting_lines::source,
            reporting_lines::from_day,
            reporting_lines::until_day,
        ))
        .load(conn)?;
    for (id, person, supervisor, source, from, until) in lines {
        let Some(person) = by_id.get_mut(&person) else { continue };
        let line = StoredLine { id, supervisor, from };
        match source {
            LineSource::Import => {
                person.had_line = true;
                if until.is_none() {
                    person.line = Some(line);
                }
            }
            LineSource::Correction => {
                if from <= today && until.is_none_or(|last| today <= last) {
                    person.correction = Some(line);
                }
            }
        }
    }
    Ok(())
}

/// Adds the roles that the source gives.
fn add_roles(conn: &mut Connection, by_id: &mut HashMap<PersonId, StoredPerson>) -> Result<(), DbError> {
    let roles: Vec<(PersonId, Role)> = person_roles::table
        .filter(person_roles::source.eq(RoleSource::Import))
        .select((person_roles::person_id, person_roles::role))
        .load(conn)?;
    for (person, role) in roles {
        if let Some(person) = by_id.get_mut(&person) {
            person.roles.insert(role);
        }
    }
    Ok(())
}

/// The ids of everyone in the changes, by employee number; new people get theirs here.
pub struct Ids(HashMap<String, PersonId>);

impl Ids {
    /// Ids of the stored people and new ids for added ones.
    pub fn of(stored: &Stored, changes: &[PersonChange]) -> Self {
        let known = stored.people.iter().map(|(number, person)| (number.clone(), person.id));
        let new = changes
            .iter()
            .filter(|change| change.id.is_none())
            .map(|change| (change.after.employee_number.clone(), PersonId::new()));
        Self(known.chain(new).collect())
    }

    /// The id of an employee number. Numbers come from the same comparison, so each is known.
    pub fn get(&self, number: &str) -> Result<PersonId, DbError> {
        self.0.get(number).copied().ok_or_else(|| DbError::Unexpected(format!("no person with number {number}")))
    }
}

/// Writes people.
pub fn write_people(
    conn: &mut Connection,
    changes: &[PersonChange],
    (ids, units): (&Ids, &Units),
    now: Timestamp,
) -> Result<(), DbError> {
    // Leavers first: their addresses may already belong to somebody else.
    let (leaving, staying): (Vec<_>, Vec<_>) =
        changes.iter().filter(|change| change.id.is_some()).partition(|change| !change.active);
    for change in &leaving {
        update(conn, change, (ids, units), now)?;
    }
    // Two people may have swapped addresses, so old addresses are released before the new ones are written.
    for change in &staying {
        if change.before.as_ref().is_some_and(|before| key(before) != key(&change.after)) {
            let id = ids.get(&change.after.employee_number)?;
            diesel::update(people::table.find(id)).set(people::email_key.eq(format!("moving:{id}"))).execute(conn)?;
        }
    }
    for change in &staying {
        update(conn, change, (ids, units), now)?;
    }
    let mut rows = Vec::new();
    for change in changes.iter().filter(|change| change.id.is_none()) {
        let record = &change.after;
        rows.push((
            people::id.eq(ids.get(&record.employee_number)?),
            people::employee_number.eq(&record.employee_number),
            fields(record, units),
            people::email_key.eq(key(record)),
            people::active.eq(change.active),
            people::created_at.eq(now),
            people::updated_at.eq(now),
        ));
    }
    insert_all!(conn, people::table, 14, rows);
    Ok(())
}

fn key(record: &Record) -> String {
    search_tokens::email_key(&record.email)
}

/// The columns that a file may change.
#[allow(clippy::type_complexity, reason = "a tuple of columns is written once and read nowhere else")]
fn fields<'r>(
    record: &'r Record,
    units: &Units,
) -> (
    diesel::dsl::Eq<people::name, &'r String>,
    diesel::dsl::Eq<people::email, &'r String>,
    diesel::dsl::Eq<people::title, &'r String>,
    diesel::dsl::Eq<people::department_id, Option<String>>,
    diesel::dsl::Eq<people::branch_id, Option<String>>,
    diesel::dsl::Eq<people::extension, &'r String>,
    diesel::dsl::Eq<people::starts_on, Option<NaiveDate>>,
    diesel::dsl::Eq<people::ends_on, Option<NaiveDate>>,
) {
    (
        people::name.eq(&record.name),
        people::email.eq(&record.email),
        people::title.eq(&record.title),
        people::department_id.eq(units.department(record).map(|id| id.to_string())),
        people::branch_id.eq(units.branch(record).map(|id| id.to_string())),
        people::extension.eq(&record.extension),
        people::starts_on.eq(record.starts_on),
        people::ends_on.eq(record.ends_on),
    )
}

fn update(
    conn: &mut Connection,
    change: &PersonChange,
    (ids, units): (&Ids, &Units),
    now: Timestamp,
) -> Result<(), DbError> {
    let record = &change.after;
    diesel::update(people::table.find(ids.get(&record.employee_number)?))
        .set((
            // Differs only for people who were added by hand.
            people::employee_number.eq(&record.employee_number),
            fields(record, units),
            people::email_key.eq(key(record)),
            people::active.eq(change.active),
            people::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends lines and begins new ones.
pub fn write_lines(conn: &mut Connection, changes: &[PersonChange], ids: &Ids, now: Timestamp) -> Result<(), DbError> {
    let mut ending: BTreeMap<NaiveDate, Vec<LineId>> = BTreeMap::new();
    let mut rows = Vec::new();
    for change in changes {
        let Some(line) = &change.line else { continue };
        let last = line.begins.checked_sub_days(Days::new(1)).unwrap_or(line.begins);
        ending.entry(last).or_default().extend(line.ends.into_iter().chain(line.settles));
        let Some(manager) = line.after.as_ref().filter(|_| line.changes_manager()) else { continue };
        rows.push((
            reporting_lines::id.eq(LineId::new()),
            reporting_lines::person_id.eq(ids.get(&change.after.employee_number)?),
            reporting_lines::supervisor_id.eq(ids.get(manager)?),
            reporting_lines::kind.eq(LineKind::Primary),
            reporting_lines::source.eq(LineSource::Import),
            reporting_lines::from_day.eq(line.begins),
            reporting_lines::created_at.eq(now),
        ));
    }
    for (last, lines) in ending {
        for chunk in lines.chunks(1000) {
            diesel::update(reporting_lines::table.filter(reporting_lines::id.eq_any(texts(chunk))))
                .set((reporting_lines::until_day.eq(Some(last)), reporting_lines::ended_at.eq(now)))
                .execute(conn)?;
        }
    }
    insert_all!(conn, reporting_lines::table, 7, rows);
    Ok(())
}

/// Replaces the roles from files; roles granted by hand stay.
pub fn write_roles(conn: &mut Connection, changes: &[PersonChange], ids: &Ids, now: Timestamp) -> Result<(), DbError> {
    let mut rows = Vec::new();
    for change in changes {
        let Some((before, after)) = &change.roles else { continue };
        let id = ids.get(&change.after.employee_number)?;
        for role in before.difference(after) {
            diesel::delete(person_roles::table.find((id, *role, RoleSource::Import))).execute(conn)?;
        }
        for role in after.difference(before) {
            rows.push((
                person_roles::person_id.eq(id),
                person_roles::role.eq(*role),
                person_roles::source.eq(RoleSource::Import),
                person_roles::granted_at.eq(now),
            ));
        }
    }
    insert_all!(conn, person_roles::table, 4, rows);
    Ok(())
}

/// The people of the changes that fulfil a condition.
pub fn matching(
    changes: &[PersonChange],
    ids: &Ids,
    fits: impl Fn(&PersonChange) -> bool,
) -> Result<Vec<PersonId>, DbError> {
    changes.iter().filter(|change| fits(change)).map(|change| ids.get(&change.after.employee_number)).collect()
}

/// Keeps the days of former employments. A source that goes back and forth reports the same employment again.
pub fn write_former_employments(conn: &mut Connection, changes: &[PersonChange], ids: &Ids) -> Result<(), DbError> {
    for change in changes {
        let Some((starts_on, ends_on)) = change.former_employment() else { continue };
        diesel::sql_query(
            "INSERT INTO former_employments (person_id, starts_on, ends_on) VALUES ($1, $2, $3) \
             ON CONFLICT (person_id, ends_on) DO NOTHING",
        )
        .bind::<diesel::sql_types::Text, _>(ids.get(&change.after.employee_number)?.to_string())
        .bind::<diesel::sql_types::Nullable<diesel::sql_types::Date>, _>(starts_on)
        .bind::<diesel::sql_types::Date, _>(ends_on)
        .execute(conn)?;
    }
    Ok(())
}
