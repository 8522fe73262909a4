//! The sample bank of `commend demo`: its people, its letters, and the pages that lead a new user around.
//!
//! The pages are in a table of routes that only the demo serves (`routes::DEMO`), so no other command has them. Signing in with one
//! press goes through the same operation as a password that somebody types: the service has no other way in.

pub mod letters;
mod mailbox;
pub mod pages;

use anyhow::Context as _;

use crate::app::App;
use crate::directory::sample::cast;
use crate::directory::{Person, operations};

/// Everyone's password in the demo. It is printed, and protects nothing real.
pub const PASSWORD: &str = "tall heron on a quiet ladder";

/// The people who can sign in: the employee number, and the message that says what each comes for.
pub const PEOPLE: [(&str, &str); 7] = [
    (cast::BANKER, "demo-banker"),
    (cast::HELPER, "demo-helper"),
    (cast::HELPER_SUPERVISOR, "demo-helper-supervisor"),
    (cast::BANKER_SUPERVISOR, "demo-banker-supervisor"),
    (cast::HR, "demo-hr"),
    (cast::AUDITOR, "demo-auditor"),
    (cast::ADMIN, "demo-admin"),
];

/// A person of the sample bank by employee number.
///
/// # Errors
/// When the database fails, or the person is gone.
pub async fn person(app: &App, number: &'static str) -> anyhow::Result<Person> {
    let person = app.db.read(move |conn| operations::by_employee_number(conn, number)).await?;
    person.context("the sample bank has lost somebody; begin anew with --reset")
}
