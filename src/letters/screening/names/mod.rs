//! Finds the client's name in a text, for a client who did not consent to pass the name on.
//!
//! Name and text are folded alike ([`crate::folding`]), so case, marks, apostrophes, hyphens and widths make no difference.
//! Certain matches are masked; words too short or too common to be certain are left to a reader. A name is never found within
//! another word, except in addresses and in scripts without spaces. Adjacent words of the name form one place.
//!
//! Nicknames, descriptions ("the lady with the red hat") and misspellings cannot be found: the banker has to see them.

mod addresses;
mod certainty;
mod matching;
mod name_parts;
mod other_scripts;
mod script;
mod unspaced;

use std::ops::Range;

use super::glyphs::{Glyph, GlyphKind};
use super::vocabulary::{EVERYDAY, PARTICLES};
use addresses::InAddresses;
use certainty::{Confidence, SplitText};
use matching::Gap;
use name_parts::{Kind, Part, Parts};
use other_scripts::{alphabet, sound};
use script::{Script, is_written_onto, script_of};
use unspaced::LetterSequence;

/// Longer names are cut, to bound the work.
const MOST_LETTERS: usize = 400;
/// The most prefixes of one word in Arabic or Hebrew: "and", "to" and the article.
const MOST_WRITTEN_ONTO: usize = 3;

/// A client's names, prepared for the search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientName {
    parts: Vec<Part>,
    stretches: Vec<LetterSequence>,
    addresses: InAddresses,
    /// Phonetic keys, each with its alphabet.
    sounds: Vec<(String, u8)>,
    /// Words of colleagues' names: such a word alone may as well mean the colleague.
    staff: Vec<String>,
}

/// A possible occurrence of the client's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamePlace {
    /// Range of glyphs.
    pub range: Range<usize>,
    pub sure: bool,
}

impl ClientName {
    /// Accepts any text; a name of white space alone is found nowhere.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self::of([name])
    }

    /// Prepares the search for every name of a client: the name that was given, and the name under the letter.
    #[must_use]
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut parts = Parts::default();
        let mut this = Self::default();
        for name in names {
            let name: String = name.chars().take(MOST_LETTERS).collect();
            let words = name_parts::words_of(&name);
            parts.add_name(&words[..words.len().min(name_parts::MOST_PARTS)]);
            this.addresses.add_name(&words[..words.len().min(8)]);
            this.stretches.extend(unspaced::stretches_of(&name));
            for word in name.split(|c: char| !c.is_alphanumeric()) {
                this.sounds.extend(sound(word).zip(alphabet(word)));
                // The Latin form of a given name in Han characters is one word.
                let mut characters = word.chars();
                if characters.next().is_some_and(|c| script_of(c) != Script::Spaced) {
                    this.sounds.extend(sound(characters.as_str()).zip(alphabet(word)));
                }
            }
        }
        unspaced::longest_first(&mut this.stretches);
        this.addresses.add_parts(&parts.all);
        this.parts = parts.all;
        this
    }

    /// Adds the client's own mail address to the search.
    #[must_use]
    pub fn with_address(mut self, address: &str) -> Self {
        self.addresses.add_own(address);
        self
    }

    /// Adds the names of colleagues in the letter. A word that is in both names is left to a reader where it stands alone.
    #[must_use]
    pub fn beside<'a>(mut self, staff: impl IntoIterator<Item = &'a str>) -> Self {
        self.staff.extend(staff.into_iter().flat_map(name_parts::words_of).map(|word| word.spelled));
        self
    }
}

/// A match of one part of the name with words of the text.
struct Hit {
    range: Range<usize>,
    weight: Confidence,
    /// The words of the name in it, a bit for each.
    words: u64,
    kind: Kind,
    /// True when the word has another ending than in the name.
    grown: bool,
}

