//! House rules that the compiler does not check: the head of each file, its length, the homes of libraries, the direction of
//! imports, and that no imports run in a circle. They are read from the text of the tracked files. Rules that clippy can check (length of a function, banned calls)
//! are left to clippy.
//!
//! Each test lists everything that breaks its rule, with what to do about it.

mod changes;
mod circles;
mod files;
mod stores;
mod wording;

use files::{File, imports, names_crate, none, rust, tracked};

/// Lines above which a file needs a reason in [`LONG`].
const LONG_FILE: usize = 400;
/// Lines that no file may exceed.
const TOO_LONG_FILE: usize = 500;

/// Files with more than [`LONG_FILE`] lines, and the reason not to split them.
const LONG: &[(&str, &str)] = &[];

/// Libraries with one home: only files whose path begins (or, after a `*`, ends) with one of these may name them.
const HOMES: &[(&str, &[&str])] = &[
    ("actix_http", &["src/server/"]),
    ("actix_multipart", &["src/web/"]),
    ("actix_server", &["src/server/"]),
    ("actix_service", &["src/server/"]),
    ("actix_web", &["src/server/", "src/routes.rs", "src/web/", "*api.rs", "*pages.rs", "*/api/", "*/pages/"]),
    ("anyhow", &["src/main.rs", "src/app.rs", "src/app/", "src/demo/", "src/server/", "src/worker/", "src/cli/"]),
    ("argon2", &["src/accounts/"]),
    ("askama", &["src/web/", "src/server/", "src/delivery/message/", "*pages.rs", "*/pages/"]),
    ("clap", &["src/main.rs", "src/cli/"]),
    ("chardetng", &["src/directory/import/"]),
    ("csv", &["src/directory/import/"]),
    ("deunicode", &["src/letters/screening/"]),
    ("diesel", &["src/db/", "*/store.rs", "*/store/"]),
    ("diesel_migrations", &["src/db/"]),
    ("dns_lookup", &["src/delivery/transport/"]),
    ("encoding_rs", &["src/directory/import/"]),
    ("jsonwebtoken", &["src/accounts/"]),
    ("fluent_bundle", &["src/language/"]),
    ("fluent_langneg", &["src/language/"]),
    ("hayro", &["src/letters/scans/"]),
    ("icu_datetime", &["src/language/"]),
    ("icu_decimal", &["src/language/"]),
    ("idna", &["src/mail_addresses.rs"]),
    ("image", &["src/letters/scans/"]),
    ("lettre", &["src/delivery/"]),
    ("lopdf", &["src/documents/", "src/letters/scans/"]),
    ("mail_parser", &["src/demo/"]),
    ("moxcms", &["src/documents/pages/logo/", "src/letters/scans/"]),
    ("object_store", &["src/files.rs"]),
    ("png", &["src/documents/pages/logo/", "src/letters/scans/"]),
    ("printpdf", &["src/documents/pdf/"]),
    ("r2d2", &["src/db/"]),
    ("rxing", &["src/letters/scans/"]),
    ("tiff", &["src/letters/scans/"]),
    ("tracing_subscriber", &["src/cli/"]),
    ("usvg", &["src/documents/pages/logo/"]),
    ("zxcvbn", &["src/accounts/"]),
];

/// Parts that every other part may import.
const GROUND: &[&str] = &[
    "mail_addresses",
    "branch_names",
    "clock",
    "config",
    "crockford",
    "db",
    "excerpt",
    "fair_shares",
    "files",
    "folding",
    "ids",
    "language",
    "address_limits",
    "paging",
    "permissions",
    "private_files",
    "secret",
    "person_limits",
    "stop",
    "keyed_locks",
    "security_log",
    "invisible_characters",
    "vocabulary",
];

