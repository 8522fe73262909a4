//! Finds payment card numbers (ISO/IEC 7812-1): 13 to 19 digits with a known issuer range, a length of that range and a Luhn
//! check digit.
//!
//! Luhn alone accepts one random number in ten; together with range and length it accepts about one in fifty. A card number
//! begins and ends at the edge of a group of digits, so a part of a longer unbroken number never matches.

use super::glyphs::{Gap, RunDigit};
use super::{FoundRange, Kind};

/// Shortest and longest card number. The standard allows Maestro numbers of twelve digits; nobody issues them any more.
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;

/// The lowest and highest six leading digits of an issuer range, with the lengths of its numbers.
const ISSUERS: [(u32, u32, &[usize]); 22] = [
    (220_000, 220_499, &[16, 17, 18, 19]),             // Mir
    (222_100, 272_099, &[16]),                         // Mastercard
    (300_000, 305_999, &[14, 16, 19]),                 // Diners Club
    (309_500, 309_599, &[14, 16, 19]),                 // Diners Club
    (340_000, 349_999, &[15]),                         // American Express
    (352_800, 358_999, &[16, 17, 18, 19]),             // JCB
    (360_000, 369_999, &[14, 15, 16, 17, 18, 19]),     // Diners Club
    (370_000, 379_999, &[15]),                         // American Express
    (380_000, 399_999, &[14, 16, 19]),                 // Diners Club
    (400_000, 499_999, &[13, 16, 19]),                 // Visa
    (500_000, 509_999, &[13, 14, 15, 16, 17, 18, 19]), // Maestro, Dankort, Verve, RuPay
    (510_000, 559_999, &[16]),                         // Mastercard
    (560_000, 589_999, &[13, 14, 15, 16, 17, 18, 19]), // Maestro
    (600_000, 609_999, &[16, 17, 18, 19]),             // Discover, RuPay, Hipercard
    (620_000, 629_999, &[16, 17, 18, 19]),             // UnionPay
    (630_000, 639_999, &[13, 14, 15, 16, 17, 18, 19]), // Maestro, Elo
    (640_000, 659_999, &[16, 17, 18, 19]),             // Discover, RuPay
    (670_000, 679_999, &[13, 14, 15, 16, 17, 18, 19]), // Maestro
    (810_000, 829_999, &[16, 17, 18, 19]),             // UnionPay, RuPay
    (860_000, 860_099, &[16]),                         // UzCard
    (979_200, 979_289, &[16]),                         // Troy
    (986_000, 986_099, &[16]),                         // Humo
];

pub(super) fn find(runs: &[Vec<RunDigit>], claims: &mut Vec<FoundRange>) {
    for run in runs {
        for (start, first) in run.iter().enumerate() {
            if first.gap == Gap::None {
                continue;
            }
            for length in LENGTHS {
                let Some(digits) = run.get(start..start + length) else { break };
                let ends = run.get(start + length).is_none_or(|next| next.gap != Gap::None);
                if ends && is_card(digits) {
                    claims.push(FoundRange { kind: Kind::Card, first: first.glyph, last: digits[length - 1].glyph });
                }
            }
        }
    }
}

fn is_card(digits: &[RunDigit]) -> bool {
    let issuer = digits[..6].iter().fold(0, |number, figure| number * 10 + u32::from(figure.value));
    let known =
        ISSUERS.iter().any(|(low, high, lengths)| (*low..=*high).contains(&issuer) && lengths.contains(&digits.len()));
    known && luhn(digits.iter().map(|figure| figure.value))
}

/// The Luhn formula (ISO/IEC 7812-1, annex B): from the right, every second digit counts double, and the sum must end in 0.
pub(super) fn luhn(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(digit) * 2) {
            (0, _) => u32::from(digit),
            (_, double) => double / 10 + double % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}
