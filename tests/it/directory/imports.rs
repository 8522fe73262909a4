//! Imports over time: effective dates, leavers, returns, the brake, corrections that stay, and work items.

use commend::accounts::operations::end_sign_in;
use commend::directory::import::{Import, Mode, Report, Verdict};
use commend::directory::role_grants::{self, RoleChange};
use commend::directory::{Role, operations};

use super::{HEADER, Office, reasons, staff};

fn partial(file: String) -> Import {
    Import { mode: Mode::Partial, confirmed: true, ..Import::of("part.csv", file) }
}

fn warnings(report: &Report) -> Vec<String> {
    report.warnings.items.iter().map(|problem| problem.at("staff.csv")).collect()
}

#[tokio::test]
async fn the_first_line_reaches_back_and_a_change_begins_today() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1", "3,1", "4,2,2020-03-01", "5,2"])).await;
    assert_eq!(office.above("4", "2020-03-01", 1).await, "2 primary");
    assert_eq!(office.above("4", "2020-02-29", 1).await, "");
    assert_eq!(office.above("5", "1999-12-31", 1).await, "2 primary", "no start date: since ever");

    let report = office.import("2026-12-01", &staff(&["1", "2,1", "3,1", "4,3,2020-03-01", "5,2"])).await;
    assert_eq!(report.counts.managers_changed, 1);
    assert_eq!(office.above("4", "2026-11-30", 1).await, "2 primary");
    assert_eq!(office.above("4", "2026-12-01", 1).await, "3 primary");
}

#[tokio::test]
async fn manager_since_says_when_a_change_began_or_will_begin() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1", "3,1", "4,2"])).await;
    let with_since = |manager: &str, since: &str| {
        let file = staff(&["1", "2,1", "3,1"]).replace(HEADER, &format!("{HEADER},manager_since"));
        let file = file.replace(",,,\n", ",,,,\n").replace("1,,,\n", "1,,,,\n");
        let lines: Vec<String> = file.lines().map(str::to_owned).collect();
        let commas = |line: &String| 11 - line.matches(',').count();
        let padded: Vec<String> = lines.iter().map(|line| format!("{line}{}", ",".repeat(commas(line)))).collect();
        format!("{}\n4,Person 4,p4@bank.example,Clerk,Wires,Oak,4,{manager},,,,{since}\n", padded.join("\n"))
    };
    let report = office.import("2026-11-25", &with_since("3", "2026-11-10")).await;
    assert_eq!(report.verdict, Verdict::Imported, "{}", report.problems());
    assert_eq!(office.above("4", "2026-11-09", 1).await, "2 primary");
    assert_eq!(office.above("4", "2026-11-10", 1).await, "3 primary");

    office.import("2026-11-26", &with_since("1", "2026-12-24")).await;
    assert_eq!(office.above("4", "2026-12-23", 1).await, "3 primary", "a change to come");
    assert_eq!(office.above("4", "2026-12-24", 1).await, "1 primary");
    let again = office.import("2026-11-27", &with_since("1", "2026-12-24")).await;
    assert_eq!(again.verdict, Verdict::Unchanged);
}

#[tokio::test]
async fn a_change_taken_back_on_the_same_day_leaves_no_trace_in_the_chain() {
    let office = Office::open();
    office.import("2026-11-20", &staff(&["1", "2,1", "3,1", "4,2"])).await;
    office.import("2026-11-21", &staff(&["1", "2,1", "3,1", "4,3"])).await;
    office.import("2026-11-21", &staff(&["1", "2,1", "3,1", "4,2"])).await;
    for on in ["2026-11-20", "2026-11-21", "2027-01-01"] {
        assert_eq!(office.above("4", on, 1).await, "2 primary", "{on}");
    }
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let office = Office::open();
    let file = staff(&["1", "2,1", "3,2,2020-01-01", "4,2,,2026-01-01"]);
    assert_eq!(office.import("2026-11-21", &file).await.verdict, Verdict::Imported);
    let again = office.import("2026-11-22", &file).await;
    assert_eq!((again.verdict, again.counts.unchanged), (Verdict::Unchanged, 4));
}

#[tokio::test]
async fn who_is_missing_is_deactivated_and_those_below_go_to_the_next_above() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1", "3,2"])).await;
    let report = office.import("2026-11-22", &staff(&["1", "3,2"])).await;
    assert_eq!(report.deactivated, [office.id("2").await]);
    assert_eq!(
        warnings(&report),
        ["staff.csv:3: manager_number: 2 is not in the file and has left; name the successor"]
    );
    let gone = office.person("2").await;
    assert_eq!((gone.active, gone.ends_on), (false, Some(super::day("2026-11-21"))));
    assert_eq!(office.above("3", "2026-11-22", 1).await, "1 next_active_above");
    assert_eq!(office.above("3", "2026-11-21", 1).await, "1 next_active_above", "a letter is of no use to a leaver");
    let gone = office.import("2026-11-23", &staff(&["1", "3,2"])).await;
    assert_eq!(gone.verdict, Verdict::Unchanged, "once gone is gone once");
}

