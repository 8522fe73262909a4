//! Bytes of the database for one letter: over a thousand letters are sent and counted, table by table, indexes included.

use commend::db::{Connection, DbError};
use commend::person_limits::PersonLimits;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use serde_json::json;

use crate::support::TestApp;

/// Letters in the count: fewer, and the pages that are half full would weigh too much. The search looks through the newest thousand of a
/// list, and asks the index for what is older.
const LETTERS: i64 = 1_100;
/// The most bytes for a letter of 120 words with one helper and four recipients, without the words of the search. A list of what somebody
/// received repeats some twenty bytes of each letter, so that a history of thousands is counted without a look at each.
const LETTER: i64 = 7 * 1_024 + 256;
/// The most bytes for the words of the search.
const WORDS: i64 = 4 * 1_024;
/// The beginning of the names of the tables that hold them.
const WORDS_TABLES: &str = "commendation_words";

#[derive(QueryableByName)]
struct Size {
    /// The table of an index; a table's own name.
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// The size of each table and of each index. On PostgreSQL a table's size includes its long values (TOAST), but not the maps of free
/// space, which a vacuum makes at any time and which do not grow with each letter.
fn sizes(conn: &mut Connection) -> Result<Vec<Size>, DbError> {
    Ok(match conn {
        Connection::Sqlite(conn) => sql_query(
            "SELECT m.tbl_name AS owner, s.name, sum(s.pgsize) AS bytes FROM dbstat s \
             JOIN sqlite_schema m ON m.name = s.name GROUP BY s.name",
        )
        .load(conn)?,
        Connection::Pg(conn) => sql_query(
            "SELECT c.relname::text AS owner, c.relname::text AS name, \
             pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) AS bytes FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = 'public' \
             UNION ALL SELECT c.relname::text, x.relname::text, pg_relation_size(x.oid) FROM pg_index i \
             JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'",
        )
        .load(conn)?,
    })
}

/// A letter of 120 words of five letters on the average, as a language has them: few often, many seldom.
fn letter(number: i64) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ter", "lin", "mo", "sen", "ka", "rit", "do", "vel", "tan", "is", "or", "que", "pha", "len", "gri"];
    let word = |at: i64| {
        let seed = (at * at * 31 + at * 7 + number * 131) % 1_009;
        let syllables = 1 + usize::try_from(seed % 4).expect("a small number");
        (0..syllables).map(|nth| SYLLABLES[(seed as usize / (nth * nth * 3 + 1)) % 16]).collect::<String>()
    };
    (0..120).map(word).collect::<Vec<_>>().join(" ") + "."
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_takes_few_kilobytes() {
    let app = TestApp::with(|config| config.limits.letters = PersonLimits::new(&[])).await;
    let sam = app.sign_in("sam").await;
    let helper = app.id("priya").await;
    let before = app.app.db.read(sizes).await.expect("sizes");
    for number in 0..LETTERS {
        let body = json!({
            "helper_ids": [helper],
            "client": {"name": "Maria Delgado", "consent_to_share_name": true},
            "letter": {"kind": "typed", "text": letter(number)},
            "cover_note": format!("She found the night desk of the other bank, case {number}."),
        });
        let sent = app.commend(&sam, &body).await;
        assert_eq!(sent["deliveries"].as_array().expect("deliveries").len(), 4);
    }
    let after = app.app.db.read(sizes).await.expect("sizes");
    let mut grown: Vec<(i64, &str, &str)> = after
        .iter()
        .map(|part| {
            let was = before.iter().find(|old| old.name == part.name).map_or(0, |old| old.bytes);
            ((part.bytes - was) / LETTERS, part.owner.as_str(), part.name.as_str())
        })
        .filter(|(bytes, ..)| *bytes > 0)
        .collect();
    grown.sort_unstable();
    let (words, letter): (Vec<_>, Vec<_>) = grown.iter().partition(|(_, owner, _)| owner.starts_with(WORDS_TABLES));
    let sum = |parts: &[(i64, &str, &str)]| parts.iter().map(|(bytes, ..)| bytes).sum::<i64>();
    let table = || grown.iter().map(|(bytes, owner, name)| format!("{bytes:6} {owner}: {name}\n")).collect::<String>();
    assert!(sum(&letter) <= LETTER && sum(&words) <= WORDS, "{} and {} bytes:\n{}", sum(&letter), sum(&words), table());
    for (who, role) in [("hugo", "all"), ("sam", "sent"), ("priya", "received"), ("ruth", "team")] {
        let reader = app.sign_in(who).await;
        for (words, found) in [("C-2026-000007", 1), ("C-2026-001099", 1), ("case 7 nightdesk", 0)] {
            let path = format!("/api/v1/commendations?role={role}&q={}", words.replace(' ', "%20"));
            let page = reader.get(&path).await.with_status(200);
            assert_eq!(page["items"].as_array().expect("items").len(), found, "{words} for {who}");
        }
    }
    let hugo = app.sign_in("hugo").await;
    for (words, found) in [("C-2026-000007", 1), ("nightdesk zzz", 0), ("desk 997", 1), ("wire night DES", 50)] {
        let path = format!("/api/v1/commendations?role=all&limit=50&q={}", words.replace(' ', "%20"));
        let page = hugo.get(&path).await.with_status(200);
        assert_eq!(page["items"].as_array().expect("items").len(), found, "{words}");
    }
    app.leave_undone();
}
