//! The sample bank: about 1,200 invented people in 40 branches and 25 departments, the same each time.
//!
//! It is written as a directory file and imported like any other; the few lines that a file cannot express are recorded as HR
//! would record them. It contains every case of the rule on supervisors, and [`cast`] names the person for each. It serves the
//! demo, tests and benches; nothing in it is a real bank or a real person.

mod names;
mod people;

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use super::import::{self, Import, Report};
use super::{Correction, DirectoryError, LineKind, operations, search_tokens};
use crate::audit::{Actor, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, Database, DbError};
use crate::ids::PersonId;

pub use people::large;

/// The domain of every address in the sample.
pub const DOMAIN: &str = "meridian.example";

/// Employee numbers of people with a part in the demo and in tests.
pub mod cast {
    /// Chief executive, the top of the tree.
    pub const CHIEF: &str = "100001";
    /// Sam Lee, banker at Oak Street.
    pub const BANKER: &str = "100101";
    /// Manager of the Oak Street branch, Sam Lee's supervisor.
    pub const BANKER_SUPERVISOR: &str = "100102";
    /// Priya Raman, Wire Operations.
    pub const HELPER: &str = "100103";
    /// Priya Raman's team lead.
    pub const HELPER_SUPERVISOR: &str = "100104";
    /// Head of Wire Operations.
    pub const HELPER_HEAD: &str = "100105";
    /// Works on HR's work items.
    pub const HR: &str = "100106";
    /// Reads the trail.
    pub const AUDITOR: &str = "100107";
    /// Gets `admin` in the demo.
    pub const ADMIN: &str = "100108";
    /// Her supervisor, a lead in Foreign Exchange, has left, and so has the head above.
    pub const SUPERVISOR_LEFT: &str = "100201";
    /// Her supervisor's number is not in the file.
    pub const VACANCY: &str = "100202";
    /// Is named as his own supervisor.
    pub const OWN_SUPERVISOR: &str = "100203";
    /// Reports to [`CIRCLE_B`], who reports back.
    pub const CIRCLE_A: &str = "100204";
    /// Reports to [`CIRCLE_A`].
    pub const CIRCLE_B: &str = "100205";
    /// A lead in Card Services whose head is on leave.
    pub const UNDER_ACTING: &str = "100206";
    /// Stands in for the head of Card Services.
    pub const ACTING: &str = "100207";
    /// Head of Card Services, on leave.
    pub const ON_LEAVE: &str = "100208";
    /// A lead at the Fraud Desk with a dotted line to [`DOTTED_TO`].
    pub const DOTTED: &str = "100209";
    /// Head of Compliance.
    pub const DOTTED_TO: &str = "100210";
    /// Reports to one lead of Lending Operations by the file, and to [`CORRECTED_TO`] by HR's correction.
    pub const CORRECTED: &str = "100211";
    /// The correct lead.
    pub const CORRECTED_TO: &str = "100212";
    /// A department with two people who report outside.
    pub const TWO_HEADS: &str = "Correspondence";
    /// A department whose head has left, while everyone else reports inside.
    pub const NO_HEAD: &str = "Foreign Exchange";
}

/// The sample bank as a directory file on a day. Names, numbers and lines are always the same; the few dates around the present,
/// such as those of leavers, depend on `today`.
pub fn directory_file(today: NaiveDate) -> String {
    file_of(people::bank(today))
}

/// The sample bank as a directory file before anybody has left and anything is wrong with a line: the file of a bank's first import.
pub fn first_directory_file() -> String {
    file_of(people::tidy_bank())
}

fn file_of(rows: Vec<people::Row>) -> String {
    let mut file = String::with_capacity(200 * 1024);
    file.push_str(
        "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date\n",
    );
    for row in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(file, "{}", row.line());
    }
    file
}

/// A line that the directory file cannot express: person, supervisor, kind, first day, last day, reason.
struct ByHand(&'static str, &'static str, LineKind, NaiveDate, Option<NaiveDate>, &'static str);

fn by_hand(today: NaiveDate) -> Vec<ByHand> {
    let ago = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let ahead = today.checked_add_days(Days::new(90));
    let leave = "Parental leave of the head of the department";
    vec![
        ByHand(cast::UNDER_ACTING, cast::ACTING, LineKind::Acting, ago(14), ahead, leave),
        ByHand(cast::DOTTED, cast::DOTTED_TO, LineKind::Dotted, ago(200), None, "Regulatory reporting line"),
        ByHand(cast::CORRECTED, cast::CORRECTED_TO, LineKind::Primary, ago(3), None, "Moved teams, payroll is late"),
    ]
}

/// Imports the sample bank as it was before anything was wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn load_first(db: &Database, now: Timestamp, today: NaiveDate) -> Result<Report, DirectoryError> {
    let file = Import::of("sample-bank.csv", first_directory_file());
    import::run(db, now, today, Actor::CommandLine, file, nobody_leaves).await
}

/// Imports the sample bank and records its additional lines, as the HR person of the cast.
///
/// # Errors
/// When the database fails. The file itself is valid: a test imports it.
pub async fn load(db: &Database, now: Timestamp, today: NaiveDate) -> Result<Report, DirectoryError> {
    let file = Import::of("sample-bank.csv", directory_file(today));
    let report = import::run(db, now, today, Actor::CommandLine, file, nobody_leaves).await?;
    let hr = by_number(db, cast::HR).await?;
    for ByHand(person, supervisor, kind, from, until, reason) in by_hand(today) {
        let correction = Correction {
            person: by_number(db, person).await?,
            supervisor: by_number(db, supervisor).await?,
            kind,
            from,
            until,
            reason: reason.to_owned(),
        };
        operations::correct(db, now, today, hr, correction).await?;
    }
    Ok(report)
}

/// Does nothing: nobody of the sample who leaves has a session, a password or a draft.
fn nobody_leaves(_: &mut Connection, _: &mut Trail, _: Actor, _: &[PersonId], _: Timestamp) -> Result<(), DbError> {
    Ok(())
}

/// The id of an employee number.
///
/// # Errors
/// [`DirectoryError::NotFound`] when nobody has the number.
pub async fn by_number(db: &Database, number: &str) -> Result<PersonId, DirectoryError> {
    let number = number.to_owned();
    db.read(move |conn| operations::by_employee_number(conn, &number))
        .await?
        .map(|person| person.id)
        .ok_or(DirectoryError::NotFound)
}

/// The local part of an address in the sample's domain, in plain Latin letters.
fn address(given: &str, family: &str) -> String {
    let plain =
        |name: &str| -> String { search_tokens::fold(name).chars().filter(char::is_ascii_alphanumeric).collect() };
    format!("{}.{}", plain(given), plain(family))
}
