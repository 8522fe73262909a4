//! People over HTTP, through the real handlers.

use std::sync::Arc;

use actix_web::dev::Service as _;
use actix_web::{App, HttpMessage as _, test, web};
use commend::clock::Clock;
use commend::directory::sample::{self, cast};
use commend::directory::{People, api};
use commend::ids::SessionId;
use commend::permissions::{Caller, Role};
use commend::web::InFlight;
use serde_json::{Value, json};

use super::{Office, day, now};

/// Handlers over the sample bank; Priya Raman is the only helper in everyone's book.
struct Desk {
    office: Office,
    in_flight: InFlight,
}

struct Answer {
    status: u16,
    replayed: bool,
    body: Value,
}

impl Answer {
    /// One member of every item.
    fn each(&self, member: &str) -> Vec<&str> {
        let items = self.body["items"].as_array().expect("items");
        items.iter().map(|item| item[member].as_str().expect("a text")).collect()
    }

    /// Place and code of each error of a rejected request.
    fn errors(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().expect("errors");
        let place = |error: &Value| error["pointer"].as_str().or(error["parameter"].as_str()).map(str::to_owned);
        errors.iter().map(|error| format!("{} {}", place(error).expect("a place"), error["code"])).collect()
    }
}

impl Desk {
    async fn open() -> Self {
        let office = Office::open();
        let clock = now();
        sample::load(&office.db, clock, clock.day_in(chrono_tz::UTC)).await.expect("the sample bank");
        let in_flight = InFlight::new(office.db.clone());
        Self { office, in_flight }
    }

    async fn get(&self, who: &str, path: &str) -> Answer {
        self.call(who, test::TestRequest::get().uri(path)).await
    }

    async fn call(&self, who: &str, request: test::TestRequest) -> Answer {
        let caller = Caller {
            person: self.office.id(who).await,
            session: SessionId::new(),
            roles: if who == cast::HR { [Role::Hr].into_iter().collect() } else { [].into_iter().collect() },
        };
        let helper = self.office.id(cast::HELPER).await;
        let people = People {
            db: self.office.db.clone(),
            clock: Clock::manual(now()),
            zone: chrono_tz::UTC,
            levels: 2,
            helpers: Arc::new(move |_, _| Ok(vec![helper])),
        };
        let app = App::new()
            .app_data(web::Data::new(people))
            .app_data(web::Data::new(self.in_flight.clone()))
            .wrap_fn(move |request, next| {
                request.extensions_mut().insert(caller);
                next.call(request)
            })
            .route("/api/v1/people", web::get().to(api::find))
            .route("/api/v1/people/{id}", web::get().to(api::one))
            .route("/api/v1/people/{id}/chain", web::get().to(api::chain))
            .route("/api/v1/people/{id}/reporting-lines", web::post().to(api::correct));
        let app = test::init_service(app).await;
        let response = test::call_service(&app, request.to_request()).await;
        Answer {
            status: response.status().as_u16(),
            replayed: response.headers().contains_key("Idempotency-Replayed"),
            body: serde_json::from_slice(&test::read_body(response).await).expect("JSON"),
        }
    }
}

#[actix_web::test]
async fn the_type_ahead_names_helpers_first_and_everything_of_a_person() {
    let desk = Desk::open().await;
    let found = desk.get(cast::BANKER, "/api/v1/people?q=wire%20op&limit=5").await;
    assert_eq!((found.status, found.body["items"].as_array().map(Vec::len)), (200, Some(5)));
    assert_eq!(found.each("name")[0], "Priya Raman");
    let members: Vec<&String> = found.body["items"][0].as_object().expect("a person").keys().collect();
    let promised = ["branch", "department", "email", "employee_number", "extension", "id", "name", "title"];
    assert_eq!(members, promised);
    let priya = desk.get(cast::BANKER, "/api/v1/people?q=PRIYA+ram&department=Wire+Operations").await;
    assert_eq!(priya.each("employee_number"), [cast::HELPER]);
}

#[actix_web::test]
async fn parameters_that_cannot_be_taken_are_told_at_once() {
    let desk = Desk::open().await;
    let wrong = desk.get(cast::HR, "/api/v1/people?q=a&limit=0&include_inactive=maybe").await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.errors(), ["include_inactive \"invalid\"", "limit \"out_of_range\""]);
    let query = "/api/v1/people?q=foreign+exchange+lead&include_inactive=true";
    assert_eq!(desk.get(cast::BANKER, query).await.status, 403);
    assert_eq!(desk.get(cast::HR, "/api/v1/people?q=foreign&include_inactive=true&limit=100").await.status, 200);
    let all = desk.get(cast::HR, "/api/v1/people?department=Foreign+Exchange&include_inactive=true&limit=100").await;
    let active = desk.get(cast::HR, "/api/v1/people?department=Foreign+Exchange&limit=100").await;
    assert_eq!(all.each("id").len(), active.each("id").len() + 2, "the head and a lead have left");
}

