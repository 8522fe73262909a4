//! The fields of a draft as HR and its owner's supervisor read them. Pure.

use super::typed;
use crate::commendations::compose::withheld_name;
use crate::commendations::intake::{ClientInput, Given, Input, LetterInput, SignatureInput, WorkaroundInput};
use crate::letters::screening::mask;

/// The fields of a draft as somebody who has to settle it reads them: client data is masked, and without consent the client is not
/// named. What is sent is what was filled in.
pub fn as_overseen(input: Input) -> Input {
    let shared = input.client.as_ref().is_some_and(|client| client.share_name.as_ref() == Some(&true));
    let client = input.client.as_ref();
    let signature = input.letter.as_ref().and_then(|letter| letter.signature.as_ref());
    let names = [client.and_then(|client| typed(&client.name)), signature.and_then(|signed| typed(&signed.name))];
    let name = withheld_name(names, client.and_then(|client| typed(&client.email)), shared);
    let text = |given: Given<String>| match given {
        Given::Absent => Given::Absent,
        Given::Unread(text) => Given::Unread(mask(&text, name.as_ref()).text),
        Given::Value(text) => Given::Value(mask(&text, name.as_ref()).text),
    };
    let named = |given: Given<String>| if shared { text(given) } else { Given::Absent };
    Input {
        client: input.client.map(|client| ClientInput { name: named(client.name), email: Given::Absent, ..client }),
        letter: input.letter.map(|letter| LetterInput {
            text: text(letter.text),
            transcript: text(letter.transcript),
            signature: letter.signature.map(|signature| SignatureInput {
                name: named(signature.name),
                strokes: if shared { signature.strokes } else { Given::Absent },
            }),
            ..letter
        }),
        cover_note: text(input.cover_note),
        workaround: input
            .workaround
            .map(|given| WorkaroundInput { process: text(given.process), detail: text(given.detail) }),
        ..input
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn who_settles_a_draft_reads_no_name_that_the_client_keeps_back(shared in proptest::option::of(any::<bool>())) {
            let share_name = shared.map_or(Given::Absent, Given::Value);
            let text = || Given::Value("Maria Delgado, card 4111 1111 1111 1111".to_owned());
            let input = Input {
                client: ClientInput {
                    name: Given::Value("Maria Delgado".to_owned()),
                    email: Given::Unread("maria at home".to_owned()),
                    share_name,
                    ..ClientInput::default()
                }
                .into(),
                letter: LetterInput {
                    text: text(),
                    transcript: Given::Unread("Maria Delgado".to_owned()),
                    signature: SignatureInput { name: text(), strokes: vec![vec![vec![1.0, 2.0]]].into() }.into(),
                    ..LetterInput::default()
                }
                .into(),
                cover_note: text(),
                workaround: WorkaroundInput { process: text(), detail: text() }.into(),
                ..Input::default()
            };
            let seen = format!("{:?}", as_overseen(input));
            prop_assert_eq!(seen.contains("Delgado"), shared == Some(true), "{}", seen);
            prop_assert!(!seen.contains("4111") && !seen.contains("at home"), "{}", seen);
        }
    }
}
