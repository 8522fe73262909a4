//! Pages of commendations: writing one, one commendation, lists of them, and the forms of a reader's actions.
//!
//! They draw what `operations` made for the reader and call the verbs that the API calls. They decide nothing about who may see or do
//! something.

pub mod assignment;
pub mod client_print;
pub mod consent;
pub mod correction;
pub mod helpers;
mod history;
pub mod letters;
pub mod live;
pub mod original;
pub mod recognition;
pub mod record;
mod story;
pub mod team;
pub mod unrecognised;
pub mod verbs;
pub mod withdrawal;
pub mod writing;

use super::Strength;
use crate::directory::Person;
use crate::web::Shell;

/// Names in a sentence, in the language of the page.
fn names(shell: &Shell, people: &[Person]) -> String {
    shell.language.list(people.iter().map(|person| person.name.as_str()))
}

/// The name of a strength, in the language of the page.
fn strength_name(shell: &Shell, strength: Strength) -> String {
    shell.say(strength.message()).to_string()
}
