//! The operations: prepare and send, acknowledge, thank, assign, correct, withdraw, retry; and the circulated copy, rendered at
//! its first use. Each operation is one write transaction with its audit entries, its deliveries and its work items.

mod assign;
mod circulated_copy;
mod client_mails;
mod consent;
mod copy_versions;
mod correct;
mod correction_mails;
mod correction_plan;
mod deliveries;
mod dispute;
mod helper_book;
mod history;
mod home;
mod intake;
mod lists;
mod look;
mod mails;
mod masking;
mod own_copy;
mod pictures;
mod prepared;
mod read;
mod recognition;
mod redirect;
mod replies;
mod search_words;
mod send;
mod story;
mod stuck;
mod team;
mod unrecognised;
mod verify;
mod withdraw;
mod work_items;

use std::sync::Arc;

use tokio::sync::OnceCell;
use url::Url;

use super::CommendationError;
use super::compose::SendingContext;
use super::rules::{Blocked, Mailbox, Refusal, domain_allowed};
use crate::clock::{Clock, Timestamp};
use crate::config::{Bank, Mail, Policy};
use crate::db::{Connection, Database, DbError};
use crate::delivery::{DeliveryError, NewDelivery, Outbox, Queued};
use crate::directory;
use crate::documents::Renderer;
use crate::files::Files;
use crate::keyed_locks::KeyedLocks;
use crate::letters::uploads::Uploads;
use crate::permissions::Role;
use crate::person_limits::PersonLimits;

pub use assign::Assignable;
pub use circulated_copy::CopyFile;
pub use client_mails::{ClientMailing, ClientPrint};
pub use consent::ConsentHeld;
pub use correct::Corrected;
pub use correction_plan::{Correction, CorrectionLook, CorrectionNotice, CorrectionRecipient};
pub use helper_book::{Book, BookFilter, Helped, Occasion, Solved};
pub use history::{History, HistoryReader, first_withdrawn_at};
pub use home::{AtHome, StuckAtHome, ThanksForYou};
pub use lists::{CallersList, has_assist, search_words};
pub use look::{Look, Named};
pub use own_copy::SignedByClient;
pub use prepared::{Masked, PlannedDelivery, Prepared, Sent};
pub use read::reference_of;
pub use recognition::{InHistory, Recognition, Thanking};
pub use replies::{AcknowledgementInput, ReplyChange, ThanksInput};
pub use search_words::index_again;
pub use story::{Happened, Happening};
pub use stuck::StuckMail;
pub use team::{Glance, Latest, Team, TeamMember, glance_at_team};
pub use unrecognised::{TeamBelow, UnrecognisedPeople, UnrecognisedPerson};
pub use withdraw::Withdrawable;

/// The dependencies of the verbs; built once, cheap to clone.
#[derive(Clone)]
pub struct Commendations {
    /// The records.
    pub db: Database,
    /// The present moment.
    pub clock: Clock,
    /// The bank on the letterhead.
    pub bank: Arc<Bank>,
    /// The bank's policy.
    pub policy: Arc<Policy>,
    /// The domains that mail may go to.
    pub mail: Arc<Mail>,
    /// The address of the service.
    pub public_url: Url,
    /// Makes PDFs.
    pub renderer: Renderer,
    /// Keeps scans.
    pub uploads: Uploads,
    /// Keeps PDFs.
    pub files: Files,
    /// Queues mails.
    pub outbox: Outbox,
    /// Set once this process has put the logo into the store.
    pub logo_kept: Arc<OnceCell<()>>,
    /// Serialises the making of one copy in this process.
    pub making: KeyedLocks,
    /// The limit of letters per person.
    pub letters: PersonLimits,
}

impl Commendations {
    fn setting(&self, now: Timestamp) -> SendingContext<'_> {
        SendingContext { bank: &self.bank, public_url: &self.public_url, today: now.day_in(self.bank.time_zone) }
    }

    /// True when staff mail may go to an address. Without a list every address of the directory is allowed.
    pub fn allows(&self, email: &str) -> bool {
        self.mail.domains.as_ref().is_none_or(|domains| domain_allowed(email, domains))
    }

    /// Queues a mail, or records the reason why there is none.
    fn enqueue(
        &self,
        conn: &mut Connection,
        new: &NewDelivery,
        blocked: Option<Blocked>,
        now: Timestamp,
    ) -> Result<Queued, CommendationError> {
        Ok(match blocked {
            None => self.outbox.queue(conn, new, now)?,
            Some(blocked) => self.outbox.queue_suppressed(conn, new, &blocked.cause(), now)?,
        })
    }

    /// Recipients of mail that has no supervisor: the configured mailboxes, else every active person with the role.
    fn hr(&self, conn: &mut Connection) -> Result<Vec<Mailbox>, DbError> {
        if self.mail.hr.is_empty() {
            return Ok(directory::operations::active_with_role(conn, Role::Hr)?.iter().map(Mailbox::from).collect());
        }
        let mailbox = |email: &String| Mailbox {
            person: None,
            name: "Human Resources".to_owned(),
            title: String::new(),
            email: email.clone(),
            active: true,
        };
        Ok(self.mail.hr.iter().map(mailbox).collect())
    }
}

impl From<DeliveryError> for CommendationError {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::NotFound => Self::NotFound,
            DeliveryError::NotRetryable(_) => Self::Refused(Refusal::NotRetryable),
            DeliveryError::Db(error) => Self::Database(error),
            DeliveryError::Content(error) => Self::Database(DbError::Unexpected(error.to_string())),
        }
    }
}
