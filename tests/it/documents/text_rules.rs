//! Rules for text as a screen reader speaks it, element by element: its language, its direction, and the separation of words
//! (ISO 14289-1, 7.2; ISO 32000-1, 14.8.2).

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};
use unicode_bidi::{BidiClass, bidi_class};

use super::damage::{Blow::Objects, Case, check, first, redraw};
use super::font_rules::Font;
use super::scripts;
use super::standards::{DatabaseMark, Issued, Nesting, each, held, integer, issued, operations, parent_tree, text};

/// Text that one operation shows.
#[derive(Debug)]
struct Shown {
    /// The structure element that it belongs to.
    element: ObjectId,
    /// Its baseline, counted from the lower edge of the page.
    y: f32,
    /// The text of its codes, in the order of the file, or its `ActualText`.
    says: String,
    /// True if it is marked as `ReversedChars`.
    reversed: bool,
    /// True if it has an `ActualText`, which is in reading order whatever its glyphs are.
    replaced: bool,
}

/// The text that a page shows, without its furniture.
fn shown(document: &Document, page: ObjectId, wrong: &mut Vec<String>) -> Vec<Shown> {
    let dictionary = document.get_dictionary(page).expect("a page");
    let key = integer(document, dictionary, "StructParents").expect("a key");
    let parents = parent_tree(document);
    let elements = parents[&key].as_array().expect("a list");
    let fonts = document.get_page_fonts(page).expect("fonts");
    let fonts: BTreeMap<_, _> = fonts.into_iter().map(|(name, font)| (name, Font::of(document, font, wrong))).collect();
    let mut nesting = Nesting::default();
    let (mut font, mut y, mut found) = (None, 0.0, Vec::new());
    let mut said = None;
    for operation in operations(document, page) {
        nesting.follow(&operation, wrong);
        match operation.operator.as_str() {
            "BDC" if nesting.stands_for().is_some() => said = nesting.stands_for().map(str::to_owned),
            "Tf" => font = fonts.get(operation.operands[0].as_name().expect("a font")).and_then(Option::as_ref),
            "Tm" => y = operation.operands[5].as_float().expect("a place"),
            "TJ" => {
                let Some((font, mcid)) = font.zip(nesting.element()) else { continue };
                let shown = operation.operands[0].as_array().expect("strings");
                let replaced = nesting.stands_for().is_some();
                let reversed = nesting.marks.iter().any(|(mark, _)| *mark == DatabaseMark::Reversed);
                // An `ActualText` replaces all that its span shows, so it counts once.
                let texts = match (replaced, reversed) {
                    (true, _) => vec![said.take().unwrap_or_default()],
                    (false, true) => vec![font.says(shown)],
                    (false, false) => shown.split(moves_back).map(|part| font.says(part)).collect(),
                };
                let element = elements[mcid as usize].as_reference().expect("an element");
                found.extend(texts.into_iter().map(|says| Shown { element, y, says, reversed, replaced }));
            }
            _ => {}
        }
    }
    found
}

/// True for a number in a `TJ` array that moves the pen to the left by more than a narrow letter (in thousandths of an em): the
/// next glyph stands before the one shown last, so the two are in the order of reading from the right.
fn moves_back(item: &Object) -> bool {
    item.as_float().is_ok_and(|thousandths| thousandths > 300.0)
}

