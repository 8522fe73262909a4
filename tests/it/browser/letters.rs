//! Letters in a browser: read by whoever may, acknowledged, thanked for, taken back, found.

use serde_json::json;

use crate::support::{Browser, TestApp};

/// A commendation of Priya by Sam, with a client's letter; its page's address.
async fn sent(app: &TestApp, text: &str, note: &str) -> String {
    let sam = app.sign_in("sam").await;
    let body = json!({
        "helper_ids": [app.id("priya").await],
        "client": {"name": "Maria Delgado", "consent_to_share_name": true, "invited": true},
        "letter": {"kind": "typed", "text": text, "signature": {"name": "Maria Delgado"}},
        "cover_note": note,
        "strengths": ["stayed_until_solved"],
    });
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    format!("/commendations/{}", sent["id"].as_str().expect("an id"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_sees_the_letter_and_what_there_is_to_do() {
    let app = TestApp::start().await;
    let path =
        sent(&app, "She stayed.\n\nUntil it was <b>done</b> & \"well\".", "A note of <script>mine</script>.").await;
    let sam = Browser::signed_in(&app, "sam").await.page(&path).await;
    for part in [
        "<h1>Your commendation of Priya Raman</h1>",
        "<p dir=\"auto\">She stayed.</p><p dir=\"auto\">Until it was &#60;b&#62;done&#60;/b&#62; &#38; &#34;well&#34;.</p>",
        "A note of &#60;script&#62;mine&#60;/script&#62;.",
        "Added by Sam Lee, Oak Street",
        "The client was invited to write",
        "Stayed until it was solved",
        "Who was told, and why",
        "Supervisor of Priya Raman",
        "Supervisor of Sam Lee",
        "Withdraw it",
        "Correct it",
        "What happened",
        "Sam Lee sent it to 4 people",
    ] {
        assert!(sam.contains(part), "{part}:\n{sam}");
    }
    assert!(!sam.contains("Say thanks") && !sam.contains("Acknowledge this letter"), "{sam}");
    let priya = Browser::signed_in(&app, "priya").await.page(&path).await;
    assert!(priya.contains("<h1>Sam Lee commended you</h1>") && priya.contains("Say thanks"), "{priya}");
    assert!(
        !priya.contains("Who was told") && !priya.contains("Withdraw it") && !priya.contains("Correct it"),
        "{priya}"
    );
    let ruth = Browser::signed_in(&app, "ruth").await.page(&path).await;
    assert!(ruth.contains("Acknowledge this letter") && !ruth.contains("Say thanks"), "{ruth}");
    let noor = Browser::signed_in(&app, "noor").await.page(&path).await;
    assert!(noor.contains("Who was told") && !noor.contains("<form method=\"post\" action=\"/commendations"), "{noor}");
    let bea = Browser::signed_in(&app, "bea").await;
    assert_eq!(bea.open(&path).await.status, 404);
    assert_eq!(bea.open(&format!("{path}/letter.pdf")).await.status, 404);
    let pdf = Browser::signed_in(&app, "priya").await.open(&format!("{path}/letter.pdf")).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_acknowledged_thanked_for_and_taken_back_by_forms() {
    let app = TestApp::start().await;
    let path = sent(&app, "She stayed.", "A note.").await;
    let ruth = Browser::signed_in(&app, "ruth").await;
    let long = "x".repeat(4_001);
    let again = ruth.submit(&format!("{path}/acknowledgement"), &[("told_employee", "on"), ("note", &long)]).await;
    let page = again.text();
    assert!(again.status == 422 && page.contains("<title>Error: Commendation of Priya Raman"), "{page}");
    assert!(page.contains("href=\"#note\"") && page.contains(&long), "it is kept");
    let fields = [("told_employee", "on"), ("filed", "on"), ("note", "Read aloud at the hand-over.")];
    for _ in 0..2 {
        let done = ruth.submit(&format!("{path}/acknowledgement"), &fields).await;
        assert_eq!((done.status, done.header("location")), (303, path.as_str()), "{}", done.text());
    }
    let page = ruth.page(&path).await;
    assert!(
        page.contains("It is on record that you read it.") && page.contains("Read aloud at the hand-over."),
        "{page}"
    );
    assert!(page.contains("Read it, told the person praised, filed it. today, 10:44"), "{page}");

    let priya = Browser::signed_in(&app, "priya").await;
    assert_eq!(priya.submit(&format!("{path}/withdrawal"), &[("reason", "No.")]).await.status, 403);
    assert_eq!(priya.submit(&format!("{path}/thanks"), &[("text", "I read it twice.")]).await.status, 303);
    app.drain().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let page = sam.page(&path).await;
    assert!(page.contains("Thanked you. today, 10:44") && page.contains("I read it twice."), "{page}");

    let empty = sam.submit(&format!("{path}/withdrawal"), &[("reason", "")]).await;
    assert!(empty.status == 422 && empty.text().contains("href=\"#reason\""), "{}", empty.text());
    assert_eq!(sam.submit(&format!("{path}/withdrawal"), &[("reason", "It was another Priya.")]).await.status, 303);
    app.drain().await;
    let page = sam.page(&path).await;
    assert!(page.contains("Withdrawn by Sam Lee, today, 10:44") && page.contains("It was another Priya."), "{page}");
    let page = priya.page(&path).await;
    assert!(page.contains("Withdrawn on 21 November 2026") && !page.contains("She stayed."), "{page}");
    assert_eq!(priya.submit(&format!("{path}/thanks"), &[]).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_listed_found_and_paged() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    assert!(sam.page("/letters").await.contains("No letters here yet"));
    let path = sent(&app, "The keys were handed over at three.", "A note.").await;
    let second = sent(&app, "The card was there before boarding.", "A note.").await;
    for (who, role) in [("sam", "sent"), ("priya", "received"), ("ruth", "team"), ("hugo", "all")] {
        let page = Browser::signed_in(&app, who).await.page(&format!("/letters?role={role}")).await;
        assert!(page.contains(&path) && page.contains(&second), "{who}:\n{page}");
        assert!(page.contains("Priya Raman") && page.contains("Maria Delgado"), "{who}:\n{page}");
        assert_eq!(page.contains("role=all"), who == "hugo", "{who}");
    }
    let page = sam.page("/letters?q=keys").await;
    assert!(page.contains(&path) && !page.contains(&second), "{page}");
    assert!(sam.page("/letters?q=zebra").await.contains("Nothing found"));
    assert!(sam.page("/letters?from=2026-11-22").await.contains("Nothing found"));
    let page = sam.page("/letters?limit=1&q=the").await;
    let next = page.split("href=\"/letters?role=sent&#38;q=the&#38;cursor=").nth(1).expect("a next page");
    let cursor = next.split('"').next().expect("an end");
    let page = sam.page(&format!("/letters?role=sent&limit=1&q=the&cursor={cursor}")).await;
    assert!(page.contains(&path) && !page.contains(&second) && !page.contains("Older letters"), "{page}");
    assert_eq!(sam.open("/letters?role=all").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_is_behind_a_page_that_says_that_its_reading_is_recorded() {
    let app = TestApp::start().await;
    let path = sent(&app, "My account is DE89 3704 0044 0532 0130 00.", "A note.").await;
    let sam = Browser::signed_in(&app, "sam").await;
    assert!(sam.page(&path).await.contains(&format!("href=\"{path}/original\"")));
    let before = app.trail_length().await;
    let asked = sam.page(&format!("{path}/original")).await;
    assert!(asked.contains("is recorded in the trail") && !asked.contains("DE89 3704"), "{asked}");
    assert_eq!(app.trail_length().await, before, "nothing was read yet");
    let opened = sam.submit(&format!("{path}/original"), &[]).await;
    let page = opened.text();
    assert!(
        opened.status == 200 && page.contains("DE89 3704 0044 0532 0130 00") && page.contains("Maria Delgado"),
        "{page}"
    );
    assert_eq!(app.trail_length().await, before + 1);
    assert_eq!(sam.open(&format!("{path}/original/pages/1")).await.status, 404, "it is not on paper");
    for who in ["priya", "ruth", "tom", "bea"] {
        let browser = Browser::signed_in(&app, who).await;
        assert_eq!(browser.open(&format!("{path}/original")).await.status, 404, "{who}");
        assert_eq!(browser.submit(&format!("{path}/original"), &[]).await.status, 404, "{who}");
    }
    for who in ["hugo", "noor"] {
        let browser = Browser::signed_in(&app, who).await;
        assert!(browser.submit(&format!("{path}/original"), &[]).await.text().contains("DE89 3704"), "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_says_that_it_reached_the_wrong_person_and_hr_is_told_once() {
    let app = TestApp::start().await;
    let path = sent(&app, "She stayed.", "A note.").await;
    let ruth = Browser::signed_in(&app, "ruth").await;
    assert!(ruth.page(&path).await.contains("I do not supervise this person"));
    let before = app.trail_length().await;
    for _ in 0..2 {
        let fields = [("kind", "not_my_report"), ("note", "She moved to Greta in May.")];
        assert_eq!(ruth.submit(&format!("{path}/dispute"), &fields).await.status, 303);
    }
    assert_eq!(app.trail_length().await, before + 1, "once");
    assert_eq!(ruth.submit(&format!("{path}/dispute"), &[]).await.status, 422);
    let priya = app.sign_in("priya").await;
    let api = format!("/api/v1{path}/disputes");
    priya.post(&api, &json!({"kind": "not_about_me"})).await.with_status(201);
    priya.post(&api, &json!({"kind": "not_about_me"})).await.with_status(200);
    priya.post(&api, &json!({"kind": "else"})).await.problem(422, "invalid_request");
    app.sign_in("sam").await.post(&api, &json!({"kind": "not_about_me"})).await.problem(403, "forbidden");
    app.sign_in("bea").await.post(&api, &json!({"kind": "not_about_me"})).await.problem(404, "not_found");
    let items = app.sign_in("hugo").await.get("/api/v1/work-items?state=open&kind=disputed").await.with_status(200);
    let items = items["items"].as_array().expect("items");
    assert_eq!(items.len(), 2);
    let ruths = items.iter().find(|item| item["detail"]["kind"] == "not_my_report").expect("Ruth's");
    assert!(ruths["summary"].as_str().is_some_and(|words| words.contains("Ruth Adler (3)")), "{ruths}");
    assert_eq!(ruths["detail"]["note"], "She moved to Greta in May.");
}
