//! A draft that a script saves while somebody types, and forms whose draft is not there any more: nothing typed is lost.

use super::writing::{begun, hidden, pressed};
use crate::support::{Browser, TestApp};
use commend::ids::DraftId;

#[tokio::test(flavor = "multi_thread")]
async fn a_script_saves_the_form_and_gets_the_page_of_the_draft() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let draft = hidden(&sam.page("/commendations/new").await, "draft");
    let fields = [("draft", draft.as_str()), ("helper_ids", &priya), ("did", "Stayed."), ("auto", "1")];
    let made = sam.submit("/commendations/new", &fields).await;
    let page = made.text();
    assert!(made.status == 200 && page.contains("<b>Ruth Adler</b>") && page.contains("Saved today"), "{page}");
    let path = format!("/commendations/{draft}/edit");
    assert!(page.contains(&format!("action=\"{path}\"")), "{page}");
    let revision = hidden(&page, "revision");
    let bad = [("revision", revision.as_str()), ("helper_ids", &priya), ("client.email", "nonsense"), ("auto", "1")];
    let saved = sam.submit(&path, &bad).await;
    let page = saved.text();
    assert!(saved.status == 200 && page.contains("value=\"nonsense\"") && page.contains("email-error"), "{page}");
    // Another window still has the first revision: nothing is overwritten, with a script or without.
    for button in ["auto", "look"] {
        let old = [("revision", revision.as_str()), ("helper_ids", &priya), ("did", "Other."), (button, "1")];
        let two = sam.submit(&path, &old).await;
        assert!(two.status == 409 && two.text().contains("Changed in two places"), "{}", two.text());
    }
    assert!(sam.page(&path).await.contains("value=\"nonsense\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_form_that_is_sent_twice_makes_one_draft() {
    let app = TestApp::start().await;
    let (sam, mia) = (Browser::signed_in(&app, "sam").await, Browser::signed_in(&app, "mia").await);
    let draft = DraftId::new().to_string();
    let fields = [("draft", draft.as_str()), ("did", "Stayed."), ("look", "1")];
    let path = format!("/commendations/{draft}/edit");
    let token = sam.token().await;
    let (first, second) = tokio::join!(
        sam.submit_with("/commendations/new", &token, &fields),
        sam.submit_with("/commendations/new", &token, &fields)
    );
    for made in [first, second] {
        assert_eq!((made.status, made.header("location")), (303, path.as_str()), "{}", made.text());
    }
    assert_eq!(sam.page("/").await.matches(&path).count(), 1, "one draft");
    let other = sam.submit("/commendations/new", &[fields[0], ("did", "Left."), fields[2]]).await;
    assert!(other.status == 409 && other.text().contains("<td dir=\"auto\">Left.</td><td dir=\"auto\">Stayed.</td>"));
    // The id of another person's draft is as unknown as any.
    let foreign = mia.submit("/commendations/new", &fields).await;
    assert!(foreign.status == 404 && !sam.page(&path).await.contains("Left."), "{}", foreign.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_keeps_what_was_typed_when_its_draft_was_deleted_or_sent() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let typed = [("helper_ids", priya.as_str()), ("did", "Typed <meanwhile>.")];
    for sent in [false, true] {
        let path = begun(&sam, &[typed[0], ("did", "Stayed.")]).await;
        if sent {
            assert_eq!(pressed(&sam, &path, ("send", "1"), &[typed[0], ("did", "Stayed.")]).await.status, 303);
            app.drain().await;
        } else {
            let ask = path.replace("/edit", "/discard");
            let revision = hidden(&sam.page(&ask).await, "revision");
            assert_eq!(sam.submit(&ask, &[("revision", &revision)]).await.status, 303);
        }
        for button in ["auto", "look"] {
            let gone = sam.submit(&path, &[typed[0], typed[1], ("revision", "1"), (button, "1")]).await;
            let page = gone.text();
            assert_eq!(gone.status, if sent { 409 } else { 404 }, "{page}");
            assert!(page.contains("This draft is not there any more") && page.contains("Typed &#60;meanwhile&#62;."));
            assert!(
                !page.contains("name=\"revision\"") && !page.contains(&format!("name=\"{button}\" hidden")),
                "{page}"
            );
            assert_eq!(page.contains("See what was sent"), sent, "{page}");
            let draft = hidden(&page, "draft");
            let kept = sam.submit("/commendations/new", &[typed[0], typed[1], ("draft", &draft), ("look", "1")]).await;
            assert_eq!(kept.header("location"), format!("/commendations/{draft}/edit"), "{}", kept.text());
            assert!(sam.page(kept.header("location")).await.contains("Typed &#60;meanwhile&#62;.</textarea>"));
        }
    }
}
