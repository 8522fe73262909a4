//! Every reader of the cast, and a draft that is open, that waits and that was closed: the answer, the lists, the pages, both PDFs, the
//! hand-off and the verbs agree on what may be read and done.

use std::collections::BTreeSet;

use commend::person_limits::PersonLimits;
use serde_json::{Value, json};

use super::{PATH, begun, path};
use crate::commendations::letter;
use crate::handoffs::{link, press};
use crate::support::{Browser, Client, TestApp, pdf_text};

const CAST: [&str; 10] = ["sam", "priya", "ruth", "greta", "tom", "hana", "hugo", "noor", "omar", "lena"];
/// Words of the client in the drafts, which only the owner reads.
const HIDDEN: [&str; 3] = ["4111", "Delgado", "home.example"];
/// A word of a client who has not signed yet, which nobody reads.
const UNSIGNED: &str = "Otterbein";

/// A draft, and the part of its PDF that every reader of it may see.
struct Case {
    draft: Value,
    shown: &'static str,
}

/// A draft with a letter, and one whose client writes at this moment.
async fn cases(app: &TestApp) -> [Case; 2] {
    let sam = app.sign_in("sam").await;
    let mut lettered = letter(app).await;
    lettered["client"] = json!({"name": "Maria Delgado", "email": "maria@home.example"});
    lettered["letter"]["text"] = json!("Priya moved 4111 1111 1111 1111 for me. Maria Delgado");
    let helper = app.id("priya").await;
    let handed = json!({"helper_ids": [helper], "cover_note": "She moved 4111 1111 1111 1111 by noon."});
    let (lettered, handed) = (begun(&sam, &lettered).await, begun(&sam, &handed).await);
    let way = sam.post(&format!("{}/handoff", path(&handed)), &json!({})).await.with_status(201);
    let phone = Browser::new(app);
    assert_eq!(press(&phone, &link(&way), &[("language", "en")]).await.status, 303);
    let kept = press(&phone, "/c", &[("text", &format!("{UNSIGNED} stayed with me.")), ("auto", "1")]).await;
    assert_eq!(kept.status, 204, "{}", kept.text());
    [Case { draft: lettered, shown: "for me." }, Case { draft: handed, shown: "by noon." }]
}

/// Tries a verb in a way that changes nothing: with a revision that the draft does not have, or without the reason.
async fn passes(client: &Client, draft: &Value, read: &Value, action: &str) -> bool {
    let (path, stale) = (path(draft), client.with_header("if-match", "\"99\""));
    let (answer, passed) = match action {
        // Overseers have no fields to send back; a stale revision is enough to be let through.
        "save" if read["actions"].as_array().is_some_and(|all| all.contains(&json!("save"))) => {
            (client.with_header("if-match", "*").put(&path, &read["fields"]).await, 200)
        }
        "save" => (stale.put(&path, &json!({})).await, 412),
        "delete" => (stale.delete(&path).await, 412),
        "send" => (stale.post(&format!("{path}/send"), &json!({})).await, 412),
        "close" => (client.post(&format!("{path}/closing"), &json!({})).await, 422),
        other => panic!("no verb {other}"),
    };
    assert!(answer.status == passed || matches!(answer.status, 403 | 404 | 409), "{action}: {answer:?}");
    answer.status == passed
}

