//! The help: whose section opens, where the link on a page leads, and its pictures.

use reqwest::Method;

use crate::support::{Browser, TestApp};

/// The address of the link to the help in the frame of a page.
fn help_link(page: &str) -> &str {
    let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.find(|path| *path == "/help" || path.starts_with("/help/")).expect("a link to the help")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_help_opens_on_the_readers_own_role_with_the_others_beside_it() {
    let app = TestApp::start().await;
    for (who, heading, own) in [
        ("sam", "Help for bankers", 2),
        ("tom", "Help for supervisors", 2),
        ("hugo", "Help for human resources", 2),
        ("noor", "Help for auditors", 2),
        ("lena", "Help for administrators", 2),
    ] {
        let page = Browser::signed_in(&app, who).await.page("/help").await;
        assert!(page.contains(&format!("<h1>{heading}</h1>")), "{who}: {page}");
        let yours = page.split("For others").next().unwrap_or_default();
        let listed = yours.matches("<li><a href=\"/help/").count();
        assert!(listed >= own, "{who}: {listed} of {page}");
    }
    let anyone = Browser::new(&app);
    let page = anyone.page("/help").await;
    assert!(page.contains("<h1>Help with signing in</h1>"), "{page}");
    assert!(anyone.page("/help/hr").await.contains("<h1>Help for human resources</h1>"));
    let answer = anyone.send(anyone.request(Method::GET, "/help/nobody").header("accept", "text/html")).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_leads_to_the_help_about_it() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    for (path, help) in [
        ("/", "/help"),
        ("/letters", "/help"),
        ("/commendations/new", "/help/banker#write"),
        ("/helpers", "/help/banker#again"),
        ("/me/recognition", "/help/helper#read"),
        ("/settings", "/help/sign-in#settings"),
    ] {
        assert_eq!(help_link(&sam.page(path).await), help, "{path}");
    }
    let anyone = Browser::new(&app);
    for (path, help) in
        [("/sign-in", "/help/sign-in"), ("/activate", "/help/sign-in#first"), ("/verify", "/help/sign-in#check")]
    {
        assert_eq!(help_link(&anyone.page(path).await), help, "{path}");
    }
    let request = anyone.request(Method::GET, "/nowhere").header("accept", "text/html");
    assert_eq!(help_link(&anyone.send(request).await.text()), "/help");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_in_the_language_of_the_page_and_may_be_kept_for_ever() {
    let app = TestApp::start().await;
    let anyone = Browser::new(&app);
    let request =
        |path: &str| anyone.request(Method::GET, path).header("accept", "text/html").header("accept-language", "ar");
    let page = anyone.send(request("/help/banker")).await.text().to_owned();
    let at = page.find("src=\"/assets/help-ar-").expect("a picture") + "src=\"".len();
    let address = page[at..].split('"').next().unwrap_or_default();
    let answer = anyone.send(request(address)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/webp"));
    assert!(answer.header("cache-control").contains("immutable"));
    assert!(page.contains("loading=\"lazy\"") && page.contains("alt=\""));
}
