//! Finds numbers without check digits by a label beside them: "account", "loan", "card", "SSN", in the languages of
//! [`mod@super::vocabulary`].
//!
//! A label counts when it is among the few words before the number in the same sentence, or is the word directly after it. A
//! number joined to a labelled one by "and" or a comma inherits its label. Dates and sums of money are never reported.

use std::sync::LazyLock;

use super::glyphs::{self, BULLET, Gap, Glyph, GlyphKind, RunDigit};
use super::{FoundRange, Kind, vocabulary};

/// The reach of a label before a number, in glyphs and in words.
const REACH: usize = 48;
const REACH_WORDS: usize = 5;
/// The longest gap between two numbers under one label: ", and ".
const LIST_GAP: usize = 6;
/// Shorter numbers are taken for a year, an amount or a house number.
const FEWEST: usize = 6;
/// A number with this many digits or more is no sum of money: a currency beside it is the account's.
const LONGER_THAN_MONEY: usize = 8;

/// The labels, folded as the text is. A space at an end marks the end of a word; without it the word may continue, or the script
/// has no spaces.
static FOLDED: LazyLock<[(Kind, Vec<String>); 3]> = LazyLock::new(|| {
    [
        (Kind::NationalId, vocabulary::NATIONAL_IDS),
        (Kind::Card, vocabulary::CARDS),
        (Kind::Account, vocabulary::ACCOUNTS),
    ]
    .map(|(kind, labels)| (kind, labels.iter().map(|label| folded(label)).collect()))
});

/// A card number needs more digits than the others, because "card 5" is none.
fn fewest_digits(kind: Kind) -> usize {
    if kind == Kind::Card { 12 } else { FEWEST }
}

fn folded(label: &str) -> String {
    let mut word = glyphs::words(&glyphs::read(label));
    if !label.ends_with(' ') {
        word.pop();
    }
    if !label.starts_with(' ') {
        word.remove(0);
    }
    word
}

pub(super) fn find(glyphs: &[Glyph], runs: &[Vec<RunDigit>], claims: &mut Vec<FoundRange>) {
    let mut before: Option<(Kind, usize)> = None;
    for number in runs.iter().flat_map(|run| numbers(run)) {
        let (first, last) = (number[0].glyph, number[number.len() - 1].glyph);
        let digits = number.len();
        if digits < FEWEST {
            before = None;
            continue;
        }
        let inherited = || {
            before
                .filter(|(kind, end)| is_list(&glyphs[end + 1..first]) && digits >= fewest_digits(*kind))
                .map(|(kind, _)| kind)
        };
        let kind = label_before(glyphs, first, digits).or_else(|| label_after(glyphs, last, digits)).or_else(inherited);
        before = None;
        if let Some(kind) = kind
            && !is_date(glyphs, number)
            && !(digits < LONGER_THAN_MONEY && is_money(glyphs, first, last))
        {
            claims.push(FoundRange { kind, first, last });
            before = Some((kind, last));
        }
    }
}

/// Splits a run into numbers at its wide gaps.
fn numbers(run: &[RunDigit]) -> impl Iterator<Item = &[RunDigit]> {
    run.chunk_by(|_, next| next.gap != Gap::Wide)
}

/// True for the gap inside a list: "and", a comma or a slash.
fn is_list(between: &[Glyph]) -> bool {
    between.len() <= LIST_GAP
        && !between.iter().any(|glyph| matches!(glyph.sort, GlyphKind::Other('\n' | '!' | '?' | ';')))
}

fn label_before(glyphs: &[Glyph], first: usize, digits: usize) -> Option<Kind> {
    let window = &glyphs[first.saturating_sub(REACH)..first];
    let sentence = window.iter().enumerate().rposition(|(at, _)| ends_sentence(window, at)).map_or(0, |at| at + 1);
    let mut from = first - window.len() + sentence;
    // A word cut by the start of the window, or by a mask, does not count.
    while (1..first).contains(&from) && glyphs[from - 1].is_wordlike() && glyphs[from].is_wordlike() {
        from += 1;
    }
    let words = glyphs::words(&glyphs[from..first]);
    let start = words.trim_end().rmatch_indices(' ').nth(REACH_WORDS - 1).map_or(0, |(at, _)| at);
    named_last(&words[start..], digits)
}

