//! Support of the tests: the real service, its database on the backend of the test run, the cast, and an SMTP server with
//! scripted faults.

mod app;
mod browser;
mod certificate_authority;
mod client;
mod database;
mod description;
mod pdf;
pub mod people;
pub mod smtp;
mod smtp_script;

use std::time::Duration;

use tokio::time::{sleep, timeout};

pub use app::TestApp;
pub use browser::{Browser, HTML, form, token_in};
pub use certificate_authority::Authority;
pub use client::{Answer, Client};
pub use database::{TestDatabase, forget};
pub use pdf::{pdf_text, squeezed, tool};

/// The longest wait for a condition.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for a condition; `what` names it in the failure.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = timeout(PATIENCE, async {
        while !holds().await {
            sleep(Duration::from_millis(5)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("waited in vain: {what}"));
}

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
