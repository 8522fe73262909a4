//! The audit trail: every route that changes something writes one entry, and a refused call writes none.

mod drafts;
mod office;

use std::collections::BTreeSet;

use commend::routes::ROUTES;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::letters::uploads::PHOTO;
use crate::support::people::{PASSWORD, address};
use crate::support::{Browser, Client, TestApp};

/// Routes other than GET that write no entry, each with the reason.
const SILENT: [(&str, &str, &str); 8] = [
    (
        "POST",
        "/unlock",
        "as POST /sign-in, in a browser that is locked; the end of the hand-off is recorded as any other",
    ),
    ("POST", "/audit/verification", "it reads the trail and keeps nothing"),
    ("POST", "/activate", "as POST /api/v1/activations"),
    ("POST", "/settings/theme", "it is kept in the browser"),
    ("POST", "/api/v1/preview", "it stores nothing"),
    ("POST", "/api/v1/tokens/refresh", "a session goes on; its start and its end are recorded"),
    ("POST", "/api/v1/activations", "the answer is the same for everyone; the link's mail is recorded when it is made"),
    ("POST", "/verify", "it compares a file and keeps nothing"),
];

/// Calls routes and notes the entry that each wrote.
struct Story {
    app: TestApp,
    told: BTreeSet<(String, String)>,
}

