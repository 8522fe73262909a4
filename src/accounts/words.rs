//! Sentences about passwords for the person who chooses one, from the messages of `accounts.ftl`.

use std::fmt;

use super::passwords::{PasswordProblem, Weakness};
use crate::language::{Phrase, phrase};

impl PasswordProblem {
    /// The rule, and what would be right.
    pub fn phrase(self) -> Phrase {
        match self {
            Self::TooShort => phrase("password-too-short"),
            Self::TooLong => phrase("password-too-long"),
            Self::TooCommon(weakness) => phrase("password-too-common").with("why", weakness.phrase()),
            Self::TooClose => phrase("password-too-close"),
        }
    }
}

impl Weakness {
    fn phrase(self) -> Phrase {
        phrase(match self {
            Self::Keys => "password-weak-keys",
            Self::Repeats => "password-weak-repeats",
            Self::Sequences => "password-weak-sequences",
            Self::Common => "password-weak-common",
            Self::Dates => "password-weak-dates",
            Self::Word => "password-weak-word",
            Self::Names => "password-weak-names",
            Self::Trimmings => "password-weak-trimmings",
            Self::Short => "password-weak-short",
        })
    }
}

impl fmt::Display for PasswordProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.phrase().english())
    }
}

impl std::error::Error for PasswordProblem {}
