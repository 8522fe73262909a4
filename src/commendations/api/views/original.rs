//! The words as they were written, for the few who may read them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::commendations::store;
use crate::ids::CommendationId;

/// The words as they were written.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalView {
    pub id: CommendationId,
    pub reference: String,
    pub client: OriginalClient,
    pub letter: Option<OriginalLetter>,
    pub cover_note: Option<String>,
}

/// The client as recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalClient {
    pub name: Option<String>,
    pub email: Option<String>,
    pub consent_to_share_name: bool,
    pub invited: Option<bool>,
}

/// The letter as signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalLetter {
    pub kind: &'static str,
    pub text: String,
    pub language: Option<String>,
    pub signature: Option<OriginalSignature>,
    pub signed_at: Timestamp,
}

/// The signature as given.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalSignature {
    pub name: String,
    pub strokes: Option<Vec<Vec<[f64; 2]>>>,
}

impl OriginalView {
    pub fn of(record: &store::Record, original: store::Original, letter: Option<store::Letter>) -> Self {
        let strokes = |letter: &store::Letter| serde_json::from_str(letter.signature_strokes.as_deref()?).ok();
        Self {
            id: record.id,
            reference: record.reference.clone(),
            client: OriginalClient {
                name: original.client_name,
                email: original.client_email,
                consent_to_share_name: original.client_name_shared,
                invited: record.client_invited,
            },
            letter: letter.map(|letter| OriginalLetter {
                kind: "typed",
                signature: letter
                    .signature_name_original
                    .clone()
                    .map(|name| OriginalSignature { name, strokes: strokes(&letter) }),
                text: letter.text_original,
                language: letter.language,
                signed_at: letter.signed_at,
            }),
            cover_note: original.cover_note_original,
        }
    }
}
