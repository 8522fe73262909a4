//! Addresses that HR corrects, and their precedence over imports.

use commend::audit;
use commend::directory::address_corrections;
use commend::directory::import::Verdict;
use commend::directory::{AddressCorrection, CorrectionProblem, DirectoryError, operations};
use proptest::prelude::*;

use super::{Office, day, now, staff};

impl Office {
    async fn readdress(
        &self,
        today: &str,
        number: &str,
        email: &str,
        until: Option<&str>,
    ) -> Result<(), DirectoryError> {
        let (person, hr, today) = (self.id(number).await, self.id("1").await, day(today));
        let (email, until, reason) = (email.to_owned(), until.map(day), "the source is late".to_owned());
        let correction = AddressCorrection { person, email, until, reason };
        audit::write(&self.db, now(), move |conn, trail| {
            address_corrections::correct_in(conn, trail, (now(), today), hr, correction).map(drop)
        })
        .await
    }

    async fn turn(&self, today: &str) {
        let end = commend::accounts::operations::end_sign_in;
        operations::turn_day(&self.db, now(), day(today), end).await.expect("a day");
    }

    async fn address(&self, number: &str) -> String {
        self.person(number).await.email
    }

    /// The number of corrections that hold for somebody.
    async fn holding(&self, number: &str) -> usize {
        let id = self.id(number).await;
        let all = self.ask(move |conn| address_corrections::history(conn, id)).await;
        all.iter().filter(|correction| correction.ended_at.is_none()).count()
    }
}

/// The file of `rows` in which the second person has another address.
fn with_address(address: &str) -> String {
    staff(&["1", "2,1", "3,1"]).replace("p2@bank.example", address)
}

async fn office() -> Office {
    let office = Office::open();
    office.import("2026-11-01", &staff(&["1", "2,1", "3,1"])).await;
    office
}

#[tokio::test]
async fn an_address_stands_against_imports_until_the_source_says_the_same() {
    let office = office().await;
    office.readdress("2026-11-02", "2", "two@bank.example", None).await.expect("a correction");
    assert_eq!(office.address("2").await, "two@bank.example");
    let found = office.ask(|conn| operations::active_by_email(conn, "TWO@bank.example")).await;
    assert_eq!(found.map(|person| person.employee_number).as_deref(), Some("2"));

    let report = office.import("2026-11-03", &staff(&["1", "2,1", "3,1"])).await;
    assert_eq!(report.verdict, Verdict::Unchanged);
    let kept = &report.standing_addresses.items[0];
    assert_eq!((kept.corrected_to.as_str(), kept.file_says.as_str()), ("two@bank.example", "p2@bank.example"));
    assert!(report.to_string().contains("2 keeps two@bank.example as HR corrected it"), "{report}");
    assert_eq!(office.address("2").await, "two@bank.example");

    let report = office.import("2026-11-04", &with_address("Two@bank.example")).await;
    assert!(report.standing_addresses.items.is_empty());
    assert_eq!((office.address("2").await.as_str(), office.holding("2").await), ("Two@bank.example", 0));
    office.import("2026-11-05", &with_address("p2@bank.example")).await;
    assert_eq!(office.address("2").await, "p2@bank.example", "settled: the source counts again");
}

#[tokio::test]
async fn an_address_with_a_last_day_gives_way_to_what_the_source_said_meanwhile() {
    let office = office().await;
    office.readdress("2026-11-02", "2", "two@bank.example", Some("2026-11-05")).await.expect("a correction");
    office.import("2026-11-03", &with_address("second@bank.example")).await;
    office.turn("2026-11-05").await;
    assert_eq!(office.address("2").await, "two@bank.example", "the last day is inclusive");
    office.turn("2026-11-06").await;
    assert_eq!((office.address("2").await.as_str(), office.holding("2").await), ("second@bank.example", 0));

    // An import that comes before the turn of the day ends it too.
    office.readdress("2026-11-06", "2", "two@bank.example", Some("2026-11-06")).await.expect("a correction");
    office.import("2026-11-07", &with_address("third@bank.example")).await;
    office.turn("2026-11-07").await;
    assert_eq!((office.address("2").await.as_str(), office.holding("2").await), ("third@bank.example", 0));
}

