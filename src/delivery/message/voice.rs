//! The language of one mail, and the phrases that several mails have in common: dates, lists of people, greeting, places. Pure.
//!
//! Invariants: a name is used as the directory spells it; a phrase of ours begins small and is raised by [`raised`] where it begins a
//! sentence.

use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;

use super::{Party, Reader, salutation::given, words::NO_BREAK};
use crate::branch_names;
use crate::clock::Timestamp;
use crate::delivery::Reason;
use crate::language::{Language, Sentence};

/// The language of a mail.
#[derive(Clone, Copy)]
pub(super) struct Voice {
    pub language: Language,
    zone: Tz,
}

impl Voice {
    pub fn new(language: Language, zone: Tz) -> Self {
        Self { language, zone }
    }

    pub fn say(self, message: &str) -> Sentence<'_> {
        self.language.say(message)
    }

    /// A sentence without arguments.
    pub fn plain(self, message: &str) -> String {
        self.say(message).to_string()
    }

    /// The side of a line's end, for attributes of tables: mail programs know no logical ones.
    pub fn end(self) -> &'static str {
        if self.language.direction() == "rtl" { "left" } else { "right" }
    }

    /// The side of a line's beginning.
    pub fn start(self) -> &'static str {
        if self.language.direction() == "rtl" { "right" } else { "left" }
    }

    /// `21 November 2026`, on one line.
    pub fn day(self, day: NaiveDate) -> String {
        self.language.day(day).replace(' ', &NO_BREAK.to_string())
    }

    /// `21 November`, with the year only where it is not the year of `today`.
    pub fn short_day(self, day: NaiveDate, today: NaiveDate) -> String {
        if day.year() != today.year() {
            return self.day(day);
        }
        self.language.day_of_year(day).replace(' ', &NO_BREAK.to_string())
    }

    /// `15:20`, by the bank's clock.
    pub fn time(self, at: Timestamp) -> String {
        self.language.time_of_day(at.utc().with_timezone(&self.zone).naive_local())
    }

    /// `17 November 2026, 15:20`, by the bank's clock.
    pub fn moment(self, at: Timestamp) -> String {
        self.say("mail-moment").with("day", self.day(at.day_in(self.zone))).with("time", self.time(at)).to_string()
    }

    /// `A`, `A and B`, `A, B and C`.
    pub fn list<S: AsRef<str>>(self, items: &[S]) -> String {
        self.language.list(items.iter().map(AsRef::as_ref))
    }

    /// `A, B, C`.
    pub fn row<S: AsRef<str>>(self, items: &[S]) -> String {
        let Some((first, more)) = items.split_first() else { return String::new() };
        more.iter().fold(first.as_ref().to_owned(), |begun, next| {
            self.say("mail-comma").with("begun", begun).with("next", next.as_ref()).to_string()
        })
    }

    /// `Priya and Tom`, by the names to address them by.
    pub fn firsts<S: AsRef<str>>(self, names: &[S]) -> String {
        self.list(&names.iter().map(|name| given(name.as_ref())).collect::<Vec<_>>())
    }

    /// `Priya Raman`, `Priya Raman and a colleague`, `Priya Raman and two colleagues`.
    pub fn first_and_more<S: AsRef<str>>(self, names: &[S]) -> String {
        match names {
            [] => String::new(),
            [one] => one.as_ref().to_owned(),
            [first, more @ ..] => {
                self.say("mail-first-and-more").with("first", first.as_ref()).with("more", more.len()).to_string()
            }
        }
    }

    /// The same; `someone whose name was not known` for nobody.
    pub fn whom(self, helpers: &[Party]) -> String {
        let names: Vec<&str> = helpers.iter().map(|helper| helper.name.as_str()).collect();
        if names.is_empty() { self.plain("mail-someone-unknown") } else { self.first_and_more(&names) }
    }

    /// `Oak Street branch`; the department where there is no branch.
    pub fn place(self, party: &Party) -> String {
        match branch_names::short(&party.branch) {
            "" => party.department.clone(),
            branch => self.say("mail-branch").with("branch", branch).to_string(),
        }
    }

    /// `Hello Tom,`; a shared mailbox is greeted without a name.
    pub fn hello(self, recipient: &str) -> String {
        match given(recipient) {
            "" | "HR" => self.plain("mail-hello-all"),
            name => self.say("mail-hello").with("name", name).to_string(),
        }
    }

    /// Another person who has the mail: `Sam Lee`, `Sam’s supervisor Dana Whitfield`, `your supervisor Tom Okafor`, `HR`.
    ///
    /// `to` is the reader of the phrase; a supervisor without a named person counts as the banker's.
    pub fn reader(self, reader: &Reader, banker: &str, to: &str) -> String {
        let Some(because) = reader.because.iter().min_by_key(|because| because.reason) else {
            return reader.name.clone();
        };
        let of = match because.reason {
            Reason::HelperSupervisor => because.of.as_deref(),
            Reason::BankerSupervisor => Some(because.of.as_deref().unwrap_or(banker)),
            Reason::Hr => return self.plain("mail-hr"),
            _ => None,
        };
        match of {
            Some(of) if of == to => self.say("mail-supervisor-yours").with("name", &reader.name).to_string(),
            Some(of) => self.say("mail-supervisor-of").with("of", given(of)).with("name", &reader.name).to_string(),
            None => reader.name.clone(),
        }
    }

    /// The words beside an attachment: `message`, or `counted` where the number of pages is known.
    pub fn attachment(self, message: &'static str, counted: &'static str, pages: Option<usize>) -> String {
        match pages {
            None => self.plain(message),
            Some(pages) => self.say(counted).with("count", pages).to_string(),
        }
    }

    /// A sentence with the address of the page of codes, and perhaps a code, as a template draws it.
    pub fn code_line(self, message: &'static str, code: &str, page: &str) -> Vec<Piece> {
        let sentence = self.say(message).with("code", String::from(CODE)).with("page", String::from(PAGE)).to_string();
        let mut pieces = vec![Piece::Words(String::new())];
        for c in sentence.chars() {
            let piece = match c {
                CODE => Piece::Code(code.to_owned()),
                PAGE => Piece::Page(page.to_owned()),
                c => {
                    if let Some(Piece::Words(words)) = pieces.last_mut() {
                        words.push(c);
                    }
                    continue;
                }
            };
            pieces.extend([piece, Piece::Words(String::new())]);
        }
        pieces
    }
}

