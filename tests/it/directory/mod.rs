//! The directory: supervisors, imports, and the search for people.

mod addresses;
mod api;
mod corrections;
mod files;
mod imports;
mod rules;
mod sample;
mod search;
mod spreadsheets;
mod units;

use chrono::NaiveDate;
use commend::accounts::operations::end_sign_in;
use commend::audit::Actor;
use commend::clock::Timestamp;
use commend::db::{Connection, Database, DbError};
use commend::directory::import::{self, Import, Report};
use commend::directory::{Chain, Person, operations};
use commend::ids::PersonId;

use crate::support::TestDatabase;

/// Header of the directory file.
const HEADER: &str =
    "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date";

/// The reasons of the brake, as programs read them.
fn reasons(report: &Report) -> Vec<String> {
    report.brake.items.iter().map(ToString::to_string).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Time of the tests; each test states its day itself.
fn now() -> Timestamp {
    Timestamp::from_micros(1_790_000_000_000_000)
}

/// A directory in its own database.
struct Office {
    db: Database,
    _place: TestDatabase,
}

impl Office {
    fn open() -> Self {
        let place = TestDatabase::new();
        Self { db: place.db.clone(), _place: place }
    }

    /// Imports a file that the brake does not stop.
    async fn import(&self, today: &str, file: &str) -> Report {
        self.run(today, Import { confirmed: true, ..Import::of("staff.csv", file) }).await
    }

    async fn run(&self, today: &str, import: Import) -> Report {
        import::run(&self.db, now(), day(today), Actor::CommandLine, import, end_sign_in)
            .await
            .expect("an import that ends")
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Connection) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        self.db.read(question).await.expect("an answer")
    }

    async fn person(&self, number: &str) -> Person {
        let number = number.to_owned();
        self.ask(move |conn| operations::by_employee_number(conn, &number)).await.expect("a person")
    }

    async fn id(&self, number: &str) -> PersonId {
        self.person(number).await.id
    }

    async fn chain(&self, number: &str, on: &str, levels: usize) -> Chain {
        let (id, on) = (self.id(number).await, day(on));
        self.ask(move |conn| operations::chain(conn, id, on, levels)).await
    }

    /// Employee numbers of the chain, with the reasons: `200 primary, 300 acting`.
    async fn above(&self, number: &str, on: &str, levels: usize) -> String {
        let chain = self.chain(number, on, levels).await;
        let above = chain.supervisors.iter().map(|above| format!("{} {}", above.person.employee_number, above.reason));
        above.collect::<Vec<_>>().join(", ")
    }
}

/// A directory file from rows `number,manager,start,end`; the other columns follow from the number.
fn staff(rows: &[&str]) -> String {
    let lines = rows.iter().map(|row| {
        let mut parts = row.split(',');
        let mut next = || parts.next().unwrap_or("").to_owned();
        let (number, manager, start, end) = (next(), next(), next(), next());
        format!("{number},Person {number},p{number}@bank.example,Clerk,Wires,Oak,{number},{manager},,{start},{end}\n")
    });
    std::iter::once(format!("{HEADER}\n")).chain(lines).collect()
}
