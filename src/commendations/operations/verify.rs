//! Makes circulated copies verifiable by anyone.

use super::Commendations;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::VerificationCode;
use crate::commendations::rules::CopyState;
use crate::commendations::store::{self, IssuedCopy};
use crate::verification::{Issued, Lookup, Register, Validity, VerificationError};

impl Register for Commendations {
    fn by_code<'a>(&'a self, code: &'a VerificationCode) -> Lookup<'a> {
        let code = code.plain().to_owned();
        Box::pin(async move { self.issued(self.db.read(move |conn| store::issued_by_code(conn, &code)).await?).await })
    }

    fn by_sha256<'a>(&'a self, sha256: &'a str) -> Lookup<'a> {
        let sha256 = sha256.to_owned();
        Box::pin(
            async move { self.issued(self.db.read(move |conn| store::issued_by_sha256(conn, &sha256)).await?).await },
        )
    }
}

impl Commendations {
    /// A copy in the form that verification needs. One that was never rendered is rendered now, as for its first reader.
    async fn issued(&self, copy: Option<IssuedCopy>) -> Result<Option<Issued>, VerificationError> {
        let Some(copy) = copy else { return Ok(None) };
        let day = |at: Timestamp| at.day_in(self.bank.time_zone);
        let validity = match CopyState::of(copy.version, (copy.state, copy.newest.0)) {
            CopyState::Withdrawn => Validity::Withdrawn { on: day(copy.withdrawn_at.unwrap_or(copy.issued_at)) },
            CopyState::Replaced => Validity::Superseded { version: copy.newest.0, issued_on: day(copy.newest.1) },
            CopyState::Current => Validity::Genuine,
        };
        let sha256 = match copy.sha256 {
            Some(sha256) => sha256,
            None => self.copy_file(copy.id, copy.version).await?.sha256,
        };
        let code = VerificationCode::stored(&copy.verification_code)?;
        let issued_on = day(copy.issued_at);
        Ok(Some(Issued { reference: copy.reference, code, version: copy.version, issued_on, sha256, validity }))
    }
}

impl From<CommendationError> for VerificationError {
    fn from(error: CommendationError) -> Self {
        match error {
            CommendationError::Database(error) => Self::Database(error),
            other => Self::Document(other.to_string()),
        }
    }
}
