//! The outbox as other nouns use it: they queue a mail in their transaction, and wake the worker after the commit.
//!
//! It opens no transaction: a mail belongs to the change that it reports.

use std::sync::Arc;

use tokio::sync::Notify;

use super::{Cause, DeliveryError, NewDelivery, Queued, operations};
use crate::{clock::Timestamp, db::Connection};

/// Queues mails; built once, cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    /// Notified when a mail was queued; the worker of this process waits for it.
    pub queued: Arc<Notify>,
}

impl Outbox {
    /// Queues a mail in the caller's transaction. Call [`Outbox::wake`] after the commit.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn queue(&self, conn: &mut Connection, mail: &NewDelivery, now: Timestamp) -> Result<Queued, DeliveryError> {
        operations::enqueue(conn, mail, now)
    }

    /// Records a mail that must not be sent, so that the list of deliveries shows who was left out and for which reason.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn queue_suppressed(
        &self,
        conn: &mut Connection,
        mail: &NewDelivery,
        why: &Cause,
        now: Timestamp,
    ) -> Result<Queued, DeliveryError> {
        operations::enqueue_suppressed(conn, mail, why, now)
    }

    /// Wakes the worker of this process. Without it the mail goes a few seconds later.
    pub fn wake(&self) {
        self.queued.notify_one();
    }
}
