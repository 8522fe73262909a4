//! Finds the client's name where the text holds it, for a client who did not let the name go along.
//!
//! Both sides are folded alike ([`crate::folding`]), so that case, marks, apostrophes, hyphens and widths make no difference. What is
//! sure is masked; what is too short or too common to be sure is handed to a reader. The name is never found within another word,
//! but for addresses and scripts without spaces. Words of the name that stand together are one place.
//!
//! Nobody can know a nickname, a description ("the lady with the red hat") or a slip of the pen: those are for the banker to see.

mod across;
mod addresses;
mod parts;
mod script;
mod unspaced;
mod walk;
mod weigh;

use std::ops::Range;

use super::glyphs::{Glyph, Sort};
use super::vocabulary::{EVERYDAY, PARTICLES};
use across::{alphabet, sound};
use addresses::InAddresses;
use parts::{Kind, Part, Parts};
use script::{Script, is_written_onto, script_of};
use unspaced::Stretch;
use walk::Gap;
use weigh::{Scene, Weight};

/// Names longer than this are no names; it bounds the work.
const MOST_LETTERS: usize = 400;
/// Prefixes of one word in Arabic and Hebrew: "and", "to" and the article.
const MOST_WRITTEN_ONTO: usize = 3;

/// A client's names, ready to be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientName {
    parts: Vec<Part>,
    stretches: Vec<Stretch>,
    addresses: InAddresses,
    /// By sound, with the alphabet of each.
    sounds: Vec<(String, u8)>,
    /// Words of colleagues' names: alone they are as likely the colleague's.
    staff: Vec<String>,
}

/// Where a text may hold the client's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Glyphs.
    pub range: Range<usize>,
    pub sure: bool,
}

impl ClientName {
    /// Any text will do: a name of nothing but spaces is found nowhere.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self::of([name])
    }

    /// Prepares the search for every name of a client: the name that was given and the name under the letter.
    #[must_use]
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut parts = Parts::default();
        let mut this = Self::default();
        for name in names {
            let name: String = name.chars().take(MOST_LETTERS).collect();
            let words = parts::words_of(&name);
            parts.add_name(&words[..words.len().min(parts::MOST_PARTS)]);
            this.addresses.add_name(&words[..words.len().min(8)]);
            this.stretches.extend(unspaced::stretches_of(&name));
            for word in name.split(|c: char| !c.is_alphanumeric()) {
                this.sounds.extend(sound(word).zip(alphabet(word)));
                // A given name of Han characters is one word in Latin letters.
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

    /// The client's own mail address is a name, too.
    #[must_use]
    pub fn with_address(mut self, address: &str) -> Self {
        self.addresses.add_own(address);
        self
    }

    /// Names of colleagues in the letter. Where the client has one of their names, the word alone is for a reader to decide.
    #[must_use]
    pub fn beside<'a>(mut self, staff: impl IntoIterator<Item = &'a str>) -> Self {
        self.staff.extend(staff.into_iter().flat_map(parts::words_of).map(|word| word.spelled));
        self
    }
}

/// Words of the text that are words of the name.
struct Hit {
    range: Range<usize>,
    weight: Weight,
    /// Which words of the name, a bit for each.
    words: u64,
    kind: Kind,
    /// It has another ending than in the name.
    grown: bool,
}

/// Where the name stands, in the order of the text and without overlaps.
pub(super) fn find(text: &str, glyphs: &[Glyph], name: &ClientName) -> Vec<Place> {
    let words = words(glyphs);
    let scene = Scene { text, glyphs, words: &words, has_capitals: text.contains(char::is_uppercase) };
    let addresses = addresses::find(&scene, &name.addresses, &name.staff);
    let unspaced = unspaced::find(&scene, &name.stretches);
    let mut places: Vec<Place> = groups(&scene, hits(&scene, name), name);
    places.extend(
        addresses.into_iter().chain(unspaced).map(|(range, weight)| Place { range, sure: weight == Weight::Sure }),
    );
    places.extend(from_other_scripts(&scene, name));
    places.retain(|place| !touches_mark(glyphs, &place.range));
    united(places)
}

