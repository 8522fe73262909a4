//! HTTP handlers for people: the type-ahead, one person, a chain, and HR's corrections of reporting lines; at the bottom the
//! words of their errors.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::address_corrections::PartialAddress;
use super::operations::{PartialCorrection, Search};
use super::{
    AddressCorrection, Corrected, CorrectedAddress, Correction, CorrectionProblem, DirectoryError, LineKind, People,
    Person, Role, Supervisor, words,
};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::ids::{AddressCorrectionId, LineId, PersonId};
use crate::language::phrase;
use crate::web::{Caller, FromJson, JsonBody, Once, Paged, Pointer, Problem, Problems, Query, body, id};

/// A person, with the state of the employment.
#[derive(Serialize, ToSchema)]
pub struct PersonDetail {
    #[serde(flatten)]
    person: Person,
    /// True while employed.
    active: bool,
}

body! {
    /// A reporting line that HR records against the source.
    pub struct ReportingLine {
        /// The supervisor's id.
        supervisor_id: PersonId,
        /// `primary`, `acting` or `dotted`.
        kind: LineKind,
        /// First day.
        from: NaiveDate,
        /// Last day, inclusive. When absent, the line holds until the source says the same.
        until: Option<NaiveDate>,
        /// The reason, in up to 500 characters.
        #[schema(min_length = 1, max_length = 500)]
        reason: String,
    }
}

/// A recorded reporting line.
#[derive(Serialize, ToSchema)]
pub struct RecordedLine {
    id: LineId,
    person_id: PersonId,
    supervisor_id: PersonId,
    kind: LineKind,
    from: NaiveDate,
    until: Option<NaiveDate>,
    reason: String,
}

body! {
    /// A mail address that HR records against the source.
    pub struct Address {
        /// The address. No other person who works here may have it.
        email: String,
        /// Last day, inclusive. When absent, the address holds until the source says the same.
        until: Option<NaiveDate>,
        /// The reason, in up to 500 characters.
        #[schema(min_length = 1, max_length = 500)]
        reason: String,
    }
}

/// A recorded mail address.
#[derive(Serialize, ToSchema)]
#[schema(as = CorrectedAddress)]
pub struct AddressView {
    id: AddressCorrectionId,
    person_id: PersonId,
    email: String,
    until: Option<NaiveDate>,
    reason: String,
}

impl From<CorrectedAddress> for AddressView {
    fn from(CorrectedAddress { id, correction }: CorrectedAddress) -> Self {
        let AddressCorrection { person, email, until, reason } = correction;
        Self { id, person_id: person, email, until, reason }
    }
}

impl From<Corrected> for RecordedLine {
    fn from(Corrected { id, correction }: Corrected) -> Self {
        let Correction { person, supervisor, kind, from, until, reason } = correction;
        Self { id, person_id: person, supervisor_id: supervisor, kind, from, until, reason }
    }
}

impl FromJson for LineKind {
    fn from_json(value: &serde_json::Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let word = String::from_json(value, at, problems)?;
        let kind = word.parse().ok();
        if kind.is_none() {
            problems.at(at, "unknown_kind", "This has to be one of primary, acting, dotted.");
        }
        kind
    }
}

/// Finds people as somebody types: every word of `q` must be the start of a word of the name, address, extension or department.
/// Case and marks do not matter. The caller's own helpers come first.
#[utoipa::path(get, operation_id = "find_people", path = "/api/v1/people", tag = "People", params(
    ("q" = Option<String>, Query, description = "What was typed so far"),
    ("department" = Option<String>, Query, description = "Only this department"),
    ("include_inactive" = Option<bool>, Query, description = "HR only: also those who have left"),
    ("limit" = Option<i64>, Query)), responses(
    (status = 200, description = "Who fits; there is no further page", body = Paged<Person>),
    (status = 403, description = "Only HR may look for those who have left")))]
