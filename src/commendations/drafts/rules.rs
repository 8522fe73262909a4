//! Decisions about drafts: who may do what with one, whether it holds a signed letter; what is due by time (`age`), and what others than its
//! owner read (`overseen`); its code and its letter on paper (`paper`). Pure.

mod age;
mod client_letter;
mod overseen;
mod paper;

use super::Draft;
use crate::commendations::LetterKind;
use crate::commendations::intake::{Input, LetterInput, Submitted};
use crate::vocabulary::vocabulary;

pub use age::{Age, Step, step, waits_from};
pub use client_letter::{ClientLetter, changes_client_letter, signed, with_client_letter, without_letter};
pub use overseen::as_overseen;
pub use paper::{draft_code, of_mark, sheet_mark, takes_pages, with_pages};

/// The most open drafts of one person.
pub const MOST: i64 = 200;

vocabulary! {
    /// Something that is done with a draft.
    Action as DraftAction {
        /// Read it.
        Read = "read",
        /// Change its fields.
        Save = "save",
        /// Delete it.
        Delete = "delete",
        /// Send it.
        Send = "send",
        /// Close it with a reason.
        Close = "close",
    }
}

/// A person's relation to a draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reader {
    /// Began it.
    pub owner: bool,
    /// Supervises its owner now.
    pub supervisor: bool,
    /// Holds the role `hr`.
    pub hr: bool,
}

/// Facts of a draft on which actions depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// HR and the owner's supervisor have to settle it.
    pub waits: bool,
    /// It was closed.
    pub closed: bool,
}

impl From<&Draft> for Facts {
    fn from(draft: &Draft) -> Self {
        Self { waits: draft.waiting_since.is_some(), closed: draft.closed.is_some() }
    }
}

/// The reason why an action is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person may not know of it.
    #[error("no such draft for this caller")]
    NotFound,
    /// The action is for others.
    #[error("this is for others")]
    NotAllowed(For),
    /// It was closed.
    #[error("the draft was closed")]
    Closed,
    /// HR or the supervisor settles it, so its owner can no longer delete it.
    #[error("the draft waits to be settled")]
    Waits,
    /// The client signed the letter by a hand-off, so nobody changes it.
    #[error("the client signed the letter")]
    Signed,
    /// There is a letter in it already.
    #[error("the draft has a letter")]
    HasLetter,
}

/// The people whom an action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The person who began it.
    Owner,
    /// HR and the owner's supervisor.
    Overseers,
}

/// Lets an action pass, or says why not. Only its owner knows of a draft, until it waits to be settled by HR or the owner's supervisor.
/// Those send it or close it and change nothing in it. Nobody oversees a draft of one's own.
///
/// # Errors
/// The first reason against it.
pub fn check(action: Action, reader: Reader, facts: Facts) -> Result<(), Refusal> {
    let oversees = !reader.owner && (reader.hr || reader.supervisor) && facts.waits;
    match action {
        _ if !reader.owner && !oversees => Err(Refusal::NotFound),
        Action::Read => Ok(()),
        _ if facts.closed => Err(Refusal::Closed),
        Action::Save | Action::Delete if !reader.owner => Err(Refusal::NotAllowed(For::Owner)),
        Action::Close if reader.owner => Err(Refusal::NotAllowed(For::Overseers)),
        Action::Delete if facts.waits => Err(Refusal::Waits),
        Action::Save | Action::Delete | Action::Send | Action::Close => Ok(()),
    }
}

/// Everything beside reading that a person who reads a draft may do with it.
pub fn actions(is_owner: bool, facts: Facts) -> Vec<Action> {
    // Whoever reads it and did not begin it has to settle it.
    let reader = Reader { owner: is_owner, hr: !is_owner, supervisor: false };
    let open = |action: &Action| *action != Action::Read && check(*action, reader, facts).is_ok();
    Action::ALL.iter().copied().filter(open).collect()
}

/// The revisions that a change is made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whatever there is.
    Any,
    /// One of these.
    OneOf(Vec<i64>),
}

impl Expected {
    /// True when a change may be made on this revision.
    pub fn holds(&self, revision: i64) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(known) => known.contains(&revision),
        }
    }
}

