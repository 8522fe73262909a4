//! A recognition history in a browser: the person's own, a team member's, nobody else's; thanks and the packet.

use serde_json::json;

use crate::support::{Browser, TestApp};

/// A letter about Priya from a client of Sam's; its id.
async fn letter(app: &TestApp, text: &str, strengths: &[&str]) -> String {
    let sam = app.sign_in("sam").await;
    let body = json!({
        "helper_ids": [app.id("priya").await],
        "include_banker": true,
        "client": {"name": "Maria Delgado", "consent_to_share_name": true, "invited": true},
        "letter": {"kind": "typed", "text": text, "language": "en", "signature": {"name": "Maria Delgado"}},
        "strengths": strengths,
    });
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    sent["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_helper_reads_the_letters_and_says_thanks_from_the_history() {
    let app = TestApp::start().await;
    let priya = Browser::signed_in(&app, "priya").await;
    let page = priya.page("/me/recognition").await;
    assert!(page.contains("No letters here yet") && !page.contains("packet.pdf"), "{page}");
    let first = letter(&app, "She stayed <b>on</b>.", &["fast", "patient"]).await;
    let second = letter(&app, "She called back.", &["fast"]).await;
    app.sign_in("ruth")
        .await
        .post(&format!("/api/v1/commendations/{first}/acknowledgements"), &json!({"told_employee": true}))
        .await
        .with_status(201);

    let page = priya.page("/me/recognition").await;
    for part in [
        "<h1>Priya Raman</h1>",
        "Wire Specialist, Head Office. Since 2019.",
        "<dt>Letters</dt><dd>2</dd>",
        "<dt>Signed by clients</dt><dd>2</dd>",
        "<dt>Waiting for your thanks</dt><dd>2</dd>",
        "2 letters in twelve months",
        "<span class=\"vh\">November 2026: </span>2</b>",
        ">November 2026</h3>",
        "<p dir=\"auto\" lang=\"en\">She stayed &#60;b&#62;on&#60;/b&#62;.</p>",
        "<b>Maria Delgado</b>, with Sam Lee, Oak Street",
        "<span>Answered fast</span><b>2</b>",
        "<span>Oak Street</span><b>2</b>",
        "<b>Ruth Adler</b> Read it, told the person praised. today, 10:44",
        "No supervisor has acknowledged it yet.",
        "href=\"/me/recognition\" aria-current=\"page\"",
    ] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert_eq!(page.matches("Say thanks").count(), 2, "{page}");

    let done = priya.submit(&format!("/me/recognition/{second}/thanks"), &[]).await;
    assert_eq!((done.status, done.header("location")), (303, format!("/me/recognition#l-{second}").as_str()));
    app.drain().await;
    let page = priya.page("/me/recognition").await;
    assert!(page.contains("Your thanks are on record.") && page.contains("Thanks sent"), "{page}");
    assert!(page.contains("<dt>Waiting for your thanks</dt><dd>1</dd>"), "{page}");

    let sam = Browser::signed_in(&app, "sam").await;
    assert_eq!(sam.submit(&format!("/commendations/{second}/withdrawal"), &[("reason", "Twice.")]).await.status, 303);
    app.drain().await;
    let page = priya.page("/me/recognition").await;
    assert!(!page.contains("She called back.") && page.contains("Withdrawn"), "{page}");
    assert!(page.contains("<dt>Letters</dt><dd>1</dd>"), "{page}");
    // The banker whom the client praised too has it in the own history and owes no thanks for it.
    let page = sam.page("/me/recognition").await;
    assert!(page.contains("She stayed") && !page.contains("Say thanks"), "{page}");
    assert!(page.contains("<dt>Waiting for your thanks</dt><dd>0</dd>"), "{page}");
    assert_eq!(sam.submit(&format!("/me/recognition/{first}/thanks"), &[]).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_is_read_by_the_supervisor_hr_and_auditor_and_by_nobody_else() {
    let app = TestApp::start().await;
    letter(&app, "She stayed on.", &["fast"]).await;
    let path = format!("/people/{}", app.id("priya").await);
    for who in ["ruth", "hugo", "noor"] {
        let browser = Browser::signed_in(&app, who).await;
        let page = browser.page(&format!("{path}/recognition")).await;
        assert!(page.contains("She stayed on.") && page.contains("What people thank Priya Raman for"), "{who}: {page}");
        assert!(!page.contains("Say thanks") && !page.contains("Waiting for your thanks"), "{who}: {page}");
        assert!(page.contains(&format!("action=\"{path}/packet.pdf\"")), "{who}: {page}");
    }
    for who in ["sam", "greta", "hana", "omar", "tom"] {
        let browser = Browser::signed_in(&app, who).await;
        assert_eq!(browser.open(&format!("{path}/recognition")).await.status, 404, "{who}");
        assert_eq!(browser.open(&format!("{path}/packet.pdf")).await.status, 404, "{who}");
    }
    let anyone = Browser::new(&app).open(&format!("{path}/recognition")).await;
    assert_eq!(anyone.status, 303, "to sign in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_packet_of_a_period_is_downloaded_and_an_empty_period_is_explained() {
    let app = TestApp::start().await;
    letter(&app, "She stayed on.", &[]).await;
    let priya = Browser::signed_in(&app, "priya").await;
    let all = priya.open("/me/packet.pdf?from=&to=").await;
    assert_eq!((all.status, all.header("content-type")), (200, "application/pdf"));
    assert!(all.header("content-disposition").contains("K-2026-"), "{:?}", all.headers);
    let ruth = Browser::signed_in(&app, "ruth").await;
    let theirs = ruth.open(&format!("/people/{}/packet.pdf?from=2026-01-01", app.id("priya").await)).await;
    assert_eq!((theirs.status, theirs.header("content-type")), (200, "application/pdf"));
    for (query, words) in [
        ("from=2020-01-01&to=2020-02-01", "No letter of this period stands."),
        ("from=2026-02-01&to=2026-01-01", "Choose the same day or a later one."),
        ("from=tomorrow&to=", "Give a day such as 2026-11-20."),
    ] {
        let answer = priya.open(&format!("/me/packet.pdf?{query}")).await;
        let page = answer.text();
        assert_eq!(answer.status, 422, "{query}");
        assert!(page.contains(words) && page.contains("<title>Error: My recognition"), "{query}: {page}");
        assert!(page.contains("She stayed on."), "{query}: the page is the history");
    }
}
