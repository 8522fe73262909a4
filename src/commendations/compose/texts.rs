//! The texts of an order as they may circulate: screened and masked, with the questions that only the banker can answer.

use std::ops::Range;

use crate::commendations::intake::Text;
use crate::commendations::order::{ByHand, Order, ScanOrder};
use crate::letters::rules::excerpt;
use crate::letters::screening::{ClientName, Finding, MOST_PLACES, MaskedText, characters, screen, withhold};
use crate::letters::uploads::{CirculatedPage, PageRegion};

/// Client data that was found, and where.
#[derive(Debug, Clone)]
pub struct FoundData {
    /// The text that it stood in.
    pub text: Text,
    /// The kind of data and its place.
    pub finding: Finding,
}

/// A place where the client's name may stand; it is too short or too common to be sure, and circulates unless it is withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaybeName {
    /// The text.
    pub text: Text,
    /// Characters (Unicode scalar values) of that text as it was sent, from 0.
    pub start: usize,
    /// The first character behind the place.
    pub end: usize,
}

/// The fate of a scan's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// They circulate, covered where the banker said.
    Circulate,
    /// The name may not travel, and a page shows it: only the words go.
    NameWithheld,
    /// Something of the words is masked, fewer places are covered on the pages, and nobody has looked: only the words go.
    FewerCovered {
        /// Places in the words.
        masked: usize,
        /// Places on the pages.
        covered: usize,
    },
}

/// The texts of an order as they may circulate.
#[derive(Debug, Clone, Default)]
pub struct Circulated {
    /// The client's words.
    pub letter: Option<MaskedText>,
    /// The banker's words.
    pub cover_note: Option<MaskedText>,
    /// The fate of a scan's pages; nothing for a typed letter.
    pub scan: Option<Pages>,
    /// Those pages, once they were made.
    pub pages: Vec<CirculatedPage>,
    /// The name under the letter; only with consent.
    pub signature_name: Option<MaskedText>,
    /// Client data that was found and masked, names left aside.
    pub found: Vec<FoundData>,
    /// Places where the client's name may stand and is not withheld; per text, at most as many as may be withheld by hand.
    pub maybe_names: Vec<MaybeName>,
    /// The treatment of the client's name.
    pub naming: NameTreatment,
}

/// The treatment of the client's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameTreatment {
    /// The name circulates.
    #[default]
    Shared,
    /// It is withheld where it is recognised.
    Withheld,
    /// It may not, and nobody said what it is.
    Unknown,
}

impl Circulated {
    /// The name that may be shown, in plain words.
    pub fn client_name(&self) -> Option<&str> {
        self.signature_name.as_ref().map(|name| name.text.as_str())
    }

    /// The number of masked places in the client's words.
    pub fn masked_in_letter(&self) -> usize {
        self.letter.as_ref().map_or(0, |letter| letter.spans.len())
    }
}

/// The beginning of the circulated letter, or of the cover note where there is no letter. A letter on paper that nobody typed out
/// has no words, and those of the banker are not the client's.
pub fn excerpt_of(letter: Option<&str>, cover_note: Option<&str>) -> String {
    letter.or(cover_note).map(excerpt).unwrap_or_default()
}

/// Screens and masks the texts of an order.
pub fn circulate(order: &Order) -> Circulated {
    let letter = order.letter.as_ref();
    let letter_name = letter.and_then(|letter| letter.signature_name.as_ref());
    let given_name = order.client.as_ref().and_then(|client| client.name.as_ref());
    let shared = order.client.as_ref().is_some_and(|client| client.share_name);
    let name = name_of(order);
    let mut circulated =
        Circulated { naming: naming(order, given_name.or(letter_name).is_some(), shared), ..Circulated::default() };
    let scan = letter.and_then(|letter| letter.scan.as_ref());
    let words = if scan.is_some() { Text::Transcript } else { Text::Letter };
    if let Some((letter, text)) = letter.and_then(|letter| Some((letter, letter.text.as_ref()?))) {
        circulated.letter = Some(circulated.take(words, text.as_str(), name.as_ref(), &letter.withheld));
    }
    if let Some(note) = &order.cover_note {
        let masked = circulated.take(Text::CoverNote, note.as_str(), name.as_ref(), &order.cover_note_withheld);
        circulated.cover_note = Some(masked);
    }
    if shared {
        let none = ByHand::default();
        circulated.signature_name = match (letter_name, given_name) {
            (Some(name), _) => Some(circulated.take(Text::SignatureName, name.as_str(), None, &none)),
            (None, Some(name)) => Some(circulated.take(Text::ClientName, name.as_str(), None, &none)),
            (None, None) => None,
        };
    }
    circulated.scan = scan.map(|scan| pages(scan, shared, circulated.masked_in_letter()));
    circulated
}

