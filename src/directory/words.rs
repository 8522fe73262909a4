//! Sentences about the directory for people, in the language of the reader, from the messages of `people.ftl`. The API words the same
//! problems in English (`CorrectionProblem`).

use super::CorrectionProblem;
use crate::language::Language;

/// A problem of a correction.
pub fn problem(language: Language, problem: CorrectionProblem) -> String {
    let id = match problem {
        CorrectionProblem::UnknownSupervisor => "correction-unknown-supervisor",
        CorrectionProblem::InactiveSupervisor => "correction-inactive-supervisor",
        CorrectionProblem::OwnSupervisor => "correction-own-supervisor",
        CorrectionProblem::Circle => "correction-circle",
        CorrectionProblem::EndsBeforeItBegins => "correction-ends-before-it-begins",
        CorrectionProblem::Reason => "correction-reason",
        CorrectionProblem::NoAddress(problem) => {
            return language.say("correction-no-address").with("problem", problem.in_words(language)).to_string();
        }
        CorrectionProblem::AddressTaken => "correction-address-taken",
        CorrectionProblem::SameAddress => "correction-same-address",
        CorrectionProblem::Over => "correction-over",
    };
    language.say(id).to_string()
}