impl Story {
    /// Calls a route that must succeed, with a JSON object, the text of a form, or `true` for a scan; `route` is its pattern,
    /// `action` the one entry that it writes.
    async fn tell(
        &mut self,
        client: &Client,
        method: &str,
        route: &str,
        path: &str,
        body: Value,
        action: &str,
    ) -> Value {
        let before = self.app.trail_length().await;
        let request = client.request(method.parse().expect("a method"), path);
        let request = match &body {
            Value::Null => request,
            Value::Bool(_) => request.multipart(Form::new().part("file", Part::bytes(PHOTO))),
            // Sent as a form, like a page does.
            Value::String(form) => {
                let request = request.header("sec-fetch-site", "same-origin");
                request.header("content-type", "application/x-www-form-urlencoded").body(form.clone())
            }
            body => request.json(body),
        };
        let answer = client.send(request).await;
        // A form that was accepted redirects to another page.
        assert!(matches!(answer.status, 200..300 | 303), "{method} {path}: {answer:?}");
        assert_eq!(self.app.trail_length().await, before + 1, "{method} {route} writes one entry");
        let entry = &self.app.trail(1).await[0];
        assert_eq!(entry.action, action, "{method} {route}");
        assert_eq!(entry.at, self.app.clock.now(), "{method} {route}");
        for word in ["Elena", "wire", "bank.example", "otter"] {
            assert!(
                !entry.detail.contains(word),
                "{method} {route}: an entry holds no words and no addresses: {entry:?}"
            );
        }
        self.told.insert((method.to_owned(), route.to_owned()));
        if answer.header("content-type") == "application/json" { answer.json() } else { Value::Null }
    }
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap_or_else(|| panic!("no id in {of}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_writes_one_entry() {
    let app = TestApp::start().await;
    let (sam, ruth, priya, hugo) =
        (app.sign_in("sam").await, app.sign_in("ruth").await, app.sign_in("priya").await, app.sign_in("hugo").await);
    let greta = app.sign_in("greta").await;
    let (priya_id, omar_id, tom_id) = (app.id("priya").await, app.id("omar").await, app.id("tom").await);
    let mut story = Story { app, told: BTreeSet::new() };

    signing_in(&mut story).await;
    ending(&mut story).await;

    let file = json!(true);
    story.tell(&sam, "POST", "/api/v1/uploads", "/api/v1/uploads", file, "upload.stored").await;
    let hint = json!({"helper_hint": {"name": "Omar", "department": "Card Services"}, "summary": "the wire"});
    let assist = story.tell(&sam, "POST", "/api/v1/assists", "/api/v1/assists", hint, "assist.noted").await;
    let body = json!({
        "helper_ids": [priya_id],
        "client": {"name": "Elena Marsh"},
        "letter": {"kind": "typed", "text": "Thank you for the wire."},
    });
    let route = "/api/v1/commendations";
    let sent = story.tell(&sam, "POST", route, route, body, "commendation.sent").await;
    story.app.drain().await;
    let path = format!("{route}/{}", id(&sent));
    for (client, verb, body, action) in [
        (&ruth, "acknowledgements", json!({"told_employee": true}), "commendation.acknowledged"),
        (&priya, "thanks", json!({"text": "It was a wire like any other."}), "commendation.thanked"),
        (
            &sam,
            "corrections",
            json!({"cover_note": "The wire came.", "reason": "It was a wire."}),
            "commendation.corrected",
        ),
        (&sam, "withdrawal", json!({"reason": "It was another Priya."}), "commendation.withdrawn"),
    ] {
        let route = format!("{route}/{{id}}/{verb}");
        story.tell(client, "POST", &route, &format!("{path}/{verb}"), body, action).await;
    }
    story.app.drain().await;

    let unsure = json!({"assist_id": id(&assist), "cover_note": "Whoever it was saved the day."});
    let unsure = story.app.commend(&sam, &unsure).await;
    let path = format!("{route}/{}/assignment", id(&unsure));
    let body = json!({"helper_id": omar_id});
    story.tell(&greta, "POST", "/api/v1/commendations/{id}/assignment", &path, body, "commendation.assigned").await;
    story.app.drain().await;

    drafts::drafting(&mut story, &sam).await;
    drafts::handing_off(&mut story, &sam).await;

    let line = json!({"supervisor_id": tom_id, "kind": "primary", "from": "2026-11-01", "reason": "moved teams"});
    let route = "/api/v1/people/{id}/reporting-lines";
    let path = format!("/api/v1/people/{omar_id}/reporting-lines");
    story.tell(&hugo, "POST", route, &path, line, "reporting_line.corrected").await;

    let address = json!({"email": "ines.okafor@bank.example", "reason": "moved teams"});
    let path = format!("/api/v1/people/{}/address", story.app.id("ines").await);
    story.tell(&hugo, "POST", "/api/v1/people/{id}/address", &path, address, "address.corrected").await;

    overseeing(&mut story, &hugo).await;

    let changing: BTreeSet<(String, String)> = ROUTES
        .iter()
        .filter(|route| route.method != "GET")
        .filter(|route| !SILENT.iter().any(|(method, path, _)| *method == route.method && *path == route.path))
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(story.told, changing, "every route that changes something has its place in this story");
    // Everything that the story left behind is a kind with arguments, or the words of a person.
    crate::migrations::rules::no_sentence_is_stored(&story.app.app.db).await;
}

async fn signing_in(story: &mut Story) {
    let anyone = story.app.anyone();
    let body = json!({"email": address("sam"), "password": PASSWORD});
    let tokens = story.tell(&anyone, "POST", "/api/v1/tokens", "/api/v1/tokens", body.clone(), "session.started").await;
    let one = anyone.with_token(tokens["access_token"].as_str().expect("a token"));
    let other = anyone.post("/api/v1/tokens", &body).await.with_status(200);
    let other = anyone.with_token(other["access_token"].as_str().expect("a token"));
    let sessions = one.get("/api/v1/sessions").await.with_status(200);
    let current =
        sessions["items"].as_array().expect("items").iter().find(|item| item["current"] == true).expect("one");
    let path = format!("/api/v1/sessions/{}", id(current));
    story.tell(&other, "DELETE", "/api/v1/sessions/{id}", &path, Value::Null, "session.ended").await;
    story.tell(&other, "DELETE", "/api/v1/tokens", "/api/v1/tokens", Value::Null, "session.ended").await;

    let path = format!("/api/v1/activations/{}", link_of(&story.app, "mia").await);
    let body = json!({"password": "otter purple lamp 9"});
    story.tell(&anyone, "PUT", "/api/v1/activations/{token}", &path, body, "password.changed").await;
    let path = format!("/activate/{}", link_of(&story.app, "bea").await);
    let form = json!("password=otter+purple+lamp+9");
    story.tell(&anyone, "POST", "/activate/{token}", &path, form, "password.changed").await;

    let form = json!("email=bea%40bank.example&password=otter+purple+lamp+9");
    story.tell(&anyone, "POST", "/sign-in", "/sign-in", form, "session.started").await;
    let noor = story.app.sign_in("noor").await;
    let form = json!(format!("current={}&new=otter+purple+lamp+9", PASSWORD.replace(' ', "+")));
    story.tell(&noor, "POST", "/settings/password", "/settings/password", form, "password.changed").await;
    story.tell(&noor, "POST", "/sign-out", "/sign-out", json!(""), "session.ended").await;
}

/// A person changes a password, language and time zone, and an administrator ends sessions.
async fn ending(story: &mut Story) {
    let (hana, lena) = (story.app.sign_in("hana").await, story.app.sign_in("lena").await);
    let (path, body) = ("/api/v1/me/password", json!({"current": PASSWORD, "new": "otter purple lamp 9"}));
    story.tell(&hana, "PUT", path, path, body, "password.changed").await;
    let choice = json!({"language": "es"});
    story.tell(&lena, "PATCH", "/api/v1/me", "/api/v1/me", choice, "preferences.changed").await;
    let choice = json!("language=ar");
    story.tell(&lena, "POST", "/settings/language", "/settings/language", choice, "preferences.changed").await;
    let choice = json!("time_zone=Asia%2FKolkata");
    story.tell(&lena, "POST", "/settings/time-zone", "/settings/time-zone", choice, "preferences.changed").await;
    let path = format!("/api/v1/people/{}/sessions", story.app.id("hana").await);
    story.tell(&lena, "DELETE", "/api/v1/people/{id}/sessions", &path, Value::Null, "sessions.ended").await;
}

/// Token of a one-time link, read from the mail.
pub async fn link_of(app: &TestApp, who: &str) -> String {
    app.anyone().post("/api/v1/activations", &json!({"email": address(who)})).await.with_status(202);
    app.app.accounts.finish().await;
    app.drain().await;
    let to = address(who);
    let mail = app.mails().into_iter().find(|mail| mail.contains(&to)).expect("a mail with a link");
    // Quoted-printable breaks long lines with "=".
    let mail = mail.replace("=\r\n", "");
    let token = mail.split("/activate/").nth(1).expect("a link");
    token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

async fn overseeing(story: &mut Story, hugo: &Client) {
    // Praise by the helper's own supervisor is allowed, and HR reviews it.
    let (tom, sam_id) = (story.app.sign_in("tom").await, story.app.id("sam").await);
    let sent = story.app.commend(&tom, &json!({"helper_ids": [sam_id], "cover_note": "Thank you for the wire."})).await;
    let items = hugo.get("/api/v1/work-items?state=open").await.with_status(200);
    let item = id(&items["items"][0]);
    let path = format!("/api/v1/work-items/{item}/resolution");
    let route = "/api/v1/work-items/{id}/resolution";
    story.tell(hugo, "POST", route, &path, json!({"note": "seen"}), "work_item.resolved").await;

    let deliveries = format!("/api/v1/commendations/{}/deliveries", id(&sent));
    let list = tom.get(&deliveries).await.with_status(200);
    let one = id(&list["items"][0]);
    fail(&story.app, &one).await;
    let path = format!("{deliveries}/{one}/retry");
    let route = "/api/v1/commendations/{id}/deliveries/{delivery_id}/retry";
    story.tell(&tom, "POST", route, &path, json!({}), "delivery.retried").await;
    fail(&story.app, &one).await;
    let path = format!("/commendations/{}/deliveries/{one}/retry", id(&sent));
    let route = "/commendations/{id}/deliveries/{delivery_id}/retry";
    story.tell(&tom, "POST", route, &path, json!(""), "delivery.retried").await;
    story.app.drain().await;
    on_the_page(story).await;
    office::told(story).await;
}

/// The same actions by the forms of a commendation's page.
async fn on_the_page(story: &mut Story) {
    let bea = story.app.sign_in("bea").await;
    let helper = story.app.id("omar").await;
    let form = json!(format!("helper_id={helper}"));
    story.tell(&bea, "POST", "/helpers", "/helpers", form, "assist.noted").await;
    let form = json!("helper_hint.name=Mel&helper_hint.department=Wire+Operations");
    story.tell(&bea, "POST", "/helpers/unsure", "/helpers/unsure", form, "assist.noted").await;
    let book = bea.get("/api/v1/assists").await.with_status(200);
    let (one, two) = (id(&book["items"][0]), id(&book["items"][1]));
    let (path, change) = (format!("/helpers/{one}/edit"), format!("helper_id={helper}&summary=The+wire+came."));
    story.tell(&bea, "POST", "/helpers/{id}/edit", &path, json!(change), "assist.changed").await;
    let path = format!("/helpers/{one}/removal");
    story.tell(&bea, "POST", "/helpers/{id}/removal", &path, json!(""), "assist.removed").await;
    let path = format!("/api/v1/assists/{two}");
    let body = json!({"summary": "She found the wire."});
    story.tell(&bea, "PATCH", "/api/v1/assists/{id}", &path, body, "assist.changed").await;
    story.tell(&bea, "DELETE", "/api/v1/assists/{id}", &path, Value::Null, "assist.removed").await;
    let (mia, bea, greta) =
        (story.app.sign_in("mia").await, story.app.sign_in("bea").await, story.app.sign_in("greta").await);
    let body = json!({"helper_ids": [story.app.id("bea").await], "cover_note": "Thank you for the wire."});
    let sent = id(&story.app.commend(&mia, &body).await);
    story.app.drain().await;
    // A correction sends the mark of what stood beside its form.
    let page = Browser::signed_in(&story.app, "mia").await.page(&format!("/commendations/{sent}/correction")).await;
    let hidden = |name: &str| {
        let after = page.split_once(&format!("name=\"{name}\" value=\"")).map_or("", |(_, after)| after);
        after.split('"').next().unwrap_or_default().to_owned()
    };
    let correction = format!(
        "send=1&version=2&seen={}&helper_ids={}&cover_note=Thank+you+for+this+wire.&reason=A+better+word.",
        hidden("seen"),
        hidden("helper_ids"),
    );
    for (who, verb, form, action) in [
        (&bea, "thanks", "text=The+wire+was+easy.", "commendation.thanked"),
        (&greta, "acknowledgement", "told_employee=on&note=The+wire+desk+heard+it.", "commendation.acknowledged"),
        (&mia, "correction", correction.as_str(), "commendation.corrected"),
        (&mia, "withdrawal", "reason=It+was+another+wire.", "commendation.withdrawn"),
    ] {
        let (route, path) = (format!("/commendations/{{id}}/{verb}"), format!("/commendations/{sent}/{verb}"));
        story.tell(who, "POST", &route, &path, json!(form), action).await;
    }
    story.app.drain().await;
    receiving(story).await;
}

/// The forms of those who receive.
async fn receiving(story: &mut Story) {
    let (mia, bea, greta) =
        (story.app.sign_in("mia").await, story.app.sign_in("bea").await, story.app.sign_in("greta").await);
    let body = json!({"helper_ids": [story.app.id("bea").await], "cover_note": "Thank you for the wire."});
    let sent = id(&story.app.commend(&mia, &body).await);
    let route = "/me/recognition/{id}/thanks";
    story.tell(&bea, "POST", route, &route.replace("{id}", &sent), json!(""), "commendation.thanked").await;
    let route = "/team/acknowledgements";
    let form = json!(format!("commendation_ids={sent}&note=A+fine+wire."));
    story.tell(&greta, "POST", route, route, form, "commendation.acknowledged").await;
    let route = "/api/v1/commendations/{id}/disputes";
    let body = json!({"kind": "not_about_me"});
    story.tell(&bea, "POST", route, &route.replace("{id}", &sent), body, "commendation.disputed").await;
    let route = "/commendations/{id}/dispute";
    let form = json!("kind=not_my_report");
    story.tell(&greta, "POST", route, &route.replace("{id}", &sent), form, "commendation.disputed").await;
    let route = "/commendations/{id}/original";
    story.tell(&mia, "POST", route, &route.replace("{id}", &sent), json!(""), "commendation.original_read").await;
    let hint = json!({"helper_hint": {"name": "Omar", "department": "Card Services"}});
    let assist = id(&mia.post("/api/v1/assists", &hint).await.with_status(201));
    let body = json!({"assist_id": assist, "cover_note": "Thank you for the wire."});
    let unsure = id(&story.app.commend(&mia, &body).await);
    let route = "/commendations/{id}/assignment";
    let form = json!(format!("helper_id={}", story.app.id("omar").await));
    let hugo = story.app.sign_in("hugo").await;
    story.tell(&hugo, "POST", route, &route.replace("{id}", &unsure), form, "commendation.assigned").await;
    story.app.drain().await;
}

/// Marks a delivery as failed, as a relay's refusal would.
async fn fail(app: &TestApp, delivery: &str) {
    use commend::db::DbError;
    use commend::db::schema::deliveries;
    use diesel::prelude::*;
    let delivery = delivery.to_owned();
    let changed = app
        .app
        .db
        .write(move |conn| {
            let row = deliveries::table.filter(deliveries::id.eq(delivery));
            Ok::<_, DbError>(diesel::update(row).set(deliveries::state.eq("failed")).execute(conn)?)
        })
        .await;
    assert_eq!(changed.expect("a write"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_in_vain_writes_nothing() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let before = app.trail_length().await;
    sam.post("/api/v1/commendations", &json!({})).await.with_status(422);
    sam.post("/api/v1/assists", &json!({"helper_id": "nobody"})).await.with_status(422);
    sam.post("/api/v1/work-items/0193e0a4-0000-7000-8000-000000000000/resolution", &json!({})).await.with_status(403);
    app.anyone().post("/api/v1/tokens", &json!({"email": address("sam"), "password": "wrong"})).await.with_status(401);
    assert_eq!(app.trail_length().await, before);
}
