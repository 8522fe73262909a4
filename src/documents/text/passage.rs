//! Text in which some client data may have been withheld, as it is stored in letters.

use serde::{Deserialize, Serialize};

/// Text in which some client data may have been withheld.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Passage {
    pub runs: Vec<Run>,
}

impl Passage {
    /// True if the passage is empty.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The words, without the withheld data.
    pub fn words(&self) -> String {
        let words = self.runs.iter().filter_map(|run| match run {
            Run::Text(text) => Some(text.as_str()),
            Run::Withheld(_) => None,
        });
        words.collect()
    }
}

/// A piece of a [`Passage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    Text(String),
    Withheld(Withheld),
}

/// A stand-in for client data: a bar of constant width and, if there are any, the last digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// The kind of data, in words that go before "withheld": "card number", "account number", "name".
    pub what: String,
    /// The last four digits or characters, shown after the bar.
    #[serde(default)]
    pub last4: Option<String>,
}

impl From<&str> for Passage {
    fn from(text: &str) -> Self {
        Self { runs: vec![Run::Text(text.to_owned())] }
    }
}

impl From<String> for Passage {
    fn from(text: String) -> Self {
        Self { runs: vec![Run::Text(text)] }
    }
}
