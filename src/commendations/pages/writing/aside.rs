//! Beside the form: who will see it and why, what is masked, what may be a name, and the letter as it will look.

use super::fields::{ScreenedText, place_words};
use super::problems::Problem;
use super::sheet::{Sheet, sheet};
use crate::commendations::compose::MaybeName;
use crate::commendations::intake::{Input, PlaceInput, Submitted, Text, note_text};
use crate::commendations::notices::{Notice, notices};
use crate::commendations::operations::{Commendations, Prepared};
use crate::commendations::rules::{Blocked, Note, Recipient};
use crate::delivery::Reason;
use crate::delivery::message::{FoundAs, RecipientReason};
use crate::files::digest;
use crate::letters::screening::Kind;
use crate::web::Shell;

/// The side of the page.
#[derive(Default)]
pub struct Aside {
    /// Problems that keep it from being sent.
    pub open: Vec<Problem>,
    pub recipients: Vec<Seer>,
    pub notices: Vec<String>,
    /// Client data that is masked.
    pub masked: Vec<String>,
    /// Places that are withheld, or that may be a name.
    pub places: Vec<Place>,
    /// The texts whose places are on the page.
    pub asked: Vec<&'static str>,
    /// Characters that no font here has.
    pub without_font: String,
    pub sheet: Option<Sheet>,
    /// Stands for what is shown here: what is sent has to be what was seen.
    pub seen: String,
}

/// Somebody who will see it.
pub struct Seer {
    pub name: String,
    pub title: String,
    /// Each reason in words.
    pub why: Vec<String>,
    /// The reason why there is no mail; empty where there is one.
    pub blocked: String,
}

/// A place of a text.
pub struct Place {
    /// As the form sends it: the text, the first character, the words.
    pub tick: String,
    pub words: String,
    /// Words before and after it.
    pub before: String,
    pub after: String,
    pub is_withheld: bool,
}

/// The characters shown on each side of a place.
const AROUND: usize = 30;

/// The side of a draft for the banker who writes it. Without anybody named there is nothing to decide.
pub fn aside(
    shell: &Shell,
    service: &Commendations,
    input: &Input,
    open: Vec<Problem>,
    prepared: Option<&Prepared>,
) -> Aside {
    side((shell, service), input, open, prepared, None)
}

/// The same for somebody who settles a banker's draft: only what would circulate, and no place of the text as it was typed.
pub fn seen_by_others(
    at: (&Shell, &Commendations),
    input: &Input,
    open: Vec<Problem>,
    prepared: Option<&Prepared>,
    banker: &str,
) -> Aside {
    let side = side(at, input, open, prepared, Some(banker));
    Aside { places: Vec::new(), asked: Vec::new(), notices: Vec::new(), ..side }
}

fn side(
    (shell, service): (&Shell, &Commendations),
    input: &Input,
    open: Vec<Problem>,
    prepared: Option<&Prepared>,
    banker: Option<&str>,
) -> Aside {
    let Some(prepared) = prepared else { return Aside { open, ..Aside::default() } };
    let strengths: Vec<String> =
        prepared.order.strengths.iter().map(|strength| shell.say(strength.message()).to_string()).collect();
    let (places, asked) = places(input, prepared);
    let mut made = Aside {
        open,
        recipients: prepared.decision.recipients.iter().map(|recipient| seer(shell, recipient, banker)).collect(),
        notices: notices(prepared).iter().map(|notice| said(shell, notice)).collect(),
        masked: prepared.masked().iter().map(|masked| masked_words(shell, masked.kind, &masked.last4)).collect(),
        places,
        asked,
        without_font: service.without_font(prepared).join(" "),
        sheet: Some(sheet(shell, &service.draft_letter(prepared), &strengths)),
        seen: String::new(),
    };
    made.seen = fingerprint(prepared, &made.places);
    made
}

/// Stands for the recipients with their reasons and for the open questions about names.
fn fingerprint(prepared: &Prepared, places: &[Place]) -> String {
    let mut text = String::new();
    for recipient in &prepared.decision.recipients {
        text += &format!("{:?}\n", (&recipient.mailbox.name, &recipient.because, recipient.blocked));
    }
    for place in places {
        text += &format!("{:?}\n", (&place.tick, place.is_withheld));
    }
    digest(text.as_bytes())[..16].to_owned()
}

fn seer(shell: &Shell, recipient: &Recipient, banker: Option<&str>) -> Seer {
    let blocked = match recipient.blocked {
        None => String::new(),
        Some(Blocked::Left) => shell.say("write-blocked-left").to_string(),
        Some(Blocked::Domain) => shell.say("write-blocked-domain").to_string(),
    };
    let mut why: Vec<String> = recipient.because.iter().map(|because| reason(shell, because, banker)).collect();
    why.dedup();
    Seer { name: recipient.mailbox.name.clone(), title: recipient.mailbox.title.clone(), why, blocked }
}

