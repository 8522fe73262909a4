//! The loader of the benches writes what the service writes: the same tables, the same columns filled, and the same again by the same
//! plan.

#[path = "../../benches/load/loader.rs"]
mod loader;
#[path = "../../benches/load/plan.rs"]
mod plan;

use std::collections::BTreeMap;

use commend::assists::Helper;
use commend::audit;
use commend::commendations::intake::{Input, Submitted};
use commend::db::schema::{circulated_copies, commendations, letters};
use commend::db::{Connection, DbError};
use commend::directory::{Person, operations as directory};
use commend::ids::PersonId;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use serde_json::{Value, json};

use crate::support::TestApp;
use loader::Loader;
use plan::{Cast, Letter, Lot, Plan, Reply};

const PLAN: Plan = Plan { letters: 1, words: 30, days: 30, mails_wait: false, seed: 0 };
/// Tables of how a request came, which a loader has no requests for.
const OF_REQUESTS: [&str; 5] = ["sessions", "refresh_tokens", "credentials", "signing_keys", "idempotency_records"];

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The number of rows that have a value, by table and column.
fn filled(conn: &mut Connection) -> Result<BTreeMap<String, i64>, DbError> {
    let columns: Vec<Column> = match conn {
        Connection::Sqlite(conn) => sql_query(
            "SELECT m.name AS owner, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE 'commendation_words_index%'",
        )
        .load(conn)?,
        Connection::Pg(conn) => sql_query(
            "SELECT table_name::text AS owner, column_name::text AS name FROM information_schema.columns \
             WHERE table_schema = 'public'",
        )
        .load(conn)?,
    };
    let mut filled = BTreeMap::new();
    for Column { owner, name } in columns.into_iter().filter(|column| !OF_REQUESTS.contains(&column.owner.as_str())) {
        // Signing in is on the trail as well.
        let of_nouns = "WHERE action LIKE 'commendation.%' OR action LIKE 'assist.%' OR action LIKE 'delivery.%'";
        let only = if owner == "audit_entries" { of_nouns } else { "" };
        let counted = sql_query(format!("SELECT count(\"{name}\") AS count FROM \"{owner}\" {only}"))
            .get_result::<Count>(conn)?;
        filled.insert(format!("{owner}.{name}"), counted.count);
    }
    Ok(filled)
}

/// The cast of the tests: Sam thanks Priya, Hugo works on what is open.
async fn cast(app: &TestApp) -> Cast {
    let mut people = Vec::new();
    for who in ["sam", "priya", "hugo"] {
        let id: PersonId = app.id(who).await.parse().expect("an id");
        people.push(app.app.db.read(move |conn| directory::person(conn, id)).await.expect("a person"));
    }
    let [sam, priya, hugo]: [Person; 3] = people.try_into().expect("three");
    Cast { busy: (sam.id, priya.id), hr: hugo.id, bankers: vec![sam], helpers: vec![priya] }
}

fn value<T: Clone + Into<Value>>(given: &Submitted<T>) -> Value {
    given.as_ref().cloned().map_or(Value::Null, Into::into)
}

/// The body of a request that sends the letter.
fn body(input: &Input, assist: Option<Value>) -> Value {
    let ids =
        |ids: &Vec<Submitted<PersonId>>| ids.iter().filter_map(|id| Some(id.as_ref()?.to_string())).collect::<Vec<_>>();
    let client = input.client.as_ref().expect("a client");
    let letter = input.letter.as_ref().map(|letter| {
        let name = letter.signature.as_ref().map(|signature| value(&signature.name));
        json!({"kind": value(&letter.kind), "text": value(&letter.text), "language": value(&letter.language), "signature": {"name": name}})
    });
    let strengths = input.strengths.as_ref().map(|all| all.iter().map(value).collect::<Vec<_>>());
    json!({
        "helper_ids": input.helpers.as_ref().map(ids),
        "include_banker": value(&input.include_banker),
        "client": {"name": value(&client.name), "consent_to_share_name": value(&client.share_name), "invited": value(&client.invited)},
        "letter": letter,
        "cover_note": value(&input.cover_note),
        "assist_id": assist,
        "strengths": strengths,
    })
}

/// Sends the letter over HTTP, and lets the worker and the people do what the plan says.
async fn over_http(app: &TestApp, letter: Letter) {
    let sam = app.sign_in("sam").await;
    let mut note = None;
    if let Some(new) = &letter.note {
        let (known, hint) = match &new.helper {
            Helper::Known(id) => (Some(id.to_string()), None),
            Helper::Unsure(hint) => (None, Some(hint)),
        };
        let new = json!({"helper_id": known, "helper_hint": hint, "summary": new.summary, "problem": new.problem});
        note = Some(sam.post("/api/v1/assists", &new).await.with_status(201)["id"].clone());
    }
    let sent = app.commend(&sam, &body(&letter.input, note)).await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    app.drain().await;
    for (_, reply) in &letter.replies {
        reply_over_http(app, &path, reply).await;
    }
    app.drain().await;
    // A loader makes no PDF; the service makes one for the first mail.
    let no_files = |conn: &mut Connection| {
        let (sha256, bytes, pages) = (None::<String>, None::<i64>, None::<i32>);
        diesel::update(circulated_copies::table)
            .set((
                circulated_copies::sha256.eq(sha256),
                circulated_copies::byte_length.eq(bytes),
                circulated_copies::pages.eq(pages),
            ))
            .execute(conn)?;
        Ok::<_, DbError>(())
    };
    app.app.db.write(no_files).await.expect("a write");
}

