//! From text to rows: the header, the fields, and every problem that one row has by itself.
//!
//! Nothing here knows what is stored. A file with an error changes nothing, but every row is handed on, so that all that
//! is wrong with the file is told at once.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::profile::{Column, Profile};
use super::{Problem, decode};
use crate::addresses::MailAddress;
use crate::directory::{Role, words};
use crate::unseen::{directs, is_blank, without};

/// The longest of our text columns, in characters.
const LONGEST: usize = 200;

/// What a row says about a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The employer's number, as written.
    pub employee_number: String,
    /// The person's name.
    pub name: String,
    /// The address for mail.
    pub email: String,
    /// Empty when not said, as the next three.
    pub title: String,
    /// The department's name.
    pub department: String,
    /// The branch or site.
    pub branch: String,
    /// The telephone extension.
    pub extension: String,
    /// First day, when said.
    pub starts_on: Option<NaiveDate>,
    /// Last day, inclusive, when said.
    pub ends_on: Option<NaiveDate>,
}

impl Record {
    /// Whether this person works here on the day.
    pub fn employed_on(&self, day: NaiveDate) -> bool {
        crate::directory::employed(self.starts_on, self.ends_on, day)
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file, from 1.
    pub line: u64,
    /// The person.
    pub record: Record,
    /// The supervisor's number.
    pub manager: Option<String>,
    /// First day under that supervisor, when said.
    pub manager_since: Option<NaiveDate>,
    /// What the file grants.
    pub roles: BTreeSet<Role>,
}

/// A file, read.
#[derive(Debug, Default)]
pub struct DirectoryFile {
    /// The rows in the file's order; where a field was wrong it is empty here.
    pub rows: Vec<Row>,
    /// Every error.
    pub errors: Vec<Problem>,
    /// What is worth knowing and harmless.
    pub notes: Vec<String>,
}

/// Reads a directory file. Errors are collected over the whole file, never only the first.
///
/// `today` tells who works here now: only they need an address, and one of their own.
pub fn read(bytes: &[u8], profile: &Profile, today: NaiveDate) -> DirectoryFile {
    let (text, encoding) = decode::decode(bytes);
    let mut file = DirectoryFile::default();
    if encoding != decode::Encoding::Utf8 {
        file.notes.push(format!("read as {}", encoding.name()));
    }
    let known = |name: &str| Column::ALL.iter().any(|column| same_header(profile.header(*column), name));
    let delimiter = decode::delimiter(&text, known);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            file.errors.push(unreadable(1, &error));
            return file;
        }
    };
    let Some(places) = Places::find(&header, profile, &mut file) else { return file };
    let mut lines = LineCount::new(&text);
    for record in reader.into_records() {
        match record {
            Ok(record) => {
                let line = lines.of(record.position());
                if record.iter().all(|field| field.trim().is_empty()) {
                    continue;
                }
                if record.len() != header.len() {
                    file.errors.push(Problem::new(
                        line,
                        None,
                        format!(
                            "{} fields where the header has {}; quote a value that holds the delimiter or a line break",
                            record.len(),
                            header.len(),
                        ),
                    ));
                    continue;
                }
                let fields =
                    Fields { record: &record, places: &places, profile, line, today, errors: &mut file.errors };
                file.rows.push(fields.row());
            }
            Err(error) => {
                let line = lines.of(error.position());
                file.errors.push(unreadable(line, &error));
            }
        }
    }
    let mut twice = duplicates(&file.rows, profile, today);
    file.errors.append(&mut twice);
    file.errors.sort_by_key(|problem| problem.line);
    file
}

fn unreadable(line: u64, error: &csv::Error) -> Problem {
    Problem::new(line, None, format!("cannot be read as a row ({error}); save the file as CSV again"))
}

/// On which line a record begins. The reader's own count leaves out empty lines and the second half of CR LF.
struct LineCount<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCount<'a> {
    fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// Records come in the order of the file, so each byte is looked at once.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let begins = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= begins && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            let ends_line = *byte == b'\n' || *byte == b'\r' && self.text.get(self.at + 1) != Some(&b'\n');
            self.line += u64::from(ends_line);
            self.at += 1;
        }
        self.line
    }
}

/// Case and outer blanks of a header do not matter.
fn same_header(expected: &str, found: &str) -> bool {
    !expected.is_empty() && expected.to_lowercase() == found.trim().to_lowercase()
}

/// Where each column stands.
struct Places(HashMap<Column, usize>);

