//! Two calls about one draft at the same moment: none is lost unseen, and never two commendations.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{PATH, begun, path, save, send};
use crate::commendations::letter;
use crate::support::{Client, TestApp};

/// Rounds of each race; the winner differs from round to round.
const ROUNDS: usize = 12;

async fn sent_by(client: &Client) -> usize {
    let listed = client.get("/api/v1/commendations?role=sent&limit=100").await.with_status(200);
    listed["items"].as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_on_one_revision_one_is_told_of_the_other() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for _ in 0..ROUNDS {
        let draft = begun(&sam, &json!({})).await;
        let bodies: Vec<Value> = (0..4).map(|n| json!({"cover_note": format!("Tab {n}")})).collect();
        let answers = join_all(bodies.iter().map(|body| save(&sam, &draft, 1, body))).await;
        let won: Vec<usize> = (0..4).filter(|n| answers[*n].status == 200).collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        answers.iter().filter(|answer| answer.status != 200).for_each(|answer| {
            answer.problem(412, "draft_changed");
        });
        let read = sam.get(&path(&draft)).await.with_status(200);
        assert_eq!((&read["fields"], &read["revision"]), (&bodies[won[0]], &json!(2)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_saved_while_it_is_sent_is_sent_as_it_was_or_not_at_all() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut sent_so_far = 0;
    for _ in 0..ROUNDS {
        let draft = begun(&sam, &letter(&app).await).await;
        let other = json!({"cover_note": "Not yet."});
        let (saved, sent) = futures_util::future::join(save(&sam, &draft, 1, &other), send(&sam, &draft)).await;
        match (saved.status, sent.status) {
            (409, 201) => {
                saved.problem(409, "draft_sent");
                sent_so_far += 1;
                let whole = sam.get(sent.header("location")).await.with_status(200);
                assert_eq!(whole["cover_note"], letter(&app).await["cover_note"]);
            }
            // The change came before the draft was read, or while it was checked.
            (200, 422 | 412) => {
                let read = sam.get(&path(&draft)).await.with_status(200);
                assert_eq!(read["fields"], other);
                sam.delete(&path(&draft)).await.with_status(204);
            }
            both => panic!("{both:?}: {saved:?} {sent:?}"),
        }
        assert_eq!(sent_by(&sam).await, sent_so_far);
    }
    assert_eq!(sam.get(PATH).await.with_status(200)["items"], json!([]));
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_sent_twice_at_once_becomes_one_commendation() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for round in 1..=ROUNDS {
        let draft = begun(&sam, &letter(&app).await).await;
        let answers = join_all((0..3).map(|_| send(&sam, &draft))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "{answers:?}");
        answers.iter().filter(|answer| answer.status != 201).for_each(|answer| {
            answer.problem(409, "draft_sent");
        });
        assert_eq!(sent_by(&sam).await, round);
    }
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_closed_while_it_is_sent_or_saved_has_one_end() {
    let app = TestApp::start().await;
    let (sam, hugo) = (app.sign_in("sam").await, app.sign_in("hugo").await);
    let mut sent_so_far = 0;
    for round in 0..ROUNDS {
        let draft = begun(&sam, &letter(&app).await).await;
        app.let_drafts_wait().await;
        app.app.drafts.tend().await.expect("a run");
        let reason = json!({"reason": "It came too late."});
        let closing = format!("{}/closing", path(&draft));
        let close = hugo.post(&closing, &reason);
        if round % 2 == 0 {
            let (closed, sent) = futures_util::future::join(close, send(&sam, &draft)).await;
            match (closed.status, sent.status) {
                (201, 409) => {
                    sent.problem(409, "draft_closed");
                }
                (409, 201) => {
                    closed.problem(409, "draft_sent");
                    sent_so_far += 1;
                }
                both => panic!("{both:?}: {closed:?} {sent:?}"),
            }
        } else {
            let (closed, saved) = futures_util::future::join(close, save(&sam, &draft, 1, &json!({}))).await;
            match (closed.status, saved.status) {
                (201, 409) => {
                    saved.problem(409, "draft_closed");
                }
                // The change came first; who closes has not seen it, or has.
                (201 | 412, 200) => {}
                both => panic!("{both:?}: {closed:?} {saved:?}"),
            }
            if closed.status == 412 {
                hugo.post(&closing, &reason).await.with_status(201);
            }
        }
        assert_eq!(sent_by(&sam).await, sent_so_far);
        let open = hugo.get("/api/v1/work-items?kind=unsent_letter&state=open").await.with_status(200);
        assert_eq!(open["items"], json!([]), "whatever ended the draft ended its item");
    }
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_by_time_that_run_twice_at_once_are_taken_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for _ in 0..3 {
        begun(&sam, &letter(&app).await).await;
    }
    let mails_to = |app: &TestApp, who: &str| {
        let address = format!("<{}>", crate::support::people::address(who));
        app.mails().iter().filter(|mail| mail.contains(&address)).count()
    };
    for (days, reminders) in [(1, 3), (3, 6), (4, 6)] {
        app.advance(std::time::Duration::from_secs(days * 24 * 3600));
        let (drafts, other) = (app.app.drafts.clone(), app.app.drafts.clone());
        let (one, two) = futures_util::future::join(drafts.tend(), other.tend()).await;
        one.and(two).expect("two runs");
        app.drain().await;
        assert_eq!(mails_to(&app, "sam"), reminders);
    }
    // The second of two runs at one moment may find that the drafts wait already: the run in which the supervisor is told differs, the
    // number of mails does not.
    assert_eq!(mails_to(&app, "tom"), 3);
    let hugo = app.sign_in("hugo").await;
    let open = hugo.get("/api/v1/work-items?kind=unsent_letter").await.with_status(200);
    assert_eq!(open["items"].as_array().map(Vec::len), Some(3));
}
