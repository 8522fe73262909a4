//! How a file is laid out: the character that parts the columns, the header, on which line a record begins, and how many fields
//! it may have.

use std::collections::HashMap;

use super::Problem;
use super::profile::{Column, Profile};
use super::read::DirectoryFile;

/// A file's text, ready for a reader of CSV.
pub struct Layout<'a> {
    /// Behind the line that a spreadsheet reads for itself.
    pub text: &'a str,
    /// Parts the columns.
    pub delimiter: u8,
    /// On which line of the file `text` begins.
    pub first_line: u64,
}

impl<'a> Layout<'a> {
    /// Takes `sep=;` in the first line at its word, as Excel does; else the delimiter under which the first record shows the most
    /// columns that `known` accepts, and a comma when in doubt.
    pub fn of(text: &'a str, known: impl Fn(&str) -> bool) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let named = first
            .trim_matches(['"', '\r'])
            .strip_prefix("sep=")
            .or_else(|| first.strip_prefix("Sep="))
            .or_else(|| first.strip_prefix("SEP="));
        if let Some([delimiter]) = named.map(|named| named.trim_end_matches(['"', '\r']).as_bytes())
            && delimiter.is_ascii()
        {
            return Self { text: rest, delimiter: *delimiter, first_line: 2 };
        }
        Self { text, delimiter: detect(text, known), first_line: 1 }
    }
}

fn detect(text: &str, known: impl Fn(&str) -> bool) -> u8 {
    let recognised = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        reader.headers().map_or(0, |headers| headers.iter().filter(|name| known(name)).count())
    };
    // The last of equals wins in `max_by_key`.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|delimiter| recognised(*delimiter)).unwrap_or(b',')
}

/// On which line a record begins. The reader's own count leaves out empty lines and the second half of CR LF.
pub struct LineCount<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCount<'a> {
    /// Counts the lines of a text.
    pub fn new(layout: &Layout<'a>) -> Self {
        Self { text: layout.text.as_bytes(), at: 0, line: layout.first_line }
    }

    /// Records come in the order of the file, so each byte is looked at once.
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

/// Case and outer blanks of a header do not matter.
pub fn same_header(expected: &str, found: &str) -> bool {
    !expected.is_empty() && expected.to_lowercase() == found.trim().to_lowercase()
}

/// What is said of a quotation mark that swallows rows.
pub const OPEN_QUOTE: &str =
    "a quotation mark opens in this row and is closed many lines later or never; close it, or write it twice";
/// Line breaks in one field; more of them are a quotation mark that was never closed.
const MOST_BREAKS: usize = 20;

/// Where each column stands.
pub struct Places {
    places: HashMap<Column, usize>,
    width: usize,
}

impl Places {
    /// Finds every column of the profile in the header; what is missing or there twice is an error of the file.
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
                    format!("this column is missing; add it to the header{}, or map it with --profile", hint(column)),
                )),
                _ => {
                    file.errors.push(Problem::new(line, Some(name), "this column is there twice; keep one".to_owned()))
                }
            }
        }
        let unread: Vec<&str> = header
            .iter()
            .filter(|field| !field.trim().is_empty())
            .filter(|field| !profile.columns().any(|column| same_header(profile.header(column), field)))
            .collect();
        if !unread.is_empty() {
            file.notes.push(format!("columns not read: {}", unread.join(", ")));
        }
        file.errors.is_empty().then_some(Self { places, width: header.len() })
    }

    /// A field, without outer blanks; empty when the source has no such column or the row ends before it.
    pub fn field<'r>(&self, record: &'r csv::StringRecord, column: Column) -> &'r str {
        self.places.get(&column).and_then(|at| record.get(*at)).unwrap_or("").trim()
    }

    /// Why a record cannot be one row, in words: other fields than the header has, or far too many lines. Spreadsheets leave empty
    /// fields at the end of a row out, and add some.
    pub fn misfit(&self, record: &csv::StringRecord) -> Option<String> {
        // Also in a column that is not read, a mark that stays open would swallow the rows behind it.
        if record.iter().any(|field| field.bytes().filter(|byte| *byte == b'\n').count() > MOST_BREAKS) {
            return Some(OPEN_QUOTE.to_owned());
        }
        let more = record.iter().skip(self.width).any(|field| !field.trim().is_empty());
        let needed =
            [Column::EmployeeNumber, Column::Email].into_iter().filter_map(|column| self.places.get(&column)).max();
        let fewer = needed.is_some_and(|at| record.len() <= *at);
        (more || fewer).then(|| {
            format!(
                "{} fields where the header has {}; quote a value that holds the delimiter or a line break",
                record.len(),
                self.width,
            )
        })
    }

    /// Whether the row ends before a column that says who is above, what somebody may do, or when the employment begins. In the
    /// middle of a file these are empty; at its very end the file may have been cut off.
    pub fn ends_early(&self, record: &csv::StringRecord) -> bool {
        let say = [Column::Department, Column::ManagerNumber, Column::Roles, Column::StartDate];
        say.into_iter().filter_map(|column| self.places.get(&column)).any(|at| record.len() <= *at)
    }
}

fn hint(column: Column) -> &'static str {
    if column == Column::Name { " (the first line names the columns)" } else { "" }
}
