//! Finds names in scripts without spaces between words, and in Korean, where particles are attached to a name.
//!
//! A name in Han characters or kana is searched whole, without the family name, with the family name first or last, and by a
//! single character beside a title. The text does not say which characters are the family name, so names of two to four
//! characters are split in every usual way.

use std::ops::Range;

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::super::glyphs::{self, Glyph, GlyphKind};
use super::super::vocabulary::{COMPOUND_FAMILY_NAMES, EAST_ASIAN_TITLES, FAMILIAR_BEFORE};
use super::certainty::{Confidence, SplitText};
use super::script::{Script, belongs_to_letter_before, script_of};

/// Longer names are not split; they are searched whole or by their written parts.
const LONGEST_UNDIVIDED: usize = 5;
/// In alphabetic scripts, shorter parts also occur within other words.
const SHORTEST_OF_SOUNDS: usize = 3;

/// A sequence of letters of the name to search for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LetterSequence {
    /// The folded letters.
    letters: Vec<char>,
    script: Script,
    /// The number of characters as written, for Hangul the number of syllables.
    count: usize,
    /// The weight without a title beside it. With a title it is certain.
    alone: Option<Confidence>,
}

/// The sequences to search for, of the words of a name that are in these scripts.
pub(super) fn stretches_of(name: &str) -> Vec<LetterSequence> {
    let mut stretches = Vec::new();
    for script in [Script::EastAsian, Script::Korean, Script::SouthEastAsian] {
        let written =
            name.split(|c: char| script_of(first_letter(c).unwrap_or(' ')) != script && !belongs_to_letter_before(c));
        let words: Vec<Vec<char>> = written
            .filter(|word| word.chars().any(|c| first_letter(c).is_some_and(|c| script_of(c) == script)))
            .map(|word| without_title(&word.chars().collect::<Vec<_>>()).to_vec())
            .collect();
        if script == Script::SouthEastAsian {
            words.iter().for_each(|word| add(&mut stretches, script, word, Some(Confidence::Sure)));
        } else {
            divide(&mut stretches, script, &words);
        }
    }
    stretches
}

/// Sorts the longest first: it wins where several begin at one position.
pub(super) fn longest_first(stretches: &mut [LetterSequence]) {
    stretches.sort_by_key(|stretch| std::cmp::Reverse(stretch.letters.len()));
}

fn first_letter(c: char) -> Option<char> {
    let mut first = None;
    crate::folding::fold_char(c, |c| {
        first.get_or_insert(c);
    });
    first
}

/// Removes the title that a name on record may have: 王先生, 田中様.
fn without_title(word: &[char]) -> &[char] {
    let titled = EAST_ASIAN_TITLES.iter().find_map(|title| {
        let title: Vec<char> = title.chars().collect();
        word.strip_suffix(title.as_slice()).filter(|rest| !rest.is_empty())
    });
    titled.unwrap_or(word)
}

/// Splits a name into family and given name, in both orders.
fn divide(stretches: &mut Vec<LetterSequence>, script: Script, words: &[Vec<char>]) {
    let whole: Vec<char> = words.concat();
    let part = |letters: &[char]| if letters.len() > 1 { Some(Confidence::Sure) } else { Some(Confidence::Maybe) };
    add(stretches, script, &whole, part(&whole));
    if let [one] = words {
        let compound = COMPOUND_FAMILY_NAMES.iter().any(|family| one.iter().copied().take(2).eq(family.chars()));
        let most = if one.len() > LONGEST_UNDIVIDED { 0 } else { one.len().min(4) };
        for family in 1..most {
            let (before, after) = one.split_at(family);
            // The first two of three characters are rarely the family name: without a title a reader has to decide.
            let doubtful = family == 2 && one.len() == 3 && !compound;
            let split_word = compound && family == 1;
            if family > 2 || split_word {
                continue;
            }
            add(stretches, script, before, if doubtful { Some(Confidence::Maybe) } else { part(before) });
            add(stretches, script, after, if doubtful && after.len() == 1 { None } else { part(after) });
            add(stretches, script, &[after, before].concat(), part(one));
        }
        return;
    }
    words.iter().for_each(|word| add(stretches, script, word, part(word)));
    for at in 1..words.len() {
        let (before, after) = words.split_at(at);
        add(stretches, script, &[after.concat(), before.concat()].concat(), Some(Confidence::Sure));
    }
}

fn add(stretches: &mut Vec<LetterSequence>, script: Script, written: &[char], alone: Option<Confidence>) {
    let text: String = written.iter().collect();
    let letters: Vec<char> = glyphs::read(&text).iter().filter_map(Glyph::alphanumeric).collect();
    // A single Hangul syllable means something else almost everywhere.
    let alone = match script {
        Script::Korean if written.len() == 1 => None,
        Script::SouthEastAsian if letters.len() < SHORTEST_OF_SOUNDS => Some(Confidence::Maybe),
        _ => alone,
    };
    match stretches.iter_mut().find(|stretch| stretch.letters == letters) {
        Some(known) => known.alone = known.alone.max(alone),
        None if !letters.is_empty() => stretches.push(LetterSequence { letters, script, count: written.len(), alone }),
        None => {}
    }
}