pub async fn find(caller: Caller, mut query: Query, people: web::Data<People>) -> Result<HttpResponse, Problem> {
    let include_inactive = query.parsed("include_inactive", "This has to be true or false.").unwrap_or(false);
    let limit = usize::try_from(query.page().limit).unwrap_or(0);
    query.check()?;
    if include_inactive && !caller.is(Role::Hr) {
        return Err(Problem::forbidden(phrase("refused-leavers")));
    }
    let search = Search {
        q: query.text("q").unwrap_or_default().to_owned(),
        department: query.text("department").map(str::to_owned),
        include_inactive,
        helpers: Vec::new(),
        limit,
    };
    let items = people.find(caller.person, search).await?;
    Ok(HttpResponse::Ok().json(Paged { items, next_cursor: None }))
}

/// One person, employed or not.
#[utoipa::path(get, operation_id = "get_person", path = "/api/v1/people/{id}", tag = "People", params(("id" = String, Path)), responses(
    (status = 200, description = "The person", body = PersonDetail)))]
pub async fn one(_: Caller, path: web::Path<String>, people: web::Data<People>) -> Result<HttpResponse, Problem> {
    let person = people.person(id(&path)?).await?;
    Ok(HttpResponse::Ok().json(PersonDetail { active: person.active, person }))
}

/// The supervisors above a person on a day, as many levels as the bank's policy has; empty at the top of the tree.
#[utoipa::path(get, operation_id = "get_chain", path = "/api/v1/people/{id}/chain", tag = "People", params(
    ("id" = String, Path),
    ("on" = Option<NaiveDate>, Query, description = "The day; today when absent")), responses(
    (status = 200, description = "Nearest first", body = Paged<Supervisor>),
    (status = 422, description = "Not a day")))]
pub async fn chain(
    _: Caller,
    path: web::Path<String>,
    mut query: Query,
    people: web::Data<People>,
) -> Result<HttpResponse, Problem> {
    let on = query.day("on").unwrap_or_else(|| people.today());
    query.check()?;
    let chain = people.chain(id(&path)?, on).await?;
    Ok(HttpResponse::Ok().json(Paged { items: chain.supervisors, next_cursor: None }))
}

/// Records a reporting line against the source. It overrides imports until the source says the same, or until `until`.
#[utoipa::path(post, operation_id = "correct_reporting_line", path = "/api/v1/people/{id}/reporting-lines", tag = "People", request_body = ReportingLine, params(
    ("id" = String, Path),
    ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, description = "Recorded", body = RecordedLine, headers(("Location" = String, description = "The chain from that day")))))]
pub async fn correct(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    people: web::Data<People>,
) -> Result<HttpResponse, Problem> {
    let person: PersonId = id(&path)?;
    // The person is in the path: the same body for another person is another request.
    let asked = serde_json::json!({ "person_id": person, "body": body.value });
    let (people, body) = (people.get_ref(), &body);
    once.serve("reporting-lines", &asked, |slot| async move {
        let (line, problems) = body.read::<ReportingLine>()?;
        let correction = checked(people, person, line, problems).await?;
        let keep = move |conn: &mut Connection, now: Timestamp, recorded: Corrected| {
            let line = RecordedLine::from(recorded);
            let location = format!("/api/v1/people/{person}/chain?on={}", line.from);
            slot.keep(conn, now, StatusCode::CREATED, &line, Some(location))
        };
        Ok(people.correct(caller.person, correction, keep).await?)
    })
    .await
}

/// Records a person's mail address against the source. It overrides imports until the source says the same, or until `until`.
#[utoipa::path(post, operation_id = "correct_address", path = "/api/v1/people/{id}/address", tag = "People", request_body = Address, params(
    ("id" = String, Path),
    ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, description = "Recorded", body = AddressView, headers(("Location" = String, description = "The person")))))]
