//! A commendation is sent up both chains, once, and everything is recorded.

use serde_json::{Value, json};

use super::{letter, letter_about, note, told};
use crate::support::TestApp;

fn pair(name: &str, reasons: &[&str]) -> (String, Vec<String>) {
    (name.to_owned(), reasons.iter().map(|reason| (*reason).to_owned()).collect())
}

#[tokio::test]
async fn both_chains_are_told_and_each_mail_carries_the_downloaded_bytes() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let answer = sam.post("/api/v1/commendations", &letter(&app).await).await;
    let location = answer.header("location").to_owned();
    let sent = answer.with_status(201);
    assert_eq!(location, format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap()));
    assert_eq!(sent["reference"], "C-2026-000001");
    assert_eq!(sent["state"], "sent");
    assert_eq!(sent["masked"], json!([]));
    let expected = [
        pair("Priya Raman", &["helper"]),
        pair("Ruth Adler", &["helper_supervisor"]),
        pair("Tom Brandt", &["banker_supervisor"]),
        pair("Sam Lee", &["banker"]),
    ];
    assert_eq!(told(&sent), expected);
    let code = sent["verification_code"].as_str().unwrap();
    assert_eq!(code.len(), 19, "sixteen characters in fours: {code}");

    // The copy is there from the moment of the 201, before any mail has gone.
    let pdf = sam.get(&format!("{location}/letter.pdf")).await;
    assert_eq!(pdf.status, 200);
    assert_eq!(pdf.header("content-type"), "application/pdf");
    app.drain().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 4);
    for mail in &mails {
        let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes()).expect("a message");
        let attached = parsed.attachment(0).expect("an attachment");
        assert_eq!(attached.contents(), &pdf.body[..], "the mailed bytes are the downloaded ones");
    }
    let deliveries = sam.get(&format!("{location}/deliveries")).await.with_status(200);
    for delivery in deliveries["items"].as_array().unwrap() {
        assert_eq!(delivery["state"], "sent");
        assert_eq!(delivery["attempts"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_key_sends_once_also_for_another_process_and_tells_the_bodies_apart() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = letter(&app).await;
    let first = sam.post_once("/api/v1/commendations", "key-1", &body).await;
    assert_eq!(first.header("idempotency-replayed"), "");
    // Names in another order and other spacing are the same body: it is compared as parsed.
    let mut turned: serde_json::Map<String, Value> = serde_json::Map::new();
    for (name, value) in body.as_object().unwrap().iter().rev() {
        turned.insert(name.clone(), value.clone());
    }
    let again = sam.post_once("/api/v1/commendations", "key-1", &Value::Object(turned)).await;
    assert_eq!(again.status, 201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.json(), first.json());
    let mut other = body.clone();
    other["cover_note"] = json!("Something else.");
    sam.post_once("/api/v1/commendations", "key-1", &other).await.problem(422, "idempotency_key_reused");
    // A key belongs to its caller.
    let mia = app.sign_in("mia").await;
    assert_eq!(
        mia.post_once("/api/v1/commendations", "key-1", &body).await.with_status(201)["reference"],
        "C-2026-000002"
    );
    sam.post_once("/api/v1/commendations", "no spaces", &body).await.problem(422, "invalid_request");
    app.drain().await;
    assert_eq!(app.mails().len(), 8);
}

#[tokio::test]
async fn many_at_once_with_one_key_are_one_commendation() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = note(&app, "priya").await;
    let tries =
        futures_util::future::join_all((0..8).map(|_| sam.post_once("/api/v1/commendations", "same", &body))).await;
    for answer in &tries {
        assert!(answer.status == 201 || answer.status == 409, "{}", answer.json());
        if answer.status == 409 {
            answer.problem(409, "in_progress");
        }
    }
    let listed = sam.get("/api/v1/commendations?role=sent").await.with_status(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    app.drain().await;
}

#[tokio::test]
async fn several_helpers_share_one_letter_and_nobody_gets_two_mails() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    // Omar and Bea have one supervisor; Greta is praised herself and supervises both.
    let sent = app.commend(&sam, &letter_about(&app, &["omar", "bea", "greta"]).await).await;
    let expected = [
        pair("Omar Khan", &["helper"]),
        pair("Bea Novák", &["helper"]),
        pair("Greta Olsen", &["helper", "helper_supervisor"]),
        pair("Hana Sato", &["helper_supervisor"]),
        pair("Tom Brandt", &["banker_supervisor"]),
        pair("Sam Lee", &["banker"]),
    ];
    assert_eq!(told(&sent), expected);
    app.drain().await;
    assert_eq!(app.mails().len(), 6);
}

#[tokio::test]
async fn a_supervisor_reached_through_both_chains_gets_one_mail_with_both_reasons() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    // Mia sits beside Sam: Tom supervises both.
    let sent = app.commend(&sam, &note(&app, "mia").await).await;
    let expected = [
        pair("Mia Chen", &["helper"]),
        pair("Tom Brandt", &["helper_supervisor", "banker_supervisor"]),
        pair("Sam Lee", &["banker"]),
    ];
    assert_eq!(told(&sent), expected);
    app.drain().await;
    let to_tom: Vec<String> = app.mails().into_iter().filter(|mail| mail.contains("tom@bank.example")).collect();
    assert_eq!(to_tom.len(), 1);
    let parsed = mail_parser::MessageParser::default().parse(to_tom[0].as_bytes()).expect("a message");
    let text = parsed.body_text(0).expect("a text");
    assert!(text.contains("Mia") && text.contains("Sam"), "{text}");
}

