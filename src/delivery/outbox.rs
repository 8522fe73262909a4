//! The outbox as other nouns use it: they queue a mail in their transaction, and wake the worker after the commit.
//!
//! It holds what every mail of an installation shares. It opens no transaction: a mail belongs to the change that it reports.

use std::sync::Arc;

use tokio::sync::Notify;
use url::Url;

use super::{DeliveryError, NewDelivery, Queued, operations};
use crate::{clock::Timestamp, db::Connection};

/// Queues mails; built once, cheap to clone.
#[derive(Debug, Clone)]
pub struct Outbox {
    /// Completes a Message-ID: the host of the public URL.
    message_domain: Arc<str>,
    /// Notified when a mail was queued; the worker of this process waits for it.
    pub queued: Arc<Notify>,
}

impl Outbox {
    /// The outbox of an installation with this public URL.
    pub fn new(public_url: &Url) -> Self {
        let message_domain = public_url.host_str().unwrap_or("localhost").into();
        Self { message_domain, queued: Arc::default() }
    }

    /// Queues a mail in the caller's transaction. Call [`Outbox::wake`] after the commit.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn queue(&self, conn: &mut Connection, mail: &NewDelivery, now: Timestamp) -> Result<Queued, DeliveryError> {
        operations::enqueue(conn, mail, now, &self.message_domain)
    }

    /// Records a mail that must not be sent, so that the list of deliveries shows who was left out and for which reason.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn queue_suppressed(
        &self,
        conn: &mut Connection,
        mail: &NewDelivery,
        why: &str,
        now: Timestamp,
    ) -> Result<Queued, DeliveryError> {
        operations::enqueue_suppressed(conn, mail, why, now, &self.message_domain)
    }

    /// Wakes the worker of this process. Without it the mail goes a few seconds later.
    pub fn wake(&self) {
        self.queued.notify_one();
    }
}