/// The label of the word directly after a number, read to the end of that word.
fn label_after(glyphs: &[Glyph], last: usize, digits: usize) -> Option<Kind> {
    let rest = &glyphs[last + 1..glyphs.len().min(last + 1 + REACH)];
    let lead = rest.iter().take_while(|glyph| !glyph.is_wordlike()).count();
    let word = rest[lead..].iter().take_while(|glyph| glyph.is_wordlike()).count();
    let word = &rest[lead..lead + word];
    let beside = lead <= 1 && rest[..lead].iter().all(|glyph| glyph.sort == GlyphKind::Other(' '));
    let masked = word.iter().any(|glyph| glyph.sort == GlyphKind::Mask);
    if beside && !masked { named_last(&glyphs::words(word), digits) } else { None }
}

/// The kind of the last label in `words` that is possible for a number of `digits` digits.
fn named_last(words: &str, digits: usize) -> Option<Kind> {
    FOLDED
        .iter()
        .filter(|(kind, _)| digits >= fewest_digits(*kind))
        .filter_map(|(kind, labels)| Some((labels.iter().filter_map(|label| words.rfind(label)).max()?, *kind)))
        .max_by_key(|(at, _)| *at)
        .map(|(_, kind)| kind)
}

/// A full stop ends a sentence unless it may belong to an abbreviation ("acct. no. 12") or a number follows directly.
fn ends_sentence(window: &[Glyph], at: usize) -> bool {
    match window[at].sort {
        GlyphKind::Other('!' | '?' | ';' | BULLET | '。') | GlyphKind::Mask => true,
        GlyphKind::Other('\n') => at > 0 && window[at - 1].sort == GlyphKind::Other('\n'),
        GlyphKind::Other('.') => {
            let word = window[..at].iter().rev().take_while(|glyph| glyph.alphanumeric().is_some()).count();
            word > 5 && window[at + 1..].iter().any(|glyph| glyph.alphanumeric().is_some())
        }
        _ => false,
    }
}

/// True for `21.11.2026`, `2026-11-21`, `2024-2025` and similar forms.
fn is_date(glyphs: &[Glyph], number: &[RunDigit]) -> bool {
    let groups: Vec<u32> = number
        .chunk_by(|_, next| next.gap == Gap::None)
        .map(|group| group.iter().take(5).fold(0, |value, figure| value * 10 + u32::from(figure.value)))
        .collect();
    let digits: Vec<usize> = number.chunk_by(|_, next| next.gap == Gap::None).map(<[RunDigit]>::len).collect();
    let year = |value: u32| (1900..=2100).contains(&value);
    let spaced = number.iter().any(|figure| {
        figure.gap == Gap::Tight
            && matches!(glyphs[figure.glyph - 1].sort, GlyphKind::Other(' '))
            && figure.glyph > number[0].glyph
    });
    match (&digits[..], &groups[..]) {
        ([1 | 2, 1 | 2, 2 | 4], [a, b, _]) => !spaced && *a <= 31 && *b <= 31,
        ([4, 1 | 2, 1 | 2], [y, m, d]) => year(*y) && *m <= 12 && *d <= 31,
        ([4, 4], [from, to]) => year(*from) && year(*to),
        _ => false,
    }
}

/// True when a currency sign or code is directly before or after the number.
fn is_money(glyphs: &[Glyph], first: usize, last: usize) -> bool {
    const SIGNS: &str = "$€£¥₹₽₺₩₫₪₴₦฿";
    const CODES: [&str; 14] =
        ["usd", "eur", "gbp", "chf", "jpy", "cad", "aud", "sek", "nok", "dkk", "pln", "dollars", "euros", "pounds"];
    let sign =
        |glyph: Option<&Glyph>| matches!(glyph, Some(Glyph { sort: GlyphKind::Other(c), .. }) if SIGNS.contains(*c));
    let code = |words: &[Glyph], pick: fn(&str) -> Option<&str>| {
        pick(glyphs::words(words).trim()).is_some_and(|word| CODES.contains(&word))
    };
    let (before, after) = (&glyphs[first.saturating_sub(8)..first], &glyphs[last + 1..glyphs.len().min(last + 10)]);
    sign(before.iter().rev().find(|glyph| glyph.sort != GlyphKind::Other(' ')))
        || sign(after.iter().find(|glyph| glyph.sort != GlyphKind::Other(' ')))
        || code(before, |words| words.rsplit(' ').next())
        || code(after, |words| words.split(' ').next())
}