#[tokio::test]
async fn the_top_of_the_tree_goes_to_hr_and_praise_of_one_s_own_supervisor_is_flagged() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &note(&app, "ines").await).await;
    assert!(told(&sent).contains(&pair("Hugo Reyes", &["hr"])), "{sent}");
    let hugo = app.sign_in("hugo").await;
    let none = hugo.get("/api/v1/work-items?state=open&kind=no_supervisor").await.with_status(200);
    assert_eq!(none["items"], json!([]), "the top of the tree is as it should be");
    app.commend(&sam, &note(&app, "tom").await).await;
    let review = hugo.get("/api/v1/work-items?state=open&kind=review").await.with_status(200);
    assert_eq!(review["items"].as_array().unwrap().len(), 1);
    app.drain().await;
}

#[tokio::test]
async fn a_preview_says_what_sending_does_and_stores_nothing() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    body["letter"]["text"] = json!("My card is 4111 1111 1111 1111. Thank you.");
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(preview["masked"], json!([{"pointer": "/letter/text", "kind": "card", "last4": "1111"}]));
    assert_eq!(told(&preview).len(), 4);
    let draft = sam.request(reqwest::Method::POST, "/api/v1/preview").header("Accept", "application/pdf").json(&body);
    let draft = sam.send(draft).await;
    assert_eq!(draft.status, 200);
    assert!(draft.body.starts_with(b"%PDF-"));
    let listed = sam.get("/api/v1/commendations").await.with_status(200);
    assert_eq!(listed["items"], json!([]));
    // A number is not used up by looking.
    assert_eq!(app.commend(&sam, &body).await["reference"], "C-2026-000001");
    app.drain().await;
}

#[tokio::test]
async fn a_character_without_a_font_is_named_before_and_told_hr_by_its_number() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    body["letter"]["text"] = json!("Thank you \u{e123}\u{f8ff} so much.");
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(preview["without_font"], json!(["\u{e123}", "\u{f8ff}"]), "no font can know what was meant");
    let sent = app.commend(&sam, &body).await;
    let hugo = app.sign_in("hugo").await;
    let items = hugo.get("/api/v1/work-items?state=open&kind=missing_glyph").await.with_status(200);
    let reference = sent["reference"].as_str().unwrap();
    let summary = format!("{reference} holds characters that no font here has: U+E123, U+F8FF.");
    assert_eq!(items["items"][0]["summary"], summary.as_str(), "{items}");
    app.drain().await;
}

#[tokio::test]
async fn as_many_levels_are_told_as_policy_says() {
    let app = TestApp::with(|config| config.policy.levels = 2).await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    let names: Vec<String> = told(&sent).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Priya Raman", "Ruth Adler", "Hana Sato", "Tom Brandt", "Ines Okafor", "Sam Lee"]);
    app.drain().await;
}

/// Gives Priya a dotted line to Noor from that day on.
async fn dotted_line(app: &TestApp, from: &str) {
    let hugo = app.sign_in("hugo").await;
    let line =
        json!({"supervisor_id": app.id("noor").await, "kind": "dotted", "from": from, "reason": "the audit of wires"});
    let path = format!("/api/v1/people/{}/reporting-lines", app.id("priya").await);
    hugo.post(&path, &line).await.with_status(201);
}

#[tokio::test]
async fn a_dotted_line_gets_a_copy_where_policy_says_and_nothing_elsewhere() {
    for copy in [true, false] {
        let app = TestApp::with(|config| config.policy.copy_dotted_lines = copy).await;
        dotted_line(&app, "2026-11-01").await;
        let sam = app.sign_in("sam").await;
        let sent = app.commend(&sam, &letter(&app).await).await;
        let noor = told(&sent).into_iter().find(|(name, _)| name == "Noor Haddad");
        assert_eq!(noor, copy.then(|| pair("Noor Haddad", &["dotted_line"])), "copy_dotted_lines = {copy}");
        assert_eq!(told(&sent).len(), if copy { 5 } else { 4 });
        app.drain().await;
        assert_eq!(app.mails().iter().any(|mail| mail.contains("noor@bank.example")), copy);
    }
}

#[tokio::test]
async fn a_dotted_line_counts_from_its_first_day_and_not_for_the_banker() {
    let app = TestApp::with(|config| config.policy.copy_dotted_lines = true).await;
    // The letter is of 20 November.
    dotted_line(&app, "2026-11-21").await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let before = app.commend(&sam, &letter(&app).await).await;
    assert!(!told(&before).iter().any(|(name, _)| name == "Noor Haddad"), "{before}");
    let mut after = note(&app, "priya").await;
    after["served_on"] = json!("2026-11-21");
    let after = app.commend(&sam, &after).await;
    assert!(told(&after).contains(&pair("Noor Haddad", &["dotted_line"])), "{after}");
    // Both chains are told of the praise; a dotted line is the helper's only.
    let by_priya = app.commend(&priya, &note(&app, "omar").await).await;
    assert!(!told(&by_priya).iter().any(|(name, _)| name == "Noor Haddad"), "{by_priya}");
    app.drain().await;
}

#[tokio::test]
async fn where_policy_says_so_only_bankers_commend() {
    let app = TestApp::with(|config| config.policy.only_bankers_commend = true).await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let body = note(&app, "omar").await;
    for path in ["/api/v1/commendations", "/api/v1/preview"] {
        priya.post(path, &body).await.problem(403, "forbidden");
    }
    let listed = priya.get("/api/v1/commendations?role=sent").await.with_status(200);
    assert_eq!(listed["items"], json!([]));
    app.commend(&sam, &body).await;
    app.drain().await;
    // Without the policy a colleague thanks a colleague.
    let app = TestApp::start().await;
    let priya = app.sign_in("priya").await;
    app.commend(&priya, &note(&app, "omar").await).await;
    app.drain().await;
}
