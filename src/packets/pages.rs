//! The packet for people: downloaded from the page of a recognition history, which also says why there is none.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{MOST_LETTERS, PacketError, PacketRequest, Packets, Period};
use crate::commendations::operations::HistoryReader;
use crate::commendations::pages::recognition;
use crate::ids::PersonId;
use crate::web::{Caller, CostlyRequests, FileAnswer, Filled, Page, Problem, Query, Shell, Site, id};

/// The parts of the service that the page needs.
type Parts = (web::Data<Packets>, web::Data<CostlyRequests>, web::Data<Site>);

/// One's own packet.
pub async fn mine(
    caller: Caller,
    shell: Shell,
    query: Query,
    http: HttpRequest,
    parts: Parts,
) -> Result<HttpResponse, Problem> {
    packet((caller, caller.person), &shell, query, &http, &parts).await
}

/// The packet of another person.
pub async fn of_person(
    caller: Caller,
    path: web::Path<String>,
    (shell, query): (Shell, Query),
    http: HttpRequest,
    parts: Parts,
) -> Result<HttpResponse, Problem> {
    let person = id(&path)?;
    packet((caller, person), &shell, query, &http, &parts).await
}

async fn packet(
    (caller, person): (Caller, PersonId),
    shell: &Shell,
    mut query: Query,
    http: &HttpRequest,
    (packets, paced, site): &Parts,
) -> Result<HttpResponse, Problem> {
    let typed = |name: &str| query.text(name).unwrap_or_default().to_owned();
    let typed = [("from", typed("from")), ("to", typed("to"))];
    // A browser sends an empty field where no day was chosen.
    let mut day = |place: usize| {
        let (name, text) = &typed[place];
        if text.is_empty() { None } else { query.day(name) }
    };
    let (from, to) = (day(0), day(1));
    let not_days = query.check().is_err();
    let asked = match (not_days, Period::new(from, to)) {
        (false, Some(period)) => {
            paced.packet(caller.person)?;
            let asked = PacketRequest { by: HistoryReader::Caller(caller), person, period };
            packets.packet(asked, Arc::new(|_| {})).await
        }
        (true, _) => {
            return again((caller, person), shell, (packets, site), &typed, ("from", "recognition-bad-day")).await;
        }
        (false, None) => {
            return again((caller, person), shell, (packets, site), &typed, ("to", "recognition-backwards")).await;
        }
    };
    let message = match asked {
        Ok(file) => {
            let answer = FileAnswer::of("application/pdf", file.bytes).under_digest(&file.sha256);
            return Ok(answer.shown_as(format!("{}.pdf", file.reference)).answer(http));
        }
        Err(PacketError::NothingEnclosed { .. }) => "recognition-nothing-enclosed",
        Err(PacketError::TooManyEnclosed) => "recognition-too-many",
        Err(other) => return Err(other.into()),
    };
    again((caller, person), shell, (packets, site), &typed, ("from", message)).await
}

/// The page of the history, with what is wrong with the period.
async fn again(
    who: (Caller, PersonId),
    shell: &Shell,
    (packets, site): (&Packets, &Site),
    typed: &[(&str, String)],
    (field, message): (&str, &str),
) -> Result<HttpResponse, Problem> {
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let words = shell.say(message).with("most", MOST_LETTERS).to_string();
    let form = Filled::with(&typed).wrong(field, &words);
    let first = Page { limit: 20, cursor: None };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    recognition::page(&packets.commendations, who, (shell, site), first, &form, status).await
}
