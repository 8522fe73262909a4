//! The phrases of the mails about one commendation: people, subject and place, for each kind of reader.
//!
//! Invariants: no client's name in subject or preheader; the client's name appears only where the content holds it; a mail
//! makes at most one request, and says so when it makes none.

use super::{
    FoundAs, LetterMail, Party, Reader, RecipientReason,
    role::Role,
    salutation::given,
    words::{self, list, long_date, possessive, short_date},
};
use crate::delivery::Reason;

/// Phrases about one commendation.
pub(super) struct Phrases<'a> {
    pub mail: &'a LetterMail,
    pub recipient: &'a str,
}

impl Phrases<'_> {
    /// Tells whether the reader may be the wrong recipient, and is asked to say so; HR finds out for itself.
    pub fn may_be_mistaken(&self, role: Role) -> bool {
        let hr = self.mail.because.iter().any(|because| because.reason == Reason::Hr);
        !hr && !matches!(role, Role::Helper | Role::Banker)
    }

    fn by_client(&self) -> bool {
        self.mail.client.is_some()
    }

    fn wrote(&self) -> &'static str {
        if self.by_client() { "A client" } else { "A colleague" }
    }

    fn names(&self) -> Vec<&str> {
        self.mail.helpers.iter().map(|helper| helper.name.as_str()).collect()
    }

    /// `Priya Raman and two colleagues`, or `someone in Wire Operations`.
    fn whom(&self) -> String {
        if self.mail.helpers.is_empty() { self.someone("someone") } else { words::first_and_count(&self.names()) }
    }

    fn someone(&self, word: &str) -> String {
        match &self.mail.hint {
            Some(hint) if !hint.department.is_empty() => format!("{word} in {}", hint.department),
            _ => format!("{word} in the back office"),
        }
    }

    /// `Priya`, `Priya and Tom`, or `Someone in Wire Operations`; begins a sentence.
    fn first_names(&self) -> String {
        if self.mail.helpers.is_empty() { self.someone("Someone") } else { list(&first_names(&self.names())) }
    }

    /// The department all helpers share.
    fn department(&self) -> Option<&str> {
        let mut departments = self.mail.helpers.iter().map(|helper| helper.department.as_str());
        let first = departments.next().filter(|first| !first.is_empty())?;
        departments.all(|department| department == first).then_some(first)
    }

    fn banker(&self) -> &Party {
        &self.mail.banker
    }

    fn banker_first(&self) -> &str {
        given(&self.banker().name)
    }

    fn served(&self) -> String {
        short_date(self.mail.served_on, self.mail.sent_on)
    }

    /// `Maria Delgado, a client of Oak Street branch,` or `a client of Oak Street branch`.
    fn client_helped(&self) -> String {
        let place = self.banker().place_long();
        match self.mail.client.as_ref().and_then(|client| client.name.as_deref()) {
            Some(name) => format!("{name}, a client of {place},"),
            None => format!("a client of {place}"),
        }
    }

    pub fn subject(&self, role: Role) -> String {
        let (wrote, banker) = (self.wrote(), &self.banker().name);
        match role {
            Role::Helper if self.by_client() => "A client wrote a letter about you".to_owned(),
            Role::Helper => "A colleague wrote in praise of you".to_owned(),
            Role::Supervisor | Role::Onlooker | Role::Assigner => format!("{wrote} wrote in praise of {}", self.whom()),
            Role::BankerSupervisor => {
                let department = self.department().map_or_else(|| self.whom(), str::to_owned);
                match self.by_client() {
                    true => format!("{banker} passed on a client’s praise for {department}"),
                    false => format!("{banker} wrote in praise of {}", self.whom()),
                }
            }
            Role::Banker => format!("Your commendation of {} is on its way", self.whom()),
        }
    }

    pub fn heading(&self, role: Role) -> String {
        match role {
            Role::Helper if self.by_client() => {
                let client = self.mail.client.as_ref().and_then(|client| client.name.clone());
                let client = client.unwrap_or_else(|| format!("A client of {}", self.banker().place_long()));
                format!("{client} wrote a letter about you")
            }
            Role::Helper => format!("{} wrote in praise of you", self.banker().name),
            Role::BankerSupervisor if self.by_client() => {
                format!("{} passed on a client’s praise for {}", self.banker().name, self.whom())
            }
            _ => self.subject(role),
        }
    }

    pub fn preheader(&self, role: Role) -> String {
        let at = format!("{} at {}", self.banker().name, self.banker().place());
        let noted = self.mail.cover_note.is_some() && self.by_client();
        match role {
            Role::Helper => {
                let told = self.readers_with(Reason::HelperSupervisor).next().is_some();
                let told = if told { ", and your supervisor has it too" } else { "" };
                match (self.by_client(), noted) {
                    (true, true) => format!("It is signed{told}. {at} added a note."),
                    (true, false) => format!("It is signed{told}. {at} passed it on."),
                    (false, _) => format!("{at} wrote it{told}."),
                }
            }
            Role::Supervisor | Role::Onlooker => match (self.by_client(), noted) {
                (true, true) => format!("The signed letter is attached, with a note from {at}."),
                (true, false) => format!("The signed letter is attached, passed on by {at}."),
                (false, _) => format!("The letter of {at} is attached."),
            },
            Role::BankerSupervisor => {
                let first = self.mail.helpers.first();
                let department = first.map(|helper| helper.department.as_str()).filter(|name| !name.is_empty());
                let helper = match (first, department) {
                    (Some(helper), Some(department)) => format!("{} in {department}", helper.name),
                    (Some(helper), None) => helper.name.clone(),
                    (None, _) => self.someone("Someone"),
                };
                let helped = if self.by_client() { "a client" } else { "a colleague" };
                format!("{helper} helped {helped} at {}. The letter is attached.", self.banker().place())
            }
            Role::Banker => "Here is your copy, with the names of everyone who gets it.".to_owned(),
            Role::Assigner => "Please say who it was, so that the letter reaches that person.".to_owned(),
        }
    }

    pub fn intro(&self, role: Role) -> Vec<String> {
        let mut intro = Vec::new();
        if let Some(day) = self.mail.replaces {
            intro.push(format!("This copy replaces the one of {}. Please keep this one instead.", long_date(day)));
        }
        intro.push(match role {
            Role::Helper => self.intro_for_helper(),
            Role::Supervisor | Role::Onlooker | Role::Assigner => self.intro_for_supervisor(),
            Role::BankerSupervisor => self.intro_for_bankers_supervisor(),
            Role::Banker => self.intro_for_banker(),
        });
        if role == Role::Assigner {
            intro.push(self.hint_words());
        }
        if role == Role::Banker && self.mail.praises_banker {
            intro.push("The client praised you too, so the letter stands in your own history as well.".to_owned());
        }
        intro
    }

    fn intro_for_helper(&self) -> String {
        let (banker, at, on) = (&self.banker().name, self.banker().place(), self.served());
        if !self.by_client() {
            return format!(
                "You helped {banker} at {at} on {on}. This is what {} wrote about it.",
                self.banker_first()
            );
        }
        let client = self.mail.client.as_ref().and_then(|client| client.name.as_deref()).unwrap_or("a client");
        let cut = self.mail.letter.as_ref().is_some_and(|letter| letter.cut);
        let whole =
            if cut { "This is how the letter begins; all of it is attached." } else { "Here is the whole letter." };
        format!("You helped {client} and {banker} at {at} on {on}. {whole}")
    }

    fn intro_for_supervisor(&self) -> String {
        let (helpers, on) = (self.first_names(), self.served());
        if !self.by_client() {
            let (banker, at) = (&self.banker().name, self.banker().place());
            return format!("{helpers} helped {banker} at {at} on {on}. {} wrote it down.", self.banker_first());
        }
        let signed = match self.mail.signed_on {
            Some(day) if day == self.mail.sent_on => ", signed today".to_owned(),
            Some(day) => format!(", signed on {}", short_date(day, self.mail.sent_on)),
            None => String::new(),
        };
        format!("{helpers} helped {} on {on}. This is the letter that came of it{signed}.", self.client_helped())
    }

    fn intro_for_bankers_supervisor(&self) -> String {
        let (banker, at, on) = (self.banker_first(), self.banker().place(), self.served());
        let department = self.department().map(|name| format!(" in {name}")).unwrap_or_default();
        let helpers = match self.mail.helpers.as_slice() {
            [] => self.someone("Someone"),
            _ => format!("{}{department}", list(&self.names())),
        };
        let to = self.sent_to();
        match (self.by_client(), self.mail.cover_note.is_some()) {
            (true, true) => format!(
                "{helpers} helped {banker} and a client at {at} on {on}. {banker} passed on the client’s letter, added \
                 a note, and sent both to {to}."
            ),
            (true, false) => format!(
                "{helpers} helped {banker} and a client at {at} on {on}. {banker} passed on the client’s letter to {to}."
            ),
            (false, _) => {
                format!("{helpers} helped {banker} at {at} on {on}. {banker} wrote it down and sent it to {to}.")
            }
        }
    }

    /// `Priya and to Priya’s supervisor, Tom Okafor`.
    fn sent_to(&self) -> String {
        if self.mail.helpers.is_empty() {
            return "those who can say who it was".to_owned();
        }
        let mut all = first_names(&self.names());
        for reader in self.readers_with(Reason::HelperSupervisor) {
            all.push(format!("to {}", self.reader(reader)));
        }
        list(&all)
    }

    fn intro_for_banker(&self) -> String {
        let readers: Vec<String> = self.mail.readers.iter().map(|reader| self.reader(reader)).collect();
        let to = if readers.is_empty() { "those it is meant for".to_owned() } else { list(&readers) };
        format!(
            "You sent this today. It goes to {to}. A mail that cannot be delivered is not lost: HR is told of it, and \
             the page below shows it."
        )
    }

    fn hint_words(&self) -> String {
        let Some(hint) = &self.mail.hint else { return "Nothing else is known of who it was.".to_owned() };
        let mut known = vec![hint.name.clone()];
        known.extend((!hint.department.is_empty()).then(|| hint.department.clone()));
        known.extend(hint.extension.as_ref().map(|extension| format!("extension {extension}")));
        known.retain(|part| !part.is_empty());
        format!("This is what {} knows of who it was: {}.", self.banker_first(), known.join(", "))
    }

    pub fn after(&self, role: Role) -> String {
        let (helpers, banker) = (self.first_names(), self.banker_first());
        match role {
            Role::Helper => {
                format!("Nothing is asked of you. If you like, one click on that page thanks {banker}.")
            }
            Role::Supervisor => format!(
                "One click there puts on record, with the date, that you read it. {} see that too. Telling {helpers} in \
                 person counts for more.",
                list(&first_names(&[self.names(), vec![banker]].concat()))
            ),
            Role::Onlooker => "There is nothing to do.".to_owned(),
            Role::BankerSupervisor => format!("There is nothing to do. A word to {banker} is welcome."),
            Role::Banker => "There is nothing to do.".to_owned(),
            Role::Assigner => {
                "Once you name the person, the letter goes to that person and up the chain of supervisors. \
                               Until then neither has it."
                    .to_owned()
            }
        }
    }

    pub fn why(&self, role: Role) -> String {
        let mut sentences: Vec<String> = self.mail.because.iter().map(|because| self.because(because)).collect();
        sentences.dedup();
        let readers: Vec<String> = self.mail.readers.iter().map(|reader| self.reader(reader)).collect();
        match readers.len() {
            0 => {}
            1 => sentences.push(format!("{} has the letter too.", capital(&list(&readers)))),
            _ => sentences.push(format!("{} have the letter too.", capital(&list(&readers)))),
        }
        if role == Role::Helper {
            sentences.push("It stands in your recognition history from today.".to_owned());
        }
        sentences.join(" ")
    }

    fn because(&self, because: &RecipientReason) -> String {
        let day = long_date(self.mail.served_on);
        let of = because.of.as_deref();
        match because.reason {
            Reason::Helper => "The letter is about you.".to_owned(),
            Reason::Banker => "You sent it.".to_owned(),
            Reason::HelperSupervisor => supervisor_words(of.map(given).unwrap_or("the helper"), because.found_as, &day),
            Reason::BankerSupervisor => format!(
                "{} Praise goes up both chains: to the one who helped and to the one who noticed.",
                supervisor_words(of.unwrap_or(&self.banker().name), because.found_as, &day)
            ),
            Reason::DepartmentHead => match &self.mail.hint {
                Some(hint) => format!("You lead {}, where the one who helped works.", hint.department),
                None => "You lead the department where the one who helped works.".to_owned(),
            },
            Reason::Hr => match of {
                Some(of) => format!("No active supervisor of {of} was on record for {day}, so it comes to HR."),
                None => "Nobody else could be named to receive it, so it comes to HR.".to_owned(),
            },
            Reason::DottedLine => format!("{} also reports to you, on a dotted line.", of.unwrap_or("The helper")),
        }
    }

    fn reader(&self, reader: &Reader) -> String {
        reader_phrase(reader, &self.banker().name, self.recipient)
    }

    fn readers_with(&self, reason: Reason) -> impl Iterator<Item = &Reader> {
        self.mail.readers.iter().filter(move |reader| reader.because.iter().any(|because| because.reason == reason))
    }
}