async fn reply_over_http(app: &TestApp, path: &str, reply: &Reply) {
    let (who, verb, body) = match reply {
        Reply::Acknowledge(note) => {
            ("ruth", "acknowledgements", json!({"note": note, "told_employee": true, "filed": true}))
        }
        Reply::Thank(_, text) => ("priya", "thanks", json!({ "text": text })),
        Reply::Assign(helper) => ("hugo", "assignment", json!({"helper_id": helper.to_string()})),
        Reply::Withdraw => ("sam", "withdrawal", json!({"reason": "It was meant for another letter."})),
    };
    let status = app.sign_in(who).await.post(&format!("{path}/{verb}"), &body).await.status;
    assert!([200, 201].contains(&status), "{verb}: {status}");
}

/// Seeds of letters that differ: with a note and a reply of each kind, with an unknown helper who is named later, and without a letter.
async fn telling_seeds(cast: impl AsyncFn() -> Cast) -> Vec<u64> {
    let mut wanted: Vec<fn(&Letter) -> bool> = vec![
        |letter| letter.note.is_some() && letter.replies.len() == 2 && letter.input.letter.as_ref().is_some(),
        |letter| letter.replies.iter().any(|(_, reply)| matches!(reply, Reply::Assign(_))),
        |letter| letter.input.letter.is_absent() && letter.replies.is_empty() && letter.note.is_none(),
    ];
    let mut seeds = Vec::new();
    for seed in 0.. {
        let letter = Lot::new(Plan { seed, ..PLAN }, cast().await).letter(0);
        let before = wanted.len();
        wanted.retain(|fits| !fits(&letter));
        if wanted.len() < before {
            seeds.push(seed);
        }
        if wanted.is_empty() {
            break;
        }
    }
    seeds
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loaded_letter_fills_what_a_sent_one_fills() {
    let first = TestApp::start().await;
    for seed in telling_seeds(async || cast(&first).await).await {
        let plan = Plan { seed, ..PLAN };
        let (sent, loaded) = (TestApp::with_relay().await, TestApp::with_relay().await);
        over_http(&sent, Lot::new(plan, cast(&sent).await).letter(0)).await;
        let loader = Loader::new(loaded.app.clone(), plan, cast(&loaded).await).await.expect("a loader");
        loader.run(|_| ()).await.expect("a load");
        let [sent, loaded] = [&sent, &loaded].map(|app| app.app.db.clone());
        let (expected, found) = (sent.read(filled).await.expect("counts"), loaded.read(filled).await.expect("counts"));
        assert!(found["commendations.id"] == 1 && found["deliveries.sent_at"] > 0, "seed {seed}");
        let differ = |column: &&String| found.get(*column) != expected.get(*column);
        let differing: Vec<_> =
            expected.keys().filter(differ).map(|key| (key, found.get(key), expected[key])).collect();
        assert!(
            differing.is_empty() && found.len() == expected.len(),
            "seed {seed}, column, loaded, sent: {differing:?}"
        );
    }
}

type Kept = (String, i64, Option<String>, Option<String>, i64, i64);

fn kept(conn: &mut Connection) -> Result<Vec<Kept>, DbError> {
    use commendations::dsl;
    Ok(dsl::commendations
        .left_join(letters::table.on(letters::commendation_id.eq(dsl::id)))
        .order(dsl::reference)
        .select((
            dsl::reference,
            dsl::sent_at,
            dsl::cover_note,
            letters::text_original.nullable(),
            dsl::acknowledgements,
            dsl::thanks,
        ))
        .load(conn)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_plan_gives_the_same_letters_and_a_trail_that_holds() {
    let plan = Plan { letters: 30, days: 10, seed: 7, ..PLAN };
    let mut all = Vec::new();
    for _ in 0..2 {
        let app = TestApp::start().await;
        let loader = Loader::new(app.app.clone(), plan, cast(&app).await).await.expect("a loader");
        let mut shown = 0;
        loader.run(|letters| shown = letters).await.expect("a load");
        assert_eq!(shown, plan.letters);
        audit::verify(&app.app.db).await.expect("an intact trail");
        all.push(app.app.db.read(kept).await.expect("rows"));
    }
    assert_eq!(all[0].len(), 30);
    assert!(all[0].iter().any(|row| row.4 > 0) && all[0].iter().any(|row| row.5 > 0), "no reply was given");
    assert_eq!(all[0], all[1]);
}
