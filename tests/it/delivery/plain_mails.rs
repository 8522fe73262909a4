//! The text of the plain mails, which carry no letter.

use commend::delivery::StoredContent;
use commend::delivery::message::{ActivationMail, ClosedDraftMail, ThanksMail, UnsentLetterMail, WaitingDraftMail};

use super::mails::{at, day, party, read};

#[test]
fn thanks_and_a_one_time_link() {
    let thanks = StoredContent::Thanks(ThanksMail {
        reference: "C-2026-000123".to_owned(),
        helper: party("Priya Raman", "Wire Operations", ""),
        served_on: day("2026-11-20"),
        thanked_on: day("2026-11-23"),
        text: Some("I remember the call well. Thank you for writing it down.".to_owned()),
    });
    insta::assert_snapshot!("thanks", read(&thanks.into(), "Sam Lee"));
    let activation = StoredContent::Activation(ActivationMail {
        link: "https://commend.meridian.example/activate/6f1c0000000000000000000000000000".to_owned(),
        expires_at: at("2026-11-21T16:00:00Z"),
    });
    insta::assert_snapshot!("activation", read(&activation.clone().into(), "Sam Lee"));
    let bare = serde_json::to_string(&activation.without_secrets()).unwrap();
    assert!(!bare.contains("6f1c"), "{bare}");
}

#[test]
fn a_letter_that_is_not_sent_and_a_draft_that_was_closed() {
    let draft = "0193e0a4-0000-7000-8000-00000000000d".parse().unwrap();
    let unsent = StoredContent::UnsentLetter(UnsentLetterMail {
        draft,
        on_paper: true,
        signed_on: day("2026-11-20"),
        reminded_on: day("2026-11-21"),
        waits_from: day("2026-11-24"),
    });
    insta::assert_snapshot!("unsent_letter", read(&unsent.into(), "Sam Lee"));
    let closed = StoredContent::ClosedDraft(ClosedDraftMail {
        draft,
        begun_on: day("2026-11-20"),
        closed_on: day("2026-11-26"),
        closed_by: party("Hugo Reyes", "Human Resources", ""),
        reason: "The client asked for the letter back.".to_owned(),
    });
    insta::assert_snapshot!("closed_draft", read(&closed.into(), "Sam Lee"));
    let waiting = StoredContent::WaitingDraft(WaitingDraftMail {
        draft,
        banker: party("Sam Lee", "Oak Street", "Oak Street"),
        letter_since: Some(day("2026-11-20")),
        told_on: day("2026-11-24"),
        left: false,
    });
    insta::assert_snapshot!("waiting_draft", read(&waiting.into(), "Tom Brandt"));
}
