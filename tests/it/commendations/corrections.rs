//! A correction: a version that replaces the one before, and the mails about it.

use commend::db::DbError;
use commend::db::schema::deliveries;
use diesel::prelude::*;
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::{Value, json};

use super::letter;
use crate::support::{Client, TestApp};

/// A mail's recipient, subject, text and attached PDF.
struct Mail {
    to: String,
    subject: String,
    text: String,
    pdf: Option<Vec<u8>>,
}

/// The mails since there were so many.
fn mails(app: &TestApp, before: &[String]) -> Vec<Mail> {
    let fresh: Vec<String> = app.mails().into_iter().filter(|mail| !before.contains(mail)).collect();
    let mut mails: Vec<Mail> = fresh
        .iter()
        .map(|mail| {
            let parsed = MessageParser::default().parse(mail.as_bytes()).expect("a message");
            let to = parsed.to().and_then(|to| to.first()).and_then(|to| to.address()).expect("a recipient");
            let attached = parsed.attachments().find(|part| part.attachment_name().is_some());
            Mail {
                to: to.split('@').next().expect("a name").to_owned(),
                subject: parsed.subject().expect("a subject").to_owned(),
                text: parsed.body_text(0).expect("a text").split_whitespace().collect::<Vec<_>>().join(" "),
                pdf: attached.map(|part| part.contents().to_vec()),
            }
        })
        .collect();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    mails
}

fn told(mails: &[Mail]) -> Vec<(&str, &str)> {
    let kind = |mail: &Mail| match &mail.subject {
        subject if subject.starts_with("Corrected: commendation C-") => "correction",
        subject if subject.starts_with("Meant for a colleague: commendation C-") => "misdirected",
        subject if subject.starts_with("Withdrawn: commendation C-") => "recall",
        _ => "letter",
    };
    mails.iter().map(|mail| (mail.to.as_str(), kind(mail))).collect()
}

struct Sent {
    path: String,
    code: String,
}

async fn sent(app: &TestApp, sam: &Client) -> Sent {
    let sent = app.commend(sam, &letter(app).await).await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    Sent { path, code: sent["verification_code"].as_str().expect("a code").to_owned() }
}

async fn verified(app: &TestApp, code: &str) -> Value {
    let client = app.anyone();
    let path = format!("/verify/{code}");
    client.send(client.request(reqwest::Method::GET, &path).header("Accept", "application/json")).await.with_status(200)
}