/// Parts of the crate, and the parts beside [`GROUND`] that each may import. `web` is restricted by [`EDGES`] instead.
const ARROWS: &[(&str, &[&str])] = &[
    ("mail_addresses", &["language", "invisible_characters"]),
    ("branch_names", &[]),
    ("clock", &[]),
    ("crockford", &[]),
    ("db", &[]),
    ("ids", &[]),
    ("jobs", &[]),
    ("language", &[]),
    ("address_limits", &[]),
    ("excerpt", &[]),
    ("fair_shares", &[]),
    ("person_limits", &[]),
    ("paging", &[]),
    ("permissions", &[]),
    ("private_files", &[]),
    ("secret", &[]),
    ("security_log", &[]),
    ("stop", &[]),
    ("keyed_locks", &[]),
    ("invisible_characters", &[]),
    ("vocabulary", &[]),
    // The letterhead's colours and the relay are settings; each is parsed by the noun that owns it.
    ("config", &["delivery", "documents"]),
    ("files", &[]),
    ("folding", &[]),
    ("web", &[]),
    ("audit", &[]),
    ("delivery", &[]),
    ("documents", &[]),
    // A resolution is recorded in the audit trail; a matter holds the cause and the outcome of a delivery.
    ("worklist", &["audit", "delivery"]),
    ("directory", &["audit", "worklist"]),
    ("accounts", &["audit", "delivery", "directory", "worklist"]),
    // Nouns that issue documents register with it.
    ("verification", &[]),
    ("letters", &["accounts", "audit", "directory", "worklist"]),
    // The note of an assist is screened like a letter.
    ("assists", &["accounts", "audit", "directory", "letters", "worklist"]),
    (
        "commendations",
        &["accounts", "assists", "audit", "delivery", "directory", "documents", "letters", "verification", "worklist"],
    ),
    // A client signs the letter of a draft.
    ("handoffs", &["accounts", "audit", "commendations", "directory", "documents", "letters"]),
    // Packets read commendations through their operations and what these show.
    ("packets", &["audit", "commendations", "directory", "documents", "verification"]),
];

/// Parts that assemble the others and may import any of them.
const COMPOSERS: &[&str] = &["app", "cli", "demo", "main", "routes", "server", "worker"];

/// Files that may use HTTP.
const EDGES: &[&str] =
    &["src/app.rs", "src/server/", "src/routes.rs", "src/web/", "*api.rs", "*pages.rs", "*/api/", "*/pages/"];

/// Imports that are forbidden in `rules.rs`: its functions take values and return values.
const NOT_IN_RULES: &[&str] =
    &["crate::db", "crate::web", "crate::files", "crate::config", "tokio", "Clock", "std::fs", "std::net"];

/// Files that may lift the ban on the machine's clock or environment.
const MAY_TOUCH_THE_MACHINE: &[&str] = &["src/clock.rs", "src/config/gather.rs"];

#[test]
fn every_file_says_what_it_is() {
    let broken = rust().iter().filter(|file| !file.text.starts_with("//! ")).map(|file| file.path.clone()).collect();
    none(broken, "These files do not open with //!: say what each owns, what always holds and what it must not do.");
}

#[test]
fn no_file_outgrows_its_reader() {
    let mut broken = Vec::new();
    for file in rust() {
        let lines = file.text.lines().count();
        let excused = LONG.iter().any(|(path, _)| *path == file.path);
        if lines > TOO_LONG_FILE {
            broken.push(format!("{}: {lines} lines; split it by sense", file.path));
        } else if lines > LONG_FILE && !excused {
            broken.push(format!("{}: {lines} lines; split it by sense, or give the reason in LONG", file.path));
        } else if lines <= LONG_FILE && excused {
            broken.push(format!("{}: {lines} lines; it needs no excuse any more, take it out of LONG", file.path));
        }
    }
    none(broken, "Files have to stay short enough to be read in one go.");
}

