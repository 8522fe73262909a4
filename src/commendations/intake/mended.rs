//! An input without the fields that cannot be taken, so that a preview shows what there is.

use super::{Field, FieldFault, Input, LetterInput, Submitted, Text, WithheldFrom};

/// Stands for a text that is still to be written.
const NOT_YET: &str = "…";

/// True when the letter as a whole cannot be shown because of a field.
fn is_of_letter(field: &Field) -> bool {
    matches!(
        field,
        Field::Letter
            | Field::LetterKind
            | Field::Strokes
            | Field::Stroke(_)
            | Field::Upload
            | Field::Regions
            | Field::Region(..)
            | Field::PagesChecked
            | Field::Text(Text::Letter | Text::Transcript)
    )
}

/// The input without the fields that cannot be taken, and with a sign for a text where there is none.
pub fn mended(mut input: Input, wrong: &[FieldFault]) -> Input {
    let has = |field: &dyn Fn(&Field) -> bool| any(wrong, field);
    if let Submitted::Value(helpers) = &mut input.helpers {
        let mut at = 0;
        helpers.retain(|helper| {
            let is_wrong = has(&|field| *field == Field::Helper(at));
            at += 1;
            !is_wrong && helper.as_ref().is_some()
        });
        helpers.truncate(super::order::MOST_HELPERS);
    }
    if has(&|field| *field == Field::ServedOn) || matches!(input.served_on, Submitted::Unread(_)) {
        input.served_on = Submitted::Absent;
    }
    if has(&|field| *field == Field::Client) {
        input.client = Submitted::Value(super::ClientInput::default());
    }
    if let Submitted::Value(client) = &mut input.client {
        if has(&|field| *field == Field::ClientName) {
            client.name = Submitted::Absent;
        }
        if has(&|field| *field == Field::ClientEmail) {
            client.email = Submitted::Absent;
        }
    }
    if has(&is_of_letter) {
        input.letter = Submitted::Absent;
    }
    if let Submitted::Value(letter) = &mut input.letter {
        mend_letter(letter, wrong);
    }
    if has(&|field| *field == Field::Did) {
        input.did = Submitted::Absent;
    }
    if has(&|field| *field == Field::CoverNote) {
        (input.cover_note, input.cover_note_withheld) = (Submitted::Absent, Submitted::Absent);
    }
    if has(&|field| is_place(field, WithheldFrom::CoverNote)) {
        input.cover_note_withheld = Submitted::Absent;
    }
    if has(&|field| *field == Field::Assist) {
        input.assist = Submitted::Absent;
    }
    if has(&|field| matches!(field, Field::WorkaroundProcess | Field::WorkaroundDetail)) {
        input.workaround = Submitted::Absent;
    }
    if has(&|field| matches!(field, Field::Strengths | Field::Strength(_))) {
        input.strengths = Submitted::Absent;
    }
    let has_letter = input.letter.as_ref().is_some_and(|letter| !letter.is_left_out());
    if !has_letter && input.did.is_absent() && input.cover_note.is_absent() {
        input.cover_note = Submitted::Value(NOT_YET.to_owned());
    }
    input
}

/// True when one of the problems is at such a field.
fn any(wrong: &[FieldFault], field: &dyn Fn(&Field) -> bool) -> bool {
    wrong.iter().any(|wrong| field(&wrong.field))
}

fn mend_letter(letter: &mut LetterInput, wrong: &[FieldFault]) {
    let has = |field: &dyn Fn(&Field) -> bool| any(wrong, field);
    if has(&|field| *field == Field::Language) {
        letter.language = Submitted::Absent;
    }
    if has(&|field| *field == Field::Text(Text::SignatureName)) {
        letter.signature = Submitted::Absent;
    }
    if has(&|field| is_place(field, WithheldFrom::Letter)) {
        letter.withheld = Submitted::Absent;
    }
}

fn is_place(field: &Field, of: WithheldFrom) -> bool {
    matches!(field, Field::Withheld(at) | Field::Place(at, _) | Field::PlaceEdge(at, ..) if *at == of)
}
