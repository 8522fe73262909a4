//! Mails under way: how many connections they occupy, and whether a mail to some domain may go beside them.
//!
//! A mail that waits for a silent relay occupies its connection only for mails to the same domain, and after some seconds for none: one
//! slow mailbox holds only itself. A domain of which two mails are stalled goes behind all others.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::task::Id;

use super::super::transport::{Activity, STALLED};

/// After this time of silence a mail no longer occupies a connection.
const SILENT: Duration = Duration::from_secs(5);
/// After this time of silence a mail no longer keeps those to other domains waiting.
const HESITANT: Duration = Duration::from_millis(250);
/// A domain with so many stalled mails goes behind all others.
const MOST_OF_A_DOMAIN: usize = 2;

/// The mails under way.
#[derive(Debug, Default)]
pub(super) struct Flights {
    each: HashMap<Id, (String, Arc<Activity>)>,
    /// The connections that may be used at present.
    pub width: usize,
    /// True while only one mail may go, to test the relay.
    pub probing: bool,
}

impl Flights {
    /// A mail to that domain has started.
    pub fn start(&mut self, id: Id, domain: String, activity: Arc<Activity>) {
        self.each.insert(id, (domain, activity));
    }

    /// A mail has ended.
    pub fn end(&mut self, id: Id) {
        self.each.remove(&id);
    }

    /// Tells whether another mail to that domain may go now.
    pub fn have_room_for(&self, domain: &str) -> bool {
        if self.probing {
            return self.each.is_empty();
        }
        let occupies = |(other, activity): &&(String, Arc<Activity>)| {
            let silent = activity.silent_for();
            silent < HESITANT || (other == domain && silent < SILENT)
        };
        self.each.len() < self.width * (1 + STALLED) && self.each.values().filter(occupies).count() < self.width
    }

    /// Tells whether a mail to a domain that has none under way may go now.
    pub fn have_room_for_another_domain(&self) -> bool {
        self.have_room_for("")
    }

    /// Tells whether mails to that domain go behind all others.
    pub fn is_slow(&self, domain: &str) -> bool {
        let stalled = |(other, activity): &&(String, Arc<Activity>)| other == domain && activity.silent_for() >= SILENT;
        self.each.values().filter(stalled).count() >= MOST_OF_A_DOMAIN
    }

    /// The domains of the mails under way, each perhaps several times.
    pub fn domains(&self) -> impl Iterator<Item = &String> {
        self.each.values().map(|(domain, _)| domain)
    }
}
