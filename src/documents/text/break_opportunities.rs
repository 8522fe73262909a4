//! Break opportunities: the places where a line of text may end, whatever its width.
//!
//! UAX 14 gives them for scripts with spaces, a language model of words for Thai, Lao, Khmer and Burmese. The model does not
//! know other languages in the same scripts, such as Shan and Mon, and proposes breaks anywhere in them. Therefore [`parts`]
//! rejects every break within a written syllable, from the model and also in a word that is broken because it is wider than
//! its column.

use std::cell::OnceCell;

use hypher::Lang;
use icu_segmenter::options::{LineBreakOptions, LineBreakWordOption};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::GraphemeCursor;

use super::language::{Han, LanguageCode};

/// Finds break opportunities. Cheap to make.
pub struct Breaks {
    by_spaces: LineSegmenterBorrowed<'static>,
    /// For scripts without spaces between words; built when the first such text comes.
    by_words: OnceCell<LineSegmenterBorrowed<'static>>,
}

impl Breaks {
    pub fn new() -> Self {
        let by_spaces = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
        Self { by_spaces, by_words: OnceCell::new() }
    }

    /// The offsets in `text` after which a line may end, in ascending order; the last is the end of the text. Empty for an
    /// empty text.
    pub fn of(&self, text: &str, language: LanguageCode) -> Vec<usize> {
        let breaks = self.segmenter(text, language).segment_str(text);
        breaks.filter(|&at| at > 0 && (text.is_ascii() || parts(text, at))).collect()
    }

    fn segmenter(&self, text: &str, language: LanguageCode) -> LineSegmenterBorrowed<'static> {
        let by_words = text
            .chars()
            .any(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'));
        // Korean has spaces between words, so its lines break there and not at every syllable.
        if language.han() == Han::Korean {
            let mut whole_words = LineBreakOptions::default();
            whole_words.word_option = Some(LineBreakWordOption::KeepAll);
            return if by_words {
                LineSegmenter::new_lstm(whole_words)
            } else {
                LineSegmenter::new_for_non_complex_scripts(whole_words)
            };
        }
        if by_words {
            return *self.by_words.get_or_init(|| LineSegmenter::new_lstm(LineBreakOptions::default()));
        }
        self.by_spaces
    }
}

/// True if a line may break in `text` at `at` when it has to: not within a grapheme cluster (UAX 29), and not within a
/// written syllable where that is larger than a grapheme cluster: before a spacing mark, after a vowel that precedes its
/// consonant, after a sign that stacks the next consonant, or before a final consonant of the Myanmar script, which is
/// recognised by its asat.
pub fn parts(text: &str, at: usize) -> bool {
    let (before, behind) = text.split_at(at);
    let (Some(last), Some(next)) = (before.chars().next_back(), behind.chars().next()) else { return true };
    let stacks = matches!(last, '\u{1039}' | '\u{17d2}' | '\u{1a60}');
    // Logical_Order_Exception of the Unicode character database.
    let waits = matches!(last, '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}' | '\u{19b5}'..='\u{19b7}' | '\u{19ba}'
        | '\u{aab5}' | '\u{aab6}' | '\u{aab9}' | '\u{aabb}' | '\u{aabc}');
    if stacks || waits || is_combining_mark(next) {
        return false;
    }
    let is_final = || {
        let marks = behind.chars().skip(1).take_while(|&c| is_combining_mark(c));
        matches!(next, '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}')
            && marks.into_iter().any(|c| c == ASAT)
    };
    if !last.is_whitespace() && is_final() {
        return false;
    }
    // The whole text is available, so the cursor never asks for more of it.
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// MYANMAR SIGN ASAT: the consonant that carries it ends its syllable.
const ASAT: char = '\u{103a}';

/// The fewest letters of a word that may be hyphenated.
const SHORTEST_DIVIDED: usize = 6;

/// The offsets at which a word of `language` may be hyphenated. Only words made of letters are: no addresses, file names or
/// numbers.
pub fn syllables(word: &str, language: Lang) -> Vec<usize> {
    let letters = word.trim_matches(|c: char| !c.is_alphabetic());
    if letters.chars().count() < SHORTEST_DIVIDED || !letters.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let start = word.len() - word.trim_start_matches(|c: char| !c.is_alphabetic()).len();
    let mut at = start;
    let mut parts: Vec<usize> = hypher::hyphenate(letters, language)
        .map(|syllable| {
            at += syllable.len();
            at
        })
        .collect();
    parts.pop();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, language: &str) -> Vec<String> {
        let mut start = 0;
        let ends = Breaks::new().of(text, LanguageCode::of(language));
        let pieces = ends.into_iter().map(|end| text[std::mem::replace(&mut start, end)..end].to_owned());
        pieces.collect()
    }

    /// Syllables as readers of the language count them, separated by a bar.
    const SYLLABLES: [(&str, &str); 7] = [
        ("shn", "လိၵ်ႈ|တႆး|ၼႆႉ|ပဵၼ်|ႁၵ်ႉ|သူ"),
        ("mnw", "ဘာ|သာ|မန်|ဟွံ"),
        ("my", "ကျေး|ဇူး|အင်္ဂ|လိပ်|ယောက်ျား"),
        ("th", "เธอ|ไม่|เคย|ทำ|ให้|ฉัน"),
        ("lo", "ທ່ານ|ໂທ|ລະ|ສັບ"),
        ("km", "អ្នក|ព្រី|ខ្ញុំ"),
        ("hi", "क्षि|प्रि|या"),
    ];

    #[test]
    fn no_line_ends_within_a_syllable_whatever_the_language_of_the_script() {
        for (language, marked) in SYLLABLES {
            let text = marked.replace('|', "").repeat(4);
            let mut at = 0;
            let mut between: Vec<usize> = vec![0];
            for syllable in std::iter::repeat_n(marked.split('|'), 4).flatten() {
                at += syllable.len();
                between.push(at);
            }
            let mut at = 0;
            for piece in broken(&text, language) {
                at += piece.len();
                assert!(!starts_within(&text, at), "{language}: {piece:?} ends within a syllable of {text:?}");
            }
            for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at) && parts(&text, at)) {
                let is_letter_alone = matches!(language, "th" | "lo" | "km" | "hi");
                assert!(is_letter_alone || between.contains(&at), "{language}: {:?} | {:?}", &text[..at], &text[at..]);
            }
            assert!(between.iter().all(|&at| parts(&text, at)), "{language}: {marked} can be parted at its bars");
        }
    }

    fn starts_within(text: &str, at: usize) -> bool {
        text[at..].starts_with(is_combining_mark)
    }

    #[test]
    fn a_model_of_burmese_breaks_other_languages_where_no_reader_would() {
        // Shows that the check is needed: without it the model breaks this text within a cluster.
        let text = "လိၵ်ႈတႆးၼႆႉပဵၼ်ႁၵ်ႉသူ";
        let model = LineSegmenter::new_lstm(LineBreakOptions::default());
        assert!(model.segment_str(text).any(|at| at > 0 && !parts(text, at)), "the model has learnt Shan");
        assert!(broken(text, "shn").len() > 1, "and there are places left");
    }

    #[test]
    fn what_has_spaces_breaks_at_them() {
        assert_eq!(broken("Oak Street 27\u{a0}November", "en"), ["Oak ", "Street ", "27\u{a0}November"]);
        assert_eq!(broken("진심으로 감사", "ko"), ["진심으로 ", "감사"]);
        assert!(broken("", "en").is_empty());
    }
}