#[tokio::test]
async fn another_cover_note_is_a_second_version_and_everyone_who_has_the_first_is_sent_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = sent(&app, &sam).await;
    app.drain().await;
    let first = sam.get(&format!("{}/letter.pdf", sent.path)).await;
    let ruth = app.sign_in("ruth").await;
    ruth.post(&format!("{}/acknowledgements", sent.path), &json!({})).await.with_status(201);
    let before = app.mails();
    app.advance(std::time::Duration::from_secs(24 * 3600));
    let sam = app.sign_in("sam").await;
    let body =
        json!({"cover_note": "She found the day desk. Card 4111 1111 1111 1111.", "reason": "It was the day desk."});
    let corrected = sam.post(&format!("{}/corrections", sent.path), &body).await.with_status(201);
    assert_eq!((&corrected["state"], &corrected["version"]), (&json!("corrected"), &json!(2)));
    assert_eq!(corrected["masked"], json!([{"pointer": "/cover_note", "kind": "card", "last4": "1111"}]));
    let note = corrected["cover_note"].as_str().expect("a note");
    assert!(note.starts_with("She found the day desk.") && !note.contains("4111 1111"), "{note}");
    assert_eq!(corrected["letter"]["text"], "Priya stayed on the phone until the money had arrived.\n\nThank you.");
    app.drain().await;
    let mails = mails(&app, &before);
    assert_eq!(told(&mails), ["priya", "ruth", "sam", "tom"].map(|who| (who, "correction")));
    let second = sam.get(&format!("{}/letter.pdf", sent.path)).await;
    for mail in &mails {
        assert_eq!(mail.pdf.as_deref(), Some(&*second.body), "{}", mail.to);
        assert!(mail.text.contains("“It was the day desk.”") && !mail.text.contains("day desk. Card"), "{}", mail.text);
        assert!(mail.text.contains("The client’s own words are as they were."), "{}", mail.text);
    }
    assert!(
        mails[1].text.contains("Your acknowledgement of 21 November stands for this copy too."),
        "{}",
        mails[1].text
    );
    // The first copy is what it was, and says that it was replaced.
    let again = sam.get(&format!("{}/letter.pdf?version=1", sent.path)).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    let code = corrected["verification_code"].as_str().expect("a code");
    assert_ne!(code, sent.code);
    let old = verified(&app, &sent.code).await;
    assert_eq!(
        (&old["result"], &old["version"], &old["superseded_by"]),
        (&json!("superseded"), &json!(1), &json!({"version": 2, "issued_on": "2026-11-22"}))
    );
    assert_eq!(verified(&app, code).await["result"], "genuine");
    // The history has it once, and finds it by the new words only.
    let priya = app.sign_in("priya").await;
    for (words, found) in [("day", 1), ("night", 0), ("stayed", 1)] {
        let listed = priya.get(&format!("/api/v1/commendations?role=received&q={words}")).await.with_status(200);
        assert_eq!(listed["items"].as_array().expect("items").len(), found, "{words}");
    }
    // Only the writer sees the words as written.
    let original = sam.get(&format!("{}/original", sent.path)).await.with_status(200);
    assert_eq!(original["cover_note"], "She found the day desk. Card 4111 1111 1111 1111.");
}

#[tokio::test]
async fn another_helper_has_it_and_the_first_no_longer() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = sent(&app, &sam).await;
    app.drain().await;
    let before = app.mails();
    let omar = app.id("omar").await;
    let to = format!("{}/corrections", sent.path);
    let body = json!({"helper_ids": [omar], "reason": "It was Omar in Card Services."});
    let corrected = app.sign_in("hugo").await.post(&to, &body).await.with_status(201);
    assert_eq!(corrected["helpers"][0]["name"], "Omar Khan");
    assert_eq!(corrected["chain"].as_array().expect("a chain").len(), 2, "{}", corrected["chain"]);
    app.drain().await;
    let told_now = mails(&app, &before);
    assert_eq!(
        told(&told_now),
        [
            ("greta", "letter"),
            ("omar", "letter"),
            ("priya", "misdirected"),
            ("ruth", "misdirected"),
            ("sam", "correction"),
            ("tom", "correction")
        ]
    );
    for mail in &told_now {
        let taken_back = ["priya", "ruth"].contains(&mail.to.as_str());
        assert_eq!(mail.pdf.is_none(), taken_back, "{}", mail.to);
        assert_eq!(mail.text.contains("was meant for a colleague"), taken_back, "{}", mail.text);
        assert!(!taken_back || !mail.text.contains("/commendations/"), "no way to it: {}", mail.text);
    }
    assert!(told_now[2].text.contains("We are sorry. Hugo Reyes has corrected it."), "{}", told_now[2].text);
    for (who, has) in [("priya", 0), ("omar", 1)] {
        let one = app.sign_in(who).await;
        let listed = one.get("/api/v1/commendations?role=received").await.with_status(200);
        assert_eq!(listed["items"].as_array().expect("items").len(), has, "{who}");
        assert_eq!(one.get(&sent.path).await.status, if has == 1 { 200 } else { 404 }, "{who}");
    }
    let acknowledge = format!("{}/acknowledgements", sent.path);
    app.sign_in("greta").await.post(&acknowledge, &json!({})).await.with_status(201);
    app.sign_in("ruth").await.post(&acknowledge, &json!({})).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_second_correction_brings_the_first_helper_back_and_a_withdrawal_tells_those_who_have_it_then() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = sent(&app, &sam).await;
    let (priya, omar) = (app.id("priya").await, app.id("omar").await);
    let to = format!("{}/corrections", sent.path);
    let body = json!({"helper_ids": [omar], "reason": "It was Omar in Card Services."});
    sam.post(&to, &body).await.with_status(201);
    app.drain().await;
    let before = app.mails();
    let body = json!({"helper_ids": [priya, omar], "reason": "It was both."});
    let both = sam.post(&to, &body).await.with_status(201);
    assert_eq!((&both["version"], &both["helpers"][0]["name"]), (&json!(3), &json!("Priya Raman")));
    app.drain().await;
    assert_eq!(
        told(&mails(&app, &before)),
        [
            ("greta", "correction"),
            ("omar", "correction"),
            ("priya", "letter"),
            ("ruth", "letter"),
            ("sam", "correction"),
            ("tom", "correction")
        ]
    );
    let before = app.mails();
    sam.post(&to, &json!({"helper_ids": [omar], "reason": "Omar alone."})).await.with_status(201);
    sam.post(&format!("{}/withdrawal", sent.path), &json!({"reason": "Neither."})).await.with_status(201);
    sam.post(&to, &body).await.problem(409, "withdrawn");
    app.drain().await;
    let recalled: Vec<_> = told(&mails(&app, &before)).into_iter().map(|(to, kind)| format!("{to} {kind}")).collect();
    assert!(
        ["greta", "omar", "sam", "tom"].iter().all(|who| recalled.contains(&format!("{who} recall"))),
        "{recalled:?}"
    );
    assert!(recalled.iter().all(|told| !told.ends_with("letter") && !told.ends_with("correction")), "{recalled:?}");
    assert_eq!(verified(&app, &sent.code).await["result"], "withdrawn");
}

