//! The type-ahead search for people.

use commend::accounts::operations::end_sign_in;
use commend::directory::operations::{self, Search};
use commend::directory::sample;
use commend::ids::PersonId;

use super::{HEADER, Office, day, now, staff};

impl Office {
    async fn names(&self, search: Search) -> Vec<String> {
        let found = self.ask(move |conn| operations::find(conn, &search)).await;
        found.into_iter().map(|person| person.name).collect()
    }

    async fn found(&self, q: &str) -> Vec<String> {
        self.names(Search { q: q.to_owned(), limit: 20, ..Search::default() }).await
    }
}

async fn office() -> Office {
    let office = Office::open();
    let file = format!(
        "{HEADER}\n\
         1,Åsa Ångström,asa@bank.example,Head,Wire Operations,Oak,4417,,,,\n\
         2,Łukasz Groß,lg@bank.example,Clerk,Wire Operations,Oak,4418,1,,,\n\
         3,Nguyễn Thị Đào,dao@bank.example,Clerk,Card Services,Oak,5500,1,,,\n\
         4,Ann Angst,angst@bank.example,Clerk,Card Services,Oak,5501,1,,,2020-01-01\n"
    );
    office.import("2026-11-21", &file).await;
    office
}

#[tokio::test]
async fn case_and_marks_do_not_matter() {
    let office = office().await;
    for q in ["angstrom", "ÅNGSTRÖM", "asa ang", "ang asa", "4417", "asa@bank", "angst"] {
        assert_eq!(office.found(q).await, ["Åsa Ångström"], "{q}");
    }
    assert_eq!(office.found("lukasz gross").await, ["Łukasz Groß"]);
    assert_eq!(office.found("dao").await, ["Nguyễn Thị Đào"]);
    assert_eq!(office.found("wire op 4418").await, ["Łukasz Groß"]);
    assert!(office.found("strom").await.is_empty(), "a word is found from its beginning");
    assert!(office.found("asa gross").await.is_empty(), "every word has to fit");
    assert_eq!(office.found("").await.len(), 3, "nothing typed yet: anyone who works here");
    assert_eq!(office.found("  %_\\' ").await.len(), 3, "no letter and no digit is nothing typed");
}

#[tokio::test]
async fn leavers_and_departments() {
    let office = office().await;
    let inactive = Search { q: "ang".into(), include_inactive: true, limit: 20, ..Search::default() };
    assert_eq!(office.names(inactive).await, ["Ann Angst", "Åsa Ångström"]);
    let cards =
        |q: &str| Search { q: q.into(), department: Some("card services".into()), limit: 20, ..Search::default() };
    assert_eq!(office.names(cards("")).await, ["Nguyễn Thị Đào"]);
    assert!(office.names(cards("asa")).await.is_empty());
}

#[tokio::test]
async fn the_callers_helpers_come_first() {
    let office = office().await;
    let helpers = vec![office.id("2").await, office.id("3").await, PersonId::new()];
    let search = |q: &str, limit| Search { q: q.into(), helpers: helpers.clone(), limit, ..Search::default() };
    assert_eq!(office.names(search("wire", 20)).await, ["Łukasz Groß", "Åsa Ångström"]);
    assert_eq!(office.names(search("wire", 1)).await, ["Łukasz Groß"]);
}

#[tokio::test]
async fn a_changed_name_is_found_and_the_old_one_is_not() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1"])).await;
    office.import("2026-11-22", &staff(&["1", "2,1"]).replace("Person 2", "Ximena Zúñiga")).await;
    assert_eq!(office.found("zuniga").await, ["Ximena Zúñiga"]);
    assert_eq!(office.found("person").await, ["Person 1"]);
}

#[tokio::test]
async fn whatever_somebody_is_called_they_are_found_by_it() {
    let office = Office::open();
    sample::load(&office.db, now(), day("2026-11-21")).await.expect("the sample bank");
    let everyone = office.ask(|conn| operations::active_with_role(conn, commend::directory::Role::BackOffice)).await;
    assert!(everyone.len() > 400);
    for person in everyone.iter().step_by(7) {
        let q = format!("{} {}", person.name, person.extension);
        assert!(office.found(&q).await.contains(&person.name), "{q}");
    }
}

