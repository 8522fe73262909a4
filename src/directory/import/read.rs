//! Turns the text of a directory file into rows and finds every problem within the file: the header, the fields, duplicates.
//!
//! It does not know the stored directory. A file with an error changes nothing, but all of its rows are passed on, so that every
//! problem of the file is reported at once.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use encoding_rs::UTF_8;

use super::layout::{Layout, LineCount, OPEN_QUOTE, Places, same_header};
use super::profile::{Column, Profile};
use super::rows::{DirectoryFile, Record, Row};
use super::{Problem, decode, spreadsheet};
use crate::directory::{Role, search_tokens};
use crate::folding::is_east_asian;
use crate::invisible_characters::{directs, is_blank, is_invisible, without};
use crate::language::{Phrase, phrase};
use crate::mail_addresses::MailAddress;

/// The longest text column, in characters.
const LONGEST: usize = 200;
/// Earlier years are errors, such as a year of two digits: nobody who works today began before.
const FIRST_YEAR: i32 = 1900;

/// Reads a directory file. Errors are collected over the whole file, never only the first.
///
/// `today` decides who is employed: only they need an address, and one of their own.
pub fn read(bytes: &[u8], profile: &Profile, today: NaiveDate) -> DirectoryFile {
    let decoded = decode::decode(bytes, profile.encoding());
    let mut file = DirectoryFile::default();
    if decoded.encoding != UTF_8 {
        file.notes.push(phrase("import-note-encoding").with("encoding", decoded.encoding.name()));
    }
    let known = |name: &str| profile.columns().any(|column| same_header(profile.header(column), name));
    let layout = Layout::of(&decoded.text, known);
    read_rows(&layout, profile, today, &mut file);
    if let Some((line, message)) = decoded.doubt {
        file.errors.push(Problem::new(line, None, message));
    }
    let mut twice = duplicates(&file.rows, profile, today);
    file.errors.append(&mut twice);
    file.errors.sort_by_key(|problem| problem.line);
    file
}

/// Reads the records of the CSV reader into rows.
fn read_rows(layout: &Layout<'_>, profile: &Profile, today: NaiveDate, file: &mut DirectoryFile) {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(layout.delimiter).flexible(true).from_reader(layout.text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(_) => return file.errors.push(unreadable(layout.first_line)),
    };
    let Some(places) = Places::find(&header, layout.first_line, profile, file) else { return };
    let mut lines = LineCount::new(layout);
    let mut last = None;
    for record in reader.into_records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = lines.of(error.position());
                file.errors.push(unreadable(line));
                continue;
            }
        };
        let line = lines.of(record.position());
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if let Some(message) = places.misfit(&record) {
            file.errors.push(Problem::new(line, None, message));
            continue;
        }
        let fields = Fields { record: &record, places: &places, profile, line, today, errors: &mut file.errors };
        file.rows.push(fields.row());
        last = Some((line, places.ends_early(&record), record.iter().any(|field| field.contains('\n'))));
    }
    let Some((line, ends_early, has_break)) = last else { return };
    // A complete file ends with a line end; a file that was cut off ends anywhere.
    if ends_early && !layout.text.ends_with(['\n', '\r']) {
        file.errors.push(Problem::new(line, None, phrase("import-fault-cut-off")));
    }
    if has_break && layout.text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        file.errors.push(Problem::new(line, None, phrase(OPEN_QUOTE)));
    }
}

fn unreadable(line: u64) -> Problem {
    Problem::new(line, None, phrase("import-fault-no-row"))
}

/// The fields of one row, being converted to types.
struct Fields<'a> {
    record: &'a csv::StringRecord,
    places: &'a Places,
    profile: &'a Profile,
    line: u64,
    today: NaiveDate,
    errors: &'a mut Vec<Problem>,
}