/// The name that has to be hidden in the texts of an order, if there is one.
pub fn name_of(order: &Order) -> Option<ClientName> {
    let client = order.client.as_ref()?;
    let signed = order.letter.as_ref().and_then(|letter| letter.signature_name.as_ref());
    let names = [client.name.as_ref(), signed].map(|name| name.map(|name| name.as_str()));
    let hint = order.unknown.iter().map(|unknown| unknown.name.as_str());
    let staff = order.helpers.iter().chain([&order.banker]).map(|person| person.name.as_str()).chain(hint);
    Some(withheld_name(names, client.email.as_deref(), client.share_name)?.beside(staff))
}

fn naming(order: &Order, named: bool, shared: bool) -> NameTreatment {
    match named {
        _ if shared || order.client.is_none() => NameTreatment::Shared,
        true => NameTreatment::Withheld,
        false => NameTreatment::Unknown,
    }
}

impl Circulated {
    /// Masks a text and keeps what was found in it.
    fn take(&mut self, of: Text, text: &str, name: Option<&ClientName>, by_hand: &ByHand) -> MaskedText {
        self.found.extend(screen(text).into_iter().map(|finding| FoundData { text: of, finding }));
        let withheld = withhold(text, name, &by_hand.places);
        let asked = withheld.maybe.iter().take(MOST_PLACES);
        self.maybe_names.extend(asked.map(|place| maybe(of, text, by_hand, place)));
        withheld.masked
    }
}

fn maybe(of: Text, text: &str, by_hand: &ByHand, place: &Range<usize>) -> MaybeName {
    let Range { start, end } = characters(text, by_hand.trimmed, place);
    MaybeName { text: of, start, end }
}

/// Decides the fate of the pages. A page shows everything that is masked in its words; as long as fewer places are covered on the
/// pages, something can be read there that must not be.
fn pages(scan: &ScanOrder, shared: bool, masked: usize) -> Pages {
    let covered = scan.places();
    match shared {
        false => Pages::NameWithheld,
        true if covered < masked && !scan.checked => Pages::FewerCovered { masked, covered },
        true => Pages::Circulate,
    }
}

impl ScanOrder {
    /// The number of covered places; a region within another does not count.
    pub fn places(&self) -> usize {
        let within = |inner: &PageRegion, outer: &PageRegion| {
            let (a, b) = (inner.region, outer.region);
            inner.page == outer.page && a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h
        };
        let regions = &self.regions;
        let counts = |(at, one): &(usize, &PageRegion)| {
            // The first of two equal findings counts.
            !regions.iter().enumerate().any(|(other_at, other)| {
                other_at != *at && within(one, other) && (other_at < *at || !within(other, one))
            })
        };
        regions.iter().enumerate().filter(counts).count()
    }
}

/// The names to be hidden wherever they stand, unless the client agreed. Both are the client's: the one given to the banker,
/// and what stands under the letter.
pub fn withheld_name(names: [Option<&str>; 2], email: Option<&str>, shared: bool) -> Option<ClientName> {
    let mut names = names.into_iter().flatten().peekable();
    if shared || (names.peek().is_none() && email.is_none()) {
        return None;
    }
    let name = ClientName::of(names);
    Some(email.into_iter().fold(name, ClientName::with_address))
}

/// Screens and masks a cover note that takes the place of another, as at sending.
pub fn circulate_note(
    note: &str,
    name: Option<&ClientName>,
    by_hand: &ByHand,
) -> (MaskedText, Vec<FoundData>, Vec<MaybeName>) {
    let mut circulated = Circulated::default();
    let masked = circulated.take(Text::CoverNote, note, name, by_hand);
    (masked, circulated.found, circulated.maybe_names)
}
