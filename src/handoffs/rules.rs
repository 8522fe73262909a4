//! Decisions about hand-offs: their state and lifetime, and whether a letter can be signed. Pure.

use std::time::Duration;

use super::{End, Entries, Handoff, Place, State};
use crate::clock::Timestamp;
use crate::commendations::drafts::rules::ClientLetter;
use crate::letters::rules::{LetterText, PersonName, Strokes, TextProblem};
use crate::letters::screening::{Kind, mask};
use crate::mail_addresses::MailAddress;

/// The time that link and code are good until a browser takes them.
const UNTIL_OPENED: Duration = Duration::from_secs(15 * 60);
/// The time that an opened hand-off is kept after the client's latest change.
const UNTIL_IDLE: Duration = Duration::from_secs(2 * 3_600);
/// The most characters that are kept of one entry that cannot be taken.
const MOST_KEPT: usize = 40_000;
/// The most characters of a drawn signature as it is sent.
const MOST_STROKES: usize = 400_000;

/// The end of the time of a new hand-off; none for a slip where the bank makes none.
pub fn expires(place: Place, now: Timestamp, take_home: Option<Duration>) -> Option<Timestamp> {
    let good_for = match place {
        Place::TakeHome => take_home?,
        Place::Phone | Place::Tablet => UNTIL_OPENED,
    };
    Some(now.plus(good_for))
}

/// The end of its time after the client did something. It is never earlier than before.
pub fn prolonged(expires_at: Timestamp, now: Timestamp) -> Timestamp {
    expires_at.max(now.plus(UNTIL_IDLE))
}

/// The end of a hand-off: what was recorded, or that its time has run out.
pub fn end(handoff: &Handoff, now: Timestamp) -> Option<End> {
    match handoff.ended {
        Some((_, end)) => Some(end),
        None => (handoff.expires_at <= now).then_some(End::Expired),
    }
}

/// The state of a hand-off.
pub fn state(handoff: &Handoff, now: Timestamp) -> State {
    match end(handoff, now) {
        Some(End::Signed) => State::Signed,
        Some(End::Declined) => State::Declined,
        Some(End::Revoked) => State::Revoked,
        Some(End::Expired) => State::Expired,
        None if handoff.written_at.is_some() => State::Writing,
        None if handoff.opened_at.is_some() => State::Opened,
        None => State::Shown,
    }
}

impl Entries {
    /// True when nothing was written, drawn or ticked.
    pub fn is_blank(&self) -> bool {
        [&self.text, &self.name, &self.strokes, &self.email].iter().all(|entry| entry.trim().is_empty())
            && !self.share_name
    }

    /// The entries without anything longer than any page of ours could have sent.
    #[must_use]
    pub fn cut(mut self) -> Self {
        for entry in [&mut self.text, &mut self.name, &mut self.email, &mut self.language] {
            if let Some((at, _)) = entry.char_indices().nth(MOST_KEPT) {
                entry.truncate(at);
            }
        }
        if self.strokes.len() > MOST_STROKES {
            self.strokes.clear();
        }
        self
    }
}

/// The reason why a letter cannot be signed as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientProblem {
    /// There are no words.
    NoWords,
    /// It is too long by this many characters.
    TooLong(usize),
    /// It holds a character that cannot be printed.
    Unprintable,
    /// There is no name.
    NoName,
    /// The name cannot be taken.
    BadName,
    /// The drawn signature cannot be taken.
    BadSignature,
    /// The address is none.
    BadAddress,
    /// It holds what looks like these numbers, and the client has not said that they stay.
    Numbers(Vec<Kind>),
}

/// Checks everything that the client has entered. `numbers_stay` says that the client has seen which numbers are in it.
///
/// # Errors
/// Everything that keeps it from being signed, in the order of the page.
pub fn signing(entries: &Entries, numbers_stay: bool) -> Result<ClientLetter, Vec<ClientProblem>> {
    let mut problems = Vec::new();
    let text = LetterText::parse(&entries.text).map_err(|problem| {
        problems.push(match problem {
            TextProblem::Empty => ClientProblem::NoWords,
            TextProblem::TooLong { count, most } => ClientProblem::TooLong(count - most),
            TextProblem::ControlCharacter { .. } => ClientProblem::Unprintable,
        });
    });
    let numbers = numbers(&entries.text);
    if !numbers.is_empty() && !numbers_stay {
        problems.push(ClientProblem::Numbers(numbers));
    }
    let name = PersonName::parse(&entries.name).map_err(|problem| {
        problems.push(if problem == TextProblem::Empty { ClientProblem::NoName } else { ClientProblem::BadName });
    });
    let strokes = strokes(&entries.strokes).ok_or_else(|| problems.push(ClientProblem::BadSignature));
    let email = match entries.email.trim() {
        "" => Ok(None),
        typed => MailAddress::parse(typed).map(Some).map_err(|_| problems.push(ClientProblem::BadAddress)),
    };
    match (text, name, strokes, email) {
        (Ok(text), Ok(name), Ok(strokes), Ok(email)) if problems.is_empty() => Ok(ClientLetter {
            text: text.as_str().to_owned(),
            name: name.as_str().to_owned(),
            strokes,
            email: email.map(|email| email.to_string()),
            share_name: entries.share_name,
            language: entries.language.clone(),
        }),
        _ => Err(problems),
    }
}

