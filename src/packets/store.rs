//! The rows of packets and of the letters in each.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{packet_letters, packets};
use crate::db::{Connection, DbError};
use crate::ids::{CommendationId, PacketId, PersonId};

/// The row of a packet.
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
pub fn by_fingerprint(conn: &mut Connection, fingerprint: &str) -> Result<Option<Packet>, DbError> {
    use packets::dsl;
    Ok(dsl::packets.filter(dsl::fingerprint.eq(fingerprint)).select(Packet::as_select()).first(conn).optional()?)
}

/// The packet with this code.
pub fn by_code(conn: &mut Connection, code: &str) -> Result<Option<Packet>, DbError> {
    use packets::dsl;
    Ok(dsl::packets.filter(dsl::verification_code.eq(code)).select(Packet::as_select()).first(conn).optional()?)
}

/// The packet whose file has this digest.
pub fn by_sha256(conn: &mut Connection, sha256: &str) -> Result<Option<Packet>, DbError> {
    use packets::dsl;
    Ok(dsl::packets.filter(dsl::sha256.eq(sha256)).select(Packet::as_select()).first(conn).optional()?)
}

/// Stores a packet with the letters in it.
pub fn insert(conn: &mut Connection, packet: &Packet, held: &[(CommendationId, i32)]) -> Result<(), DbError> {
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
pub fn record_file(
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

/// The commendations in a packet.
pub fn letters_of(conn: &mut Connection, id: PacketId) -> Result<Vec<CommendationId>, DbError> {
    let held = packet_letters::table.filter(packet_letters::packet_id.eq(id));
    Ok(held.select(packet_letters::commendation_id).load(conn)?)
}
