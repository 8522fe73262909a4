//! Direction of text: the base direction of paragraphs, bidi levels, and the letters that PDF readers do not know to run from
//! the right.

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// True if the base direction of a paragraph is right to left. If its first letter and most of its letters agree, they
/// decide; a paragraph that begins with a name in another script takes `around`, the direction of the text that it belongs
/// to. Isolated names do not count (UAX 9, P2).
pub fn runs_from_the_right(text: &str, around: bool) -> bool {
    let mut strong = strong(text);
    let Some(first) = strong.next() else { return around };
    let [same, other] =
        strong.fold([1, 0], |[same, other], rtl| if rtl == first { [same + 1, other] } else { [same, other + 1] });
    if same > other { first } else { around }
}

/// The direction of most letters of a whole text, true for right to left; `None` for a tie or no letters.
pub fn most_run_from_the_right(text: &str) -> Option<bool> {
    let [left, right] =
        strong(text).fold([0, 0], |[left, right], rtl| if rtl { [left, right + 1] } else { [left + 1, right] });
    (left != right).then_some(right > left)
}

/// The direction of each strong character, true for right to left; isolated text is skipped.
fn strong(text: &str) -> impl Iterator<Item = bool> + '_ {
    let mut depth = 0_usize;
    text.chars().filter_map(move |c| {
        match bidi_class(c) {
            BidiClass::FSI | BidiClass::LRI | BidiClass::RLI => depth += 1,
            BidiClass::PDI => depth = depth.saturating_sub(1),
            BidiClass::L if depth == 0 => return Some(false),
            BidiClass::R | BidiClass::AL if depth == 0 => return Some(true),
            _ => {}
        }
        None
    })
}

/// The bidi level of every byte of a line with the given base direction; `None` if all of it runs from left to right.
pub fn levels(line: &str, rtl: bool) -> Option<Vec<Level>> {
    if !rtl && !line.chars().any(runs_against_latin) {
        return None;
    }
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    Some(BidiInfo::new(line, Some(base)).levels)
}

/// True if `c` can make a line run from right to left: the blocks of such letters, and the bidi controls.
pub fn runs_against_latin(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// True for right-to-left letters outside the Basic Multilingual Plane (Adlam, Hanifi Rohingya and others). PDF readers treat
/// them as signs without direction and leave such words in their order in the file, from left to right.
pub fn is_taken_for_a_sign(c: char) -> bool {
    matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_at_the_beginning_does_not_turn_a_paragraph() {
        for (text, around, rtl) in [
            ("יעל כהן stayed on the phone for an hour and never made her feel small.", false, false),
            ("Priya Raman נשארה איתי על הקו שעה שלמה, עד שהכסף הגיע", true, true),
            ("Thank you, Priya.", true, false),
            ("תודה רבה לך", false, true),
            // A right-to-left letter with a Latin name that is longer than the words around it.
            ("תודה ל-Priya Raman of Wire Operations", true, true),
            ("\u{2068}יעל\u{2069}. For use inside the bank.", false, false),
        ] {
            assert_eq!(runs_from_the_right(text, around), rtl, "{text}");
        }
        for around in [false, true] {
            assert_eq!(runs_from_the_right("4471!", around), around);
            assert_eq!(runs_from_the_right("\u{2068}יעל כהן\u{2069}", around), around);
        }
    }

    #[test]
    fn a_paragraph_in_the_other_language_of_a_letter_runs_its_own_way() {
        assert_eq!(most_run_from_the_right("4471!"), None);
        assert_eq!(most_run_from_the_right("יעל helped us"), Some(false));
        assert!(!runs_from_the_right("She explained it all to our mother, مريم, in Arabic.", true));
        assert!(runs_from_the_right("شرحت كل شيء لأمنا Maria بالعربية", false));
    }
}
