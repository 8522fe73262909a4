//! The fields of a draft as HR and its owner's supervisor read them. Pure.

use super::typed;
use crate::commendations::compose::withheld_name;
use crate::commendations::intake::{ClientInput, Input, LetterInput, SignatureInput, Submitted, WorkaroundInput};
use crate::letters::screening::{ClientName, mask};

/// The fields of a draft as somebody who has to settle it reads them: client data is masked, and without consent the client is not
/// named. What is sent is what was filled in.
pub fn as_overseen(input: Input) -> Input {
    let shared = input.client.as_ref().is_some_and(|client| client.share_name.as_ref() == Some(&true));
    let client = input.client.as_ref();
    let signature = input.letter.as_ref().and_then(|letter| letter.signature.as_ref());
    let names = [client.and_then(|client| typed(&client.name)), signature.and_then(|signed| typed(&signed.name))];
    let name = withheld_name(names, client.and_then(|client| typed(&client.email)), shared);
    // Every field is named here, so that a new one is not read unmasked.
    let Input {
        helpers,
        served_on,
        include_banker,
        client,
        letter,
        did,
        cover_note,
        cover_note_withheld,
        assist,
        workaround,
        strengths,
    } = input;
    let seen = Seen { name: name.as_ref(), shared };
    Input {
        helpers: seen.unread(helpers).map(|helpers| helpers.into_iter().map(|helper| seen.unread(helper)).collect()),
        served_on: seen.unread(served_on),
        include_banker: seen.unread(include_banker),
        client: seen.unread(client).map(|ClientInput { name, email: _, share_name, invited }| ClientInput {
            name: seen.name(name),
            email: Submitted::Absent,
            share_name: seen.unread(share_name),
            invited: seen.unread(invited),
        }),
        letter: seen.unread(letter).map(|letter| seen.letter(letter)),
        did: seen.text(did),
        cover_note: seen.text(cover_note),
        cover_note_withheld: seen.unread(cover_note_withheld),
        assist: seen.unread(assist),
        workaround: seen
            .unread(workaround)
            .map(|given| WorkaroundInput { process: seen.text(given.process), detail: seen.text(given.detail) }),
        strengths: seen.unread(strengths).map(|words| words.into_iter().map(|word| seen.text(word)).collect()),
    }
}

/// The client's name and consent, which decide what is masked in every text.
#[derive(Clone, Copy)]
struct Seen<'a> {
    /// The client's name, where it is withheld.
    name: Option<&'a ClientName>,
    /// The client agreed that the name is known.
    shared: bool,
}

impl Seen<'_> {
    fn masked(self, text: &str) -> String {
        mask(text, self.name).text
    }

    /// The text of a value that could not be read may be anything.
    fn unread<T>(self, given: Submitted<T>) -> Submitted<T> {
        match given {
            Submitted::Unread(text) => Submitted::Unread(self.masked(&text)),
            other => other,
        }
    }

    fn text(self, given: Submitted<String>) -> Submitted<String> {
        self.unread(given).map(|text| self.masked(&text))
    }

    fn name(self, given: Submitted<String>) -> Submitted<String> {
        if self.shared { self.text(given) } else { Submitted::Absent }
    }

    fn letter(self, letter: LetterInput) -> LetterInput {
        let LetterInput { kind, text, language, signature, upload, transcript, regions, pages_checked, withheld } =
            letter;
        LetterInput {
            kind: self.text(kind),
            text: self.text(text),
            language: self.text(language),
            signature: self.unread(signature).map(|SignatureInput { name, strokes }| SignatureInput {
                name: self.name(name),
                strokes: if self.shared { self.unread(strokes) } else { Submitted::Absent },
            }),
            // An id, and nothing that a person would type.
            upload,
            transcript: self.text(transcript),
            regions: self.unread(regions),
            pages_checked: self.unread(pages_checked),
            withheld: self.unread(withheld),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn who_settles_a_draft_reads_no_name_that_the_client_keeps_back(shared in proptest::option::of(any::<bool>())) {
            let share_name = shared.map_or(Submitted::Absent, Submitted::Value);
            let text = || Submitted::Value("Maria Delgado, card 4111 1111 1111 1111".to_owned());
            let input = Input {
                client: ClientInput {
                    name: Submitted::Value("Maria Delgado".to_owned()),
                    email: Submitted::Unread("maria at home".to_owned()),
                    share_name,
                    ..ClientInput::default()
                }
                .into(),
                letter: LetterInput {
                    text: text(),
                    transcript: Submitted::Unread("Maria Delgado".to_owned()),
                    signature: SignatureInput { name: text(), strokes: vec![vec![vec![1.0, 2.0]]].into() }.into(),
                    ..LetterInput::default()
                }
                .into(),
                did: text(),
                served_on: Submitted::Unread("the day of Maria Delgado".to_owned()),
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