impl Places {
    fn find(header: &csv::StringRecord, profile: &Profile, file: &mut DirectoryFile) -> Option<Self> {
        let mut places = HashMap::new();
        for column in Column::ALL {
            let name = profile.header(*column);
            let found: Vec<usize> =
                header.iter().enumerate().filter(|(_, field)| same_header(name, field)).map(|(at, _)| at).collect();
            match found[..] {
                [at] => {
                    places.insert(*column, at);
                }
                [] if name.is_empty() || *column == Column::ManagerSince => {}
                [] => file.errors.push(Problem::new(
                    1,
                    Some(name),
                    format!(
                        "this column is missing; add it to the header{}, or map it with --profile",
                        if *column == Column::Name { " (the first line names the columns)" } else { "" },
                    ),
                )),
                _ => file.errors.push(Problem::new(1, Some(name), "this column is there twice; keep one".to_owned())),
            }
        }
        let unread: Vec<&str> = header
            .iter()
            .filter(|field| !Column::ALL.iter().any(|column| same_header(profile.header(*column), field)))
            .collect();
        if !unread.is_empty() {
            file.notes.push(format!("columns not read: {}", unread.join(", ")));
        }
        file.errors.is_empty().then_some(Self(places))
    }
}

/// The fields of one row on their way into types.
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
            employee_number: self.required(Column::EmployeeNumber),
            name: self.required(Column::Name),
            email: self.text(Column::Email),
            title: self.text(Column::Title),
            department: self.text(Column::Department),
            branch: self.text(Column::Branch),
            extension: self.text(Column::Extension),
            starts_on: self.date(Column::StartDate),
            ends_on: self.date(Column::EndDate),
        };
        self.check_email(&record);
        if let (Some(first), Some(last)) = (record.starts_on, record.ends_on)
            && last < first
        {
            self.error(Column::EndDate, format!("{last} is before the start date {first}; correct one of the two"));
        }
        let manager = Some(self.text(Column::ManagerNumber)).filter(|number| !number.is_empty());
        let manager_since = self.date(Column::ManagerSince);
        let roles = self.roles();
        Row { line: self.line, record, manager, manager_since, roles }
    }

    fn error(&mut self, column: Column, message: String) {
        self.errors.push(Problem::new(self.line, Some(self.profile.header(column)), message));
    }

    fn raw(&self, column: Column) -> &str {
        self.places.0.get(&column).and_then(|at| self.record.get(*at)).unwrap_or("").trim()
    }

    /// White space of any kind becomes one blank: a quoted line break in a title is a blank to a reader. What directs text is
    /// left out, which a copy from another window brings unseen, and what then shows nothing is empty.
    fn text(&mut self, column: Column) -> String {
        let text = without(self.raw(column), directs).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = if is_blank(&text) { String::new() } else { text };
        if text.chars().any(|c| c.is_control() || c == '\u{FFFD}') {
            self.error(column, "holds characters that cannot be printed; type the value again".to_owned());
        }
        if text.chars().count() > LONGEST {
            self.error(column, format!("longer than {LONGEST} characters; shorten it"));
        }
        text
    }

    fn required(&mut self, column: Column) -> String {
        let text = self.text(column);
        if text.is_empty() {
            self.error(column, "empty; every row needs it".to_owned());
        }
        text
    }

    fn check_email(&mut self, record: &Record) {
        // Who has left may have no address any more.
        if record.email.is_empty() && !record.employed_on(self.today) {
            return;
        }
        let shown = &record.email;
        if shown.is_empty() {
            self.error(Column::Email, "empty; everyone who works here needs an address".to_owned());
        } else if let Err(why) = MailAddress::parse(shown) {
            let message = format!("{shown:?} is no mail address: {why}; write for example name@bank.example");
            self.error(Column::Email, message);
        }
    }

    fn date(&mut self, column: Column) -> Option<NaiveDate> {
        let text = self.raw(column).to_owned();
        if text.is_empty() {
            return None;
        }
        let date = self.profile.date(&text);
        if date.is_none() {
            let hint = self.profile.date_hint();
            self.error(column, format!("{text:?} is no date; write it as {hint}, or leave it empty"));
        }
        date
    }

    fn roles(&mut self) -> BTreeSet<Role> {
        let mut roles = BTreeSet::new();
        let written = self.raw(Column::Roles).to_owned();
        for word in written.split([';', '|']).map(str::trim).filter(|word| !word.is_empty()) {
            match word.to_lowercase().parse() {
                Ok(Role::Admin) => self.error(
                    Column::Roles,
                    "admin is never given by a file; remove it here and use `commend admin grant`".to_owned(),
                ),
                Ok(role) => {
                    roles.insert(role);
                }
                Err(_) => self.error(
                    Column::Roles,
                    format!("{word:?} is no role; use banker, back_office, hr, auditor, parted by ; or |"),
                ),
            }
        }
        roles
    }
}

/// Two rows with one number, or two people who work here with one address. A successor may have the address of somebody
/// who has left.
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
                format!("{number} is already on line {line}; each person has one row, remove one",),
            ));
        }
        if email.is_empty() || !row.record.employed_on(today) {
            continue;
        }
        let line = *addresses.entry(words::email_key(email)).or_insert(row.line);
        if line != row.line {
            found.push(Problem::new(
                row.line,
                Some(profile.header(Column::Email)),
                format!("{email} is already the address on line {line}; give each person one of their own",),
            ));
        }
    }
    found
}
