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

impl From<Corrected> for CorrectedView {
    fn from(corrected: Corrected) -> Self {
        Self { whole: corrected.shown.into(), masked: corrected.masked, maybe_names: corrected.maybe_names }
    }
}
