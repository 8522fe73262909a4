//! Directory files written by spreadsheets and old exports: unambiguous values are accepted, others get an error that says what
//! to do.

use commend::directory::import::read::read;
use commend::directory::import::rows::DirectoryFile;
use commend::directory::import::{Import, Profile, Verdict};

use super::{HEADER, Office, day, reasons, staff};

fn file(bytes: &[u8], profile: &Profile) -> DirectoryFile {
    read(bytes, profile, day("2026-11-21"))
}

fn profile(toml: &str) -> Profile {
    Profile::from_toml(toml::from_str(toml).expect("TOML")).expect("a sound profile")
}

/// Every error as `LINE: column: message`.
fn errors(bytes: &[u8], profile: &Profile) -> Vec<String> {
    file(bytes, profile).errors.iter().map(|problem| problem.at("x").split_off(2)).collect()
}

/// The single error of a row with these values in place of `7,Ann Lee,ann@bank.example,…`.
fn error_of(number: &str, name: &str, manager: &str, start: &str) -> String {
    let text = format!("{HEADER}\n{number},{name},ann@bank.example,,,,,{manager},,{start},\n");
    let errors = errors(text.as_bytes(), &Profile::default());
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors[0].clone()
}

#[test]
fn one_wrong_byte_in_utf8_is_an_error_of_its_field_and_renames_nobody() {
    let mut bytes = format!("{HEADER}\n7,Søren Ångström,s@bank.example,,,,,,,,\n8,").into_bytes();
    bytes.extend(b"Jos\xe9,j@bank.example,,,,,,,,\n");
    let read = file(&bytes, &Profile::default());
    assert_eq!(read.rows[0].record.name, "Søren Ångström");
    let errors = errors(&bytes, &Profile::default());
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("3: name: \"Jos\u{fffd}\""), "{errors:?}");
}

#[test]
fn another_encoding_is_refused_and_taken_when_the_profile_names_it() {
    let bytes = encoding_rs::WINDOWS_1250
        .encode(&format!("{HEADER}\n7,Zofia Żółć,z@bank.example,,Łódź,,,,,,\n"))
        .0
        .into_owned();
    let refused = errors(&bytes, &Profile::default());
    assert!(
        matches!(&refused[..], [one] if one.starts_with("2: ") && one.contains("encoding = \"windows-1250\"")),
        "{refused:?}"
    );
    let read = file(&bytes, &profile("encoding = \"cp1250\""));
    assert_eq!((read.errors.len(), read.rows[0].record.name.as_str()), (0, "Zofia Żółć"));
    assert_eq!(read.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["read as windows-1250"]);
    let problems = Profile::from_toml(toml::from_str("encoding = \"cp850\"").expect("TOML")).expect_err("unknown");
    assert!(problems[0].contains("save the files as UTF-8"), "{problems:?}");
}

#[test]
fn excels_separator_line_tabs_and_bars_part_the_columns() {
    let text =
        format!("{HEADER}\n7,Ann Lee,ann@bank.example,\"Head; Cards\",,,,,,2020-01-31,\n8,,b@bank.example,,,,,,,,\n");
    for (bytes, line) in [
        (format!("sep=;\r\n{}", text.replace("; ", " ").replace(',', ";")), 4),
        (format!("\u{feff}sep=,\n{text}"), 4),
        (format!("\"sep=;\"\n{}", text.replace("; ", " ").replace(',', ";")), 4),
        (format!("\"SEP=;\"\n{}", text.replace("; ", " ").replace(',', ";")), 4),
        (format!("Sep=;;;;;;;;;;;\r\n{}", text.replace("; ", " ").replace(',', ";")), 4),
        (text.replace(',', "\t"), 3),
        (text.replace(',', "|"), 3),
    ] {
        let read = file(bytes.as_bytes(), &Profile::default());
        assert_eq!(read.rows[0].record.starts_on, Some(day("2020-01-31")), "{bytes}");
        let wrong: Vec<_> = read.errors.iter().map(|problem| (problem.line, problem.column.as_deref())).collect();
        assert_eq!(wrong, [(line, Some("name"))], "{bytes}");
    }
}

