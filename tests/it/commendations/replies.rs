//! Replies to a commendation: acknowledgement, thanks, withdrawal.

use std::time::Duration;

use serde_json::json;

use super::{letter, note, path_of, withdraw};
use crate::support::TestApp;

#[tokio::test]
async fn a_supervisor_acknowledges_once_and_may_change_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    let ruth = app.sign_in("ruth").await;
    let to = format!("{path}/acknowledgements");
    let first = ruth.post(&to, &json!({"note": "Read with joy.", "told_employee": true})).await.with_status(201);
    assert_eq!(first["note"], "Read with joy.");
    let second = ruth.post(&to, &json!({"filed": true})).await.with_status(200);
    assert_eq!((&second["filed"], &second["told_employee"]), (&json!(true), &json!(false)));
    let seen = sam.get(&path).await.with_status(200);
    assert_eq!(seen["acknowledgements"].as_array().unwrap().len(), 1);
    let listed = sam.get("/api/v1/commendations?role=sent").await.with_status(200);
    assert_eq!(listed["items"][0]["acknowledgements"], 1);
    // The banker's supervisor reads it and is no supervisor of a helper.
    app.sign_in("tom").await.post(&to, &json!({})).await.problem(403, "forbidden");
    let problem = ruth.post(&to, &json!({"note": 7, "x": 1})).await.problem(422, "invalid_request");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_helper_s_thanks_reach_the_banker_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let before = app.mails().len();
    let to = format!("/api/v1/commendations/{}/thanks", sent["id"].as_str().unwrap());
    let priya = app.sign_in("priya").await;
    priya.post(&to, &json!({"text": "Thank you for writing it down."})).await.with_status(201);
    priya.post(&to, &json!({"text": "Thank you both."})).await.with_status(200);
    app.drain().await;
    let mails = app.mails();
    assert_eq!(mails.len(), before + 1);
    let told = mails.iter().find(|mail| mail.contains("Thank you for writing it down.")).expect("the mail of thanks");
    assert!(told.contains("sam@bank.example"));
    app.sign_in("ruth").await.post(&to, &json!({})).await.problem(403, "forbidden");
}

#[tokio::test]
async fn withdrawing_tells_everyone_who_got_it_and_closes_it_to_them() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    let to = format!("{path}/withdrawal");
    sam.post(&to, &json!({"reason": "  "})).await.problem(422, "invalid_request");
    app.sign_in("priya").await.post(&to, &json!({"reason": "x"})).await.problem(403, "forbidden");
    let taken = sam.post(&to, &json!({"reason": "It was meant for a colleague."})).await.with_status(201);
    assert_eq!(taken["state"], "withdrawn");
    sam.post(&to, &json!({"reason": "again"})).await.problem(409, "withdrawn");
    app.drain().await;
    let recalls: Vec<String> =
        app.mails().into_iter().filter(|mail| mail.contains("Withdrawn: commendation C-2026-000001")).collect();
    assert_eq!(recalls.len(), 4);
    for mail in &recalls {
        let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes()).expect("a message");
        assert_eq!(parsed.attachment_count(), 0);
        assert!(!parsed.body_text(0).expect("a text").contains("stayed on the phone"), "a recall quotes nothing");
    }
    for who in ["priya", "ruth", "tom"] {
        let reader = app.sign_in(who).await;
        let seen = reader.get(&path).await.with_status(200);
        assert_eq!(
            (&seen["state"], &seen["letter"], &seen["cover_note"]),
            (&json!("withdrawn"), &json!(null), &json!(null))
        );
        reader.get(&format!("{path}/letter.pdf")).await.problem(404, "not_found");
    }
    let listed = app.sign_in("priya").await.get("/api/v1/commendations?role=received").await.with_status(200);
    assert_eq!((&listed["items"][0]["excerpt"], &listed["items"][0]["banker"]), (&json!(""), &json!(null)));
    for who in ["sam", "hugo", "noor"] {
        let seen = app.sign_in(who).await.get(&path).await.with_status(200);
        assert!(seen["letter"]["text"].as_str().unwrap().contains("stayed on the phone"), "{who}");
    }
    app.sign_in("ruth").await.post(&format!("{path}/acknowledgements"), &json!({})).await.problem(409, "withdrawn");
}

#[tokio::test]
async fn what_waits_is_not_sent_after_a_withdrawal_and_after_a_day_only_hr_withdraws() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let first = app.commend(&sam, &note(&app, "priya").await).await;
    withdraw(&sam, &first).await;
    app.drain().await;
    assert_eq!(app.mails().len(), 0, "nobody got it, so nobody is told");
    let deliveries = sam.get(&format!("{}/deliveries", path_of(&first))).await.with_status(200);
    assert!(deliveries["items"].as_array().unwrap().iter().all(|delivery| delivery["state"] == "suppressed"));
    let second = app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    app.advance(Duration::from_secs(24 * 3600 + 1));
    let sam = app.sign_in("sam").await;
    sam.post(&format!("{}/withdrawal", path_of(&second)), &json!({"reason": "Late."})).await.problem(409, "too_late");
    let hugo = app.sign_in("hugo").await;
    hugo.post(&format!("{}/withdrawal", path_of(&second)), &json!({"reason": "Asked by the client."}))
        .await
        .with_status(201);
    app.drain().await;
    let intact = commend::audit::verify(&app.app.db).await.expect("the trail holds");
    assert!(intact.entries > 0);
}

#[tokio::test]
async fn who_presses_twice_at_the_same_moment_has_done_it_once() {
    let app = TestApp::start().await;
    let (sam, ruth, priya) = (app.sign_in("sam").await, app.sign_in("ruth").await, app.sign_in("priya").await);
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    for (client, verb, body, statuses) in [
        (&ruth, "acknowledgements", json!({"filed": true}), [200, 200, 201]),
        (&priya, "thanks", json!({"text": "Thank you."}), [200, 200, 201]),
        (&sam, "withdrawal", json!({"reason": "It was meant for a colleague."}), [201, 409, 409]),
    ] {
        let to = format!("{path}/{verb}");
        let (a, b, c) = tokio::join!(client.post(&to, &body), client.post(&to, &body), client.post(&to, &body));
        let mut answered = [a.status, b.status, c.status];
        answered.sort_unstable();
        assert_eq!(answered, statuses, "{verb}");
    }
    app.drain().await;
}
