//! Idempotency keys: a `POST` that creates may be repeated with the same `Idempotency-Key`, and its work is done once.
//!
//! The record is written in the transaction that does the work, so it survives restarts and never exists without the work. Of two
//! simultaneous requests in one process, the second is refused before its transaction (409 `in_progress`); between processes the
//! primary key decides.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::store::{self, Key, Record};
use super::{Caller, Problem, Problems};
use crate::clock::Timestamp;
use crate::db::{Connection, Database, DbError};
use crate::ids::PersonId;

/// Time for which a record is kept: the contract promises a day.
const KEPT: Duration = Duration::from_secs(48 * 3600);

/// The header, if it was sent: 1–64 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get("Idempotency-Key") else { return std::future::ready(Ok(Self(None))) };
        let text = value
            .to_str()
            .ok()
            .filter(|text| (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()));
        std::future::ready(match text {
            Some(text) => Ok(Self(Some(text.to_owned()))),
            None => {
                let mut problems = Problems::default();
                let why = "An Idempotency-Key is 1 to 64 visible ASCII characters, for example a UUID.";
                problems.with("Idempotency-Key", "invalid", why);
                Err(problems.into_problem())
            }
        })
    }
}

/// The keys that are being worked on in this process, and the records of those that were served.
#[derive(Clone)]
pub struct InFlight {
    db: Database,
    keys: Keys,
}

type Keys = Arc<Mutex<HashSet<Key>>>;

/// A request by a caller that is served once for its key.
pub struct Once {
    caller: PersonId,
    key: IdempotencyKey,
    in_flight: InFlight,
}

impl FromRequest for Once {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut once = || {
            let caller = Caller::from_request(request, payload).into_inner()?.person;
            let key = IdempotencyKey::from_request(request, payload).into_inner()?;
            let in_flight = request.app_data::<web::Data<InFlight>>();
            let in_flight = in_flight.ok_or_else(|| Problem::unexpected(&"the idempotency keys are not there"))?;
            Ok(Self { caller, key, in_flight: in_flight.get_ref().clone() })
        };
        std::future::ready(once())
    }
}

impl Once {
    /// Serves a request, or repeats the answer to the first one with its key. `body` is the parsed body, so that spacing and the order of
    /// names do not matter. It must include the ids of the path: the same body about another record is another request.
    ///
    /// # Errors
    /// 422 `idempotency_key_reused` for another body; 409 `in_progress` while the first is still being served; whatever `serve` answers.
    pub async fn serve<F>(
        self,
        route: &'static str,
        body: &serde_json::Value,
        serve: impl FnOnce(Slot) -> F,
    ) -> Result<HttpResponse, Problem>
    where
        F: Future<Output = Result<Kept, Problem>>,
    {
        self.serve_if(route, body, async { Ok(()) }, serve).await
    }

    /// The same, for answers that are repeated only if the caller may still read them.
    ///
    /// # Errors
    /// As [`Self::serve`], and those of `may_hear` for an answer that would be repeated.
    pub async fn serve_if<F>(
        self,
        route: &'static str,
        body: &serde_json::Value,
        may_hear: impl Future<Output = Result<(), Problem>>,
        serve: impl FnOnce(Slot) -> F,
    ) -> Result<HttpResponse, Problem>
    where
        F: Future<Output = Result<Kept, Problem>>,
    {
        match self.in_flight.attempt(self.caller, route, self.key, body).await? {
            Attempt::First(slot) => Ok(serve(slot).await?.answer()),
            Attempt::Replay(answer) => {
                may_hear.await?;
                Ok(answer)
            }
        }
    }
}

/// A request with or without a key, once its record was looked up.
enum Attempt {
    /// New; the work writes its answer with [`Slot::keep`] in its transaction.
    First(Slot),
    /// Done before; the answer of that time, with the header that says so.
    Replay(HttpResponse),
}

/// The right to do the work of one key; without a key it records nothing.
#[derive(Debug)]
pub struct Slot {
    held: Option<(Keys, Key, String)>,
}

/// An answer that was written beside the work, to be sent after the commit. The key is released with it and not earlier, so that no
/// repeated request starts the work again before the commit.
#[derive(Debug)]
pub struct Kept {
    record: Record,
    _slot: Slot,
}

impl Kept {
    /// The answer to the first request.
    pub fn answer(self) -> HttpResponse {
        self.record.answer().body(self.record.body)
    }
}

impl InFlight {
    /// Nothing is being served yet.
    pub fn new(db: Database) -> Self {
        Self { db, keys: Keys::default() }
    }

    async fn attempt(
        &self,
        caller: PersonId,
        route: &'static str,
        key: IdempotencyKey,
        body: &serde_json::Value,
    ) -> Result<Attempt, Problem> {
        let Some(key) = key.0 else { return Ok(Attempt::First(Slot { held: None })) };
        let key = Key { caller: caller.to_string(), route, key };
        let body_hash = HEXLOWER.encode(&Sha256::digest(body.to_string()));
        if !self.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone()) {
            return Err(in_progress());
        }
        // From here on dropping the slot releases the key.
        let slot = Slot { held: Some((Arc::clone(&self.keys), key.clone(), body_hash.clone())) };
        let found = self.db.read(move |conn| store::find(conn, &key)).await?;
        match found {
            None => Ok(Attempt::First(slot)),
            Some(record) if record.body_hash != body_hash => Err(Problem::unprocessable(
                "idempotency_key_reused",
                "This Idempotency-Key was sent before with another body. Use a new key for a new request.",
            )),
            Some(record) => {
                Ok(Attempt::Replay(record.answer().insert_header(("Idempotency-Replayed", "true")).body(record.body)))
            }
        }
    }
}

/// 409: the first request with this key has not been answered yet.
pub(super) fn in_progress() -> Problem {
    Problem::conflict("in_progress", "A request with this Idempotency-Key is being served. Send it again in a moment.")
}

impl Record {
    /// The recorded answer without its body.
    fn answer(&self) -> HttpResponseBuilder {
        let mut answer = HttpResponse::build(StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK));
        answer.content_type(ContentType::json());
        if let Some(location) = &self.location {
            answer.insert_header((LOCATION, location.as_str()));
        }
        answer
    }
}

impl Slot {
    /// Writes the answer beside the work.
    ///
    /// # Errors
    /// [`DbError::Busy`] when another process served the same key at the same moment: nothing is done twice.
    pub fn keep(
        self,
        conn: &mut Connection,
        now: Timestamp,
        status: StatusCode,
        body: &impl Serialize,
        location: Option<String>,
    ) -> Result<Kept, DbError> {
        let body = serde_json::to_string(body).map_err(|error| DbError::Unexpected(error.to_string()))?;
        let mut record = Record { body_hash: String::new(), status: status.as_u16(), body, location };
        if let Some((_, key, body_hash)) = &self.held {
            record.body_hash.clone_from(body_hash);
            store::insert(conn, key, &record, now).map_err(|error| match error {
                DbError::Refused(_) => DbError::Busy("the same Idempotency-Key is being served elsewhere".into()),
                other => other,
            })?;
        }
        Ok(Kept { record, _slot: self })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some((keys, key, _)) = self.held.take() {
            keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        }
    }
}

/// Removes records older than two days.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_old(db: &Database, now: Timestamp) -> Result<(), DbError> {
    db.write(move |conn| store::forget_before(conn, now.minus(KEPT))).await
}
