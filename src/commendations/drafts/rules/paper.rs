//! The code of a draft, and its letter on paper. Pure.

use sha2::{Digest as _, Sha256};

use crate::commendations::LetterKind;
use crate::commendations::drafts::Draft;
use crate::commendations::intake::{Input, LetterInput, Submitted};
use crate::crockford;
use crate::ids::{DraftId, UploadId};

/// Bytes of a code's digest: 40 bits, eight characters.
const CODE: usize = 5;

/// A draft's own code, such as `D-7KQ4-M2XD`: made of a digest of its id. It opens nothing.
pub fn draft_code(draft: DraftId) -> String {
    format!("D-{}", crockford::grouped(&plain(draft)))
}

/// The same as it stands in the QR codes of a printed sheet, in which a short text is easiest to read.
pub fn sheet_mark(draft: DraftId) -> String {
    format!("D{}", plain(draft))
}

fn plain(draft: DraftId) -> String {
    crockford::encode(&Sha256::digest(draft.to_string().as_bytes())[..CODE])
}

/// The draft to which a sheet belongs, among those that somebody may see.
pub fn of_mark<'a>(drafts: &'a [Draft], mark: &str) -> Option<&'a Draft> {
    drafts.iter().find(|draft| sheet_mark(draft.id) == mark)
}

/// True when a draft can take pages: it has none, and no client has signed its letter.
pub fn takes_pages(draft: &Draft) -> bool {
    let has_pages = draft.input.letter.as_ref().is_some_and(|letter| !letter.upload.is_absent());
    !has_pages && !draft.letter.is_some_and(|letter| letter.by_client)
}

/// The input with the pages of a letter on paper. Words that were typed are kept as what was typed from the page.
pub fn with_pages(input: Input, upload: UploadId) -> Input {
    let letter = input.letter.as_ref().cloned().unwrap_or_default();
    let words = if letter.transcript.is_absent() { letter.text } else { letter.transcript };
    let letter = LetterInput {
        kind: Submitted::Value(LetterKind::Scan.as_str().to_owned()),
        upload: Submitted::Value(upload.to_string()),
        transcript: words,
        language: letter.language,
        withheld: letter.withheld,
        ..LetterInput::default()
    };
    Input { letter: Submitted::Value(letter), ..input }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drafts_code_is_its_own() {
        let (one, other) = (DraftId::new(), DraftId::new());
        assert_eq!(draft_code(one), draft_code(one));
        assert_ne!(draft_code(one), draft_code(other));
        assert_eq!(draft_code(one).len(), 11);
        assert_eq!(sheet_mark(one), draft_code(one).replace('-', ""));
    }

    #[test]
    fn words_that_were_typed_stay_beside_the_pages() {
        let typed = LetterInput { text: Submitted::Value("She stayed.".into()), ..LetterInput::default() };
        let upload = UploadId::new();
        let input = with_pages(Input { letter: Submitted::Value(typed), ..Input::default() }, upload);
        let letter = input.letter.as_ref().expect("a letter");
        assert_eq!(letter.transcript, Submitted::Value("She stayed.".into()));
        assert_eq!((&letter.text, &letter.upload), (&Submitted::Absent, &Submitted::Value(upload.to_string())));
    }
}
