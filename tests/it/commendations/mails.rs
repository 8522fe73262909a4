//! Undeliverable mails: each recipient fails alone, a person is informed, and nobody who left or is outside the bank is mailed.

use serde_json::{Value, json};

use super::{letter, note, withdraw};
use crate::support::TestApp;
use crate::support::smtp::{Step, reply};

fn by_name<'a>(deliveries: &'a Value, name: &str) -> &'a Value {
    let mut items = deliveries["items"].as_array().expect("deliveries").iter();
    items.find(|delivery| delivery["recipient"]["name"] == name).unwrap_or_else(|| panic!("no delivery to {name}"))
}

#[tokio::test]
async fn a_refused_recipient_fails_alone_and_is_retried_by_hand() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always("ruth@bank.example", Step::Rcpt, reply("550 5.1.1 no such mailbox"));
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let mut got: Vec<String> = relay.received().into_iter().map(|mail| mail.recipient).collect();
    got.sort();
    assert_eq!(got, ["priya@bank.example", "sam@bank.example", "tom@bank.example"]);
    let path = format!("/api/v1/commendations/{}/deliveries", sent["id"].as_str().unwrap());
    let deliveries = sam.get(&path).await.with_status(200);
    let failed = by_name(&deliveries, "Ruth Adler");
    assert_eq!((&failed["state"], &failed["reply"]["code"]), (&json!("failed"), &json!(550)));
    let hugo = app.sign_in("hugo").await;
    let open = "/api/v1/work-items?state=open&kind=failed_mail";
    let items = hugo.get(open).await.with_status(200);
    assert_eq!(items["items"].as_array().unwrap().len(), 1);
    assert!(items.to_string().contains("Ruth Adler"), "in words that HR can act on: {items}");
    let retry = format!("{path}/{}/retry", failed["id"].as_str().unwrap());
    let good = format!("{path}/{}/retry", by_name(&deliveries, "Priya Raman")["id"].as_str().unwrap());
    sam.post(&good, &json!({})).await.problem(409, "not_retryable");
    app.sign_in("noor").await.post(&retry, &json!({})).await.problem(403, "forbidden");
    app.sign_in("ruth").await.post(&retry, &json!({})).await.problem(404, "not_found");
    relay.forgive();
    sam.post(&retry, &json!({})).await.with_status(202);
    sam.post(&retry, &json!({})).await.problem(409, "not_retryable");
    app.drain().await;
    assert_eq!(by_name(&sam.get(&path).await.with_status(200), "Ruth Adler")["state"], "sent");
    assert_eq!(hugo.get(open).await.with_status(200)["items"], json!([]), "the item goes with its cause");
    // The same Message-ID on both tries would be seen here, had the first been taken.
    let ids: Vec<String> = relay
        .received()
        .iter()
        .filter_map(|mail| {
            let text = String::from_utf8_lossy(&mail.bytes).into_owned();
            text.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned)
        })
        .collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| id.ends_with("@commend.bank.example>")), "{ids:?}");
}

#[tokio::test]
async fn a_mail_of_a_withdrawn_commendation_asks_nothing_of_hr() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always("ruth@bank.example", Step::Rcpt, reply("550 5.1.1 no such mailbox"));
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let hugo = app.sign_in("hugo").await;
    let open = "/api/v1/work-items?state=open&kind=failed_mail";
    assert_eq!(hugo.get(open).await.with_status(200)["items"].as_array().unwrap().len(), 1);
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().unwrap());
    withdraw(&sam, &sent).await;
    app.drain().await;
    assert_eq!(hugo.get(open).await.with_status(200)["items"], json!([]), "nobody can send it again");
    let deliveries = sam.get(&format!("{path}/deliveries")).await.with_status(200);
    let failed = by_name(&deliveries, "Ruth Adler");
    sam.post(&format!("{path}/deliveries/{}/retry", failed["id"].as_str().unwrap()), &json!({}))
        .await
        .problem(409, "withdrawn");
}

#[tokio::test]
async fn an_address_outside_the_bank_is_never_mailed_and_hr_hears_of_it() {
    let app = TestApp::with(|config| config.mail.domains = Some(vec!["elsewhere.example".to_owned()])).await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    assert!(sent["deliveries"].as_array().unwrap().iter().all(|delivery| delivery["state"] == "suppressed"), "{sent}");
    app.drain().await;
    assert_eq!(app.mails().len(), 0);
    let hugo = app.sign_in("hugo").await;
    let items = hugo.get("/api/v1/work-items?state=open&kind=failed_mail").await.with_status(200);
    assert_eq!(items["items"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_supervisor_who_left_before_the_mail_went_is_replaced_and_both_facts_stand() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    // Ruth leaves before the worker comes round.
    let without_ruth: String = crate::support::people::FILE
        .lines()
        .filter(|line| !line.starts_with("3,"))
        .map(|line| format!("{line}\n"))
        .collect();
    app.import(&without_ruth).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}/deliveries", sent["id"].as_str().unwrap());
    let deliveries = sam.get(&path).await.with_status(200);
    assert_eq!(by_name(&deliveries, "Ruth Adler")["state"], "suppressed");
    assert!(app.mails().iter().all(|mail| !mail.contains("ruth@bank.example")));
    let instead: Vec<&Value> = deliveries["items"].as_array().unwrap().iter().skip(4).collect();
    assert_eq!(instead.len(), 1, "{deliveries}");
    assert_eq!(instead[0]["state"], "sent");
    let actions: Vec<String> = app.trail(30).await.into_iter().map(|entry| entry.action).collect();
    assert!(actions.contains(&"delivery.redirected".to_owned()), "{actions:?}");
}
