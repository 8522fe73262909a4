//! Support of the tests: the real service, its database on the backend of the test run, the cast, and an SMTP server with
//! scripted faults.

mod app;
mod authority;
mod browser;
mod client;
mod database;
mod description;
pub mod people;
mod script;
pub mod smtp;

pub use app::TestApp;
pub use authority::Authority;
pub use browser::{Browser, HTML, form, token_in};
pub use client::{Answer, Client};
pub use database::{TestDatabase, forget};

/// The secret shared by all services of the test run that need no secret of their own.
pub fn secrets() -> commend::secret::Secrets {
    static MADE: std::sync::OnceLock<(commend::secret::Secrets, tempfile::TempDir)> = std::sync::OnceLock::new();
    let make = || {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = commend::secret::Secrets::read_or_make(&folder.path().join("secret.key"));
        (secrets.unwrap_or_else(|error| panic!("{error}")), folder)
    };
    MADE.get_or_init(make).0.clone()
}
