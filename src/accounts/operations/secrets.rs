//! Operations on the installation's secret: checking that it matches the database, and replacing it.

use crate::accounts::{Accounts, AccountsError, keys};
use crate::audit::{self, Actor, Event};

impl Accounts {
    /// Checks that the secret decrypts the keys that sign. It writes nothing, and a database without keys accepts any secret.
    ///
    /// # Errors
    /// [`AccountsError::Secret`] when the secret is another one.
    pub async fn check_secret(&self) -> Result<(), AccountsError> {
        self.keys.check(&self.db, self.clock.now()).await
    }

    /// Makes the keys that are due, and checks that the secret decrypts those that sign: for the start of a process.
    ///
    /// # Errors
    /// [`AccountsError::Secret`] when the secret is another one.
    pub async fn prepare_keys(&self) -> Result<(), AccountsError> {
        self.keys.ring(&self.db, self.clock.now()).await?;
        self.check_secret().await
    }

    /// Re-encrypts with the first secret of the file the keys encrypted with a later one, and returns their number.
    ///
    /// # Errors
    /// [`AccountsError::Secret`] when the file lacks the secret of a key; then nothing is changed.
    pub async fn reseal(&self, actor: Actor) -> Result<usize, AccountsError> {
        let secrets = self.secrets.clone();
        audit::write(&self.db, self.clock.now(), move |conn, trail| {
            let resealed = keys::reseal(conn, &secrets)?;
            if resealed > 0 {
                let event = Event::new(actor, "secret.replaced", "signing_keys");
                trail.record(event.with("secret", secrets.current()).with("keys", resealed));
            }
            Ok(resealed)
        })
        .await
    }

    /// Withdraws every key that signs and makes new ones, after a secret was lost or exposed. Access tokens become invalid at
    /// once, in other processes within a minute; refresh tokens give new ones. Returns the number of keys withdrawn.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn replace_keys(&self, actor: Actor) -> Result<usize, AccountsError> {
        let (now, secrets) = (self.clock.now(), self.secrets.clone());
        audit::write(&self.db, now, move |conn, trail| {
            let withdrawn = keys::replace_all(conn, &secrets, now)?;
            let event = Event::new(actor, "signing_keys.replaced", "signing_keys");
            trail.record(event.with("secret", secrets.current()).with("keys", withdrawn));
            Ok(withdrawn)
        })
        .await
    }
}
