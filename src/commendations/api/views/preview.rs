//! What sending would do, and what the banker should know before.

use serde::Serialize;
use utoipa::ToSchema;

use super::{MaskedView, MaybeNameView, QueueingView};
use crate::commendations::api::hints;
use crate::commendations::notices::Notice;

/// What sending would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    /// Who gets it, and why.
    pub deliveries: Vec<QueueingView>,
    /// What is masked.
    pub masked: Vec<MaskedView>,
    /// Characters that no font here has.
    pub without_font: Vec<String>,
    /// Where the client's name may stand: too short or too common to be sure. It circulates unless `letter.withheld` or
    /// `cover_note_withheld` names the place.
    pub maybe_names: Vec<MaybeNameView>,
    /// What the banker should know before sending.
    pub notes: Vec<NoteView>,
}

/// Something to know before sending.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteView {
    /// A stable word.
    pub code: &'static str,
    /// In a sentence.
    pub detail: String,
}

impl From<&Notice> for NoteView {
    fn from(notice: &Notice) -> Self {
        Self { code: notice.code(), detail: hints::notice(notice) }
    }
}
