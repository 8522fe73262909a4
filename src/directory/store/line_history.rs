//! Every reporting line of a person, also those that are over.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::reporting_lines;
use crate::db::{Connection, DbError};
use crate::directory::{LineKind, LineRecord, LineSource};
use crate::ids::{LineId, PersonId};

type Row =
    (LineId, PersonId, LineKind, LineSource, NaiveDate, Option<NaiveDate>, Option<String>, Option<PersonId>, Timestamp);

/// The lines, the latest first.
pub fn line_history(conn: &mut Connection, person: PersonId) -> Result<Vec<LineRecord>, DbError> {
    let rows: Vec<Row> = reporting_lines::table
        .filter(reporting_lines::person_id.eq(person))
        .order((reporting_lines::from_day.desc(), reporting_lines::id.desc()))
        .select((
            reporting_lines::id,
            reporting_lines::supervisor_id,
            reporting_lines::kind,
            reporting_lines::source,
            reporting_lines::from_day,
            reporting_lines::until_day,
            reporting_lines::reason,
            reporting_lines::created_by,
            reporting_lines::created_at,
        ))
        .load(conn)?;
    let record = |(id, supervisor, kind, source, from, until, reason, created_by, created_at): Row| LineRecord {
        id,
        supervisor,
        kind,
        source,
        from,
        until,
        reason,
        created_by,
        created_at,
    };
    Ok(rows.into_iter().map(record).collect())
}
