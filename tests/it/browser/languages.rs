//! The language of pages: what the browser asks for, and what a person chooses for it.

use reqwest::Method;

use crate::support::{Browser, TestApp};

async fn page_in(browser: &Browser, path: &str, languages: &str) -> String {
    let request = browser.request(Method::GET, path).header("accept", "text/html").header("accept-language", languages);
    browser.send(request).await.text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_speaks_the_language_that_the_browser_asks_for() {
    let app = TestApp::start().await;
    let anyone = Browser::new(&app);
    for (asked, html, heading) in [
        ("es-MX,es;q=0.9,en;q=0.5", "<html lang=\"es\" dir=\"ltr\">", "<h1>Iniciar sesión</h1>"),
        ("ar-EG", "<html lang=\"ar\" dir=\"rtl\">", "<h1>تسجيل الدخول</h1>"),
        ("xx, de;q=0.8", "<html lang=\"en\" dir=\"ltr\">", "<h1>Sign in</h1>"),
        ("de, es;q=0.5", "<html lang=\"es\" dir=\"ltr\">", "<h1>Iniciar sesión</h1>"),
        ("*", "<html lang=\"en\" dir=\"ltr\">", "<h1>Sign in</h1>"),
        ("nonsense;;q=x", "<html lang=\"en\" dir=\"ltr\">", "<h1>Sign in</h1>"),
    ] {
        let page = page_in(&anyone, "/sign-in", asked).await;
        assert!(page.contains(html) && page.contains(heading), "{asked}:\n{page}");
    }
    let page = page_in(&anyone, "/nowhere", "es").await;
    assert!(page.contains("No hay nada en esta dirección"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_is_chosen_and_kept_for_the_browser() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let answer = sam.submit("/settings/language", &[("language", "ar")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings"), "{}", answer.text());
    let page = page_in(&sam, "/settings", "es").await;
    assert!(page.contains("dir=\"rtl\"") && page.contains("تم ضبط اللغة لهذا المتصفح."), "{page}");
    assert!(page.contains("value=\"ar\" checked"), "{page}");
    let page = page_in(&sam, "/", "es").await;
    assert!(page.contains("صباح الخير، \u{2068}Sam\u{2069}"), "a name of the other direction is kept apart: {page}");

    let answer = sam.submit("/settings/language", &[("language", "tlh")]).await;
    assert!(answer.status == 422 && answer.text().contains("اختر واحدًا من هذه."), "{}", answer.text());
    assert_eq!(sam.submit("/settings/language", &[("language", "browser")]).await.status, 303);
    assert!(page_in(&sam, "/settings", "es").await.contains("<h1>Ajustes</h1>"));
}
