//! The words as written, for the few people who may read them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::commendations::api::bodies::RedactionBody;
use crate::commendations::{AsWritten, LetterKind};
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
    pub kind: LetterKind,
    /// The words; for a scan the transcript, or nothing.
    pub text: String,
    /// The paper, for a letter on paper.
    pub scan: Option<OriginalScan>,
    pub language: Option<String>,
    pub signature: Option<OriginalSignature>,
    pub signed_at: Timestamp,
}

/// The paper as it came.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalScan {
    pub media_type: String,
    /// Digest of the file.
    pub sha256: String,
    /// Path of the file.
    pub file: String,
    /// Path of each page, straightened and with nothing covered.
    pub pages: Vec<String>,
    /// Regions covered in the circulated copy, in fractions of the page.
    #[schema(value_type = Vec<RedactionBody>)]
    pub redactions: Vec<PageRegion>,
}

/// The signature as given.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalSignature {
    pub name: String,
    pub strokes: Option<Vec<Vec<[f64; 2]>>>,
}

impl From<AsWritten> for OriginalView {
    fn from(written: AsWritten) -> Self {
        let at = format!("/api/v1/commendations/{}/original", written.id);
        let scan = written.scan.map(|(upload, redactions)| OriginalScan {
            media_type: upload.media_type,
            sha256: upload.sha256,
            file: format!("{at}/file"),
            pages: (1..=upload.pages.len()).map(|number| format!("{at}/pages/{number}")).collect(),
            redactions,
        });
        Self {
            id: written.id,
            reference: written.reference,
            client: OriginalClient {
                name: written.client_name,
                email: written.client_email,
                consent_to_share_name: written.client_name_shared,
                invited: written.client_invited,
            },
            letter: written.letter.map(|letter| OriginalLetter {
                kind: letter.kind,
                scan,
                signature: letter.signature_name.map(|name| {
                    let strokes = letter.signature_strokes.as_deref();
                    OriginalSignature { name, strokes: strokes.and_then(|strokes| serde_json::from_str(strokes).ok()) }
                }),
                text: letter.text,
                language: letter.language,
                signed_at: letter.signed_at,
            }),
            cover_note: written.cover_note,
        }
    }
}
