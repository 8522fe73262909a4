//! A team in a browser: letters that wait, acknowledged one by one and together; helpers named; nothing of it for others.

use serde_json::json;

use crate::support::{Browser, TestApp};

/// A commendation of somebody by Sam, without a client; its id.
async fn note(app: &TestApp, helpers: &[&str], words: &str) -> String {
    let sam = app.sign_in("sam").await;
    let mut ids = Vec::new();
    for helper in helpers {
        ids.push(app.id(helper).await);
    }
    let sent = app.commend(&sam, &json!({"helper_ids": ids, "cover_note": words})).await;
    app.drain().await;
    sent["id"].as_str().expect("an id").to_owned()
}

/// The number of waiting matters beside the team in the menu; none without the entry.
fn in_menu(page: &str) -> Option<String> {
    let (_, entry) = page.split_once("<a href=\"/team\"")?;
    let (entry, _) = entry.split_once("</a>")?;
    let count = entry.split_once("class=\"num\">").map_or("0", |(_, rest)| rest.split('<').next().unwrap_or_default());
    Some(count.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_letters_are_acknowledged_one_by_one_and_together() {
    let app = TestApp::start().await;
    let greta = Browser::signed_in(&app, "greta").await;
    assert!(greta.page("/team").await.contains("Nothing waits for you."));
    let one = note(&app, &["omar"], "The first card.").await;
    let two = note(&app, &["bea"], "The second card.").await;
    let three = note(&app, &["omar", "bea", "priya"], "The third card.").await;
    let page = greta.page("/team").await;
    assert_eq!(in_menu(&page).as_deref(), Some("3"));
    for part in ["<p>2 people</p>", "3 waiting", "The first card.", "Bea Novák", "History and packet"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert_eq!(page.matches("name=\"commendation_ids\"").count(), 3, "a letter about two of them stands there once");

    // The button of one letter takes that one, whatever is ticked.
    let fields = [("only", one.as_str()), ("commendation_ids", two.as_str()), ("told_employee", "on")];
    let done = greta.submit("/team/acknowledgements", &fields).await;
    assert_eq!((done.status, done.header("location")), (303, "/team"), "{}", done.text());
    let page = greta.page("/team").await;
    assert_eq!(in_menu(&page).as_deref(), Some("2"));
    assert!(page.contains("It is on record that you read it."), "{page}");

    let empty = greta.submit("/team/acknowledgements", &[("note", "Kept?")]).await;
    let page = empty.text();
    assert!(empty.status == 422 && page.contains("Tick at least one letter.") && page.contains("Kept?"), "{page}");
    let long = "x".repeat(4_001);
    let fields = [("commendation_ids", two.as_str()), ("note", &long)];
    let again = greta.submit("/team/acknowledgements", &fields).await;
    assert!(again.status == 422 && again.text().contains("href=\"#note\""), "{}", again.text());

    let fields =
        [("commendation_ids", two.as_str()), ("commendation_ids", &three), ("filed", "on"), ("note", "Well done.")];
    assert_eq!(greta.submit("/team/acknowledgements", &fields).await.status, 303);
    let page = greta.page("/team").await;
    assert_eq!(in_menu(&page).as_deref(), Some("0"));
    assert!(page.contains("It is on record that you read them.") && page.contains("Nothing waits for you."), "{page}");
    let bea = Browser::signed_in(&app, "bea").await;
    let page = bea.page("/me/recognition").await;
    assert!(page.matches("Greta Olsen").count() == 2 && page.contains("Read it, filed it."), "{page}");
    // The supervisor of another of the praised still has it to acknowledge.
    assert_eq!(in_menu(&Browser::signed_in(&app, "ruth").await.page("/").await).as_deref(), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_withdrawn_meanwhile_does_not_hold_up_the_others() {
    let app = TestApp::start().await;
    let (one, two) = (note(&app, &["omar"], "The first card.").await, note(&app, &["bea"], "The second card.").await);
    let sam = app.sign_in("sam").await;
    sam.post(&format!("/api/v1/commendations/{one}/withdrawal"), &json!({"reason": "Twice."})).await.with_status(201);
    app.drain().await;
    let greta = Browser::signed_in(&app, "greta").await;
    assert_eq!(in_menu(&greta.page("/").await).as_deref(), Some("1"), "a withdrawn letter waits for nobody");
    let fields = [("commendation_ids", one.as_str()), ("commendation_ids", &two)];
    assert_eq!(greta.submit("/team/acknowledgements", &fields).await.status, 303);
    assert!(greta.page("/team").await.contains("except for letters that were withdrawn meanwhile"));
    // Nothing is recorded when one of the letters is not the supervisor's to acknowledge.
    let three = note(&app, &["bea"], "The third card.").await;
    let others = note(&app, &["priya"], "The wire.").await;
    let fields = [("commendation_ids", three.as_str()), ("commendation_ids", &others)];
    assert_eq!(greta.submit("/team/acknowledgements", &fields).await.status, 404);
    assert_eq!(in_menu(&greta.page("/").await).as_deref(), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_is_there_for_present_supervisors_only() {
    let app = TestApp::start().await;
    for who in ["sam", "priya", "hugo", "noor"] {
        let browser = Browser::signed_in(&app, who).await;
        assert_eq!(in_menu(&browser.page("/").await), None, "{who}");
        assert_eq!(browser.open("/team").await.status, 404, "{who}");
    }
    // HR puts Priya under Tom: her letters wait for Tom as long as nobody has acknowledged them, and Ruth's page is gone.
    note(&app, &["priya"], "The wire.").await;
    let ruth = Browser::signed_in(&app, "ruth").await;
    assert_eq!(in_menu(&ruth.page("/team").await).as_deref(), Some("1"));
    let line =
        json!({"supervisor_id": app.id("tom").await, "kind": "primary", "from": "2026-11-21", "reason": "moved"});
    let path = format!("/api/v1/people/{}/reporting-lines", app.id("priya").await);
    app.sign_in("hugo").await.post(&path, &line).await.with_status(201);
    assert_eq!(in_menu(&ruth.page("/").await), None);
    assert_eq!(ruth.open("/team").await.status, 404);
    let tom = Browser::signed_in(&app, "tom").await;
    let page = tom.page("/team").await;
    assert_eq!(in_menu(&page).as_deref(), Some("1"), "{page}");
    assert!(page.contains("Priya Raman") && page.contains("3 people"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_the_department_names_the_helper_on_a_page() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let hint = json!({"helper_hint": {"name": "Oma?", "department": "card services", "extension": "45"}});
    let assist = sam.post("/api/v1/assists", &hint).await.with_status(201);
    let sent = app.commend(&sam, &json!({"assist_id": assist["id"], "cover_note": "Somebody saved the day."})).await;
    app.drain().await;
    let id = sent["id"].as_str().expect("an id");
    let path = format!("/commendations/{id}/assignment");
    let greta = Browser::signed_in(&app, "greta").await;
    let page = greta.page("/team").await;
    assert!(page.contains("Say who helped") && page.contains(&path), "{page}");
    assert_eq!(in_menu(&page).as_deref(), Some("1"));

    let page = greta.page(&path).await;
    for part in ["Oma?, 45", "Somebody saved the day.", "People of the department", "Omar Khan", "Bea Novák", "Sam Lee"]
    {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert!(!page.contains("Priya Raman"), "{page}");
    let page = greta.page(&format!("{path}?who=raman")).await;
    assert!(page.contains("Priya Raman") && page.contains("People found"), "{page}");
    assert!(greta.page(&format!("{path}?who=zebra")).await.contains("Nobody is found."));
    assert_eq!(
        greta.page(&format!("{path}?who=lee")).await.matches("type=\"radio\"").count(),
        0,
        "nobody commends themselves"
    );

    for (fields, words) in
        [(vec![], "required"), (vec![("helper_id", "0193e0a4-0000-7000-8000-000000000000")], "not in the directory")]
    {
        let again = greta.submit(&path, &fields).await;
        assert!(again.status == 422 && again.text().contains(words), "{}", again.text());
    }
    for who in ["tom", "ruth", "omar", "noor"] {
        let browser = Browser::signed_in(&app, who).await;
        assert_eq!(browser.open(&path).await.status, 404, "{who}");
    }
    assert!(Browser::signed_in(&app, "hugo").await.page(&path).await.contains("Omar Khan"), "HR names the helper too");
    let omar = app.id("omar").await.to_string();
    let page = greta.page(&format!("{path}?who={omar}")).await;
    assert!(page.contains(&format!("value=\"{omar}\" checked")) && page.contains("value=\"Omar Khan\""), "{page}");
    let done = greta.submit(&path, &[("helper_id", &omar)]).await;
    assert_eq!((done.status, done.header("location")), (303, format!("/commendations/{id}").as_str()));
    app.drain().await;
    let page = greta.page(&format!("/commendations/{id}")).await;
    assert!(page.contains("Commendation of Omar Khan") && page.contains("The helper is named"), "{page}");
    assert_eq!(greta.open(&path).await.status, 303, "there is nothing left to name");
    let page = greta.page("/team").await;
    assert!(page.contains("Somebody saved the day.") && !page.contains("Say who helped"), "{page}");
    assert_eq!(in_menu(&page).as_deref(), Some("1"), "now it waits for the acknowledgement");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_sees_which_of_the_own_people_have_had_nothing() {
    let app = TestApp::start().await;
    note(&app, &["omar"], "The card.").await;
    let greta = Browser::signed_in(&app, "greta").await;
    let page = greta.page("/team/unrecognised?months=3").await;
    for part in
        ["1 of 2 people", "Bea Novák", "In your team since 2 May 2022.", "1 letter to the whole team in that time."]
    {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert!(!page.contains("Omar Khan"), "{page}");
    // Nobody above sees anything of so small a team, and nobody beside it sees the page.
    let hana = Browser::signed_in(&app, "hana").await;
    let page = hana.page("/team/unrecognised").await;
    assert!(page.contains("2 of 2 people") && page.contains("Ruth Adler"), "{page}");
    assert!(!page.contains("Bea") && !page.contains("Teams below"), "{page}");
    for who in ["sam", "hugo", "noor", "bea"] {
        let browser = Browser::signed_in(&app, who).await;
        assert_eq!(browser.open("/team/unrecognised").await.status, 404, "{who}");
    }
    assert_eq!(greta.open("/team/unrecognised?months=7").await.status, 422);
    // A letter that was withdrawn is none.
    let list = app.sign_in("sam").await.get("/api/v1/commendations?role=sent").await.with_status(200);
    let path = format!("/api/v1/commendations/{}/withdrawal", list["items"][0]["id"].as_str().expect("an id"));
    app.sign_in("sam").await.post(&path, &json!({"reason": "Twice."})).await.with_status(201);
    app.drain().await;
    assert!(greta.page("/team/unrecognised").await.contains("Omar Khan"));
}
