//! Reporting lines, read upwards and downwards by key.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::CHUNK;
use crate::db::schema::{people, reporting_lines};
use crate::db::{Connection, DbError, one_of};
use crate::directory::rules::{Below, Line, Lines};
use crate::directory::{LineKind, LineSource};
use crate::ids::{LineId, PersonId};

/// Lines from the database, with one keyed read for each step up.
pub struct StoredLines<'c> {
    conn: &'c mut Connection,
    /// The lines of people that were read ahead.
    ahead: HashMap<PersonId, Vec<Line>>,
}

type LineRow = (PersonId, LineId, PersonId, bool, LineKind, LineSource, NaiveDate, Option<NaiveDate>);

impl<'c> StoredLines<'c> {
    /// Lines of this database.
    pub fn new(conn: &'c mut Connection) -> Self {
        Self { conn, ahead: HashMap::new() }
    }

    /// Reads the lines of many people at once, for walks that begin with each of them.
    pub fn read_ahead(&mut self, people: &[PersonId]) -> Result<(), DbError> {
        for chunk in people.chunks(CHUNK) {
            self.ahead.extend(chunk.iter().map(|person| (*person, Vec::new())));
            for (person, line) in self.read(chunk)? {
                self.ahead.entry(person).or_default().push(line);
            }
        }
        Ok(())
    }

    fn read(&mut self, of: &[PersonId]) -> Result<Vec<(PersonId, Line)>, DbError> {
        let rows: Vec<LineRow> = reporting_lines::table
            .inner_join(people::table.on(people::id.eq(reporting_lines::supervisor_id)))
            .filter(one_of(self.conn, reporting_lines::person_id, of))
            .select((
                reporting_lines::person_id,
                reporting_lines::id,
                reporting_lines::supervisor_id,
                people::active,
                reporting_lines::kind,
                reporting_lines::source,
                reporting_lines::from_day,
                reporting_lines::until_day,
            ))
            .load(self.conn)?;
        let line = |(person, id, supervisor, supervisor_active, kind, source, from, until): LineRow| {
            (person, Line { id, supervisor, supervisor_active, kind, source, from, until })
        };
        Ok(rows.into_iter().map(line).collect())
    }
}

impl Lines for StoredLines<'_> {
    type Error = DbError;

    fn lines_of(&mut self, person: PersonId) -> Result<Vec<Line>, DbError> {
        if let Some(lines) = self.ahead.get(&person) {
            return Ok(lines.clone());
        }
        Ok(self.read(&[person])?.into_iter().map(|(_, line)| line).collect())
    }

    fn supervises_anyone(&mut self, person: PersonId, on: NaiveDate) -> Result<bool, DbError> {
        let report: Option<PersonId> = reporting_lines::table
            .inner_join(people::table.on(people::id.eq(reporting_lines::person_id)))
            .filter(reporting_lines::supervisor_id.eq(person))
            .filter(reporting_lines::kind.ne(LineKind::Dotted))
            .filter(reporting_lines::from_day.le(on))
            .filter(reporting_lines::until_day.is_null().or(reporting_lines::until_day.ge(on)))
            .filter(people::active.eq(true))
            .filter(people::id.ne(person))
            .select(people::id)
            .first(self.conn)
            .optional()?;
        Ok(report.is_some())
    }

    fn reporting_to(&mut self, above: &[PersonId], on: NaiveDate) -> Result<Vec<Below>, DbError> {
        let mut found = Vec::new();
        for chunk in above.chunks(CHUNK) {
            let rows: Vec<(PersonId, bool)> = reporting_lines::table
                .inner_join(people::table.on(people::id.eq(reporting_lines::person_id)))
                .filter(one_of(self.conn, reporting_lines::supervisor_id, chunk))
                .filter(reporting_lines::kind.ne(LineKind::Dotted))
                .filter(reporting_lines::from_day.le(on))
                .filter(reporting_lines::until_day.is_null().or(reporting_lines::until_day.ge(on)))
                .select((people::id, people::active))
                .distinct()
                .load(self.conn)?;
            found.extend(rows.into_iter().map(|(person, active)| Below { person, active }));
        }
        Ok(found)
    }
}
