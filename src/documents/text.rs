//! What may be set: cleaning of text that people wrote.
//!
//! Letters come from phones, scanners and attackers. What is cleaned away here is only what cannot be seen or would
//! harm the page; the words stay as written.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::unseen::{directs, overrides_direction};

/// Marks on one letter beyond this many are dropped: UAX 15's stream-safe limit, which no language comes near.
const MOST_MARKS: usize = 30;

/// `text` in canonical composition (NFC), with one kind of line break and no control characters.
pub fn clean(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|b| (0x20..0x7f).contains(&b) || b == b'\n');
    if plain {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    let mut previous = ' ';
    let composed: Cow<str> = if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) };
    for c in composed.chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        match c {
            '\n' if previous == '\r' => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            // Overrides of direction show other words than were written.
            '\u{feff}' => {}
            _ if overrides_direction(c) || c.is_control() || marks > MOST_MARKS => {}
            _ => out.push(c),
        }
        previous = c;
    }
    Cow::Owned(out)
}

/// `text` on one line: a name, a title.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `name` for the middle of a sentence: where it runs from right to left it is isolated (UAX 9, X5c), so that it cannot
/// turn the words around it, nor they it. What steers directions inside a name could break out, and is left out.
pub fn isolated(name: &str) -> String {
    let name = one_line(name).replace(directs, "");
    if name.chars().any(runs_against_latin) { format!("\u{2068}{name}\u{2069}") } else { name }
}

/// Whether `c` can make a line run from right to left: the blocks that hold such letters, and the bidi controls.
pub fn runs_against_latin(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_of_every_kind_are_one_and_controls_are_gone() {
        assert_eq!(clean("a\r\nb\rc\u{2028}d\u{0}\u{7}e\tf\n\ng"), "a\nb\nc\nde f\n\ng");
    }

    #[test]
    fn decomposed_vietnamese_is_composed() {
        assert_eq!(clean("Nguye\u{302}\u{303}n"), "Nguyễn");
    }

    #[test]
    fn nothing_shows_other_words_than_were_written() {
        assert_eq!(clean("pay \u{202e}evil\u{202c} first"), "pay evil\u{202c} first");
    }

    #[test]
    fn a_tower_of_marks_is_cut_down() {
        let tower = format!("a{}", "\u{338}".repeat(5_000));
        assert_eq!(clean(&tower).chars().count(), 1 + MOST_MARKS);
    }

    #[test]
    fn only_names_that_run_the_other_way_are_isolated() {
        assert_eq!(isolated(" Sam\n Lee "), "Sam Lee");
        assert_eq!(isolated("יעל כהן"), "\u{2068}יעל כהן\u{2069}");
        assert_eq!(isolated("יעל\u{2069}\u{202b} כהן"), "\u{2068}יעל כהן\u{2069}");
    }
}