#[tokio::test]
async fn a_part_of_the_directory_deactivates_nobody() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1", "3,2"])).await;
    let report = office.run("2026-11-22", partial(staff(&["3,1", "4,2"]))).await;
    assert_eq!((report.counts.added, report.counts.changed, report.counts.deactivated), (1, 1, 0));
    assert!(report.warnings.items.is_empty(), "managers who are not in the part are known");
    assert_eq!(office.above("4", "2026-11-22", 2).await, "2 primary, 1 primary");

    let taken = staff(&["5,1"]).replace("p5@", "P2@");
    let report = office.run("2026-11-22", partial(taken)).await;
    assert_eq!(report.verdict, Verdict::Refused, "an address of somebody outside the part");
}

#[tokio::test]
async fn the_person_stays_through_rename_transfer_and_return() {
    let office = Office::open();
    office.import("2026-01-01", &staff(&["1", "2,1,2020-01-01", "3,1"])).await;
    let id = office.id("2").await;
    let renamed = staff(&["1", "2,3,2020-01-01", "3,1"]).replace("Person 2,p2@", "Anna New,anna@");
    office.import("2026-02-01", &renamed).await;
    let person = office.person("2").await;
    assert_eq!((person.id, person.name.as_str(), person.email.as_str()), (id, "Anna New", "anna@bank.example"));

    office.import("2026-03-01", &staff(&["1", "3,1"])).await;
    assert!(!office.person("2").await.active);
    let report = office.import("2026-06-10", &staff(&["1", "2,1,2026-06-01", "3,1"])).await;
    assert_eq!(report.counts.returned, 1);
    let person = office.person("2").await;
    assert_eq!((person.id, person.active, person.ends_on), (id, true, None));
    assert_eq!(office.above("2", "2026-06-01", 1).await, "1 primary", "the new line begins with the new employment");
}

#[tokio::test]
async fn addresses_may_be_swapped_and_inherited() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1", "3,1"])).await;
    let file = staff(&["1", "2,1", "3,1"]).replace("p2@", "x@").replace("p3@", "p2@").replace("x@", "p3@");
    assert_eq!(office.import("2026-11-22", &file).await.counts.changed, 2);
    assert_eq!(office.person("2").await.email, "p3@bank.example");
    let file = staff(&["1", "2,1", "4,1"]).replace("p2@", "p3@").replace("p4@", "p2@");
    let report = office.import("2026-11-23", &file).await;
    assert_eq!((report.counts.added, report.counts.deactivated), (1, 1));
}

#[tokio::test]
async fn odd_lines_are_imported_and_told_once_each() {
    let office = Office::open();
    let report = office
        .import("2026-11-21", &staff(&["1", "2,2", "3,4", "4,5", "5,3", "6,99", "7,8", "8,1,,2026-11-01", "9,3"]))
        .await;
    assert_eq!(report.verdict, Verdict::Imported);
    assert_eq!(
        warnings(&report),
        [
            "staff.csv:3: manager_number: names the person's own number; name the supervisor, or leave it empty at the top",
            "staff.csv:4: manager_number: closes a circle of 3 → 4 → 5; decide who is at the top of it",
            "staff.csv:7: manager_number: 99 is not in the file; correct the number or add that person's row",
            "staff.csv:8: manager_number: 8 has left; name the successor",
        ]
    );
    assert_eq!(office.above("7", "2026-11-21", 1).await, "1 next_active_above");
    assert_eq!(office.above("2", "2026-11-21", 1).await, "");
    assert_eq!(office.above("9", "2026-11-21", 9).await, "3 primary, 4 primary, 5 primary");
}

