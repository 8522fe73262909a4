//! Search for letters by their words: all are found, in any spelling, also after a new version rebuilds the index.

use commend::app::search_index;
use commend::db::DbError;
use commend::db::schema::{assists, commendation_words, person_tokens};
use diesel::prelude::*;
use serde_json::json;

use super::letter;
use crate::support::Client;
use crate::support::TestApp;

async fn found(client: &Client, path: &str, q: &str) -> usize {
    let path = format!("{path}q={}", q.replace('%', "%25").replace(' ', "%20"));
    client.get(&path).await.with_status(200)["items"].as_array().expect("items").len()
}

const RECEIVED: &str = "/api/v1/commendations?role=received&";

async fn with_a_long_letter() -> TestApp {
    let app = TestApp::start().await;
    let filler: String = (0..200).map(|n| format!("filler{n} ")).collect();
    let mut body = letter(&app).await;
    body["letter"]["text"] = json!(format!(
        "{filler}Then Frau Müller of the lighthouse co-operated. Siobhán OʼBrien’s sister, Anna van der Berg and 王小明 saw it, 100% of it."
    ));
    app.commend(&app.sign_in("sam").await, &body).await;
    app.leave_undone();
    app
}

#[actix_web::test]
async fn every_word_of_a_letter_is_found_however_it_is_typed() {
    let app = with_a_long_letter().await;
    let priya = app.sign_in("priya").await;
    for q in [
        "filler0",
        "filler199",
        "lighthouse",
        "mueller",
        "müller",
        "muller",
        "obriens",
        "o'brien",
        "cooperated",
        "co-operated",
        "operated",
        "van der berg",
        "小明",
        "王小明",
        "lighthouse filler7 mueller",
        "100",
    ] {
        assert_eq!(found(&priya, RECEIVED, q).await, 1, "{q}");
    }
    // Also by who wrote and who is praised.
    let raman =
        app.sign_in("sam").await.get("/api/v1/people?q=priya").await.with_status(200)["items"][0]["name"].clone();
    let together = raman.as_str().expect("a name").replace(' ', "");
    assert_eq!(found(&priya, RECEIVED, &together).await, 1, "{together}");
    for q in ["ighthouse", "filler200", "lighthouse harbour", "100%x", "_ighthouse", "小王"] {
        assert_eq!(found(&priya, RECEIVED, q).await, 0, "{q}");
    }
}

#[actix_web::test]
async fn what_is_stored_in_another_way_is_indexed_again_once() {
    let app = with_a_long_letter().await;
    let sam = app.sign_in("sam").await;
    let assist = json!({"helper_id": app.id("priya").await, "problem": "Überweisung", "summary": "D’Angelo rang"});
    sam.post("/api/v1/assists", &assist).await.with_status(201);
    app.app
        .db
        .write(|conn| {
            diesel::update(commendation_words::table).set(commendation_words::words.eq("")).execute(conn)?;
            diesel::update(assists::table).set(assists::search_text.eq("")).execute(conn)?;
            diesel::delete(person_tokens::table).execute(conn)?;
            commend::db::set_counter(conn, "words_version", 1)
        })
        .await
        .expect("an older version");
    let everything = async || {
        let sent = found(&sam, "/api/v1/commendations?role=sent&", "mueller").await;
        let book = found(&sam, "/api/v1/assists?", "dangelo").await;
        let problem =
            sam.get("/api/v1/assists?problem=ueberweisung").await.with_status(200)["items"].as_array().unwrap().len();
        [sent, book, problem, found(&sam, "/api/v1/people?", "ruth").await]
    };
    assert_eq!(everything().await, [0; 4]);
    assert!(search_index::bring_up_to_date(&app.app.db).await.expect("indexed"));
    assert_eq!(everything().await, [1; 4]);
    assert!(!search_index::bring_up_to_date(&app.app.db).await.expect("looked"), "once is enough");
    let entries = app.app.db.read(|conn| Ok::<i64, DbError>(person_tokens::table.count().get_result(conn)?)).await;
    assert!(entries.expect("a count") > 100);
}
