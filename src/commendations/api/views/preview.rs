//! The effect of sending, and notices for the banker beforehand.

use serde::Serialize;
use utoipa::ToSchema;

use super::{MaskedView, MaybeNameView, QueueingView};
use crate::commendations::api::hints;
use crate::commendations::notices::Notice;

/// The effect of sending.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    /// The recipients, each with the reasons.
    pub deliveries: Vec<QueueingView>,
    /// Client data that is masked.
    pub masked: Vec<MaskedView>,
    /// Characters that no font here has.
    pub without_font: Vec<String>,
    /// Places where the client's name may stand: too short or too common to be sure. It circulates unless `letter.withheld` or
    /// `cover_note_withheld` names the place.
    pub maybe_names: Vec<MaybeNameView>,
    /// Notices for the banker before sending.
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
