//! The packets that were made, and bulk reads of commendations for making one.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::records::Acknowledgement;
use crate::clock::Timestamp;
use crate::db::schema::{acknowledgements, commendation_chain, letters, packet_letters, packets, withdrawals};
use crate::db::{Connection, DbError, texts};
use crate::ids::{CommendationId, PacketId, PersonId};

/// A packet.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = packets)]
pub struct Packet {
    pub id: PacketId,
    pub reference: String,
    pub verification_code: String,
    /// A digest of the person, of who asked, and of everything the packet says but its own reference, code and moment.
    pub fingerprint: String,
    pub person_id: PersonId,
    /// The first letter's day and the last's.
    pub period_from: Option<NaiveDate>,
    pub period_to: Option<NaiveDate>,
    /// Nobody for one that was made at the command line.
    pub made_by: Option<PersonId>,
    pub made_at: Timestamp,
    /// The file, once it was stored.
    pub sha256: Option<String>,
    pub byte_length: Option<i64>,
    pub pages: Option<i32>,
}

/// The packet with this fingerprint.
pub fn packet_by_fingerprint(conn: &mut Connection, fingerprint: &str) -> Result<Option<Packet>, DbError> {
    use packets::dsl;
    Ok(dsl::packets.filter(dsl::fingerprint.eq(fingerprint)).select(Packet::as_select()).first(conn).optional()?)
}

/// The packet with this code.
pub fn packet_by_code(conn: &mut Connection, code: &str) -> Result<Option<Packet>, DbError> {
    use packets::dsl;
    Ok(dsl::packets.filter(dsl::verification_code.eq(code)).select(Packet::as_select()).first(conn).optional()?)
}

/// The packet whose file has this digest.
pub fn packet_by_sha256(conn: &mut Connection, sha256: &str) -> Result<Option<Packet>, DbError> {
    use packets::dsl;
    Ok(dsl::packets.filter(dsl::sha256.eq(sha256)).select(Packet::as_select()).first(conn).optional()?)
}

/// Stores a packet with the letters in it.
pub fn insert_packet(conn: &mut Connection, packet: &Packet, held: &[(CommendationId, i32)]) -> Result<(), DbError> {
    diesel::insert_into(packets::table).values(packet).execute(conn)?;
    for (letter, version) in held {
        use packet_letters::dsl;
        diesel::insert_into(dsl::packet_letters)
            .values((dsl::packet_id.eq(packet.id), dsl::commendation_id.eq(letter), dsl::version.eq(version)))
            .execute(conn)?;
    }
    Ok(())
}

/// Records which file a packet is, unless another process was first.
pub fn record_packet(
    conn: &mut Connection,
    id: PacketId,
    (sha256, bytes, pages): (&str, i64, i32),
) -> Result<(), DbError> {
    use packets::dsl;
    diesel::update(dsl::packets.find(id).filter(dsl::sha256.is_null()))
        .set((dsl::sha256.eq(sha256), dsl::byte_length.eq(bytes), dsl::pages.eq(pages)))
        .execute(conn)?;
    Ok(())
}

/// When the first of a packet's letters was taken back, if any was.
pub fn packet_withdrawn_at(conn: &mut Connection, id: PacketId) -> Result<Option<Timestamp>, DbError> {
    let held = packet_letters::table.filter(packet_letters::packet_id.eq(id)).select(packet_letters::commendation_id);
    let held: Vec<CommendationId> = held.load(conn)?;
    let taken_back = withdrawals::table.filter(withdrawals::commendation_id.eq_any(texts(&held)));
    let first = taken_back.select(withdrawals::withdrawn_at).order(withdrawals::withdrawn_at).first(conn);
    Ok(first.optional()?)
}

/// Every acknowledgement of several commendations, each one's oldest first.
pub fn acknowledgements_of(
    conn: &mut Connection,
    ids: &[CommendationId],
) -> Result<Vec<(CommendationId, Acknowledgement)>, DbError> {
    use acknowledgements::dsl;
    Ok(dsl::acknowledgements
        .filter(dsl::commendation_id.eq_any(texts(ids)))
        .order((dsl::commendation_id, dsl::created_at, dsl::person_id))
        .select((dsl::commendation_id, Acknowledgement::as_select()))
        .load(conn)?)
}

/// The supervisors in the chains of several commendations: commendation, subject, supervisor.
pub fn chains_of(
    conn: &mut Connection,
    ids: &[CommendationId],
) -> Result<Vec<(CommendationId, PersonId, PersonId)>, DbError> {
    use commendation_chain::dsl;
    Ok(dsl::commendation_chain
        .filter(dsl::commendation_id.eq_any(texts(ids)))
        .select((dsl::commendation_id, dsl::subject_id, dsl::supervisor_id))
        .load(conn)?)
}

/// The languages of several letters, where they are known.
pub fn languages_of(
    conn: &mut Connection,
    ids: &[CommendationId],
) -> Result<Vec<(CommendationId, Option<String>)>, DbError> {
    use letters::dsl;
    Ok(dsl::letters
        .filter(dsl::commendation_id.eq_any(texts(ids)))
        .select((dsl::commendation_id, dsl::language))
        .load(conn)?)
}
