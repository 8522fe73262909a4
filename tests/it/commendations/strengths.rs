//! Strengths: kept in the banker's order, and a word of a later release does not make a commendation unreadable.

use diesel::{RunQueryDsl as _, sql_query};
use serde_json::json;

use super::note;
use crate::support::TestApp;

#[tokio::test]
async fn strengths_keep_their_order_and_a_word_of_a_later_release_is_left_out() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = note(&app, "priya").await;
    body["strengths"] = json!(["patient", "called_back", "careful"]);
    let sent = app.commend(&sam, &body).await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    let words = |shown: &serde_json::Value| -> Vec<String> {
        let all = shown["strengths"].as_array().expect("strengths").iter();
        all.map(|one| one["code"].as_str().expect("a word").to_owned()).collect()
    };
    assert_eq!(words(&sam.get(&path).await.with_status(200)), ["patient", "called_back", "careful"]);
    let later = |conn: &mut commend::db::Connection| {
        let changed = "UPDATE commendation_strengths SET strength = 'of_a_later_release' WHERE position = 1";
        assert_eq!(sql_query(changed).execute(conn)?, 1);
        Ok::<_, commend::db::DbError>(())
    };
    app.app.db.write(later).await.expect("a write");
    assert_eq!(words(&sam.get(&path).await.with_status(200)), ["patient", "careful"]);
    app.leave_undone();
}
