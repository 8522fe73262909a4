//! Directory files: encodings, delimiters, headers, and every kind of error.

use commend::directory::import::read::read;
use commend::directory::import::{Import, Profile, Verdict};

use super::{HEADER, Office, day, staff};

fn problems(file: &str) -> Vec<String> {
    let file = read(file.as_bytes(), &Profile::default(), day("2026-11-21"));
    file.errors.iter().map(|problem| problem.at("staff.csv")).collect()
}

fn profile(toml: &str) -> Result<Profile, Vec<String>> {
    Profile::from_toml(toml::from_str(toml).expect("TOML"))
}

#[test]
fn encodings_and_delimiters_are_found_out() {
    let text = format!("{HEADER}\n7,Zoë Ångström,zoe@bank.example,Chef d’équipe,Wires,Oak,1,,banker,2020-01-31,\n");
    let semicolons = text.replace(',', ";");
    let tabs = text.replace(',', "\t");
    let mut with_mark = b"\xEF\xBB\xBF".to_vec();
    with_mark.extend(text.as_bytes());
    let cp1252 = encoding_rs::WINDOWS_1252.encode(&semicolons).0.into_owned();
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(tabs.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [text.clone().into_bytes(), with_mark, semicolons.into_bytes(), tabs.into_bytes(), cp1252, utf16] {
        let file = read(&bytes, &Profile::default(), day("2026-11-21"));
        assert_eq!(file.errors, [], "{:?}", String::from_utf8_lossy(&bytes));
        let record = &file.rows[0].record;
        assert_eq!((record.name.as_str(), record.title.as_str()), ("Zoë Ångström", "Chef d’équipe"));
        assert_eq!(record.starts_on, Some(day("2020-01-31")));
    }
}

#[test]
fn the_header_may_stand_in_any_order_with_columns_of_others() {
    let file = "Roles,NAME , email,employee_number,x,title,department,branch,extension,manager_number,start_date,\
                end_date,manager_since\n\
                hr|auditor;banker,Ann,ann@bank.example,7,?,,,,,8,,,2026-01-01\n";
    let file = read(file.as_bytes(), &Profile::default(), day("2026-11-21"));
    assert_eq!(file.errors, []);
    assert_eq!(file.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["columns not read: x"]);
    let row = &file.rows[0];
    assert_eq!(row.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>(), ["banker", "hr", "auditor"]);
    assert_eq!((row.manager.as_deref(), row.manager_since), (Some("8"), Some(day("2026-01-01"))));
}

#[test]
fn a_quoted_line_break_is_a_blank_and_lines_are_still_counted() {
    let file =
        format!("{HEADER}\r\n1,\"Ann\r\nLee\",ann@bank.example,,,,,,,,\r\n\r\n2,Bo,nobody,\"a, \"\"b\"\"\",,,,,,,\r\n");
    let read = read(file.as_bytes(), &Profile::default(), day("2026-11-21"));
    assert_eq!(read.rows[0].record.name, "Ann Lee");
    assert_eq!(read.rows[1].record.title, "a, \"b\"");
    assert_eq!(
        problems(&file),
        ["staff.csv:5: email: \"nobody\" is no mail address: it has no @; write for example name@bank.example"]
    );
}

#[test]
fn what_directs_text_is_left_out_and_a_name_with_nothing_to_see_is_empty() {
    let file = format!("{HEADER}\n1,\u{202a}Ann\u{202c} \u{202e}Lee,ann@bank.example,,,,,,,,\n");
    let read = read(file.as_bytes(), &Profile::default(), day("2026-11-21"));
    assert_eq!((read.errors.len(), read.rows[0].record.name.as_str()), (0, "Ann Lee"));
    for unseen in ["\u{200b}\u{200b}", "\u{202e}", "\u{3164}"] {
        let file = format!("{HEADER}\n1,{unseen},ann@bank.example,,,,,,,,\n");
        assert_eq!(problems(&file), ["staff.csv:2: name: empty; every row needs it"], "{unseen:?}");
    }
}

#[test]
fn every_error_is_told_at_once_with_line_column_and_what_to_do() {
    let file = format!(
        "{HEADER}\n\
         1,Ann,ann@bank.example,,,,,,banker;boss,31.12.2020,\n\
         2,,ann2@bank.example,,,,,,admin,2020-02-30,\n\
         3,Cy,cy@bank.example,,,,,,,2021-01-01,2020-01-01\n\
         1,Ann again,ANN@bank.example,,,,,,,,\n\
         5,Ed,ed@bank.example,,,,,,,,,more\n"
    );
    assert_eq!(
        problems(&file),
        [
            "staff.csv:2: start_date: \"31.12.2020\" is not written as expected; write YYYY-MM-DD, or name the form in a profile: \
             date_formats = [\"%d.%m.%Y\"]",
            "staff.csv:2: roles: \"boss\" is no role; use banker, back_office, hr, auditor, parted by ; or |",
            "staff.csv:3: name: empty; every row needs it",
            "staff.csv:3: start_date: \"2020-02-30\" is no date; write it as YYYY-MM-DD, or leave it empty",
            "staff.csv:3: roles: admin is never given by a file; remove it here and use `commend admin grant`",
            "staff.csv:4: end_date: 2020-01-01 is before the start date 2021-01-01; correct one of the two",
            "staff.csv:5: employee_number: 1 is already on line 2; each person has one row, remove one",
            "staff.csv:5: email: ANN@bank.example is already the address on line 2; give each person one of their own",
            "staff.csv:6: 12 fields where the header has 11; quote a value that holds the delimiter or a line break",
        ]
    );
}

#[test]
fn a_missing_or_doubled_column_is_named() {
    let file = "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,title\n";
    assert_eq!(
        problems(file),
        [
            "staff.csv:1: title: this column is there twice; keep one",
            "staff.csv:1: end_date: this column is missing; add it to the header, or map it with --profile",
        ]
    );
    assert_eq!(problems("").len(), 11, "an empty file lacks every column");
    assert!(problems("\u{0}\u{1}garbage").len() >= 11);
}

#[test]
fn who_has_left_needs_no_address_and_a_successor_may_have_it() {
    let file = format!(
        "{HEADER}\n1,Ann,,,,,,,,,2026-11-20\n2,Bo,desk@bank.example,,,,,,,,2026-11-20\n3,Cy,desk@bank.example,,,,,,,,\n"
    );
    assert_eq!(problems(&file), Vec::<String>::new());
    let file = format!("{HEADER}\n1,Ann,,,,,,,,,2026-11-21\n");
    assert_eq!(problems(&file), ["staff.csv:2: email: empty; everyone who works here needs an address"]);
}

#[test]
fn a_profile_renames_columns_and_reads_other_dates() {
    let profile = profile(
        r#"
        employee_number = "Employee_ID"
        name = "Full_Name"
        email = "Email"
        manager_number = "Line Manager No."
        start_date = "Start_Date"
        end_date = "Termination_Date"
        title = ""
        department = "Cost Centre"
        branch = ""
        extension = ""
        roles = ""
        date_formats = ["%d.%m.%Y", "%m/%d/%Y"]
        "#,
    )
    .expect("a sound profile");
    let file = "Employee_ID;Full_Name;Email;Line Manager No.;Start_Date;Termination_Date;Cost Centre\n\
                0007;Ann;ann@bank.example;0001;31.12.2020;01/02/2030;Wires\n\
                0001;Bo;bo@bank.example;;2020-12-31;;Wires\n";
    let file = read(file.as_bytes(), &profile, day("2026-11-21"));
    let errors: Vec<_> = file.errors.iter().map(|problem| problem.at("hr.csv")).collect();
    assert_eq!(
        errors,
        ["hr.csv:3: Start_Date: \"2020-12-31\" is no date; write it as %d.%m.%Y or %m/%d/%Y, or leave it empty"]
    );
    let row = &file.rows[0];
    assert_eq!((row.record.employee_number.as_str(), row.manager.as_deref()), ("0007", Some("0001")));
    assert_eq!((row.record.starts_on, row.record.ends_on), (Some(day("2020-12-31")), Some(day("2030-01-02"))));
}

#[test]
fn a_wrong_profile_is_told_whole() {
    let problems = profile("nme = \"Name\"\nname = \"\"\ndate_formats = [\"%Q\"]").expect_err("a wrong profile");
    assert_eq!(problems.len(), 3, "{problems:?}");
}

#[tokio::test]
async fn a_file_with_an_error_changes_nothing() {
    let office = Office::open();
    let bad = staff(&["1", "2,1"]) + "3,No address,,,,,,,,,\n";
    let report = office.import("2026-11-21", &bad).await;
    assert_eq!(report.verdict, Verdict::Refused);
    assert!(office.ask(|conn| commend::directory::operations::by_employee_number(conn, "1")).await.is_none());

    let strict = Import { strict: true, ..Import::of("staff.csv", staff(&["1,1"])) };
    let report = office.run("2026-11-21", strict).await;
    assert_eq!((report.verdict, report.errors.items.len()), (Verdict::Refused, 1), "warnings are errors when strict");
}