fn supervisor_words(of: &str, found_as: FoundAs, day: &str) -> String {
    let of = possessive(of);
    match found_as {
        FoundAs::Primary => format!("You were {of} supervisor on {day}, the day of service."),
        FoundAs::Acting => format!("You acted as {of} supervisor on {day}, the day of service."),
        FoundAs::NextActiveAbove => {
            format!("{of} own supervisor of {day}, the day of service, is not there any more, and you are next above.")
        }
    }
}

/// Another person who has the mail: `Sam Lee`, `Sam’s supervisor Dana Whitfield`, `your supervisor Tom Okafor`, `HR`.
///
/// `to` is the reader of the phrase; a supervisor without a named person counts as the banker's.
pub(super) fn reader_phrase(reader: &Reader, banker: &str, to: &str) -> String {
    let Some(because) = reader.because.iter().min_by_key(|because| because.reason) else {
        return reader.name.clone();
    };
    let of = match because.reason {
        Reason::HelperSupervisor => because.of.as_deref(),
        Reason::BankerSupervisor => Some(because.of.as_deref().unwrap_or(banker)),
        Reason::Hr => return "HR".to_owned(),
        _ => None,
    };
    match of {
        Some(of) if of == to => format!("your supervisor {}", reader.name),
        Some(of) => format!("{} supervisor {}", possessive(given(of)), reader.name),
        None => reader.name.clone(),
    }
}

/// `Hello Tom,`; a shared mailbox is greeted without a name.
pub(super) fn hello(recipient: &str) -> String {
    match given(recipient) {
        "" | "HR" => "Hello,".to_owned(),
        name => format!("Hello {name},"),
    }
}

fn first_names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| given(name).to_owned()).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
