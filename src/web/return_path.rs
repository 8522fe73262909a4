//! The page to open after sign-in: always a path of this service, never an address of another host.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// The longest path that is kept.
const LONGEST: usize = 1024;
/// Characters that a value of a query holds as they are.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path and query of `text` as a browser would understand it, if it stays on this host.
///
/// Browsers drop tabs and line breaks and read `\` as `/`, so `/\evil.example` is an address of another host. A text with one
/// of these is refused; any other is parsed by the rules that browsers follow (the WHATWG URL Standard).
pub fn own_path(text: &str) -> Option<String> {
    let odd = |c: char| c.is_control() || c == '\\' || c == ' ';
    if text.len() > LONGEST || !text.starts_with('/') || text.starts_with("//") || text.contains(odd) {
        return None;
    }
    let here = Url::parse("https://here.invalid/").ok()?;
    let there = here.join(text).ok()?;
    let path = &there[url::Position::BeforePath..url::Position::AfterQuery];
    // A path such as `/.//evil.example` would lead elsewhere when it is followed again.
    let again = here.join(path).ok()?;
    (there.origin() == here.origin() && again.origin() == here.origin() && !path.starts_with("//"))
        .then(|| path.to_owned())
}

/// The sign-in page that leads to `path` afterwards.
pub fn sign_in(path: &str) -> String {
    match own_path(path) {
        Some(path) if path != "/" => format!("/sign-in?next={}", utf8_percent_encode(&path, PLAIN)),
        _ => "/sign-in".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_paths_of_our_own_are_followed() {
        for (text, path) in [
            ("/", "/"),
            ("/team", "/team"),
            ("/letters?q=a%20b&from=2026-01-01", "/letters?q=a%20b&from=2026-01-01"),
            ("/a/../b", "/b"),
            ("/a?next=https://evil.example", "/a?next=https://evil.example"),
            ("/a#part", "/a"),
        ] {
            assert_eq!(own_path(text).as_deref(), Some(path), "{text}");
        }
        for text in [
            "",
            "team",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "https:evil.example",
            "https://evil.example",
            "http:/evil.example",
            "javascript:alert(1)",
            "/\tevil",
            "/\n/evil.example",
            "/\r/x",
            "\u{0}/x",
            "/\u{0}",
            " /x",
            "/ x",
            "/\u{85}x",
            "/.//evil.example",
            "/x/..//evil.example",
            "?x",
            "#x",
            "@evil.example",
        ] {
            assert_eq!(own_path(text), None, "{text:?}");
        }
        assert_eq!(own_path(&format!("/{}", "x".repeat(LONGEST))), None);
        assert_eq!(sign_in("/a?b=c&d=é"), "/sign-in?next=/a%3Fb%3Dc%26d%3D%25C3%25A9");
        assert_eq!(sign_in("//evil.example"), "/sign-in");
    }

    proptest! {
        #[test]
        fn no_text_leads_elsewhere(text in "[/\\\\.:@?#%a-z0-9\t\n ]{0,24}|/\\PC{0,24}") {
            if let Some(path) = own_path(&text) {
                let here = Url::parse("https://commend.bank.example/sign-in").expect("a URL");
                prop_assert_eq!(here.join(&path).expect("a URL").origin(), here.origin(), "{}", path);
                prop_assert_eq!(own_path(&path), Some(path.clone()), "it stays as it is");
                prop_assert!(path.is_ascii(), "{}", path);
            }
        }
    }
}