#[tokio::test]
async fn nobody_receives_the_first_version_after_the_correction() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = sent(&app, &sam).await;
    let list = format!("{}/deliveries", sent.path);
    let first = sam.get(&list).await.with_status(200);
    let failed = first["items"][0]["id"].as_str().expect("an id").to_owned();
    let set = |id: String, state: &'static str| {
        app.app.db.write(move |conn| {
            let row = deliveries::table.filter(deliveries::id.eq(id));
            Ok::<_, DbError>(diesel::update(row).set(deliveries::state.eq(state)).execute(conn)?)
        })
    };
    set(failed.clone(), "failed").await.expect("a write");
    let to = format!("{}/corrections", sent.path);
    sam.post(&to, &json!({"cover_note": "The day desk.", "reason": "It was day."})).await.with_status(201);
    // One was under way in that moment and was not taken: it is due again.
    let under_way = first["items"][1]["id"].as_str().expect("an id").to_owned();
    set(under_way.clone(), "queued").await.expect("a write");
    app.drain().await;
    let mails = mails(&app, &[]);
    assert_eq!(told(&mails), ["priya", "ruth", "sam", "tom"].map(|who| (who, "letter")), "as if it were sent now");
    let second = sam.get(&format!("{}/letter.pdf", sent.path)).await;
    assert!(mails.iter().all(|mail| mail.pdf.as_deref() == Some(&*second.body)), "and all of them the second version");
    let after = sam.get(&list).await.with_status(200);
    let state = |id: &str| {
        let all = after["items"].as_array().expect("items");
        all.iter().find(|one| one["id"] == id).expect("the delivery")["state"].as_str().expect("a state").to_owned()
    };
    assert_eq!((state(&failed), state(&under_way)), ("failed".to_owned(), "suppressed".to_owned()));
    sam.post(&format!("{list}/{failed}/retry"), &json!({})).await.problem(409, "replaced");
}