/// The kind of the client's letter in an input, when it is signed or scanned: a typed text with something in the fields of its
/// signature, or pages. `has_pages` says that the upload which the input names is there.
pub fn letter_of(input: &Input, has_pages: bool) -> Option<LetterKind> {
    let letter = input.letter.as_ref()?;
    let kind = letter.kind.as_ref().and_then(|kind| kind.parse().ok());
    match kind {
        Some(LetterKind::Scan) | None if has_pages => Some(LetterKind::Scan),
        Some(LetterKind::Typed) | None if is_signed(letter) => Some(LetterKind::Typed),
        _ => None,
    }
}

fn is_signed(letter: &LetterInput) -> bool {
    let Some(signature) = letter.signature.as_ref() else { return false };
    let is_drawn = signature.strokes.as_ref().is_some_and(|strokes| !strokes.is_empty());
    is_filled(&letter.text) && (is_filled(&signature.name) || is_drawn)
}

fn is_filled(field: &Submitted<String>) -> bool {
    typed(field).is_some_and(|text| !text.trim().is_empty())
}

/// The text of a field, also where it cannot be taken.
fn typed(given: &Submitted<String>) -> Option<&str> {
    match given {
        Submitted::Absent => None,
        Submitted::Unread(text) | Submitted::Value(text) => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::commendations::intake::SignatureInput;

    fn reader() -> impl Strategy<Value = Reader> {
        any::<[bool; 3]>().prop_map(|[owner, supervisor, hr]| Reader { owner, supervisor, hr })
    }

    fn facts() -> impl Strategy<Value = Facts> {
        any::<[bool; 2]>().prop_map(|[waits, closed]| Facts { waits, closed })
    }

    proptest! {
        #[test]
        fn who_may_not_read_may_do_nothing(reader in reader(), facts in facts()) {
            let reads = check(Action::Read, reader, facts).is_ok();
            prop_assert_eq!(reads, reader.owner || (facts.waits && (reader.hr || reader.supervisor)));
            for action in Action::ALL.iter().copied() {
                let result = check(action, reader, facts);
                prop_assert_eq!(result == Err(Refusal::NotFound), !reads);
                prop_assert!(result.is_err() || action == Action::Read || !facts.closed);
                if reads && action != Action::Read {
                    prop_assert_eq!(actions(reader.owner, facts).contains(&action), result.is_ok());
                }
            }
        }

        #[test]
        fn nobody_closes_a_draft_of_ones_own_and_nobody_changes_that_of_another(reader in reader(), facts in facts()) {
            prop_assert!(!reader.owner || check(Action::Close, reader, facts).is_err());
            prop_assert!(reader.owner || check(Action::Save, reader, facts).is_err());
            prop_assert!(reader.owner || check(Action::Delete, reader, facts).is_err());
        }

        #[test]
        fn a_draft_that_waits_is_sent_or_closed_and_does_not_disappear(reader in reader()) {
            let facts = Facts { waits: true, closed: false };
            prop_assert!(check(Action::Delete, reader, facts).is_err());
            let knows = reader.owner || reader.hr || reader.supervisor;
            prop_assert_eq!(check(Action::Send, reader, facts).is_ok(), knows);
            prop_assert_eq!(check(Action::Close, reader, facts).is_ok(), knows && !reader.owner);
        }

        #[test]
        fn a_letter_is_typed_and_signed_or_has_pages(
            kind in prop_oneof![Just("typed"), Just("scan"), Just("?"), Just("")],
            text in "[ a]{0,2}",
            name in "[ a]{0,2}",
            has_pages in any::<bool>(),
        ) {
            let given = |text: &str| if text.is_empty() { Submitted::Absent } else { Submitted::Value(text.to_owned()) };
            let letter = LetterInput {
                kind: given(kind),
                text: given(&text),
                signature: SignatureInput { name: given(&name), strokes: Submitted::Absent }.into(),
                ..LetterInput::default()
            };
            let input = Input { letter: letter.into(), ..Input::default() };
            let signed = text.contains('a') && name.contains('a');
            let found = letter_of(&input, has_pages);
            prop_assert_eq!(found.is_some(), (has_pages && kind != "typed") || (signed && kind != "scan"));
            prop_assert!(found.is_none_or(|found| kind.is_empty() || kind == "?" || kind == found.as_str()));
            prop_assert_eq!(letter_of(&Input::default(), has_pages), None);
        }

        #[test]
        fn an_expected_revision_holds_for_itself_only(known in proptest::collection::vec(0..5_i64, 0..3), revision in 0..5_i64) {
            prop_assert_eq!(Expected::OneOf(known.clone()).holds(revision), known.contains(&revision));
            prop_assert!(Expected::Any.holds(revision));
        }
    }
}
