//! Pages in Arabic when something is wrong: no English words reach them. What people and files call by Latin letters is allowed.

use std::collections::BTreeSet;

use commend::language::Language;
use commend::routes::{Kind, ROUTES, Route};
use commend::web::initials;
use reqwest::Method;
use reqwest::multipart;

use super::writing::begun;
use crate::support::{Answer, Browser, HTML, TestApp, form, people};

/// Names of formats, programs and settings that are the same in Arabic, and the words that these tests send.
const ALLOWED: [&str; 39] = [
    "commend", "pdf", "csv", "tiff", "jpeg", "png", "heic", "sha", "ctrl", "maria", "example", "org", "name", "bank",
    "wrong", "utf", "excel", "sample", "k", "a", "b", "x", "i", "l", "o", "u", "c", "dpi", "http", "https", "en", "es",
    "ar", "español", "english", "iban", // What the relay of the tests said.
    "no", "such", "user",
];

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect()
}

/// The Latin words that a person reads or hears on a page.
fn latin(page: &str) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = ALLOWED.iter().map(|word| (*word).to_owned()).collect();
    known.extend(people::FILE.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase));
    known.extend(Language::for_clients().flat_map(|language| words(&language.own_name())));
    // A person stands beside the initials.
    known.extend(
        people::FILE.lines().filter_map(|line| line.split(',').nth(1)).map(|name| initials(name).to_lowercase()),
    );
    let mut found = BTreeSet::new();
    let mut is_hidden = false;
    for piece in page.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        // A reference to quote, a piece of a file, an example of a value.
        is_hidden = ["code", "script", "style", "svg"].iter().any(|name| tag.starts_with(name))
            || tag.contains("class=\"mono")
            // The words of people, and fields that only go back with the form.
            || tag.contains("dir=\"auto\"")
            || (tag.starts_with("textarea") && tag.contains(" hidden"))
            || (is_hidden && tag.starts_with("path"));
        let spoken = ["aria-label", "alt", "title", "placeholder"].into_iter().filter_map(|name| {
            let (_, value) = tag.split_once(&format!(" {name}=\""))?;
            value.split('"').next()
        });
        let words = if is_hidden || tag.starts_with("option") { "" } else { words };
        for word in spoken.chain([words]).flat_map(|text| text.split(|c: char| !c.is_alphabetic())) {
            let word = word.to_lowercase();
            if word.chars().any(|c| c.is_ascii_alphabetic()) && !known.contains(&word) {
                found.insert(word);
            }
        }
    }
    found
}

/// A page without its entities, which look like words.
fn without_entities(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').filter(|end| *end < 10).map_or(1, |end| end + 1);
        rest = &rest[at + end..];
    }
    out + rest
}

fn check(answer: &Answer, what: &str, faults: &mut Vec<String>) {
    if !answer.header("content-type").starts_with("text/html") {
        return;
    }
    let page = answer.text();
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\""), "{what}:\n{page}");
    let found = latin(&without_entities(&page));
    if !found.is_empty() {
        faults.push(format!("{what} ({}): {found:?}", answer.status));
    }
}