#[tokio::test]
async fn who_may_correct_and_what_is_refused() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = sent(&app, &sam).await;
    app.drain().await;
    let to = format!("{}/corrections", sent.path);
    let (priya, sam_id) = (app.id("priya").await, app.id("sam").await);
    let good = json!({"cover_note": "Another.", "reason": "It was another."});
    app.sign_in("ruth").await.post(&to, &good).await.problem(403, "forbidden");
    app.sign_in("omar").await.post(&to, &good).await.problem(404, "not_found");
    // The body is validated only for a caller who may act.
    app.sign_in("omar").await.post(&to, &json!({"reason": ""})).await.problem(404, "not_found");
    let nobody = "0193e0a4-0000-7000-8000-000000000000";
    let bad = json!({"helper_ids": [sam_id, nobody, priya, priya], "cover_note": "", "reason": "x".repeat(501), "letter": {}});
    let problem = sam.post(&to, &bad).await.problem(422, "invalid_request");
    let mut pointers: Vec<_> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|one| one["pointer"].as_str().expect("a pointer"))
        .collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/cover_note", "/helper_ids/0", "/helper_ids/1", "/helper_ids/3", "/letter", "/reason"]);
    for (body, pointer) in [
        (json!({"cover_note": "Another."}), "/reason"),
        (json!({"cover_note": "Another.", "reason": " \n"}), "/reason"),
        (json!({"helper_ids": [], "reason": "x"}), "/helper_ids"),
    ] {
        let problem = sam.post(&to, &body).await.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    let same =
        json!({"helper_ids": [priya], "cover_note": "She found the night desk of the other bank.", "reason": "x"});
    sam.post(&to, &same).await.problem(422, "nothing_changed");
    sam.post(&to, &json!({"reason": "x"})).await.problem(422, "nothing_changed");
    let first = sam.post_once(&to, "once", &good).await.with_status(201);
    let again = sam.post_once(&to, "once", &good).await;
    assert_eq!((again.header("idempotency-replayed"), again.json()), ("true", first));
    sam.post(&to, &good).await.problem(422, "nothing_changed");
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_the_same_moment_are_two_versions_or_one() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = sent(&app, &sam).await;
    let to = format!("{}/corrections", sent.path);
    let body = |note: &str| json!({"cover_note": note, "reason": "It was otherwise."});
    let (one, other) = (body("One."), body("Other."));
    let (one, other) = tokio::join!(sam.post(&to, &one), sam.post(&to, &other));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [201, 201 | 409]), "{statuses:?}");
    let version = sam.get(&sent.path).await.with_status(200)["version"].clone();
    assert_eq!(version, if statuses == [201, 201] { 3 } else { 2 });
    app.drain().await;
    let second = sam.get(&format!("{}/letter.pdf", sent.path)).await;
    let mails = mails(&app, &[]);
    assert_eq!(told(&mails), ["priya", "ruth", "sam", "tom"].map(|who| (who, "letter")));
    assert!(mails.iter().all(|mail| mail.pdf.as_deref() == Some(&*second.body)));
}

#[tokio::test]
async fn the_banker_who_learns_the_name_later_may_correct_it_too() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let hint = json!({"helper_hint": {"name": "Priya?", "department": "Wire Operations"}, "problem": "a lost wire"});
    let assist = sam.post("/api/v1/assists", &hint).await.with_status(201);
    let body = json!({"assist_id": assist["id"], "cover_note": "Somebody stayed until it was solved."});
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    let to = format!("/api/v1/commendations/{}/corrections", sent["id"].as_str().expect("an id"));
    let noted = json!({"cover_note": "Somebody stayed until noon.", "reason": "It was noon."});
    assert_eq!(sam.post(&to, &noted).await.with_status(201)["helpers"], json!([]));
    let before = app.mails();
    app.drain().await;
    assert_eq!(told(&mails(&app, &before)), ["ruth", "sam", "tom"].map(|who| (who, "correction")));
    let before = app.mails();
    let named = json!({"helper_ids": [app.id("priya").await], "reason": "Now we know."});
    sam.post(&to, &named).await.with_status(201);
    app.drain().await;
    assert_eq!(
        told(&mails(&app, &before)),
        [("priya", "letter"), ("ruth", "correction"), ("sam", "correction"), ("tom", "correction")]
    );
    let open = app.sign_in("hugo").await.get("/api/v1/work-items?state=open&kind=unsure_helper").await.with_status(200);
    assert_eq!(open["items"], json!([]));
}
