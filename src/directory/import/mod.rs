//! The directory file: read, compared with what is stored, and only the difference written.
//!
//! `read` turns bytes into rows and finds what a row or the file has wrong by itself; `compare` is a pure function of what
//! is stored, the rows and today; `brake` holds back what is too large to be meant; [`run`] puts them together and writes
//! in one transaction. Reading and comparing happen outside of it, and a directory that changed in between is compared
//! again.
//!
//! Invariants: an error anywhere changes nothing; problems are told all at once, each with its line, its column and what to
//! do; a file never grants `admin` and never touches what was granted by hand.

pub mod compare;
mod decode;
pub mod profile;
pub mod read;
mod store;
mod warn;

use serde::Serialize;

pub use profile::Profile;
pub(super) use store::lock;

/// Whether the file is the whole directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Who is not in it is deactivated.
    Whole,
    /// It only adds and changes.
    Partial,
}

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Line in the file, from 1.
    pub line: u64,
    /// What the file calls the column, when it is about one.
    pub column: Option<String>,
    /// What, and what to do.
    pub message: String,
}

impl Problem {
    pub(super) fn new(line: u64, column: Option<&str>, message: String) -> Self {
        Self { line, column: column.map(str::to_owned), message }
    }

    /// `FILE:LINE: column: what, and what to do`.
    pub fn at(&self, file: &str) -> String {
        let Self { line, column, message } = self;
        match column {
            Some(column) => format!("{file}:{line}: {column}: {message}"),
            None => format!("{file}:{line}: {message}"),
        }
    }
}
