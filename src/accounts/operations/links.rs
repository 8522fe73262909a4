//! One-time links to choose a first password, or a new one for a forgotten one.
//!
//! Only the SHA-256 of a link's token is stored. The mail goes through the outbox, whose rows are permanent, so the token must
//! not be stored there either; and a retried mail must carry the same link, whichever process sends it. So the token is derived
//! when the mail is composed: HMAC-SHA-256 of a random seed under the installation's secret, which is not in the database. The
//! row holds the seed, which is useless without the secret, and begins with the secret's name, so that replacing the secret
//! changes no link.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;

use super::{Origin, PasswordChange, account_count, change_password};
use crate::accounts::devices::Seal;
use crate::accounts::passwords::Password;
use crate::accounts::{Accounts, AccountsError, fingerprint, random_text, rules, store};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::delivery::message::ActivationMail;
use crate::delivery::{NewDelivery, StoredContent};
use crate::directory::{self, Person};
use crate::ids::{DeviceId, PersonId};
use crate::permissions::Caller;
use crate::secret::{Purpose, Secrets};
use crate::security_log::{self, Account, Outcome};

impl Accounts {
    /// Sends a one-time link to this address, if it belongs to an active person. It returns before that is decided: neither the
    /// answer nor its time reveals whether there is one.
    ///
    /// # Errors
    /// [`AccountsError::Busy`], or a failure of the database that affects every caller.
    pub async fn request_link(&self, email: &str) -> Result<(), AccountsError> {
        let errand = Arc::clone(&self.errands).try_acquire_owned().map_err(|_| AccountsError::Busy)?;
        let email = email.to_owned();
        let found = self.db.read(move |conn| directory::operations::active_by_email(conn, &email)).await?;
        let accounts = self.clone();
        tokio::spawn(async move {
            if let Some(person) = found
                && let Err(error) = accounts.send_link(person, Actor::System).await
            {
                tracing::error!(%error, "a one-time link could not be queued");
            }
            drop(errand);
        });
        Ok(())
    }

    /// Waits for the links that were requested and are not queued yet, before the process ends.
    pub async fn finish(&self) {
        // The semaphore is never closed, so this waits for all errands.
        let _ = self.errands.acquire_many(super::super::MOST_ERRANDS).await;
    }

    /// Sends a one-time link to a person, for an administrator. False when the person has all the links that one person may have.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`] for a person who has left.
    pub async fn send_link_to(&self, caller: Caller, person: PersonId) -> Result<bool, AccountsError> {
        let person = self.person(person).await?;
        if !person.active {
            return Err(AccountsError::UnknownPerson);
        }
        self.send_link(person, Actor::Person(caller.person)).await
    }

    /// False when the person has enough links.
    async fn send_link(&self, person: Person, by: Actor) -> Result<bool, AccountsError> {
        let now = self.clock.now();
        let (id, since, last) = (person.id, now.minus(rules::LINKS_COUNTED), now.minus(rules::LINK_LIFETIME));
        let enough = move |conn: &mut Connection| {
            let (recent, fresh) = (store::links_since(conn, id, since)?, store::links_since(conn, id, last)?);
            Ok::<_, DbError>(!rules::may_send_link(recent, fresh))
        };
        // Checked before anything is written, so that endless requests cost one keyed read each.
        if self.db.read(enough).await? {
            return Ok(false);
        }
        let (seed, token) = self.seed_and_token()?;
        let outbox = self.outbox.clone();
        let sent = audit::write(&self.db, now, move |conn, trail| {
            if enough(conn)? {
                return Ok(false);
            }
            new_link(conn, person.id, &token, now)?;
            // The row holds the seed in place of the link.
            let mail = ActivationMail { link: seed, expires_at: now.plus(rules::LINK_LIFETIME) };
            let mail = NewDelivery::to(person.id, &person.name, &person.email, StoredContent::Activation(mail));
            outbox.queue(conn, &mail, now)?;
            trail.record(link_event(by, person.id).with("by", "mail"));
            Ok::<_, AccountsError>(true)
        })
        .await?;
        self.outbox.wake();
        Ok(sent)
    }

    /// The token of the link that a mail carries, from the seed in its row.
    ///
    /// # Errors
    /// [`AccountsError::Secret`] when the seed needs a secret that this process does not have; [`AccountsError::BadLink`] when
    /// it comes from a version whose secret was in the database.
    pub fn link_token(&self, seed: &str) -> Result<String, AccountsError> {
        token(&self.secrets, seed)
    }

