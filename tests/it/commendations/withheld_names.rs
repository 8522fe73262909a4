//! The client's name in every spelling, over the API: what is withheld, the questions to the banker, what she withholds by
//! hand, and texts written later.

use serde_json::{Value, json};

use super::letter;
use crate::support::TestApp;

/// A letter whose client keeps the name back.
async fn kept_back(app: &TestApp, name: &str, text: &str) -> Value {
    let mut body = letter(app).await;
    body["client"] = json!({"name": name, "consent_to_share_name": false, "invited": true});
    body["letter"] =
        json!({"kind": "typed", "text": text, "language": "en", "signature": {"name": name, "strokes": []}});
    body
}

fn codes(preview: &Value) -> Vec<&str> {
    preview["notes"].as_array().expect("notes").iter().filter_map(|note| note["code"].as_str()).collect()
}

#[tokio::test]
async fn a_name_is_nowhere_however_it_is_spelled() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let text = "Thank you. My address is siobhan.obrien@mail.test. Yours, Siobhán OʼBrien (also: O'Briens, OBrien)";
    let mut body = kept_back(&app, "Siobhán O'Brien", text).await;
    body["cover_note"] = json!("Mrs O`Brien came by, and @sobrien wrote.");
    body["workaround"] = json!({"process": "The form of Mrs OBrien", "detail": "O´Brien could not sign"});
    let sent = app.commend(&sam, &body).await;
    assert_eq!(sent["maybe_names"], json!([]));
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    let ruth = app.sign_in("ruth").await;
    let note = json!({"note": "I rang Siobhan. Mrs O’Brien was glad."});
    ruth.post(&format!("{path}/acknowledgements"), &note).await.with_status(201);
    let thanks = json!({"text": "I thank Mrs OBRIEN, siobhan.obrien@mail.test."});
    priya.post(&format!("{path}/thanks"), &thanks).await.with_status(201);
    let corrected = json!({"cover_note": "Siobhan OBrien came by.", "reason": "Ms O'Brien asked for it."});
    sam.post(&format!("{path}/corrections"), &corrected).await.with_status(201);
    let seen = priya.get(&path).await.with_status(200);
    assert_eq!(
        seen["letter"]["text"],
        "Thank you. My address is [name withheld]. Yours, [name withheld] (also: [name withheld])"
    );
    assert_eq!(seen["thanks"][0]["text"], "I thank Mrs [name withheld].");
    assert_eq!(seen["acknowledgements"][0]["note"], "I rang [name withheld]. Mrs [name withheld] was glad.");
    let overseen = app.sign_in("hugo").await.get(&path).await.with_status(200);
    sam.post(&format!("{path}/withdrawal"), &json!({"reason": "O'Brien took it back"})).await.with_status(201);
    let withdrawn = sam.get(&path).await.with_status(200);
    let listed = sam.get("/api/v1/commendations?role=sent").await.with_status(200);
    app.drain().await;
    let mails = app.mails().join("\n").replace("=\r\n", "");
    let all = [seen.to_string(), overseen.to_string(), withdrawn.to_string(), listed.to_string(), mails];
    for text in all.map(|text| commend::folding::fold(&text).replace('\'', "")) {
        assert!(!text.contains("obrien") && !text.contains("siobhan"), "{text}");
    }
    let found = priya.get("/api/v1/commendations?role=received&q=obrien").await.with_status(200);
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn the_banker_is_asked_about_short_and_common_names_and_answers_with_places() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    // Counted in characters of what is sent: the blanks before it and the letters beyond ASCII are one each.
    let mut body = kept_back(&app, "Will Young", "  Ça va 👍. Will you thank her? So said Will.").await;
    body["cover_note"] = json!("Will came by.");
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    let expected =
        json!([{"pointer": "/letter/text", "start": 11, "end": 15}, {"pointer": "/cover_note", "start": 0, "end": 4}]);
    assert_eq!(preview["maybe_names"], expected);
    assert_eq!(codes(&preview), ["maybe_name", "name_withheld"]);
    body["letter"]["withheld"] = json!([{"start": 11, "end": 15}, {"start": 4, "end": 9}]);
    body["cover_note_withheld"] = json!([]);
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(preview["maybe_names"], json!([expected[1]]));
    assert_eq!(codes(&preview), ["name_withheld"], "an empty list is an answer");
    let sent = app.commend(&sam, &body).await;
    assert_eq!(sent["maybe_names"], json!([expected[1]]));
    let seen = priya.get(&format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap())).await.with_status(200);
    assert_eq!(seen["letter"]["text"], "Ça[withheld]. [withheld] you thank her? So said [name withheld].");
    assert_eq!(seen["cover_note"], "Will came by.");
    let trail = app.trail(5).await;
    let entry = trail.iter().find(|entry| entry.action == "commendation.sent").expect("its entry");
    assert!(entry.detail.contains("\"maybe_names\":1"), "{}", entry.detail);
    let original = sam.get(&format!("/api/v1/commendations/{}/original", sent["id"].as_str().unwrap())).await;
    assert_eq!(original.with_status(200)["letter"]["text"], "Ça va 👍. Will you thank her? So said Will.");
    app.drain().await;
}

