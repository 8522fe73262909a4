//! The part of a draft that is the client's once a hand-off was signed: the letter, the signature, and what the client agreed to. Pure.

use super::typed;
use crate::commendations::LetterKind;
use crate::commendations::drafts::Draft;
use crate::commendations::intake::{ClientInput, Input, LetterInput, SignatureInput, Submitted};

/// A letter that a client has signed.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientLetter {
    /// The words.
    pub text: String,
    /// The name.
    pub name: String,
    /// The lines of the drawn signature; none when the name alone was typed.
    pub strokes: Vec<Vec<[f64; 2]>>,
    /// The address for an answer.
    pub email: Option<String>,
    /// The name goes with the letter.
    pub share_name: bool,
    /// The tag of the language in which it was written.
    pub language: String,
}

/// The input with a letter that a client has signed.
pub fn signed(input: Input, letter: ClientLetter) -> Input {
    let lines = |strokes: Vec<Vec<[f64; 2]>>| {
        strokes.into_iter().map(|line| line.into_iter().map(|point| point.to_vec()).collect()).collect()
    };
    let strokes = if letter.strokes.is_empty() { Submitted::Absent } else { Submitted::Value(lines(letter.strokes)) };
    let invited = input.client.as_ref().map_or(Submitted::Absent, |client| client.invited.clone());
    Input {
        letter: Submitted::Value(LetterInput {
            kind: Submitted::Value(LetterKind::Typed.as_str().to_owned()),
            text: Submitted::Value(letter.text),
            language: if letter.language.is_empty() { Submitted::Absent } else { Submitted::Value(letter.language) },
            signature: Submitted::Value(SignatureInput { name: Submitted::Value(letter.name.clone()), strokes }),
            ..LetterInput::default()
        }),
        client: Submitted::Value(ClientInput {
            name: Submitted::Value(letter.name),
            email: letter.email.map_or(Submitted::Absent, Submitted::Value),
            share_name: if letter.share_name { Submitted::Value(true) } else { Submitted::Absent },
            invited,
        }),
        ..input
    }
}

/// The input with the client's part as it was signed. The places that the banker withholds, and whether the client was invited, are the
/// banker's.
pub fn with_client_letter(input: Input, signed: &Input) -> Input {
    let withheld = input.letter.as_ref().map_or(Submitted::Absent, |letter| letter.withheld.clone());
    let invited = input.client.as_ref().map_or(Submitted::Absent, |client| client.invited.clone());
    Input {
        letter: signed.letter.clone().map(|letter| LetterInput { withheld, ..letter }),
        client: signed.client.clone().map(|client| ClientInput { invited, ..client }),
        ..input
    }
}

/// True when an input would change what the client of this draft has signed.
pub fn changes_client_letter(draft: &Draft, input: &Input) -> bool {
    let is_by_client = draft.letter.is_some_and(|letter| letter.by_client);
    is_by_client && with_client_letter(input.clone(), &draft.input) != *input
}

/// True when the input has no part of a letter, so that signing replaces nothing.
pub fn without_letter(input: &Input) -> bool {
    input.letter.as_ref().is_none_or(|letter| {
        let words = [&letter.text, &letter.transcript];
        letter.upload.is_absent() && words.iter().all(|given| typed(given).is_none_or(|text| text.trim().is_empty()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::commendations::drafts::SignedLetter;
    use crate::ids::{DraftId, PersonId};

    fn letter() -> ClientLetter {
        ClientLetter {
            text: "She stayed on the phone.".into(),
            name: "Maria Delgado".into(),
            strokes: vec![vec![[1.0, 2.0], [3.0, 4.0]]],
            email: None,
            share_name: false,
            language: "es".into(),
        }
    }

    fn draft(input: Input, by_client: bool) -> Draft {
        let now = crate::clock::Timestamp::from_micros(1_795_257_840_000_000);
        Draft {
            id: DraftId::new(),
            owner: PersonId::new(),
            revision: 2,
            input,
            assist: None,
            upload: None,
            letter: Some(SignedLetter { kind: LetterKind::Typed, since: now, reminders: 0, by_client, signing: None }),
            waiting_since: None,
            created_at: now,
            changed_at: now,
            closed: None,
        }
    }

    proptest! {
        #[test]
        fn whatever_is_filled_in_the_clients_part_stays(
            words in "\\PC{0,10}", name in "\\PC{0,10}", share in any::<bool>(), did in "\\PC{0,10}", invited in any::<bool>(),
        ) {
            let before = draft(signed(Input::default(), letter()), true);
            let changed = Input {
                letter: Submitted::Value(LetterInput { text: Submitted::Value(words), ..LetterInput::default() }),
                client: Submitted::Value(ClientInput {
                    name: Submitted::Value(name), share_name: Submitted::Value(share), invited: Submitted::Value(invited), ..ClientInput::default()
                }),
                did: Submitted::Value(did.clone()),
                ..Input::default()
            };
            prop_assert!(changes_client_letter(&before, &changed));
            prop_assert!(!changes_client_letter(&draft(before.input.clone(), false), &changed));
            let kept = with_client_letter(changed, &before.input);
            prop_assert!(!changes_client_letter(&before, &kept));
            prop_assert_eq!(kept.letter, before.input.letter.clone());
            prop_assert_eq!(&kept.did, &Submitted::Value(did));
            let client = kept.client.as_ref().expect("a client");
            prop_assert_eq!((&client.name, &client.share_name), (&Submitted::Value("Maria Delgado".to_owned()), &Submitted::Absent));
            prop_assert_eq!(&client.invited, &Submitted::Value(invited));
        }
    }

    #[test]
    fn a_typed_text_or_a_page_is_a_letter_already() {
        let with = |letter: LetterInput| Input { letter: Submitted::Value(letter), ..Input::default() };
        assert!(without_letter(&Input::default()));
        assert!(without_letter(&with(LetterInput { text: Submitted::Value(" \n".into()), ..LetterInput::default() })));
        assert!(!without_letter(&with(LetterInput { text: Submitted::Value("x".into()), ..LetterInput::default() })));
        assert!(!without_letter(&with(LetterInput { upload: Submitted::Value("?".into()), ..LetterInput::default() })));
    }
}