/// Occurrences of the name, in text order, without overlaps.
pub(super) fn find(text: &str, glyphs: &[Glyph], name: &ClientName) -> Vec<NamePlace> {
    let words = words(glyphs);
    let scene = SplitText { text, glyphs, words: &words, has_capitals: text.contains(char::is_uppercase) };
    let addresses = addresses::find(&scene, &name.addresses, &name.staff);
    let unspaced = unspaced::find(&scene, &name.stretches);
    let mut places: Vec<NamePlace> = groups(&scene, hits(&scene, name), name);
    places.extend(
        addresses
            .into_iter()
            .chain(unspaced)
            .map(|(range, weight)| NamePlace { range, sure: weight == Confidence::Sure }),
    );
    places.extend(from_other_scripts(&scene, name));
    places.retain(|place| !touches_mark(glyphs, &place.range));
    united(places)
}

/// Merges overlapping places into one that covers both and is certain if either is.
fn united(mut places: Vec<NamePlace>) -> Vec<NamePlace> {
    places.sort_unstable_by_key(|place| (place.range.start, place.range.end));
    let mut united: Vec<NamePlace> = Vec::with_capacity(places.len());
    for place in places {
        match united.last_mut() {
            Some(before) if place.range.start < before.range.end => {
                before.range.end = before.range.end.max(place.range.end);
                before.sure |= place.sure;
            }
            _ => united.push(place),
        }
    }
    united
}

/// Matches of the name's parts with the words of the text; of several that begin at one word, the most certain, then the longest.
fn hits(scene: &SplitText<'_>, name: &ClientName) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut next = 0;
    while let Some(word) = scene.words.get(next) {
        let skips = 0..=written_onto(scene, word);
        let best = skips
            .flat_map(|skip| name.parts.iter().map(move |part| (skip, part)))
            .filter_map(|(skip, part)| {
                let walk = matching::walk(scene.glyphs, scene.words, next, skip, part)?;
                let mut weight = scene.weigh(&walk, part, &name.staff)?;
                if skip > 0 && part.letters.len() <= MOST_WRITTEN_ONTO {
                    weight = weight.min(Confidence::Maybe);
                }
                let last = *walk.words.end();
                Some((Hit { range: walk.range, weight, words: part.words, kind: part.kind, grown: false }, last))
            })
            .max_by_key(|(hit, _)| (hit.weight, hit.range.end, std::cmp::Reverse(hit.range.start)));
        match best {
            Some((hit, last)) => {
                hits.push(hit);
                next = last + 1;
            }
            None => {
                let grown = name.parts.iter().find(|part| scene.is_inflected(word, part));
                hits.extend(grown.map(|part| Hit {
                    range: word.clone(),
                    weight: Confidence::Maybe,
                    words: part.words,
                    kind: Kind::Word,
                    grown: true,
                }));
                next += 1;
            }
        }
    }
    hits
}

/// The number of letters at the start of a word that may be prefixes.
fn written_onto(scene: &SplitText<'_>, word: &Range<usize>) -> usize {
    let letters = scene.glyphs[word.clone()].iter().filter_map(Glyph::alphanumeric);
    letters.take(MOST_WRITTEN_ONTO.min(word.len() - 1)).take_while(|c| is_written_onto(*c)).count()
}

/// Groups adjacent hits and settles each group.
fn groups(scene: &SplitText<'_>, hits: Vec<Hit>, name: &ClientName) -> Vec<NamePlace> {
    let mut places = Vec::new();
    let mut group: Vec<Hit> = Vec::new();
    for hit in hits {
        let together = |last: &Hit| {
            let between = last.range.end..hit.range.start;
            let joined = matches!(matching::gap(scene.glyphs, between), Gap::Joined | Gap::Spaced);
            scene.is_close(&last.range, &hit.range) && (joined || !(last.grown || hit.grown))
        };
        if group.last().is_some_and(|last| !together(last)) {
            places.extend(settle(scene, std::mem::take(&mut group), name));
        }
        group.push(hit);
    }
    places.extend(settle(scene, group, name));
    places
}

