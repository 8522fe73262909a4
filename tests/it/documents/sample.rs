//! Sample letters: invented people of an invented bank.

use chrono::NaiveDate;
use commend::documents::letter::{
    Client, ClientLetter, Colours, CoverNote, Helper, Letter, Letterhead, Named, Praised, Proof, Signature,
};

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

pub fn named(name: &str, title: &str) -> Named {
    Named { name: name.into(), title: (!title.is_empty()).then(|| title.into()) }
}

pub fn helper(name: &str, title: &str, department: &str, place: &str) -> Helper {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Helper { name: name.into(), title: some(title), department: some(department), place: some(place) }
}

/// A drawn signature: loops, as a finger makes them.
pub fn strokes() -> Signature {
    let stroke = |from: f32, length: f32, turns: f32, height: f32| {
        (0..160)
            .map(|i| {
                let t = i as f32 / 159.0;
                let turn = t * turns * std::f32::consts::TAU;
                [from + t * length + 6.0 * turn.sin(), 40.0 - height * (1.0 - t * 0.6) * (1.0 - turn.cos()) / 2.0]
            })
            .collect()
    };
    Signature { strokes: vec![stroke(8.0, 60.0, 3.0, 34.0), stroke(80.0, 90.0, 4.0, 30.0)] }
}

pub const TEXT: &str = "To whoever Priya reports to,\n\nOur closing was at two. At noon the money was nowhere. I am not good \
with banks and I was close to crying in the branch.\n\nYour colleague Priya stayed on the phone and told me each step in \
my own language. She never made me feel small. When she did not know something she said so, and when she said she would \
call back, she called back. At ten to two the title company had the money.\n\nWe have the keys because of her. I do not \
know how you thank people in an office that nobody visits, so I am writing it down.";

pub fn letter() -> Letter {
    Letter {
        letterhead: Letterhead {
            bank: "Meridian Community Bank".into(),
            branch_line: Some("Oak Street branch, 118 Oak Street, Asheville".into()),
            language: "en".into(),
            colours: Colours::default(),
        },
        date: day(2026, 11, 21),
        reference: "C-2026-000123".into(),
        replaces: None,
        praised: Praised::Helpers(vec![helper("Priya Raman", "Wire Operations specialist", "Wire Operations", "Charlotte")]),
        to: vec![named("Tom Okafor", "Wire Operations lead")],
        copies_to: vec![named("Priya Raman", ""), named("Dana Whitfield", ""), named("Sam Lee", "")],
        client_letter: Some(ClientLetter {
            text: TEXT.into(),
            language: Some("en".into()),
            client: Client::Named {
                name: "Maria Delgado".into(),
                client_since: Some(2014),
                signature: Some(strokes()),
            },
            how_signed: Some("Signed at 10:44 on the client’s own phone, at Oak Street.".into()),
            invited_by: Some("Sam Lee".into()),
        }),
        cover_note: Some(CoverNote {
            text: "Priya did not hand us a ticket number. She found the beneficiary bank’s night desk, explained it calmly \
                   to Ms. Delgado in Spanish, and the family closed that same afternoon."
                .into(),
            banker: "Sam Lee".into(),
            role: Some("Banker".into()),
            branch: Some("Oak Street".into()),
        }),
        strengths: vec!["calm under pressure".into(), "explaining clearly".into()],
        served_on: day(2026, 11, 20),
        proof: Some(Proof {
            code: "7KQ4-M2XD-9VTN-0C1E".into(),
            url: "https://commend.meridian.example/verify/7KQ4-M2XD-9VTN-0C1E".into(),
            typed_at: "commend.meridian.example/verify".into(),
        }),
        draft: false,
    }
}
