//! The real service for one test: its own database, the cast imported, a manual clock, and mail into a folder or to a scripted
//! relay.
//!
//! When it is dropped, it fails the test if a mail was left undone or an unforeseen error was served, unless the test expects
//! that: faults that a test does not look for must not go unnoticed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use commend::app::{App, end_employment};
use commend::audit::{self, Actor, Entry};
use commend::clock::{Clock, Timestamp};
use commend::config::{self, Config, Sources};
use commend::db::schema::{credentials, deliveries, drafts};
use commend::db::{Connection, DbError, Location};
use commend::delivery::dispatch::Dispatcher;
use commend::directory::import::{self, Import, Verdict};
use commend::permissions::Role;
use commend::server::{self, Running};
use commend::worker;
use diesel::Connection as _;
use diesel::prelude::*;
use serde_json::{Value, json};
use tokio::sync::watch;
use url::Url;

use super::TestDatabase;
use super::client::{Client, Faults};
use super::people::{self, PASSWORD};
use super::smtp::SmtpServer;

/// A running service and its surroundings.
pub struct TestApp {
    /// Parts of the service, for state that is not visible from outside.
    pub app: App,
    /// The manual clock of the service.
    pub clock: Clock,
    /// The scripted relay, when mail goes there instead of into the folder.
    pub relay: Option<SmtpServer>,
    database: TestDatabase,
    dispatcher: Arc<Dispatcher<worker::NounCallbacks>>,
    server: Running,
    base: Url,
    faults: Faults,
    undone_is_fine: AtomicBool,
    fault_is_fine: AtomicBool,
}