/// Occurrences of the sequences, in text order.
pub(super) fn find(scene: &SplitText<'_>, stretches: &[LetterSequence]) -> Vec<(Range<usize>, Confidence)> {
    let mut found = Vec::new();
    if stretches.is_empty() {
        return found;
    }
    let mut own_words = None;
    let mut from = 0;
    for word in scene.words.iter().filter(|word| is_unspaced(scene, word)) {
        let mut at = word.start.max(from);
        while at < word.end {
            let hit = stretches.iter().find_map(|stretch| {
                let end = meets(scene, word, at, stretch)?;
                let weight = weigh(scene, at..end, stretch, &mut own_words)?;
                Some((at..end, weight))
            });
            match hit {
                Some((range, weight)) => {
                    at = range.end;
                    found.push((range, weight));
                }
                None => at += 1,
            }
        }
        from = at;
    }
    found
}

fn is_unspaced(scene: &SplitText<'_>, word: &Range<usize>) -> bool {
    scene.glyphs[word.start].alphanumeric().is_some_and(|c| script_of(c) != Script::Spaced)
}

/// The end of the sequence if it begins at `at`. The characters of a name may be separated: 王 小 明.
fn meets(scene: &SplitText<'_>, word: &Range<usize>, at: usize, stretch: &LetterSequence) -> Option<usize> {
    let glyphs = scene.glyphs;
    let begins = match stretch.script {
        Script::Korean => at == word.start,
        _ => at == 0 || glyphs[at - 1].start != glyphs[at].start,
    };
    if !begins {
        return None;
    }
    let mut next = at;
    for (index, letter) in stretch.letters.iter().enumerate() {
        let starts_character = index > 0 && glyphs.get(next).is_some_and(|glyph| glyphs[next - 1].start != glyph.start);
        if starts_character && stretch.script != Script::SouthEastAsian && is_apart(glyphs, next) {
            next += 1;
        }
        if glyphs.get(next).and_then(Glyph::alphanumeric) != Some(*letter) {
            return None;
        }
        next += 1;
    }
    // Half a character, or a consonant without its vowel sign, is not a match.
    let cut = glyphs.get(next).is_some_and(|glyph| {
        glyph.start == glyphs[next - 1].start || glyph.alphanumeric().is_some_and(belongs_to_letter_before)
    });
    (!cut).then_some(next)
}

fn is_apart(glyphs: &[Glyph], at: usize) -> bool {
    matches!(glyphs[at].sort, GlyphKind::Other(' ' | '・' | '·' | '‧' | '-' | '\''))
}

fn weigh(
    scene: &SplitText<'_>,
    range: Range<usize>,
    stretch: &LetterSequence,
    own_words: &mut Option<Vec<usize>>,
) -> Option<Confidence> {
    if has_title(scene, &range, stretch) {
        return Some(Confidence::Sure);
    }
    if stretch.count > 1 || stretch.script != Script::EastAsian {
        return stretch.alone.or_else(|| scene.is_alone(&range).then_some(Confidence::Maybe));
    }
    if scene.is_alone(&range) {
        return Some(Confidence::Sure);
    }
    let bounds = own_words.get_or_insert_with(|| {
        WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()).segment_str(scene.text).collect()
    });
    let is_bound = |at: usize| bounds.binary_search(&at).is_ok();
    let word = is_bound(scene.glyphs[range.start].start) && is_bound(scene.glyphs[range.end - 1].end);
    stretch.alone.filter(|_| word)
}

/// True for a title beside the name: 王先生, 小王, 田中さん, 김 과장님.
fn has_title(scene: &SplitText<'_>, range: &Range<usize>, stretch: &LetterSequence) -> bool {
    let glyphs = scene.glyphs;
    let gap = usize::from(matches!(glyphs.get(range.end).map(|glyph| glyph.sort), Some(GlyphKind::Other(' '))));
    let behind: String = glyphs[range.end + gap..].iter().map_while(Glyph::alphanumeric).take(12).collect();
    let titled = FOLDED_TITLES.iter().any(|title| behind.starts_with(title.as_str()));
    let familiar = |list: &[char]| {
        let before = range.start.checked_sub(1).and_then(|before| glyphs[before].alphanumeric());
        before.is_some_and(|before| list.contains(&before))
    };
    titled || (stretch.script == Script::EastAsian && stretch.count == 1 && familiar(FAMILIAR_BEFORE))
}

static FOLDED_TITLES: std::sync::LazyLock<Vec<String>> =
    std::sync::LazyLock::new(|| EAST_ASIAN_TITLES.iter().map(|title| crate::folding::fold(title)).collect());