#[tokio::test]
async fn an_address_that_the_file_gives_to_somebody_else_goes_there_with_a_warning() {
    let office = office().await;
    office.readdress("2026-11-02", "2", "two@bank.example", None).await.expect("a correction");
    let file = staff(&["1", "2,1", "3,1"]).replace("p3@bank.example", "two@bank.example");
    let report = office.import("2026-11-03", &file).await;
    assert_eq!(report.verdict, Verdict::Imported, "{}", report.problems());
    assert!(report.problems().contains("the file gives that address to 3"), "{}", report.problems());
    assert_eq!(
        (office.address("2").await.as_str(), office.address("3").await.as_str()),
        ("p2@bank.example", "two@bank.example")
    );
    assert_eq!(office.holding("2").await, 0);
}

#[tokio::test]
async fn every_problem_of_an_address_is_told() {
    let office = office().await;
    for (email, until, problem) in [
        ("p3@bank.example", None, CorrectionProblem::AddressTaken),
        ("P3@BANK.example", None, CorrectionProblem::AddressTaken),
        ("p2@bank.example", None, CorrectionProblem::SameAddress),
        ("two@bank.example", Some("2026-11-01"), CorrectionProblem::Over),
        ("two", None, CorrectionProblem::NoAddress(commend::mail_addresses::AddressProblem::NoAt)),
    ] {
        match office.readdress("2026-11-02", "2", email, until).await {
            Err(DirectoryError::Rejected(problems)) => assert_eq!(problems, [problem], "{email}"),
            other => panic!("{email}: {other:?}"),
        }
    }
    assert_eq!(office.address("2").await, "p2@bank.example");
}

/// Something that happens to the address of one person.
#[derive(Debug, Clone)]
enum Happening {
    /// HR corrects it, perhaps for some days.
    Corrects(u8, Option<u8>),
    /// A file says an address.
    Imports(u8),
    /// The day ends.
    Turns,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        (0..3u8, proptest::option::of(0..3u8)).prop_map(|(address, days)| Happening::Corrects(address, days)),
        (0..3u8).prop_map(Happening::Imports),
        Just(Happening::Turns),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_address_is_the_correction_in_force_else_what_the_source_last_said(
        story in proptest::collection::vec(happening(), 1..12)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let office = office().await;
            let (mut today, mut source) = (day("2026-11-02"), "p2@bank.example".to_owned());
            let mut correction: Option<(String, Option<chrono::NaiveDate>)> = None;
            for happening in story {
                match happening {
                    Happening::Corrects(address, days) => {
                        let address = format!("a{address}@bank.example");
                        let until = days.map(|days| today + chrono::Days::new(days.into()));
                        let before = office.address("2").await;
                        let text = until.map(|until| until.to_string());
                        let done = office.readdress(&today.to_string(), "2", &address, text.as_deref()).await;
                        assert_eq!(done.is_ok(), before != address);
                        if done.is_ok() {
                            correction = Some((address, until));
                        }
                    }
                    Happening::Imports(address) => {
                        source = format!("a{address}@bank.example");
                        office.import(&today.to_string(), &with_address(&source)).await;
                        correction = correction.filter(|(corrected, _)| *corrected != source);
                    }
                    Happening::Turns => {
                        today = today + chrono::Days::new(1);
                        office.turn(&today.to_string()).await;
                        correction = correction.filter(|(_, until)| until.is_none_or(|last| today <= last));
                    }
                }
                let expected = correction.as_ref().map_or(&source, |(corrected, _)| corrected);
                assert_eq!(&office.address("2").await, expected);
                assert_eq!(office.holding("2").await, usize::from(correction.is_some()));
            }
        });
    }
}