/// Overlapping places as one, as wide as both; what is sure swallows what is not.
fn united(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable_by_key(|place| (place.range.start, place.range.end));
    let mut united: Vec<Place> = Vec::with_capacity(places.len());
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

/// Words of the name among the words of the text, the longest where several begin.
fn hits(scene: &Scene<'_>, name: &ClientName) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut next = 0;
    while let Some(word) = scene.words.get(next) {
        let skips = 0..=written_onto(scene, word);
        let best = skips
            .flat_map(|skip| name.parts.iter().map(move |part| (skip, part)))
            .filter_map(|(skip, part)| {
                let walk = walk::walk(scene.glyphs, scene.words, next, skip, part)?;
                let mut weight = scene.weigh(&walk, part, &name.staff)?;
                if skip > 0 && part.letters.len() <= MOST_WRITTEN_ONTO {
                    weight = weight.min(Weight::Maybe);
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
                    weight: Weight::Maybe,
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

/// How many letters at the start of a word may be words of their own.
fn written_onto(scene: &Scene<'_>, word: &Range<usize>) -> usize {
    let letters = scene.glyphs[word.clone()].iter().filter_map(Glyph::alphanumeric);
    letters.take(MOST_WRITTEN_ONTO.min(word.len() - 1)).take_while(|c| is_written_onto(*c)).count()
}

/// Hits that stand together, as one place each if they are the name together.
fn groups(scene: &Scene<'_>, hits: Vec<Hit>, name: &ClientName) -> Vec<Place> {
    let mut places = Vec::new();
    let mut group: Vec<Hit> = Vec::new();
    for hit in hits {
        let together = |last: &Hit| {
            let between = last.range.end..hit.range.start;
            let joined = matches!(walk::gap(scene.glyphs, between), Gap::Joined | Gap::Spaced);
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

/// The places of words that stand together: one if they make a name, else each that may be one.
fn settle(scene: &Scene<'_>, group: Vec<Hit>, name: &ClientName) -> Vec<Place> {
    let initials = group.iter().all(|hit| hit.kind == Kind::Initial);
    let group = if initials { group } else { trimmed(scene, group) };
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return Vec::new() };
    let range = first.range.start..last.range.end;
    let of = |weight: Weight| group.iter().filter(move |hit| hit.weight >= weight);
    let differ = |weight: Weight| {
        let mut words: Vec<u64> = of(weight).map(|hit| hit.words).collect();
        words.sort_unstable();
        words.dedup();
        words.len()
    };
    if of(Weight::Sure).next().is_some() || differ(Weight::Maybe) > 1 {
        return vec![Place { range, sure: true }];
    }
    // All initials of the name, and nothing else.
    let monogram = name.parts.iter().find(|part| part.kind == Kind::Monogram);
    if initials && monogram.is_some_and(|monogram| differ(Weight::Quiet) >= monogram.letters.len()) {
        return vec![Place { sure: scene.is_alone(&range), range }];
    }
    of(Weight::Maybe).map(|hit| Place { range: hit.range.clone(), sure: false }).collect()
}

/// Without the particles and small words at its ends that belong to the sentence: "del" in "gracias del Ortiz".
fn trimmed(scene: &Scene<'_>, mut group: Vec<Hit>) -> Vec<Hit> {
    let goes_along = |hit: &Hit| {
        let spelled = scene.spelled(&hit.range);
        hit.weight == Weight::Quiet
            && !scene.is_capital(&hit.range)
            && (PARTICLES.contains(&spelled.as_str())
                || EVERYDAY.contains(spelled.as_str())
                || hit.kind == Kind::Initial)
    };
    while group.len() > 1 && group.last().is_some_and(goes_along) {
        group.pop();
    }
    while let [first, second, ..] = group.as_slice() {
        // In the name it stands right before what follows: "van Dyke".
        let follows = first.words.trailing_zeros() + 1 == second.words.trailing_zeros();
        if !goes_along(first) || follows {
            break;
        }
        group.remove(0);
    }
    group
}

/// Words that sound as a word of the name in another alphabet.
fn from_other_scripts<'a>(scene: &'a Scene<'_>, name: &'a ClientName) -> impl Iterator<Item = Place> + 'a {
    scene.words.iter().filter_map(|word| {
        let written = scene.as_written(word);
        let alphabet = alphabet(written)?;
        if name.sounds.iter().all(|(_, other)| *other == alphabet) || !(scene.is_capital(word) || alphabet > 3) {
            return None;
        }
        let sound = sound(written)?;
        let alike = |(other, theirs): &(String, u8)| *theirs != alphabet && *other == sound;
        name.sounds.iter().any(alike).then(|| Place { range: word.clone(), sure: false })
    })
}

/// What is left of a word that was cut is no word.
fn touches_mark(glyphs: &[Glyph], word: &Range<usize>) -> bool {
    let is_mark = |at: usize| glyphs.get(at).is_some_and(|glyph| glyph.sort == Sort::Mask);
    is_mark(word.end) || word.start.checked_sub(1).is_some_and(is_mark)
}

/// Unbroken stretches of letters of one sort of script.
fn words(glyphs: &[Glyph]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut script = Script::Spaced;
    for (index, glyph) in glyphs.iter().enumerate() {
        let Sort::Letter(c) = glyph.sort else { continue };
        let own = script_of(c);
        match words.last_mut() {
            Some(word) if word.end == index && own == script => word.end += 1,
            _ => words.push(index..index + 1),
        }
        script = own;
    }
    words
}
