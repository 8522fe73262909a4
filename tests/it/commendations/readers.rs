//! Every reader of the cast, every state, before and after the day in which a banker may withdraw: the answer, the page, the circulated
//! copy, the lists and the verbs agree on what may be read and done.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::{letter, note};
use crate::support::smtp::{Step, reply};
use crate::support::{Answer, Browser, Client, TestApp, people};

const CAST: [&str; 10] = ["sam", "priya", "ruth", "greta", "tom", "hana", "hugo", "noor", "omar", "lena"];
const OVERSEERS: [&str; 3] = ["sam", "hugo", "noor"];
const LISTS: [&str; 4] = ["sent", "received", "team", "all"];

/// A commendation to be looked at, and the banker's paragraph as it was written.
struct Case {
    name: &'static str,
    id: String,
    note: &'static str,
    /// A mail about it that failed.
    failed: String,
    /// The helper, where it is known who helped.
    helper: Option<String>,
}

impl Case {
    fn path(&self, below: &str) -> String {
        format!("/api/v1/commendations/{}{below}", self.id)
    }
}

const NOTE: &str = "She found the night desk of the other bank.";

async fn failed_mail(sam: &Client, id: &str) -> String {
    let mails = sam.get(&format!("/api/v1/commendations/{id}/deliveries")).await.with_status(200);
    let failed = mails["items"].as_array().expect("mails").iter().rev().find(|mail| mail["state"] == "failed");
    failed.unwrap_or_else(|| panic!("{mails}"))["id"].as_str().expect("an id").to_owned()
}

/// A letter without consent, with client data, a signature that was drawn and a workaround: everything that has to be kept from somebody.
async fn guarded(app: &TestApp) -> Value {
    let mut body = letter(app).await;
    body["client"]["consent_to_share_name"] = json!(false);
    body["letter"]["text"] = json!("Priya saved my card 4111 1111 1111 1111 on the phone.");
    body["workaround"] = json!({"process": "The card lock desk closes at five."});
    body
}

async fn cases(app: &TestApp) -> Vec<Case> {
    let sam = app.sign_in("sam").await;
    let hint = json!({"helper_hint": {"name": "Omar?", "department": "Card Services"}});
    let assist = sam.post("/api/v1/assists", &hint).await.with_status(201);
    let unsure = json!({"assist_id": assist["id"], "cover_note": NOTE});
    let bodies = [
        ("sent", guarded(app).await, NOTE),
        ("corrected", guarded(app).await, "She found the night desk."),
        ("withdrawn", guarded(app).await, NOTE),
        ("unsure", unsure, NOTE),
    ];
    let mut cases = Vec::new();
    for (name, body, note) in bodies {
        let sent = app.commend(&sam, &body).await;
        let id = sent["id"].as_str().expect("an id").to_owned();
        app.drain().await;
        let mut failed = failed_mail(&sam, &id).await;
        let change = match name {
            "corrected" => Some(("corrections", json!({"cover_note": note, "reason": "Shorter."}))),
            "withdrawn" => Some(("withdrawal", json!({"reason": "It was meant for a colleague."}))),
            _ => None,
        };
        if let Some((verb, body)) = change {
            sam.post(&format!("/api/v1/commendations/{id}/{verb}"), &body).await.with_status(201);
            app.drain().await;
            if verb == "corrections" {
                failed = failed_mail(&sam, &id).await;
            }
        }
        let helper = body["helper_ids"][0].as_str().map(str::to_owned);
        cases.push(Case { name, id, note, failed, helper });
    }
    cases
}

fn refused(answer: &Answer) -> bool {
    matches!(answer.status, 403 | 404 | 409)
}

/// The names of the actions in an answer.
fn actions(shown: &Value) -> BTreeSet<String> {
    let listed = shown["actions"].as_array().into_iter().flatten();
    listed.map(|open| open["action"].as_str().expect("a word").to_owned()).collect()
}

/// A commendation in a list.
fn item(answer: &Answer, case: &Case) -> Option<Value> {
    let page = answer.with_status(200);
    page["items"].as_array().expect("items").iter().find(|item| item["id"] == case.id.as_str()).cloned()
}

/// Everything on the page of a commendation that an action draws: its form or link.
const DRAWN: [(&str, &str); 8] = [
    ("acknowledge", "/acknowledgement\""),
    ("thank", "/thanks\""),
    ("dispute", "/dispute\""),
    ("assign", "/assignment\""),
    ("read_original", "/original\""),
    ("withdraw", "/withdrawal\""),
    ("correct", "/correction\""),
    ("retry", "/retry\""),
];

