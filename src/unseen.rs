//! Characters that nobody sees: those that only steer a text, and texts that hold nothing else. What a text may hold that comes in,
//! and how a text that others wrote is shown on a terminal. Pure.
//!
//! Invariant: nothing here changes a character that is seen.

use std::borrow::Cow;

/// Characters that are never seen (Default_Ignorable_Code_Point, UAX 44), as far as a text may hold them. The fillers of
/// Hangul are not among them: they take room, and a font has them or not.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The fillers of Hangul: as wide as a letter, and empty.
fn is_filler(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

/// Whether there is anything to read.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c) || is_filler(c))
}

/// Overrides of direction (UAX 9, 2.2): behind them other words are seen than were written.
#[must_use]
pub fn overrides_direction(c: char) -> bool {
    matches!(c, '\u{202d}' | '\u{202e}')
}

/// What directs a stretch of text up to its own end (UAX 9, 2.1 to 2.5). In a name it reaches into the sentence around it.
#[must_use]
pub fn directs(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` without the characters that `drops` names.
pub fn without(text: &str, drops: fn(char) -> bool) -> Cow<'_, str> {
    if text.contains(drops) { Cow::Owned(text.replace(drops, "")) } else { Cow::Borrowed(text) }
}

/// The first character that no text of ours holds, and its place, from 1: control characters other than tabs and line breaks. They steer
/// a terminal or end a string, and no page shows them.
#[must_use]
pub fn forbidden(text: &str) -> Option<(usize, char)> {
    let fine = |c: char| matches!(c, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}');
    text.chars().zip(1..).find(|(c, _)| c.is_control() && !fine(*c)).map(|(c, place)| (place, c))
}

/// A text that somebody else wrote, on one line of a terminal: what would steer it or turn the words around stands escaped.
pub fn shown(text: &str) -> Cow<'_, str> {
    escaped(text, steers)
}

/// The same for a text of several lines, whose line feeds are ours.
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && steers(c))
}

/// A JSON document for a terminal: the same characters as JSON escapes, so that it parses to the same values. They can only stand inside its
/// strings, and those below U+0020 are escaped already.
pub fn shown_json(document: &str) -> String {
    let mut escaped = String::with_capacity(document.len());
    for c in document.chars() {
        if c != '\n' && steers(c) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Characters that steer a terminal or turn the words around them.
fn steers(c: char) -> bool {
    c.is_control() || is_separator(c) || directs(c)
}

/// Line and paragraph separators: no control characters, and line breaks all the same.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

fn escaped(text: &str, steers: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&steers) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) { escaped.extend(c.escape_unicode()) } else { escaped.push(c) }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_blank_and_what_can_is_not() {
        for blank in
            ["", " \u{a0}\n", "\u{200b}\u{2060}", "\u{202e}\u{202c}", "\u{3164}", "\u{ad}\u{fe0f}", "\u{e0041}"]
        {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in ["x", ".", "\u{301}", "\u{200b}謝", "👩\u{200d}💻", "\u{fffd}", "\u{e000}", "\u{7}"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    #[test]
    fn only_what_directs_is_taken_away() {
        assert_eq!(without("Ev\u{202e}il na\u{202c}me", directs), "Evil name");
        assert_eq!(
            without("\u{200f}יעל\u{200d} \u{2067}x\u{2069}", overrides_direction),
            "\u{200f}יעל\u{200d} \u{2067}x\u{2069}"
        );
        assert!(matches!(without("Sam Lee", directs), Cow::Borrowed(_)));
    }
    #[test]
    fn what_steers_a_terminal_does_not_come_in_and_is_not_shown() {
        for (text, place) in
            [("a\0", 2), ("\u{1b}[31m", 1), ("bell\u{7}", 5), ("\u{9b}2J", 1), ("x\u{7f}", 2), ("é\u{8}", 2)]
        {
            assert_eq!(forbidden(text).map(|(place, _)| place), Some(place), "{text:?}");
        }
        for fine in ["", "Two\r\nlines\tand a tab", "\u{b}\u{c}\u{85}\u{2028}", "זה\u{202e}x", "👩\u{200d}💻"] {
            assert_eq!(forbidden(fine), None, "{fine:?}");
        }
        assert_eq!(
            shown("550 \u{1b}[2J\nno\u{9b} \u{202e}evil\u{2028}"),
            "550 \\u{1b}[2J\\u{a}no\\u{9b} \\u{202e}evil\\u{2028}"
        );
        assert_eq!(shown_lines("one\ntwo\r\u{1b}"), "one\ntwo\\u{d}\\u{1b}");
        assert!(matches!(shown("Žofie, 王芳, יעל"), Cow::Borrowed(_)));
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_never_steers(text in "[\\x00-\\u{a0}\\u{2020}-\\u{2070}a-c]{0,40}") {
            let one = shown(&text);
            proptest::prop_assert!(!one.contains(steers));
            proptest::prop_assert!(!shown_lines(&text).replace('\n', "").contains(steers));
            proptest::prop_assert_eq!(shown(&one), one.clone());
            let document = shown_json(&serde_json::json!({"text": &text}).to_string());
            proptest::prop_assert!(!document.contains(steers));
            let back: serde_json::Value = serde_json::from_str(&document).expect("JSON");
            proptest::prop_assert_eq!(back["text"].as_str(), Some(text.as_str()));
        }
    }
}
