//! Makes packets verifiable by anyone.

use super::Commendations;
use crate::commendations::CommendationError;
use crate::commendations::VerificationCode;
use crate::commendations::store::{self, Packet};
use crate::db::{Connection, DbError};
use crate::verification::{Issued, Lookup, Register, Validity};

/// The register of packets.
#[derive(Clone)]
pub struct Packets(pub Commendations);

impl Register for Packets {
    fn by_code<'a>(&'a self, code: &'a VerificationCode) -> Lookup<'a> {
        let code = code.plain().to_owned();
        self.lookup(move |conn| store::packet_by_code(conn, &code))
    }

    fn by_sha256<'a>(&'a self, sha256: &'a str) -> Lookup<'a> {
        let sha256 = sha256.to_owned();
        self.lookup(move |conn| store::packet_by_sha256(conn, &sha256))
    }
}

impl Packets {
    /// A packet that was never handed out, because it could not be put together, is not known. One stands as long as
    /// every letter in it does.
    fn lookup(
        &self,
        find: impl FnOnce(&mut Connection) -> Result<Option<Packet>, DbError> + Send + 'static,
    ) -> Lookup<'_> {
        let zone = self.0.bank.time_zone;
        let work = move |conn: &mut Connection| {
            let Some(packet) = find(conn)? else { return Ok(None) };
            let Some(sha256) = packet.sha256 else { return Ok(None) };
            let code = VerificationCode::parse(&packet.verification_code)
                .ok_or_else(|| DbError::Unexpected("a stored verification code is none".into()))?;
            let validity = match store::packet_withdrawn_at(conn, packet.id)? {
                Some(at) => Validity::Withdrawn { on: at.day_in(zone) },
                None => Validity::Genuine,
            };
            let issued_on = packet.made_at.day_in(zone);
            Ok(Some(Issued { reference: packet.reference, code, version: 1, issued_on, sha256, validity }))
        };
        Box::pin(async move { Ok(self.0.db.read(work).await.map_err(CommendationError::Database)?) })
    }
}