/// Stand for a code and an address until the sentence is taken apart: private characters, which no message holds.
const CODE: char = '\u{e000}';
const PAGE: char = '\u{e001}';

/// A part of a sentence that a template draws in its own way.
pub(super) enum Piece {
    Words(String),
    /// A code, on one line.
    Code(String),
    /// The address of the page of codes.
    Page(String),
}

/// A phrase of ours as it begins a sentence.
pub(super) fn raised(phrase: &str) -> String {
    let mut chars = phrase.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_and_counted_in_each_language() {
        for (tag, one, two, three) in [
            ("en", "Priya Raman", "Priya Raman and a colleague", "Priya Raman and two colleagues"),
            ("es", "Priya Raman", "Priya Raman y otra persona", "Priya Raman y 2 personas más"),
            ("ar", "Priya Raman", "\u{2068}Priya Raman\u{2069} وشخص آخر", "\u{2068}Priya Raman\u{2069} وشخصين آخرين"),
        ] {
            let voice = Voice::new(Language::named(tag).expect("a language"), Tz::UTC);
            assert_eq!(voice.first_and_more(&["Priya Raman"]), one);
            assert_eq!(voice.first_and_more(&["Priya Raman", "B"]), two);
            assert_eq!(voice.first_and_more(&["Priya Raman", "B", "C"]), three);
        }
        let english = Voice::new(Language::english(), Tz::UTC);
        assert_eq!(
            (english.list(&["A", "B", "C"]), english.row(&["A", "B", "C"])),
            ("A, B and C".into(), "A, B, C".into())
        );
        assert_eq!(raised("a client of Oak Street branch"), "A client of Oak Street branch");
    }
}
