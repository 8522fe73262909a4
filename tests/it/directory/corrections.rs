//! Corrections of reporting lines by HR, and their precedence over imports.

use commend::directory::import::Verdict;
use commend::directory::{Correction, CorrectionProblem, DirectoryError, LineKind, operations};

use super::{Office, day, now, staff};

impl Office {
    async fn correct(
        &self,
        person: &str,
        supervisor: &str,
        kind: LineKind,
        from: &str,
        until: Option<&str>,
    ) -> Result<(), DirectoryError> {
        let correction = Correction {
            person: self.id(person).await,
            supervisor: self.id(supervisor).await,
            kind,
            from: day(from),
            until: until.map(day),
            reason: "the source is late".to_owned(),
        };
        let hr = self.id("1").await;
        operations::correct(&self.db, now(), day(from), hr, correction).await.map(|_| ())
    }
}

async fn office() -> Office {
    let office = Office::open();
    office.import("2026-11-01", &staff(&["1", "2,1", "3,1", "4,2", "5,1"])).await;
    office
}

#[tokio::test]
async fn a_correction_stands_against_imports_until_the_source_says_the_same() {
    let office = office().await;
    office.correct("4", "3", LineKind::Primary, "2026-11-10", None).await.expect("a correction");
    assert_eq!(office.above("4", "2026-11-09", 1).await, "2 primary");
    assert_eq!(office.above("4", "2026-11-10", 1).await, "3 primary");

    let report = office.import("2026-11-12", &staff(&["1", "2,1", "3,1", "4,2", "5,1"])).await;
    assert_eq!(report.verdict, Verdict::Unchanged);
    let standing = &report.standing.items[0];
    assert_eq!((standing.corrected_to.as_str(), standing.file_says.as_deref(), standing.line), ("3", Some("2"), 5));
    let report = office.import("2026-11-13", &staff(&["1", "2,1", "3,1", "4,5", "5,1"])).await;
    assert_eq!(report.standing.items.len(), 1, "another one again, and still not what HR says");
    assert_eq!(office.above("4", "2026-11-13", 1).await, "3 primary");

    let report = office.import("2026-11-15", &staff(&["1", "2,1", "3,1", "4,3", "5,1"])).await;
    assert!(report.standing.items.is_empty());
    for on in ["2026-11-10", "2026-11-14", "2026-11-15"] {
        assert_eq!(office.above("4", on, 1).await, "3 primary", "{on}");
    }
    office.import("2026-11-20", &staff(&["1", "2,1", "3,1", "4,2", "5,1"])).await;
    assert_eq!(office.above("4", "2026-11-20", 1).await, "2 primary", "settled: the source counts again");
    assert_eq!(office.above("4", "2026-11-19", 1).await, "3 primary");
}

#[tokio::test]
async fn a_correction_with_a_last_day_ends_by_itself() {
    let office = office().await;
    office.correct("4", "3", LineKind::Primary, "2026-11-10", Some("2026-11-12")).await.expect("a correction");
    office.import("2026-11-11", &staff(&["1", "2,1", "3,1", "4,5", "5,1"])).await;
    assert_eq!(office.above("4", "2026-11-12", 1).await, "3 primary");
    assert_eq!(office.above("4", "2026-11-13", 1).await, "5 primary", "what the source said meanwhile");
}

#[tokio::test]
async fn a_later_correction_takes_the_place_of_an_earlier_one() {
    let office = office().await;
    office.correct("4", "3", LineKind::Primary, "2026-11-10", None).await.expect("a correction");
    office.correct("4", "5", LineKind::Primary, "2026-11-10", Some("2026-11-11")).await.expect("another");
    assert_eq!(office.above("4", "2026-11-11", 1).await, "5 primary");
    assert_eq!(office.above("4", "2026-11-12", 1).await, "2 primary");
}

#[tokio::test]
async fn acting_and_dotted_lines_live_beside_imports() {
    let office = office().await;
    office.correct("4", "5", LineKind::Acting, "2026-11-10", Some("2026-11-20")).await.expect("acting");
    office.correct("4", "3", LineKind::Dotted, "2026-11-10", None).await.expect("dotted");
    office.import("2026-11-12", &staff(&["1", "2,1", "3,1", "4,2", "5,1"])).await;
    assert_eq!(office.above("4", "2026-11-12", 2).await, "5 acting, 1 primary");
    let id = office.id("4").await;
    let dotted = office.ask(move |conn| operations::dotted_supervisors(conn, id, day("2026-11-12"))).await;
    assert_eq!(dotted.iter().map(|person| person.employee_number.as_str()).collect::<Vec<_>>(), ["3"]);
}

#[tokio::test]
async fn every_problem_of_a_correction_is_told() {
    let office = office().await;
    let problems = |outcome: Result<(), DirectoryError>| match outcome {
        Err(DirectoryError::Rejected(problems)) => problems,
        other => panic!("{other:?}"),
    };
    let circle = office.correct("2", "4", LineKind::Primary, "2026-11-10", Some("2026-11-09")).await;
    assert_eq!(problems(circle), [CorrectionProblem::Circle, CorrectionProblem::EndsBeforeItBegins]);
    let oneself = office.correct("2", "2", LineKind::Acting, "2026-11-10", None).await;
    assert_eq!(problems(oneself), [CorrectionProblem::OwnSupervisor]);
    office.import("2026-11-11", &staff(&["1", "2,1", "3,1", "4,2"])).await;
    let leaver = office.correct("4", "5", LineKind::Primary, "2026-11-12", None).await;
    assert_eq!(problems(leaver), [CorrectionProblem::InactiveSupervisor]);
}

#[tokio::test]
async fn a_correction_is_in_the_trail_with_its_author() {
    let office = office().await;
    office.correct("4", "3", LineKind::Primary, "2026-11-10", None).await.expect("a correction");
    let entries = office.ask(|conn| commend::audit::page(conn, &commend::audit::Filter::default(), 1)).await;
    assert_eq!(entries[0].action, "reporting_line.corrected");
    assert_eq!(entries[0].actor, format!("person:{}", office.id("1").await));
}

#[tokio::test]
async fn a_correction_takes_a_line_off_the_list() {
    use commend::worklist::{Kind, open_subjects};
    let office = office().await;
    office.import("2026-11-02", &staff(&["1", "3,1", "4,2"])).await;
    let open = async || office.ask(|conn| open_subjects(conn, Kind::SupervisorLeft)).await.len();
    assert_eq!(open().await, 1);
    office.correct("4", "3", LineKind::Dotted, "2026-11-03", None).await.expect("a correction");
    assert_eq!(open().await, 1, "a dotted line mends nothing");
    office.correct("4", "3", LineKind::Primary, "2026-11-03", None).await.expect("a correction");
    assert_eq!(open().await, 0);
}
