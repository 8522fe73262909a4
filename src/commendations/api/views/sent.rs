//! A commendation as it was sent, or would be: its deliveries, and the client data in its texts.

use serde::Serialize;
use utoipa::ToSchema;

use crate::commendations::State;
use crate::commendations::api::inputs::text_pointer;
use crate::commendations::compose::MaybeName;
use crate::commendations::operations::{Masked, PlannedDelivery, Sent};
use crate::ids::{CommendationId, DeliveryId, PersonId};

/// A commendation that was sent, as it is answered, also to a repeated request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sent)]
pub struct SentView {
    /// The commendation's id.
    id: CommendationId,
    /// For example `C-2026-000123`.
    reference: String,
    /// Always `sent`.
    state: State,
    /// In fours, as printed.
    verification_code: String,
    /// Client data that was found and masked.
    masked: Vec<MaskedView>,
    /// Places where the client's name may stand and circulates, because the banker did not withhold it.
    maybe_names: Vec<MaybeNameView>,
    /// One for each recipient.
    deliveries: Vec<QueueingView>,
}

impl From<&Sent> for SentView {
    fn from(sent: &Sent) -> Self {
        Self {
            id: sent.id,
            reference: sent.reference.clone(),
            state: State::Sent,
            verification_code: sent.code.to_string(),
            masked: sent.masked.iter().map(MaskedView::from).collect(),
            maybe_names: sent.maybe_names.iter().map(MaybeNameView::from).collect(),
            deliveries: sent.deliveries.iter().map(QueueingView::from).collect(),
        }
    }
}

/// Client data that was masked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Masked)]
pub struct MaskedView {
    /// A JSON pointer into the request.
    pointer: &'static str,
    /// `card`, `iban`, `national_id` or `account`.
    kind: &'static str,
    /// The characters that are still shown.
    last4: String,
}

impl From<&Masked> for MaskedView {
    fn from(masked: &Masked) -> Self {
        Self { pointer: text_pointer(masked.text), kind: masked.kind.as_str(), last4: masked.last4.clone() }
    }
}

/// A place where the client's name may stand; it is too short or too common to be sure, and circulates unless it is withheld.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MaybeName)]
pub struct MaybeNameView {
    /// A JSON pointer to the text in the request.
    pointer: &'static str,
    /// Characters (Unicode scalar values) of that text as it was sent, from 0.
    start: usize,
    /// The first character behind the place.
    end: usize,
}

impl From<&MaybeName> for MaybeNameView {
    fn from(maybe: &MaybeName) -> Self {
        Self { pointer: text_pointer(maybe.text), start: maybe.start, end: maybe.end }
    }
}

/// A delivery as it was queued.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlannedDelivery)]
pub struct QueueingView {
    /// The delivery's id; absent in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<DeliveryId>,
    /// The recipient.
    recipient: AddresseeView,
    /// Each reason once, the weightiest first.
    reasons: Vec<String>,
    /// `queued`, or `suppressed` when it must not be mailed.
    state: String,
}

impl From<&PlannedDelivery> for QueueingView {
    fn from(queueing: &PlannedDelivery) -> Self {
        let mailbox = &queueing.recipient;
        Self {
            id: queueing.id,
            recipient: AddresseeView { id: mailbox.person, name: mailbox.name.clone(), email: mailbox.email.clone() },
            reasons: queueing.reasons.iter().map(ToString::to_string).collect(),
            state: queueing.state.to_string(),
        }
    }
}

/// The recipient of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Addressee)]
pub struct AddresseeView {
    /// The person; null for a mailbox of the bank's.
    pub id: Option<PersonId>,
    /// As addressed.
    pub name: String,
    /// The address.
    pub email: String,
}
