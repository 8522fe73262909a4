//! Cleaning of text that people wrote, before it is set.
//!
//! Letters come from phones, scanners and attackers. Only characters that are invisible or would harm the page are removed;
//! the words stay as written.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::direction::runs_against_latin;
use crate::invisible_characters::{directs, overrides_direction};

/// The most marks on one letter; more are dropped. UAX 15's stream-safe limit, which no language comes near.
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
            // Direction overrides are dropped: they would show other words than were written.
            '\u{feff}' => {}
            _ if overrides_direction(c) || c.is_control() || marks > MOST_MARKS => {}
            _ => out.push(c),
        }
        previous = c;
    }
    Cow::Owned(out)
}

/// `text` on one line: a name, a title. White space is collapsed to one space, a no-break space if it held only no-break
/// spaces.
pub fn one_line(text: &str) -> String {
    let text = clean(text);
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    let mut space = None;
    for c in text.chars() {
        if c.is_whitespace() {
            space = Some(if is_no_break_space(c) { space.unwrap_or(c) } else { ' ' });
        } else {
            out.extend(space.take());
            out.push(c);
        }
    }
    out
}

/// True for a space at which no line may end.
pub fn is_no_break_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// `name` for the middle of a sentence. A name that runs from right to left is isolated (UAX 9, X5c), so that neither it nor
/// the words around it reorder the other. Bidi controls inside the name could end the isolation, so they are removed.
pub fn isolated(name: &str) -> String {
    let name = one_line(name).replace(directs, "");
    if name.chars().any(runs_against_latin) { format!("\u{2068}{name}\u{2069}") } else { name }
}

/// As `isolated`, for a name that stays on one line if the line is wide enough: of a person, a branch, a department.
pub fn unbroken(name: &str) -> String {
    isolated(name).replace(' ', "\u{a0}")
}

/// `text` for titles and descriptions, which programs show verbatim: without no-break spaces, word joiners and isolates.
pub fn plain(text: &str) -> String {
    text.replace(is_no_break_space, " ").replace(['\u{2060}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
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
    fn no_break_spaces_stay_on_one_line_and_others_are_one_space() {
        let written = " signed\u{a0}on \n 27\u{a0}November\u{202f}2026,\t at 10\u{2007}44\u{a0} \u{a0}by Sam ";
        assert_eq!(one_line(written), "signed\u{a0}on 27\u{a0}November\u{202f}2026, at 10\u{2007}44 by Sam");
        assert_eq!(one_line("a\u{a0}\u{a0}b \u{202f} c"), "a\u{a0}b c");
        assert_eq!(one_line("\u{a0} \u{202f}"), "");
        assert_eq!(unbroken("Oak Street"), "Oak\u{a0}Street");
        assert_eq!(plain(&unbroken("יעל כהן")), "יעל כהן");
    }

    #[test]
    fn only_names_that_run_the_other_way_are_isolated() {
        assert_eq!(isolated(" Sam\n Lee "), "Sam Lee");
        assert_eq!(isolated("יעל כהן"), "\u{2068}יעל כהן\u{2069}");
        assert_eq!(isolated("יעל\u{2069}\u{202b} כהן"), "\u{2068}יעל כהן\u{2069}");
    }
}
