//! An unknown helper: the department's head or HR names the helper, and only then that chain is informed.

use serde_json::{Value, json};

use super::told;
use crate::support::{Client, TestApp};

async fn unsure(app: &TestApp, sam: &Client, department: &str) -> Value {
    let hint = json!({"helper_hint": {"name": "Priya?", "department": department, "extension": "4417"}, "problem": "a lost wire"});
    let assist = sam.post("/api/v1/assists", &hint).await.with_status(201);
    let body = json!({"assist_id": assist["id"], "cover_note": "Somebody in your team stayed until it was solved."});
    app.commend(sam, &body).await
}

#[tokio::test]
async fn the_head_of_the_department_names_the_helper_whose_chain_is_then_told() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = unsure(&app, &sam, "Wire Operations").await;
    let reasons: Vec<(String, Vec<String>)> = told(&sent);
    assert_eq!(reasons[0], ("Ruth Adler".to_owned(), vec!["department_head".to_owned()]));
    assert!(reasons.iter().all(|(name, _)| name != "Priya Raman"));
    app.drain().await;
    let before = app.mails().len();
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    let hugo = app.sign_in("hugo").await;
    let open = "/api/v1/work-items?state=open&kind=unsure_helper";
    assert_eq!(hugo.get(open).await.with_status(200)["items"].as_array().unwrap().len(), 1);
    let priya = app.id("priya").await;
    let to = format!("{path}/assignment");
    app.sign_in("tom").await.post(&to, &json!({"helper_id": priya})).await.problem(403, "forbidden");
    app.sign_in("priya").await.post(&to, &json!({"helper_id": priya})).await.problem(404, "not_found");
    let ruth = app.sign_in("ruth").await;
    ruth.post(&to, &json!({"helper_id": app.id("sam").await})).await.problem(422, "invalid_request");
    ruth.post(&to, &json!({"helper_id": "0193e0a4-0000-7000-8000-000000000000"})).await.problem(422, "invalid_request");
    let named = ruth.post(&to, &json!({"helper_id": priya})).await.with_status(201);
    assert_eq!((&named["version"], &named["helpers"][0]["name"]), (&json!(2), &json!("Priya Raman")));
    ruth.post(&to, &json!({"helper_id": priya})).await.problem(409, "assigned");
    app.drain().await;
    assert_eq!(app.mails().len(), before + 2, "the helper, and the helper's supervisor in that role");
    assert_eq!(hugo.get(open).await.with_status(200)["items"], json!([]));
    let received = app.sign_in("priya").await.get("/api/v1/commendations?role=received").await.with_status(200);
    assert_eq!(received["items"].as_array().unwrap().len(), 1);
    // Both versions stay what they were.
    let first = sam.get(&format!("{path}/letter.pdf?version=1")).await;
    let second = sam.get(&format!("{path}/letter.pdf")).await;
    assert_eq!((first.status, second.status), (200, 200));
    assert_ne!(first.header("etag"), second.header("etag"));
    sam.get(&format!("{path}/letter.pdf?version=3")).await.problem(404, "not_found");
    let book = sam.get("/api/v1/assists").await.with_status(200);
    assert_eq!(book["items"][0]["helper"]["name"], "Priya Raman");
}

#[tokio::test]
async fn a_department_without_one_head_is_hr_s_to_assign() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = unsure(&app, &sam, "A department nobody knows").await;
    assert_eq!(told(&sent)[0], ("Hugo Reyes".to_owned(), vec!["hr".to_owned()]));
    let hugo = app.sign_in("hugo").await;
    let to = format!("/api/v1/commendations/{}/assignment", sent["id"].as_str().unwrap());
    hugo.post(&to, &json!({"helper_id": app.id("omar").await})).await.with_status(201);
    app.drain().await;
    let seen = app.sign_in("omar").await.get("/api/v1/commendations?role=received").await.with_status(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn somebody_else_s_assist_and_a_known_helper_s_do_not_stand_for_an_unknown_one() {
    let app = TestApp::start().await;
    let (sam, mia) = (app.sign_in("sam").await, app.sign_in("mia").await);
    let hint = json!({"helper_hint": {"name": "P.", "department": "Wire Operations"}});
    let others = mia.post("/api/v1/assists", &hint).await.with_status(201);
    let body = json!({"assist_id": others["id"], "cover_note": "Thanks."});
    sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
    let known = sam.post("/api/v1/assists", &json!({"helper_id": app.id("priya").await})).await.with_status(201);
    let body = json!({"assist_id": known["id"], "cover_note": "Thanks."});
    sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
}
