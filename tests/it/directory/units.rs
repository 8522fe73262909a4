//! Departments and branches are rows: a rename in a file keeps them, for those who work there and for those who left.

use commend::directory::import::Verdict;
use commend::directory::operations::{self, Search};
use commend::directory::{Person, import};
use serde_json::json;

use super::{Office, staff};
use crate::support::{TestApp, people};

const DAYS: [&str; 3] = ["2026-11-21", "2026-11-22", "2026-11-23"];

fn renamed(report: &import::Report) -> Vec<(&'static str, &str, &str)> {
    let all = report.renamed.items.iter();
    all.map(|one| (one.unit.as_str(), one.from.as_str(), one.to.as_str())).collect()
}

fn units(person: &Person) -> (Option<String>, Option<String>) {
    (person.department_id.map(|id| id.to_string()), person.branch_id.map(|id| id.to_string()))
}

#[tokio::test]
async fn a_rename_keeps_the_row_and_a_merger_or_a_split_makes_a_new_one() {
    let office = Office::open();
    let file = staff(&["1", "2,1", "3,1", "4,1", "5,1"]).replace("Wires,Oak,4", "Cards,Oak,4");
    office.import(DAYS[0], &file).await;
    // Somebody leaves before the rename, and stays in the file.
    let file = file.replace(",5,1,,,", ",5,1,,2020-01-01,2026-11-20");
    office.import(DAYS[0], &file).await;
    let before = office.person("2").await;
    let left = office.person("5").await;
    assert_eq!((units(&left), left.active), (units(&before), false));

    // The one who left is called as before in the file.
    let after: String = file
        .lines()
        .map(|line| if line.starts_with("5,") { line.to_owned() } else { line.replace("Wires", "Payments") } + "\n")
        .collect();
    let report = office.import(DAYS[1], &after).await;
    assert_eq!(renamed(&report), [("department", "Wires", "Payments")]);
    assert!(report.to_string().contains("renamed department: Wires → Payments"), "{report}");
    for number in ["1", "2", "3", "5"] {
        let person = office.person(number).await;
        assert_eq!((units(&person), person.department.as_str()), (units(&before), "Payments"), "{number}");
    }
    let again = office.import(DAYS[1], &after).await;
    assert_eq!((again.verdict, renamed(&again)), (Verdict::Unchanged, Vec::new()), "{again}");
    let find = |include_inactive| {
        let search = Search { q: "payments 5".to_owned(), include_inactive, limit: 9, ..Search::default() };
        office.ask(move |conn| operations::find(conn, &search))
    };
    assert_eq!((find(false).await.len(), find(true).await.len()), (0, 1), "who left is found by the new name");

    // Two departments that get one name are merged, in a row of its own.
    let merged = after.replace("Payments", "Back Office").replace("Cards", "Back Office");
    assert_eq!(renamed(&office.import(DAYS[2], &merged).await), []);
    assert_ne!(units(&office.person("2").await).0, units(&before).0);
    assert_eq!(units(&office.person("2").await), units(&office.person("4").await));
    // Neither part of a split department is the whole.
    let back = office.person("2").await;
    let split = merged.replacen("Back Office", "Wires", 2);
    assert_eq!(renamed(&office.import(DAYS[2], &split).await), []);
    assert_ne!(units(&office.person("1").await).0, units(&back).0);
    assert_eq!(units(&office.person("3").await), units(&back));
    // A branch is renamed in the same way; a part of the directory decides only about itself.
    let part = import::Import { mode: import::Mode::Partial, confirmed: true, ..import::Import::of("part.csv", "") };
    let some: String = split.lines().take(3).map(|line| line.replace("Oak", "Elm") + "\n").collect();
    let report = office.run(DAYS[2], import::Import { bytes: some.into(), ..part }).await;
    assert_eq!((report.verdict, renamed(&report)), (Verdict::Imported, Vec::new()));
    let report = office.import(DAYS[2], &split.replace("Oak", "Elm Street")).await;
    assert_eq!(renamed(&report), []);
    let report = office.import(DAYS[2], &split.replace("Oak", "Elm Road")).await;
    assert_eq!(renamed(&report), [("branch", "Elm Street", "Elm Road")]);
}

#[tokio::test]
async fn the_head_of_a_renamed_department_still_has_its_letters() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let hint = json!({"helper_hint": {"name": "Omar?", "department": "card services"}});
    let assist = sam.post("/api/v1/assists", &hint).await.with_status(201);
    let unsure = json!({"assist_id": assist["id"], "cover_note": "He found the card."});
    let sent = app.commend(&sam, &unsure).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    app.import(&people::FILE.replace("Card Services,", "Cards and Accounts,")).await;
    // Greta's mail told her before; her successor knows of it as the head alone.
    let greta = app.sign_in("greta").await;
    let bea = app.sign_in("bea").await;
    bea.get(&path).await.with_status(404);
    let shown = greta.get(&path).await.with_status(200);
    assert_eq!(shown["unknown_helper_department"], "card services", "the words of that day");
    let file = people::FILE.replace("Card Services,", "Cards and Accounts,").replace(",4521,5,", ",4521,2,");
    let without_greta: Vec<&str> = file.lines().filter(|line| !line.starts_with("5,")).collect();
    app.import(&without_greta.join("\n").replace(",4520,5,", ",4520,7,")).await;
    let bea = app.sign_in("bea").await;
    let shown = bea.get(&path).await.with_status(200);
    assert!(shown["actions"].to_string().contains("assign"), "{shown}");
}
