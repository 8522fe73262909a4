//! The mails to a client who left an address: queued when they are due, made when they go. Without an address the same words are printed.
//!
//! Invariants: a row of the outbox holds neither the client's name nor the address; the address stands in the commendation alone and is
//! erased with the last mail, with the commendation's end, or after the time that the bank keeps it.

use super::{Commendations, read::Known};
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::compose::party;
use crate::commendations::rules::{client_mail_is_due, has_letter_for_helper};
use crate::commendations::store::{self, Record};
use crate::db::{Connection, DbError};
use crate::delivery::message::{ClientMail, ClientReply, ClientWords};
use crate::delivery::{self, Kind, NewDelivery, Reason, Source, State};
use crate::directory;
use crate::ids::{CommendationId, PersonId};
use crate::language::Language;
use crate::permissions::Caller;

/// Addresses that one look of the job erases.
const AT_A_TIME: i64 = 200;

/// The name of the recipient in the row of the outbox, and in lists for staff.
const CLIENT: &str = "Client";

/// A mail to a client, as it goes.
#[derive(Debug)]
pub struct ClientMailing {
    /// The client's address.
    pub email: String,
    /// The language of the letter, or of the bank.
    pub language: Language,
    /// Its content.
    pub mail: ClientMail,
}

/// The words for a client on paper.
#[derive(Debug)]
pub struct ClientPrint {
    /// For example `C-2026-000123`.
    pub reference: String,
    /// The language of the words.
    pub language: Language,
    /// The words; none while no helper has the letter.
    pub words: Option<ClientWords>,
}

