//! Sentences about the directory for people, from the messages of `people.ftl`.

use super::CorrectionProblem;
use crate::language::{Phrase, phrase};

/// A problem of a correction.
pub fn problem(problem: CorrectionProblem) -> Phrase {
    phrase(match problem {
        CorrectionProblem::UnknownSupervisor => "correction-unknown-supervisor",
        CorrectionProblem::InactiveSupervisor => "correction-inactive-supervisor",
        CorrectionProblem::OwnSupervisor => "correction-own-supervisor",
        CorrectionProblem::Circle => "correction-circle",
        CorrectionProblem::EndsBeforeItBegins => "correction-ends-before-it-begins",
        CorrectionProblem::Reason => "correction-reason",
        CorrectionProblem::NoAddress(problem) => {
            return phrase("correction-no-address").with("problem", problem.phrase());
        }
        CorrectionProblem::AddressTaken => "correction-address-taken",
        CorrectionProblem::SameAddress => "correction-same-address",
        CorrectionProblem::Over => "correction-over",
    })
}
