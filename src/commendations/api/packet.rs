//! The promotion packet over HTTP.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{id, pdf};
use crate::commendations::operations::{Asked, Commendations, Maker};
use crate::web::{Caller, Paced, Problem, Query};

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
    service: web::Data<Commendations>,
    paced: web::Data<Paced>,
) -> Result<HttpResponse, Problem> {
    let (from, to) = (query.day("from"), query.day("to"));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        query.reject("to", "out_of_range", "This has to be the day of \"from\" or a later one.");
    }
    query.check()?;
    paced.packet(caller.person)?;
    let asked = Asked { person: id(&person)?, from, to };
    // A reply is sent whole; how far it is can be heard of at the command line.
    let file = service.packet(Maker::Caller(caller), asked, Arc::new(|_| {})).await?;
    let name = format!("{}.pdf", file.reference);
    Ok(pdf(file.bytes).under_digest(&file.sha256).shown_as(name).answer(&http))
}
