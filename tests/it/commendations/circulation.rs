//! Circulated and withheld data: consent, client data, and the readers of each.

use commend::db::schema::circulated_copies;
use commend::db::{Connection, DbError};
use diesel::prelude::*;
use serde_json::json;

use super::{letter, note, path_of};
use crate::support::{TestApp, pdf_text};

#[tokio::test]
async fn client_data_is_masked_wherever_it_circulates_and_whole_only_for_those_who_may() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    let (card, iban) = ("4111-1111 1111\u{a0}1111", "DE89 3704 0044 0532 0130 00");
    body["letter"]["text"] = json!(format!("My card {card} worked again, and so did {iban}."));
    body["cover_note"] = json!(format!("It was card {card}."));
    body["letter"]["signature"]["name"] = json!("Maria 4111111111111111");
    let sent = app.commend(&sam, &body).await;
    let masked: Vec<(&str, &str, &str)> = sent["masked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["pointer"].as_str().unwrap(), m["kind"].as_str().unwrap(), m["last4"].as_str().unwrap()))
        .collect();
    let expected = [
        ("/letter/text", "card", "1111"),
        ("/letter/text", "iban", "3000"),
        ("/cover_note", "card", "1111"),
        ("/letter/signature/name", "card", "1111"),
    ];
    assert_eq!(masked, expected);
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    let pdf = sam.get(&format!("{path}/letter.pdf")).await;
    let printed = pdf_text(&pdf.body);
    app.drain().await;
    let mails = app.mails().join("\n");
    let priya = app.sign_in("priya").await;
    let seen = priya.get(&path).await.with_status(200).to_string();
    let listed = priya.get("/api/v1/commendations?role=received").await.with_status(200).to_string();
    for (what, text) in [("PDF", &printed), ("mails", &mails), ("record", &seen), ("list", &listed)] {
        // Without what may stand between the digits of one number; what stands between two numbers is left.
        let whole = text.replace("=\r\n", "");
        let joined: String = whole.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        assert!(!joined.contains("411111111111"), "the card's number stands in the {what}");
        assert!(!joined.contains("37040044"), "the IBAN stands in the {what}");
        assert!(joined.contains("1111"), "its last digits do not stand in the {what}");
    }
    // Search finds nothing by what is masked.
    let found = priya.get("/api/v1/commendations?role=received&q=37040044").await.with_status(200);
    assert_eq!(found["items"], json!([]));
    // As written, for the banker, HR and auditor, with an entry for each reading.
    let before = app.trail_length().await;
    for who in ["sam", "hugo", "noor"] {
        let original = app.sign_in(who).await.get(&format!("{path}/original")).await.with_status(200);
        assert!(original["letter"]["text"].as_str().unwrap().contains(card), "{who}");
        assert_eq!(original["letter"]["signature"]["strokes"][0][0], json!([12.0, 30.0]));
    }
    let readings = app.trail(20).await.iter().filter(|entry| entry.action == "commendation.original_read").count();
    assert_eq!(readings, 3);
    assert!(app.trail_length().await >= before + 3);
    for who in ["priya", "ruth", "tom"] {
        app.sign_in(who).await.get(&format!("{path}/original")).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn without_consent_the_name_is_nowhere_but_in_the_record() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    body["client"]["consent_to_share_name"] = json!(false);
    body["letter"]["text"] = json!("I am Maria Delgado and I thank Priya.\n\nYours, Delgado");
    body["cover_note"] = json!("Ms. Delgado asked me to pass this on.");
    let sent = app.commend(&sam, &body).await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    let pdf = pdf_text(&sam.get(&format!("{path}/letter.pdf")).await.body);
    assert!(pdf.contains("A client of Oak Street branch"), "{pdf}");
    assert!(!pdf.contains("branch branch"), "{pdf}");
    app.drain().await;
    let seen = app.sign_in("priya").await.get(&path).await.with_status(200);
    assert_eq!(seen["client_name"], json!(null));
    assert_eq!(seen["letter"]["signature_name"], json!(null));
    for text in [pdf, app.mails().join("\n"), seen.to_string()] {
        assert!(!text.contains("Delgado"), "{text}");
    }
    let original = app.sign_in("noor").await.get(&format!("{path}/original")).await.with_status(200);
    assert_eq!(original["client"]["name"], "Maria Delgado");
}

#[tokio::test]
async fn only_readers_know_that_a_commendation_exists() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    for who in ["sam", "priya", "ruth", "tom", "hugo", "noor"] {
        let reader = app.sign_in(who).await;
        assert_eq!(reader.get(&path).await.with_status(200)["reference"], sent["reference"], "{who}");
        assert_eq!(reader.get(&format!("{path}/letter.pdf")).await.status, 200, "{who}");
    }
    for who in ["omar", "mia", "greta", "lena", "ines"] {
        let stranger = app.sign_in(who).await;
        for tail in ["", "/letter.pdf", "/original", "/deliveries"] {
            stranger.get(&format!("{path}{tail}")).await.problem(404, "not_found");
        }
        stranger.post(&format!("{path}/acknowledgements"), &json!({})).await.problem(404, "not_found");
        stranger.post(&format!("{path}/withdrawal"), &json!({"reason": "x"})).await.problem(404, "not_found");
    }
    // Deliveries are for those who answer for it.
    for who in ["priya", "ruth", "tom"] {
        app.sign_in(who).await.get(&format!("{path}/deliveries")).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn lists_hold_what_is_the_caller_s_and_page_without_gaps() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for index in 0..7 {
        let mut body = note(&app, if index % 2 == 0 { "priya" } else { "omar" }).await;
        body["cover_note"] = json!(format!("Occasion number {index}, with thanks."));
        app.commend(&sam, &body).await;
    }
    let mut references = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = sam.get(&format!("/api/v1/commendations?role=sent&limit=2{cursor}")).await.with_status(200);
        for item in page["items"].as_array().unwrap() {
            references.push(item["reference"].as_str().unwrap().to_owned());
        }
        match page["next_cursor"].as_str() {
            // A commendation sent meanwhile does not shift the pages.
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
        app.commend(&sam, &note(&app, "bea").await).await;
    }
    assert_eq!(references, (1..=7).rev().map(|n| format!("C-2026-{n:06}")).collect::<Vec<_>>());
    let priya = app.sign_in("priya").await;
    let received = priya.get("/api/v1/commendations?role=received").await.with_status(200);
    assert_eq!(received["items"].as_array().unwrap().len(), 4);
    assert_eq!(priya.get("/api/v1/commendations?role=sent").await.with_status(200)["items"], json!([]));
    let ruth = app.sign_in("ruth").await;
    assert_eq!(
        ruth.get("/api/v1/commendations?role=team").await.with_status(200)["items"].as_array().unwrap().len(),
        4
    );
    let found = sam.get("/api/v1/commendations?role=sent&q=OCCASION%20numb").await.with_status(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 7);
    let hugo = app.sign_in("hugo").await;
    let all = hugo.get("/api/v1/commendations?limit=100").await.with_status(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 10);
    // A history is for the person, the supervisors now, HR and auditor.
    let history = format!("/api/v1/people/{}/recognition", app.id("priya").await);
    for who in ["priya", "ruth", "hugo", "noor"] {
        let items = app.sign_in(who).await.get(&history).await.with_status(200);
        assert_eq!(items["items"].as_array().unwrap().len(), 4, "{who}");
    }
    for who in ["sam", "tom", "hana", "omar"] {
        app.sign_in(who).await.get(&history).await.problem(404, "not_found");
    }
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_present_supervisor_of_a_praised_banker_reads_what_the_team_list_shows() {
    let app = TestApp::start().await;
    let (sam, hugo, greta) = (app.sign_in("sam").await, app.sign_in("hugo").await, app.sign_in("greta").await);
    let mut sent = Vec::new();
    for too in [true, false] {
        let body = json!({
            "helper_ids": [app.id("priya").await],
            "client": {"name": "Maria Delgado"},
            "letter": {"kind": "typed", "text": "They stayed."},
            "include_banker": too,
        });
        sent.push(app.commend(&sam, &body).await["id"].as_str().expect("an id").to_owned());
    }
    app.drain().await;
    let path = format!("/api/v1/people/{}/reporting-lines", app.id("sam").await);
    let line =
        json!({"supervisor_id": app.id("greta").await, "kind": "primary", "from": "2026-11-21", "reason": "moved"});
    hugo.post(&path, &line).await.with_status(201);
    let team = greta.get("/api/v1/commendations?role=team").await.with_status(200);
    let listed: Vec<&str> =
        team["items"].as_array().expect("a list").iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(listed, [sent[0].as_str()]);
    let path = format!("/api/v1/commendations/{}", sent[0]);
    let shown = greta.get(&path).await.with_status(200);
    assert_eq!(shown["actions"], json!([{"action": "dispute", "until": null}]), "{shown}");
    assert_eq!(greta.get(&format!("{path}/letter.pdf")).await.status, 200);
    greta.post(&format!("{path}/acknowledgements"), &json!({})).await.problem(403, "forbidden");
    greta.get(&format!("/api/v1/commendations/{}", sent[1])).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_drawn_signature_is_stored_once_and_stands_on_every_version() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    let path = path_of(&sent);
    let correction = json!({"cover_note": "She found the day desk.", "reason": "It was by day."});
    sam.post(&format!("{path}/corrections"), &correction).await.with_status(201);
    let frozen = |conn: &mut Connection| {
        Ok::<_, DbError>(circulated_copies::table.select(circulated_copies::content).load::<String>(conn)?)
    };
    let frozen = app.app.db.read(frozen).await.expect("copies");
    assert_eq!(frozen.len(), 2);
    for content in frozen {
        assert!(content.contains(r#""signature":[]"#), "{content}");
    }
    for version in [1, 2] {
        let pdf = sam.get(&format!("{path}/letter.pdf?version={version}")).await;
        let document = lopdf::Document::load_mem(&pdf.body).expect("a PDF");
        let described = |object: &lopdf::Object| format!("{object:?}").contains("Signature of");
        assert!(document.objects.values().any(described), "version {version} has no drawn signature");
    }
    app.drain().await;
}
