//! What a helper can be praised for, as words that the letter can say after "for".

/// One strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strength {
    /// The word in JSON and in the database.
    pub code: &'static str,
    /// As it stands in a list to choose from.
    pub label: &'static str,
    /// As it stands in the letter, after "for".
    pub phrase: &'static str,
}

const fn strength(code: &'static str, label: &'static str, phrase: &'static str) -> Strength {
    Strength { code, label, phrase }
}

/// Every strength, in the order of the list to choose from.
pub const STRENGTHS: [Strength; 12] = [
    strength("stayed_until_solved", "Stayed until it was solved", "staying until it was solved"),
    strength("calm_under_pressure", "Calm under pressure", "calm under pressure"),
    strength("explained_clearly", "Explained clearly", "explaining clearly"),
    strength("took_ownership", "Took ownership", "taking ownership"),
    strength("fast", "Answered fast", "answering fast"),
    strength("found_another_way", "Found another way", "finding another way"),
    strength("beyond_own_desk", "Did what another desk should have", "doing what another desk should have done"),
    strength("patient", "Patient", "patience"),
    strength("careful", "Careful with details", "care with details"),
    strength("spoke_clients_language", "Spoke the client's language", "speaking the client’s language"),
    strength("called_back", "Called back as promised", "calling back as promised"),
    strength("taught_me", "Taught me how", "teaching how it is done"),
];

impl Strength {
    /// The strength with this code.
    pub fn find(code: &str) -> Option<Self> {
        STRENGTHS.into_iter().find(|strength| strength.code == code)
    }
}