/// A reason in words, to the banker or, about the banker of this name, to somebody else.
fn reason(shell: &Shell, because: &RecipientReason, banker: Option<&str>) -> String {
    if let (Reason::BankerSupervisor | Reason::Banker, Some(banker)) = (because.reason, banker) {
        let is_banker = because.reason == Reason::Banker;
        let message = if is_banker { "settle-why-banker" } else { "settle-why-supervisor" };
        return shell.say(message).with("name", banker).to_string();
    }
    let message = match (because.reason, because.found_as) {
        (Reason::Helper, _) => "write-why-helper",
        (Reason::HelperSupervisor, FoundAs::Primary) => "write-why-supervisor",
        (Reason::HelperSupervisor, FoundAs::Acting) => "write-why-acting",
        (Reason::HelperSupervisor, FoundAs::NextActiveAbove) => "write-why-next-above",
        (Reason::DepartmentHead, _) => "write-why-head",
        (Reason::BankerSupervisor, FoundAs::Primary) => "write-why-yours",
        (Reason::BankerSupervisor, FoundAs::Acting) => "write-why-yours-acting",
        (Reason::BankerSupervisor, FoundAs::NextActiveAbove) => "write-why-yours-next-above",
        (Reason::Hr, _) if because.of.is_some() => "write-why-hr",
        (Reason::Hr, _) => "write-why-hr-unknown",
        (Reason::DottedLine, _) => "write-why-second",
        (Reason::Banker, _) => "write-why-you",
    };
    shell.say(message).with("name", because.of.as_deref().unwrap_or_default()).to_string()
}

/// A notice in the language of the page.
fn said(shell: &Shell, notice: &Notice) -> String {
    let message = match notice {
        Notice::Chain { note, name } => {
            let message = match note {
                Note::NoSupervisor(_) => "write-notice-no-supervisor",
                Note::SupervisorLeft(_) => "write-notice-left",
                Note::Cycle(_) => "write-notice-cycle",
                Note::Top(_) => "write-notice-top",
                Note::BankerSupervisesHelper(_) => "write-notice-you-supervise",
                Note::HelperSupervisesBanker(_) => "write-notice-supervises-you",
                Note::HelperUnknown => "write-notice-unknown",
            };
            return shell.say(message).with("name", name).to_string();
        }
        Notice::PageNotCovered { masked, covered } => {
            return shell.say("write-notice-not-covered").with("masked", *masked).with("covered", *covered).to_string();
        }
        Notice::PageChecked { masked, covered } => {
            return shell.say("write-notice-checked").with("masked", *masked).with("covered", *covered).to_string();
        }
        Notice::MaybeNames { open } => {
            return shell.say("write-notice-maybe").with("count", *open).to_string();
        }
        Notice::PageShowsName => "write-notice-shows-name",
        Notice::PageUnread => "write-notice-unread",
        Notice::NameWithheld => "write-notice-name-withheld",
        Notice::NameUnknown => "write-notice-name-unknown",
    };
    shell.say(message).to_string()
}

/// Client data that was masked, in words.
pub fn masked_words(shell: &Shell, kind: Kind, last4: &str) -> String {
    let kind = shell.say(kind.message());
    if last4.is_empty() {
        kind.to_string()
    } else {
        shell.say("write-masked-ending").with("kind", kind).with("last4", last4).to_string()
    }
}

/// The places of both texts that are withheld by hand or may be a name.
fn places(input: &Input, prepared: &Prepared) -> (Vec<Place>, Vec<&'static str>) {
    let letter = input.letter.as_ref().filter(|letter| !letter.is_left_out());
    let words = letter.and_then(|letter| letter.transcript.as_ref().or(letter.text.as_ref()).cloned());
    let note = note_text(input);
    let by_hand = letter.map(|letter| &letter.withheld);
    let maybe = &prepared.circulated.maybe_names;
    let of_words = places_of(ScreenedText::Words, &words.unwrap_or_default(), by_hand, maybe);
    let of_note = places_of(ScreenedText::Note, &note, Some(&input.cover_note_withheld), maybe);
    let mut asked = Vec::new();
    asked.extend((!of_words.is_empty()).then_some(ScreenedText::Words.word()));
    asked.extend((!of_note.is_empty()).then_some(ScreenedText::Note.word()));
    (of_words.into_iter().chain(of_note).collect(), asked)
}

/// The places of one text that are withheld by hand or may be a name.
pub fn places_of(
    of: ScreenedText,
    text: &str,
    by_hand: Option<&Submitted<Vec<Submitted<PlaceInput>>>>,
    maybe: &[MaybeName],
) -> Vec<Place> {
    let is_here = |in_text: Text| (in_text == Text::CoverNote) == (of == ScreenedText::Note);
    let chars: Vec<char> = text.chars().collect();
    let slice = |from: usize, to: usize| -> String {
        let to = to.min(chars.len());
        chars.get(from.min(to)..to).unwrap_or_default().iter().collect()
    };
    let made = |start: usize, words: String, is_withheld: bool| {
        let end = start + words.chars().count();
        Place {
            tick: format!("{}:{start}:{words}", of.word()),
            before: slice(start.saturating_sub(AROUND), start),
            after: slice(end, end + AROUND),
            words,
            is_withheld,
        }
    };
    let withheld = by_hand.and_then(|given| given.as_ref()).into_iter().flatten();
    let withheld =
        withheld.filter_map(|place| place_words(text, place)).map(|(start, words)| (start, made(start, words, true)));
    let maybe = maybe.iter().filter(|maybe| is_here(maybe.text));
    let maybe = maybe.map(|maybe| (maybe.start, made(maybe.start, slice(maybe.start, maybe.end), false)));
    let mut all: Vec<(usize, Place)> = withheld.chain(maybe).filter(|(_, place)| !place.words.is_empty()).collect();
    all.sort_by_key(|(start, _)| *start);
    all.into_iter().map(|(_, place)| place).collect()
}
