//! The words of a file that is not taken, for the pages on which one is brought.

use crate::web::{Filled, Problem, Shell};

/// The form of a file that was not taken, with the reason.
pub(super) fn refused(shell: &Shell, problem: &Problem) -> Filled {
    let label = shell.say("scan-file").to_string();
    Filled::default().wrong_at("file", &label, &shell.say(refusal(problem.code())).to_string())
}

/// The message about a file that is not taken.
fn refusal(code: &str) -> &'static str {
    match code {
        "invalid_request" | "empty_file" => "scan-file-none",
        "too_large" => "scan-file-large",
        "unknown_kind" | "unsupported_media_type" => "scan-file-kind",
        "heic" => "scan-file-heic",
        "too_many_pixels" | "too_slow" => "scan-file-pixels",
        "too_many_pages" => "scan-file-pages",
        "encrypted" => "scan-file-encrypted",
        "active_content" | "not_drawn" => "scan-file-active",
        "blank_pages" => "scan-file-blank",
        "infected" => "scan-file-infected",
        _ => "scan-file-damaged",
    }
}
