//! Strengths that a helper can be praised for, as the form, the letter and the database name them.
//!
//! A strength that was in a release is never removed, because commendations hold its word.

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

    /// The message of the label.
    pub const fn message(self) -> &'static str {
        match self {
            Self::StayedUntilSolved => "strength-stayed-until-solved",
            Self::CalmUnderPressure => "strength-calm-under-pressure",
            Self::ExplainedClearly => "strength-explained-clearly",
            Self::TookOwnership => "strength-took-ownership",
            Self::Fast => "strength-fast",
            Self::FoundAnotherWay => "strength-found-another-way",
            Self::BeyondOwnDesk => "strength-beyond-own-desk",
            Self::Patient => "strength-patient",
            Self::Careful => "strength-careful",
            Self::SpokeClientsLanguage => "strength-spoke-clients-language",
            Self::CalledBack => "strength-called-back",
            Self::TaughtMe => "strength-taught-me",
        }
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
