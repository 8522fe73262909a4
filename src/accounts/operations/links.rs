//! One-time links to choose a first password, or a new one for a forgotten one.
//!
//! What is stored of a link's token is its SHA-256. The mail goes through the outbox, whose rows are frozen and stay, so a
//! token must not stand there either; and a mail that is tried again must carry the same link, whichever process sends
//! it. So the token is derived when the mail is composed: HMAC-SHA-256 of a random seed under the installation's secret, which
//! is not in the database. The row holds the seed, which is worth nothing without the secret, and begins with the secret's name, so
//! that a secret that is replaced meanwhile changes no link.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;

use super::{Origin, change_password};
use crate::accounts::passwords::Password;
use crate::accounts::{Accounts, AccountsError, fingerprint, random_text, rules, store};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::delivery::message::ActivationMail;
use crate::delivery::{self, Content, NewDelivery};
use crate::directory::{self, Person};
use crate::ids::PersonId;
use crate::secret::{Purpose, Secrets};

impl Accounts {
    /// Sends a one-time link to whoever has this address, if that is an active person. It returns before that is decided:
    /// neither the answer nor its time says whether there is one.
    ///
    /// # Errors
    /// [`AccountsError::Busy`], or the database, for whoever asks.
    pub async fn request_link(&self, email: &str) -> Result<(), AccountsError> {
        let errand = Arc::clone(&self.errands).try_acquire_owned().map_err(|_| AccountsError::Busy)?;
        let email = email.to_owned();
        let found = self.db.read(move |conn| directory::operations::active_by_email(conn, &email)).await?;
        let accounts = self.clone();
        tokio::spawn(async move {
            if let Some(person) = found
                && let Err(error) = accounts.send_link(person).await
            {
                tracing::error!(%error, "a one-time link could not be queued");
            }
            drop(errand);
        });
        Ok(())
    }

    /// Waits for the links that were asked for and are not queued yet: before the process ends.
    pub async fn finish(&self) {
        // The semaphore is never closed, so this waits for every errand and no more.
        let _ = self.errands.acquire_many(super::super::MOST_ERRANDS).await;
    }

    async fn send_link(&self, person: Person) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let (seed, token) = self.seed_and_token()?;
        let settings = Arc::clone(&self.settings);
        audit::write(&self.db, now, move |conn, trail| {
            if store::links_since(conn, person.id, now.minus(rules::LINK_LIFETIME))? >= rules::MOST_LINKS {
                return Ok(());
            }
            new_link(conn, person.id, &token, now)?;
            queue_mail(conn, &person, seed, &settings.message_domain, now)?;
            trail.record(link_event(Actor::System, person.id).with("by", "mail"));
            Ok(())
        })
        .await
    }

    /// The token of the link that a mail carries, from the seed in its row.
    ///
    /// # Errors
    /// [`AccountsError::Secret`] when the seed is of a secret that this process does not have; [`AccountsError::BadLink`] when it is of
    /// a version whose secret lay in the database.
    pub fn link_token(&self, seed: &str) -> Result<String, AccountsError> {
        token(&self.secrets, seed)
    }

    /// A new seed and its token.
    pub(super) fn seed_and_token(&self) -> Result<(String, String), AccountsError> {
        let seed = format!("{}.{}", self.secrets.current(), random_text()?);
        let token = token(&self.secrets, &seed)?;
        Ok((seed, token))
    }

    /// Sets a password by a one-time link and ends all sessions of its person.
    ///
    /// # Errors
    /// [`AccountsError::BadLink`]; [`AccountsError::Password`], which leaves the link good; [`AccountsError::Wait`] after too
    /// many failures of this address.
    pub async fn activate(&self, token: &str, password: &str, origin: &Origin) -> Result<(), AccountsError> {
        let now = self.clock.now();
        self.look_at_address(origin, now)?;
        let link = fingerprint(token);
        let holder = {
            let link = link.clone();
            self.db.read(move |conn| link_holder(conn, &link, now)).await?
        };
        let Some(person) = holder else {
            self.addresses.count(origin.address, now);
            return Err(AccountsError::BadLink);
        };
        let password = self.choose(password, &person)?;
        let hash = self.hashing.hash(password).await?;
        let (now, id) = (self.clock.now(), person.id);
        audit::write(&self.db, now, move |conn, trail| {
            if !store::use_link(conn, &link, now)? {
                return Err(AccountsError::BadLink);
            }
            Ok(change_password(conn, trail, Actor::Person(id), &person, &hash, now)?)
        })
        .await?;
        self.standing.forget(id);
        Ok(())
    }

    /// A password that this person may have.
    pub(super) fn choose(&self, password: &str, person: &Person) -> Result<Password, AccountsError> {
        let close = self.settings.own_words.iter().map(String::as_str).chain([person.name.as_str(), &person.email]);
        Ok(Password::chosen(password, close)?)
    }
}

/// Gives a person a link, the only one that is good from now on.
pub(super) fn new_link(
    conn: &mut Connection,
    person: PersonId,
    token: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    store::end_links(conn, person, now)?;
    Ok(store::add_link(conn, person, &fingerprint(token), now, now.plus(rules::LINK_LIFETIME))?)
}

/// What the trail says when somebody got a link.
pub(super) fn link_event(actor: Actor, person: PersonId) -> Event {
    Event::new(actor, "activation.started", format!("person:{person}"))
}

/// The person whose link this is, if it is good and the person still here.
fn link_holder(conn: &mut Connection, link: &str, now: Timestamp) -> Result<Option<Person>, DbError> {
    let Some(id) = store::link_holder(conn, link, now)? else { return Ok(None) };
    let people = directory::operations::people_by_ids(conn, &[id])?;
    Ok(people.into_values().find(|person| person.active))
}

fn token(secrets: &Secrets, seed: &str) -> Result<String, AccountsError> {
    let (id, _) = seed.split_once('.').ok_or(AccountsError::BadLink)?;
    Ok(BASE64URL_NOPAD.encode(secrets.tag(Purpose::OneTimeLinks, id, seed)?.as_ref()))
}

/// Queues the mail in the transaction that makes the link. Its row holds the seed where the mail will have the link.
fn queue_mail(
    conn: &mut Connection,
    person: &Person,
    seed: String,
    message_domain: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let mail = NewDelivery {
        commendation_id: None,
        version: None,
        recipient_id: Some(person.id),
        recipient_name: person.name.clone(),
        recipient_email: person.email.clone(),
        reasons: Vec::new(),
        content: Content::Activation(ActivationMail { link: seed, expires_at: now.plus(rules::LINK_LIFETIME) }),
    };
    delivery::operations::enqueue(conn, &mail, now, message_domain)?;
    Ok(())
}