#[tokio::test]
async fn the_brake_holds_what_is_too_large_to_be_meant() {
    let office = Office::open();
    let all: Vec<String> = (1..=40).map(|n| if n == 1 { "1".to_owned() } else { format!("{n},1") }).collect();
    let rows = |change: &dyn Fn(&String) -> Option<String>| {
        let rows: Vec<String> = all.iter().filter_map(change).collect();
        staff(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let whole = rows(&|row| Some(row.clone()));
    let held = |file: String| Import::of("staff.csv", file);
    assert_eq!(office.run("2026-11-21", held(whole.clone())).await.verdict, Verdict::Imported, "the first is free");

    let without = |gone: usize| {
        rows(&|row| {
            row.split(',').next().unwrap().parse::<usize>().ok().filter(|n| *n + gone <= 40).map(|_| row.clone())
        })
    };
    let dry = Import { dry_run: true, ..held(without(3)) };
    let report = office.run("2026-11-22", dry).await;
    assert_eq!((report.verdict, report.brake.items.len()), (Verdict::DryRun, 1));
    let report = office.run("2026-11-22", held(without(3))).await;
    assert_eq!(report.verdict, Verdict::NeedsConfirmation);
    assert_eq!(reasons(&report), ["3 of 40 people would be deactivated, which is more than 5 %"]);
    assert!(office.person("40").await.active, "nothing was changed");

    let moved = |n: usize| {
        rows(&|row| {
            let number: usize = row.split(',').next().unwrap().parse().unwrap();
            Some(if (10..10 + n).contains(&number) { format!("{number},2") } else { row.clone() })
        })
    };
    assert_eq!(office.run("2026-11-22", held(moved(3))).await.verdict, Verdict::NeedsConfirmation);
    assert_eq!(office.run("2026-11-22", held(moved(2))).await.verdict, Verdict::Imported, "two of 40 are 5 %");

    let file = moved(2).replace(",Oak,30,1,,", ",Oak,30,1,auditor,");
    let report = office.run("2026-11-23", held(file.clone())).await;
    assert_eq!(reasons(&report), ["30 would get the role auditor"]);
    let confirmed = Import { confirmed: true, ..held(file) };
    assert_eq!(office.run("2026-11-23", confirmed).await.verdict, Verdict::Imported);
    let report = office.run("2026-11-24", held(moved(2))).await;
    assert_eq!(reasons(&report), ["30 would lose the role auditor"]);
}

#[tokio::test]
async fn roles_from_a_file_and_by_grant_are_kept_apart() {
    let office = Office::open();
    let with = |roles: &str| staff(&["1", "2,1"]).replace(",Oak,2,1,,", &format!(",Oak,2,1,{roles},"));
    office.import("2026-11-21", &with("banker|hr")).await;
    let id = office.id("2").await;
    office
        .db
        .write(move |conn| {
            let mut trail = commend::audit::Trail::default();
            {
                let change = RoleChange { person: id, role: Role::Hr, reason: None };
                role_grants::grant(conn, &mut trail, super::now(), commend::audit::Actor::CommandLine, &change)
            }
        })
        .await
        .expect("granted");
    office.import("2026-11-22", &with("banker")).await;
    let roles = office.ask(move |conn| operations::roles_of(conn, id)).await;
    assert_eq!(roles.iter().collect::<Vec<_>>(), [Role::Banker, Role::Hr], "the grant stays");
    office.import("2026-11-23", &with("")).await;
    let roles = office.ask(move |conn| operations::roles_of(conn, id)).await;
    assert_eq!(roles.iter().collect::<Vec<_>>(), [Role::Hr]);
}

#[tokio::test]
async fn an_import_is_in_the_trail_once() {
    let office = Office::open();
    let file = staff(&["1", "2,1"]);
    office.import("2026-11-21", &file).await;
    office.run("2026-11-21", Import { dry_run: true, ..Import::of("staff.csv", staff(&["1"])) }).await;
    let entries = office.ask(|conn| commend::audit::page(conn, &commend::audit::Filter::default(), 10)).await;
    assert_eq!(entries.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["directory.imported"]);
    assert!(!entries[0].detail.contains("Person 1"), "ids, digests and counts only");
}

#[tokio::test]
async fn employment_begins_and_ends_on_its_day_without_an_import() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1,,2026-11-22", "3,1,2026-11-23"])).await;
    assert!(office.person("2").await.active && !office.person("3").await.active);
    let turn = |today| operations::turn_day(&office.db, super::now(), super::day(today), end_sign_in);
    assert!(turn("2026-11-22").await.expect("a day").is_empty());
    assert_eq!(turn("2026-11-23").await.expect("a day"), [office.id("2").await]);
    assert!(!office.person("2").await.active && office.person("3").await.active);
}

impl Office {
    /// HR's open work items, as `kind of number`.
    async fn listed(&self) -> Vec<String> {
        use commend::worklist::{Kind, Subject, open_subjects};
        self.ask(|conn| {
            let mut listed = Vec::new();
            for kind in Kind::ALL {
                for subject in open_subjects(conn, *kind)? {
                    let Subject::Person(id) = subject else { panic!("{subject} is no person") };
                    let person = operations::people_by_ids(conn, &[id])?.remove(&id).expect("a person");
                    listed.push(format!("{kind} of {}", person.employee_number));
                }
            }
            Ok(listed)
        })
        .await
    }
}

#[tokio::test]
async fn odd_lines_are_on_the_list_until_they_are_mended() {
    let office = Office::open();
    let broken = staff(&["1", "2,2", "3,4", "4,3", "6,99", "7,8", "8,1,,2026-11-01"]);
    let all = ["no_supervisor of 6", "supervisor_left of 7", "cycle of 2", "cycle of 3"];
    office.import("2026-11-21", &broken).await;
    assert_eq!(office.listed().await, all);
    office.import("2026-11-22", &broken.replace("Person 1", "Person One")).await;
    assert_eq!(office.listed().await, all, "the same matter is listed once");

    office.import("2026-11-23", &staff(&["1", "2,1", "3,1", "4,3", "6,99", "7,8", "8,1,,2026-11-01"])).await;
    assert_eq!(office.listed().await, ["no_supervisor of 6", "supervisor_left of 7"]);
    office.import("2026-11-24", &staff(&["1", "2,1", "3,1", "4,3", "6,1", "7,8", "8,1,2026-11-24"])).await;
    assert_eq!(office.listed().await, Vec::<String>::new(), "a manager who returns mends a line that did not change");
}

#[tokio::test]
async fn a_directory_that_changes_while_a_file_is_compared_is_compared_again() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1", "3,1", "4,2"])).await;
    let (under_3, under_1) = (staff(&["1", "2,1", "3,1", "4,3"]), staff(&["1", "2,1", "3,1", "4,1"]));
    // All read the same state. The one that writes second must compare again, and nobody gets two open lines.
    let reports = tokio::join!(
        office.import("2026-11-22", &under_3),
        office.import("2026-11-22", &under_1),
        office.import("2026-11-22", &under_3),
        office.import("2026-11-22", &under_1),
    );
    for report in [reports.0, reports.1, reports.2, reports.3] {
        assert!(matches!(report.verdict, Verdict::Imported | Verdict::Unchanged));
    }
    let above = office.above("4", "2026-11-22", 1).await;
    assert!(above == "3 primary" || above == "1 primary", "{above}");
    assert_eq!(office.above("4", "2026-11-21", 1).await, "2 primary");
    let settled = office.import("2026-11-22", if above == "3 primary" { &under_3 } else { &under_1 }).await;
    assert_eq!(settled.verdict, Verdict::Unchanged);
}

