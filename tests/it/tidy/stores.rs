//! Stores and operations: whom they may call, and whose tables a store reads. A role that outgrew its file is a folder of the same
//! name, and every file in it is held to the same.

use super::files::{File, none, rust};

/// Tables by the noun that owns them.
const OWNERS: &[(&str, &[&str])] = &[
    (
        "accounts",
        &[
            "activations",
            "credentials",
            "preferences",
            "refresh_tokens",
            "sessions",
            "sign_in_failures",
            "signing_keys",
        ],
    ),
    ("assists", &["assists"]),
    ("audit", &["audit_entries"]),
    (
        "commendations",
        &[
            "acknowledgements",
            "circulated_copies",
            "commendation_chain",
            "commendation_helpers",
            "commendation_listings",
            "commendation_strengths",
            "commendation_words",
            "commendations",
            "corrections",
            "drafts",
            "letters",
            "thanks",
            "withdrawals",
        ],
    ),
    ("db", &["counters", "marks"]),
    ("delivery", &["deliveries", "delivery_attempts", "outbox_pauses"]),
    (
        "directory",
        &[
            "address_corrections",
            "branches",
            "departments",
            "former_employments",
            "imports",
            "people",
            "person_roles",
            "person_tokens",
            "reporting_lines",
            "role_grants",
            "uploaded_imports",
        ],
    ),
    ("handoffs", &["handoffs"]),
    ("jobs", &["jobs"]),
    ("letters", &["upload_pages", "uploads"]),
    ("packets", &["packet_letters", "packets"]),
    ("web", &["idempotency_records"]),
    ("worklist", &["work_items"]),
];

/// Tables of another noun that a store reads all the same, and the reason.
const READS_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("accounts", "people", "one query answers every request: is the session good, and the person still active"),
    ("accounts", "person_roles", "the same query says what the caller may do"),
];

fn is_store(file: &File) -> bool {
    file.path.ends_with("/store.rs") || file.path.contains("/store/")
}

fn is_operations(file: &File) -> bool {
    file.path.ends_with("/operations.rs") || file.path.contains("/operations/")
}

/// The names behind `schema::`, also inside `schema::{…}`.
fn tables(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (_, rest) in code.match_indices("schema::").map(|(at, word)| (at, &code[at + word.len()..])) {
        let list = match rest.strip_prefix('{') {
            Some(inside) => inside.split('}').next().unwrap_or_default(),
            None => rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default(),
        };
        let name = |part: &str| part.trim().split([' ', ':']).next().unwrap_or_default().to_owned();
        found.extend(list.split(',').map(name).filter(|name| !name.is_empty()));
    }
    found
}

#[test]
fn stores_and_operations_know_no_handler() {
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| is_store(file) || is_operations(file)) {
        let code = file.code();
        for word in ["::api::", "::api;", "::pages::", "crate::web", "crate::routes", "crate::server"] {
            // Idempotency records are rows of the HTTP edge itself.
            if code.contains(word) && !file.path.starts_with("src/web/") {
                broken.push(format!("{}: {word} stands above it", file.path));
            }
        }
        if is_store(file) && (code.contains("operations::") || code.contains("::operations")) {
            broken.push(format!("{}: a store is called by operations and calls none", file.path));
        }
    }
    none(broken, "Handlers call operations, operations call rules and store, and nothing calls back.");
}

#[test]
fn each_table_is_read_by_the_store_of_its_owner() {
    let owner = |table: &str| OWNERS.iter().find(|(_, tables)| tables.contains(&table)).map(|(owner, _)| *owner);
    let (mut broken, mut read) = (Vec::new(), Vec::new());
    for file in rust().iter().filter(|file| file.path.starts_with("src/") && !file.path.starts_with("src/db/")) {
        let code = file.code();
        // Elsewhere `schema` is the API's description.
        if !is_store(file) && !code.contains("db::schema") {
            continue;
        }
        let part = file.part().unwrap_or_default();
        for table in tables(&code) {
            match owner(&table) {
                None => broken.push(format!("{}: say in OWNERS whose table {table} is", file.path)),
                Some(owner) if owner == part => {}
                Some(_) if READS_ELSEWHERE.iter().any(|(noun, other, _)| *noun == part && *other == table) => {
                    read.push((part.to_owned(), table));
                }
                Some(owner) => broken.push(format!("{}: {table} is {owner}'s; ask its operations", file.path)),
            }
        }
    }
    for (noun, table, _) in READS_ELSEWHERE {
        if !read.iter().any(|(part, other)| part == noun && other == table) {
            broken.push(format!("{noun} does not read {table} any more; take it out of READS_ELSEWHERE"));
        }
    }
    none(broken, "A table is known to one noun, so that it can be changed in one place.");
}
