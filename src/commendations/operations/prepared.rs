//! An order with everything that is decided about it, and the result of sending it.

use crate::commendations::VerificationCode;
use crate::commendations::compose::{Circulated, FoundData, MaybeName};
use crate::commendations::intake::Text;
use crate::commendations::order::Order;
use crate::commendations::rules::{Decision, Involved, Mailbox, Recipient};
use crate::delivery;
use crate::ids::{CommendationId, DeliveryId};
use crate::letters::screening::Kind;

/// An order with everything that is decided about it. Nothing of it is stored yet.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The banker's order.
    pub order: Order,
    /// The texts as they circulate, and what was masked.
    pub circulated: Circulated,
    /// The chains above everyone.
    pub circle: Involved,
    /// The recipients, each with the reasons.
    pub decision: Decision,
}

impl Prepared {
    /// The deliveries that sending would queue.
    pub fn deliveries(&self) -> Vec<PlannedDelivery> {
        self.decision.recipients.iter().map(PlannedDelivery::expected).collect()
    }

    /// Client data that will be masked.
    pub fn masked(&self) -> Vec<Masked> {
        self.circulated.found.iter().map(Masked::from).collect()
    }
}

/// A commendation that was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The commendation's id.
    pub id: CommendationId,
    /// For example `C-2026-000123`.
    pub reference: String,
    /// The code of its circulated copy.
    pub code: VerificationCode,
    /// Client data that was found and masked.
    pub masked: Vec<Masked>,
    /// Places where the client's name may stand and circulates, because the banker did not withhold it.
    pub maybe_names: Vec<MaybeName>,
    /// One for each recipient.
    pub deliveries: Vec<PlannedDelivery>,
}

/// Client data that was masked.
#[derive(Debug, Clone)]
pub struct Masked {
    /// The text that it stood in.
    pub text: Text,
    /// The kind of data.
    pub kind: Kind,
    /// The characters that are still shown.
    pub last4: String,
}

impl From<&FoundData> for Masked {
    fn from(found: &FoundData) -> Self {
        Self { text: found.text, kind: found.finding.kind, last4: found.finding.last4.clone() }
    }
}

/// A delivery as it was queued, or would be.
#[derive(Debug, Clone)]
pub struct PlannedDelivery {
    /// The delivery's id; absent in a preview.
    pub id: Option<DeliveryId>,
    /// The recipient.
    pub recipient: Mailbox,
    /// Each reason once, the weightiest first.
    pub reasons: Vec<delivery::Reason>,
    /// Queued, or suppressed when it must not be mailed.
    pub state: delivery::State,
}

impl PlannedDelivery {
    /// The delivery that a recipient will get.
    pub fn expected(recipient: &Recipient) -> Self {
        let blocked = recipient.blocked.is_some();
        Self {
            id: None,
            recipient: recipient.mailbox.clone(),
            reasons: reasons(recipient),
            state: if blocked { delivery::State::Suppressed } else { delivery::State::Queued },
        }
    }
}

/// Each reason once, the weightiest first.
pub(super) fn reasons(recipient: &Recipient) -> Vec<delivery::Reason> {
    let mut reasons: Vec<_> = recipient.because.iter().map(|because| because.reason).collect();
    reasons.dedup();
    reasons
}
