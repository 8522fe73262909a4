//! The one JSON document that `--json` prints to standard output. Every command prints it here, so that no text of others in it
//! steers a terminal.

use serde::Serialize;

use crate::unseen::shown_json;

/// Prints it on one line.
///
/// # Errors
/// When it has no form in JSON.
pub fn print(document: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", shown_json(&serde_json::to_string(document)?));
    Ok(())
}

/// Prints it on several lines, for what people read too.
///
/// # Errors
/// When it has no form in JSON.
pub fn print_pretty(document: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", shown_json(&serde_json::to_string_pretty(document)?));
    Ok(())
}
