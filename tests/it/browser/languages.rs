//! The language and the time zone of pages: what a person chooses, else what the browser asks for, else the bank's.

use commend::language::Language;
use reqwest::Method;
use serde_json::{Value, json};

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
async fn a_language_is_chosen_and_kept_with_the_person() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let answer = sam.submit("/settings/language", &[("language", "ar")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings"), "{}", answer.text());
    let page = page_in(&sam, "/settings", "es").await;
    assert!(page.contains("dir=\"rtl\"") && page.contains("تم حفظ لغتك."), "{page}");
    assert!(page.contains("value=\"ar\" checked"), "{page}");
    let page = page_in(&sam, "/", "es").await;
    assert!(page.contains("صباح الخير، \u{2068}Sam\u{2069}"), "a name of the other direction is kept apart: {page}");
    let elsewhere = Browser::signed_in(&app, "sam").await;
    assert!(page_in(&elsewhere, "/", "es").await.contains("dir=\"rtl\""), "another browser of the same person");
    assert_eq!(sam.submit("/sign-out", &[]).await.status, 303);
    assert!(page_in(&sam, "/sign-in", "es").await.contains("dir=\"rtl\""), "the page before sign-in in this browser");
    sam.sign_in("sam").await;

    let answer = sam.submit("/settings/language", &[("language", "tlh")]).await;
    assert!(answer.status == 422 && answer.text().contains("اختر واحدًا من هذه."), "{}", answer.text());
    assert_eq!(sam.submit("/settings/language", &[("language", "browser")]).await.status, 303);
    assert!(page_in(&sam, "/settings", "es").await.contains("<h1>Ajustes</h1>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_a_choice_and_a_browser_without_a_wish_get_the_banks_language() {
    let app = TestApp::with(|config| config.bank.language = Language::named("es").expect("a language")).await;
    let anyone = Browser::new(&app);
    assert!(page_in(&anyone, "/sign-in", "de").await.contains("<h1>Iniciar sesión</h1>"));
    assert!(page_in(&anyone, "/sign-in", "en").await.contains("<h1>Sign in</h1>"));
    let (sam, priya) = (app.id("sam").await, app.id("priya").await);
    let client = app.sign_in("sam").await;
    client.patch("/api/v1/me", &json!({"language": "ar"})).await.with_status(200);
    for (person, language) in [(sam, "ar"), (priya, "es")] {
        let person = person.parse().expect("an id");
        assert_eq!(app.app.accounts.language_of(person).await.expect("it can be read").tag(), language);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_those_of_the_persons_time_zone() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let noted = sam.submit("/helpers", &[("helper_id", &app.id("priya").await)]).await;
    assert_eq!(noted.status, 303, "{}", noted.text());
    let utc = app.clock.now().utc();
    let time = |zone: chrono_tz::Tz| utc.with_timezone(&zone).format("%H:%M").to_string();
    let (bank, other) = (time(chrono_tz::UTC), time(chrono_tz::Asia::Kolkata));
    assert!(sam.page("/helpers").await.contains(&bank));
    let settings = sam.page("/settings").await;
    assert!(settings.contains("<option value=\"bank\">That of the bank (UTC)</option>"), "{settings}");
    let answer = sam.submit("/settings/time-zone", &[("time_zone", "Asia/Kolkata")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings"), "{}", answer.text());
    let settings = sam.page("/settings").await;
    assert!(settings.contains("<option value=\"Asia/Kolkata\" selected>Kolkata</option>"), "{settings}");
    assert!(settings.contains("Your time zone is set.") && settings.contains(&other), "{settings}");
    let helpers = sam.page("/helpers").await;
    assert!(helpers.contains(&other) && !helpers.contains(&bank), "{helpers}");
    let refused = sam.submit("/settings/time-zone", &[("time_zone", "Mars/Olympus_Mons")]).await;
    assert!(refused.status == 422 && refused.text().contains("Choose one of these."), "{}", refused.text());
    assert_eq!(sam.submit("/settings/time-zone", &[("time_zone", "bank")]).await.status, 303);
    assert!(sam.page("/helpers").await.contains(&bank));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_changes_one_choice_and_leaves_the_other() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let me = sam.get("/api/v1/me").await.with_status(200);
    assert_eq!((&me["language"], &me["time_zone"]), (&Value::Null, &Value::Null));
    for (change, language, time_zone) in [
        (json!({"language": "es"}), json!("es"), Value::Null),
        (json!({"time_zone": "US/Eastern"}), json!("es"), json!("US/Eastern")),
        (json!({"language": null}), Value::Null, json!("US/Eastern")),
        (json!({}), Value::Null, json!("US/Eastern")),
    ] {
        let me = sam.patch("/api/v1/me", &change).await.with_status(200);
        assert_eq!((&me["language"], &me["time_zone"]), (&language, &time_zone), "{change}");
        assert_eq!(sam.get("/api/v1/me").await.with_status(200), me);
    }
    let page = Browser::signed_in(&app, "sam").await.page("/settings").await;
    assert!(page.contains("<option value=\"US/Eastern\" selected>US, Eastern</option>"), "{page}");
    let refused = sam.patch("/api/v1/me", &json!({"language": "tlh", "time_zone": "Mars/Olympus_Mons"})).await;
    let problem = refused.problem(422, "invalid_request");
    let pointers: Vec<_> =
        problem["errors"].as_array().expect("errors").iter().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, [&json!("/language"), &json!("/time_zone")], "{problem}");
}