#[test]
fn every_library_has_one_home() {
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| file.path.starts_with("src/")) {
        let code = file.code();
        for (library, homes) in HOMES {
            if names_crate(&code, library) && !file.is_one_of(homes) {
                broken.push(format!("{}: {library} lives in {}", file.path, homes.join(", ")));
            }
        }
    }
    none(broken, "A library is used in one place, so that it can be changed in one place.");
}

#[test]
fn the_arrows_run_one_way() {
    let mut broken = Vec::new();
    for file in rust() {
        let Some(part) = file.part().filter(|part| *part != "lib" && !COMPOSERS.contains(part)) else { continue };
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == part) else {
            broken.push(format!("{}: {part} is new; say in ARROWS what it may import", file.path));
            continue;
        };
        for name in imports(&file.code()) {
            let known = ARROWS.iter().any(|(part, _)| *part == name) || COMPOSERS.contains(&name.as_str());
            let fine = name == part
                || GROUND.contains(&name.as_str())
                || allowed.contains(&name.as_str())
                || (name == "web" && file.is_one_of(EDGES));
            if known && !fine {
                broken.push(format!("{}: {part} must not import {name}", file.path));
            }
        }
    }
    none(broken, "Arrows run one way between the parts; ARCHITECTURE.md draws them.");
}

#[test]
fn the_lists_here_name_what_is_there() {
    let places = HOMES.iter().flat_map(|(_, homes)| homes.iter()).chain(EDGES).copied();
    let mut gone: Vec<String> =
        places.filter(|place| !rust().iter().any(|file| file.is_one_of(&[place]))).map(str::to_owned).collect();
    let parts = ARROWS.iter().map(|(part, _)| part).chain(COMPOSERS).chain(GROUND);
    gone.extend(
        parts.filter(|part| !rust().iter().any(|file| file.part() == Some(part))).map(|part| (*part).to_owned()),
    );
    none(gone, "A list of tidy.rs names a file or a part that is not there.");
}

/// The floors inside a part, from the lowest: none may name one above it.
const FLOORS: &[&str] = &["documents::text", "documents::pdf", "documents::pages"];

#[test]
fn floors_stand_on_those_below() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for (level, floor) in FLOORS.iter().enumerate() {
        let folder = format!("src/{}/", floor.replace("::", "/"));
        for file in rust().iter().filter(|file| file.path.starts_with(&folder)) {
            seen += 1;
            let code = file.code();
            for above in &FLOORS[level + 1..] {
                // `documents` has the upper floors' public modules under names of its own as well.
                let name = above.rsplit("::").next().unwrap_or_default();
                if code.contains(&format!("{above}::")) || code.contains(&format!("super::{name}::")) {
                    broken.push(format!("{}: {floor} must not import {above}", file.path));
                }
            }
            let shared = ["documents::circulated_copy", "documents::packet", "documents::logo", "documents::images"];
            for name in shared.iter().filter(|name| code.contains(**name)) {
                broken.push(format!("{}: name the floor of {name}", file.path));
            }
        }
    }
    assert!(seen > 30, "the folders of FLOORS have moved");
    none(broken, "The floors of documents stand on those below: text, the PDF file, the pages.");
}

#[test]
fn the_ground_has_no_circles() {
    let mut broken = Vec::new();
    for (part, others) in [
        ("mail_addresses", &["language", "invisible_characters"][..]),
        ("branch_names", &[]),
        ("clock", &["db"]),
        ("db", &["clock", "vocabulary"]),
        ("ids", &["db"]),
        ("language", &[]),
        ("address_limits", &["clock"]),
        ("excerpt", &[]),
        ("fair_shares", &[]),
        ("person_limits", &["clock", "ids"]),
        ("paging", &[]),
        ("permissions", &["db", "ids", "vocabulary"]),
        ("private_files", &[]),
        ("secret", &["private_files"]),
        ("security_log", &["clock", "ids", "address_limits", "vocabulary"]),
        ("vocabulary", &[]),
    ] {
        for file in rust().iter().filter(|file| file.part() == Some(part)) {
            for name in imports(&file.code()) {
                if GROUND.contains(&name.as_str()) && name != part && !others.contains(&name.as_str()) {
                    broken.push(format!("{}: {part} must not import {name}", file.path));
                }
            }
        }
    }
    none(broken, "What everything stands on must stand on less.");
}