/// The forms of wrong values: nothing, what cannot be printed, more than any field takes. The largest stays below the limit of a body, because
/// a larger one is refused before its fields are read.
fn bodies() -> [Vec<(&'static str, String)>; 3] {
    const FIELDS: [&str; 30] = [
        "email",
        "password",
        "current",
        "new",
        "note",
        "text",
        "reason",
        "kind",
        "helper_id",
        "helper_ids",
        "assist_id",
        "helper_hint.name",
        "helper_hint.department",
        "helper_hint.extension",
        "summary",
        "problem",
        "served_on",
        "did",
        "words",
        "cover_note",
        "client.name",
        "client.email",
        "strengths",
        "supervisor_id",
        "from",
        "until",
        "language",
        "theme",
        "commendation_ids",
        "time_zone",
    ];
    let all = |value: &str| -> Vec<(&'static str, String)> {
        FIELDS.iter().map(|field| (*field, value.to_owned())).collect()
    };
    let mut long = all(&"ش".repeat(4_100));
    for (_, value) in long.iter_mut().filter(|(field, _)| *field == "text") {
        *value = "ش".repeat(10_100);
    }
    [Vec::new(), all("\u{1}"), long]
}

async fn in_arabic(browser: &Browser, path: &str, token: &str, fields: &[(&str, String)]) -> Answer {
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.push(("csrf", token));
    let request = browser.request(Method::POST, path).header("sec-fetch-site", "same-origin");
    browser.send(form(request.header("accept-language", "ar"), &all)).await
}

fn filled(route: &Route, ids: &[&str], unknown: bool) -> Vec<String> {
    if !route.path.contains('{') {
        return vec![route.path.to_owned()];
    }
    let unknown = unknown.then_some("0193e0a4-0000-7000-8000-000000000000");
    let with = |id: &str| {
        let mut path = String::new();
        for part in route.path.split('{') {
            let rest = if path.is_empty() { part } else { part.split_once('}').map_or("", |(_, rest)| rest) };
            path.push_str(if path.is_empty() { "" } else { id });
            path.push_str(rest);
        }
        path
    };
    ids.iter().copied().chain(unknown).map(with).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_english_stands_on_an_arabic_page_when_something_is_wrong() {
    let app = TestApp::start().await;
    app.leave_undone();
    let record = super::office::refused(&app).await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let draft = begun(&sam, &[("helper_ids", &priya), ("kind", "none")]).await;
    let draft = draft.split('/').nth(2).expect("an id").to_owned();
    let hugo = Browser::signed_in(&app, "hugo").await;
    let item = super::office::item_in(&hugo.page("/worklist").await);
    let ids = [record.as_str(), &draft, &item, &priya];
    let (mut faults, bodies) = (Vec::new(), bodies());
    for who in ["sam", "priya", "ruth", "hugo", "noor", "lena"] {
        let browser = Browser::signed_in(&app, who).await;
        let token = browser.token().await;
        for route in ROUTES
            .iter()
            .filter(|route| route.kind == Kind::Page && route.path != "/sign-out" && !route.path.ends_with("/live"))
        {
            for path in filled(route, &ids, true) {
                if route.method == "GET" {
                    // Pages that are well show letters and names in the language in which they were written.
                    let asked = format!("{path}?from=wrong&to=wrong&cursor=wrong&limit=wrong");
                    let request = browser.request(Method::GET, &asked).header("accept", HTML);
                    let answer = browser.send(request.header("accept-language", "ar")).await;
                    if answer.status >= 400 {
                        check(&answer, &format!("{who} GET {asked}"), &mut faults);
                    }
                    continue;
                }
                for (nth, body) in bodies.iter().enumerate() {
                    let answer = in_arabic(&browser, &path, &token, body).await;
                    if answer.status >= 400 {
                        check(&answer, &format!("{who} {} {path} {nth}", route.method), &mut faults);
                    }
                    // A person without the right is refused before the fields are read.
                    if matches!(answer.status, 403 | 404) {
                        break;
                    }
                }
            }
        }
    }
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_in_a_file_is_told_in_the_language_of_the_reader() {
    let app = TestApp::start().await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    let file = "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date\n\
                9,Sam Lee,wrong,Banker,Oak Street,Oak Street,2002,8,wrong,wrong,\n\
                9,,,Banker,Oak Street,Oak Street,2002,9,admin,2018-10-01,2017-10-01\n";
    let token = hugo.token().await;
    let part = multipart::Part::bytes(file.as_bytes().to_vec()).file_name("staff.csv");
    let request = hugo.request(Method::POST, &format!("/import?csrf={token}")).header("sec-fetch-site", "same-origin");
    let taken = hugo.send(request.multipart(multipart::Form::new().part("file", part))).await;
    assert_eq!(taken.status, 303, "{}", taken.text());
    let mut faults = Vec::new();
    crate::support::until("the file is checked", async || {
        let request = hugo.request(Method::GET, "/import").header("accept", HTML).header("accept-language", "ar");
        let answer = hugo.send(request).await;
        let is_done = answer.text().contains("<table");
        if is_done {
            check(&answer, "/import", &mut faults);
        }
        is_done
    })
    .await;
    // The words of the file's roles and the command that grants the one which no file gives.
    let roles = ["grant", "admin", "hr", "auditor", "banker", "office", "back", "file", "yyyy", "mm", "dd"];
    let other = |fault: &String| {
        let words = fault.split_once('{').map_or("", |(_, words)| words);
        words.split('"').skip(1).step_by(2).any(|word| !roles.contains(&word))
    };
    faults.retain(other);
    assert!(faults.is_empty(), "{faults:?}");
}
