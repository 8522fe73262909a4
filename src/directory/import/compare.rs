//! What a file changes: a pure function of what is stored, what the file says, and today.
//!
//! The file says what is so today. The first line known for a person reaches back to the start date; a later change begins
//! today or on `manager_since`. People are matched by employee number only. What HR corrected stands until the file says
//! the same. Nothing is written here and nothing is read.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::read::{Record, Row};
use super::spreadsheet::bare_number;
use super::{Mode, Problem};
use crate::directory::by_hand::is_by_hand;
use crate::directory::words::email_key;
use crate::directory::{FindingKind, Role};
use crate::ids::{LineId, PersonId};

/// A first line without a known start date reaches back to here, which is before any bank's records of a living employee.
pub const SINCE_EVER: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

/// What is stored, as far as a comparison needs it.
#[derive(Debug, Default)]
pub struct Stored {
    /// Counts every change of the directory; a write that saw another number compares again.
    pub revision: (i64, i64),
    /// No import has been done before.
    pub first_import: bool,
    /// By employee number.
    pub people: HashMap<String, StoredPerson>,
}

impl Stored {
    /// Takes whoever was added by hand, and whose address the file has under a number that is new, for the person of that
    /// number.
    pub fn adopt(&mut self, rows: &[Row]) {
        let by_hand = self.people.iter().filter(|(number, person)| is_by_hand(number) && person.active);
        let mut by_hand: HashMap<String, String> =
            by_hand.map(|(number, person)| (email_key(&person.record.email), number.clone())).collect();
        if by_hand.is_empty() {
            return;
        }
        for row in rows {
            let number = &row.record.employee_number;
            if !self.people.contains_key(number)
                && let Some(ours) = by_hand.remove(&email_key(&row.record.email))
                && let Some(person) = self.people.remove(&ours)
            {
                self.people.insert(number.clone(), person);
            }
        }
    }
}

/// One stored person.
#[derive(Debug, Clone)]
pub struct StoredPerson {
    /// Ours.
    pub id: PersonId,
    /// What the directory says about the person.
    pub record: Record,
    /// Employed as of the last import or the last turn of a day.
    pub active: bool,
    /// Roles from imports; those by grant are no concern of a file.
    pub roles: BTreeSet<Role>,
    /// The open primary line that came from an import.
    pub line: Option<StoredLine>,
    /// Whether an import ever recorded a primary line.
    pub had_line: bool,
    /// The correction of the primary line that is in force today.
    pub correction: Option<StoredLine>,
}

/// One stored line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredLine {
    /// Ours.
    pub id: LineId,
    /// Who is above.
    pub supervisor: PersonId,
    /// First day.
    pub from: NaiveDate,
}

/// What is to be written, and what is to be said about it.
#[derive(Debug, Default)]
pub struct Difference {
    /// People, in the file's order, then those who are no longer in it.
    pub people: Vec<PersonChange>,
    /// Corrections that say something else than the file.
    pub standing: Vec<Standing>,
    /// Self-supervision, circles, managers that cannot be found.
    pub warnings: Vec<Problem>,
    /// The warnings again, for work items: what it is, the employee number, and a sentence.
    pub findings: Vec<(FindingKind, String, String)>,
    /// Errors that only the comparison can see.
    pub errors: Vec<Problem>,
    /// People who worked here before.
    pub active_before: usize,
    /// Rows compared.
    pub rows: usize,
    /// Rows that say what is stored already.
    pub unchanged: usize,
}

/// What happens to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Not known before.
    Added,
    /// Known, and something differs.
    Changed,
    /// Was not employed and is again.
    Returned,
    /// Is no longer employed.
    Deactivated,
}

/// One person's difference.
#[derive(Debug, Clone)]
pub struct PersonChange {
    /// What happens.
    pub kind: ChangeKind,
    /// Ours, when known already.
    pub id: Option<PersonId>,
    /// Before; none for a new person.
    pub before: Option<Record>,
    /// After.
    pub after: Record,
    /// Employed before.
    pub was_active: bool,
    /// Employed after.
    pub active: bool,
    /// Roles from the file, before and after, when they differ.
    pub roles: Option<(BTreeSet<Role>, BTreeSet<Role>)>,
    /// The primary line, when it differs.
    pub line: Option<LineChange>,
}

