//! Operations of administrators and of the server's command line: the first administrator, passwords, roles.

use super::{PasswordChange, account_count, change_password, links};
use crate::accounts::{Accounts, AccountsError, SessionView, rules, store};
use crate::audit::{self, Actor};
use crate::clock::Timestamp;
use crate::db::DbError;
use crate::directory::role_grants::{self, RoleChange};
use crate::directory::{self, Person};
use crate::ids::PersonId;
use crate::permissions::{Caller, Role, Roles};

/// The most sessions that are listed for an administrator.
const MOST_SESSIONS: i64 = 50;

/// An administrator, with a code to hand over in person. It has no `Debug`, so that it cannot be logged by accident.
#[derive(Clone)]
pub struct NewAdmin {
    /// The administrator.
    pub person: PersonId,
    /// Goes into `PUT /api/v1/activations/{code}`, once.
    pub code: String,
    /// The time when it expires.
    pub expires_at: Timestamp,
}

/// Effect of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// False when it was granted already.
    pub new: bool,
    /// All roles now, from the directory and by grant.
    pub roles: Roles,
}

/// Effect of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// False when it had not been granted.
    pub was_granted: bool,
    /// All roles now; the role may still be among them, from the directory.
    pub roles: Roles,
}

/// The state of a person's sign-in: password and sessions.
#[derive(Debug, Clone)]
pub struct SignInState {
    /// False for a person who never chose a password, or who left.
    pub has_password: bool,
    /// The open sessions, newest first.
    pub sessions: Vec<SessionView>,
}

impl Accounts {
    /// Sets a person's password and ends all sessions of that person.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`], [`AccountsError::Password`].
    pub async fn set_password(&self, email: &str, password: &str, actor: Actor) -> Result<(), AccountsError> {
        let person = self.active_person(email).await?;
        let password = self.choose(password, &person).await?;
        let hash = self.hashing.hash(password).await?;
        let (now, id, account) = (self.clock.now(), person.id, account_count(&self.secrets, &person)?);
        audit::write(&self.db, now, move |conn, trail| {
            let changed = PasswordChange { actor, person: &person, keep: None, account: &account };
            change_password(conn, trail, &changed, &hash, now)
        })
        .await
        .map_err(AccountsError::from)?;
        self.valid_sessions.forget(id);
        Ok(())
    }

    /// Gives the person with this address the role `admin` and a one-time code to choose a password. A person missing from the
    /// directory is added by hand.
    ///
    /// # Errors
    /// [`AccountsError::Add`] when the address is invalid.
    pub async fn create_admin(&self, email: &str, actor: Actor) -> Result<NewAdmin, AccountsError> {
        let now = self.clock.now();
        let ((_, code), email) = (self.seed_and_token()?, email.to_owned());
        let token = code.clone();
        let person = audit::write::<_, AccountsError>(&self.db, now, move |conn, trail| {
            let person = directory::manual_people::find_or_add(conn, trail, now, actor, &email)?.id;
            let change = RoleChange { person, role: Role::Admin, reason: None };
            role_grants::grant(conn, trail, now, actor, &change)?;
            trail.record(links::link_event(actor, person).with("by", "command_line"));
            links::new_link(conn, person, &token, now)?;
            Ok(person)
        })
        .await?;
        self.valid_sessions.forget(person);
        Ok(NewAdmin { person, code, expires_at: now.plus(rules::LINK_LIFETIME) })
    }

    /// Grants a role by hand, at the command line; those from the directory are kept apart and stay as they are.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`].
    pub async fn grant(&self, email: &str, role: Role, reason: Option<String>) -> Result<Granted, AccountsError> {
        let person = self.active_person(email).await?.id;
        self.granted(RoleChange { person, role, reason }, Actor::CommandLine).await
    }

    /// Grants a role by hand, for an administrator with a reason.
    ///
    /// # Errors
    /// [`AccountsError::OwnRoles`]; [`AccountsError::UnknownPerson`].
    pub async fn grant_to(&self, caller: Caller, change: RoleChange) -> Result<Granted, AccountsError> {
        self.other(caller, change.person).await?;
        self.granted(change, Actor::Person(caller.person)).await
    }

    async fn granted(&self, change: RoleChange, actor: Actor) -> Result<Granted, AccountsError> {
        let (now, id) = (self.clock.now(), change.person);
        let granted = audit::write::<_, AccountsError>(&self.db, now, move |conn, trail| {
            let new = role_grants::grant(conn, trail, now, actor, &change)?;
            Ok(Granted { new, roles: directory::operations::roles_of(conn, id)? })
        })
        .await?;
        self.valid_sessions.forget(id);
        Ok(granted)
    }

    /// Revokes a granted role, at the command line. A role from the directory can only be removed there.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`].
    pub async fn revoke(&self, email: &str, role: Role, reason: Option<String>) -> Result<Revoked, AccountsError> {
        let person = self.active_person(email).await?.id;
        self.revoked(RoleChange { person, role, reason }, Actor::CommandLine).await
    }

    /// Revokes a granted role, for an administrator with a reason.
    ///
    /// # Errors
    /// [`AccountsError::OwnRoles`]; [`AccountsError::UnknownPerson`].
    pub async fn revoke_from(&self, caller: Caller, change: RoleChange) -> Result<Revoked, AccountsError> {
        self.other(caller, change.person).await?;
        self.revoked(change, Actor::Person(caller.person)).await
    }

    async fn revoked(&self, change: RoleChange, actor: Actor) -> Result<Revoked, AccountsError> {
        let (now, id) = (self.clock.now(), change.person);
        let revoked = audit::write::<_, AccountsError>(&self.db, now, move |conn, trail| {
            let was_granted = role_grants::revoke(conn, trail, now, actor, &change)?;
            Ok(Revoked { was_granted, roles: directory::operations::roles_of(conn, id)? })
        })
        .await?;
        self.valid_sessions.forget(id);
        Ok(revoked)
    }

    /// Another active person than the caller: nobody changes one's own roles.
    async fn other(&self, caller: Caller, person: PersonId) -> Result<(), AccountsError> {
        if !rules::may_change_roles(caller.person, person) {
            return Err(AccountsError::OwnRoles);
        }
        let person = self.person(person).await?;
        if person.active { Ok(()) } else { Err(AccountsError::UnknownPerson) }
    }

    /// The state of a person's sign-in, for an administrator.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sign_in_of(&self, person: PersonId) -> Result<SignInState, AccountsError> {
        let now = self.clock.now();
        let state = self.db.read(move |conn| {
            let has_password = store::password_hash(conn, person)?.is_some();
            let sessions = store::open_sessions(conn, person, None, MOST_SESSIONS, now)?;
            Ok::<_, DbError>(SignInState { has_password, sessions })
        });
        Ok(state.await?)
    }

    /// Deletes expired data: sessions with their tokens and links that ended a month ago, and failures of a day ago. Run by a
    /// timer.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn clear_away(&self) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let (before, forgotten) = (now.minus(rules::ENDED_KEPT), now.minus(rules::FAILURES_FORGOTTEN));
        Ok(self.db.write(move |conn| store::clear_before(conn, before, forgotten)).await?)
    }

    async fn active_person(&self, email: &str) -> Result<Person, AccountsError> {
        let email = email.to_owned();
        let found = self.db.read(move |conn| directory::operations::active_by_email(conn, &email)).await?;
        found.ok_or(AccountsError::UnknownPerson)
    }
}
