//! Finds client data in free text before it circulates: card numbers, IBANs, national identifiers, account numbers, and the
//! client's name where the client did not consent to pass it on.
//!
//! Method: the text is read once into glyphs, in which digits of every script are digits, letters are folded and invisible
//! characters (zero-width characters, combining marks) are gone. Each finder searches these glyphs. Overlapping findings are
//! merged and returned as byte ranges of the *original* text.
//!
//! Numbers with check digits and a known issuer, country or format are found anywhere; other numbers only beside a word that
//! labels them. In doubt the finders take the wider range: a masked telephone number harms nobody, a card number in an inbox
//! does.

mod cards;
mod glyphs;
mod ibans;
mod labelled_numbers;
mod masking;
mod names;
mod national_ids;
mod positions;
mod vocabulary;

use std::ops::Range;

pub use glyphs::{NAME_WITHHELD, WITHHELD};
pub use masking::{MaskedText, Piece, Span, Withheld, mask, mask_in_doubt, withhold};
pub use names::ClientName;
pub use positions::{Counted, MOST_PLACES, PlaceProblem, characters, overlapping};

use crate::vocabulary::vocabulary;
use glyphs::Glyph;

vocabulary! {
    /// The kind of a finding, in order of precedence: where two kinds claim the same characters, the first one wins.
    Kind as ClientDataKind {
        /// An international account number.
        Iban = "iban",
        /// A card number.
        Card = "card",
        /// A number that identifies a person to the state.
        NationalId = "national_id",
        /// An account number.
        Account = "account",
        /// The client's name. Only masking finds it, because only the caller knows the name.
        Name = "name",
        /// A passage that the banker withheld by hand.
        Passage = "passage",
    }
}

impl Kind {
    /// The message of its name on a page.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Iban => "write-masked-iban",
            Self::Card => "write-masked-card",
            Self::NationalId => "write-masked-national-id",
            Self::Account => "write-masked-account",
            Self::Name => "write-masked-name",
            Self::Passage => "write-masked-passage",
        }
    }

    /// English words, to be followed by "withheld".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Iban => "IBAN",
            Self::Card => "card number",
            Self::NationalId => "national identifier",
            Self::Account => "account number",
            Self::Name => "name",
            Self::Passage => "passage",
        }
    }
}

/// One piece of client data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    /// The byte range in the screened text; both ends are character boundaries.
    pub range: Range<usize>,
    /// The last four digits or letters in ASCII, as far as they have such a form: `1111`, `332X`.
    pub last4: String,
}

/// A finder's report: the first and the last glyph, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FoundRange {
    kind: Kind,
    first: usize,
    last: usize,
}

/// All findings in `text`, in text order, without overlaps.
#[must_use]
pub fn screen(text: &str) -> Vec<Finding> {
    let glyphs = glyphs::read(text);
    let mut claims = Vec::new();
    let runs = glyphs::digit_runs(&glyphs);
    cards::find(&runs, &mut claims);
    ibans::find(&glyphs, &mut claims);
    national_ids::find(&glyphs, &mut claims);
    labelled_numbers::find(&glyphs, &runs, &mut claims);
    merge(&glyphs, claims).into_iter().map(|claim| finding(&glyphs, claim)).collect()
}

/// Merges claims on the same bytes into one that covers both, so that nothing claimed stays readable.
fn merge(glyphs: &[Glyph], mut claims: Vec<FoundRange>) -> Vec<FoundRange> {
    claims.sort_unstable_by_key(|claim| (claim.first, claim.last));
    let mut merged: Vec<FoundRange> = Vec::with_capacity(claims.len());
    for claim in claims {
        match merged.last_mut() {
            Some(before) if glyphs[claim.first].start < glyphs[before.last].end => {
                before.last = before.last.max(claim.last);
                before.kind = before.kind.min(claim.kind);
            }
            _ => merged.push(claim),
        }
    }
    merged
}

fn finding(glyphs: &[Glyph], claim: FoundRange) -> Finding {
    let claimed = &glyphs[claim.first..=claim.last];
    let mut tail: Vec<char> = claimed.iter().rev().filter_map(Glyph::alphanumeric).take(4).collect();
    tail.reverse();
    Finding {
        kind: claim.kind,
        range: glyphs[claim.first].start..glyphs[claim.last].end,
        last4: tail.into_iter().map(|c| c.to_ascii_uppercase()).collect(),
    }
}
