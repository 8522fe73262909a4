//! Determines the layout of a CSV file: the delimiter, the position of each column in the header, the line on which a record
//! begins, and the number of fields it may have.

use std::collections::HashMap;

use super::Problem;
use super::profile::{Column, Profile};
use super::rows::DirectoryFile;
use crate::language::{Phrase, phrase};

/// The layout of a file and its text for the CSV reader.
pub struct Layout<'a> {
    /// The text after a `sep=` line.
    pub text: &'a str,
    /// The delimiter between columns.
    pub delimiter: u8,
    /// The line of the file on which `text` begins.
    pub first_line: u64,
}

impl<'a> Layout<'a> {
    /// Uses the delimiter of a `sep=;` line, as Excel does. Otherwise it is the one under which the header has the most columns
    /// that `known` accepts, and a comma when in doubt.
    pub fn of(text: &'a str, known: impl Fn(&str) -> bool) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        match named_delimiter(first) {
            Some(delimiter) => Self { text: rest, delimiter, first_line: 2 },
            None => Self { text, delimiter: detect(text, known), first_line: 1 },
        }
    }
}

/// The delimiter of a line like `sep=;`, in any case and with or without quotes. A spreadsheet that saved the file again has added a
/// delimiter for each other column behind it.
fn named_delimiter(line: &str) -> Option<u8> {
    let line = line.trim_end_matches('\r').trim_start_matches('"');
    let (key, named) = line.split_once('=')?;
    let delimiter = *named.as_bytes().first().filter(|first| first.is_ascii() && !first.is_ascii_alphanumeric())?;
    let added = named[1..].trim_start_matches('"');
    let only_added = added.bytes().all(|byte| byte == delimiter || byte == b',');
    (key.eq_ignore_ascii_case("sep") && only_added).then_some(delimiter)
}

fn detect(text: &str, known: impl Fn(&str) -> bool) -> u8 {
    let recognised = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        reader.headers().map_or(0, |headers| headers.iter().filter(|name| known(name)).count())
    };
    // `max_by_key` returns the last of equal elements.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|delimiter| recognised(*delimiter)).unwrap_or(b',')
}

/// Counts the lines of a file. The CSV reader's own count leaves out empty lines and the second half of CR LF.
pub struct LineCount<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCount<'a> {
    /// Starts at the first line of the layout's text.
    pub fn new(layout: &Layout<'a>) -> Self {
        Self { text: layout.text.as_bytes(), at: 0, line: layout.first_line }
    }

    /// The line on which a record begins. Records come in file order, so each byte is read once.
    pub fn of(&mut self, position: Option<&csv::Position>) -> u64 {
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

/// Compares headers without regard to case and outer white space.
pub fn same_header(expected: &str, found: &str) -> bool {
    !expected.is_empty() && expected.to_lowercase() == found.trim().to_lowercase()
}

/// The error for a quotation mark that takes in the following rows.
pub const OPEN_QUOTE: &str = "import-fault-open-quote";
/// The most line breaks in one field; more mean that a quotation mark was never closed.
const MOST_BREAKS: usize = 20;

/// The position of each column.
pub struct Places {
    places: HashMap<Column, usize>,
    width: usize,
}

impl Places {
    /// Finds every column of the profile in the header. A missing or repeated column is an error of the file.
    pub fn find(header: &csv::StringRecord, line: u64, profile: &Profile, file: &mut DirectoryFile) -> Option<Self> {
        let mut places = HashMap::new();
        for column in profile.columns() {
            let name = profile.header(column);
            let found: Vec<usize> =
                header.iter().enumerate().filter(|(_, field)| same_header(name, field)).map(|(at, _)| at).collect();
            match found[..] {
                [at] => {
                    places.insert(column, at);
                }
                [] if name.is_empty() || column == Column::ManagerSince => {}
                [] => file.errors.push(Problem::new(
                    line,
                    Some(name),
                    phrase(if column == Column::Name {
                        "import-fault-no-name-column"
                    } else {
                        "import-fault-no-column"
                    }),
                )),
                _ => file.errors.push(Problem::new(line, Some(name), phrase("import-fault-column-twice"))),
            }
        }
        let unread: Vec<&str> = header
            .iter()
            .filter(|field| !field.trim().is_empty())
            .filter(|field| !profile.columns().any(|column| same_header(profile.header(column), field)))
            .collect();
        if !unread.is_empty() {
            file.notes.push(phrase("import-note-columns").with("columns", unread.join(", ")));
        }
        file.errors.is_empty().then_some(Self { places, width: header.len() })
    }

    /// A field without outer white space; empty when the source has no such column or the row ends before it.
    pub fn field<'r>(&self, record: &'r csv::StringRecord, column: Column) -> &'r str {
        self.places.get(&column).and_then(|at| record.get(*at)).unwrap_or("").trim()
    }

    /// The reason why a record cannot be one row: another number of fields than the header, or far too many lines. Spreadsheets
    /// leave out empty fields at the end of a row, and add some.
    pub fn misfit(&self, record: &csv::StringRecord) -> Option<Phrase> {
        // An open quotation mark takes in the following rows even in a column that is not read.
        if record.iter().any(|field| field.bytes().filter(|byte| *byte == b'\n').count() > MOST_BREAKS) {
            return Some(phrase(OPEN_QUOTE));
        }
        let more = record.iter().skip(self.width).any(|field| !field.trim().is_empty());
        let needed =
            [Column::EmployeeNumber, Column::Email].into_iter().filter_map(|column| self.places.get(&column)).max();
        let fewer = needed.is_some_and(|at| record.len() <= *at);
        (more || fewer).then(|| phrase("import-fault-fields").with("count", record.len()).with("width", self.width))
    }

    /// True when the row ends before the department, manager, roles or start date. In the middle of a file these columns are
    /// empty then; on the last row the file may have been cut off.
    pub fn ends_early(&self, record: &csv::StringRecord) -> bool {
        let say = [Column::Department, Column::ManagerNumber, Column::Roles, Column::StartDate];
        say.into_iter().filter_map(|column| self.places.get(&column)).any(|at| record.len() <= *at)
    }
}
