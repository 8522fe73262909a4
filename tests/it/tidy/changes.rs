//! Every change of state has an audit entry or is of a kind that needs none.
//!
//! `audit::write` changes state; with debug assertions it refuses a transaction that changed rows and recorded nothing. Writes
//! that bypass it are listed here.

use std::collections::BTreeSet;

use commend::audit::Unrecorded;

use super::files::{none, rust};

/// Plain write transactions: the file, the call that writes, and the kind of change as named in ARCHITECTURE.md.
const UNRECORDED: &[(&str, &str, &str)] = &[
    ("src/jobs/mod.rs", "store::take(", "leases"),
    ("src/jobs/mod.rs", "store::renew(", "leases"),
    ("src/jobs/mod.rs", "store::finish(", "leases"),
    ("src/jobs/mod.rs", "store::give_back(", "leases"),
    ("src/delivery/dispatch.rs", "operations::lease_except(", "leases"),
    ("src/delivery/dispatch.rs", "operations::renew(", "leases"),
    ("src/delivery/dispatch/rounds.rs", "operations::give_back(", "leases"),
    // Mails that were being sent are settled like any other attempt; this call only frees the leases of those not yet begun.
    ("src/delivery/dispatch.rs", "operations::abandoned(", "leases"),
    ("src/delivery/dispatch.rs", "operations::begin(", "tries"),
    ("src/commendations/operations/circulated_copy.rs", "store::record_rendering(", "renderings"),
    ("src/packets/operations.rs", "store::record_file(", "renderings"),
    // An uploaded directory file: its import has an entry, and so has its removal by a person.
    ("src/directory/import/uploaded.rs", "store::begin_import(", "leases"),
    ("src/directory/import/uploaded.rs", "store::remove_uploaded_imports(", "leases"),
    ("src/directory/import/uploaded.rs", "store::remove_uploaded_before(", "what is kept for a while"),
    ("src/web/idempotency.rs", "store::forget_before(", "what is kept for a while"),
    ("src/accounts/operations/administer.rs", "store::clear_before(", "what is kept for a while"),
    ("src/accounts/operations/authenticate.rs", "store::extend(", "sessions that go on"),
    ("src/app/search_index.rs", "batch(", "the words of the search"),
    ("src/app/search_index.rs", "set_counter(", "the words of the search"),
];

/// The only files that may contain both ways to write.
const DOORS: &[&str] = &["src/db/", "src/audit/mod.rs"];

/// The beginning of each plain write in a file, without spaces.
fn plain_writes(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let bare: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    // `audit::write(&self.db,` is the audited way; sockets and files have a `write` of their own.
    bare.match_indices("db.write(").map(|(at, _)| bare[at..].chars().take(120).collect()).collect()
}

#[test]
fn what_is_written_without_an_entry_is_listed() {
    let (mut broken, mut found) = (Vec::new(), BTreeSet::new());
    for file in rust().iter().filter(|file| file.path.starts_with("src/") && !file.is_one_of(DOORS)) {
        for write in plain_writes(&file.code()) {
            let known = UNRECORDED.iter().position(|(path, call, _)| *path == file.path && write.contains(call));
            match known {
                Some(known) => _ = found.insert(known),
                None => broken.push(format!("{}: {write}", file.path)),
            }
        }
    }
    for (at, (path, call, _)) in UNRECORDED.iter().enumerate() {
        if !found.contains(&at) {
            broken.push(format!("{path}: {call} is not written there; take it out of UNRECORDED"));
        }
    }
    none(
        broken,
        "A change of state goes through audit::write, or is of a kind that UNRECORDED and ARCHITECTURE.md list.",
    );
}

#[test]
fn the_kinds_that_need_no_entry_are_explained() {
    let text = include_str!("../../../ARCHITECTURE.md");
    let section = text.split("## Changes without an entry in the trail").nth(1).expect("a section on them");
    let section = section.split("\n## ").next().unwrap_or_default();
    let inside = Unrecorded::ALL.iter().map(|(_, kind)| *kind);
    let kinds: BTreeSet<&str> = UNRECORDED.iter().map(|(.., kind)| *kind).chain(inside).collect();
    let explained: BTreeSet<String> = section
        .lines()
        .filter_map(|line| line.strip_prefix("- **"))
        .filter_map(|line| line.split("**").next())
        .map(|kind| kind.trim_end_matches('.').to_lowercase())
        .collect();
    assert_eq!(explained, kinds.iter().map(|kind| (*kind).to_owned()).collect());
}