impl Commendations {
    /// Queues a mail to the client if it is due and the client can be written to.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn tell_client(
        &self,
        conn: &mut Connection,
        id: CommendationId,
        kind: Kind,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        let record = store::find(conn, id)?.filter(|record| record.state.stands() && record.has_letter);
        let Some(record) = record.filter(|_| self.mail.to_clients) else { return Ok(()) };
        let email = store::originals(conn, record.id)?.and_then(|original| original.client_email);
        let mails = delivery::operations::of_commendation(conn, id)?;
        if email.is_none() || !client_mail_is_due(kind, &mails) {
            return Ok(());
        }
        let new = NewDelivery {
            commendation_id: Some(id),
            version: None,
            recipient_id: None,
            recipient_name: CLIENT.to_owned(),
            recipient_email: String::new(),
            reasons: Vec::new(),
            because: Vec::new(),
            content: Source::Commendation(kind),
        };
        self.enqueue(conn, &new, None, now)?;
        Ok(())
    }

    /// A mail to a client as it goes now; none when the address is gone, or nothing is to be told any more.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn client_mailing(
        &self,
        id: CommendationId,
        kind: Kind,
    ) -> Result<Option<ClientMailing>, CommendationError> {
        let service = self.clone();
        let work = move |conn: &mut Connection| {
            let record = store::find(conn, id)?.filter(|record| record.state.stands());
            let Some(record) = record.filter(|_| service.mail.to_clients) else { return Ok(None) };
            let original = store::originals(conn, id)?;
            let Some(email) = original.and_then(|original| original.client_email) else { return Ok(None) };
            let mail = service.client_mail(conn, &record)?;
            let is_told = match kind {
                Kind::ClientThanked => mail.reply.is_some(),
                _ => !mail.helpers.is_empty(),
            };
            if !is_told {
                return Ok(None);
            }
            let reply = mail.reply.filter(|_| kind == Kind::ClientThanked);
            let language = service.language_for_client(conn, id)?;
            Ok(Some(ClientMailing { email, language, mail: ClientMail { reply, ..mail } }))
        };
        self.db.read(work).await
    }

    /// The facts for a mail to a client, with the first thanks that the client may be told.
    fn client_mail(&self, conn: &mut Connection, record: &Record) -> Result<ClientMail, CommendationError> {
        let id = record.id;
        let day = |at: Timestamp| at.day_in(self.bank.time_zone);
        let mails = delivery::operations::of_commendation(conn, id)?;
        let arrived = || mails.iter().filter(|mail| mail.state == State::Sent && mail.kind.carries_letter());
        let names = |reason: Reason| {
            let mut names: Vec<String> = Vec::new();
            for mail in arrived().filter(|mail| mail.reasons.contains(&reason)) {
                if !names.contains(&mail.recipient_name) {
                    names.push(mail.recipient_name.clone());
                }
            }
            names
        };
        let first = arrived().filter(|mail| has_letter_for_helper(mail)).filter_map(|mail| mail.sent_at).min();
        let (thanks, acknowledged) = (store::thanks(conn, id)?, store::acknowledgements(conn, id)?);
        let readers: Vec<PersonId> = thanks
            .iter()
            .map(|given| given.person_id)
            .chain(acknowledged.iter().map(|given| given.person_id))
            .collect();
        let people = directory::operations::people_by_ids(conn, &readers)?;
        let mut read_by: Vec<String> =
            readers.iter().filter_map(|reader| Some(people.get(reader)?.name.clone())).collect();
        let mut seen = std::collections::HashSet::new();
        read_by.retain(|name| seen.insert(name.clone()));
        let reply = thanks.iter().find(|given| given.shared_with_client).and_then(|given| {
            let helper = party(people.get(&given.person_id)?);
            Some(ClientReply { helper, text: given.text.clone() })
        });
        let original = store::originals(conn, id)?.ok_or(CommendationError::NotFound)?;
        Ok(ClientMail {
            client: original.client_name,
            is_named: record.client_name_shared,
            helpers: names(Reason::Helper),
            delivered_on: day(first.unwrap_or(record.sent_at)),
            supervisors: names(Reason::HelperSupervisor),
            read_by,
            reply,
            banker: party(&directory::operations::recorded(conn, record.banker_id)?),
            told_on: self.today(),
        })
    }

    /// The language of the client's letter, where clients' pages have it; else the bank's.
    fn language_for_client(&self, conn: &mut Connection, id: CommendationId) -> Result<Language, DbError> {
        let written = store::circulated_letter(conn, id)?.and_then(|letter| letter.language);
        let fitting = written.and_then(|tag| Language::fitting([tag.as_str()], Language::for_clients()));
        Ok(fitting.unwrap_or(self.bank.language))
    }

    /// The words for a client, to be printed by the banker or HR.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone else, and where there is no client's letter, or it was withdrawn.
    pub async fn client_print(&self, caller: Caller, id: CommendationId) -> Result<ClientPrint, CommendationError> {
        let (today, service) = (self.today(), self.clone());
        let work = move |conn: &mut Connection| {
            let Known { record, reader, .. } = Self::known(conn, &caller, id, today)?;
            let may = (reader.banker || reader.hr) && record.has_letter && record.state.stands();
            if !may {
                return Err(CommendationError::NotFound);
            }
            let language = service.language_for_client(conn, id)?;
            let mail = Some(service.client_mail(conn, &record)?).filter(|mail| !mail.helpers.is_empty());
            let words = mail.map(|mail| ClientWords::of(language, service.bank.time_zone, &mail));
            Ok(ClientPrint { reference: record.reference, language, words })
        };
        self.db.read(work).await
    }

    /// Follows the end of a mail in its transaction: with a helper's the client's is due, and with the last to the client the address goes.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn mail_ended(
        &self,
        (conn, trail): (&mut Connection, &mut Trail),
        id: CommendationId,
        (kind, state): (Kind, State),
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        if kind.carries_letter() {
            self.tell_client(conn, id, Kind::ClientDelivered, now)?;
        }
        if (kind, state) == (Kind::ClientThanked, State::Sent) {
            forget_address(conn, trail, id)?;
        }
        Ok(())
    }

    /// Erases the addresses of clients that are older than the bank keeps them.
    ///
    /// # Errors
    /// When the database fails; the others are due again.
    pub async fn forget_client_addresses(&self) -> Result<(), CommendationError> {
        let now = self.clock.now();
        let until = now.minus(self.mail.keep_client_addresses());
        loop {
            let forgotten = audit::write(&self.db, now, move |conn, trail| {
                let due = store::with_client_address(conn, until, AT_A_TIME)?;
                for id in &due {
                    forget_address(conn, trail, *id)?;
                }
                Ok::<_, CommendationError>(due.len())
            })
            .await?;
            if forgotten == 0 {
                return Ok(());
            }
        }
    }
}

/// Erases the client's address, and records it.
pub(super) fn forget_address(conn: &mut Connection, trail: &mut Trail, id: CommendationId) -> Result<(), DbError> {
    if store::erase_client_address(conn, id)? {
        trail.record(Event::new(Actor::System, "commendation.client_address_erased", format!("commendation:{id}")));
    }
    Ok(())
}
