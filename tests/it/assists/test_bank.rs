//! A small bank whose people call the handlers of assists and work items as the middleware would call them.

use actix_web::dev::Service as _;
use actix_web::http::StatusCode;
use actix_web::{App, HttpMessage as _, test, web};
use commend::accounts::operations::end_sign_in;
use commend::assists::{self, Assists};
use commend::audit::{self, Actor, Entry};
use commend::clock::{Clock, Timestamp};
use commend::config::Limits;
use commend::db::{Connection, Database, DbError};
use commend::directory::import::{self, Import};
use commend::directory::operations;
use commend::ids::{PersonId, SessionId};
use commend::permissions::{Caller, Roles};
use commend::web::{CostlyRequests, InFlight};
use commend::worklist::{self, Worklist};
use serde_json::Value;

use crate::support::TestDatabase;

const STAFF: &str = "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date\n\
    ines,Ines Okafor,ines@bank.example,Head,Operations,,1,,hr,,\n\
    priya,Priya Raman,priya@bank.example,Clerk,Wire Operations,,4417,ines,back_office,,\n\
    tom,Tomáš Dvořák,tom@bank.example,Clerk,Cards,,4418,ines,back_office,,\n\
    sam,Sam Lee,sam@bank.example,Banker,,Oak Street,3,ines,banker,,\n\
    ada,Ada Brandt,ada@bank.example,Banker,,Elm Street,4,ines,banker,,\n";

/// The bank, with a manual clock.
pub struct Desk {
    pub db: Database,
    pub clock: Clock,
    pub assists: Assists,
    pub worklist: Worklist,
    in_flight: InFlight,
    _place: TestDatabase,
}

/// Answer of a handler.
pub struct Answer {
    pub status: StatusCode,
    pub replayed: bool,
    pub body: Value,
}

impl Answer {
    /// Place and code of each error of a rejected body, in order.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        let place = |error: &Value| {
            let place = error["pointer"].as_str().or(error["parameter"].as_str()).expect("a place");
            format!("{place} {}", error["code"].as_str().expect("a code"))
        };
        errors.iter().map(place).collect()
    }

    /// One member of every item of a list.
    pub fn each(&self, member: &str) -> Vec<String> {
        let items = self.body["items"].as_array().expect("items");
        items.iter().map(|item| item[member].as_str().expect("a text").to_owned()).collect()
    }
}

impl Desk {
    pub async fn open() -> Self {
        let place = TestDatabase::new();
        let (db, clock) = (place.db.clone(), Clock::manual(Timestamp::from_micros(1_795_000_000_000_000)));
        let desk = Self {
            assists: Assists { db: db.clone(), clock: clock.clone(), uses: std::sync::Arc::new(|_, _| Ok(None)) },
            worklist: Worklist { db: db.clone(), clock: clock.clone() },
            in_flight: InFlight::new(db.clone()),
            db,
            clock,
            _place: place,
        };
        desk.import(STAFF).await;
        desk
    }

    async fn import(&self, file: &str) {
        let import = Import { confirmed: true, ..Import::of("staff.csv", file) };
        let today = self.clock.now().day_in(chrono_tz::UTC);
        import::run(&self.db, self.clock.now(), today, Actor::CommandLine, import, end_sign_in)
            .await
            .expect("an import");
    }

    /// Renames somebody, as an import would.
    pub async fn rename(&self, from: &str, to: &str) {
        self.import(&STAFF.replace(from, to)).await;
    }

    pub async fn id(&self, number: &str) -> PersonId {
        let number = number.to_owned();
        self.read(move |conn| operations::by_employee_number(conn, &number)).await.expect("a person").id
    }

    pub async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Connection) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        self.db.read(question).await.expect("an answer")
    }

    pub async fn write(&self, work: impl FnOnce(&mut Connection) -> Result<(), DbError> + Send + 'static) {
        self.db.write(work).await.expect("a write");
    }

    /// Audit entries with this action.
    pub async fn trail(&self, action: &str) -> Vec<Entry> {
        let entries = self.read(|conn| audit::page(conn, &audit::Filter::default(), 100)).await;
        entries.into_iter().filter(|entry| entry.action == action).collect()
    }

    pub async fn get(&self, who: &str, path: &str) -> Answer {
        self.call(who, test::TestRequest::get().uri(path)).await
    }

    pub async fn post(&self, who: &str, path: &str, body: Value) -> Answer {
        self.call(who, test::TestRequest::post().uri(path).set_json(body)).await
    }

    pub async fn post_once(&self, who: &str, path: &str, key: &str, body: Value) -> Answer {
        let request = test::TestRequest::post().uri(path).set_json(body);
        self.call(who, request.insert_header(("Idempotency-Key", key))).await
    }

    async fn call(&self, who: &str, request: test::TestRequest) -> Answer {
        let caller = Caller { person: self.id(who).await, session: SessionId::new(), roles: Roles::NONE };
        let app = App::new()
            .app_data(web::Data::new(self.assists.clone()))
            .app_data(web::Data::new(self.worklist.clone()))
            .app_data(web::Data::new(self.in_flight.clone()))
            .app_data(web::Data::new(CostlyRequests::new(&Limits::default(), self.clock.clone())))
            .wrap_fn(move |request, next| {
                request.extensions_mut().insert(caller);
                next.call(request)
            })
            .route("/api/v1/assists", web::post().to(assists::api::note))
            .route("/api/v1/assists", web::get().to(assists::api::book))
            .route("/api/v1/work-items", web::get().to(worklist::api::list))
            .route("/api/v1/work-items/{id}/resolution", web::post().to(worklist::api::resolve));
        let app = test::init_service(app).await;
        let response = test::call_service(&app, request.to_request()).await;
        Answer {
            status: response.status(),
            replayed: response.headers().contains_key("Idempotency-Replayed"),
            body: test::read_body_json(response).await,
        }
    }
}
