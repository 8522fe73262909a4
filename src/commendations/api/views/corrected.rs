//! The answer to a correction.

use serde::Serialize;
use utoipa::ToSchema;

use super::{MaskedView, MaybeNameView, ReadableView, WholeView};
use crate::commendations::operations::Corrected;

/// The commendation as it stands after a correction.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectedView {
    /// The whole commendation, which everyone who may correct it may read.
    #[serde(flatten)]
    #[schema(value_type = ReadableView)]
    whole: WholeView,
    /// Client data that was found in the new cover note, and masked.
    masked: Vec<MaskedView>,
    /// Places where the client's name may stand in the new cover note and circulates: too short or too common to be sure.
    maybe_names: Vec<MaybeNameView>,
}

impl From<Corrected> for CorrectedView {
    fn from(corrected: Corrected) -> Self {
        Self {
            whole: corrected.shown.into(),
            masked: corrected.masked.iter().map(MaskedView::from).collect(),
            maybe_names: corrected.maybe_names.iter().map(MaybeNameView::from).collect(),
        }
    }
}
