//! Names in scripts without spaces between words, and in Korean, where other words grow onto a name.
//!
//! A name of Han characters or kana is looked for whole, without the family name, with the family name first or last, and by a
//! single character where a title stands beside it. Which characters are the family name is not written down: two to four
//! characters are taken apart in every way that is in use.

use std::ops::Range;

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::super::glyphs::{self, Glyph, Sort};
use super::super::vocabulary::{COMPOUND_FAMILY_NAMES, EAST_ASIAN_TITLES, FAMILIAR_BEFORE};
use super::script::{Script, belongs_to_letter_before, script_of};
use super::weigh::{Scene, Weight};

/// Names of more characters than this are taken whole or by their written parts.
const LONGEST_UNDIVIDED: usize = 5;
/// In scripts whose letters are sounds, shorter parts are also pieces of other words.
const SHORTEST_OF_SOUNDS: usize = 3;

/// A stretch of a name to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Folded.
    letters: Vec<char>,
    script: Script,
    /// Characters as written; of Hangul syllables.
    count: usize,
    /// By itself; a title beside it makes it sure.
    alone: Option<Weight>,
}

/// What to look for of a name's words that are written so.
pub(super) fn stretches_of(name: &str) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for script in [Script::EastAsian, Script::Korean, Script::SouthEastAsian] {
        let written =
            name.split(|c: char| script_of(first_letter(c).unwrap_or(' ')) != script && !belongs_to_letter_before(c));
        let words: Vec<Vec<char>> = written
            .filter(|word| word.chars().any(|c| first_letter(c).is_some_and(|c| script_of(c) == script)))
            .map(|word| without_title(&word.chars().collect::<Vec<_>>()).to_vec())
            .collect();
        if script == Script::SouthEastAsian {
            words.iter().for_each(|word| add(&mut stretches, script, word, Some(Weight::Sure)));
        } else {
            divide(&mut stretches, script, &words);
        }
    }
    stretches
}

/// Where several begin at one place the longest counts.
pub(super) fn longest_first(stretches: &mut [Stretch]) {
    stretches.sort_by_key(|stretch| std::cmp::Reverse(stretch.letters.len()));
}

fn first_letter(c: char) -> Option<char> {
    let mut first = None;
    crate::folding::fold_char(c, |c| {
        first.get_or_insert(c);
    });
    first
}

/// A name on record may have its title: 王先生, 田中様.
fn without_title(word: &[char]) -> &[char] {
    let titled = EAST_ASIAN_TITLES.iter().find_map(|title| {
        let title: Vec<char> = title.chars().collect();
        word.strip_suffix(title.as_slice()).filter(|rest| !rest.is_empty())
    });
    titled.unwrap_or(word)
}

/// Takes a name apart into family and given name, both ways round.
fn divide(stretches: &mut Vec<Stretch>, script: Script, words: &[Vec<char>]) {
    let whole: Vec<char> = words.concat();
    let part = |letters: &[char]| if letters.len() > 1 { Some(Weight::Sure) } else { Some(Weight::Maybe) };
    add(stretches, script, &whole, part(&whole));
    if let [one] = words {
        let compound = COMPOUND_FAMILY_NAMES.iter().any(|family| one.iter().copied().take(2).eq(family.chars()));
        let most = if one.len() > LONGEST_UNDIVIDED { 0 } else { one.len().min(4) };
        for family in 1..most {
            let (before, after) = one.split_at(family);
            // Of three characters the first two are seldom the family name: a title or a reader has to say so.
            let doubtful = family == 2 && one.len() == 3 && !compound;
            let split_word = compound && family == 1;
            if family > 2 || split_word {
                continue;
            }
            add(stretches, script, before, if doubtful { Some(Weight::Maybe) } else { part(before) });
            add(stretches, script, after, if doubtful && after.len() == 1 { None } else { part(after) });
            add(stretches, script, &[after, before].concat(), part(one));
        }
        return;
    }
    words.iter().for_each(|word| add(stretches, script, word, part(word)));
    for at in 1..words.len() {
        let (before, after) = words.split_at(at);
        add(stretches, script, &[after.concat(), before.concat()].concat(), Some(Weight::Sure));
    }
}

fn add(stretches: &mut Vec<Stretch>, script: Script, written: &[char], alone: Option<Weight>) {
    let text: String = written.iter().collect();
    let letters: Vec<char> = glyphs::read(&text).iter().filter_map(Glyph::alphanumeric).collect();
    // A syllable of Hangul stands for itself almost everywhere.
    let alone = match script {
        Script::Korean if written.len() == 1 => None,
        Script::SouthEastAsian if letters.len() < SHORTEST_OF_SOUNDS => Some(Weight::Maybe),
        _ => alone,
    };
    match stretches.iter_mut().find(|stretch| stretch.letters == letters) {
        Some(known) => known.alone = known.alone.max(alone),
        None if !letters.is_empty() => stretches.push(Stretch { letters, script, count: written.len(), alone }),
        None => {}
    }
}

/// Where the stretches stand, in the order of the text.
pub(super) fn find(scene: &Scene<'_>, stretches: &[Stretch]) -> Vec<(Range<usize>, Weight)> {
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

fn is_unspaced(scene: &Scene<'_>, word: &Range<usize>) -> bool {
    scene.glyphs[word.start].alphanumeric().is_some_and(|c| script_of(c) != Script::Spaced)
}

/// The end of the stretch, if it stands at `at`. Characters of one name may stand apart: 王 小 明.
fn meets(scene: &Scene<'_>, word: &Range<usize>, at: usize, stretch: &Stretch) -> Option<usize> {
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
    // Neither half of a character nor a consonant without its vowel is a name.
    let cut = glyphs.get(next).is_some_and(|glyph| {
        glyph.start == glyphs[next - 1].start || glyph.alphanumeric().is_some_and(belongs_to_letter_before)
    });
    (!cut).then_some(next)
}

fn is_apart(glyphs: &[Glyph], at: usize) -> bool {
    matches!(glyphs[at].sort, Sort::Other(' ' | '・' | '·' | '‧' | '-' | '\''))
}

fn weigh(
    scene: &Scene<'_>,
    range: Range<usize>,
    stretch: &Stretch,
    own_words: &mut Option<Vec<usize>>,
) -> Option<Weight> {
    if has_title(scene, &range, stretch) {
        return Some(Weight::Sure);
    }
    if stretch.count > 1 || stretch.script != Script::EastAsian {
        return stretch.alone.or_else(|| scene.is_alone(&range).then_some(Weight::Maybe));
    }
    if scene.is_alone(&range) {
        return Some(Weight::Sure);
    }
    let bounds = own_words.get_or_insert_with(|| {
        WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()).segment_str(scene.text).collect()
    });
    let is_bound = |at: usize| bounds.binary_search(&at).is_ok();
    let word = is_bound(scene.glyphs[range.start].start) && is_bound(scene.glyphs[range.end - 1].end);
    stretch.alone.filter(|_| word)
}

/// 王先生, 小王, 田中さん, 김 과장님.
fn has_title(scene: &Scene<'_>, range: &Range<usize>, stretch: &Stretch) -> bool {
    let glyphs = scene.glyphs;
    let gap = usize::from(matches!(glyphs.get(range.end).map(|glyph| glyph.sort), Some(Sort::Other(' '))));
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