/// Looks at a draft as one person on every way there is. Returns the actions, or none when the person may not know of it.
async fn look(app: &TestApp, who: &str, case: &Case, at: &str) -> Option<BTreeSet<String>> {
    let at = format!("{who}, {at}, {}", case.shown);
    let (client, browser) = (app.sign_in(who).await, Browser::signed_in(app, who).await);
    let id = case.draft["id"].as_str().expect("an id");
    let answer = client.get(&path(&case.draft)).await;
    let (known, owns) = (answer.status == 200, who == "sam");
    let read = if known { answer.with_status(200) } else { answer.problem(404, "not_found") };
    let listed = read["actions"].as_array().into_iter().flatten();
    let actions: BTreeSet<String> = listed.map(|action| action.as_str().expect("a word").to_owned()).collect();
    assert_eq!(HIDDEN.iter().any(|word| read.to_string().contains(word)), owns, "{at}: {read}");

    for action in ["save", "delete", "send", "close"] {
        assert_eq!(passes(&client, &case.draft, &read, action).await, actions.contains(action), "{at}: {action}");
    }
    for role in ["own", "team", "all"] {
        let list = client.get(&format!("{PATH}?role={role}")).await;
        assert!(list.status == 200 || (role == "all" && list.status == 403), "{at}: {list:?}");
        let is_there = list.text().contains(id);
        assert!(known || !is_there, "{at}: the list {role} tells of what cannot be opened");
        if is_there {
            assert!(actions.contains("send"), "{at}: the list {role} has what cannot be settled");
        }
    }
    let way = client.get(&format!("{}/handoff", path(&case.draft))).await;
    let is_handed = case.shown == "by noon." && actions.contains("save");
    assert_eq!(way.status == 200, is_handed, "{at}: {way:?}");
    let page = browser.open(&format!("/commendations/{id}/handoff")).await;
    assert_eq!(page.status == 200, actions.contains("save"), "{at}: {}", page.text());
    for answer in [&way, &page] {
        assert!(!answer.text().contains(UNSIGNED), "{at}: words that nobody signed in {}", answer.text());
    }

    // The owner's own form and PDF, and those of people who settle it.
    let settles = actions.contains("send") && !owns;
    let ways = [
        (format!("/commendations/{id}/edit"), owns),
        (format!("/commendations/{id}/draft.pdf"), owns),
        (format!("/drafts/{id}"), settles),
        (format!("/drafts/{id}/letter.pdf"), actions.contains("send")),
    ];
    for (way, opens) in ways {
        let page = browser.open(&way).await;
        assert_eq!(page.status == 200, opens, "{at}: {way} {}", page.status);
        let text = match page.header("content-type") {
            "application/pdf" => pdf_text(&page.body),
            _ => page.text(),
        };
        assert!(!opens || text.contains(case.shown), "{at}: {way} {text}");
        assert!(!text.contains(UNSIGNED), "{at}: {way} has words that nobody signed");
        // Text that circulates is masked for everybody; the form has the words as they were typed.
        let is_form = way.ends_with("/edit");
        let hidden = HIDDEN.iter().find(|word| text.contains(**word));
        assert!(hidden.is_none() || (owns && is_form), "{at}: {hidden:?} in {way}");
    }
    known.then_some(actions)
}

#[tokio::test(flavor = "multi_thread")]
async fn answer_lists_pages_and_verbs_agree_for_every_reader_of_a_draft() {
    let app = TestApp::with(|config| config.limits.previews = PersonLimits::new(&[])).await;
    let cases = cases(&app).await;
    for at in ["open", "waiting", "closed"] {
        match at {
            "waiting" => app.let_drafts_wait().await,
            "closed" => {
                let hugo = app.sign_in("hugo").await;
                for case in &cases {
                    let reason = json!({"reason": "The client took it back."});
                    hugo.post(&format!("{}/closing", path(&case.draft)), &reason).await.with_status(201);
                }
            }
            _ => {}
        }
        for case in &cases {
            let mut seen = Vec::new();
            for who in CAST {
                if let Some(actions) = look(&app, who, case, at).await {
                    seen.push(format!("{who}: {}", actions.into_iter().collect::<Vec<_>>().join(" ")));
                }
            }
            let expected: &[&str] = match at {
                "open" => &["sam: delete save send"],
                "waiting" => &["sam: save send", "tom: close send", "hugo: close send"],
                _ => &["sam: ", "tom: ", "hugo: "],
            };
            assert_eq!(seen, expected, "{at}, {}", case.shown);
        }
    }
    app.drain().await;
}
