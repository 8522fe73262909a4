//! The kind of a letter mail's reader.

use super::LetterMail;
use crate::delivery::Reason;

/// The kind of reader, which decides the wording.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Helper,
    /// The helper's supervisor; may acknowledge.
    Supervisor,
    /// HR in a missing supervisor's place, or a dotted line: reads only, and is asked for nothing.
    Onlooker,
    BankerSupervisor,
    Banker,
    /// The department head or HR, asked to name the helper.
    Assigner,
}

/// The role of the reader of this mail: the weightiest reason decides.
pub(super) fn role(mail: &LetterMail) -> Role {
    let weightiest = mail.because.iter().map(|because| because.reason).min();
    match weightiest {
        Some(Reason::Helper) => Role::Helper,
        Some(Reason::DepartmentHead | Reason::Hr) if mail.helpers.is_empty() => Role::Assigner,
        Some(Reason::HelperSupervisor) => Role::Supervisor,
        Some(Reason::BankerSupervisor) => Role::BankerSupervisor,
        Some(Reason::Banker) => Role::Banker,
        Some(Reason::DepartmentHead | Reason::Hr | Reason::DottedLine) | None => Role::Onlooker,
    }
}
