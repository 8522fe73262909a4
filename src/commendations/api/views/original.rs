//! The words as they were written, for the few who may read them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::commendations::api::bodies::{LetterKind, RedactionBody};
use crate::commendations::operations::AsWritten;
use crate::commendations::store;
use crate::ids::CommendationId;
use crate::letters::uploads::PageRegion;

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
    #[schema(value_type = LetterKind)]
    pub kind: String,
    /// Of a scan what was typed from it, or nothing.
    pub text: String,
    /// Of a letter on paper.
    pub scan: Option<OriginalScan>,
    pub language: Option<String>,
    pub signature: Option<OriginalSignature>,
    pub signed_at: Timestamp,
}

/// The paper as it came.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalScan {
    pub media_type: String,
    /// Of the file.
    pub sha256: String,
    /// Where the file is.
    pub file: String,
    /// Where each page is, straightened and with nothing covered.
    pub pages: Vec<String>,
    /// What is covered in the circulated copy, in fractions of the page.
    #[schema(value_type = Vec<RedactionBody>)]
    pub redactions: Vec<PageRegion>,
}

/// The signature as given.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalSignature {
    pub name: String,
    pub strokes: Option<Vec<Vec<[f64; 2]>>>,
}

impl OriginalView {
    pub fn of(AsWritten { record, original, letter, scan }: AsWritten) -> Self {
        let at = format!("/api/v1/commendations/{}/original", record.id);
        let scan = scan.map(|(upload, redactions)| OriginalScan {
            media_type: upload.media_type,
            sha256: upload.sha256,
            file: format!("{at}/file"),
            pages: (1..=upload.pages.len()).map(|number| format!("{at}/pages/{number}")).collect(),
            redactions,
        });
        let strokes = |letter: &store::Letter| serde_json::from_str(letter.signature_strokes.as_deref()?).ok();
        Self {
            id: record.id,
            reference: record.reference,
            client: OriginalClient {
                name: original.client_name,
                email: original.client_email,
                consent_to_share_name: original.client_name_shared,
                invited: record.client_invited,
            },
            letter: letter.map(|letter| OriginalLetter {
                kind: letter.kind.clone(),
                scan,
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
