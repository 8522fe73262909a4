//! Finds reporting lines that break a chain: a person as their own supervisor, a circle, a supervisor who is unknown or has left.
//!
//! These lines are imported as they are, because the rest of the file is right and letters must still go out today; the rules on
//! chains can handle them. Each is reported once and becomes a work item.

use std::collections::{HashMap, HashSet};

use super::changes::FoundLine;
use super::compare::{Comparison, zeros_lost};
use super::rows::Row;
use super::{Mode, Problem};
use crate::worklist::matter::LineFault;
use crate::worklist::words;

impl<'a> Comparison<'a> {
    /// Finds them among the people employed after the import.
    pub(super) fn warn(&mut self) {
        let today = self.today;
        for row in self.order.iter().filter(|row| row.record.employed_on(today)) {
            let Some(manager) = self.effective_manager(&row.record.employee_number) else {
                if let Some(manager) = &row.manager {
                    self.unknown(row, manager);
                }
                continue;
            };
            // HR has already dealt with a person whose correction differs from the file.
            if row.manager.as_deref() != Some(manager) {
                continue;
            }
            if manager == row.record.employee_number {
                self.found(row, LineFault::OwnNumber);
            } else if let Some(fault) = self.absent(manager) {
                self.found(row, fault);
            }
        }
        self.circles();
        self.difference.warnings.sort_by_key(|problem| problem.line);
    }

    fn unknown(&mut self, row: &Row, manager: &str) {
        if let Some(number) = self.without_zeros(manager) {
            let lost = Problem::new(row.line, Some("manager_number"), zeros_lost(number));
            return self.difference.errors.push(lost);
        }
        let manager = manager.to_owned();
        let whole = self.mode == Mode::Whole;
        self.found(row, if whole { LineFault::NotInFile { manager } } else { LineFault::NotInDirectory { manager } });
    }

    fn found(&mut self, row: &Row, fault: LineFault) {
        self.difference.warnings.push(Problem::new(row.line, Some("manager_number"), words::line_fault(&fault)));
        let (number, name) = (row.record.employee_number.clone(), row.record.name.clone());
        self.difference.findings.push(FoundLine { number, name, fault });
    }

    /// The number of the supervisor after the import: by HR's correction, else by the file, else by the stored line.
    fn effective_manager(&self, number: &str) -> Option<&'a str> {
        let known = self.stored.people.get(number);
        let row = self.rows.get(number);
        if let Some(correction) = known.and_then(|person| person.correction) {
            return Some(self.number(correction.supervisor));
        }
        match row {
            Some(row) => row
                .manager
                .as_deref()
                .filter(|manager| self.rows.contains_key(manager) || self.stored.people.contains_key(*manager)),
            None => known.and_then(|person| person.line).map(|line| self.number(line.supervisor)),
        }
    }

    /// The reason why a known manager cannot supervise.
    fn absent(&self, manager: &str) -> Option<LineFault> {
        let number = manager.to_owned();
        if let Some(row) = self.rows.get(manager) {
            return match (row.record.employed_on(self.today), row.record.starts_on) {
                (true, _) => None,
                (false, Some(first)) if first > self.today => Some(LineFault::NotStarted { manager: number }),
                (false, _) => Some(LineFault::Left { manager: number }),
            };
        }
        let stays = self.mode == Mode::Partial && self.stored.people.get(manager).is_some_and(|person| person.active);
        (!stays).then_some(LineFault::LeftAndMissing { manager: number })
    }

    /// Finds each circle of two or more people once, and reports it on the row of its first member in the file.
    fn circles(&mut self) {
        let mut settled: HashSet<&str> = HashSet::new();
        let mut found: Vec<(&'a Row, Vec<String>)> = Vec::new();
        let order: &'a [Row] = self.order;
        for row in order {
            let mut path: Vec<&str> = Vec::new();
            let mut at: HashMap<&str, usize> = HashMap::new();
            let mut place = row.record.employee_number.as_str();
            while !settled.contains(place) {
                if let Some(start) = at.get(place) {
                    let members = &path[*start..];
                    let first = members.iter().filter_map(|number| self.rows.get(number)).min_by_key(|row| row.line);
                    if members.len() > 1
                        && let Some(first) = first
                    {
                        found.push((first, members.iter().map(|number| (*number).to_owned()).collect()));
                    }
                    break;
                }
                at.insert(place, path.len());
                path.push(place);
                match self.effective_manager(place) {
                    Some(above) => place = above,
                    None => break,
                }
            }
            settled.extend(path);
        }
        for (row, members) in found {
            self.found(row, LineFault::Circle { members });
        }
    }
}
