//! A migrated, empty database for each test, removed when the test ends.
//!
//! The test run chooses the backend: with `TEST_DATABASE_URL` set to a PostgreSQL server (any database on it; the user may create
//! databases), every test uses PostgreSQL, otherwise SQLite. A migration takes longer than most tests, so it runs once, in a
//! template that is then copied.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use commend::db::{Database, Location, migrations};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use tempfile::TempDir;
use url::Url;

/// The database of one test, and a folder for its other files.
pub struct TestDatabase {
    /// An open handle.
    pub db: Database,
    folder: TempDir,
}

impl TestDatabase {
    /// Opens a new database, migrated and empty.
    pub fn new() -> Self {
        Self::with_connections(4)
    }

    /// Opens a new database with another size of pool.
    pub fn with_connections(connections: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let location = match server() {
            None => {
                let file = folder.path().join("commend.db");
                std::fs::copy(sqlite_template(), &file).expect("a copy of the template");
                Location::Sqlite(file)
            }
            Some(server) => Location::Postgres(create(server, postgres_template()).into()),
        };
        Self { db: Database::open(location, connections).expect("an open database"), folder }
    }

    /// An empty folder that is removed with the test.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// A second handle, like that of another process.
    pub fn reopen(&self) -> Database {
        Database::open(self.db.location().clone(), 2).expect("a second handle")
    }

    /// Location of a database without tables, on the backend of the run; the caller removes it with [`forget`].
    pub fn bare() -> (Location, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let location = match server() {
            None => Location::Sqlite(folder.path().join("bare.db")),
            Some(server) => Location::Postgres(create(server, "template0").into()),
        };
        (location, folder)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        forget(self.db.location());
    }
}

/// Removes a PostgreSQL database even if it is in use; a SQLite file is removed with its folder.
pub fn forget(location: &Location) {
    if let (Location::Postgres(url), Some(server)) = (location, server()) {
        let name = Url::parse(url).expect("a URL").path().trim_start_matches('/').to_owned();
        on_server(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

/// PostgreSQL server of the test run, if it has one.
fn server() -> Option<&'static Url> {
    static SERVER: OnceLock<Option<Url>> = OnceLock::new();
    #[allow(clippy::disallowed_methods, reason = "the run's own setting, not the product's")]
    let url =
        || std::env::var("TEST_DATABASE_URL").ok().map(|url| Url::parse(&url).expect("TEST_DATABASE_URL is a URL"));
    SERVER.get_or_init(url).as_ref()
}

fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<(PathBuf, TempDir)> = OnceLock::new();
    let (file, _) = TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("template.db");
        // Closing the last connection writes everything into the one file.
        migrations::run(&Location::Sqlite(file.clone())).expect("a migrated template");
        (file, folder)
    });
    file
}

fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let url = create(server().expect("a server"), "template0");
        migrations::run(&Location::Postgres(url.clone().into())).expect("a migrated template");
        url.path().trim_start_matches('/').to_owned()
    })
}

/// Makes a database as a copy of `template` and returns its URL.
fn create(server: &Url, template: &str) -> Url {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("commend_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    on_server(server, &format!("DROP DATABASE IF EXISTS {name}"));
    on_server(server, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    let mut url = server.clone();
    url.set_path(&name);
    url
}

/// Connections to the server itself, which outlive a test: each test makes a database and drops it.
static IDLE: Mutex<Vec<PgConnection>> = Mutex::new(Vec::new());

fn on_server(server: &Url, statement: &str) {
    let idle = IDLE.lock().expect("no panic while it is held").pop();
    let mut conn = idle.unwrap_or_else(|| {
        let mut conn = PgConnection::establish(server.as_str()).expect("the PostgreSQL server answers");
        conn.batch_execute("SET client_min_messages = 'warning'").expect("a quiet connection");
        conn
    });
    conn.batch_execute(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    IDLE.lock().expect("no panic while it is held").push(conn);
}
