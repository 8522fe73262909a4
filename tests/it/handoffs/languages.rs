//! The languages of clients: each is offered, the browser's is taken, and what a client agrees to stands in the register of translations.

use commend::language::Language;
use reqwest::Method;

use super::{handed_off, press, writing};
use crate::support::{Browser, TestApp};

/// Messages that a client agrees to.
const CONSENT: [&str; 6] = [
    "client-readers",
    "client-share",
    "client-share-hint",
    "client-sign-never-sends",
    "client-need-not",
    "client-numbers",
];

#[test]
fn what_clients_agree_to_is_in_the_register_of_translations() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let register = read("docs/translations.md");
    for language in Language::for_clients() {
        let tag = language.tag();
        let (_, section) = register.split_once(&format!("(`{tag}`)\n")).unwrap_or_else(|| panic!("{tag} is missing"));
        let section = section.split("\n## ").next().unwrap_or_default();
        let path = ["locales/clients", "locales"].map(|folder| format!("{folder}/{tag}/client.ftl"));
        let words = read(path.iter().find(|path| root.join(path).exists()).expect("a file"));
        for message in CONSENT {
            let line = words.lines().find_map(|line| line.strip_prefix(&format!("{message} = ")));
            let line = line.unwrap_or_else(|| panic!("{tag} lacks {message} on one line"));
            assert!(section.contains(&format!("- `{message}`: {line}\n")), "{tag} {message}: {line}");
            assert!(tag == "en" || section.contains("  - back: "), "{tag}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_in_the_browsers_language_and_another_is_one_press_away() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for (asked, tag, words) in [
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr", "Votre code"),
        ("zh-CN", "zh", "您的代码"),
        ("ht", "ht", "Kòd ou"),
        ("ar", "ar", "رمزك"),
        ("sv", "en", "Your code"),
    ] {
        let browser = Browser::new(&app);
        let request = browser.request(Method::GET, "/c").header("accept", "text/html").header("accept-language", asked);
        let page = browser.send(request).await.text();
        assert!(page.contains(&format!("<html lang=\"{tag}\"")) && page.contains(words), "{asked}\n{page}");
        for other in Language::for_clients() {
            assert!(page.contains(&format!("hreflang=\"{}\"", other.tag())), "{} is offered on {tag}", other.tag());
        }
    }
    for language in Language::for_clients() {
        let (_, shown) = handed_off(&app, &sam).await;
        let phone = writing(&app, &shown).await;
        press(&phone, "/c", &[("text", "Merci."), ("language", "en"), ("language", language.tag())]).await;
        let page = phone.page("/c").await;
        assert!(page.contains(&format!("<html lang=\"{}\"", language.tag())) && page.contains("Merci."), "{page}");
        let wrong = press(&phone, "/c", &[("language", language.tag()), ("sign", "1")]).await;
        assert_eq!(wrong.status, 422);
        assert!(language.tag() == "en" || !wrong.text().contains("Write a few words first"), "{}", wrong.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_offers_the_languages_of_its_list() {
    let app = TestApp::with(|config| {
        config.handoffs.languages = ["es", "vi"].iter().filter_map(|tag| Language::named_for_clients(tag)).collect();
    })
    .await;
    let page = Browser::new(&app).page("/c").await;
    assert!(
        page.contains("<html lang=\"es\"") && page.contains("hreflang=\"vi\"") && !page.contains("hreflang=\"en\"")
    );
}
