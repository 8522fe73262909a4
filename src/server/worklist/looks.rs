//! The label of each kind of work, and the sign and colour of each matter.

use crate::worklist::{Kind, Matter};

/// The message of a kind's label.
pub(super) fn label_of(kind: Kind) -> &'static str {
    match kind {
        Kind::NoSupervisor => "worklist-kind-no-supervisor",
        Kind::SupervisorLeft => "worklist-kind-supervisor-left",
        Kind::Cycle => "worklist-kind-cycle",
        Kind::UnsureHelper => "worklist-kind-unsure-helper",
        Kind::FailedMail => "worklist-kind-failed-mail",
        Kind::BouncedMail => "worklist-kind-bounced-mail",
        Kind::RelayUnreachable => "worklist-kind-relay-unreachable",
        Kind::WaitingMail => "worklist-kind-waiting-mail",
        Kind::MissingGlyph => "worklist-kind-missing-glyph",
        Kind::Review => "worklist-kind-review",
        Kind::Disputed => "worklist-kind-disputed",
        Kind::UnsentLetter => "worklist-kind-unsent-letter",
    }
}

/// The sign of a matter and its colour.
pub(super) fn look_of(matter: Option<&Matter>) -> (&'static str, &'static str) {
    const PEOPLE: &str = "M12.5 8.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0ZM3 20c0-3.6 2.6-6 6-6s6 2.4 6 6M16 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.6c2.2.8 3.5 2.8 3.5 5.4";
    const MAIL: &str = "M3 7l9 6 9-6M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z";
    const ASK: &str =
        "M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM9.7 9.5a2.4 2.4 0 1 1 3.4 2.2c-.8.4-1.1.9-1.1 1.8M12 16.3v.2";
    const LETTER: &str = "M5 7V5h14v2M12 5v14M9 19h6";
    match matter {
        Some(Matter::BrokenLine { .. } | Matter::ImportedLine { .. }) => (PEOPLE, "red"),
        Some(Matter::MailFailed { may_have_arrived: true, .. }) | None => (ASK, "gold"),
        Some(
            Matter::MailFailed { .. }
            | Matter::MailNotSent { .. }
            | Matter::RecipientLeft { .. }
            | Matter::RecipientNotMailed { .. }
            | Matter::RelayRefuses { .. }
            | Matter::RelayUnreachable { .. }
            | Matter::LinksTooLate { .. }
            | Matter::MailsUnreadable { .. },
        ) => (MAIL, "red"),
        Some(Matter::MailsWaiting { .. } | Matter::OutboxHeld { .. }) => (MAIL, "gold"),
        Some(Matter::MissingGlyphs { .. } | Matter::UnsentLetter { .. }) => (LETTER, "gold"),
        Some(Matter::UnsureHelper { .. } | Matter::SupervisorPraised { .. } | Matter::Disputed { .. }) => (ASK, "gold"),
    }
}
