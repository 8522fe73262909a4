//! A draft that waits: HR and the supervisor of its banker see what would circulate, send it, or close it with a reason.

use serde_json::{Value, json};

use super::writing::hidden;
use crate::commendations::letter;
use crate::drafts::begun;
use crate::support::{Browser, TestApp};

fn page_of(draft: &Value) -> String {
    format!("/drafts/{}", draft["id"].as_str().expect("an id"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_supervisor_finds_it_reads_it_masked_and_sends_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    body["client"] = json!({"name": "Maria Delgado", "email": "maria@home.example"});
    body["letter"]["text"] = json!("Priya moved 4111 1111 1111 1111 for me. Maria Delgado");
    let draft = begun(&sam, &body).await;
    let path = page_of(&draft);
    let (tom, ruth) = (Browser::signed_in(&app, "tom").await, Browser::signed_in(&app, "ruth").await);
    assert_eq!(tom.open(&path).await.status, 404, "it does not wait yet");
    app.let_drafts_wait().await;
    app.drain().await;
    let team = tom.page("/team").await;
    assert!(team.contains("Letters that were not sent") && team.contains(&format!("href=\"{path}\"")), "{team}");
    let page = tom.page(&path).await;
    for words in
        ["A letter of Sam Lee that was not sent", "Priya Raman", "Ruth Adler", "Supervisor of Sam Lee", "Send it"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    for word in ["4111", "Maria", "Delgado", "home.example"] {
        assert!(!page.contains(word), "{word}: {page}");
    }
    let pdf = tom.open(&format!("{path}/letter.pdf")).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    for place in [path.clone(), format!("{path}/letter.pdf")] {
        assert_eq!(ruth.open(&place).await.status, 404, "{place}");
    }
    let own = Browser::signed_in(&app, "sam").await.open(&path).await;
    let edit = format!("/commendations/{}/edit", draft["id"].as_str().expect("an id"));
    assert_eq!((own.status, own.header("location")), (303, edit.as_str()), "its banker goes to the form");

    let (revision, seen) = (hidden(&page, "revision"), hidden(&page, "seen"));
    let unseen = tom.submit(&format!("{path}/send"), &[("revision", revision.as_str()), ("seen", "other")]).await;
    assert!(unseen.status == 422 && unseen.text().contains("Look at it again, then decide."), "{}", unseen.text());
    let fields = [("revision", revision.as_str()), ("seen", seen.as_str())];
    assert_eq!(ruth.submit(&format!("{path}/send"), &fields).await.status, 404);
    let sent = tom.submit(&format!("{path}/send"), &fields).await;
    let record = format!("/commendations/{}", draft["id"].as_str().expect("an id"));
    assert_eq!((sent.status, sent.header("location")), (303, record.as_str()), "{}", sent.text());
    let again = tom.submit(&format!("{path}/send"), &fields).await;
    assert_eq!((again.status, again.header("location")), (303, record.as_str()), "a double click is no fault");
    assert!(!tom.page("/team").await.contains(&path));
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_finds_it_in_the_work_list_and_closes_it_with_a_reason() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &json!({"cover_note": "She stayed."})).await;
    let path = page_of(&draft);
    app.let_drafts_wait().await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    app.app.drafts.tend().await.expect("a run");
    assert!(hugo.page("/worklist").await.contains(&format!("href=\"{path}\"")));
    let page = hugo.page(&path).await;
    assert!(page.contains("It cannot be sent as it is.") && !page.contains(&format!("{path}/send")), "{page}");
    let refused = hugo.submit(&format!("{path}/closing"), &[("reason", " ")]).await;
    assert!(refused.status == 422 && refused.text().contains("<a href=\"#reason\">"), "{}", refused.text());
    let closed = hugo.submit(&format!("{path}/closing"), &[("reason", "The client took it back.")]).await;
    assert_eq!((closed.status, closed.header("location")), (303, "/worklist"), "{}", closed.text());
    let list = hugo.page("/worklist").await;
    assert!(list.contains("The draft is closed.") && !list.contains(&path), "{list}");
    let after = hugo.open(&path).await;
    assert!(after.status == 409 && after.text().contains("This draft was closed and is not sent."), "{}", after.text());
    app.drain().await;
    let to_tom = app.mails().into_iter().filter(|mail| mail.contains("<tom@bank.example>")).collect::<Vec<_>>();
    assert!(
        to_tom.len() == 1 && to_tom[0].replace("=\r\n", "").contains(&path),
        "its supervisor is told once: {to_tom:?}"
    );
    assert!(app.mails().iter().any(|mail| mail.contains("The client took it back.")), "its banker is told");
}
