//! A commendation as filled in, and the part of its check that needs no look-up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::letter::{self, LetterInput, ScanAsked};
use super::withheld_places::PlaceInput;
use super::{Field, Findings, LONG, Submitted, Text};
use crate::commendations::Strength;
use crate::commendations::order::{ByHand, ClientOrder, LetterOrder, Workaround};
use crate::commendations::rules::served_in_time;
use crate::ids::{AssistId, PersonId};
use crate::letters::rules::{CoverNote, PersonName};
use crate::mail_addresses::MailAddress;

/// The most people praised in one letter.
pub(super) const MOST_HELPERS: usize = 10;
/// The most strengths named.
const MOST_STRENGTHS: usize = 5;
/// The most characters of what they did.
const MOST_DID: usize = 1_000;
/// The most characters of a process.
const SHORT: usize = 100;

/// A commendation as somebody filled it in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Input {
    /// Everyone who is praised; none only with the assist of a helper not known yet.
    pub helpers: Submitted<Vec<Submitted<PersonId>>>,
    /// The day of service; today when absent.
    pub served_on: Submitted<NaiveDate>,
    /// The client praised the banker too.
    pub include_banker: Submitted<bool>,
    /// Required with a letter.
    pub client: Submitted<ClientInput>,
    /// The client's letter.
    pub letter: Submitted<LetterInput>,
    /// The helpers' deed in a sentence or two: the first paragraph of the cover note.
    pub did: Submitted<String>,
    /// The banker's own paragraph.
    pub cover_note: Submitted<String>,
    /// The places withheld in the cover note, counted from its first paragraph on.
    pub cover_note_withheld: Submitted<Vec<Submitted<PlaceInput>>>,
    /// The assist that it was made from.
    pub assist: Submitted<AssistId>,
    /// The process that failed, and the way around it.
    pub workaround: Submitted<WorkaroundInput>,
    /// Words of [`Strength`].
    pub strengths: Submitted<Vec<Submitted<String>>>,
}

/// A correction as somebody filled it in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionInput {
    /// Everyone who is praised from now on; as it is when absent.
    pub helpers: Submitted<Vec<Submitted<PersonId>>>,
    /// The banker's own paragraph; as it is when absent.
    pub cover_note: Submitted<String>,
    /// The places withheld in it.
    pub cover_note_withheld: Submitted<Vec<Submitted<PlaceInput>>>,
    /// The reason; everyone who has a copy is told.
    pub reason: Submitted<String>,
}

/// The client and what the client agreed to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientInput {
    /// For the record; it travels only with consent.
    pub name: Submitted<String>,
    /// For the bank's reply.
    pub email: Submitted<String>,
    /// True when the name may go with the letter; no when absent.
    pub share_name: Submitted<bool>,
    /// True when the client was invited to write, false when the client offered.
    pub invited: Submitted<bool>,
}

/// A process that needed a hero.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkaroundInput {
    /// The process that failed.
    pub process: Submitted<String>,
    /// The workaround.
    pub detail: Submitted<String>,
}

/// An input after the checks that need no look-up.
pub struct Checked {
    pub helpers: Vec<(usize, PersonId)>,
    pub served_on: NaiveDate,
    pub include_banker: bool,
    pub client: Option<ClientOrder>,
    pub letter: Option<LetterOrder>,
    /// The upload of the letter, to be looked up.
    pub scan: Option<ScanAsked>,
    pub cover_note: Option<CoverNote>,
    pub cover_note_withheld: ByHand,
    pub assist: Option<AssistId>,
    pub workaround: Option<Workaround>,
    pub strengths: Vec<Strength>,
}

