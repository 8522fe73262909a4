//! Sign-in: passwords, sessions, tokens, one-time links, limits and roles, through the operations and a real database.

mod administrators;
mod contract;
mod devices;
mod ended_sessions;
mod keys;
mod leaving;
mod limits;
mod links;
mod passwords;
mod roles;
mod secrets;
mod security_log;
mod sessions;

use std::time::Duration;

use commend::accounts::operations::end_sign_in;
use commend::accounts::operations::{Origin, Tokens};
use commend::accounts::{Accounts, AccountsError, AuthError, Settings};
use commend::audit::{self, Actor, Entry, Filter};
use commend::clock::{Clock, Timestamp};
use commend::db::{Connection, Database, DbError};
use commend::delivery::Outbox;
use commend::directory::import::{self, Import};
use commend::directory::{Person, operations};
use commend::language::Language;
use commend::permissions::Caller;
use commend::secret::Secrets;

use crate::support::{self, TestDatabase};

const SAM: &str = "sam.lee@meridian.example";
const PRIYA: &str = "priya.raman@meridian.example";
const OTTER: &str = "otter purple lamp 9";
const HERON: &str = "heron quiet ladder 4";

const STAFF: &str = "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date\n\
    1,Ines Okafor,ines.okafor@meridian.example,Head,Operations,,1,,hr,,\n\
    2,Priya Raman,priya.raman@meridian.example,Clerk,Wire Operations,,2,1,back_office,,\n\
    3,Sam Lee,sam.lee@meridian.example,Banker,,Oak Street,3,1,banker,,\n\
    4,Gone Person,gone@meridian.example,Clerk,Cards,,4,1,,,2025-12-31\n";

/// A bank of four people, one of whom has left, with its own database and a manual clock.
struct Bank {
    accounts: Accounts,
    db: Database,
    clock: Clock,
    _database: TestDatabase,
}

impl Bank {
    /// A bank with an empty directory.
    fn empty() -> Self {
        let database = TestDatabase::new();
        let (db, clock) = (database.db.clone(), Clock::manual(Timestamp::from_micros(1_795_000_000_000_000)));
        Self { accounts: process(&db, &clock), db, clock, _database: database }
    }

    async fn open() -> Self {
        let bank = Self::empty();
        let today = bank.clock.now().day_in(chrono_tz::UTC);
        let import = Import { confirmed: true, ..Import::of("staff.csv", STAFF) };
        import::run(&bank.db, bank.clock.now(), today, Actor::CommandLine, import, end_sign_in)
            .await
            .expect("an import");
        bank
    }

    /// A bank in which Sam and Priya have passwords.
    async fn with_passwords() -> Self {
        let bank = Self::open().await;
        for (email, password) in [(SAM, OTTER), (PRIYA, HERON)] {
            bank.accounts.set_password(email, password, Actor::CommandLine).await.expect("a password");
        }
        bank
    }

    async fn sign_in(&self, email: &str, password: &str) -> Result<Tokens, AccountsError> {
        self.accounts.sign_in(email, password, &Origin::default()).await.map(|signed_in| signed_in.tokens)
    }

    async fn sam(&self) -> Tokens {
        self.sign_in(SAM, OTTER).await.unwrap_or_else(|error| panic!("Sam signs in: {error}"))
    }

    async fn caller(&self, tokens: &Tokens) -> Caller {
        self.accounts.authenticate(&tokens.access_token).await.expect("a good token")
    }

    async fn is_out(&self, tokens: &Tokens) -> bool {
        matches!(self.accounts.authenticate(&tokens.access_token).await, Err(AuthError::Ended))
    }

    async fn refresh(&self, refresh_token: &str) -> Result<Tokens, AccountsError> {
        self.accounts.refresh(refresh_token).await
    }

    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Connection) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        self.db.read(question).await.expect("an answer")
    }

    async fn person(&self, email: &'static str) -> Person {
        self.read(move |conn| operations::active_by_email(conn, email)).await.expect("a person")
    }

    /// The audit trail, oldest entry first.
    async fn trail(&self) -> Vec<Entry> {
        let mut entries = self.read(|conn| audit::page(conn, &Filter::default(), 1000)).await;
        entries.reverse();
        entries
    }

    /// Action, object and detail of the audit entries whose action begins with `action`.
    async fn entries(&self, action: &str) -> Vec<(String, String, String)> {
        let entries = self.trail().await.into_iter().filter(|entry| entry.action.starts_with(action));
        entries.map(|entry| (entry.action, entry.object, entry.detail)).collect()
    }
}

/// The accounts of another process over the same database.
fn process(db: &Database, clock: &Clock) -> Accounts {
    process_with(db, clock, support::secrets())
}

/// The accounts of another process with its own secret file.
fn process_with(db: &Database, clock: &Clock, secrets: Secrets) -> Accounts {
    let settings = Settings {
        issuer: "https://commend.meridian.example/".into(),
        own_words: vec!["Meridian Bank".into()],
        time_zone: chrono_tz::UTC,
        language: Language::english(),
        session_idle: Duration::from_secs(3600),
        session_longest: Duration::from_secs(24 * 3600),
        https: true,
    };
    let outbox = Outbox::default();
    Accounts::new(db.clone(), clock.clone(), secrets, outbox, settings)
}

fn from(address: &str) -> Origin {
    Origin { address: Some(address.parse().expect("an address")), user_agent: "test/1".into(), ..Origin::default() }
}