#[test]
fn empty_fields_at_the_end_of_a_row_may_be_left_out_or_added() {
    let text = format!(
        "{HEADER}\n1,Ann,ann@bank.example,,,,,,banker,2010-01-04\n2,Bo,bo@bank.example\n3,Cy,cy@bank.example,,,,,1,,,,,,\n,,\n\n"
    );
    let read = file(text.as_bytes(), &Profile::default());
    assert_eq!((read.errors.len(), read.rows.len()), (0, 3), "{:?}", read.errors);
    let more = format!("{HEADER}\n3,Cy,cy@bank.example,,,,,1,,,,,more\n4,Di\n");
    assert_eq!(errors(more.as_bytes(), &Profile::default()).len(), 2);
    let cut = format!("{HEADER}\n1,Ann,ann@bank.example,,,,,,,,\n2,Bo,bo@bank.example,Cle");
    let cut = errors(cut.as_bytes(), &Profile::default());
    assert!(matches!(&cut[..], [one] if one.starts_with("3: the file ends within this row")), "{cut:?}");
    let whole = format!("{HEADER}\n2,Bo,bo@bank.example,Clerk,,,,,,2020-01-01");
    assert_eq!(errors(whole.as_bytes(), &Profile::default()), Vec::<String>::new());
}

#[test]
fn what_a_spreadsheet_leaves_instead_of_a_value_is_an_error_with_the_way_out() {
    for (got, expected) in [
        (
            error_of("\"=\"\"0031\"\"\"", "Ann", "", ""),
            "2: employee_number: \"=\\\"0031\\\"\" is a formula of a spreadsheet; write 0031 instead",
        ),
        (
            error_of("7", "#N/A", "", ""),
            "2: name: #N/A is an error of a spreadsheet; mend the formula and save again, or leave the cell empty",
        ),
        (
            error_of("7", "Ann", "#REF!", ""),
            "2: manager_number: #REF! is an error of a spreadsheet; mend the formula and save again, or leave the cell empty",
        ),
        (
            error_of("7", "Ann", "", "#NV"),
            "2: start_date: #NV is an error of a spreadsheet; mend the formula and save again, or leave the cell empty",
        ),
        (
            error_of("1.23E+05", "Ann", "", ""),
            "2: employee_number: 1.23E+05 is a number that a spreadsheet has shortened; make the column text there, and export again",
        ),
        (
            error_of("7", "Ann", "1000.0", ""),
            "2: manager_number: 1000.0 has decimals that an export has added; write 1000",
        ),
        (
            error_of("7", "Ann", "", "45291"),
            "2: start_date: 45291 is the number by which a spreadsheet keeps 2023-12-31; give the column a date's form and export it as YYYY-MM-DD",
        ),
        (
            error_of("7", "Ann", "", "03/04/2026"),
            "2: start_date: \"03/04/2026\" may be 2026-04-03 or 2026-03-04; write YYYY-MM-DD, or name the form in a profile: date_formats = [\"%d/%m/%Y\"]",
        ),
    ] {
        assert_eq!(got, expected);
    }
}

#[test]
fn control_characters_and_quotation_marks_that_stay_open_are_refused() {
    for control in ["\u{0}", "\u{7}", "\u{1b}[31m", "\u{85}x\u{9b}", "\u{7f}"] {
        assert!(error_of("7", &format!("Ann{control}Lee"), "", "").starts_with("2: name: "), "{control:?}");
    }
    let open = format!("{HEADER}\n1,\"Ann,ann@bank.example,,,,,,,,\n{}", "2,Bo,bo@bank.example,,,,,,,,\n".repeat(30));
    assert!(!errors(open.as_bytes(), &Profile::default()).is_empty());
    let unread = format!(
        "{HEADER},note\n1,Ann,ann@bank.example,,,,,,,,,\"open\n{}",
        "2,Bo,bo@bank.example,,,,,,,,,\n".repeat(30)
    );
    let unread = errors(unread.as_bytes(), &Profile::default());
    assert!(matches!(&unread[..], [one] if one.contains("quotation mark")), "{unread:?}");
    let late = format!("{HEADER},note\n1,Ann,ann@bank.example,,,,,,,,,\"open\n2,Bo,bo@bank.example,,,,,,,,,\n");
    let late = errors(late.as_bytes(), &Profile::default());
    assert!(matches!(&late[..], [one] if one.starts_with("2: a quotation mark")), "{late:?}");
}