impl PersonChange {
    /// The first and the last day of an employment that is over, when the source names a first day after its last: a rehire.
    /// Without such a day the source corrects what it said, and the days in between are days employed, too.
    pub fn former_employment(&self) -> Option<(Option<NaiveDate>, NaiveDate)> {
        let before = self.before.as_ref()?;
        let last = before.ends_on?;
        (self.after.starts_on? > last).then_some((before.starts_on, last))
    }
}

/// What happens to a primary line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// The employee number of the supervisor so far.
    pub before: Option<String>,
    /// The employee number of the supervisor from now on; equal to `before` when only a correction ends.
    pub after: Option<String>,
    /// The line from the import that ends.
    pub ends: Option<LineId>,
    /// The correction that the file now agrees with.
    pub settles: Option<LineId>,
    /// First day of the new line; what ends has its last day on the day before.
    pub begins: NaiveDate,
}

impl LineChange {
    /// Whether the source names another supervisor than before.
    pub fn changes_manager(&self) -> bool {
        self.before != self.after
    }
}

/// A correction that a file does not agree with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
    /// Whose line.
    pub employee_number: String,
    /// What HR says.
    pub corrected_to: String,
    /// What the file says; none is no manager.
    pub file_says: Option<String>,
    /// Where the file says it.
    pub line: u64,
}

/// Compares a file with what is stored.
pub fn compare(stored: &Stored, rows: &[Row], today: NaiveDate, mode: Mode) -> Difference {
    let mut comparison = Comparison::new(stored, rows, today, mode);
    for row in rows {
        comparison.row(row);
    }
    if mode == Mode::Whole {
        comparison.missing();
    } else {
        comparison.addresses_of_others();
    }
    comparison.warn();
    comparison.difference
}

pub(super) fn zeros_lost(number: &str) -> String {
    format!("{number} has lost its zeros, as in a spreadsheet; make the column text there, and export again")
}

pub(super) struct Comparison<'a> {
    pub stored: &'a Stored,
    pub rows: HashMap<&'a str, &'a Row>,
    pub order: &'a [Row],
    pub numbers: HashMap<PersonId, &'a str>,
    /// Numbers that begin with zeros, of the file and of what is stored, by what is left without.
    pub padded: HashMap<&'a str, &'a str>,
    pub today: NaiveDate,
    pub mode: Mode,
    pub difference: Difference,
}

impl<'a> Comparison<'a> {
    fn new(stored: &'a Stored, rows: &'a [Row], today: NaiveDate, mode: Mode) -> Self {
        let known = stored.people.keys().map(String::as_str);
        let all = known.chain(rows.iter().map(|row| row.record.employee_number.as_str()));
        let padded = all.filter(|number| number.starts_with('0')).map(|number| (bare_number(number), number)).collect();
        let active_before = stored.people.values().filter(|person| person.active).count();
        Self {
            stored,
            rows: rows.iter().map(|row| (row.record.employee_number.as_str(), row)).collect(),
            order: rows,
            numbers: stored.people.iter().map(|(number, person)| (person.id, number.as_str())).collect(),
            padded,
            today,
            mode,
            difference: Difference { active_before, rows: rows.len(), ..Difference::default() },
        }
    }

    fn row(&mut self, row: &Row) {
        let active = row.record.employed_on(self.today);
        let padded = self.without_zeros(&row.record.employee_number);
        if let Some(number) = padded.filter(|number| !self.rows.contains_key(number)) {
            self.difference.errors.push(Problem::new(row.line, Some("employee_number"), zeros_lost(number)));
        }
        let Some(known) = self.stored.people.get(&row.record.employee_number) else {
            let line = self.can_be_found(row.manager.as_deref()).map(|manager| LineChange {
                before: None,
                after: Some(manager.to_owned()),
                ends: None,
                settles: None,
                begins: row.record.starts_on.unwrap_or(SINCE_EVER),
            });
            self.difference.people.push(PersonChange {
                kind: ChangeKind::Added,
                id: None,
                before: None,
                after: row.record.clone(),
                was_active: false,
                active,
                roles: (!row.roles.is_empty()).then(|| (BTreeSet::new(), row.roles.clone())),
                line,
            });
            return;
        };
        let line = self.line(row, known);
        let roles = (known.roles != row.roles).then(|| (known.roles.clone(), row.roles.clone()));
        if known.record == row.record && known.active == active && roles.is_none() && line.is_none() {
            self.difference.unchanged += 1;
            return;
        }
        let kind = match (known.active, active) {
            (false, true) => ChangeKind::Returned,
            (true, false) => ChangeKind::Deactivated,
            _ => ChangeKind::Changed,
        };
        self.difference.people.push(PersonChange {
            kind,
            id: Some(known.id),
            before: Some(known.record.clone()),
            after: row.record.clone(),
            was_active: known.active,
            active,
            roles,
            line,
        });
    }

