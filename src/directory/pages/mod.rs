//! Pages of the directory for HR: the search, a person with the history of lines and addresses, and their corrections.
//!
//! They call the operations that the API calls and read the same input.

pub mod import;
pub mod people;
pub mod person;

use super::Person;
use crate::web::joined;

/// Title, department, branch and extension, as far as they are known.
pub(super) fn whole_place(person: &Person) -> String {
    joined([&person.title, &person.department, &person.branch, &person.extension])
}
