//! The rows of a directory file, and the problems that were found while it was read.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Problem;
use crate::directory::Role;
use crate::language::Phrase;

/// The columns of a row that describe the person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The employer's number, as written.
    pub employee_number: String,
    /// The person's name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// The job title. This and the next three are empty when not given.
    pub title: String,
    /// The department's name.
    pub department: String,
    /// The branch or site.
    pub branch: String,
    /// The telephone extension.
    pub extension: String,
    /// First day of employment, if given.
    pub starts_on: Option<NaiveDate>,
    /// Last day of employment, inclusive, if given.
    pub ends_on: Option<NaiveDate>,
}

impl Record {
    /// True when the person is employed on the day.
    pub fn employed_on(&self, day: NaiveDate) -> bool {
        crate::directory::employed(self.starts_on, self.ends_on, day)
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The person.
    pub record: Record,
    /// The supervisor's number.
    pub manager: Option<String>,
    /// First day under that supervisor, if given.
    pub manager_since: Option<NaiveDate>,
    /// The roles from the file.
    pub roles: BTreeSet<Role>,
}

/// The rows and problems of a file.
#[derive(Debug, Default)]
pub struct DirectoryFile {
    /// The rows in file order; invalid fields are empty here.
    pub rows: Vec<Row>,
    /// Every error.
    pub errors: Vec<Problem>,
    /// Harmless remarks.
    pub notes: Vec<Phrase>,
}