pub async fn correct_address(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    people: web::Data<People>,
) -> Result<HttpResponse, Problem> {
    let person: PersonId = id(&path)?;
    let asked = serde_json::json!({ "person_id": person, "body": body.value });
    let (people, body) = (people.get_ref(), &body);
    once.serve("address", &asked, |slot| async move {
        let (address, problems) = body.read::<Address>()?;
        let correction = checked_address(people, person, address, problems).await?;
        let keep = move |conn: &mut Connection, now: Timestamp, recorded: CorrectedAddress| {
            let location = format!("/api/v1/people/{person}");
            slot.keep(conn, now, StatusCode::CREATED, &AddressView::from(recorded), Some(location))
        };
        Ok(people.correct_address(caller.person, correction, keep).await?)
    })
    .await
}

/// The correction of an address that somebody sent, with every problem answered together.
///
/// # Errors
/// 422 with the problems, 404 when the person does not exist.
pub async fn checked_address(
    people: &People,
    person: PersonId,
    address: Address,
    mut problems: Problems,
) -> Result<AddressCorrection, Problem> {
    let trimmed = |text: Option<String>| text.map(|text| text.trim().to_owned());
    let (email, reason, until) = (trimmed(address.email), trimmed(address.reason), address.until.flatten());
    let partial = PartialAddress { person, email: email.clone(), until, reason: reason.clone() };
    for problem in people.check_address(partial).await? {
        let (pointer, code) = place(problem);
        problems.at_path(pointer, code, words::problem(problem));
    }
    match (email, reason) {
        (Some(email), Some(reason)) if problems.is_empty() => Ok(AddressCorrection { person, email, until, reason }),
        _ => Err(problems.into_problem()),
    }
}

/// The correction of a line that somebody sent, with the people in it looked up. Problems of both kinds are answered together.
///
/// # Errors
/// 422 with the problems, 404 when the person does not exist.
pub async fn checked(
    people: &People,
    person: PersonId,
    line: ReportingLine,
    mut problems: Problems,
) -> Result<Correction, Problem> {
    let reason = line.reason.map(|reason| reason.trim().to_owned());
    let partial = PartialCorrection {
        person,
        supervisor: line.supervisor_id,
        kind: line.kind,
        from: line.from,
        until: line.until.flatten(),
        reason: reason.clone(),
    };
    for problem in people.check(partial.clone()).await? {
        let (pointer, code) = place(problem);
        problems.at_path(pointer, code, words::problem(problem));
    }
    match (partial.supervisor, partial.kind, partial.from, reason) {
        (Some(supervisor), Some(kind), Some(from), Some(reason)) if problems.is_empty() => {
            Ok(Correction { person, supervisor, kind, from, until: partial.until, reason })
        }
        _ => Err(problems.into_problem()),
    }
}

fn place(problem: CorrectionProblem) -> (&'static str, &'static str) {
    match problem {
        CorrectionProblem::UnknownSupervisor => ("/supervisor_id", "unknown_person"),
        CorrectionProblem::InactiveSupervisor => ("/supervisor_id", "inactive_person"),
        CorrectionProblem::OwnSupervisor => ("/supervisor_id", "own_supervisor"),
        CorrectionProblem::Circle => ("/supervisor_id", "circle"),
        CorrectionProblem::EndsBeforeItBegins => ("/until", "ends_before_it_begins"),
        CorrectionProblem::NoAddress(_) => ("/email", "invalid_address"),
        CorrectionProblem::AddressTaken => ("/email", "address_taken"),
        CorrectionProblem::SameAddress => ("/email", "nothing_changed"),
        CorrectionProblem::Over => ("/until", "over"),
        CorrectionProblem::Reason => ("/reason", "bad_length"),
    }
}

impl From<DirectoryError> for Problem {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::NotFound => Self::not_found(),
            DirectoryError::Rejected(found) => {
                let mut problems = Problems::default();
                for problem in found {
                    let (pointer, code) = place(problem);
                    problems.at_path(pointer, code, words::problem(problem));
                }
                problems.into_problem()
            }
            DirectoryError::Database(error) => error.into(),
        }
    }
}
