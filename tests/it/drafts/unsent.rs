//! Drafts that are never sent: one without a letter is deleted by time, a client's letter never; HR or the supervisor settles it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{PATH, begun, path, save, send};
use crate::commendations::letter;
use crate::support::{Client, TestApp};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn tend(app: &TestApp) {
    app.app.drafts.tend().await.expect("a run");
}

/// Mails to a person since the start.
fn mails_to(app: &TestApp, who: &str) -> Vec<String> {
    let to = format!("To: {who}");
    let address = format!("<{}>", crate::support::people::address(who));
    let is_to = |mail: &String| mail.contains(&address) || mail.contains(&to);
    app.mails().into_iter().filter(is_to).collect()
}

async fn items(hugo: &Client, state: &str) -> Vec<Value> {
    let items = hugo.get(&format!("/api/v1/work-items?kind=unsent_letter&state={state}")).await.with_status(200);
    items["items"].as_array().expect("items").clone()
}

async fn close(client: &Client, draft: &Value, reason: &str) -> crate::support::Answer {
    client.post(&format!("{}/closing", path(draft)), &json!({"reason": reason})).await
}

/// The cast without Sam.
fn without_sam() -> String {
    crate::support::people::FILE.lines().filter(|line| !line.contains("sam@")).map(|line| format!("{line}\n")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_without_a_letter_is_deleted_thirty_days_after_its_last_change() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &json!({"cover_note": "One"})).await;
    app.advance(20 * DAY);
    let sam = app.sign_in("sam").await;
    save(&sam, &draft, 1, &json!({"cover_note": "Two"})).await.with_status(200);
    app.advance(30 * DAY - HOUR);
    tend(&app).await;
    let sam = app.sign_in("sam").await;
    sam.get(&path(&draft)).await.with_status(200);
    app.advance(HOUR);
    tend(&app).await;
    let sam = app.sign_in("sam").await;
    sam.get(&path(&draft)).await.problem(404, "not_found");
    assert_eq!(app.trail(10).await.iter().filter(|entry| entry.action == "draft.cleared_away").count(), 1);
    assert!(mails_to(&app, "sam").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_letter_is_never_deleted_its_banker_is_reminded_and_then_it_is_a_work_item() {
    let app = TestApp::start().await;
    let (sam, tom, hugo) = (app.sign_in("sam").await, app.sign_in("tom").await, app.sign_in("hugo").await);
    let draft = begun(&sam, &json!({})).await;
    app.advance(5 * DAY);
    let sam = app.sign_in("sam").await;
    save(&sam, &draft, 1, &letter(&app).await).await.with_status(200);
    for (after, reminders) in [(DAY - HOUR, 0), (HOUR, 1), (HOUR, 1), (2 * DAY - HOUR, 2), (HOUR, 2)] {
        app.advance(after);
        tend(&app).await;
        tend(&app).await;
        app.drain().await;
        assert_eq!(mails_to(&app, "sam").len(), reminders, "{after:?}");
    }
    for mail in mails_to(&app, "sam") {
        assert!(!mail.contains("Maria") && !mail.contains("Delgado"), "the client is not named: {mail}");
        assert!(mail.replace("=\r\n", "").contains(draft["id"].as_str().expect("an id")), "it leads to the draft");
    }
    // A change of the words does not begin the time anew.
    let sam = app.sign_in("sam").await;
    let mut other = letter(&app).await;
    other["cover_note"] = json!("Other words.");
    save(&sam, &draft, 2, &other).await.with_status(200);
    assert!(items(&app.sign_in("hugo").await, "open").await.is_empty());
    tom.get(&path(&draft)).await;
    drop(hugo);
    app.advance(DAY);
    tend(&app).await;
    tend(&app).await;
    app.drain().await;
    let hugo = app.sign_in("hugo").await;
    let open = items(&hugo, "open").await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["subject"], format!("draft:{}", draft["id"].as_str().expect("an id")));
    assert_eq!((&open[0]["detail"]["draft_id"], &open[0]["detail"]["left"]), (&draft["id"], &json!(false)));
    assert!(open[0]["summary"].as_str().is_some_and(|words| words.starts_with("Sam Lee (9) has not sent")));
    assert_eq!(mails_to(&app, "sam").len(), 2);

    // It stays for ever, and comes back to the list if somebody resolves the item alone.
    let resolution = format!("/api/v1/work-items/{}/resolution", open[0]["id"].as_str().expect("an id"));
    hugo.post(&resolution, &json!({"note": "seen"})).await.with_status(201);
    app.advance(400 * DAY);
    tend(&app).await;
    let (hugo, sam) = (app.sign_in("hugo").await, app.sign_in("sam").await);
    assert_eq!(items(&hugo, "open").await.len(), 1);
    // Its banker can send it still; she cannot make it disappear.
    sam.delete(&path(&draft)).await.problem(409, "draft_waits");
    send(&sam, &draft).await.with_status(201);
    assert!(items(&hugo, "open").await.is_empty());
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_supervisor_reads_it_masked_and_sends_it_in_the_name_of_its_banker() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    body["client"] = json!({"name": "Maria Delgado", "email": "maria@home.example"});
    body["letter"]["text"] = json!("Priya moved 4111 1111 1111 1111 for me. Maria Delgado");
    let draft = begun(&sam, &body).await;
    let (tom, hugo, ruth) = (app.sign_in("tom").await, app.sign_in("hugo").await, app.sign_in("ruth").await);
    app.let_drafts_wait().await;
    for (who, role) in [(&tom, "team"), (&hugo, "all")] {
        let listed = who.get(&format!("{PATH}?role={role}")).await.with_status(200);
        assert_eq!(
            (&listed["items"][0]["id"], &listed["items"][0]["owner"]["name"]),
            (&draft["id"], &json!("Sam Lee"))
        );
        let read = who.get(&path(&draft)).await.with_status(200);
        assert_eq!(read["actions"], json!(["send", "close"]));
        let text = read.to_string();
        for word in ["4111", "Maria", "Delgado", "home.example"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        save(who, &draft, 1, &json!({})).await.problem(403, "forbidden");
        who.delete(&path(&draft)).await.problem(403, "forbidden");
    }
    assert_eq!(ruth.get(&format!("{PATH}?role=team")).await.with_status(200)["items"], json!([]));
    ruth.get(&format!("{PATH}?role=all")).await.problem(403, "forbidden");
    ruth.get(&path(&draft)).await.problem(404, "not_found");
    close(&ruth, &draft, "no").await.problem(404, "not_found");
    close(&sam, &draft, "no").await.problem(403, "forbidden");
    assert_eq!(sam.get(&path(&draft)).await.with_status(200)["actions"], json!(["save", "send"]));

    let sent = send(&tom, &draft).await.with_status(201);
    let entry = &app.trail(1).await[0];
    assert_eq!(
        (entry.action.as_str(), &entry.actor),
        ("commendation.sent", &format!("person:{}", app.id("tom").await))
    );
    let whole = hugo.get(&format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"))).await;
    assert_eq!(whole.with_status(200)["banker"]["name"], "Sam Lee");
    send(&tom, &draft).await.problem(409, "draft_sent");
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_closes_it_with_a_reason_and_its_banker_is_told() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &letter(&app).await).await;
    let hugo = app.sign_in("hugo").await;
    close(&hugo, &draft, "too early").await.problem(404, "not_found");
    for _ in 0..3 {
        app.advance(5 * DAY);
        tend(&app).await;
    }
    app.drain().await;
    let hugo = app.sign_in("hugo").await;
    let refused = hugo.post(&format!("{}/closing", path(&draft)), &json!({"reason": " ", "mood": 1})).await;
    let problem = refused.problem(422, "invalid_request");
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(2), "{problem}");
    assert_eq!(items(&hugo, "open").await.len(), 1);

    let closing = format!("{}/closing", path(&draft));
    let reason = json!({"reason": "The client of card 4111 1111 1111 1111 took it back."});
    let closed = hugo.post_once(&closing, "k", &reason).await.with_status(201);
    assert_eq!(hugo.post_once(&closing, "k", &reason).await.with_status(201), closed);
    close(&hugo, &draft, "again").await.problem(409, "draft_closed");
    send(&hugo, &draft).await.problem(409, "draft_closed");
    assert!(items(&hugo, "open").await.is_empty());
    let resolved = &items(&hugo, "resolved").await[0];
    assert_eq!(resolved["resolved_by"], json!(app.id("hugo").await));
    assert_eq!(resolved["note"], "The client of card ••••\u{a0}1111 took it back.");

    app.drain().await;
    let mail = mails_to(&app, "sam").into_iter().find(|mail| mail.contains("Your draft was closed"));
    assert!(mail.is_some_and(|mail| mail.contains("Hugo Reyes") && !mail.contains("4111")));
    let sam = app.sign_in("sam").await;
    assert_eq!(sam.get(PATH).await.with_status(200)["items"], json!([]));
    let read = sam.get(&path(&draft)).await.with_status(200);
    assert_eq!((&read["closed"]["by"], &read["actions"]), (&json!(app.id("hugo").await), &json!([])));
    save(&sam, &draft, 2, &json!({})).await.problem(409, "draft_closed");
    app.advance(30 * DAY);
    tend(&app).await;
    app.sign_in("sam").await.get(&path(&draft)).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drafts_of_a_banker_who_left_are_for_others_at_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &letter(&app).await).await;
    let note = begun(&sam, &json!({"cover_note": "She stayed."})).await;
    app.import(&without_sam()).await;
    let (hugo, tom) = (app.sign_in("hugo").await, app.sign_in("tom").await);
    let mut named: Vec<Value> =
        items(&hugo, "open").await.iter().map(|item| item["detail"]["draft_id"].clone()).collect();
    named.sort_by_key(ToString::to_string);
    assert_eq!(named, [draft["id"].clone(), note["id"].clone()]);
    assert_eq!(tom.get(&format!("{PATH}?role=team")).await.with_status(200)["items"].as_array().map(Vec::len), Some(2));
    tend(&app).await;
    assert_eq!(items(&hugo, "open").await.len(), 2);
    send(&hugo, &draft).await.with_status(201);
    assert_eq!(items(&hugo, "open").await.len(), 1);
    app.drain().await;
    // A draft without a letter is still deleted by time, and its work item is closed.
    app.advance(30 * DAY);
    tend(&app).await;
    assert!(items(&app.sign_in("hugo").await, "open").await.is_empty());
}