/// Opens the page of a commendation and the copy there, and holds both against the answer of the API.
async fn page(browser: &Browser, at: &str, case: &Case, whole: bool, known: bool, actions: &BTreeSet<String>) {
    let path = format!("/commendations/{}", case.id);
    let answer = browser.open(&path).await;
    assert_eq!(answer.status, if known { 200 } else { 404 }, "{at}: the page");
    let page = answer.text();
    for (action, end) in DRAWN {
        let drawn = page.split(&path).any(|rest| {
            let below = rest.split('"').next().unwrap_or_default();
            format!("{below}\"").ends_with(end)
        });
        assert_eq!(drawn, actions.contains(action), "{at}: {action} on the page");
    }
    assert_eq!(browser.open(&format!("{path}/letter.pdf")).await.status == 200, whole, "{at}: the copy on the page");
    let oversees = actions.contains("read_original");
    assert_eq!(browser.open(&format!("{path}/original")).await.status == 200, oversees, "{at}: the original's page");
    for hidden in ["4111 1111", "Delgado"] {
        assert!(!page.contains(hidden), "{at}: {hidden} on the page");
    }
}

/// Looks at one commendation as one person, on every way there is, and returns the actions.
async fn look(client: &Client, browser: &Browser, who: &str, case: &Case) -> BTreeSet<String> {
    let at = format!("{who}, {}", case.name);
    let answer = client.get(&case.path("")).await;
    let shown = if answer.status == 404 { json!({}) } else { answer.with_status(200) };
    let (known, whole) = (answer.status == 200, shown["version"].is_number());
    let actions = actions(&shown);
    let oversees = actions.contains("read_original");
    assert_eq!(oversees, OVERSEERS.contains(&who), "{at}");
    assert_eq!(whole, known && (case.name != "withdrawn" || oversees), "{at}: {shown}");

    // The same right on every other way.
    assert_eq!(client.get(&case.path("/letter.pdf")).await.status == 200, whole, "{at}");
    assert_eq!(client.get(&case.path("/letter.pdf?version=1")).await.status == 200, whole, "{at}");
    assert_eq!(client.get(&case.path("/original")).await.status == 200, oversees, "{at}");
    assert_eq!(client.get(&case.path("/deliveries")).await.status == 200, oversees, "{at}");
    let histories = case.helper.iter().map(|helper| format!("/api/v1/people/{helper}/recognition"));
    for list in LISTS.iter().map(|list| format!("/api/v1/commendations?role={list}")).chain(histories) {
        let refused = if list.ends_with("all") { 403 } else { 404 };
        let answer = client.get(&list).await;
        if answer.status == refused {
            continue;
        }
        let item = item(&answer, case);
        if let Some(item) = &item {
            assert!(known, "{at}: {list} tells of what cannot be opened");
            assert_eq!(item["banker"].is_object(), whole, "{at}: {item}");
        }
        // A word of the copy finds what may be read, and nothing else.
        let by_word = client.get(&format!("{list}{}q=night", if list.contains('?') { '&' } else { '?' })).await;
        assert_eq!(self::item(&by_word, case).is_some(), whole && item.is_some(), "{at}: {list}");
    }

    // Nobody gets more than is theirs.
    assert_eq!(shown["workaround"].is_object(), oversees && case.name != "unsure", "{at}: {shown}");
    assert_eq!(shown["withdrawal"]["reason"].is_string(), oversees && case.name == "withdrawn", "{at}: {shown}");
    assert_eq!(shown["withdrawal"].is_object(), known && case.name == "withdrawn", "{at}: {shown}");
    for hidden in ["4111 1111", "Delgado", "strokes"] {
        assert!(!shown.to_string().contains(hidden), "{at}: {hidden} in {shown}");
    }
    page(browser, &at, case, whole, known, &actions).await;
    actions
}

