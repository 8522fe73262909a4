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

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_completed_and_corrected_until_something_was_made_of_it() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let (priya, omar) = (app.id("priya").await, app.id("omar").await);
    let noted = sam.submit("/helpers", &[("helper_id", &priya)]).await;
    let id = noted.header("location").trim_start_matches("/?noted=").to_owned();
    let edit = format!("/helpers/{id}/edit");
    assert!(sam.page("/helpers").await.contains(&format!("href=\"{edit}\"")));
    let long = "x".repeat(101);
    let again = sam.submit(&edit, &[("problem", &long), ("summary", "Called back.")]).await;
    assert!(again.status == 422 && again.text().contains("href=\"#problem\""), "{}", again.text());
    assert!(again.text().contains("Called back.</textarea>") && again.text().contains(&long), "it is kept");
    // The search keeps what was typed.
    let fields = [("problem", "Wire recall"), ("summary", "Called <back>.")];
    let found = sam.submit(&edit, &[fields[0], fields[1], ("who", "omar"), ("find", "1")]).await;
    let to = found.header("location").split('#').next().unwrap_or_default().to_owned();
    assert!(found.status == 303 && to.ends_with("?who=omar"), "{}", found.text());
    let page = sam.page(&to).await;
    assert!(page.contains(&format!("name=\"helper_id\" value=\"{omar}\"")), "{page}");
    assert!(page.contains("Called &#60;back&#62;.</textarea>") && page.contains("value=\"Wire recall\""), "{page}");
    assert_eq!(sam.submit(&edit, &[fields[0], fields[1], ("helper_id", &omar)]).await.status, 303);
    let page = sam.page("/helpers?problem=recall+wire").await;
    assert!(page.contains("Omar Khan") && page.contains("The note is changed.") && !page.contains("Priya"), "{page}");
    assert!(page.contains(&format!("href=\"/commendations/new?helper={omar}\"")), "who can be thanked again: {page}");
    assert!(sam.page("/helpers?problem=zebra").await.contains("Nothing found"));

    let mia = Browser::signed_in(&app, "mia").await;
    assert_eq!(mia.open(&edit).await.status, 404);
    assert_eq!(mia.submit(&edit, &fields).await.status, 404);
    let draft = sam.submit("/commendations/new", &[("assist_id", &id), ("helper_ids", &omar), ("later", "1")]).await;
    assert_eq!((draft.status, draft.header("location")), (303, "/"), "{}", draft.text());
    let page = sam.page("/").await;
    assert!(page.contains("Not sent yet") && page.contains("<b>Omar Khan</b>"), "{page}");
    assert!(page.contains("Say what they did, or add a paragraph"), "what is missing: {page}");
    assert!(!page.contains("/commendations/new?assist="), "the note leads to its draft: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_helper_book_shows_letters_beside_each_person_and_who_is_not_thanked_yet() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let api = app.sign_in("sam").await;
    let (priya, omar) = (app.id("priya").await, app.id("omar").await);
    let mut notes = Vec::new();
    for (helper, problem) in [(&priya, "Wire recall"), (&priya, "wire RECALL"), (&omar, "Blocked card")] {
        let body = json!({"helper_id": helper, "problem": problem, "summary": "Called <back>."});
        let noted = api.post("/api/v1/assists", &body).await.with_status(201);
        notes.push(noted["id"].as_str().expect("an id").to_owned());
    }
    let body = json!({"helper_ids": [priya], "assist_id": notes[0], "cover_note": "She stayed until it was done."});
    let sent = app.commend(&api, &body).await;
    app.drain().await;

    let page = sam.page("/helpers").await;
    let letter = format!("href=\"/commendations/{}\">Letter sent</a>", sent["id"].as_str().expect("an id"));
    for part in [
        "All 2",
        "Not thanked yet 1",
        &letter,
        "2 times, last on 21 November 2026",
        "Priya Raman, 2 times",
        "Wire recall: Called &#60;back&#62;.",
        "href=\"tel:4417\"",
    ] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    // A note of which a letter was made stays as it is.
    assert!(!page.contains(&format!("/helpers/{}/edit", notes[0])) && page.contains(&notes[1]), "{page}");
    let page = sam.page("/helpers?show=unthanked").await;
    assert!(page.contains("Omar Khan") && !page.contains("<b>Priya Raman</b>"), "{page}");
    assert!(sam.page("/helpers?q=omar").await.contains("<b>Omar Khan</b>"));
    let first = sam.page("/helpers?limit=1").await;
    let next = first.split("class=\"btn\" href=\"/helpers?").nth(1).and_then(|rest| rest.split('"').next());
    let next = next.expect("a next page").replace("&#38;", "&");
    let second = sam.page(&format!("/helpers?{next}&limit=1")).await;
    assert!(first.contains("<b>Omar Khan</b>") && !first.contains("<b>Priya Raman</b>"), "{first}");
    assert!(second.contains("<b>Priya Raman</b>") && !second.contains("<b>Omar Khan</b>"), "{second}");

    // A note with a draft leads to it, also from the home page.
    let fields = [("assist_id", notes[2].as_str()), ("helper_ids", &omar), ("later", "1")];
    assert_eq!(sam.submit("/commendations/new", &fields).await.status, 303);
    for path in ["/helpers", "/"] {
        let page = sam.page(path).await;
        assert!(page.contains("Continue the letter") && !page.contains(&format!("assist={}", notes[2])), "{page}");
    }
    assert!(Browser::signed_in(&app, "mia").await.page("/helpers").await.contains("No notes yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_page_shows_what_came_and_what_waits() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = json!({"helper_ids": [app.id("priya").await], "cover_note": "She stayed <b>until</b> it was done."});
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    let id = sent["id"].as_str().expect("an id").to_owned();
    let priya = Browser::signed_in(&app, "priya").await;
    let page = priya.page("/").await;
    for part in
        ["One letter about you", "The latest letter about you", "She stayed &#60;b&#62;until", "About Priya Raman"]
    {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    let page = Browser::signed_in(&app, "ruth").await.page("/").await;
    assert!(page.contains("One letter about your team to acknowledge or assign"), "{page}");
    assert_eq!(priya.submit(&format!("/commendations/{id}/thanks"), &[("text", "I read it twice.")]).await.status, 303);
    app.drain().await;
    assert!(!priya.page("/").await.contains("Waits for you"));
    let sam = Browser::signed_in(&app, "sam").await;
    let page = sam.page("/").await;
    for part in
        ["Thanks for you", "I read it twice.", "Your latest letter", &format!("href=\"/commendations/{id}\">Read")]
    {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    let page = Browser::signed_in(&app, "mia").await.page("/").await;
    assert!(!page.contains("Thanks for you") && !page.contains("Your latest letter"), "{page}");
}
