//! Properties of the screening: numbers are found in every spelling, at most four digits remain, masking is stable and rarely
//! wrong.

use commend::letters::screening::{ClientName, Kind, mask, screen};
use proptest::prelude::*;

/// Zeros of several scripts; their digits follow in order.
const ZEROS: [char; 9] = ['0', '٠', '۰', '०', '০', '๐', '０', '𝟎', '𝟘'];
const SEPARATORS: [&str; 14] =
    ["", " ", "-", ".", "\u{a0}", "\u{202f}", "\u{2009}", "\u{200b}", "\u{feff}", "–", "/", "_", " - ", "\n"];

/// Text around a number in a letter.
const AROUND: &str = "[a-z ,.]{0,12}";

/// Text that the finders treat specially.
const SPECIAL: [&str; 20] = [
    " account ",
    " IBAN ",
    "SSN ",
    "card ",
    " and ",
    "Mrs ",
    "Ana",
    " Ruiz",
    "Li",
    "太郎",
    "王",
    "[name withheld]",
    "••••\u{a0}1111",
    "••••",
    "½",
    "⑳",
    "e\u{301}",
    "GB82 WEST 1234 5698 7654 32",
    "536-90-4399",
    "12345678Z",
];

fn luhn_digit(body: &[u8]) -> u8 {
    let sum: u32 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(*digit) * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    ((10 - sum % 10) % 10) as u8
}

/// Digits of a valid card number, with an issuer's prefix and length.
fn card() -> impl Strategy<Value = Vec<u8>> {
    let issuers: [(&[u8], usize); 8] = [
        (&[4], 13),
        (&[4], 16),
        (&[4], 19),
        (&[5, 1], 16),
        (&[3, 7], 15),
        (&[3, 6], 14),
        (&[6, 0, 1, 1], 16),
        (&[6, 2], 18),
    ];
    (prop::sample::select(issuers.to_vec()), prop::collection::vec(0u8..10, 19)).prop_map(
        |((prefix, length), filler)| {
            let mut digits = prefix.to_vec();
            digits.extend(&filler[..length - 1 - prefix.len()]);
            digits.push(luhn_digit(&digits));
            digits
        },
    )
}

/// A card number in the digits of one script, with any separators between them.
fn written() -> impl Strategy<Value = (Vec<u8>, String)> {
    (card(), prop::sample::select(ZEROS.to_vec()), prop::collection::vec(prop::sample::select(SEPARATORS.to_vec()), 19))
        .prop_map(|(digits, zero, separators)| {
            let mut text = String::new();
            for (at, digit) in digits.iter().enumerate() {
                if at > 0 {
                    text.push_str(separators[at]);
                }
                text.push(char::from_u32(u32::from(zero) + u32::from(*digit)).unwrap());
            }
            (digits, text)
        })
}

fn shown(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// Text of a bank's day: words, numbers, marks and separators in any mixture.
fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zé ]{1,8}".boxed(),
        2 => "[0-9]{1,8}".boxed(),
        2 => prop::sample::select(SEPARATORS.to_vec()).prop_map(str::to_owned).boxed(),
        1 => prop::sample::select(SPECIAL.to_vec()).prop_map(str::to_owned).boxed(),
        1 => written().prop_map(|(_, text)| text).boxed(),
        1 => any::<char>().prop_map(|c| c.to_string()).boxed(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_valid_card_is_found_however_it_is_written((digits, text) in written(), before in AROUND, after in AROUND) {
        let whole = format!("{before} {text} {after}");
        let covered = screen(&whole).iter().any(|finding| {
            // Letters around the number may make it an IBAN; its digits are masked all the same.
            finding.range.start <= before.len() + 1
                && finding.range.end > before.len() + text.len()
        });
        prop_assert!(covered, "{digits:?} in {whole:?}");
    }

    #[test]
    fn masking_leaves_no_more_than_the_last_four((digits, text) in written(), before in AROUND, after in AROUND) {
        let masked = mask(&format!("{before} {text} {after}"), None);
        let left: String = masked.text.chars().filter(char::is_ascii_digit).collect();
        prop_assert!(left.len() <= 4 && shown(&digits).ends_with(&left), "{left}");
    }

    #[test]
    fn masking_twice_is_masking_once(text in anything(), withhold in any::<bool>()) {
        let name = ClientName::new("Ana Li Ruiz 太郎 王");
        let name = withhold.then_some(&name);
        let once = mask(&text, name);
        prop_assert_eq!(&mask(&once.text, name).text, &once.text);
    }

    #[test]
    fn findings_are_in_order_apart_and_whole_characters(text in anything()) {
        let mut end = 0;
        for finding in screen(&text) {
            prop_assert!(end <= finding.range.start && finding.range.start < finding.range.end);
            prop_assert!(text.get(finding.range.clone()).is_some());
            prop_assert_eq!(finding.last4.chars().count(), 4);
            end = finding.range.end;
        }
        let masked = mask(&text, None);
        for span in &masked.spans {
            prop_assert!(masked.text[span.start..span.end].ends_with(span.last4.as_deref().unwrap()));
        }
    }
}

/// At most three in a hundred of 5,000 random numbers of each length from 13 to 19 are taken for a card; Luhn alone would take
/// one in ten.
#[test]
fn random_digits_are_seldom_taken_for_a_card() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut wrong = 0;
    const EACH: usize = 5_000;
    for length in 13..=19 {
        for _ in 0..EACH {
            let number: String = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    char::from(b'0' + ((state >> 33) % 10) as u8)
                })
                .collect();
            wrong += screen(&number).iter().filter(|finding| finding.kind == Kind::Card).count();
        }
    }
    let rate = wrong as f64 / (7 * EACH) as f64;
    assert!(rate < 0.03, "{rate}");
}