/// Checks an input.
pub fn check(input: Input, today: NaiveDate, findings: &mut Findings) -> Checked {
    let served_on = findings.take(input.served_on).unwrap_or(today);
    if !served_in_time(served_on, today) {
        let words = format!("The day of service cannot be after today, {today}.");
        findings.note(Field::ServedOn, "in_the_future", words);
    }
    let is_unread = |text: &Submitted<String>| matches!(text, Submitted::Unread(_));
    let nothing_unread =
        !(matches!(input.letter, Submitted::Unread(_)) || is_unread(&input.cover_note) || is_unread(&input.did));
    let did = findings.short_text(Field::Did, input.did, MOST_DID);
    let whole = whole_note(did, input.cover_note);
    let (cover_note, cover_note_withheld) = findings.cover_note(whole, input.cover_note_withheld);
    let given = findings.take(input.letter).filter(|letter| !letter.is_left_out());
    let has_letter = given.is_some();
    let (letter, scan) = given.map(|letter| letter::check(letter, findings)).unwrap_or_default();
    let no_client = input.client.is_absent();
    let client = findings.take(input.client);
    let shares = client.as_ref().is_none_or(|client| client.share_name.as_ref().copied().unwrap_or(false));
    if scan.is_some() && !shares && letter.as_ref().is_some_and(|letter| letter.text.is_none()) {
        let why = "The client did not agree to share the name, so the page itself stays here: type its words.";
        findings.note(Field::Text(Text::Transcript), "required", why);
    }
    if has_letter && no_client {
        findings.note(
            Field::Client,
            "required",
            "A letter needs its client, even when nothing is known of the client.",
        );
    }
    if !has_letter && cover_note.is_none() && nothing_unread {
        findings.note(Field::Letter, "required", "Send the client's letter, or a cover note of your own, or both.");
    }
    Checked {
        helpers: helpers(input.helpers, findings),
        served_on,
        include_banker: findings.take(input.include_banker).unwrap_or(false),
        client: client.map(|client| self::client(client, findings)),
        letter,
        scan,
        cover_note,
        cover_note_withheld,
        assist: findings.take(input.assist),
        workaround: findings.take(input.workaround).map(|given| workaround(given, findings)),
        strengths: strengths(input.strengths, findings),
    }
}

/// The text of the cover note, in which its withheld places are counted; empty where there is none.
pub fn note_text(input: &Input) -> String {
    let did = input.did.as_ref().map(|did| did.trim().to_owned()).filter(|did| !did.is_empty());
    whole_note(did, input.cover_note.clone()).as_ref().cloned().unwrap_or_default()
}

/// The cover note with its first paragraph.
fn whole_note(did: Option<String>, note: Submitted<String>) -> Submitted<String> {
    match (did, note) {
        (Some(did), Submitted::Value(note)) => Submitted::Value(format!("{did}\n\n{note}")),
        (Some(did), Submitted::Absent) => Submitted::Value(did),
        (_, note) => note,
    }
}

/// Everyone who is praised, each with the place in the list.
pub fn helpers(given: Submitted<Vec<Submitted<PersonId>>>, findings: &mut Findings) -> Vec<(usize, PersonId)> {
    let why = format!("One letter can praise {MOST_HELPERS} people at most.");
    let ids = findings.at_most(given, MOST_HELPERS, &Field::Helpers, &why);
    for (place, (index, id)) in ids.iter().enumerate() {
        if ids[..place].iter().any(|(_, before)| before == id) {
            findings.note(Field::Helper(*index), "duplicate", "This person is named twice; once is enough.");
        }
    }
    ids
}

fn client(given: ClientInput, findings: &mut Findings) -> ClientOrder {
    let name = findings.take(given.name).and_then(|name| {
        let name = PersonName::parse(&name);
        name.map_err(|why| findings.note(Field::ClientName, why.code(), why.phrase())).ok()
    });
    let email = findings.take(given.email).filter(|email| {
        let good = MailAddress::parse(email).is_ok();
        if !good {
            let why = "This has to be a mail address such as maria@example.org.";
            findings.note(Field::ClientEmail, "bad_address", why);
        }
        good
    });
    ClientOrder {
        name,
        email,
        share_name: findings.take(given.share_name).unwrap_or(false),
        invited: findings.take(given.invited),
    }
}

fn workaround(given: WorkaroundInput, findings: &mut Findings) -> Workaround {
    Workaround {
        process: findings.short_text(Field::WorkaroundProcess, given.process, SHORT),
        detail: findings.short_text(Field::WorkaroundDetail, given.detail, LONG),
    }
}

fn strengths(given: Submitted<Vec<Submitted<String>>>, findings: &mut Findings) -> Vec<Strength> {
    let why = format!("Name {MOST_STRENGTHS} strengths at most.");
    let mut strengths: Vec<Strength> = Vec::new();
    for (index, word) in findings.at_most(given, MOST_STRENGTHS, &Field::Strengths, &why) {
        match word.parse() {
            Err(_) => findings.note(Field::Strength(index), "unknown_strength", "There is no such strength."),
            Ok(strength) if strengths.contains(&strength) => {
                findings.note(Field::Strength(index), "duplicate", "This strength is named twice; once is enough.");
            }
            Ok(strength) => strengths.push(strength),
        }
    }
    strengths
}
