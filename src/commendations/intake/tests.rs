//! A stored input comes back as it was typed, whatever was typed.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn given<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Submitted<T>> {
    prop_oneof![Just(Submitted::Absent), any::<String>().prop_map(Submitted::Unread), value.prop_map(Submitted::Value)]
}

fn list<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Submitted<Vec<Submitted<T>>>> {
    given(proptest::collection::vec(given(value), 0..3))
}

/// Numbers as they are typed: nobody types more digits than a double keeps.
fn number() -> impl Strategy<Value = f64> {
    (-1_000_000..1_000_000_i32).prop_map(|millionths| f64::from(millionths) / 1_000_000.0)
}

fn place() -> impl Strategy<Value = PlaceInput> {
    (given(number()), given(number())).prop_map(|(start, end)| PlaceInput { start, end })
}

fn letter() -> impl Strategy<Value = LetterInput> {
    let texts = (given(any::<String>()), given(any::<String>()), given(any::<String>()), given(any::<String>()));
    let stroke = proptest::collection::vec(proptest::collection::vec(number(), 0..3), 0..3);
    let strokes = given(proptest::collection::vec(stroke, 0..3));
    let signature = (given(any::<String>()), strokes).prop_map(|(name, strokes)| SignatureInput { name, strokes });
    let region = (given(number()), given(number()), given(number())).prop_map(|(page, x, h)| RegionInput {
        page,
        x,
        h,
        ..RegionInput::default()
    });
    let rest = (given(signature), list(region), given(any::<bool>()), list(place()));
    (texts, rest).prop_map(|((kind, text, language, upload), (signature, regions, pages_checked, withheld))| {
        let transcript = text.clone();
        LetterInput { kind, text, language, signature, upload, transcript, regions, pages_checked, withheld }
    })
}

fn input() -> impl Strategy<Value = Input> {
    let day = (1..=28_u32).prop_map(|day| NaiveDate::from_ymd_opt(2026, 2, day).expect("a day"));
    let ids = (list(Just(crate::ids::PersonId::new())), given(Just(crate::ids::AssistId::new())));
    let client = (given(any::<String>()), given(any::<bool>())).prop_map(|(name, share_name)| ClientInput {
        name,
        share_name,
        ..ClientInput::default()
    });
    let workaround = (given(any::<String>()), given(any::<String>()))
        .prop_map(|(process, detail)| WorkaroundInput { process, detail });
    let texts = (given(any::<String>()), list(place()), list(any::<String>()));
    let rest = (given(day), given(any::<bool>()), given(client), given(letter()), given(workaround));
    (ids, texts, rest).prop_map(
        |((helpers, assist), (cover_note, withheld, strengths), (day, include_banker, client, letter, workaround))| {
            Input {
                helpers,
                served_on: day,
                include_banker,
                client,
                letter,
                did: cover_note.clone(),
                cover_note,
                cover_note_withheld: withheld,
                assist,
                workaround,
                strengths,
            }
        },
    )
}

proptest! {
    #[test]
    fn an_input_is_read_back_as_it_was_typed(input in input()) {
        let stored = serde_json::to_string(&input).expect("it can be stored");
        prop_assert_eq!(serde_json::from_str::<Input>(&stored).expect("it can be read"), input);
    }
}

#[test]
fn a_field_that_a_stored_input_lacks_was_left_out() {
    assert_eq!(serde_json::from_str::<Input>("{}").expect("it can be read"), Input::default());
}
