//! Reporting lines on HR's list: put there when a file brings one that leads nowhere, taken off when it leads somewhere again.

use chrono::NaiveDate;

use super::store::StoredLines;
use super::{Finding, FindingKind, rules};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::worklist::{self, Kind, words};

/// Far enough up to meet any circle that a person's line leads into.
const LEVELS: usize = 64;

fn kind(finding: FindingKind) -> Kind {
    match finding {
        FindingKind::NoSupervisor => Kind::NoSupervisor,
        FindingKind::SupervisorLeft => Kind::SupervisorLeft,
        FindingKind::Cycle => Kind::Cycle,
    }
}

/// Puts a person's line on the list; nothing happens while it is there already.
pub(super) fn open(conn: &mut Connection, finding: Finding, summary: &str, now: Timestamp) -> Result<(), DbError> {
    worklist::open(conn, &words::imported_line(kind(finding.kind), finding.person, summary), now)?;
    Ok(())
}

/// Takes off the list what leads somewhere again, but not what was `found` just now.
pub(super) fn close_mended(
    conn: &mut Connection,
    found: &[Finding],
    today: NaiveDate,
    now: Timestamp,
) -> Result<(), DbError> {
    for finding in FindingKind::ALL {
        for matter in worklist::open_subjects(conn, kind(*finding))? {
            let Some(person) = matter.strip_prefix("person:").and_then(|id| id.parse().ok()) else { continue };
            let this = Finding { kind: *finding, person };
            if !found.contains(&this) && !still_wrong(conn, this, today)? {
                worklist::close(conn, kind(*finding), &matter, now)?;
            }
        }
    }
    Ok(())
}

/// Whether the person's own line is what breaks a chain today.
fn still_wrong(conn: &mut Connection, finding: Finding, today: NaiveDate) -> Result<bool, DbError> {
    let levels = if finding.kind == FindingKind::Cycle { LEVELS } else { 1 };
    let walked = rules::chain(&mut StoredLines(conn), finding.person, today, levels)?;
    Ok(walked.findings.contains(&finding))
}
