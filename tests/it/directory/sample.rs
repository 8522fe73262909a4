//! The sample bank: imported by the real import, with every case that it promises.

use std::collections::HashSet;

use commend::directory::sample::{self, cast};
use commend::directory::{LineBreak, operations};

use super::{Office, day, now};

const TODAY: &str = "2026-11-21";

#[test]
fn it_is_the_same_each_time_and_of_the_promised_size() {
    let file = sample::directory_file(day(TODAY));
    assert_eq!(file, sample::directory_file(day(TODAY)));
    let rows: Vec<Vec<&str>> = file.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert!((1150..=1250).contains(&rows.len()), "{} people", rows.len());
    let distinct = |column: usize| rows.iter().map(|row| row[column]).collect::<HashSet<_>>().len();
    assert_eq!((distinct(4), distinct(5)), (25, 40), "departments and branches");
    assert_eq!(distinct(0), rows.len());
    assert!(rows.iter().all(|row| row[2].ends_with("@meridian.example") && row[2].is_ascii()));
    for script in ['ễ', 'Ξ', 'Ї', 'Ł', 'Ø', 'ß', 'ş', 'ř'] {
        assert!(file.contains(script), "no name with {script}");
    }
}

#[tokio::test]
async fn every_case_of_the_rule_is_in_it() {
    let office = Office::open();
    let report = sample::load(&office.db, now(), day(TODAY)).await.expect("the sample bank");
    assert!(report.errors.items.is_empty(), "{}", report.problems());
    let findings = |chain: commend::directory::Chain| chain.findings.iter().map(|found| found.kind).collect::<Vec<_>>();

    assert_eq!(office.above(cast::BANKER, TODAY, 1).await, format!("{} primary", cast::BANKER_SUPERVISOR));
    assert_eq!(
        office.above(cast::HELPER, TODAY, 2).await,
        format!("{} primary, {} primary", cast::HELPER_SUPERVISOR, cast::HELPER_HEAD)
    );
    let top = office.chain(cast::CHIEF, TODAY, 1).await;
    assert!(top.supervisors.is_empty() && top.findings.is_empty(), "the top of the tree");
    let left = office.chain(cast::SUPERVISOR_LEFT, TODAY, 1).await;
    assert_eq!(left.supervisors[0].person.title, "Chief Operating Officer", "past two who have left");
    assert_eq!(findings(left), [LineBreak::SupervisorLeft]);
    assert_eq!(office.above(cast::OWN_SUPERVISOR, TODAY, 1).await, "");
    assert_eq!(findings(office.chain(cast::OWN_SUPERVISOR, TODAY, 1).await), [LineBreak::Cycle]);
    assert_eq!(findings(office.chain(cast::CIRCLE_A, TODAY, 5).await), [LineBreak::Cycle]);
    assert!(office.chain(cast::VACANCY, TODAY, 1).await.supervisors.is_empty());
    assert_eq!(office.above(cast::UNDER_ACTING, TODAY, 1).await, format!("{} acting", cast::ACTING));
    assert_eq!(office.above(cast::CORRECTED, TODAY, 1).await, format!("{} primary", cast::CORRECTED_TO));
    let dotted = office.id(cast::DOTTED).await;
    let dotted = office.ask(move |conn| operations::dotted_supervisors(conn, dotted, day(TODAY))).await;
    assert_eq!(dotted[0].employee_number, cast::DOTTED_TO);

    let kinds: HashSet<String> = report
        .warnings
        .items
        .iter()
        .map(|warning| {
            warning.message.english().split_once(' ').map_or_else(String::new, |(first, _)| first.to_owned())
        })
        .collect();
    assert!(kinds.contains("closes") && kinds.contains("names") && kinds.contains("900001"), "{kinds:?}");
}

#[tokio::test]
async fn departments_have_one_head_several_or_none() {
    let office = Office::open();
    sample::load(&office.db, now(), day(TODAY)).await.expect("the sample bank");
    let head = async |department: &'static str| {
        office.ask(move |conn| operations::head_of_department(conn, (None, department), day(TODAY))).await
    };
    assert_eq!(head("Wire Operations").await.map(|head| head.employee_number).as_deref(), Some(cast::HELPER_HEAD));
    assert_eq!(head("wire  OPERATIONS").await.map(|head| head.employee_number).as_deref(), Some(cast::HELPER_HEAD));
    assert_eq!(head(cast::TWO_HEADS).await, None);
    assert_eq!(head(cast::NO_HEAD).await, None);
    assert_eq!(head("No such department").await, None);
}

#[tokio::test]
async fn loading_it_again_changes_only_what_the_file_says_otherwise() {
    let office = Office::open();
    sample::load(&office.db, now(), day(TODAY)).await.expect("the sample bank");
    let report = office.import(TODAY, &sample::directory_file(day(TODAY))).await;
    assert_eq!(report.counts.unchanged, report.counts.rows);
    assert_eq!(report.standing.items.len(), 1, "the one line that HR corrected");
}

#[tokio::test]
async fn the_first_import_finds_nothing_wrong_and_the_next_one_every_case() {
    let office = Office::open();
    let first = sample::load_first(&office.db, now(), day("2025-12-21")).await.expect("the bank as it was");
    assert!(first.errors.items.is_empty() && first.warnings.items.is_empty(), "{}", first.problems());
    assert_eq!(office.chain(cast::SUPERVISOR_LEFT, "2025-12-21", 1).await.findings, []);
    let next = sample::load(&office.db, now(), day(TODAY)).await.expect("the sample bank");
    assert!(next.errors.items.is_empty() && !next.warnings.items.is_empty(), "{}", next.problems());
    let left = office.chain(cast::SUPERVISOR_LEFT, TODAY, 1).await;
    assert_eq!(left.supervisors[0].person.title, "Chief Operating Officer", "past two who have left");
}
