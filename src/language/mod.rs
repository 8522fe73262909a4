//! Languages of pages, mails to staff and work items: the words from `locales/`, plural rules, days and numbers.
//!
//! Each folder of `locales/` is one language, each of `locales/clients/` one that only clients' pages have; its files are Fluent resources (<https://projectfluent.org>), and a new folder
//! is a new language. English is the reference: a message that another language lacks is shown in English, and a test holds that none
//! lacks any. This module knows no HTTP and no noun.
//!
//! Invariant: a value within a sentence never changes the direction of the words around it.

mod catalogue;
mod dates;
mod phrase;
mod sentence;

use std::fmt;

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

use catalogue::{CATALOGUES, Catalogue};

pub use phrase::{Explanation, Part, Phrase, phrase, span_phrase};
pub use sentence::{Argument, Sentence};

/// A language in which the service has words.
#[derive(Clone, Copy)]
pub struct Language(&'static Catalogue);

impl Language {
    /// Every language of the staff's pages, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::for_clients().filter(|language| !language.0.is_for_clients)
    }

    /// Every language of clients' pages, English first: those of the staff, and others that have the words of these pages alone.
    pub fn for_clients() -> impl Iterator<Item = Self> {
        CATALOGUES.iter().map(Self)
    }

    /// English, in which no message is missing.
    pub fn english() -> Self {
        // `CATALOGUES` begins with it: its construction panics otherwise, and a test makes it.
        Self(&CATALOGUES[0])
    }

    /// The language of clients' pages with a tag, such as `fr`.
    pub fn named_for_clients(tag: &str) -> Option<Self> {
        Self::for_clients().find(|language| language.tag() == tag)
    }

    /// The language with a tag, such as `es`.
    pub fn named(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// The language among some that fits best of those that are asked for, the most wanted first; none when none fits.
    pub fn fitting<'a>(
        wanted: impl IntoIterator<Item = &'a str>,
        among: impl IntoIterator<Item = Self>,
    ) -> Option<Self> {
        let wanted: Vec<LanguageIdentifier> = wanted.into_iter().filter_map(|tag| tag.parse().ok()).collect();
        let among: Vec<Self> = among.into_iter().collect();
        let known: Vec<&LanguageIdentifier> = among.iter().map(|language| &language.0.id).collect();
        let fitting = negotiate_languages(&wanted, &known, None, NegotiationStrategy::Lookup);
        fitting.first().and_then(|id| among.iter().copied().find(|language| language.0.id == ***id))
    }

    /// Its tag (BCP 47), for `lang` and `Content-Language`.
    pub fn tag(self) -> &'static str {
        &self.0.tag
    }

    /// `ltr` or `rtl`, for `dir`.
    pub fn direction(self) -> &'static str {
        if self.0.is_rtl { "rtl" } else { "ltr" }
    }

    /// Its own name, such as `Español`.
    pub fn own_name(self) -> String {
        self.say("language-name").to_string()
    }

    /// `Priya Raman, Joel Osei and Mei Chen`.
    pub fn list<'a>(self, items: impl IntoIterator<Item = &'a str>) -> String {
        let items: Vec<&str> = items.into_iter().collect();
        let Some((last, before)) = items.split_last() else { return String::new() };
        match before {
            [] => (*last).to_owned(),
            [one] => self.say("list-two").with("one", *one).with("two", *last).to_string(),
            [first, more @ ..] => {
                let begun = more.iter().fold((*first).to_owned(), |begun, next| {
                    self.say("list-more").with("begun", begun).with("next", *next).to_string()
                });
                self.say("list-end").with("begun", begun).with("last", *last).to_string()
            }
        }
    }

    /// The sentence of a message; arguments are added with [`Sentence::with`].
    pub fn say(self, message: &str) -> Sentence<'_> {
        Sentence::new(self, message)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag() == other.tag()
    }
}

impl Eq for Language {}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