impl Fields<'_> {
    fn row(mut self) -> Row {
        let record = Record {
            employee_number: self.employee_number(),
            name: self.name(),
            email: self.text(Column::Email),
            title: self.text(Column::Title),
            department: self.text(Column::Department),
            branch: self.text(Column::Branch),
            extension: self.number(Column::Extension),
            starts_on: self.date(Column::StartDate),
            ends_on: self.date(Column::EndDate),
        };
        self.check_email(&record);
        if let (Some(first), Some(last)) = (record.starts_on, record.ends_on)
            && last < first
        {
            self.error(
                Column::EndDate,
                phrase("import-fault-end-before-start").with("last", last.to_string()).with("first", first.to_string()),
            );
        }
        let manager = Some(self.number(Column::ManagerNumber)).filter(|number| !number.is_empty());
        let manager_since = self.date(Column::ManagerSince);
        let roles = self.roles();
        Row { line: self.line, record, manager, manager_since, roles }
    }

    fn error(&mut self, column: Column, message: Phrase) {
        self.errors.push(Problem::new(self.line, Some(self.profile.header(column)), message));
    }

    fn raw(&self, column: Column) -> &str {
        self.places.field(self.record, column)
    }

    /// The content of a cell; empty, with an error, if a spreadsheet has corrupted it.
    fn cell(&mut self, column: Column) -> String {
        let cell = self.raw(column).to_owned();
        match spreadsheet::spoiled(&cell) {
            Some(message) => {
                self.error(column, message);
                String::new()
            }
            None => cell,
        }
    }

    /// A text column. Each run of white space becomes one space, because a line break in a title reads as one. Bidirectional
    /// controls, which come along unseen when text is pasted, are removed; a text without a visible character becomes empty.
    fn text(&mut self, column: Column) -> String {
        let cell = self.cell(column);
        let text = without(&cell, directs).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = if is_blank(&text) { String::new() } else { text };
        if text.contains('\u{FFFD}') {
            self.error(column, phrase("import-fault-lost-character").with("value", spreadsheet::quoted(&text)));
        } else if text.chars().any(char::is_control) {
            self.error(column, phrase("import-fault-control"));
        }
        if text.chars().count() > LONGEST {
            self.error(column, phrase("import-fault-long").with("most", LONGEST));
        }
        text
    }

    /// An identifier written as a number: invisible characters are removed, and formats of a spreadsheet are errors.
    fn number(&mut self, column: Column) -> String {
        let number = without(&self.text(column), is_invisible).into_owned();
        if let Some(message) = spreadsheet::miscounted(&number) {
            self.error(column, message);
        }
        number
    }

    fn employee_number(&mut self) -> String {
        let before = self.errors.len();
        let number = self.number(Column::EmployeeNumber);
        self.require(Column::EmployeeNumber, &number, before);
        number
    }

    /// The name, composed where the source has two columns: East Asian names with the family name first and without a space.
    fn name(&mut self) -> String {
        let before = self.errors.len();
        if !self.profile.has_two_names() {
            let name = self.text(Column::Name);
            self.require(Column::Name, &name, before);
            return name;
        }
        let (first, last) = (self.text(Column::FirstName), self.text(Column::LastName));
        let name = match first.chars().chain(last.chars()).any(is_east_asian) {
            true => format!("{last}{first}"),
            false => format!("{first} {last}").trim().to_owned(),
        };
        self.require(Column::LastName, &name, before);
        name
    }

    /// Reports an empty required cell. `before` is the number of errors before the cell was read: one error for a cell is enough.
    fn require(&mut self, column: Column, text: &str, before: usize) {
        if text.is_empty() && self.errors.len() == before {
            self.error(column, phrase("import-fault-empty"));
        }
    }

    fn check_email(&mut self, record: &Record) {
        // Leavers may have no address any more.
        if record.email.is_empty() && !record.employed_on(self.today) {
            return;
        }
        let shown = &record.email;
        // A cell that a spreadsheet has corrupted was reported before.
        if spreadsheet::spoiled(self.raw(Column::Email)).is_some() {
            return;
        }
        if shown.is_empty() {
            self.error(Column::Email, phrase("import-fault-no-address"));
        } else if let Err(why) = MailAddress::parse(shown) {
            let message =
                phrase("import-fault-bad-address").with("value", spreadsheet::quoted(shown)).with("why", why.phrase());
            self.error(Column::Email, message);
        }
    }

    fn date(&mut self, column: Column) -> Option<NaiveDate> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let mut days = self.profile.dates(&text).into_iter();
        match (days.next(), days.next()) {
            (Some(day), None) if day.year() < FIRST_YEAR => {
                let year = day.year().to_string();
                self.error(
                    column,
                    phrase("import-fault-year").with("value", spreadsheet::quoted(&text)).with("year", year),
                );
                None
            }
            (Some(one), Some(other)) => {
                let message = phrase("import-fault-two-dates").with("value", spreadsheet::quoted(&text));
                self.error(column, message.with("one", one.to_string()).with("other", other.to_string()));
                None
            }
            (None, _) => {
                let hint = self.profile.date_hint();
                self.error(column, spreadsheet::no_date(&text, &hint));
                None
            }
            (day, None) => day,
        }
    }

    fn roles(&mut self) -> BTreeSet<Role> {
        let mut roles = BTreeSet::new();
        let written = self.cell(Column::Roles);
        for word in written.split([';', '|']).map(str::trim).filter(|word| !word.is_empty()) {
            match word.to_lowercase().parse() {
                Ok(Role::Admin) => self.error(Column::Roles, phrase("import-fault-admin")),
                Ok(role) => {
                    roles.insert(role);
                }
                Err(_) => {
                    self.error(Column::Roles, phrase("import-fault-no-role").with("value", spreadsheet::quoted(word)))
                }
            }
        }
        roles
    }
}

/// Reports rows with the same number, and employed people with the same address. A successor may have the address of a leaver.
fn duplicates(rows: &[Row], profile: &Profile, today: NaiveDate) -> Vec<Problem> {
    let mut numbers: HashMap<&str, u64> = HashMap::new();
    let mut addresses: HashMap<String, u64> = HashMap::new();
    let mut found = Vec::new();
    for row in rows {
        let Record { employee_number: number, email, .. } = &row.record;
        let line = *numbers.entry(number).or_insert(row.line);
        if line != row.line && !number.is_empty() {
            found.push(Problem::new(
                row.line,
                Some(profile.header(Column::EmployeeNumber)),
                phrase("import-fault-number-twice").with("number", number.as_str()).with("line", line.to_string()),
            ));
        }
        if email.is_empty() || !row.record.employed_on(today) {
            continue;
        }
        let line = *addresses.entry(search_tokens::email_key(email)).or_insert(row.line);
        if line != row.line {
            found.push(Problem::new(
                row.line,
                Some(profile.header(Column::Email)),
                phrase("import-fault-address-twice").with("address", email.as_str()).with("line", line.to_string()),
            ));
        }
    }
    found
}