    /// The number with zeros that a spreadsheet has made this one of: nobody has this one, and somebody has that.
    pub(super) fn without_zeros(&self, number: &str) -> Option<&'a str> {
        let known = self.stored.people.contains_key(number) || number.starts_with('0');
        if known { None } else { self.padded.get(number).copied() }
    }

    /// What the file changes about a known person's primary line.
    fn line(&mut self, row: &Row, known: &StoredPerson) -> Option<LineChange> {
        let after = self.can_be_found(row.manager.as_deref());
        let before = known.line.map(|line| self.number(line.supervisor));
        let corrected = known.correction.map(|line| self.number(line.supervisor));
        let agrees = corrected.is_some() && corrected == after;
        if let Some(corrected) = corrected.filter(|_| !agrees) {
            self.difference.standing.push(Standing {
                employee_number: row.record.employee_number.clone(),
                corrected_to: corrected.to_owned(),
                file_says: row.manager.clone(),
                line: row.line,
            });
        }
        if before == after && !agrees {
            return None;
        }
        Some(LineChange {
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
            ends: known.line.filter(|_| before != after).map(|line| line.id),
            settles: known.correction.filter(|_| agrees).map(|line| line.id),
            begins: self.begins(row, known),
        })
    }

    /// The first day of a line that differs from the one before.
    fn begins(&self, row: &Row, known: &StoredPerson) -> NaiveDate {
        if !known.had_line {
            return row.record.starts_on.unwrap_or(SINCE_EVER);
        }
        let returned = !known.active && row.record.employed_on(self.today);
        row.manager_since
            .or(row.record.starts_on.filter(|first| returned && known.line.is_none_or(|line| line.from < *first)))
            .unwrap_or(self.today)
    }

    /// The manager's number, when it belongs to somebody in the file or somebody stored.
    fn can_be_found<'n>(&self, number: Option<&'n str>) -> Option<&'n str> {
        number.filter(|number| self.rows.contains_key(number) || self.stored.people.contains_key(*number))
    }

    pub(super) fn number(&self, person: PersonId) -> &'a str {
        self.numbers.get(&person).copied().unwrap_or_default()
    }

    /// Who is no longer in a file that is the whole directory. The line upwards stays open: it is the way to the next one
    /// above for those who still report to somebody who has left.
    fn missing(&mut self) {
        // Who was added by hand stays until the address is somebody's in the file.
        let addresses: HashSet<String> = self.order.iter().map(|row| email_key(&row.record.email)).collect();
        let mut gone: Vec<(&String, &StoredPerson)> = self
            .stored
            .people
            .iter()
            .filter(|(number, person)| person.active && !self.rows.contains_key(number.as_str()))
            .filter(|(number, person)| !is_by_hand(number) || addresses.contains(&email_key(&person.record.email)))
            .collect();
        gone.sort_unstable_by_key(|(number, _)| *number);
        let yesterday = self.today.checked_sub_days(Days::new(1)).unwrap_or(self.today);
        for (_, person) in gone {
            let ends_on = person.record.ends_on.filter(|last| *last < self.today).unwrap_or(yesterday);
            self.difference.people.push(PersonChange {
                kind: ChangeKind::Deactivated,
                id: Some(person.id),
                before: Some(person.record.clone()),
                after: Record { ends_on: Some(ends_on), ..person.record.clone() },
                was_active: true,
                active: false,
                roles: None,
                line: None,
            });
        }
    }

    /// With a part of the directory, an address may also belong to somebody who is not in the file.
    fn addresses_of_others(&mut self) {
        let others: HashMap<String, &str> = self
            .stored
            .people
            .iter()
            .filter(|(number, person)| person.active && !self.rows.contains_key(number.as_str()))
            .map(|(number, person)| (email_key(&person.record.email), number.as_str()))
            .collect();
        for row in self.order.iter().filter(|row| row.record.employed_on(self.today)) {
            if let Some(number) = others.get(&email_key(&row.record.email)) {
                let message = format!(
                    "{} is the address of {number}, who is not in this file; add that person's row with the new address",
                    row.record.email,
                );
                self.difference.errors.push(Problem::new(row.line, Some("email"), message));
            }
        }
    }
}
