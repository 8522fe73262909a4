//! Computes the changes that a file makes: a pure function of the stored directory, the rows of the file, and today. It reads and
//! writes nothing.
//!
//! The file describes today. The first line of a person reaches back to the start date; a later change begins today or on
//! `manager_since`. People are matched by employee number only. A correction by HR holds until the file says the same.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::changes::{AddressChange, ChangeKind, Difference, KeptAddress, KeptCorrection, LineChange, PersonChange};
use super::rows::{Record, Row};
use super::spreadsheet::bare_number;
use super::units::Units;
use super::{Mode, Problem};
use crate::directory::Role;
use crate::directory::manual_people::is_by_hand;
use crate::directory::search_tokens::email_key;
use crate::ids::{AddressCorrectionId, LineId, PersonId};
use crate::language::{Phrase, phrase};

/// The first day of a first line without a known start date: earlier than the records of any living employee.
pub const SINCE_EVER: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

/// The stored directory, as far as the comparison needs it.
#[derive(Debug, Default)]
pub struct Stored {
    /// The number of imports and of corrections. A writer that finds other numbers must compare again.
    pub revision: (i64, i64),
    /// True before the first import.
    pub first_import: bool,
    /// People by employee number.
    pub people: HashMap<String, StoredPerson>,
    /// The departments and branches by name.
    pub units: Units,
}

impl Stored {
    /// Gives a person added by hand the employee number of the row that has the same address, if that number is new.
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
    /// Our id.
    pub id: PersonId,
    /// The columns of the directory file.
    pub record: Record,
    /// The day on which the directory first knew of the person.
    pub since: NaiveDate,
    /// Employed as of the last import or the last run of `turn_day`.
    pub active: bool,
    /// Roles from imports only; roles granted by hand are not a file's concern.
    pub roles: BTreeSet<Role>,
    /// The open primary line from an import.
    pub line: Option<StoredLine>,
    /// True if an import ever recorded a primary line.
    pub had_line: bool,
    /// The correction of the primary line in force today.
    pub correction: Option<StoredLine>,
    /// The open correction of the address.
    pub address: Option<StoredAddress>,
}

/// One stored correction of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAddress {
    /// Our id.
    pub id: AddressCorrectionId,
    /// The address by HR.
    pub email: String,
    /// The address by the source, as it last was.
    pub source_says: String,
    /// False when its last day is over.
    pub in_force: bool,
}

/// One stored line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredLine {
    /// Our id.
    pub id: LineId,
    /// The supervisor.
    pub supervisor: PersonId,
    /// First day.
    pub from: NaiveDate,
}

/// Compares a file with the stored directory.
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
    comparison.rename();
    comparison.difference
}

pub(super) fn zeros_lost(number: &str) -> Phrase {
    phrase("import-fault-zeros").with("number", number)
}

pub(super) struct Comparison<'a> {
    pub stored: &'a Stored,
    pub rows: HashMap<&'a str, &'a Row>,
    pub order: &'a [Row],
    pub numbers: HashMap<PersonId, &'a str>,
    /// Numbers with leading zeros, of the file and of the stored directory, by the number without them.
    pub padded: HashMap<&'a str, &'a str>,
    pub today: NaiveDate,
    pub mode: Mode,
    /// The employed people of the file by address; empty where no address was corrected.
    owners: HashMap<String, &'a str>,
    pub difference: Difference,
}