impl TestApp {
    /// Starts a service that puts its mails into a folder.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts a service with a changed configuration.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::build(None, change).await
    }

    /// Starts a service that hands its mails to a scripted relay.
    pub async fn with_relay() -> Self {
        let relay = SmtpServer::start().await;
        Self::build(Some(relay), |_| {}).await
    }

    async fn build(relay: Option<SmtpServer>, change: impl FnOnce(&mut Config)) -> Self {
        let database = TestDatabase::new();
        let mut config = configuration(&database, relay.as_ref());
        change(&mut config);
        let listener = server::listen(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
        let address = listener.local_addr().expect("an address");
        // Saturday, 21 November 2026, 10:44 UTC.
        let clock = Clock::manual(Timestamp::from_micros(1_795_257_840_000_000));
        let app = App::new(config, clock.clone(), address).expect("an app");
        import_file(&app, people::FILE).await;
        app.accounts.grant(&people::address("lena"), Role::Admin, None).await.expect("a grant");
        let dispatcher = worker::dispatcher(&app).expect("a dispatcher");
        let server = server::run(app.clone(), commend::routes::TABLE, listener).expect("a service");
        let base = Url::parse(&format!("http://{address}/")).expect("a URL");
        Self {
            app,
            clock,
            relay,
            database,
            dispatcher,
            server,
            base,
            faults: Faults::default(),
            undone_is_fine: AtomicBool::new(false),
            fault_is_fine: AtomicBool::new(false),
        }
    }

    /// Address of the listener, for raw connections.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.base.port().expect("a port")))
    }

    /// Stops the service as a signal does, and waits for its end.
    pub async fn stop(&self) {
        self.server.stop().await;
    }

    /// A client that is not signed in.
    pub fn anyone(&self) -> Client {
        Client::new(self.base.clone(), Arc::clone(&self.faults))
    }

    /// Gives a person of the cast a password, unless there is one. Its hash is cheap: most tests sign in several people.
    pub async fn give_password(&self, who: &str) {
        let (email, now) = (people::address(who), self.clock.now().micros());
        let give = move |conn: &mut Connection| {
            let Some(person) = commend::directory::operations::active_by_email(conn, &email)? else { return Ok(()) };
            let kept: i64 = credentials::table.find(person.id).count().get_result(conn)?;
            if kept == 0 {
                let hash = credentials::password_hash.eq(people::CHEAP_HASH.as_str());
                let row = (credentials::person_id.eq(person.id), hash, credentials::changed_at.eq(now));
                diesel::insert_into(credentials::table).values(row).execute(conn)?;
            }
            Ok::<_, DbError>(())
        };
        self.app.db.write(give).await.expect("a write");
    }

    /// A client signed in as a person of the cast.
    pub async fn sign_in(&self, who: &str) -> Client {
        self.give_password(who).await;
        let anyone = self.anyone();
        let body = json!({"email": people::address(who), "password": PASSWORD});
        let first = anyone.post("/api/v1/tokens", &body).await;
        let tokens = if first.status == 401 {
            // The test has given the person another password.
            let email = people::address(who);
            self.app.accounts.set_password(&email, PASSWORD, Actor::CommandLine).await.expect("a password");
            anyone.post("/api/v1/tokens", &body).await
        } else {
            first
        };
        let tokens = tokens.with_status(200);
        anyone.with_token(tokens["access_token"].as_str().expect("an access token"))
    }

    /// Imports a file, however large the change is.
    pub async fn import(&self, file: &str) {
        import_file(&self.app, file).await;
    }

    /// Id of a person of the cast.
    pub async fn id(&self, who: &str) -> String {
        let email = people::address(who);
        let found = self.app.db.read(move |conn| commend::directory::operations::active_by_email(conn, &email)).await;
        found.expect("an answer").unwrap_or_else(|| panic!("{who} is not in the cast")).id.to_string()
    }

    /// Sends a commendation and returns the body of the answer.
    pub async fn commend(&self, by: &Client, body: &Value) -> Value {
        by.post("/api/v1/commendations", body).await.with_status(201)
    }

    /// Runs one round of the worker: every mail that is due now.
    pub async fn drain(&self) {
        let (_go_on, stop) = watch::channel(false);
        self.dispatcher.round(&stop).await.expect("a round of the worker");
    }

    /// Makes every open draft one that HR and its owner's supervisor have to settle, as it is after some days.
    pub async fn let_drafts_wait(&self) {
        let now = self.clock.now().micros();
        let wait = move |conn: &mut Connection| {
            Ok::<_, DbError>(diesel::update(drafts::table).set(drafts::waiting_since.eq(now)).execute(conn)?)
        };
        self.app.db.write(wait).await.expect("a write");
    }

    /// Moves the clock forward.
    pub fn advance(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// Mails in the folder, as they would be sent, ordered by file name.
    pub fn mails(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.app.config.mail_dir()) else { return Vec::new() };
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|path| path.extension().is_some_and(|end| end == "eml"));
        files.sort();
        files.iter().map(|path| std::fs::read_to_string(path).expect("a mail")).collect()
    }

    /// The newest audit entries, newest first.
    pub async fn trail(&self, limit: i64) -> Vec<Entry> {
        self.app.db.read(move |conn| audit::page(conn, &audit::Filter::default(), limit)).await.expect("the trail")
    }

    /// Number of audit entries.
    pub async fn trail_length(&self) -> i64 {
        let head = self.app.db.read(|conn| Ok::<_, DbError>(audit::head(conn)?.0)).await;
        head.expect("the head of the trail")
    }

    /// Declares that this test leaves mails undone.
    pub fn leave_undone(&self) {
        self.undone_is_fine.store(true, Ordering::Relaxed);
    }

    /// Declares that this test makes the service fail.
    pub fn let_it_fail(&self) {
        self.fault_is_fine.store(true, Ordering::Relaxed);
    }

    /// Number of mails that are queued or being sent.
    fn undone(&self) -> i64 {
        let open = deliveries::table.filter(deliveries::state.eq_any(["queued", "sending"])).count();
        let counted = match self.database.db.location() {
            Location::Sqlite(path) => SqliteConnection::establish(path.to_str().expect("a UTF-8 path"))
                .map(|mut conn| open.get_result(&mut conn)),
            Location::Postgres(url) => PgConnection::establish(url).map(|mut conn| open.get_result(&mut conn)),
        };
        counted.expect("a connection").expect("a count")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // Requests the stop without waiting for its end.
        drop(self.server.handle.stop(false));
        // A second panic would hide the first.
        if std::thread::panicking() {
            return;
        }
        let faults = std::mem::take(&mut *self.faults.lock().expect("no panic while it is held"));
        assert!(
            faults.is_empty() || self.fault_is_fine.load(Ordering::Relaxed),
            "the service failed in a way nobody foresaw:\n{}",
            faults.join("\n")
        );
        let undone = self.undone();
        assert!(
            undone == 0 || self.undone_is_fine.load(Ordering::Relaxed),
            "{undone} mails were left undone: call drain(), or say leave_undone()"
        );
    }
}

async fn import_file(app: &App, file: &str) {
    let import = Import { confirmed: true, ..Import::of("cast.csv", file) };
    let today = app.clock.now().day_in(app.config.bank.time_zone);
    let report = import::run(&app.db, app.clock.now(), today, Actor::CommandLine, import, end_employment)
        .await
        .expect("an import");
    assert_eq!(report.verdict, Verdict::Imported, "{}", report.problems());
}

fn configuration(database: &TestDatabase, relay: Option<&SmtpServer>) -> Config {
    let url = match database.db.location() {
        Location::Sqlite(path) => format!("sqlite://{}", path.display()),
        Location::Postgres(url) => url.clone(),
    };
    let mut variables = vec![
        ("DATABASE_URL", url),
        ("COMMEND_DATA_DIR", database.folder().display().to_string()),
        ("COMMEND_BANK_NAME", "Sample Bank".to_owned()),
        ("COMMEND_MAIL_FROM", "commend@bank.example".to_owned()),
        ("COMMEND_MAIL_DOMAINS", "bank.example".to_owned()),
        ("COMMEND_PUBLIC_URL", "https://commend.bank.example".to_owned()),
    ];
    if let Some(relay) = relay {
        variables.push(("COMMEND_SMTP_URL", relay.url("smtp", "", "?tls=none")));
    }
    let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let mut config = config::read(Sources { variables, ..Sources::default() }).expect("a configuration").config;
    // The reader process is the binary that the tests built.
    config.uploads.reader = env!("CARGO_BIN_EXE_commend").into();
    config
}
