//! Sentences that are made later: a message and its arguments, kept until the reader's language is known.
//!
//! An [`Explanation`] is the text of a problem: always in English, for programs, and as a [`Phrase`] where a person can meet it.
//!
//! Invariant: a page never shows the English of an explanation; where there is no phrase it shows a general sentence.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Language;

/// A message and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    message: &'static str,
    arguments: Vec<(&'static str, Part)>,
}

/// An argument of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words that stay as they are: a name, an address, a word of a file.
    Text(String),
    /// A number, by which the plural is chosen.
    Number(i64),
    /// A sentence within the sentence.
    Phrase(Phrase),
    /// Several words, as a list.
    List(Vec<String>),
}

/// The sentence of a message; arguments are added with [`Phrase::with`].
pub fn phrase(message: &'static str) -> Phrase {
    Phrase { message, arguments: Vec::new() }
}

/// A time to wait: seconds up to two minutes, then minutes, then hours, rounded up.
pub fn span_phrase(seconds: u64) -> Phrase {
    match seconds {
        0..=119 => phrase("span-seconds").with("count", seconds.max(1)),
        120..=7199 => phrase("span-minutes").with("count", seconds.div_ceil(60)),
        _ => phrase("span-hours").with("count", seconds.div_ceil(3600)),
    }
}

impl Phrase {
    /// The sentence with a value for one of its places.
    #[must_use]
    pub fn with(mut self, name: &'static str, part: impl Into<Part>) -> Self {
        self.arguments.push((name, part.into()));
        self
    }

    /// The sentence in a language.
    pub fn within(&self, language: Language) -> String {
        let sentence = self.arguments.iter().fold(language.say(self.message), |sentence, (name, part)| match part {
            Part::Text(text) => sentence.with(name, text),
            Part::Number(number) => sentence.with(name, *number),
            Part::Phrase(phrase) => sentence.with(name, phrase.within(language)),
            Part::List(words) => sentence.with(name, language.list(words.iter().map(String::as_str))),
        });
        sentence.to_string()
    }

    /// The sentence for programs and logs.
    pub fn english(&self) -> String {
        self.within(Language::english())
    }
}

impl fmt::Display for Phrase {
    /// In English, for programs and logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english())
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Phrase> for Part {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

impl From<Vec<String>> for Part {
    fn from(words: Vec<String>) -> Self {
        Self::List(words)
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Part {
            fn from(number: $kind) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}

numbers!(usize, u64, i64, u32, i32);

/// The explanation of a problem: words for programs, and a message for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    english: String,
    phrase: Option<Phrase>,
}

impl Explanation {
    /// The same, with other words for programs: what to send next, which call to make.
    #[must_use]
    pub fn for_programs(self, english: impl Into<String>) -> Self {
        Self { english: english.into(), ..self }
    }

    /// The sentence for programs.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// The sentence for people, where there is one.
    pub fn phrase(&self) -> Option<&Phrase> {
        self.phrase.as_ref()
    }

    /// The sentence for people in a language; `otherwise` is the message where there is none.
    pub fn within(&self, language: Language, otherwise: &str) -> String {
        self.phrase.as_ref().map_or_else(|| language.say(otherwise).to_string(), |phrase| phrase.within(language))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english)
    }
}

impl From<Phrase> for Explanation {
    fn from(phrase: Phrase) -> Self {
        Self { english: phrase.english(), phrase: Some(phrase) }
    }
}

impl From<&str> for Explanation {
    fn from(english: &str) -> Self {
        english.to_owned().into()
    }
}

impl From<&String> for Explanation {
    fn from(english: &String) -> Self {
        english.clone().into()
    }
}

impl From<String> for Explanation {
    fn from(english: String) -> Self {
        Self { english, phrase: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_within_a_sentence_is_in_the_same_language() {
        let wait = phrase("problem-too-often-text").with("span", span_phrase(150));
        assert_eq!(wait.english(), "Wait 3 minutes, then try again.");
        for (seconds, words) in [(0, "1 second"), (90, "90 seconds"), (7_200, "2 hours"), (7_201, "3 hours")] {
            assert_eq!(span_phrase(seconds).english(), words);
        }
        let spanish = Language::named("es").expect("a language");
        assert!(wait.within(spanish).contains("3 minutos"), "{}", wait.within(spanish));
    }

    #[test]
    fn programs_and_people_may_read_different_words() {
        let both = Explanation::from(phrase("problem-not-found")).for_programs("Send another id.");
        assert_eq!(both.english(), "Send another id.");
        assert_eq!(both.within(Language::english(), "problem-other"), "There is nothing at this address");
        let program = Explanation::from("Send an If-Match.");
        assert_eq!(program.within(Language::english(), "problem-other"), "That did not arrive as it should");
    }
}
