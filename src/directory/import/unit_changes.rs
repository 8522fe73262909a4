//! The comparison of departments and branches: which ones the file renames, and where those who left belong.

use std::borrow::Cow;

use super::Mode;
use super::changes::{Rename, Unit};
use super::compare::{Comparison, StoredPerson};
use super::renames::{Move, renames};
use super::rows::Record;

impl Comparison<'_> {
    /// The columns of a known person. The file of somebody who left may name a department as it was called then: such a person
    /// stays in the row that was renamed since.
    pub(super) fn in_units<'r>(&self, record: Cow<'r, Record>, known: &StoredPerson, active: bool) -> Cow<'r, Record> {
        if active || known.active {
            return record;
        }
        let is_old = |unit: Unit| {
            let (name, stored) = (unit.name(&record), unit.name(&known.record));
            !name.is_empty() && !stored.is_empty() && name != stored && !self.stored.units.has(unit, name)
        };
        let (department, branch) = (is_old(Unit::Department), is_old(Unit::Branch));
        if !department && !branch {
            return record;
        }
        let mut record = record.into_owned();
        if department {
            record.department.clone_from(&known.record.department);
        }
        if branch {
            record.branch.clone_from(&known.record.branch);
        }
        Cow::Owned(record)
    }

    /// Finds the departments and branches that the file renames.
    pub(super) fn rename(&mut self) {
        let mut found = Vec::new();
        for unit in Unit::ALL.iter().copied() {
            let is_known = |name: &str| self.stored.units.has(unit, name);
            let renamed = renames(self.moves(unit), is_known).into_iter();
            found.extend(renamed.map(|(from, to)| Rename { unit, from: from.to_owned(), to: to.to_owned() }));
        }
        self.difference.renames = found;
    }

    fn moves(&self, unit: Unit) -> impl Iterator<Item = Move<'_>> {
        let (stored, today, mode) = (self.stored, self.today, self.mode);
        let known = stored.people.iter().map(move |(number, person)| {
            let before = Some(unit.name(&person.record)).filter(|_| person.active);
            let after = match self.rows.get(number.as_str()) {
                Some(row) => Some(unit.name(&row.record)).filter(|_| row.record.employed_on(today)),
                None => before.filter(|_| mode == Mode::Partial),
            };
            Move { before, after }
        });
        let new = self.order.iter().filter(move |row| !stored.people.contains_key(&row.record.employee_number));
        let employed = new.filter(move |row| row.record.employed_on(today));
        known.chain(employed.map(move |row| Move { before: None, after: Some(unit.name(&row.record)) }))
    }
}
