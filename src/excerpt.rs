//! Excerpts: the beginning of a text up to a number of characters, cut where it hurts least.
//!
//! Invariant: an excerpt is never cut at a no-break space, so that the mark of masked data stays in one piece, and never inside a
//! grapheme cluster (UAX #29).

use unicode_segmentation::UnicodeSegmentation as _;

/// The beginning of a text with at most `limit` characters: cut after a sentence, else after a word, else after a grapheme. None when
/// the whole text fits.
pub fn beginning(text: &str, limit: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(limit)?;
    let head = &text[..end];
    // A sentence that ends in the first third would leave too little to read.
    let sentence = sentence_end(text, end).filter(|&at| text[..at].chars().count() * 3 >= limit);
    let word = if text[end..].starts_with(parts_words) { Some(end) } else { head.rfind(parts_words) };
    // The cut may have split the last grapheme cluster.
    let grapheme = || head.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
    Some(text[..sentence.or(word).unwrap_or_else(grapheme)].trim_end())
}

/// White space at which a text may be cut.
fn parts_words(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// The last position up to `end` at which a sentence ends, closing quotes and brackets included.
fn sentence_end(text: &str, end: usize) -> Option<usize> {
    let mut found = None;
    let mut closing = false;
    for (at, c) in text[..end].char_indices() {
        let after = at + c.len_utf8();
        let ends = matches!(c, '.' | '!' | '?' | '…' | '।' | '؟' | '۔');
        closing = ends || (closing && matches!(c, '"' | '”' | '’' | '»' | ')'));
        if matches!(c, '。' | '！' | '？') || (closing && text[after..].starts_with(parts_words)) {
            found = Some(after);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_ends_after_a_sentence_or_a_word() {
        let text = "At noon the money was nowhere. I was close to crying in the branch. Then Priya called back and";
        let sentences = "At noon the money was nowhere. I was close to crying in the branch.";
        assert_eq!(beginning(text, 80), Some(sentences));
        assert_eq!(beginning("short", 80), None);
        assert_eq!(beginning("Yes. She stayed on the line with me for an hour", 20), Some("Yes. She stayed on"));
        assert_eq!(
            beginning("She asked (\u{201c}Are you well?\u{201d}) and then she called", 30),
            Some("She asked (\u{201c}Are you well?\u{201d})")
        );
        assert_eq!(beginning("Card\u{a0}number\u{a0}withheld", 12), Some("Card\u{a0}number"), "only between graphemes");
    }

    proptest! {
        #[test]
        fn it_is_the_beginning_and_not_too_long(text in "\\PC{0,400}", limit in 1usize..300) {
            match beginning(&text, limit) {
                None => prop_assert!(text.chars().count() <= limit),
                Some(cut) => {
                    prop_assert!(text.starts_with(cut));
                    prop_assert!(cut.chars().count() <= limit);
                }
            }
        }
    }
}