/// The codes of a face that stand for a character on the first page.
pub fn codes_of(document: &Document, face: &str, c: char) -> BTreeSet<u16> {
    let page = document.get_pages()[&1];
    let mut wrong = Vec::new();
    let fonts = document.get_page_fonts(page).expect("fonts");
    let is_face =
        |font: &Dictionary| super::standards::name(document, font, "BaseFont").is_some_and(|its| its.ends_with(face));
    let (name, font) = fonts.into_iter().find(|(_, font)| is_face(font)).expect("the face");
    let texts = Font::of(document, font, &mut wrong).expect("a font").texts;
    let mut found = BTreeSet::new();
    let mut current = Vec::new();
    for operation in operations(document, page) {
        match operation.operator.as_str() {
            "Tf" => current = operation.operands[0].as_name().expect("a font").to_vec(),
            "TJ" if current == name => {
                let strings =
                    operation.operands[0].as_array().expect("strings").iter().filter_map(|it| it.as_str().ok());
                let codes = strings.flat_map(|string| string.as_chunks::<2>().0).map(|code| u16::from_be_bytes(*code));
                found.extend(codes.filter(|code| texts.get(code).is_some_and(|text| text.contains(c))));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn foreign_words_say_in_which_language_they_are() {
    each(foreign_words);
}

pub fn foreign_words(issued: &Issued, wrong: &mut Vec<String>) {
    // Letters of scripts that English does not use.
    let foreign = |c: char| {
        c.is_alphabetic()
            && c > '\u{2ff}'
            && !matches!(c, '\u{1d00}'..='\u{1eff}' | '\u{2000}'..='\u{2bff}' | '\u{a700}'..='\u{a7ff}' | '\u{fb00}'..='\u{fb06}')
    };
    if issued.languages.is_empty() {
        return;
    }
    let mut said = BTreeSet::new();
    for page in issued.document.get_pages().into_values() {
        for Shown { element, says, .. } in shown(&issued.document, page, wrong) {
            let its = language_of(&issued.document, element);
            said.extend(its.clone());
            if says.contains(foreign) && its.as_ref().is_none_or(|its| !issued.languages.contains(its)) {
                wrong.push(format!("ISO 14289-1, 7.2: {says:?} is said to be {its:?}"));
            }
        }
    }
    for language in issued.languages.iter().filter(|language| !said.contains(*language)) {
        wrong.push(format!("nothing is said to be {language}"));
    }
}

/// The language of a structure element, its own or inherited.
fn language_of(document: &Document, mut id: lopdf::ObjectId) -> Option<String> {
    loop {
        let element = document.get_dictionary(id).ok()?;
        if let Some(language) = held(document, element, "Lang") {
            return text(language);
        }
        id = element.get(b"P").and_then(Object::as_reference).ok()?;
    }
}

#[test]
fn the_lines_of_an_element_are_apart() {
    each(lines_apart);
}

/// True for scripts without spaces, whose lines end between any two characters or words.
fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff00}'..='\u{ffef}')
}

/// ISO 32000-1, 14.8.2.5: words are separated by spaces in the text, not only by position.
pub fn lines_apart(issued: &Issued, wrong: &mut Vec<String>) {
    let mut before: BTreeMap<ObjectId, (usize, f32, char)> = BTreeMap::new();
    for (number, page) in issued.document.get_pages() {
        for Shown { element, y, says, reversed, .. } in shown(&issued.document, page, wrong) {
            let mut ends = [says.chars().next(), says.chars().next_back()];
            if reversed {
                ends.reverse();
            }
            let [Some(first), Some(last)] = ends else { continue };
            if let Some((page, above, end)) = before.insert(element, (number as usize, y, last))
                && (page != number as usize || (above - y).abs() > 2.0)
                // A word may continue after a hyphen or a dash.
                && !(end.is_whitespace() || matches!(end, '\u{ad}' | '-' | '\u{2010}' | '–' | '/') || first.is_whitespace())
                && !(is_spaceless(end) && is_spaceless(first))
            {
                wrong.push(format!("{end:?} of one line and {says:?} of the next run together"));
            }
        }
    }
}

#[test]
fn words_from_the_right_say_that_they_are_back_to_front() {
    each(reversed);
}

/// ISO 32000-1, 14.8.2.3.3. Letters outside the Basic Multilingual Plane are written in reading order.
pub fn reversed(issued: &Issued, wrong: &mut Vec<String>) {
    // Marks have no direction of their own: an Arabic mark can stand above a Latin letter.
    let from_the_right =
        |c: char| c < '\u{10000}' && matches!(bidi_class(c), BidiClass::R | BidiClass::AL) && c.is_alphabetic();
    for page in issued.document.get_pages().into_values() {
        for Shown { says, reversed, replaced, .. } in shown(&issued.document, page, wrong) {
            let letters = says.chars().filter(|&c| from_the_right(c)).count();
            if letters > 1 && !reversed && !replaced {
                wrong.push(format!("{says:?} stands back to front"));
            }
            if letters == 0 && reversed && says.contains(|c: char| c.is_ascii_alphabetic()) {
                wrong.push(format!("{says:?} is said to stand back to front"));
            }
        }
    }
}

#[test]
fn a_letter_from_the_right_is_heard_as_it_was_written() {
    for (language, words) in scripts::LETTERS.into_iter().filter(|(its, _)| scripts::is_from_the_right(its)) {
        let issued = issued().iter().find(|issued| issued.name == language).expect("a letter of the list");
        let mut heard = String::new();
        for page in issued.document.get_pages().into_values() {
            for Shown { element, says, reversed, .. } in shown(&issued.document, page, &mut Vec::new()) {
                if language_of(&issued.document, element).as_deref() == Some(language) {
                    if reversed { heard.extend(says.chars().rev()) } else { heard.push_str(&says) }
                }
            }
        }
        assert_eq!(comparable(&heard), comparable(words), "{language}");
    }
}

/// Normalises spelling for a comparison: composition and marks of direction do not count.
fn comparable(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let steering = |c: &char| matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    crate::support::squeezed(&text.nfd().filter(|c| !steering(c)).collect::<String>())
}

fn say_english(document: &mut Document, instead: &[u8]) {
    let said = |its: &Dictionary| its.get(b"Lang").and_then(Object::as_str).is_ok_and(|its| its == instead);
    first(document, said).set("Lang", Object::string_literal("en"));
}

/// Removes the code that most lines of the first page end with, the space, from their ends.
fn run_together(document: &mut Document) {
    redraw(document, |operations| {
        let mut ends: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        let mut strings: Vec<&mut Vec<u8>> = Vec::new();
        for operation in operations.iter_mut().filter(|operation| operation.operator == "TJ") {
            let items = operation.operands[0].as_array_mut().expect("strings").iter_mut();
            strings.extend(
                items
                    .filter_map(|item| match item {
                        Object::String(codes, _) => Some(codes),
                        _ => None,
                    })
                    .next_back(),
            );
        }
        for codes in &strings {
            *ends.entry(codes[codes.len() - 2..].to_vec()).or_default() += 1;
        }
        let (space, _) = ends.into_iter().max_by_key(|(_, count)| *count).expect("text");
        strings.into_iter().filter(|codes| codes.ends_with(&space)).for_each(|codes| codes.truncate(codes.len() - 2));
    });
}

/// Removes the `ReversedChars` marks.
fn stand_back_to_front(document: &mut Document) {
    redraw(document, |operations| {
        let mut marks = Vec::new();
        operations.retain(|operation| match operation.operator.as_str() {
            "BMC" | "BDC" => {
                let reversed = operation.operands[0].as_name().is_ok_and(|tag| tag == b"ReversedChars");
                marks.push(reversed);
                !reversed
            }
            "EMC" => !marks.pop().expect("a mark"),
            _ => true,
        });
    });
}

#[test]
fn rules_of_text_find_what_is_broken() {
    const CASES: &[Case] = &[
        (foreign_words, "is said to be", "he", Objects(|it| say_english(it, b"he"))),
        (lines_apart, "run together", "plain", Objects(run_together)),
        (reversed, "stands back to front", "he", Objects(stand_back_to_front)),
    ];
    check(CASES);
}