/// The kinds of numbers in a text that would be masked, each once.
pub fn numbers(text: &str) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for span in mask(text, None).spans {
        if !kinds.contains(&span.kind) {
            kinds.push(span.kind);
        }
    }
    kinds
}

/// The lines of a drawn signature; `None` when they cannot be taken.
fn strokes(entry: &str) -> Option<Vec<Vec<[f64; 2]>>> {
    if entry.trim().is_empty() {
        return Some(Vec::new());
    }
    let lines: Vec<Vec<[f64; 2]>> = serde_json::from_str(entry).ok()?;
    Strokes::parse(lines).ok().map(|strokes| strokes.as_slice().to_vec())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::{DraftId, HandoffId, PersonId};

    const NOW: Timestamp = Timestamp::from_micros(1_795_257_840_000_000);

    fn ended() -> impl Strategy<Value = Option<End>> {
        proptest::option::of(proptest::sample::select(End::ALL))
    }

    proptest! {
        #[test]
        fn a_state_follows_from_what_happened(
            opened in any::<bool>(), written in any::<bool>(), ended in ended(), minutes in 0..10_000_u64, left in 0..10_000_u64,
        ) {
            let now = NOW.plus(Duration::from_secs(60 * minutes));
            let handoff = Handoff {
                id: HandoffId::new(), draft: DraftId::new(), banker: PersonId::new(), place: Place::Phone, created_at: NOW,
                opened_at: opened.then_some(NOW), written_at: written.then_some(NOW),
                expires_at: NOW.plus(Duration::from_secs(60 * left)), ended: ended.map(|end| (NOW, end)),
            };
            let state = state(&handoff, now);
            let is_open = ended.is_none() && minutes < left;
            prop_assert_eq!(is_open, matches!(state, State::Shown | State::Opened | State::Writing));
            prop_assert_eq!(is_open, end(&handoff, now).is_none());
            if let Some(end) = ended {
                prop_assert_eq!(state.as_str(), end.as_str());
            } else if !is_open {
                prop_assert_eq!(state, State::Expired);
            } else {
                prop_assert_eq!(state == State::Writing, written);
            }
            let later = prolonged(handoff.expires_at, now);
            prop_assert!(later >= handoff.expires_at && later >= now.plus(UNTIL_IDLE));
        }

        #[test]
        fn any_entries_are_signed_or_say_why_not(text in "\\PC{0,40}", name in "\\PC{0,20}", strokes in "\\PC{0,20}", email in "\\PC{0,20}") {
            let entries = Entries { text: text.clone(), name: name.clone(), strokes, email, ..Entries::default() };
            match signing(&entries, true) {
                Ok(signed) => prop_assert_eq!((signed.text.as_str(), signed.name.is_empty()), (text.trim(), false)),
                Err(problems) => prop_assert!(!problems.is_empty()),
            }
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let entries = Entries {
            text: "My card is 4111 1111 1111 1111.".into(),
            strokes: "[[[1,2],[3]]]".into(),
            email: "maria at home".into(),
            ..Entries::default()
        };
        let problems = [
            ClientProblem::Numbers(vec![Kind::Card]),
            ClientProblem::NoName,
            ClientProblem::BadSignature,
            ClientProblem::BadAddress,
        ];
        assert_eq!(signing(&entries, false), Err(problems.to_vec()));
        assert_eq!(signing(&entries, true), Err(problems[1..].to_vec()));
        let entries = Entries { text: "\u{200b}".into(), name: "x".repeat(201), ..Entries::default() };
        assert_eq!(signing(&entries, false), Err(vec![ClientProblem::NoWords, ClientProblem::BadName]));
        let entries = Entries { text: "x".repeat(20_003), name: "Maria".into(), ..Entries::default() };
        assert_eq!(signing(&entries, false), Err(vec![ClientProblem::TooLong(3)]));
        let entries = Entries {
            text: " Thank you. ".into(),
            name: "Maria".into(),
            strokes: "[[[1,2],[3,4.5]]]".into(),
            email: "maria@example.org".into(),
            share_name: true,
            language: "es".into(),
        };
        let signed = signing(&entries, false).expect("a letter");
        assert_eq!((signed.text.as_str(), signed.strokes), ("Thank you.", vec![vec![[1.0, 2.0], [3.0, 4.5]]]));
    }

    #[test]
    fn an_entry_that_no_page_sends_is_cut() {
        let entries =
            Entries { text: "é".repeat(MOST_KEPT + 1), strokes: "9".repeat(MOST_STROKES + 1), ..Entries::default() };
        let cut = entries.cut();
        assert_eq!((cut.text.chars().count(), cut.strokes.len()), (MOST_KEPT, 0));
    }
}
