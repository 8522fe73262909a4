//! Finds client data in free text before anything is circulated: card numbers, IBANs, national identifiers, account
//! numbers, and the client's name where the client did not let it go along.
//!
//! How it looks: the text is read once into glyphs, where digits of every script are digits, letters are folded and
//! what nobody sees (zero-width characters, marks) is gone; each finder walks those glyphs; findings are merged and
//! given back as byte ranges of the text *as it was handed in*.
//!
//! Numbers that prove themselves (check digits and a known issuer, country or format) are found anywhere. Numbers that
//! prove nothing are found only beside a word that says what they are. In doubt the finders take the wider range: a
//! masked telephone number harms nobody, a card number in an inbox does.

mod cards;
mod glyphs;
mod ibans;
mod labelled;
mod masking;
mod names;
mod national_ids;
mod places;
mod vocabulary;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use masking::{MaskedText, NAME_WITHHELD, Piece, Span, WITHHELD, Withheld, mask, mask_in_doubt, withhold};
pub use names::ClientName;
pub use places::{Counted, MOST_PLACES, PlaceProblem, characters, overlapping};

use glyphs::Glyph;

/// What was found. The order is that of precedence: where two kinds claim the same characters, the first wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ClientDataKind)]
pub enum Kind {
    Iban,
    Card,
    NationalId,
    Account,
    /// The client's name. Only masking finds it, because only the caller knows the name.
    Name,
    /// What the banker withheld by hand.
    Passage,
}

impl Kind {
    /// In words that go before "withheld".
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

    /// The name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Iban => "iban",
            Self::Card => "card",
            Self::NationalId => "national_id",
            Self::Account => "account",
            Self::Name => "name",
            Self::Passage => "passage",
        }
    }
}

/// One piece of client data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    /// Bytes of the text that was screened; both ends are character boundaries.
    pub range: Range<usize>,
    /// The last four digits or letters in plain ASCII where they have one: `1111`, `332X`.
    pub last4: String,
}

/// What a finder reports: from the first to the last glyph, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Claim {
    kind: Kind,
    first: usize,
    last: usize,
}

/// Client data in `text`, in the order of the text and without overlaps.
#[must_use]
pub fn screen(text: &str) -> Vec<Finding> {
    let glyphs = glyphs::read(text);
    let mut claims = Vec::new();
    let runs = glyphs::digit_runs(&glyphs);
    cards::find(&runs, &mut claims);
    ibans::find(&glyphs, &mut claims);
    national_ids::find(&glyphs, &mut claims);
    labelled::find(&glyphs, &runs, &mut claims);
    merge(&glyphs, claims).into_iter().map(|claim| finding(&glyphs, claim)).collect()
}

/// Claims on the same bytes become one, as wide as both: nothing that anyone claimed is left to be read.
fn merge(glyphs: &[Glyph], mut claims: Vec<Claim>) -> Vec<Claim> {
    claims.sort_unstable_by_key(|claim| (claim.first, claim.last));
    let mut merged: Vec<Claim> = Vec::with_capacity(claims.len());
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

fn finding(glyphs: &[Glyph], claim: Claim) -> Finding {
    let claimed = &glyphs[claim.first..=claim.last];
    let mut tail: Vec<char> = claimed.iter().rev().filter_map(Glyph::alphanumeric).take(4).collect();
    tail.reverse();
    Finding {
        kind: claim.kind,
        range: glyphs[claim.first].start..glyphs[claim.last].end,
        last4: tail.into_iter().map(|c| c.to_ascii_uppercase()).collect(),
    }
}