#[tokio::test]
async fn a_correction_withholds_by_hand_too_the_same_words_as_well() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = kept_back(&app, "May Chen", "Thank you.").await;
    body["cover_note"] = json!("May came by.");
    let sent = app.commend(&sam, &body).await;
    assert_eq!(sent["maybe_names"], json!([{"pointer": "/cover_note", "start": 0, "end": 3}]));
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    let mut correction = json!({"cover_note": "May came by.", "reason": "The name was not to be told."});
    sam.post(&format!("{path}/corrections"), &correction).await.problem(422, "nothing_changed");
    correction["cover_note_withheld"] = json!([{"start": 0, "end": 3}]);
    let corrected = sam.post(&format!("{path}/corrections"), &correction).await.with_status(201);
    assert_eq!((&corrected["cover_note"], &corrected["maybe_names"]), (&json!("[withheld] came by."), &json!([])));
    sam.post(&format!("{path}/corrections"), &correction).await.problem(422, "nothing_changed");
    app.drain().await;
}

#[tokio::test]
async fn places_that_are_none_are_told_all_at_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = kept_back(&app, "Ana Ruiz", "cafe\u{301} then").await;
    body["letter"]["withheld"] = json!([{"start": 0, "end": 99}, {"start": 4, "end": 5}, {"start": 2, "end": 2}, {"start": 6, "end": 8},
        {"start": 7, "end": 9}, {"start": 1.5, "end": 3}, {"start": "a"}]);
    body["cover_note"] = Value::Null;
    body["cover_note_withheld"] = json!([{"start": 0, "end": 1}]);
    body["letter"]["pages_checked"] = json!(true);
    let problem = sam.post("/api/v1/preview", &body).await.problem(422, "invalid_request");
    let errors = problem["errors"].as_array().expect("errors").iter();
    let mut found: Vec<(&str, &str)> =
        errors.map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect();
    found.sort_unstable();
    let expected = [
        ("/cover_note_withheld", "unknown_field"),
        ("/letter/pages_checked", "unknown_field"),
        ("/letter/withheld/0/end", "out_of_range"),
        ("/letter/withheld/1/start", "inside_character"),
        ("/letter/withheld/2/end", "empty_place"),
        ("/letter/withheld/4", "overlapping"),
        ("/letter/withheld/5/start", "out_of_range"),
        ("/letter/withheld/6/end", "required"),
        ("/letter/withheld/6/start", "wrong_type"),
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_name_that_nobody_gave_cannot_be_recognised_and_the_banker_hears_so() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    body["client"] = json!({"email": "kitty.x99@mail.test"});
    body["letter"] = json!({"kind": "typed", "text": "Write to kitty.x99@mail.test."});
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(codes(&preview), ["name_withheld"]);
    assert!(preview["notes"][0]["detail"].as_str().unwrap().contains("client.name"), "{preview}");
    let sent = app.commend(&sam, &body).await;
    let seen = sam.get(&format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap())).await.with_status(200);
    assert_eq!(seen["letter"]["text"], "Write to [name withheld].", "the address is the client's all the same");
    app.drain().await;
    body["client"] = json!({"name": "Ana Ruiz", "consent_to_share_name": true});
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!((codes(&preview), &preview["maybe_names"]), (vec![], &json!([])), "with consent nothing is asked");
}
