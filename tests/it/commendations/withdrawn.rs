//! A withdrawn record reveals its words to nobody: neither by search nor in a list.

use mail_parser::MessageParser;
use serde_json::{Value, json};

use super::{letter, letter_about, withdraw};
use crate::support::people::address;
use crate::support::{Client, TestApp};

async fn found(client: &Client, list: &str, words: &str) -> Vec<Value> {
    let page = client.get(&format!("/api/v1/commendations?{list}&q={words}")).await.with_status(200);
    page["items"].as_array().expect("items").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_a_withdrawn_record_find_it_only_for_those_who_read_them() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter_about(&app, &["priya", "omar"]).await).await;
    app.drain().await;
    let readers = [
        ("priya", "role=received"),
        ("omar", "role=received"),
        ("ruth", "role=team"),
        ("greta", "role=team"),
        ("sam", "role=sent"),
        ("hugo", "role=all"),
        ("noor", "role=all"),
    ];
    let words = ["stayed", "phone"];
    for (who, list) in readers {
        let reader = app.sign_in(who).await;
        assert_eq!(found(&reader, list, "stayed").await.len(), 1, "{who}");
    }
    withdraw(&sam, &sent).await;
    app.drain().await;
    for (who, list) in readers {
        let reader = app.sign_in(who).await;
        let reads = ["sam", "hugo", "noor"].contains(&who);
        for word in words {
            assert_eq!(found(&reader, list, word).await.len(), usize::from(reads), "{who} {word}");
        }
        let listed = reader.get(&format!("/api/v1/commendations?{list}")).await.with_status(200);
        let item = &listed["items"][0];
        assert_eq!((&item["state"], &item["reference"]), (&json!("withdrawn"), &sent["reference"]), "{who}");
        if !reads {
            let bare = ["banker", "client_name", "helpers", "excerpt", "has_letter", "acknowledgements", "thanks"];
            let shown: Vec<&Value> = bare.iter().map(|name| &item[name]).collect();
            assert_eq!(json!(shown), json!([null, null, [], "", false, 0, 0]), "{who}: {item}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_is_found_beside_what_was_withdrawn() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let taken = app.commend(&sam, &letter(&app).await).await;
    let stands = app.commend(&sam, &letter(&app).await).await;
    withdraw(&sam, &taken).await;
    app.drain().await;
    let items = found(&priya, "role=received", "stayed").await;
    assert_eq!(items.iter().map(|item| &item["id"]).collect::<Vec<_>>(), [&stands["id"]]);
    assert_eq!(found(&sam, "role=sent", "stayed").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recall_says_to_each_supervisor_whose_letter_it_was() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter_about(&app, &["priya", "omar"]).await).await;
    app.drain().await;
    let before = app.mails().len();
    withdraw(&sam, &sent).await;
    app.drain().await;
    assert!(app.mails().len() > before);
    for (supervisor, helper) in [("ruth", "Priya Raman"), ("greta", "Omar Khan")] {
        let said = format!("The first mail went to you as {helper}\u{2019}s supervisor.");
        let recalls = app.mails().into_iter().filter_map(|mail| {
            let parsed = MessageParser::default().parse(mail.as_bytes())?;
            let to = parsed.to()?.first()?.address()?.to_owned();
            let text = parsed.body_text(0)?.into_owned();
            (to == address(supervisor) && text.contains("The first mail"))
                .then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        let recalls: Vec<String> = recalls.collect();
        assert!(recalls.len() == 1 && recalls[0].contains(&said), "{supervisor}: {recalls:?}");
    }
}
