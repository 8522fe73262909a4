//! A commendation is written in a browser: from the note to the record, with everything that may come between.

use crate::support::{Browser, TestApp};

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let after = page.split_once(&format!("name=\"{name}\" value=\"")).map_or("", |(_, after)| after);
    after.split('"').next().unwrap_or_default().to_owned()
}

/// Begins a draft; the path of its form.
pub async fn begun(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let made = browser.submit("/commendations/new", fields).await;
    let path = made.header("location").split(['?', '#']).next().unwrap_or_default().to_owned();
    assert!(made.status == 303 && path.starts_with("/commendations/"), "{} {path} {}", made.status, made.text());
    path
}

/// Presses a button of the form as it stands, with some fields changed.
pub async fn pressed(
    browser: &Browser,
    path: &str,
    button: (&str, &str),
    fields: &[(&str, &str)],
) -> crate::support::Answer {
    let page = browser.page(path).await;
    let (revision, seen) = (hidden(&page, "revision"), hidden(&page, "seen"));
    let mut all = vec![("revision", revision.as_str()), ("seen", seen.as_str()), button];
    all.extend_from_slice(fields);
    browser.submit(path, &all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_becomes_a_draft_a_preview_and_a_record() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let noted = sam.submit("/helpers", &[("helper_id", &priya)]).await.header("location").to_owned();
    let assist = noted.trim_start_matches("/?noted=").to_owned();
    let page = sam.page(&format!("/commendations/new?assist={assist}")).await;
    assert!(page.contains("Priya Raman") && hidden(&page, "assist_id") == assist, "{page}");
    assert!(!page.contains("checked>The client agrees"), "consent is not ticked: {page}");

    let path = begun(&sam, &[("assist_id", &assist), ("helper_ids", &priya), ("kind", "none"), ("look", "1")]).await;
    let page = sam.page(&path).await;
    assert!(page.contains("Say what they did, or add a paragraph") && !page.contains("<title>Error"), "{page}");
    for (name, why) in [
        ("Priya Raman", "Is praised"),
        ("Ruth Adler", "Supervisor of Priya Raman"),
        ("Tom Brandt", "Your supervisor"),
        ("Sam Lee", "Your own copy"),
    ] {
        assert!(page.contains(&format!("<b>{name}</b>")) && page.contains(why), "{name} {why}:\n{page}");
    }
    let fields = [
        ("assist_id", assist.as_str()),
        ("helper_ids", &priya),
        ("did", "Traced a wire in 40 minutes."),
        ("kind", "typed"),
        ("words", "She stayed.\n\nMy card is 4111 1111 1111 1111."),
        ("language", "en"),
        ("client.name", "Maria Delgado"),
        ("client.share_name", "on"),
        ("client.invited", "yes"),
        ("cover_note", "She called the night desk."),
        ("strengths", "stayed_until_solved"),
        ("served_on", "2026-11-20"),
    ];
    assert_eq!(pressed(&sam, &path, ("look", "1"), &fields).await.status, 303);
    let page = sam.page(&path).await;
    for part in [
        "Traced a wire in 40 minutes.</textarea>",
        "Card number ending in 1111",
        "<span class=\"gone\">[withheld] 1111</span>",
        "<p dir=\"auto\">She stayed.</p>",
        "<small>Maria Delgado</small>",
        "Thanked for: Stayed until it was solved. Help given on 20 November 2026.",
        "value=\"en\" selected",
        "value=\"stayed_until_solved\" checked",
    ] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    let pdf = sam.open(&path.replace("/edit", "/draft.pdf")).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));

    let record = path.trim_end_matches("/edit").to_owned();
    let sent = pressed(&sam, &path, ("send", "1"), &fields).await;
    assert_eq!((sent.status, sent.header("location")), (303, record.as_str()), "{}", sent.text());
    app.drain().await;
    let page = sam.page(&record).await;
    assert!(page.contains("It is sent.") && page.contains("Your commendation of Priya Raman"), "{page}");
    assert!(page.contains("Traced a wire in 40 minutes.</p><p dir=\"auto\">She called the night desk."), "{page}");
    // A second press, and an old tab.
    let again = sam.submit(&path, &[("revision", "2"), ("send", "1"), ("helper_ids", &priya)]).await;
    assert_eq!((again.status, again.header("location")), (303, record.as_str()), "{}", again.text());
    assert_eq!(sam.open(&path).await.header("location"), record);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_added_and_taken_away_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let (priya, omar) = (app.id("priya").await, app.id("omar").await);
    let found = sam.submit("/commendations/new", &[("who", "raman"), ("find", "1"), ("did", "Found it.")]).await;
    let to = found.header("location").to_owned();
    assert!(found.status == 303 && to.contains("?who=raman#who"), "{to}");
    let path = to.split('?').next().unwrap_or_default();
    let page = sam.page(to.split('#').next().unwrap_or_default()).await;
    assert!(page.contains(&format!("name=\"add\" value=\"{priya}\"")) && page.contains("Found it."), "{page}");
    pressed(&sam, path, ("add", &priya), &[("did", "Found it.")]).await;
    pressed(&sam, path, ("add", &omar), &[("did", "Found it."), ("helper_ids", &priya)]).await;
    let page = sam.page(path).await;
    assert!(page.contains(&format!("name=\"helper_ids\" value=\"{omar}\"")) && page.contains("Greta Olsen"), "{page}");
    pressed(&sam, path, ("remove", &omar), &[("did", "Found it."), ("helper_ids", &priya), ("helper_ids", &omar)])
        .await;
    let page = sam.page(path).await;
    assert!(!page.contains(&omar) && page.contains(&priya) && page.contains("Found it."), "{page}");
    let started = pressed(&sam, path, ("start", "1"), &[("cover_note", "First."), ("helper_ids", &priya)]).await;
    assert!(started.header("location").ends_with("#cover_note"));
    assert!(sam.page(path).await.contains("First.\n\nWithout this help, </textarea>"));

    let unsure = [("helper_hint.name", "Mel"), ("cover_note", "She found the card.")];
    let page = pressed(&sam, path, ("unsure", "1"), &unsure).await;
    assert!(page.status == 422 && page.text().contains("<title>Error: "), "{}", page.text());
    assert!(page.text().contains("href=\"#helper_hint.department\"") && page.text().contains("value=\"Mel\""));
    let unsure = [unsure[0], unsure[1], ("helper_hint.department", "Card Services")];
    assert_eq!(pressed(&sam, path, ("unsure", "1"), &unsure).await.status, 303);
    let page = sam.page(path).await;
    assert!(page.contains("<b>Mel</b>") && page.contains("Head of the department that helped"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_kept_with_the_reason() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let own = app.id("sam").await;
    let long = "ab\u{202e}c ".repeat(5_000);
    let name = "N".repeat(201);
    let fields = [
        ("helper_ids", priya.as_str()),
        ("helper_ids", own.as_str()),
        ("kind", "typed"),
        ("words", long.as_str()),
        ("client.name", name.as_str()),
        ("client.email", "nonsense"),
        ("served_on", "1.1.2026"),
        ("cover_note", "<script>alert(1)</script>"),
    ];
    let path = begun(&sam, &[("helper_ids", &priya)]).await;
    let page = pressed(&sam, &path, ("look", "1"), &fields).await;
    let text = page.text();
    assert!(page.status == 422 && text.contains("<title>Error: New commendation"), "{text}");
    for part in [
        "href=\"#who\">Who helped?: Nobody commends themselves.",
        "href=\"#client.name\">Client’s name: 201 characters are 1 more than the 200 that fit.",
        "href=\"#client.email\"",
        "href=\"#served_on\">Which day?: This is not a day",
        "value=\"1.1.2026\"",
        "value=\"nonsense\"",
        "&#60;script&#62;alert(1)",
        "<b>Ruth Adler</b>",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("<script>alert") && text.contains(&long[..1_000]), "{text}");
    let sent = pressed(&sam, &path, ("send", "1"), &fields).await;
    assert!(sent.status == 422 && sent.text().contains("Before it can go"), "{}", sent.text());
    assert!(sam.page(&path).await.contains(&name), "a reload keeps it too");
    assert!(app.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_never_overwrite_each_other() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let path = begun(&sam, &[("helper_ids", &priya), ("did", "One.")]).await;
    let old = hidden(&sam.page(&path).await, "revision");
    assert_eq!(pressed(&sam, &path, ("look", "1"), &[("helper_ids", &priya), ("did", "Two.")]).await.status, 303);
    let mine = [("revision", old.as_str()), ("helper_ids", &priya), ("did", "Three."), ("send", "1")];
    let two = sam.submit(&path, &mine).await;
    let page = two.text();
    assert!(two.status == 409 && page.contains("<td dir=\"auto\">Three.</td><td dir=\"auto\">Two.</td>"), "{page}");
    assert!(!page.contains("name=\"send\"") && sam.page(&path).await.contains("Two.</textarea>"), "nothing happened");
    let revision = hidden(&page, "revision");
    let kept = [("revision", revision.as_str()), ("helper_ids", &priya), ("did", "Three."), ("look", "1")];
    assert_eq!(sam.submit(&path, &kept).await.status, 303);
    assert!(sam.page(&path).await.contains("Three.</textarea>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_seen_is_sent() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let (priya, omar) = (app.id("priya").await, app.id("omar").await);
    let path = begun(&sam, &[("helper_ids", &priya), ("did", "Stayed.")]).await;
    let fields = [("helper_ids", omar.as_str()), ("did", "Stayed.")];
    let page = pressed(&sam, &path, ("send", "1"), &fields).await;
    assert!(page.status == 422 && page.text().contains("Who will see it, or what may be a name, has changed"));
    assert!(app.mails().is_empty());
    let sent = pressed(&sam, &path, ("send", "1"), &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_may_be_a_name_is_withheld_by_a_tick() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let fields = [
        ("helper_ids", priya.as_str()),
        ("kind", "typed"),
        ("words", "I will not forget it. Will thanks you, and so does Bo from Elm Road."),
        ("client.name", "Will Bo"),
    ];
    let path = begun(&sam, &fields).await;
    let page = sam.page(&path).await;
    assert!(
        page.contains("name=\"withhold\" value=\"words:") && page.contains("name=\"asked\" value=\"words\""),
        "{page}"
    );
    let mut more = fields.to_vec();
    more.push(("withhold_more", "Elm Road"));
    assert_eq!(pressed(&sam, &path, ("look", "1"), &more).await.status, 303);
    let page = sam.page(&path).await;
    assert!(page.contains(":Elm Road\" checked"), "{page}");
    let letter = page.split("<article class=\"letter\">").nth(1).expect("a letter");
    assert!(!letter.contains("Elm Road") && letter.contains("[withheld]"), "{letter}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_its_owners_and_is_deleted_after_a_question() {
    let app = TestApp::start().await;
    let (sam, mia) = (Browser::signed_in(&app, "sam").await, Browser::signed_in(&app, "mia").await);
    let priya = app.id("priya").await;
    let path = begun(&sam, &[("helper_ids", &priya)]).await;
    let ask = path.replace("/edit", "/discard");
    for of in [&path, &ask, &path.replace("/edit", "/draft.pdf")] {
        assert_eq!(mia.open(of).await.status, 404, "{of}");
    }
    assert_eq!(mia.submit(&path, &[("revision", "1"), ("look", "1")]).await.status, 404);
    assert_eq!(mia.submit(&ask, &[("revision", "1")]).await.status, 404);
    let page = sam.page(&ask).await;
    assert!(page.contains("Delete this draft?") && page.contains("It is about Priya Raman."), "{page}");
    let revision = hidden(&page, "revision");
    let done = sam.submit(&ask, &[("revision", &revision)]).await;
    assert_eq!((done.status, done.header("location")), (303, "/"), "{}", done.text());
    assert!(sam.page("/").await.contains("The draft is deleted."));
    assert_eq!(sam.open(&path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_the_middle_loses_nothing() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let path = begun(&sam, &[("helper_ids", &priya)]).await;
    let revision = hidden(&sam.page(&path).await, "revision");
    let token = sam.token().await;
    sam.set_cookie("commend_session", None);
    let fields = [("revision", revision.as_str()), ("helper_ids", &priya), ("did", "Typed <long> ago."), ("look", "1")];
    let kept = sam.submit_with(&path, &token, &fields).await;
    let page = kept.text();
    assert!(kept.status == 401 && page.contains("Typed &#60;long&#62; ago.") && page.contains(&path), "{page}");
    sam.sign_in("sam").await;
    assert_eq!(sam.submit(&path, &fields).await.status, 303);
    assert!(sam.page(&path).await.contains("Typed &#60;long&#62; ago."));
}
