//! Opens and closes HR's work items on reporting lines: opened when a file brings a line that breaks a chain, closed when the
//! chain is whole again.

use chrono::NaiveDate;

use super::store::StoredLines;
use super::{Finding, LineBreak, rules};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::worklist::matter::{Employee, LineFault};
use crate::worklist::{self, Matter, Subject};

/// Far enough up to reach any circle that a line leads into.
const LEVELS: usize = 64;

/// Opens a work item for a person's line, unless it is open already.
pub(super) fn open(conn: &mut Connection, person: Employee, fault: &LineFault, now: Timestamp) -> Result<(), DbError> {
    worklist::open(conn, &Matter::ImportedLine { person, fault: fault.clone() }, now)?;
    Ok(())
}

/// Closes the work items whose lines are right again, but not those `found` just now.
pub(super) fn close_mended(
    conn: &mut Connection,
    found: &[Finding],
    today: NaiveDate,
    now: Timestamp,
) -> Result<(), DbError> {
    for finding in LineBreak::ALL {
        for matter in worklist::open_subjects(conn, finding.kind())? {
            let Subject::Person(person) = matter else { continue };
            let this = Finding { kind: *finding, person };
            if !found.contains(&this) && !still_wrong(conn, this, today)? {
                worklist::close(conn, finding.kind(), matter, now)?;
            }
        }
    }
    Ok(())
}

/// True when the person's own line still breaks a chain today.
fn still_wrong(conn: &mut Connection, finding: Finding, today: NaiveDate) -> Result<bool, DbError> {
    let levels = if finding.kind == LineBreak::Cycle { LEVELS } else { 1 };
    let walked = rules::chain(&mut StoredLines::new(conn), finding.person, today, levels)?;
    Ok(walked.findings.contains(&finding))
}