#[tokio::test]
async fn those_who_left_do_not_crowd_out_those_who_work_here() {
    let office = Office::open();
    let rows: Vec<String> =
        (1..=900).map(|n| if n < 880 { format!("{n},,,2020-01-01") } else { n.to_string() }).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    office.import("2026-11-21", &staff(&rows)).await;
    assert_eq!(office.found("person").await.len(), 20);
    assert_eq!(office.found("wires").await.len(), 20);
}

#[tokio::test]
async fn somebody_whose_employment_ended_or_began_overnight_is_found_accordingly() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["1", "2,1,,2026-11-21", "3,1,2026-11-22"])).await;
    assert_eq!(office.found("person").await, ["Person 1", "Person 2"]);
    operations::turn_day(&office.db, now(), day("2026-11-22"), end_sign_in).await.expect("a day");
    assert_eq!(office.found("person").await, ["Person 1", "Person 3"]);
    let all = Search { q: "person".into(), include_inactive: true, limit: 20, ..Search::default() };
    assert_eq!(office.names(all).await.len(), 3);
}

#[tokio::test]
async fn two_common_words_of_one_name_find_the_few_who_have_both() {
    let office = Office::open();
    let mut rows: Vec<String> = (1..=4200).map(|n| format!("{n},")).collect();
    rows.push("9999,".to_owned());
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    // Half are called Maria, half García; one is both and comes last in either order.
    let file: Vec<String> = staff(&rows)
        .lines()
        .enumerate()
        .map(|(at, line)| match line.split(',').nth(1) {
            Some(name @ "Person 9999") => line.replace(name, "Zoe Maria García"),
            Some(name) if at % 2 == 0 => line.replace(name, "Maria Bell"),
            Some(name) => line.replace(name, "Ana García"),
            None => line.to_owned(),
        })
        .collect();
    let file = file.join("\n").replacen(&file[0], HEADER, 1);
    office.import("2026-11-21", &file).await;
    for q in ["maria garcia", "garc mari", "mari ga", "zoe"] {
        assert_eq!(office.found(q).await, ["Zoe Maria García"], "{q}");
    }
}

#[tokio::test]
async fn however_a_name_is_typed_it_is_found() {
    let office = Office::open();
    let names = [
        "Оксана Демʼяненко",
        "Siobhán OʼBrien",
        "Kaʻahumanu Kealoha",
        "Jürgen Müller",
        "Søren Kjær",
        "Anna van der Berg",
        "Eva Meyerschmidt",
        "王小明",
        "김민수",
        "田中 太郎",
    ];
    let rows: String =
        names.iter().zip(1..).map(|(name, n)| format!("{n},{name},p{n}@bank.example,,,,,,,,\n")).collect();
    office.import("2026-11-21", &format!("{HEADER}\n{rows}")).await;
    for (q, name) in [
        ("демяненко", names[0]),
        ("дем'яненко", names[0]),
        ("obrien", names[1]),
        ("o’brien", names[1]),
        ("o brien", names[1]),
        ("kaahumanu", names[2]),
        ("ka'ahumanu", names[2]),
        ("mueller", names[3]),
        ("muller", names[3]),
        ("soeren", names[4]),
        ("soren kjaer", names[4]),
        ("vanderberg", names[5]),
        ("van der berg", names[5]),
        ("meyer\u{2011}schmidt", names[6]),
        ("meyer schm", names[6]),
        ("mey\u{ad}erschmidt", names[6]),
        ("小明", names[7]),
        ("王 小明", names[7]),
        ("민수", names[8]),
        ("太郎", names[9]),
        ("田中太郎", names[9]),
    ] {
        assert_eq!(office.found(q).await, [name], "{q}");
    }
    office.import("2026-11-22", &format!("{HEADER}\n1,Ann Lee,a@bank.example,,,,,,,,\n")).await;
    let left = Search { q: "mueller juergen".into(), include_inactive: true, limit: 20, ..Search::default() };
    assert_eq!(office.names(left).await, [names[3]]);
}

#[tokio::test]
async fn a_common_first_name_does_not_hide_a_family_name_written_together() {
    let office = Office::open();
    let rows: Vec<String> = (1..=900).map(|n| n.to_string()).collect();
    let file = staff(&rows.iter().map(String::as_str).collect::<Vec<_>>())
        .replace("Person 900,", "Meyerschmidt Zoe,")
        .replace("Person ", "Meyer ");
    office.import("2026-11-21", &file).await;
    assert_eq!(office.found("meyer schmidt").await, ["Meyerschmidt Zoe"]);
    assert_eq!(office.found("meyer 17").await.first().map(String::as_str), Some("Meyer 17"));
}
