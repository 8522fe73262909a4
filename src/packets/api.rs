//! The promotion packet over HTTP.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{MOST_LETTERS, PacketError, PacketRequest, Packets, Period};
use crate::commendations::operations::HistoryReader;
use crate::language::phrase;
use crate::web::{Caller, CostlyRequests, FileAnswer, Problem, Query, id};

/// The promotion packet: a person's letters of a period as they were sent, with cover, index and digest, in one PDF with a
/// reference and a code of its own. For the readers of the history. Asked again by the same person, the same letters are the same
/// file, whatever days were named: its period runs from the first letter's day to the last's, and it says whether these are all.
#[utoipa::path(get, operation_id = "get_packet", path = "/api/v1/people/{id}/packet.pdf", tag = "commendations",
    params(("id" = String, Path),
        ("from" = Option<chrono::NaiveDate>, Query, description = "first day of service; absent from the first there is"),
        ("to" = Option<chrono::NaiveDate>, Query, description = "last day of service; absent to the last there is")),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 304), (status = 429)))]
pub async fn packet_pdf(
    caller: Caller,
    person: web::Path<String>,
    mut query: Query,
    http: HttpRequest,
    packets: web::Data<Packets>,
    paced: web::Data<CostlyRequests>,
) -> Result<HttpResponse, Problem> {
    let (from, to) = (query.day("from"), query.day("to"));
    let period = Period::new(from, to);
    if period.is_none() {
        query.reject("to", "out_of_range", "This has to be the day of \"from\" or a later one.");
    }
    query.check()?;
    paced.packet(caller.person)?;
    let person = id(&person)?;
    let asked = PacketRequest { by: HistoryReader::Caller(caller), person, period: period.unwrap_or_default() };
    // A reply is sent whole; only the command line shows the progress.
    let file = packets.packet(asked, Arc::new(|_| {})).await?;
    let name = format!("{}.pdf", file.reference);
    Ok(FileAnswer::of("application/pdf", file.bytes).under_digest(&file.sha256).shown_as(name).answer(&http))
}

impl From<PacketError> for Problem {
    fn from(error: PacketError) -> Self {
        match error {
            PacketError::NotFound => Self::not_found(),
            PacketError::NothingEnclosed { withdrawn } => {
                let message = if withdrawn > 0 { "refused-packet-withdrawn" } else { "recognition-nothing-enclosed" };
                Self::unprocessable("nothing_enclosed", phrase(message))
            }
            PacketError::TooManyEnclosed => {
                Self::unprocessable("too_many_enclosed", phrase("recognition-too-many").with("most", MOST_LETTERS))
            }
            PacketError::File(cause) => Self::unexpected(&cause),
            PacketError::Database(error) => error.into(),
        }
    }
}
