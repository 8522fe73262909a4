//! Prints the JSON document of `--json` to standard output. Every command prints it here, so that text in it from other people
//! cannot send control sequences to a terminal.

use serde::Serialize;

use crate::invisible_characters::shown_json;

/// Prints a document on one line.
///
/// # Errors
/// When it has no JSON form.
pub fn print(document: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", shown_json(&serde_json::to_string(document)?));
    Ok(())
}

/// Prints a document on several lines, for output that people read too.
///
/// # Errors
/// When it has no JSON form.
pub fn print_pretty(document: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", shown_json(&serde_json::to_string_pretty(document)?));
    Ok(())
}
