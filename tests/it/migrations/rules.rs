//! Rules of the schema that no database holds by itself: which columns may be checked against a list, which have an index, and that
//! every text is in the register of `docs/data.md`.

use std::collections::{BTreeMap, BTreeSet};

use commend::db::{Connection, DbError, Location, migrations};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

use super::{declared, folder, names};
use crate::support::{TestDatabase, forget};

/// Columns with a list of values in the database: states whose list is closed. SQLite cannot alter a check, so a vocabulary that
/// may grow is checked by the types of the stores.
const CLOSED: &[(&str, &str)] =
    &[("reporting_lines", "kind"), ("commendations", "state"), ("deliveries", "state"), ("work_items", "state")];

#[test]
fn only_closed_states_are_checked() {
    for side in ["sqlite", "postgres"] {
        let mut found = Vec::new();
        for name in names(side) {
            let text = std::fs::read_to_string(folder(side).join(name).join("up.sql")).expect("a migration");
            let mut table = String::new();
            for line in text.lines() {
                if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                    rest.trim_end_matches(" (").clone_into(&mut table);
                }
                if let Some((_, check)) = line.split_once("CHECK (")
                    && let Some((column, _)) = check.split_once(" IN (")
                {
                    found.push((table.clone(), column.to_owned()));
                }
            }
        }
        let closed: Vec<_> = CLOSED.iter().map(|(table, column)| ((*table).to_owned(), (*column).to_owned())).collect();
        assert_eq!(found, closed, "{side}");
    }
}

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    #[diesel(sql_type = Text)]
    in_table: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// The columns that refer to another table.
fn references(conn: &mut Connection) -> Result<BTreeSet<Place>, DbError> {
    let found: Vec<Place> = match conn {
        Connection::Sqlite(conn) => sql_query(
            "SELECT t.name AS in_table, f.\"from\" AS name FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f \
             WHERE t.type = 'table'",
        )
        .load(conn)?,
        Connection::Pg(conn) => sql_query(
            "SELECT c.conrelid::regclass::text AS in_table, a.attname::text AS name FROM pg_constraint c \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'",
        )
        .load(conn)?,
    };
    Ok(found.into_iter().collect())
}

/// The first column of every index, keys included.
fn first_of_indexes(conn: &mut Connection) -> Result<BTreeSet<Place>, DbError> {
    let found: Vec<Place> = match conn {
        Connection::Sqlite(conn) => sql_query(
            "SELECT t.name AS in_table, c.name AS name FROM sqlite_schema t JOIN pragma_index_list(t.name) i \
             JOIN pragma_index_info(i.name) c WHERE t.type = 'table' AND c.seqno = 0",
        )
        .load(conn)?,
        Connection::Pg(conn) => sql_query(
            "SELECT i.indrelid::regclass::text AS in_table, a.attname::text AS name FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]",
        )
        .load(conn)?,
    };
    Ok(found.into_iter().collect())
}

#[tokio::test]
async fn every_foreign_key_has_an_index() {
    let test = TestDatabase::new();
    let (references, indexes) =
        test.db.read(|conn| Ok::<_, DbError>((references(conn)?, first_of_indexes(conn)?))).await.expect("the schema");
    assert!(references.len() > 40, "only {} foreign keys were found", references.len());
    let bare: Vec<_> = references.difference(&indexes).collect();
    assert!(bare.is_empty(), "who erases or merges a row looks through the whole table: {bare:#?}");
}

/// The register: whose words each text column holds, and how long they are kept.
fn register() -> BTreeMap<(String, String), String> {
    let mut registered = BTreeMap::new();
    for line in include_str!("../../../docs/data.md").lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [table, columns, whose, kept] = cells[..] else { panic!("four cells: {line}") };
        assert!(!whose.is_empty() && !kept.is_empty(), "whose words, and how long they are kept: {line}");
        for column in columns.split(", ") {
            let old = registered.insert((table.to_owned(), column.to_owned()), whose.to_owned());
            assert!(old.is_none(), "{table}.{column} is registered twice");
        }
    }
    registered
}

#[test]
fn every_text_column_is_in_the_register() {
    let texts: BTreeSet<(String, String)> =
        declared().into_iter().filter(|(_, (kind, _))| kind == "Text").map(|(place, _)| place).collect();
    let registered: BTreeSet<(String, String)> = register().into_keys().collect();
    let missing: Vec<_> = texts.difference(&registered).collect();
    let gone: Vec<_> = registered.difference(&texts).collect();
    assert!(missing.is_empty() && gone.is_empty(), "docs/data.md lacks {missing:?} and has {gone:?} too much");
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Members of stored kinds whose words are somebody else's: a relay, a library, the directory.
const OF_OTHERS: &[&str] = &["said", "text", "name", "recipient", "number", "characters", "members", "manager"];

/// Texts with a blank in a JSON value, except in members that hold the words of others.
fn phrases(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) if text.contains(' ') => found.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| phrases(item, found)),
        serde_json::Value::Object(members) => {
            let ours = members.iter().filter(|(name, _)| !OF_OTHERS.contains(&name.as_str()));
            ours.for_each(|(_, value)| phrases(value, found));
        }
        _ => {}
    }
}

/// Fails when a column of ours holds a phrase, or a stored kind one outside the words of others. The sentences of the program are
/// made when they are read, in the language of the reader. Gives the number of values with a blank.
pub(crate) async fn no_sentence_is_stored(db: &commend::db::Database) -> usize {
    let ours = register().into_iter().filter(|(_, whose)| whose.starts_with("ours") || whose == "employer and others");
    let mut seen = 0;
    for ((table, column), whose) in ours {
        let query = format!("SELECT {column} AS value FROM {table} WHERE {column} LIKE '% %'");
        let values: Vec<Value> = db
            .read(move |conn| match conn {
                Connection::Sqlite(conn) => Ok::<_, DbError>(sql_query(query).load(conn)?),
                Connection::Pg(conn) => Ok(sql_query(query).load(conn)?),
            })
            .await
            .expect("a column of the register");
        for Value { value } in values {
            seen += 1;
            let mut found = Vec::new();
            match serde_json::from_str(&value) {
                Ok(json) => phrases(&json, &mut found),
                Err(_) => found.push(value),
            }
            assert!(found.is_empty(), "{table}.{column} ({whose}) holds a sentence: {found:?}");
        }
    }
    seen
}

#[test]
fn a_database_of_another_build_is_refused_with_what_to_do() {
    let (location, _folder) = TestDatabase::bare();
    migrations::run(&location).expect("up");
    claim_an_unknown_version(&location);
    for refused in [migrations::run(&location), migrations::pending(&location)] {
        let said = refused.expect_err("a version that is not known").to_string();
        for way_out in ["20261121000000", "COMMEND_DATA_DIR", "DATABASE_URL", "commend demo --reset"] {
            assert!(said.contains(way_out), "{said}");
        }
    }
    forget(&location);
}

/// As if a build before the first release had made the database.
pub(crate) fn claim_an_unknown_version(location: &Location) {
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection as _;
    let claim = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20261121000000')";
    match location {
        Location::Sqlite(path) => {
            let mut conn = diesel::SqliteConnection::establish(path.to_str().expect("a UTF-8 path"));
            conn.as_mut().expect("a connection").batch_execute(claim).expect("a claim");
        }
        Location::Postgres(url) => {
            diesel::PgConnection::establish(url).expect("a connection").batch_execute(claim).expect("a claim");
        }
    }
}