#[tokio::test]
async fn the_days_of_an_employment_before_a_rehire_are_days_employed() {
    let office = Office::open();
    office.import("2020-01-01", &staff(&["1", "2,1,2015-03-01", "3,1,2015-03-01"])).await;
    office.import("2020-06-01", &staff(&["1", "2,1,2015-03-01,2020-05-31"])).await;
    office.import("2021-01-01", &staff(&["1", "2,1,2021-01-01,2021-06-30", "3,1,2015-03-01"])).await;
    office.import("2026-11-01", &staff(&["1", "2,1,2026-11-01", "3,1,2015-03-01"])).await;
    let employed = async |number: &str, on: &str| {
        let (person, on) = (office.person(number).await, super::day(on));
        office.ask(move |conn| operations::absent_on(conn, [&person], on)).await.is_empty()
    };
    for day in ["2015-03-01", "2020-05-31", "2021-01-01", "2021-06-30", "2026-11-01", "2026-11-27"] {
        assert!(employed("2", day).await, "{day}");
    }
    for day in ["2015-02-28", "2020-06-01", "2020-12-31", "2021-07-01", "2026-10-31"] {
        assert!(!employed("2", day).await, "{day}");
    }
    assert!(employed("3", "2020-08-01").await, "back with the same first day: the file had left somebody out");
    assert_eq!(office.above("2", "2018-01-01", 1).await, "1 primary", "the line of that time, too");
}

#[tokio::test]
async fn a_first_day_that_moves_tells_a_rehire_from_a_correction() {
    let office = Office::open();
    office.import("2020-01-01", &staff(&["1", "2,1,2015-03-01", "3,1,2015-03-01", "4,1", "5,1,2015-03-01"])).await;
    // 2 left and came back between two imports; of 3 and 4 the first day is corrected or filled in; 5 comes back next month.
    let later = ["1", "2,1,2026-11-10", "3,1,2016-01-01", "4,1,2016-01-01", "5,1,2026-12-01"];
    office.import("2026-11-20", &staff(&later)).await;
    let employed = async |number: &str, on: &str| {
        let (person, on) = (office.person(number).await, super::day(on));
        office.ask(move |conn| operations::absent_on(conn, [&person], on)).await.is_empty()
    };
    for (number, day, expected) in [
        ("2", "2015-02-28", false),
        ("2", "2015-03-01", true),
        ("2", "2026-11-09", true),
        ("2", "2026-11-20", true),
        ("3", "2015-12-31", false),
        ("3", "2016-01-01", true),
        ("4", "2015-12-31", false),
        ("5", "2026-11-19", true),
        ("5", "2026-11-20", false),
        ("5", "2026-12-01", true),
    ] {
        assert_eq!(employed(number, day).await, expected, "{number} on {day}");
    }
}