#[test]
fn a_date_that_two_formats_read_differently_and_a_short_year_are_errors() {
    let both = profile("date_formats = [\"%d/%m/%Y\", \"%m/%d/%Y\"]");
    let row = |date: &str| format!("{HEADER}\n7,Ann,ann@bank.example,,,,,,,{date},\n");
    assert!(errors(row("03/04/2026").as_bytes(), &both)[0].contains("2026-03-04 or 2026-04-03"));
    assert_eq!(errors(row("31/04/2026").as_bytes(), &both).len(), 1);
    assert_eq!(errors(row("30/04/2026").as_bytes(), &both), Vec::<String>::new());
    assert_eq!(errors(row("04/04/2026").as_bytes(), &both), Vec::<String>::new());
    assert!(errors(row("30/04/26").as_bytes(), &both)[0].contains("all figures of the year"));
}

#[test]
fn first_and_last_name_may_stand_in_two_columns() {
    let two = profile("first_name = \"Given\"\nlast_name = \"Family\"");
    let header = HEADER.replace("name", "Given,Family");
    let text = format!(
        "{header}\n1,Ann,Lee,ann@bank.example,,,,,,,,\n2,,Prince,p@bank.example,,,,,,,,\n3,小明,王,w@bank.example,,,,,,,,\n\
         4,,,x@bank.example,,,,,,,,\n"
    );
    let read = file(text.as_bytes(), &two);
    let names: Vec<&str> = read.rows.iter().map(|row| row.record.name.as_str()).collect();
    assert_eq!(names, ["Ann Lee", "Prince", "王小明", ""]);
    assert_eq!(errors(text.as_bytes(), &two), ["5: Family: empty; every row needs it"]);
    for wrong in ["first_name = \"Given\"", "name = \"N\"\nfirst_name = \"G\"\nlast_name = \"F\"", "name = \"\""] {
        assert!(Profile::from_toml(toml::from_str(wrong).expect("TOML")).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn numbers_that_lost_their_zeros_are_errors() {
    let office = Office::open();
    office.import("2026-11-21", &staff(&["0001", "0002,0001", "12"])).await;
    let report = office.import("2026-11-22", &staff(&["1", "2,1", "12"])).await;
    assert_eq!(report.verdict, Verdict::Refused);
    let told: Vec<String> = report.errors.items.iter().map(|problem| problem.at("staff.csv")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("staff.csv:2: employee_number: 0001 has lost its zeros"), "{told:?}");
    let report = office.import("2026-11-22", &staff(&["0001", "0002,1", "12"])).await;
    assert!(report.errors.items[0].at("x").starts_with("x:3: manager_number: 0001 has lost"), "{:?}", report.errors);
    let both = office.import("2026-11-22", &staff(&["0001", "0002,0001", "12", "1"])).await;
    assert_eq!(both.verdict, Verdict::Imported, "somebody else has the short number");
}

#[tokio::test]
async fn renaming_many_people_needs_a_confirmation() {
    let office = Office::open();
    let rows: Vec<String> = (1..=40).map(|n| n.to_string()).collect();
    let file = staff(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    office.import("2026-11-21", &file).await;
    let renamed = |upto: usize| {
        (1..=upto).fold(file.clone(), |file, n| file.replace(&format!("Person {n},"), &format!("Anna {n},")))
    };
    let report = office.run("2026-11-22", Import::of("staff.csv", renamed(3))).await;
    assert_eq!(report.verdict, Verdict::NeedsConfirmation);
    assert_eq!(reasons(&report), ["3 of 40 people would get another name, which is more than 5 %"]);
    let report = office.run("2026-11-22", Import::of("staff.csv", renamed(2))).await;
    assert_eq!(report.verdict, Verdict::Imported);
}

#[tokio::test]
async fn a_file_that_is_wrong_in_every_row_lists_the_first_errors_and_counts_the_rest() {
    let office = Office::open();
    let rows: String = (1..=500).map(|n| format!("{n},,p{n}@bank.example,,,,,,,,\n")).collect();
    let report = office.import("2026-11-21", &format!("{HEADER}\n{rows}")).await;
    assert_eq!((report.errors.items.len(), report.more_errors), (200, 300));
    assert!(report.problems().contains("and 300 more errors") && report.problems().contains("500 errors to mend"));
}
