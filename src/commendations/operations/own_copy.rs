//! The client's own copy of a letter that the client signed: the words, the name and the signature, before and after it is sent.
//!
//! Nothing is masked in it, because it goes to nobody but the client; it has no verification code, because it is no circulated copy. It is made
//! anew each time and never stored.

use chrono::NaiveDate;

use super::Commendations;
use crate::clock::long_date;
use crate::commendations::compose;
use crate::commendations::drafts;
use crate::commendations::store;
use crate::commendations::{CommendationError, LetterKind};
use crate::db::{Connection, DbError};
use crate::directory::Person;
use crate::documents::Rendered;
use crate::documents::circulated_copy::{Client, ClientLetter, CopyContent, Praised};
use crate::ids::{CommendationId, DraftId};

/// A letter that a client signed by a hand-off.
#[derive(Debug, Clone)]
pub struct SignedByClient {
    /// The draft that it is in, or was in.
    pub draft: DraftId,
    /// The code of the draft, as the client knows it.
    pub code: String,
    /// The banker.
    pub banker: Person,
    /// Those who helped, as far as they are known.
    pub helpers: Vec<Person>,
    /// The day of signing.
    pub signed_on: NaiveDate,
}

/// The client's words with what became of them.
struct Words {
    text: String,
    language: Option<String>,
    name: String,
    strokes: Vec<Vec<[f64; 2]>>,
    /// The reference and the day of sending.
    sent: Option<(String, NaiveDate)>,
}

impl Commendations {
    /// The client's own copy, as a PDF.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] when there is no letter any more, or it was withdrawn; [`CommendationError::Copy`].
    pub async fn own_copy(&self, signed: SignedByClient) -> Result<Rendered, CommendationError> {
        // One at a time for each letter: whoever has the page open may ask as often as the network fails.
        let id = CommendationId::from(signed.draft);
        let _making = self.making.of(&id).lock().await;
        let (draft, zone) = (signed.draft, self.bank.time_zone);
        let work = move |conn: &mut Connection| match in_draft(conn, draft)? {
            Some(words) => Ok(Some(words)),
            None => in_record(conn, draft.into(), zone),
        };
        let words = self.db.read(work).await?.ok_or(CommendationError::NotFound)?;
        self.render(self.own_content(signed, words), self.own_pictures()).await
    }

    fn own_content(&self, signed: SignedByClient, words: Words) -> CopyContent {
        let banker = &signed.banker.name;
        let day = long_date(signed.signed_on);
        let how_signed = match &words.sent {
            None => format!("Your own copy. Signed on {day}. Not yet sent: {banker} sends it on."),
            Some((_, sent)) => format!("Your own copy. Signed on {day}. Sent by {banker} on {}.", long_date(*sent)),
        };
        let drawn = Some(compose::signature(&words.strokes)).filter(|drawn| !drawn.strokes.is_empty());
        let praised = match signed.helpers.as_slice() {
            [] => Praised::Department { name: "a colleague".to_owned(), place: None },
            helpers => Praised::Helpers(helpers.iter().map(compose::helper).collect()),
        };
        let is_sent = words.sent.is_some();
        let mut letterhead = self.letterhead();
        // Not "for use inside the bank": it is the client's.
        letterhead.footer = letterhead.footer.or(Some(letterhead.bank.clone()));
        CopyContent {
            letterhead,
            date: signed.signed_on,
            reference: words.sent.map_or(signed.code, |(reference, _)| reference),
            replaces: None,
            praised,
            to: Vec::new(),
            copies_to: Vec::new(),
            client_letter: Some(ClientLetter {
                text: words.text.into(),
                language: words.language,
                client: Client::Named { name: words.name.into(), client_since: None, signature: drawn },
                how_signed: Some(how_signed),
                invited_by: None,
                scan: None,
            }),
            cover_note: None,
            strengths: Vec::new(),
            served_on: signed.signed_on,
            proof: None,
            draft: !is_sent,
        }
    }
}

/// The words in a draft that is not sent.
fn in_draft(conn: &mut Connection, id: DraftId) -> Result<Option<Words>, CommendationError> {
    let Some(draft) = drafts::store::find(conn, id)? else { return Ok(None) };
    let is_by_client = draft.letter.is_some_and(|letter| letter.by_client);
    let Some(letter) = draft.input.letter.as_ref().filter(|_| is_by_client) else { return Ok(None) };
    let signature = letter.signature.as_ref();
    let strokes = signature.and_then(|signature| signature.strokes.as_ref()).cloned().unwrap_or_default();
    let point = |point: Vec<f64>| <[f64; 2]>::try_from(point).ok();
    Ok(Some(Words {
        text: letter.text.as_ref().cloned().unwrap_or_default(),
        language: letter.language.as_ref().cloned(),
        name: signature.and_then(|signature| signature.name.as_ref()).cloned().unwrap_or_default(),
        strokes: strokes.into_iter().map(|line| line.into_iter().filter_map(point).collect()).collect(),
        sent: None,
    }))
}

/// The words in a commendation that stands.
fn in_record(
    conn: &mut Connection,
    id: CommendationId,
    zone: chrono_tz::Tz,
) -> Result<Option<Words>, CommendationError> {
    let Some(record) = store::find(conn, id)?.filter(|record| record.state.stands()) else { return Ok(None) };
    let letter = store::written_letter(conn, id)?.filter(|letter| letter.kind == LetterKind::Typed);
    let Some(letter) = letter else { return Ok(None) };
    let strokes = letter.signature_strokes.as_deref().map(serde_json::from_str).transpose();
    let strokes = strokes.map_err(|error| DbError::Unexpected(format!("a stored signature: {error}")))?;
    Ok(Some(Words {
        text: letter.text,
        language: letter.language,
        name: letter.signature_name.unwrap_or_default(),
        strokes: strokes.unwrap_or_default(),
        sent: Some((record.reference, record.sent_at.day_in(zone))),
    }))
}
