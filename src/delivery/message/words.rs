//! Small text functions of the mails: excerpts, paragraphs, and folding of lines. Pure.
//!
//! Invariant: an excerpt is always the writer's own words from the start, cut
//! after a sentence or at least after a word.

use crate::excerpt::beginning;

/// Keeps a date or the mark of a cut on one line; the text version gets a plain space after folding.
pub(super) const NO_BREAK: char = '\u{a0}';

/// Longest excerpt for anyone but the helper, in characters.
pub const EXCERPT: usize = 280;
/// Longest letter quoted in the helper's own mail, in characters.
pub const WHOLE_LETTER: usize = 2_000;
/// Longest cover note quoted in a mail, in characters; the PDF has all of it.
pub const COVER_NOTE: usize = 1_000;

/// The beginning of a text, ended with `\u{a0}…` where it was cut; the second value says whether it was.
pub fn excerpt(text: &str, limit: usize) -> (String, bool) {
    let text = text.trim();
    match beginning(text, limit) {
        Some(cut) => (format!("{cut}{NO_BREAK}…"), true),
        None => (text.to_owned(), false),
    }
}

/// A text as paragraphs of lines: blank lines separate paragraphs, the author's line breaks stay.
pub fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut paragraphs = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        match (line.is_empty(), paragraphs.last_mut()) {
            (true, Some(last)) if !last.is_empty() => paragraphs.push(Vec::new()),
            (false, Some(last)) => last.push(line.to_owned()),
            _ => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Folds every line at `width` characters and keeps its indent; runs of empty lines become one.
///
/// A word longer than a line, such as an address on the web, is left whole.
pub fn fold(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 40);
    let mut empty = true;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            if !empty {
                out.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        let indent = line.len() - line.trim_start_matches(' ').len();
        // A table's second column hangs under itself: `  Reason      words`.
        let hang = words.find("  ").map_or(indent, |gap| {
            let rest = words[gap..].trim_start_matches(' ');
            indent + words[..words.len() - rest.len()].chars().count()
        });
        fold_line(&mut out, words, indent, hang, width);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out.replace(NO_BREAK, " ")
}

fn fold_line(out: &mut String, words: &str, indent: usize, hang: usize, width: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
    let mut column = indent;
    let mut begun = false;
    // Split at single spaces only, so that a gap between columns stays and a no-break space holds.
    for word in words.split(' ') {
        let length = word.chars().count();
        if begun && column + 1 + length > width && !word.is_empty() {
            let end = out.trim_end_matches(' ').len();
            out.truncate(end);
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', hang));
            column = hang;
        } else if begun {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
        begun = true;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_keeps_indent_columns_and_addresses() {
        let folded =
            fold("  Reason      “I named the wrong colleague. A new one goes out.”\n\n\n\nhttps://a.example/123", 40);
        assert_eq!(
            folded,
            "  Reason      “I named the wrong\n              colleague. A new one goes\n              out.”\n\n\
             https://a.example/123\n"
        );
    }

    proptest! {
        #[test]
        fn folding_loses_no_word_and_keeps_the_width(text in "([a-zé]{1,12} ){0,60}") {
            let folded = fold(&text, 70);
            prop_assert!(folded.lines().all(|line| line.chars().count() <= 70));
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(folded.split_whitespace().collect::<Vec<_>>(), words);
        }
    }
}