impl<'a> Comparison<'a> {
    fn new(stored: &'a Stored, rows: &'a [Row], today: NaiveDate, mode: Mode) -> Self {
        let known = stored.people.keys().map(String::as_str);
        let all = known.chain(rows.iter().map(|row| row.record.employee_number.as_str()));
        let padded = all.filter(|number| number.starts_with('0')).map(|number| (bare_number(number), number)).collect();
        let is_corrected = stored.people.values().any(|person| person.address.is_some());
        let employed = rows.iter().filter(|row| is_corrected && row.record.employed_on(today));
        let owners = employed.map(|row| (email_key(&row.record.email), row.record.employee_number.as_str())).collect();
        let active_before = stored.people.values().filter(|person| person.active).count();
        Self {
            stored,
            rows: rows.iter().map(|row| (row.record.employee_number.as_str(), row)).collect(),
            order: rows,
            numbers: stored.people.iter().map(|(number, person)| (person.id, number.as_str())).collect(),
            padded,
            today,
            mode,
            owners,
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
                seen_until: None,
                was_active: false,
                active,
                roles: (!row.roles.is_empty()).then(|| (BTreeSet::new(), row.roles.clone())),
                line,
            });
            return;
        };
        let record = self.addressed(row, known);
        let record = self.in_units(record, known, active);
        let line = self.line(row, known);
        let roles = (known.roles != row.roles).then(|| (known.roles.clone(), row.roles.clone()));
        if known.record == *record && known.active == active && roles.is_none() && line.is_none() {
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
            after: record.into_owned(),
            seen_until: self.seen_until(row, known),
            was_active: known.active,
            active,
            roles,
            line,
        });
    }

    /// The columns of a known person, with the address by HR where it stands against the file.
    fn addressed<'r>(&mut self, row: &'r Row, known: &StoredPerson) -> Cow<'r, Record> {
        let record = &row.record;
        let Some(corrected) = known.address.as_ref().filter(|_| record.employed_on(self.today)) else {
            return Cow::Borrowed(record);
        };
        let key = email_key(&corrected.email);
        let owner = self.owners.get(&key).copied().filter(|owner| *owner != record.employee_number);
        if let Some(owner) = owner.filter(|_| corrected.in_force) {
            let message =
                phrase("import-warning-address").with("address", corrected.email.as_str()).with("owner", owner);
            self.difference.warnings.push(Problem::new(row.line, Some("email"), message));
        }
        if !corrected.in_force || owner.is_some() || email_key(&record.email) == key {
            self.difference.addresses.push(AddressChange::Ends(known.id));
            return Cow::Borrowed(record);
        }
        self.difference.standing_addresses.push(KeptAddress {
            employee_number: record.employee_number.clone(),
            corrected_to: corrected.email.clone(),
            file_says: record.email.clone(),
            line: row.line,
        });
        if corrected.source_says != record.email {
            self.difference.addresses.push(AddressChange::SourceSays(corrected.id, record.email.clone()));
        }
        Cow::Owned(Record { email: corrected.email.clone(), ..record.clone() })
    }

    /// The day before the new first day, or yesterday if that is in the future.
    fn seen_until(&self, row: &Row, known: &StoredPerson) -> Option<NaiveDate> {
        let first = row.record.starts_on.filter(|first| known.since < *first)?;
        first.min(self.today).pred_opt()
    }

    /// The number with leading zeros that a spreadsheet has turned into this one: the other one exists, and this one is unknown.
    pub(super) fn without_zeros(&self, number: &str) -> Option<&'a str> {
        let known = self.stored.people.contains_key(number) || number.starts_with('0');
        if known { None } else { self.padded.get(number).copied() }
    }

    /// The change of a known person's primary line.
    fn line(&mut self, row: &Row, known: &StoredPerson) -> Option<LineChange> {
        let after = self.can_be_found(row.manager.as_deref());
        let before = known.line.map(|line| self.number(line.supervisor));
        let corrected = known.correction.map(|line| self.number(line.supervisor));
        let agrees = corrected.is_some() && corrected == after;
        if let Some(corrected) = corrected.filter(|_| !agrees) {
            self.difference.standing.push(KeptCorrection {
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

    /// The first day of a changed line.
    fn begins(&self, row: &Row, known: &StoredPerson) -> NaiveDate {
        if !known.had_line {
            return row.record.starts_on.unwrap_or(SINCE_EVER);
        }
        let returned = !known.active && row.record.employed_on(self.today);
        row.manager_since
            .or(row.record.starts_on.filter(|first| returned && known.line.is_none_or(|line| line.from < *first)))
            .unwrap_or(self.today)
    }

    /// The manager's number, if it is in the file or in the stored directory.
    fn can_be_found<'n>(&self, number: Option<&'n str>) -> Option<&'n str> {
        number.filter(|number| self.rows.contains_key(number) || self.stored.people.contains_key(*number))
    }

    pub(super) fn number(&self, person: PersonId) -> &'a str {
        self.numbers.get(&person).copied().unwrap_or_default()
    }

    /// Deactivates people who are missing from a file of the whole directory. Their own line stays open: chains of those who
    /// still report to a leaver go on along it.
    fn missing(&mut self) {
        // A person added by hand stays until the file has the address.
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
                seen_until: None,
                was_active: true,
                active: false,
                roles: None,
                line: None,
            });
        }
    }

    /// In a partial file, an address may also belong to somebody who is not in the file.
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
                let address = row.record.email.as_str();
                let message = phrase("import-fault-address-of-other").with("address", address).with("number", *number);
                self.difference.errors.push(Problem::new(row.line, Some("email"), message));
            }
        }
    }
}
