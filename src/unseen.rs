//! Characters that nobody sees: those that only steer a text, and texts that hold nothing else. Pure.
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
}