    /// A new seed and its token.
    pub(super) fn seed_and_token(&self) -> Result<(String, String), AccountsError> {
        let seed = format!("{}.{}", self.secrets.current(), random_text()?);
        let token = token(&self.secrets, &seed)?;
        Ok((seed, token))
    }

    /// The person of a link, if it is valid at present; for its page, which does not use it up.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn link_person(&self, token: &str) -> Result<Option<Person>, AccountsError> {
        let (now, link) = (self.clock.now(), fingerprint(token));
        Ok(self.db.read(move |conn| link_holder(conn, &link, now)).await?)
    }

    /// Sets a password by a one-time link, ends all sessions of its person and makes this device known for the account, by the
    /// cookie value that it returns. A valid link always works, however many tries have failed: a token of 256 bits cannot be
    /// guessed, so no limit applies.
    ///
    /// # Errors
    /// [`AccountsError::BadLink`]; [`AccountsError::Password`], which leaves the link valid.
    pub async fn activate(&self, token: &str, password: &str, origin: &Origin) -> Result<String, AccountsError> {
        let now = self.clock.now();
        let link = fingerprint(token);
        let holder = {
            let link = link.clone();
            self.db.read(move |conn| link_holder(conn, &link, now)).await?
        };
        let Some(person) = holder else {
            security_log::record(Outcome::LinkFailed, Account::Unnamed, None);
            return Err(AccountsError::BadLink);
        };
        let password = self.choose(password, &person).await?;
        let hash = self.hashing.hash(password).await?;
        let seal = Seal(&self.secrets);
        let (now, id) = (self.clock.now(), person.id);
        let cookie = origin.device.clone().unwrap_or_default();
        let device = seal.device_of(&cookie, id, now).unwrap_or_else(DeviceId::new);
        let marked = seal.mark(&cookie, id, device, now)?;
        let account = account_count(&self.secrets, &person)?;
        audit::write(&self.db, now, move |conn, trail| {
            if !store::use_link(conn, &link, now)? {
                return Err(AccountsError::BadLink);
            }
            store::clear_failures(conn, &format!("device:{device}"))?;
            Ok(change_password(
                conn,
                trail,
                &PasswordChange { actor: Actor::Person(id), person: &person, keep: None, account: &account },
                &hash,
                now,
            )?)
        })
        .await?;
        self.valid_sessions.forget(id);
        Ok(marked)
    }

    /// Checks a new password of this person. It is estimated off the async threads, in the same queues as the hashes.
    pub(super) async fn choose(&self, password: &str, person: &Person) -> Result<Password, AccountsError> {
        let settings = Arc::clone(&self.settings);
        let (text, person) = (password.to_owned(), person.clone());
        let chosen = self.hashing.apart(move || {
            let own = [&person.name, &person.email, &person.department, &person.branch].map(String::as_str);
            Password::chosen(&text, settings.own_words.iter().map(String::as_str).chain(own))
        });
        Ok(chosen.await??)
    }
}

/// Gives a person a link. Earlier links stay valid, up to a small number.
pub(super) fn new_link(
    conn: &mut Connection,
    person: PersonId,
    token: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    store::end_links(conn, person, rules::MOST_GOOD_LINKS - 1, now)?;
    Ok(store::add_link(conn, person, &fingerprint(token), now, now.plus(rules::LINK_LIFETIME))?)
}

/// Audit entry for a new link.
pub(super) fn link_event(actor: Actor, person: PersonId) -> Event {
    Event::new(actor, "activation.started", format!("person:{person}"))
}

/// The link's person, if the link is valid and the person still active.
fn link_holder(conn: &mut Connection, link: &str, now: Timestamp) -> Result<Option<Person>, DbError> {
    let Some(id) = store::link_holder(conn, link, now)? else { return Ok(None) };
    let people = directory::operations::people_by_ids(conn, &[id])?;
    Ok(people.into_values().find(|person| person.active))
}

fn token(secrets: &Secrets, seed: &str) -> Result<String, AccountsError> {
    let (id, _) = seed.split_once('.').ok_or(AccountsError::BadLink)?;
    Ok(BASE64URL_NOPAD.encode(secrets.tag(Purpose::OneTimeLinks, id, seed)?.as_ref()))
}
