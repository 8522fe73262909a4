//! Mapping profiles: the column names, date formats and encoding of one source system.
//!
//! The directory file has column names of its own; a profile in the configuration maps another system's names to them. A profile
//! only renames: the meaning of a column never changes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono::format::{Item, StrftimeItems};
use encoding_rs::Encoding;
use serde::Deserialize;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A column of the directory file.
    Column {
        /// The permanent identifier of a person.
        EmployeeNumber = "employee_number",
        /// The name as the person writes it.
        Name = "name",
        /// Replaces the name, together with the next column, when a profile names both.
        FirstName = "first_name",
        /// The family name.
        LastName = "last_name",
        /// The mail address.
        Email = "email",
        /// The job title. This and the columns down to the manager may be empty.
        Title = "title",
        /// The department's name.
        Department = "department",
        /// The branch or site.
        Branch = "branch",
        /// The telephone extension.
        Extension = "extension",
        /// The supervisor's employee number; empty at the top of the tree.
        ManagerNumber = "manager_number",
        /// Separated by `;` or `|`.
        Roles = "roles",
        /// First day of employment.
        StartDate = "start_date",
        /// Last day of employment, inclusive.
        EndDate = "end_date",
        /// First day under this supervisor; the only column that may be missing.
        ManagerSince = "manager_since",
    }
}

/// The mapping for one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    headers: BTreeMap<Column, String>,
    date_formats: Vec<String>,
    encoding: Option<&'static Encoding>,
}

/// A profile as written in the configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
struct ProfileText {
    #[serde(default)]
    date_formats: Vec<String>,
    encoding: Option<String>,
    #[serde(flatten)]
    headers: BTreeMap<String, String>,
}

impl Profile {
    /// Reads `[import.profiles.NAME]`: our column names with those of the source (empty if the source has no such column),
    /// `date_formats` in strftime notation, and `encoding` by a label of the WHATWG Encoding Standard.
    ///
    /// # Errors
    /// Every problem at once, each a sentence.
    pub fn from_toml(table: toml::Table) -> Result<Self, Vec<String>> {
        let written: ProfileText =
            table.try_into().map_err(|error: toml::de::Error| vec![error.message().to_owned()])?;
        let mut problems = Vec::new();
        let mut headers = BTreeMap::new();
        for (ours, theirs) in written.headers {
            match ours.parse::<Column>() {
                Ok(column) => {
                    headers.insert(column, theirs.trim().to_owned());
                }
                Err(_) => {
                    problems.push(format!("{ours} is not a column of the directory file; use one of {}", known()))
                }
            }
        }
        let profile = Self { headers, date_formats: written.date_formats, encoding: None };
        profile.check_columns(&mut problems);
        let label = written.encoding.as_deref().map(str::trim).filter(|label| !label.is_empty());
        let encoding = label.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
        if let (Some(label), None) = (label, encoding) {
            problems.push(format!(
                "{label:?} is no encoding that is known; write for example \"windows-1250\", or save the files as UTF-8"
            ));
        }
        for format in &profile.date_formats {
            if StrftimeItems::new(format).any(|item| item == Item::Error) {
                problems.push(format!("{format:?} is no date format; write for example \"%d.%m.%Y\""));
            }
        }
        if problems.is_empty() { Ok(Self { encoding, ..profile }) } else { Err(problems) }
    }

    fn check_columns(&self, problems: &mut Vec<String>) {
        let left_out = |column| self.headers.get(&column).is_some_and(String::is_empty);
        for must in [Column::EmployeeNumber, Column::Email] {
            if left_out(must) {
                problems.push(format!("{must} cannot be left out: name the column of the source"));
            }
        }
        let named = |column| self.headers.get(&column).is_some_and(|header| !header.is_empty());
        match (named(Column::Name), named(Column::FirstName), named(Column::LastName)) {
            (true, true, _) | (true, _, true) => {
                problems.push("name is mapped as well as first_name and last_name: keep one or the other".to_owned());
            }
            (_, true, false) | (_, false, true) => {
                problems.push("first_name and last_name go together: name both columns of the source".to_owned());
            }
            (false, false, false) if left_out(Column::Name) => {
                problems.push(
                    "name cannot be left out: name the column of the source, or first_name and last_name".to_owned(),
                );
            }
            _ => {}
        }
    }

    /// True when the source has first and last name in two columns.
    pub fn has_two_names(&self) -> bool {
        self.headers.get(&Column::FirstName).is_some_and(|header| !header.is_empty())
    }

    /// The columns that a file of this source must have.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        let two = self.has_two_names();
        Column::ALL.iter().copied().filter(move |column| match column {
            Column::Name => !two,
            Column::FirstName | Column::LastName => two,
            _ => true,
        })
    }

    /// The encoding of the source's files, if the profile names one.
    pub fn encoding(&self) -> Option<&'static Encoding> {
        self.encoding
    }

    /// The source's name of a column; empty when it has none.
    pub fn header(&self, column: Column) -> &str {
        self.headers.get(&column).map_or(column.as_str(), String::as_str)
    }

    /// The days that a text can mean; several when two formats disagree.
    pub(super) fn dates(&self, text: &str) -> BTreeSet<NaiveDate> {
        if self.date_formats.is_empty() {
            // `%Y` alone would accept years of any length.
            let day = (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
            return day.flatten().into_iter().collect();
        }
        self.date_formats.iter().filter_map(|format| NaiveDate::parse_from_str(text, format).ok()).collect()
    }

    /// The expected date formats, for messages.
    pub(super) fn date_hint(&self) -> String {
        if self.date_formats.is_empty() { "YYYY-MM-DD".to_owned() } else { self.date_formats.join(" or ") }
    }
}

fn known() -> String {
    Column::ALL.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(", ")
}