/// The places of one group of hits: a single place if they form a name together, else each uncertain hit by itself.
fn settle(scene: &SplitText<'_>, group: Vec<Hit>, name: &ClientName) -> Vec<NamePlace> {
    let initials = group.iter().all(|hit| hit.kind == Kind::Initial);
    let group = if initials { group } else { trimmed(scene, group) };
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return Vec::new() };
    let range = first.range.start..last.range.end;
    let of = |weight: Confidence| group.iter().filter(move |hit| hit.weight >= weight);
    let differ = |weight: Confidence| {
        let mut words: Vec<u64> = of(weight).map(|hit| hit.words).collect();
        words.sort_unstable();
        words.dedup();
        words.len()
    };
    if of(Confidence::Sure).next().is_some() || differ(Confidence::Maybe) > 1 {
        return vec![NamePlace { range, sure: true }];
    }
    // All initials of the name and nothing else.
    let monogram = name.parts.iter().find(|part| part.kind == Kind::Monogram);
    if initials && monogram.is_some_and(|monogram| differ(Confidence::Quiet) >= monogram.letters.len()) {
        return vec![NamePlace { sure: scene.is_alone(&range), range }];
    }
    of(Confidence::Maybe).map(|hit| NamePlace { range: hit.range.clone(), sure: false }).collect()
}

/// Drops small words at both ends that belong to the sentence and not to the name: "del" in "gracias del Ortiz".
fn trimmed(scene: &SplitText<'_>, mut group: Vec<Hit>) -> Vec<Hit> {
    let goes_along = |hit: &Hit| {
        let spelled = scene.spelled(&hit.range);
        hit.weight == Confidence::Quiet
            && !scene.is_capital(&hit.range)
            && (PARTICLES.contains(&spelled.as_str())
                || EVERYDAY.contains(spelled.as_str())
                || hit.kind == Kind::Initial)
    };
    while group.len() > 1 && group.last().is_some_and(goes_along) {
        group.pop();
    }
    while let [first, second, ..] = group.as_slice() {
        // Kept when the name has this word directly before the next one: "van Dyke".
        let follows = first.words.trailing_zeros() + 1 == second.words.trailing_zeros();
        if !goes_along(first) || follows {
            break;
        }
        group.remove(0);
    }
    group
}

/// Words that have the phonetic key of a word of the name, in another alphabet.
fn from_other_scripts<'a>(scene: &'a SplitText<'_>, name: &'a ClientName) -> impl Iterator<Item = NamePlace> + 'a {
    scene.words.iter().filter_map(|word| {
        let written = scene.as_written(word);
        let alphabet = alphabet(written)?;
        if name.sounds.iter().all(|(_, other)| *other == alphabet) || !(scene.is_capital(word) || alphabet > 3) {
            return None;
        }
        let sound = sound(written)?;
        let alike = |(other, theirs): &(String, u8)| *theirs != alphabet && *other == sound;
        name.sounds.iter().any(alike).then(|| NamePlace { range: word.clone(), sure: false })
    })
}

/// True for a word beside a mark: it is the rest of a word of which a part was masked before.
fn touches_mark(glyphs: &[Glyph], word: &Range<usize>) -> bool {
    let is_mark = |at: usize| glyphs.get(at).is_some_and(|glyph| glyph.sort == GlyphKind::Mask);
    is_mark(word.end) || word.start.checked_sub(1).is_some_and(is_mark)
}

/// Unbroken sequences of letters of one kind of script.
fn words(glyphs: &[Glyph]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut script = Script::Spaced;
    for (index, glyph) in glyphs.iter().enumerate() {
        let GlyphKind::Letter(c) = glyph.sort else { continue };
        let own = script_of(c);
        match words.last_mut() {
            Some(word) if word.end == index && own == script => word.end += 1,
            _ => words.push(index..index + 1),
        }
        script = own;
    }
    words
}
