//! Invisible and control characters: which of them a text may hold on its way in, and how a text from outside is shown on a
//! terminal. Pure.
//!
//! Invariant: visible characters are never changed.

use std::borrow::Cow;

/// True for characters that are never visible (Default_Ignorable_Code_Point, UAX 44), as far as a text may hold them. The Hangul
/// fillers are not among them: they take up space and need a glyph in the font.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// True for the Hangul fillers: as wide as a letter, and empty.
fn is_filler(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

/// True when a text has no visible character.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c) || is_filler(c))
}

/// True for overrides of text direction (UAX 9, 2.2): after one of them, a reader sees other words than were written.
#[must_use]
pub fn overrides_direction(c: char) -> bool {
    matches!(c, '\u{202d}' | '\u{202e}')
}

/// True for all embeddings, overrides and isolates (UAX 9, 2.1 to 2.5). In a name, one of them reorders the sentence around it.
#[must_use]
pub fn directs(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` without the characters for which `drops` is true.
pub fn without(text: &str, drops: fn(char) -> bool) -> Cow<'_, str> {
    if text.contains(drops) { Cow::Owned(text.replace(drops, "")) } else { Cow::Borrowed(text) }
}

/// Finds the first control character, other than tabs and line breaks, and its place, from 1. Such characters control a terminal
/// or end a string, and no page shows them.
#[must_use]
pub fn forbidden(text: &str) -> Option<(usize, char)> {
    let fine = |c: char| matches!(c, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}');
    text.chars().zip(1..).find(|(c, _)| c.is_control() && !fine(*c)).map(|(c, place)| (place, c))
}

/// Escapes a text from outside for one line of a terminal: characters that control the terminal or reorder the words around them.
pub fn shown(text: &str) -> Cow<'_, str> {
    escaped(text, steers)
}

/// Escapes like [`shown`], but keeps line feeds, for text whose lines Commend made.
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && steers(c))
}

/// Escapes a JSON document for a terminal. The characters become JSON escapes, so that the document parses to the same values:
/// they can stand only inside its strings, and those below U+0020 are escaped already.
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

/// True for characters that control a terminal or reorder the words around them.
fn steers(c: char) -> bool {
    c.is_control() || is_separator(c) || directs(c)
}

/// True for the line and paragraph separators, which break lines although they are not control characters.
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
