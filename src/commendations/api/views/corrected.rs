//! A correction as it is answered.

use serde::Serialize;
use utoipa::ToSchema;

use super::{ReadableView, WholeView};
use crate::commendations::compose::MaybeName;
use crate::commendations::operations::{Corrected, Masked};

/// The commendation as it stands after a correction.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectedView {
    /// Whoever may correct it reads it whole.
    #[serde(flatten)]
    #[schema(value_type = ReadableView)]
    whole: WholeView,
    /// Client data that was found in the new cover note, and masked.
    masked: Vec<Masked>,
    /// Where the client's name may stand in the new cover note and circulates: too short or too common to be sure.
    maybe_names: Vec<MaybeName>,
}

impl CorrectedView {
    pub fn of(corrected: &Corrected) -> Self {
        Self {
            whole: WholeView::of(&corrected.whole),
            masked: corrected.masked.clone(),
            maybe_names: corrected.maybe_names.clone(),
        }
    }
}
