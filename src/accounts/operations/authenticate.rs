//! Who calls: asked at every request.

use crate::accounts::{Accounts, AccountsError, AuthError, Jwk, Signed, store};
use crate::clock::Timestamp;
use crate::directory::{self, Person};
use crate::ids::PersonId;
use crate::permissions::Caller;

impl Accounts {
    /// Who sends this access token. The token's signature, times, issuer and audience are good, its session has not ended
    /// and its person is active, as of a second ago at most.
    ///
    /// # Errors
    /// [`AuthError`]; only [`AuthError::Failed`] is our own fault.
    pub async fn authenticate(&self, bearer: &str) -> Result<Caller, AuthError> {
        let now = self.clock.now();
        let (person, session) = self.keys.verify(&self.db, &self.settings.issuer, bearer, now).await?;
        let standing = match self.standing.get(session, now) {
            Some(known) => known,
            None => {
                let read = self.db.read(move |conn| store::standing(conn, session, now)).await?;
                let standing = read.ok_or(AuthError::Ended)?;
                self.standing.keep(session, standing, now);
                standing
            }
        };
        if standing.expires_at <= now || standing.person != person {
            return Err(AuthError::Ended);
        }
        Ok(Caller { person, session, roles: standing.roles })
    }

    /// The public keys that access tokens are verified with: the one that signs and the next.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn public_keys(&self) -> Result<Vec<Jwk>, AccountsError> {
        self.keys.published(&self.db, self.clock.now()).await
    }

    /// Signs a statement of the service's own with the key that signs tokens now, so that whoever has the published keys can verify
    /// it. `of` makes the statement from the key's name and the moment.
    ///
    /// # Errors
    /// When there is no key and none can be made.
    pub async fn sign_statement(&self, of: impl FnOnce(&str, Timestamp) -> String) -> Result<Signed, AccountsError> {
        // The moment comes first: a key that is made for the occasion signs from then on.
        let now = self.clock.now();
        self.keys.ring(&self.db, now).await?.sign_statement(of, now)
    }

    /// Whether one of our keys signed a statement at a moment when it was that key's to sign.
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub async fn signed(
        &self,
        kid: &str,
        statement: &str,
        signature: &str,
        at: Timestamp,
    ) -> Result<bool, AccountsError> {
        let ring = self.keys.ring(&self.db, self.clock.now()).await?;
        Ok(ring.signed(kid, statement, signature, at))
    }

    /// A person, and who that person's supervisor is today; none at the top of the tree.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`]; when the database cannot be read.
    pub async fn person_and_supervisor(&self, person: PersonId) -> Result<(Person, Option<Person>), AccountsError> {
        let today = self.clock.now().day_in(self.settings.time_zone);
        self.db
            .read(move |conn| {
                let mut found = directory::operations::people_by_ids(conn, &[person])?;
                let chain = directory::operations::chain(conn, person, today, 1)?;
                let supervisor = chain.supervisors.into_iter().next().map(|above| above.person);
                Ok((found.remove(&person).ok_or(AccountsError::UnknownPerson)?, supervisor))
            })
            .await
    }
}
