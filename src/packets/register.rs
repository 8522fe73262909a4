//! Makes packets verifiable by anyone.

use super::store::{self, Packet};
use super::{PacketError, Packets};
use crate::commendations::operations::first_withdrawn_at;
use crate::db::{Connection, DbError};
use crate::verification::{Issued, Lookup, Register, Validity, VerificationCode, VerificationError};

impl Register for Packets {
    fn by_code<'a>(&'a self, code: &'a VerificationCode) -> Lookup<'a> {
        let code = code.plain().to_owned();
        self.lookup(move |conn| store::by_code(conn, &code))
    }

    fn by_sha256<'a>(&'a self, sha256: &'a str) -> Lookup<'a> {
        let sha256 = sha256.to_owned();
        self.lookup(move |conn| store::by_sha256(conn, &sha256))
    }
}

impl Packets {
    /// A packet that was never handed out, because it could not be put together, is not known. One is valid as long as
    /// every letter in it is.
    fn lookup(
        &self,
        find: impl FnOnce(&mut Connection) -> Result<Option<Packet>, DbError> + Send + 'static,
    ) -> Lookup<'_> {
        let zone = self.commendations.bank.time_zone;
        let work = move |conn: &mut Connection| {
            let Some(packet) = find(conn)? else { return Ok(None) };
            let Some(sha256) = packet.sha256 else { return Ok(None) };
            let code = VerificationCode::stored(&packet.verification_code)?;
            let letters = store::letters_of(conn, packet.id)?;
            let validity = match first_withdrawn_at(conn, &letters)? {
                Some(at) => Validity::Withdrawn { on: at.day_in(zone) },
                None => Validity::Genuine,
            };
            let issued_on = packet.made_at.day_in(zone);
            Ok(Some(Issued { reference: packet.reference, code, version: 1, issued_on, sha256, validity }))
        };
        Box::pin(async move { Ok(self.commendations.db.read(work).await.map_err(PacketError::Database)?) })
    }
}

impl From<PacketError> for VerificationError {
    fn from(error: PacketError) -> Self {
        match error {
            PacketError::Database(error) => Self::Database(error),
            other => Self::Document(other.to_string()),
        }
    }
}