#[actix_web::test]
async fn one_person_and_a_chain() {
    let desk = Desk::open().await;
    let helper = desk.office.id(cast::HELPER).await;
    let one = desk.get(cast::BANKER, &format!("/api/v1/people/{helper}")).await;
    assert_eq!(
        (one.status, one.body["name"].as_str(), one.body["active"].as_bool()),
        (200, Some("Priya Raman"), Some(true))
    );
    let chain = desk.get(cast::BANKER, &format!("/api/v1/people/{helper}/chain")).await;
    let levels: Vec<_> = chain.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|above| (above["level"].as_u64(), above["person"]["employee_number"].as_str(), above["reason"].as_str()))
        .collect();
    assert_eq!(
        levels,
        [
            (Some(1), Some(cast::HELPER_SUPERVISOR), Some("primary")),
            (Some(2), Some(cast::HELPER_HEAD), Some("primary")),
        ]
    );
    let chief = desk.office.id(cast::CHIEF).await;
    let top = desk.get(cast::BANKER, &format!("/api/v1/people/{chief}/chain")).await;
    assert_eq!((top.status, &top.body["items"]), (200, &json!([])));
    let long_ago = desk.get(cast::BANKER, &format!("/api/v1/people/{helper}/chain?on=1999-01-01")).await;
    assert_eq!(long_ago.body["items"], json!([]));
    assert_eq!(desk.get(cast::BANKER, &format!("/api/v1/people/{helper}/chain?on=yesterday")).await.status, 422);
    for nobody in ["0193e0a4-0000-7000-8000-000000000000", "nobody", "%00"] {
        assert_eq!(desk.get(cast::BANKER, &format!("/api/v1/people/{nobody}")).await.status, 404);
        assert_eq!(desk.get(cast::BANKER, &format!("/api/v1/people/{nobody}/chain")).await.status, 404);
    }
}

#[actix_web::test]
async fn a_correction_is_recorded_once_and_changes_the_chain() {
    let desk = Desk::open().await;
    let (helper, head) = (desk.office.id(cast::HELPER).await, desk.office.id(cast::HELPER_HEAD).await);
    let today = now().day_in(chrono_tz::UTC);
    let path = format!("/api/v1/people/{helper}/reporting-lines");
    let body = json!({"supervisor_id": head, "kind": "primary", "from": today, "reason": " moved "});
    let send = || {
        let request = test::TestRequest::post().uri(&path).set_json(&body);
        desk.call(cast::HR, request.insert_header(("Idempotency-Key", "once")))
    };
    let first = send().await;
    assert_eq!((first.status, first.replayed, first.body["reason"].as_str()), (201, false, Some("moved")));
    let again = send().await;
    assert_eq!((again.status, again.replayed, &again.body), (201, true, &first.body));
    assert_eq!(desk.office.above(cast::HELPER, &today.to_string(), 1).await, format!("{} primary", cast::HELPER_HEAD));
    let before = day(&today.to_string()).pred_opt().expect("a day before").to_string();
    assert_eq!(desk.office.above(cast::HELPER, &before, 1).await, format!("{} primary", cast::HELPER_SUPERVISOR));
}

#[actix_web::test]
async fn what_is_wrong_with_a_correction_is_told_at_once() {
    let desk = Desk::open().await;
    let (helper, lead) = (desk.office.id(cast::HELPER).await, desk.office.id(cast::HELPER_SUPERVISOR).await);
    let post = async |person: &str, body: Value| {
        let path = format!("/api/v1/people/{person}/reporting-lines");
        desk.call(cast::HR, test::TestRequest::post().uri(&path).set_json(body)).await
    };
    let empty = post(&helper.to_string(), json!({})).await;
    assert_eq!(empty.status, 422);
    let required = ["/supervisor_id", "/kind", "/from", "/reason"].map(|place| format!("{place} \"required\""));
    assert_eq!(empty.errors(), required);
    let wrong =
        json!({"supervisor_id": helper, "kind": "boss", "from": "2026-13-01", "until": 7, "reason": " ", "x": 1});
    let wrong = post(&helper.to_string(), wrong).await;
    let mut errors = wrong.errors();
    errors.sort();
    assert_eq!(
        errors,
        [
            "/from \"bad_date\"",
            "/kind \"unknown_kind\"",
            "/reason \"bad_length\"",
            "/supervisor_id \"own_supervisor\"",
            "/until \"wrong_type\"",
            "/x \"unknown_field\"",
        ]
    );
    let circle = json!({"supervisor_id": helper, "kind": "primary", "from": "2026-11-21", "reason": "r"});
    assert_eq!(post(&lead.to_string(), circle.clone()).await.errors(), ["/supervisor_id \"circle\""]);
    assert_eq!(post("nobody", circle).await.status, 404);
}
