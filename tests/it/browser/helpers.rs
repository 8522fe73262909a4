//! Noting who helped, in a browser: the home page, the helper book, a helper of whom only a first name was caught.

use crate::support::{Browser, TestApp};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_helper_is_found_noted_and_undone_from_the_home_page() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    assert!(!sam.page("/").await.contains("name=\"helper_id\""));
    let page = sam.page("/?who=raman+pri").await;
    let priya = app.id("priya").await;
    assert!(page.contains(&format!("name=\"helper_id\" value=\"{priya}\"")), "{page}");
    assert!(page.contains("Wire Operations, 4417"), "{page}");
    assert!(sam.page("/?who=zebra").await.contains("Nobody is found by these words."));
    let own = format!("value=\"{}\"", app.id("sam").await);
    assert!(!sam.page("/?who=sam").await.contains(&own), "nobody helps themselves");

    let done = sam.submit("/helpers", &[("helper_id", &priya)]).await;
    let noted = done.header("location").to_owned();
    assert!(done.status == 303 && noted.starts_with("/?noted="), "{}", done.text());
    let page = sam.page(&noted).await;
    assert!(page.contains("Noted: Priya Raman helped.") && page.contains(">Undo<"), "{page}");
    let page = sam.page("/").await;
    assert!(
        page.contains("Noted lately") && page.contains(&format!("value=\"{priya}\"")),
        "she is a latest helper: {page}"
    );
    assert!(sam.page("/helpers?q=raman").await.contains("Priya Raman"));

    let mia = Browser::signed_in(&app, "mia").await;
    let removal = format!("/helpers/{}/removal", noted.trim_start_matches("/?noted="));
    assert_eq!(mia.submit(&removal, &[]).await.status, 404);
    assert_eq!(sam.submit(&removal, &[]).await.status, 303);
    let page = sam.page("/helpers").await;
    assert!(page.contains("The note is removed.") && page.contains("No notes yet"), "{page}");
    assert_eq!(sam.submit(&removal, &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_name_alone_is_a_note_of_its_own() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let again = sam.submit("/helpers/unsure", &[("helper_hint.name", "Mel"), ("summary", "Found the card.")]).await;
    let page = again.text();
    assert!(again.status == 422 && page.contains("<title>Error: ") && page.contains("value=\"Mel\""), "{page}");
    assert!(page.contains("href=\"#helper_hint.department\"") && page.contains("Found the card."), "{page}");
    let fields = [("helper_hint.name", "Mel"), ("helper_hint.department", "Card <Disputes>"), ("summary", "Found it.")];
    let done = sam.submit("/helpers/unsure", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let page = sam.page("/helpers?q=mel").await;
    assert!(
        page.contains("<b>Mel</b>") && page.contains("Card &#60;Disputes&#62;") && page.contains("Found it."),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_a_commendation_was_made_of_stays() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let priya = app.id("priya").await;
    let noted = sam.post("/api/v1/assists", &json!({"helper_id": priya})).await.with_status(201);
    let id = noted["id"].as_str().expect("an id");
    let body = json!({"helper_ids": [priya], "assist_id": id, "cover_note": "She stayed until it was done."});
    app.commend(&sam, &body).await;
    app.drain().await;
    sam.delete(&format!("/api/v1/assists/{id}")).await.problem(409, "assist_used");
    let other = sam.post("/api/v1/assists", &json!({"helper_id": priya})).await.with_status(201);
    let other = format!("/api/v1/assists/{}", other["id"].as_str().expect("an id"));
    app.sign_in("mia").await.delete(&other).await.problem(404, "not_found");
    assert_eq!(sam.delete(&other).await.status, 204);
    sam.delete(&other).await.problem(404, "not_found");
    assert_eq!(sam.get("/api/v1/assists").await.with_status(200)["items"].as_array().expect("a list").len(), 1);
}
