//! How a source names its columns and writes its dates.
//!
//! The directory file has names of its own; a mapping profile from the configuration says what another system calls
//! them. A profile only renames: what a column means stays the same.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono::format::{Item, StrftimeItems};
use serde::Deserialize;

vocabulary! {
    /// A column of the directory file.
    Column {
        /// Who this is, for good.
        EmployeeNumber = "employee_number",
        /// As the person writes it.
        Name = "name",
        /// For mail.
        Email = "email",
        /// May be empty, as may everything down to the manager.
        Title = "title",
        /// The department's name.
        Department = "department",
        /// The branch or site.
        Branch = "branch",
        /// The telephone extension.
        Extension = "extension",
        /// The supervisor's employee number; empty at the top of the tree.
        ManagerNumber = "manager_number",
        /// Parted by `;` or `|`.
        Roles = "roles",
        /// First day of employment.
        StartDate = "start_date",
        /// Last day of employment, inclusive.
        EndDate = "end_date",
        /// First day under this supervisor; the only column that may be absent.
        ManagerSince = "manager_since",
    }
}

/// What one source calls things.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    headers: BTreeMap<Column, String>,
    date_formats: Vec<String>,
}

/// A profile as it stands in the configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
struct Written {
    #[serde(default)]
    date_formats: Vec<String>,
    #[serde(flatten)]
    headers: BTreeMap<String, String>,
}

impl Profile {
    /// Reads `[import.profiles.NAME]`: our column names with those of the source (an empty one says that the source has
    /// no such column), and `date_formats` in the manner of strftime, tried in order.
    ///
    /// # Errors
    /// Every problem at once, each a sentence.
    pub fn from_toml(table: toml::Table) -> Result<Self, Vec<String>> {
        let written: Written = table.try_into().map_err(|error: toml::de::Error| vec![error.message().to_owned()])?;
        let mut problems = Vec::new();
        let mut headers = BTreeMap::new();
        for (ours, theirs) in written.headers {
            match ours.parse::<Column>() {
                Ok(column) => {
                    headers.insert(column, theirs.trim().to_owned());
                }
                Err(_) => problems.push(format!("{ours} is no column of the directory file; use one of {}", known())),
            }
        }
        for must in [Column::EmployeeNumber, Column::Name, Column::Email] {
            if headers.get(&must).is_some_and(String::is_empty) {
                problems.push(format!("{must} cannot be left out: name the column of the source"));
            }
        }
        for format in &written.date_formats {
            if StrftimeItems::new(format).any(|item| item == Item::Error) {
                problems.push(format!("{format:?} is no date format; write for example \"%d.%m.%Y\""));
            }
        }
        if problems.is_empty() { Ok(Self { headers, date_formats: written.date_formats }) } else { Err(problems) }
    }

    /// What the source calls a column; empty when it has none.
    pub fn header(&self, column: Column) -> &str {
        self.headers.get(&column).map_or(column.as_str(), String::as_str)
    }

    /// Reads a date in the first format that fits.
    pub(super) fn date(&self, text: &str) -> Option<NaiveDate> {
        if self.date_formats.is_empty() {
            // `%Y` alone would take years of any length.
            return (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
        }
        self.date_formats.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())
    }

    /// How dates are expected, for messages.
    pub(super) fn date_hint(&self) -> String {
        if self.date_formats.is_empty() { "YYYY-MM-DD".to_owned() } else { self.date_formats.join(" or ") }
    }
}

fn known() -> String {
    Column::ALL.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(", ")
}
