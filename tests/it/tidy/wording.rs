//! Templates of pages have no words of their own, and every message that templates and pages name exists.

use std::collections::BTreeSet;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::Entry;

use super::files::{none, tracked};

/// The tracked files of a folder with an ending: path and text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let is_one = |path: &str| path.starts_with(&format!("{folder}/")) && path.ends_with(&format!(".{ending}"));
    let found: Vec<_> =
        tracked().into_iter().filter(|file| is_one(&file.path)).map(|file| (file.path, file.text)).collect();
    assert!(!found.is_empty(), "no {ending} files in {folder}");
    found
}

/// Templates whose words do not go through `locales/`: the API's page is for programmers.
const OWN_WORDS: [&str; 1] = ["templates/api.html"];

/// Words that are the same in every language.
const NAMES: [&str; 1] = ["Commend"];

/// Attributes that a person reads or hears.
const SPOKEN: [&str; 5] = ["aria-label", "alt", "title", "placeholder", "value"];

/// A template without its expressions and comments.
fn without_code(text: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some(at) = rest.find(['{']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = match from.get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            Some("{#") => "#}",
            _ => {
                out.push('{');
                rest = &from[1..];
                continue;
            }
        };
        let close = from.find(end).unwrap_or_else(|| panic!("an expression without its end: {from}"));
        rest = &from[close + 2..];
    }
    out + rest
}

/// The words of a template that a person reads or hears.
fn spoken(text: &str) -> Vec<String> {
    let text = without_code(text);
    let mut found = Vec::new();
    for (nth, piece) in text.split('<').enumerate() {
        let (tag, words) = if nth == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        if tag == "style" {
            continue;
        }
        // A macro may hold attributes without their tag.
        if !words.contains("=\"") {
            found.push(words.trim().to_owned());
        }
        for name in SPOKEN {
            let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) else { continue };
            if name != "value" || tag.starts_with("button") {
                found.push(value.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }
    found.retain(|words| words.chars().any(char::is_alphabetic) && !NAMES.contains(&words.as_str()));
    // `&nbsp;` and its like are no words.
    found.retain(|words| !(words.starts_with('&') && words.ends_with(';') && !words.contains(' ')));
    // Mails name their fonts within each element.
    found.retain(|words| !words.ends_with("serif"));
    found
}

#[test]
fn templates_have_no_words_of_their_own() {
    let mut found = Vec::new();
    for (path, text) in files("templates", "html").into_iter().chain(files("templates", "txt")) {
        if OWN_WORDS.iter().any(|own| path.starts_with(own)) {
            continue;
        }
        found.extend(spoken(&text).into_iter().map(|words| format!("{path}: {words:?}")));
    }
    none(found, "Words of pages and mails are in locales/, so that they can be in every language.");
}

/// The ids of the messages in English.
fn messages() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (path, text) in files("locales/en", "ftl") {
        let resource = FluentResource::try_new(text).unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
        for entry in resource.entries() {
            if let Entry::Message(message) = entry {
                assert!(ids.insert(message.id.name.to_owned()), "{path}: {} is defined twice", message.id.name);
            }
        }
    }
    ids
}

/// The calls that name a message.
const SAID: [&str; 3] = ["say(\"", "phrase(\"", "voice.plain(\""];

#[test]
fn every_message_that_is_named_exists_and_is_used() {
    let messages = messages();
    let said: Vec<(String, String)> =
        [files("src", "rs"), files("templates", "html"), files("templates", "txt")].concat();
    let (mut missing, mut used) = (Vec::new(), BTreeSet::new());
    for (path, text) in &said {
        for id in SAID.iter().flat_map(|call| text.split(call).skip(1)).filter_map(|rest| rest.split('"').next()) {
            if !messages.contains(id) {
                missing.push(format!("{path}: {id}"));
            }
        }
        used.extend(text.split('"').filter(|quoted| messages.contains(*quoted)).map(str::to_owned));
    }
    none(missing, "These messages are not in locales/en.");
    let unused: Vec<String> = messages.difference(&used).cloned().collect();
    none(unused, "Nothing says these messages: take them out of locales/.");
}

#[test]
fn words_in_a_template_are_found() {
    let found = spoken(
        "<p class=\"a\">{{ x }} Hello</p>{# why #}<button aria-label=\"Close\" value=\"{{ y }}\">&nbsp;</button>{% if a %}Commend{% endif %}",
    );
    assert_eq!(found, ["Hello", "Close"]);
}
