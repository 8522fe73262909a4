//! Migrations: equal on both backends, reversible, and in agreement with `src/db/schema/`.

pub(crate) mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use commend::db::{Connection, Database, DbError, Location, migrations};
use diesel::sql_types::{Bool, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

use crate::support::{TestDatabase, forget};

fn folder(side: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations").join(side)
}

fn names(side: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder(side)).expect("a folder of migrations");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a UTF-8 name")).collect()
}

#[test]
fn both_sides_have_the_same_migrations_each_with_a_way_back() {
    // If two migrations had the same stamp, one of them would never run.
    let stamps: BTreeSet<String> =
        names("sqlite").iter().filter_map(|name| name.split('_').next().map(str::to_owned)).collect();
    assert_eq!(stamps.len(), names("sqlite").len(), "each migration has a stamp of its own");
    assert_eq!(names("sqlite"), names("postgres"));
    for side in ["sqlite", "postgres"] {
        for name in names(side) {
            for file in ["up.sql", "down.sql"] {
                assert!(folder(side).join(&name).join(file).is_file(), "{side}/{name} has no {file}");
            }
        }
    }
}

/// Tables and indexes that a migration makes, without statements that only one backend has.
fn statements(side: &str, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder(side).join(name).join("up.sql")).expect("a migration");
    let plain: Vec<&str> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    plain
        .join(" ")
        .replace(" COLLATE \"C\"", "")
        .replace(" WITHOUT ROWID", "")
        .replace(" GENERATED ALWAYS AS IDENTITY", "")
        .replace("BYTEA", "BLOB")
        .split(';')
        .map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|statement| {
            ["CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX", "ALTER TABLE"]
                .iter()
                .any(|start| statement.starts_with(start) && !statement.contains("USING gin"))
        })
        .collect()
}

#[test]
fn both_sides_make_the_same_tables_keys_and_indexes() {
    for name in names("sqlite") {
        let (sqlite, postgres) = (statements("sqlite", &name), statements("postgres", &name));
        for (ours, theirs) in sqlite.iter().zip(&postgres) {
            assert_eq!(ours, theirs, "{name}");
        }
        assert_eq!(sqlite.len(), postgres.len(), "{name}");
    }
}

/// Columns by table and name: diesel type, and true when nullable.
type Columns = BTreeMap<(String, String), (String, bool)>;

/// Columns declared in `src/db/schema/`.
fn declared() -> Columns {
    let mut columns = Columns::new();
    let mut table = String::new();
    let files = [
        include_str!("../../../src/db/schema/identity.rs"),
        include_str!("../../../src/db/schema/records.rs"),
        include_str!("../../../src/db/schema/service.rs"),
    ];
    for line in files.iter().flat_map(|file| file.lines()).map(str::trim) {
        if let Some((name, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let (kind, nullable) = match kind.strip_prefix("Nullable<") {
                Some(inner) => (inner.trim_end_matches('>'), true),
                None => (kind, false),
            };
            if !line.contains('!') {
                columns.insert((table.clone(), name.to_owned()), (kind.to_owned(), nullable));
            }
        } else if let Some((name, _)) = line.strip_suffix('{').and_then(|line| line.split_once(" (")) {
            name.clone_into(&mut table);
        }
    }
    columns
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    in_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// Columns as the database describes them.
fn found(conn: &mut Connection) -> Result<Columns, DbError> {
    let rows: Vec<Column> = match conn {
        Connection::Sqlite(conn) => sql_query(
            "SELECT t.name AS in_table, c.name AS name, upper(c.type) AS kind, c.\"notnull\" = 0 AS nullable \
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND t.name NOT LIKE 'commendation\\_words\\_index%' ESCAPE '\\'",
        )
        .load(conn)?,
        Connection::Pg(conn) => sql_query(
            "SELECT table_name::text AS in_table, column_name::text AS name, upper(data_type::text) AS kind, \
                    is_nullable = 'YES' AS nullable \
             FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
        )
        .load(conn)?,
    };
    let diesels = |kind: &str| match kind {
        "TEXT" => "Text",
        "BIGINT" => "BigInt",
        "INTEGER" => "Integer",
        "BOOLEAN" => "Bool",
        "DATE" => "Date",
        "BLOB" | "BYTEA" => "Binary",
        other => panic!("{other} is a type that not both databases have alike"),
    };
    Ok(rows.into_iter().map(|row| ((row.in_table, row.name), (diesels(&row.kind).to_owned(), row.nullable))).collect())
}

/// Fails with a list of the columns that differ.
fn assert_same(found: &Columns) {
    let declared = declared();
    let names: BTreeSet<_> = declared.keys().chain(found.keys()).collect();
    let differ: Vec<String> = names
        .into_iter()
        .filter(|name| declared.get(*name) != found.get(*name))
        .map(|name| format!("{name:?}: declared {:?}, found {:?}", declared.get(name), found.get(name)))
        .collect();
    assert!(differ.is_empty(), "src/db/schema/ and the database differ:\n{}", differ.join("\n"));
}

#[tokio::test]
async fn the_schema_is_what_the_database_says_of_itself() {
    let test = TestDatabase::new();
    let found = test.db.read(found).await.expect("columns");
    assert!(found.len() > 100, "only {} columns were found", found.len());
    assert_same(&found);
}

/// Reverts every migration.
fn revert(location: &Location) {
    let from = |side: &str| FileBasedMigrations::from_path(folder(side)).expect("migrations");
    let reverted = match location {
        Location::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(path.to_str().expect("a UTF-8 path")).expect("a connection");
            conn.revert_all_migrations(from("sqlite")).map(|versions| versions.len())
        }
        Location::Postgres(url) => {
            let mut conn = PgConnection::establish(url).expect("a connection");
            conn.revert_all_migrations(from("postgres")).map(|versions| versions.len())
        }
    };
    assert_eq!(reverted.expect("every migration has a way back"), names("sqlite").len());
}

#[tokio::test]
async fn up_down_and_up_again() {
    let (location, _folder) = TestDatabase::bare();
    let all: Vec<String> = names("sqlite").into_iter().collect();
    let short = |names: Vec<String>| -> Vec<String> {
        // diesel names an applied version by its stamp alone.
        names.iter().map(|name| name.split('_').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(short(migrations::pending(&location).expect("pending")), short(all.clone()));
    assert_eq!(short(migrations::run(&location).expect("up")), short(all.clone()));
    assert_eq!(migrations::run(&location).expect("up to date"), Vec::<String>::new());
    assert_eq!(migrations::pending(&location).expect("none pending"), Vec::<String>::new());

    revert(&location);
    {
        let db = Database::open(location.clone(), 1).expect("open");
        assert_eq!(db.read(found).await.expect("columns"), Columns::new(), "down.sql left something behind");
    }
    assert_eq!(short(migrations::run(&location).expect("up again")), short(all));
    {
        let db = Database::open(location.clone(), 1).expect("open");
        assert_same(&db.read(found).await.expect("columns"));
    }
    forget(&location);
}

#[test]
fn two_processes_may_migrate_at_once() {
    let (location, _folder) = TestDatabase::bare();
    let applied: Vec<usize> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..4).map(|_| scope.spawn(|| migrations::run(&location).expect("up").len())).collect();
        tries.into_iter().map(|one| one.join().expect("no panic")).collect()
    });
    assert_eq!(applied.iter().sum::<usize>(), names("sqlite").len(), "each migration is applied by one of them");
    forget(&location);
}
