//! A client takes back the permission to share the name: everything that others read from then on is without it.

use serde_json::{Value, json};

use super::{letter, path_of};
use crate::support::pdf_text;
use crate::support::{Client, TestApp};

const REASON: &str = "Maria Delgado no longer wants the name in it.";

/// A letter that names its client in every text, with the replies of a supervisor and of the helper.
async fn named_everywhere(app: &TestApp, sam: &Client) -> Value {
    let mut body = letter(app).await;
    body["letter"]["text"] = json!("Priya stayed on the phone. I, Maria Delgado, thank her.");
    body["cover_note"] = json!("Maria Delgado came back to tell me.");
    body["workaround"] = json!({"process": "Wires", "detail": "Maria Delgado had to call twice."});
    let sent = app.commend(sam, &body).await;
    app.drain().await;
    let path = path_of(&sent);
    let ruth = app.sign_in("ruth").await;
    ruth.post(&format!("{path}/acknowledgements"), &json!({"note": "I know Maria Delgado."})).await.with_status(201);
    let priya = app.sign_in("priya").await;
    priya.post(&format!("{path}/thanks"), &json!({"text": "Greetings to Maria Delgado."})).await.with_status(201);
    app.drain().await;
    sent
}

async fn standing(app: &TestApp, code: &Value) -> Value {
    let (client, path) = (app.anyone(), format!("/verify/{}", code.as_str().expect("a code")));
    let asked = client.request(reqwest::Method::GET, &path).header("Accept", "application/json");
    client.send(asked).await.with_status(200)["result"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_leaves_every_text_that_others_read() {
    let app = TestApp::start().await;
    let (sam, hugo, priya) = (app.sign_in("sam").await, app.sign_in("hugo").await, app.sign_in("priya").await);
    let sent = named_everywhere(&app, &sam).await;
    let path = path_of(&sent);
    assert!(pdf_text(&priya.get(&format!("{path}/letter.pdf")).await.body).contains("Maria Delgado"));
    let before = app.mails().len();

    let route = format!("{path}/consent-withdrawal");
    let shown = hugo.post(&route, &json!({"reason": REASON})).await.with_status(201);
    app.drain().await;
    assert_eq!(
        (&shown["state"], &shown["version"], &shown["client_name"]),
        (&json!("corrected"), &json!(2), &Value::Null)
    );
    assert_eq!(standing(&app, &sent["verification_code"]).await, "superseded");
    assert_eq!(standing(&app, &shown["verification_code"]).await, "genuine");

    let ruth = app.sign_in("ruth").await;
    for reader in [&priya, &ruth, &sam, &hugo] {
        let read = reader.get(&path).await.with_status(200).to_string();
        assert!(!read.contains("Delgado"), "{read}");
        let listed = reader.get("/api/v1/commendations?role=received").await.text();
        assert!(!listed.contains("Delgado"), "{listed}");
        let text = pdf_text(&reader.get(&format!("{path}/letter.pdf")).await.body);
        assert!(
            !text.contains("Delgado") && text.contains("A client of") && text.contains("stayed on the phone"),
            "{text}"
        );
        assert!(text.contains("Version 2"), "{text}");
    }
    assert_eq!(sam.get("/api/v1/commendations?role=sent&q=delgado").await.with_status(200)["items"], json!([]));
    let pdf = priya.get(&format!("{path}/letter.pdf")).await.body;
    assert!(!String::from_utf8_lossy(&pdf).contains("/Sig"), "no drawing of a signature");

    // The copy with the name is for those who read the words as written.
    priya.get(&format!("{path}/letter.pdf?version=1")).await.with_status(404);
    let old = hugo.get(&format!("{path}/letter.pdf?version=1")).await;
    assert!(pdf_text(&old.body).contains("Maria Delgado"));
    let original = hugo.get(&format!("{path}/original")).await.with_status(200);
    assert_eq!(original["client"]["name"], json!("Maria Delgado"));

    let mails = app.mails();
    let fresh: Vec<String> = mails.iter().skip(before).map(|mail| decoded(mail)).collect();
    assert_eq!(fresh.len(), 4, "helper, both supervisors and the banker");
    for mail in fresh {
        assert!(mail.contains("took back the permission") && mail.contains("delete the one before"), "{mail}");
        assert!(!mail.contains("Delgado"), "{mail}");
    }
}

/// The words of a mail on one line.
fn decoded(mail: &str) -> String {
    let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes()).expect("a message");
    let subject = parsed.subject().unwrap_or_default();
    let text = parsed.body_text(0).expect("a text");
    format!("{subject} {text}").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn only_hr_takes_a_name_out_and_only_one_that_is_shared() {
    let app = TestApp::start().await;
    let (sam, hugo) = (app.sign_in("sam").await, app.sign_in("hugo").await);
    let sent = app.commend(&sam, &letter(&app).await).await;
    let route = format!("{}/consent-withdrawal", path_of(&sent));
    let reason = json!({"reason": REASON});
    assert_eq!(sam.post(&route, &reason).await.with_status(403)["code"], json!("forbidden"));
    app.sign_in("omar").await.post(&route, &reason).await.with_status(404);
    let blank = hugo.post(&route, &json!({"reason": " "})).await.with_status(422);
    assert_eq!(blank["errors"][0]["pointer"], json!("/reason"));
    let offered = |whole: &Value| whole["actions"].to_string().contains("withdraw_consent");
    assert!(offered(&hugo.get(&path_of(&sent)).await.with_status(200)));
    assert!(!offered(&sam.get(&path_of(&sent)).await.with_status(200)));
    // Nobody has it yet: its waiting mails go with the new version.
    hugo.post(&route, &reason).await.with_status(201);
    app.drain().await;
    assert!(app.mails().iter().all(|mail| !decoded(mail).contains("Delgado")));
    assert_eq!(hugo.post(&route, &reason).await.with_status(409)["code"], json!("not_shared"));

    let mut unshared = letter(&app).await;
    unshared["client"]["consent_to_share_name"] = json!(false);
    let unshared = app.commend(&sam, &unshared).await;
    let route = format!("{}/consent-withdrawal", path_of(&unshared));
    assert_eq!(hugo.post(&route, &reason).await.with_status(409)["code"], json!("not_shared"));
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_takes_the_name_out_on_a_page() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let page = format!("/commendations/{}", sent["id"].as_str().expect("an id"));
    let hugo = crate::support::Browser::signed_in(&app, "hugo").await;
    assert!(hugo.page(&page).await.contains(&format!("{page}/consent-withdrawal")));
    let ask = hugo.page(&format!("{page}/consent-withdrawal")).await;
    assert!(ask.contains("Priya Raman") && ask.contains("Take the client"), "{ask}");
    let wrong = hugo.submit(&format!("{page}/consent-withdrawal"), &[("reason", "")]).await;
    assert_eq!(wrong.status, 422);
    let done = hugo.submit(&format!("{page}/consent-withdrawal"), &[("reason", REASON)]).await;
    assert_eq!((done.status, done.header("location")), (303, page.as_str()));
    let after = hugo.page(&page).await;
    assert!(after.contains("took the client") && !after.contains("Delgado"), "{after}");
    app.drain().await;
    let banker = crate::support::Browser::signed_in(&app, "sam").await;
    let answer = banker.open(&format!("{page}/consent-withdrawal")).await;
    assert_eq!(answer.status, 404);
}