/// Tries every verb that can be tried without changing what others see, and holds the answers against the actions.
async fn act(app: &TestApp, client: &Client, who: &str, case: &Case, listed: &BTreeSet<String>) {
    let sam = app.id("sam").await;
    let same = json!({"cover_note": case.note, "reason": "Nothing."});
    let retry = format!("/deliveries/{}/retry", case.failed);
    // The status of a request that is let through; a correction that changes nothing and a helper who cannot be it change nothing.
    let tries = [
        ("acknowledge", "/acknowledgements", json!({}), [200, 201]),
        ("thank", "/thanks", json!({}), [200, 201]),
        ("dispute", "/disputes", json!({"kind": "not_about_me"}), [200, 201]),
        ("assign", "/assignment", json!({"helper_id": sam}), [422, 422]),
        ("correct", "/corrections", same, [422, 422]),
        ("retry", &retry, json!({}), [202, 202]),
    ];
    for (action, below, body, passes) in tries {
        let answer = client.post(&case.path(below), &body).await;
        let at = format!("{who}, {}: {action} {listed:?} {answer:?}", case.name);
        if listed.contains(action) {
            assert!(passes.contains(&answer.status), "{at}");
        } else {
            assert!(refused(&answer), "{at}");
        }
        if action == "correct" && listed.contains(action) {
            answer.problem(422, "nothing_changed");
        }
        // A mail that is tried again fails again, for the next who looks.
        app.drain().await;
    }
    if !listed.contains("withdraw") {
        let answer = client.post(&case.path("/withdrawal"), &json!({"reason": "x"})).await;
        assert!(refused(&answer), "{who}, {}: {answer:?}", case.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answer_copy_lists_and_verbs_agree_for_every_reader() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always("tom@bank.example", Step::Rcpt, reply("550 5.1.1 no such user"));
    let cases = cases(&app).await;
    // Priya has another supervisor from now on; Ruth was hers on the day of service.
    app.import(&people::FILE.replace("4417,3,", "4417,5,")).await;
    let mut seen = BTreeSet::new();
    for after in [0, 24 * 3600 + 1] {
        app.advance(Duration::from_secs(after));
        for who in CAST {
            let (client, browser) = (app.sign_in(who).await, Browser::signed_in(&app, who).await);
            for case in &cases {
                let listed = look(&client, &browser, who, case).await;
                act(&app, &client, who, case, &listed).await;
                seen.extend(listed.into_iter().map(|action| (who, action)));
            }
        }
    }
    // Somebody was there for each action, so that the comparison above held for something.
    let expected = [
        ("greta", "acknowledge assign dispute"),
        ("hugo", "assign correct read_original retry withdraw"),
        ("noor", "read_original"),
        ("priya", "dispute thank"),
        ("ruth", "acknowledge dispute"),
        ("sam", "correct read_original retry withdraw"),
        ("tom", "dispute"),
    ];
    let expected = expected.iter().flat_map(|(who, all)| all.split(' ').map(move |one| (*who, one.to_owned())));
    assert_eq!(seen, expected.collect());
}

/// The people of the cast who have a commendation in the list of their team.
async fn teams(app: &TestApp, id: &Value, left: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for who in CAST.into_iter().filter(|who| *who != left) {
        let client = app.sign_in(who).await;
        let team = client.get("/api/v1/commendations?role=team").await.with_status(200);
        if team["items"].as_array().expect("items").iter().any(|item| item["id"] == *id) {
            let opened = client.get(&format!("/api/v1/commendations/{}", id.as_str().expect("an id"))).await;
            assert_eq!(opened.status, 200, "{who} cannot open what the list of the team shows");
            found.push(who);
        }
    }
    found
}

#[tokio::test]
async fn a_team_is_everyone_whose_present_supervisor_one_is() {
    let app = TestApp::start().await;
    let (sam, hugo) = (app.sign_in("sam").await, app.sign_in("hugo").await);
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    assert_eq!(teams(&app, &sent["id"], "").await, ["ruth"]);
    // Ruth leaves: whoever is above takes her place.
    let left: String = people::FILE.lines().filter(|line| !line.starts_with("3,")).collect::<Vec<_>>().join("\n");
    app.import(&left).await;
    assert_eq!(teams(&app, &sent["id"], "ruth").await, ["hana"]);
    // Somebody stands in.
    let (priya, tom) = (app.id("priya").await, app.id("tom").await);
    let acting =
        json!({"supervisor_id": tom, "kind": "acting", "from": "2026-11-20", "reason": "Until there is a head."});
    hugo.post(&format!("/api/v1/people/{priya}/reporting-lines"), &acting).await.with_status(201);
    assert_eq!(teams(&app, &sent["id"], "ruth").await, ["tom"]);
}

#[tokio::test]
async fn the_banker_is_told_until_when_and_hr_may_at_any_time() {
    let app = TestApp::start().await;
    let (sam, hugo) = (app.sign_in("sam").await, app.sign_in("hugo").await);
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    let withdraw = |shown: &Value| {
        let open = shown["actions"].as_array().expect("actions").iter().find(|open| open["action"] == "withdraw");
        open.map(|open| open["until"].clone())
    };
    let seen = sam.get(&path).await.with_status(200);
    assert_eq!(seen["sent_at"], "2026-11-21T10:44:00.000000Z");
    assert_eq!(withdraw(&seen), Some(json!("2026-11-22T10:44:00.000000Z")));
    assert_eq!(withdraw(&hugo.get(&path).await.with_status(200)), Some(json!(null)));
    app.advance(Duration::from_secs(24 * 3600));
    let sam = app.sign_in("sam").await;
    assert!(withdraw(&sam.get(&path).await.with_status(200)).is_some(), "the last moment counts");
    app.advance(Duration::from_micros(1));
    assert_eq!(withdraw(&sam.get(&path).await.with_status(200)), None);
    sam.post(&format!("{path}/withdrawal"), &json!({"reason": "Late."})).await.problem(409, "too_late");
    let hugo = app.sign_in("hugo").await;
    let taken = hugo.post(&format!("{path}/withdrawal"), &json!({"reason": "Asked for."})).await.with_status(201);
    assert_eq!(actions(&taken), BTreeSet::from(["read_original".to_owned()]));
    app.drain().await;
}