#[test]
fn rules_only_decide() {
    let is_rules = |file: &&File| file.path.ends_with("/rules.rs") || file.path.contains("/rules/");
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| file.path.starts_with("src/")).filter(is_rules) {
        let code = file.code();
        for word in NOT_IN_RULES.iter().filter(|word| code.contains(**word)) {
            broken.push(format!("{}: {word} is for operations.rs", file.path));
        }
    }
    none(broken, "rules.rs takes values and gives values: no IO, no clock, no database.");
}

#[test]
fn no_handler_opens_the_database() {
    let handlers = ["*api.rs", "*pages.rs", "*/api/", "*/pages/"];
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| file.path.starts_with("src/") && file.is_one_of(&handlers)) {
        // A call may stand on several lines.
        let code: String = file.code().split_whitespace().collect();
        for call in ["db.read(", "db.write(", "audit::write(", "db::schema"].iter().filter(|call| code.contains(**call))
        {
            broken.push(format!("{}: {call} is for operations", file.path));
        }
    }
    none(broken, "A handler reads a request, calls an operation and spells the answer; so a page can do the same.");
}

#[test]
fn operations_know_no_form_of_a_request() {
    let is_operation = |file: &&File| file.path.contains("/operations") || file.path.contains("/intake");
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| file.path.starts_with("src/")).filter(is_operation) {
        let code = file.code();
        for word in ["utoipa", "JSON pointer", "crate::web", "super::api"].iter().filter(|word| code.contains(**word)) {
            broken.push(format!("{}: {word} is for the edge", file.path));
        }
    }
    none(broken, "Operations take and give plain values; JSON and pages are two ways to write them.");
}

#[test]
fn only_clock_and_config_ask_the_machine() {
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| file.path.starts_with("src/")) {
        if file.text.contains("clippy::disallowed_methods") && !file.is_one_of(MAY_TOUCH_THE_MACHINE) {
            broken.push(format!("{}: use what clippy.toml names instead", file.path));
        }
    }
    none(broken, "The bans of clippy.toml are set aside in two places only.");
}

#[test]
fn files_are_made_in_one_place() {
    // Commend does not choose the mode of the kernel's own files.
    let may = ["src/private_files.rs", "src/letters/uploads/reader_process.rs", "*/tests.rs"];
    let makes = ["fs::write(", "File::create", "OpenOptions", "File::options", "create_dir", "DirBuilder"];
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| file.path.starts_with("src/") && !file.is_one_of(&may)) {
        let code = file.code();
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        for make in makes.iter().filter(|make| code.contains(**make)) {
            broken.push(format!("{}: {make} may leave what everybody can read; use crate::private", file.path));
        }
    }
    none(broken, "What is made on disk is private, which src/private_files.rs sees to.");
}

#[test]
fn nothing_tells_where_it_was_written() {
    // Split into pieces, so that this file does not contain the strings.
    let traces = [
        concat!("/wo", "rk/"),
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("shared/", "design"),
        concat!("shared/", "reference"),
        concat!("registry.", "npmjs"),
        concat!("index.", "crates.io"),
        concat!("static.", "crates.io"),
        concat!("files.", "pythonhosted"),
        concat!("pypi", ".org"),
        concat!("deb.", "debian.org"),
    ];
    let mut broken = Vec::new();
    for file in tracked() {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(trace) = traces.iter().find(|trace| line.contains(**trace)) {
                broken.push(format!("{}:{}: {trace}", file.path, number + 1));
            }
        }
    }
    none(broken, "A path of one machine or the host of a registry means nothing to the next reader.");
}
