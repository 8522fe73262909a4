//! Strengths that a helper can be praised for, as the form, the letter and the database name them.
//!
//! A strength that was in a release is never removed, because letters hold its word.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A strength that a helper can be praised for.
    Strength {
        /// Stayed on the line.
        StayedUntilSolved = "stayed_until_solved",
        /// Calm with an upset client.
        CalmUnderPressure = "calm_under_pressure",
        /// Explained so that the client understood.
        ExplainedClearly = "explained_clearly",
        /// Did not hand it on.
        TookOwnership = "took_ownership",
        /// Answered fast.
        Fast = "fast",
        /// Went around an obstacle.
        FoundAnotherWay = "found_another_way",
        /// Did another desk's work.
        BeyondOwnDesk = "beyond_own_desk",
        /// Patient.
        Patient = "patient",
        /// Careful with details.
        Careful = "careful",
        /// Spoke the client's language.
        SpokeClientsLanguage = "spoke_clients_language",
        /// Kept the promise to call back.
        CalledBack = "called_back",
        /// Taught the banker.
        TaughtMe = "taught_me",
    }
}

impl Strength {
    /// The label in a list to choose from.
    pub const fn label(self) -> &'static str {
        self.said().0
    }

    /// The words in the letter, after "for".
    pub const fn phrase(self) -> &'static str {
        self.said().1
    }

    const fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::StayedUntilSolved => ("Stayed until it was solved", "staying until it was solved"),
            Self::CalmUnderPressure => ("Calm under pressure", "calm under pressure"),
            Self::ExplainedClearly => ("Explained clearly", "explaining clearly"),
            Self::TookOwnership => ("Took ownership", "taking ownership"),
            Self::Fast => ("Answered fast", "answering fast"),
            Self::FoundAnotherWay => ("Found another way", "finding another way"),
            Self::BeyondOwnDesk => ("Did what another desk should have", "doing what another desk should have done"),
            Self::Patient => ("Patient", "patience"),
            Self::Careful => ("Careful with details", "care with details"),
            Self::SpokeClientsLanguage => ("Spoke the client's language", "speaking the client’s language"),
            Self::CalledBack => ("Called back as promised", "calling back as promised"),
            Self::TaughtMe => ("Taught me how", "teaching how it is done"),
        }
    }
}

/// The strengths of one commendation, as a column holds them: words with commas between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strengths(pub Vec<Strength>);

impl fmt::Display for Strengths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|strength| strength.as_str()).collect::<Vec<_>>().join(","))
    }
}

impl FromStr for Strengths {
    type Err = Infallible;

    /// A word that this release does not know is left out: the rest of the letter can be read all the same.
    fn from_str(words: &str) -> Result<Self, Infallible> {
        Ok(Self(words.split(',').filter_map(|word| word.parse().ok()).collect()))
    }
}

crate::db::text_column!(Strengths);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strengths_come_back_from_a_column_as_they_went_in() {
        let all = Strengths(Strength::ALL.to_vec());
        assert_eq!(all.to_string().parse(), Ok(all));
        assert_eq!("".parse(), Ok(Strengths::default()));
        assert_eq!("fast,of_a_later_release".parse(), Ok(Strengths(vec![Strength::Fast])));
    }
}
