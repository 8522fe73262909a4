//! The helper book: a person's own assists, newest first, searched by helper, problem and words.

use std::time::Duration;

use actix_web::http::StatusCode;
use commend::assists::operations::helpers_of;
use serde_json::json;

use super::{Answer, Desk};

const PATH: &str = "/api/v1/assists";

impl Desk {
    /// Notes an assist, an hour after the previous one.
    async fn noted(&self, who: &str, helper: &str, problem: &str, summary: &str) {
        self.clock.advance(Duration::from_secs(3600));
        let body = json!({"helper_id": self.id(helper).await, "problem": problem, "summary": summary});
        assert_eq!(self.post(who, PATH, body).await.status, StatusCode::CREATED);
    }

    async fn found(&self, query: &str) -> Vec<String> {
        self.get("sam", &format!("{PATH}?{query}")).await.each("summary")
    }
}

async fn a_book() -> Desk {
    let desk = Desk::open().await;
    desk.noted("sam", "priya", "Wire recall", "first").await;
    desk.noted("sam", "tom", "Card blocked", "second, the wire came after").await;
    desk.noted("ada", "tom", "Card blocked", "Ada's").await;
    desk.noted("sam", "tom", "Überweisung", "third 100% done_now").await;
    desk
}

#[actix_web::test]
async fn it_is_ones_own_and_the_latest_comes_first() {
    let desk = a_book().await;
    assert_eq!(desk.found("").await, ["third 100% done_now", "second, the wire came after", "first"]);
    assert_eq!(desk.get("ada", PATH).await.each("summary"), ["Ada's"]);
    let (sam, priya, tom) = (desk.id("sam").await, desk.id("priya").await, desk.id("tom").await);
    assert_eq!(desk.read(move |conn| helpers_of(conn, sam)).await, [tom, priya], "each once, the latest first");
    assert_eq!(desk.read(move |conn| helpers_of(conn, priya)).await, []);
}

#[actix_web::test]
async fn it_is_searched_by_person_by_problem_and_by_words() {
    let desk = a_book().await;
    assert_eq!(desk.found(&format!("helper_id={}", desk.id("priya").await)).await, ["first"]);
    assert_eq!(desk.found("problem=card").await, ["second, the wire came after"]);
    assert_eq!(desk.found("problem=recall%20WIR").await, ["first"], "beginnings of words, in any order");
    assert_eq!(desk.found("problem=uberweisung").await, ["third 100% done_now"]);
    assert_eq!(desk.found("problem=after").await.len(), 0, "a word of the summary is none of the problem");
    assert_eq!(desk.found("q=wire").await, ["second, the wire came after", "first"]);
    assert_eq!(desk.found("q=ire").await.len(), 0, "not within a word");
    assert_eq!(desk.found("q=dvorak%20blocked").await, ["second, the wire came after"], "the helper's name counts");
    assert_eq!(desk.found("q=cards").await.len(), 2, "and so does the helper's department");
    assert_eq!(desk.found(&format!("q=wire&helper_id={}", desk.id("tom").await)).await.len(), 1);
    // Wildcards of SQL have no meaning in a search.
    assert_eq!(desk.found("q=%25").await.len(), 3, "no word is no condition");
    assert_eq!(desk.found("q=done_now").await, ["third 100% done_now"]);
    assert_eq!(desk.found("q=%3Dblocked").await, ["second, the wire came after"]);
}

#[actix_web::test]
async fn a_helper_is_found_by_a_new_name() {
    let desk = a_book().await;
    desk.rename("Priya Raman", "Priya Nair").await;
    assert_eq!(desk.found("q=nair").await, ["first"]);
    let entry: Answer = desk.get("sam", &format!("{PATH}?q=nair")).await;
    assert_eq!(entry.body["items"][0]["helper"]["name"], "Priya Nair");
}

#[actix_web::test]
async fn pages_stay_put_while_entries_come_in() {
    let desk = a_book().await;
    let first = desk.get("sam", &format!("{PATH}?limit=2")).await;
    let cursor = first.body["next_cursor"].as_str().expect("there is more").to_owned();
    desk.noted("sam", "tom", "later", "fourth").await;
    let second = desk.get("sam", &format!("{PATH}?limit=2&cursor={cursor}")).await;
    assert_eq!(second.each("summary"), ["first"]);
    assert!(second.body["next_cursor"].is_null());
    let bad = desk.get("sam", &format!("{PATH}?limit=0&cursor=nonsense&helper_id=Tom")).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.errors(), ["helper_id invalid", "limit out_of_range", "cursor invalid"]);
}
