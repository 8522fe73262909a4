//! Changing one's own password, and ending a person's sessions as an administrator.

use super::{PasswordChange, account_count, change_password};
use crate::accounts::hashing::HashQueue;
use crate::accounts::passwords::Password;
use crate::accounts::rules::{self, Failures};
use crate::accounts::{Accounts, AccountsError, store};
use crate::audit::{self, Actor, Event, Unrecorded};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::directory;
use crate::ids::PersonId;
use crate::permissions::Caller;
use crate::security_log::{self, Account, Outcome};

impl Accounts {
    /// Sets the caller's own password and ends the caller's other sessions. Failures count against the session: a person who
    /// found it open must not keep guessing, and nobody else is blocked by it.
    ///
    /// # Errors
    /// [`AccountsError::WrongPassword`] when `current` is not the present one; [`AccountsError::Wait`] after too many failures;
    /// [`AccountsError::NewPassword`].
    pub async fn change_own_password(&self, caller: Caller, current: &str, new: &str) -> Result<(), AccountsError> {
        let result = self.try_change(caller, current, new).await;
        let account = Account::Person(caller.person);
        match &result {
            Err(AccountsError::WrongPassword) => security_log::record(Outcome::PasswordFailed, account, None),
            Err(AccountsError::Wait(_)) => security_log::record(Outcome::PasswordRefused, account, None),
            _ => {}
        }
        result
    }

    async fn try_change(&self, caller: Caller, current: &str, new: &str) -> Result<(), AccountsError> {
        let (id, session, count) = (caller.person, caller.session, format!("session:{}", caller.session));
        let (person, hash, failures) = {
            let count = count.clone();
            let read = move |conn: &mut Connection| {
                let mut found = directory::operations::people_by_ids(conn, &[id])?;
                let person = found.remove(&id).ok_or(AccountsError::UnknownPerson)?;
                Ok::<_, AccountsError>((person, store::password_hash(conn, id)?, store::failures(conn, &count)?))
            };
            self.db.read(read).await?
        };
        held_up(failures, self.clock.now())?;
        // An invalid new password costs no try, and reveals nothing about the present one.
        let new = self.choose(new, &person).await.map_err(|error| match error {
            AccountsError::Password(problem) => AccountsError::NewPassword(problem),
            other => other,
        })?;
        let good = self.hashing.verify(Password::given(current), hash.clone(), HashQueue::Known).await?;
        let new_hash = if good { Some(self.hashing.hash(new).await?) } else { None };
        let (now, account) = (self.clock.now(), account_count(&self.secrets, &person)?);
        let work = move |conn: &mut Connection, trail: &mut audit::Trail| {
            trail.needs_none(Unrecorded::SignInFailure);
            let before = store::hold_failures(conn, &count)?;
            held_up(before, now)?;
            // A password that was changed while this one was compared is no longer the present one.
            let Some(new_hash) = new_hash.filter(|_| store::password_hash(conn, id).is_ok_and(|stored| stored == hash))
            else {
                store::put_failures(conn, &count, Failures::and_one(before, now))?;
                return Ok(false);
            };
            store::clear_failures(conn, &count)?;
            let changed =
                PasswordChange { actor: Actor::Person(id), person: &person, keep: Some(session), account: &account };
            change_password(conn, trail, &changed, &new_hash, now)?;
            Ok::<_, AccountsError>(true)
        };
        let changed = audit::write(&self.db, now, work).await?;
        self.valid_sessions.forget(id);
        if changed { Ok(()) } else { Err(AccountsError::WrongPassword) }
    }

    /// Ends all sessions of a person, for an administrator: after the loss of a device, or when a person is no longer trusted.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`] when nobody has this id.
    pub async fn end_sessions_of(&self, person: PersonId, by: Caller) -> Result<(), AccountsError> {
        let now = self.clock.now();
        audit::write::<_, AccountsError>(&self.db, now, move |conn, trail| {
            if directory::operations::people_by_ids(conn, &[person])?.is_empty() {
                return Err(AccountsError::UnknownPerson);
            }
            let ended = store::end_sessions(conn, person, None, "ended_by_administrator", now)?;
            let event = Event::new(Actor::Person(by.person), "sessions.ended", format!("person:{person}"));
            trail.record(event.with("sessions_ended", ended));
            Ok(())
        })
        .await?;
        self.valid_sessions.forget(person);
        Ok(())
    }
}

fn held_up(failures: Option<Failures>, now: Timestamp) -> Result<(), AccountsError> {
    rules::held_up(true, failures, None, now).map_or(Ok(()), |wait| Err(AccountsError::Wait(wait)))
}
