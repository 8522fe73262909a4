//! Sentences about passwords for the person who chooses one, from the messages of `accounts.ftl`.

use std::fmt;

use super::passwords::{PasswordProblem, Weakness};
use crate::language::{Told, told};

impl PasswordProblem {
    /// The rule, and what would be right.
    pub fn told(self) -> Told {
        match self {
            Self::TooShort => told("password-too-short"),
            Self::TooLong => told("password-too-long"),
            Self::TooCommon(weakness) => told("password-too-common").with("why", weakness.told()),
            Self::TooClose => told("password-too-close"),
        }
    }
}

impl Weakness {
    fn told(self) -> Told {
        told(match self {
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
        f.write_str(&self.told().english())
    }
}

impl std::error::Error for PasswordProblem {}
