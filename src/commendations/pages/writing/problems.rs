//! The problems of a draft, at the fields of its form and in the language of the page.

use super::fields::LABELS;
use crate::commendations::intake::{Field, FieldFault, Input, Submitted, Text, WithheldFrom};
use crate::language::phrase;
use crate::letters::rules::{CoverNote, LetterText, PersonName};
use crate::web::{Filled, Shell};

/// A problem of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The name of the field in the form, which is its anchor.
    pub field: &'static str,
    /// The message of its label.
    pub label: &'static str,
    /// In words.
    pub words: String,
    /// True where only something is not there yet.
    pub is_missing: bool,
}

/// The field of the form.
const fn name(field: &Field) -> &'static str {
    match field {
        Field::Helpers | Field::Helper(_) | Field::Assist => "who",
        Field::ServedOn => "served_on",
        Field::Client | Field::Text(Text::ClientName | Text::SignatureName) => "client.name",
        Field::ClientEmail => "client.email",
        Field::Letter | Field::Did | Field::Reason | Field::Note | Field::Thanks => "did",
        Field::LetterKind => "kind",
        Field::Language => "language",
        Field::Text(Text::Letter | Text::Transcript)
        | Field::Strokes
        | Field::Stroke(_)
        | Field::Withheld(WithheldFrom::Letter)
        | Field::Place(WithheldFrom::Letter, _)
        | Field::PlaceEdge(WithheldFrom::Letter, ..) => "words",
        Field::Upload | Field::Regions | Field::Region(..) | Field::PagesChecked => "pages",
        Field::Text(Text::CoverNote)
        | Field::Withheld(WithheldFrom::CoverNote)
        | Field::Place(WithheldFrom::CoverNote, _)
        | Field::PlaceEdge(WithheldFrom::CoverNote, ..) => "cover_note",
        Field::WorkaroundProcess => "workaround.process",
        Field::WorkaroundDetail => "workaround.detail",
        Field::Strengths | Field::Strength(_) => "strengths",
    }
}

/// The most characters of a field, and how many it has.
fn length(field: &Field, input: &Input) -> Option<(usize, usize)> {
    let count = |given: &Submitted<String>| given.as_ref().map_or(0, |text| text.trim().chars().count());
    let letter = input.letter.as_ref();
    let (client, workaround) = (input.client.as_ref(), input.workaround.as_ref());
    Some(match field {
        Field::Did => (1_000, count(&input.did)),
        Field::Text(Text::CoverNote) => {
            (CoverNote::MOST, crate::commendations::intake::note_text(input).trim().chars().count())
        }
        Field::Text(Text::Letter) => (LetterText::MOST, count(&letter?.text)),
        Field::Text(Text::Transcript) => (LetterText::MOST, count(&letter?.transcript)),
        Field::Text(Text::ClientName) => (PersonName::MOST, count(&client?.name)),
        Field::WorkaroundProcess => (100, count(&workaround?.process)),
        Field::WorkaroundDetail => (4_000, count(&workaround?.detail)),
        _ => return None,
    })
}

fn words(shell: &Shell, wrong: &FieldFault, input: &Input) -> String {
    too_long_or(shell, wrong, length(&wrong.field, input).unwrap_or_default())
}

/// A problem in words, for a text of which the most characters and their number are given.
pub fn too_long_or(shell: &Shell, wrong: &FieldFault, (most, count): (usize, usize)) -> String {
    if wrong.code == "too_long" && most > 0 {
        let over = count.saturating_sub(most);
        return shell.say("write-problem-long").with("count", count).with("most", most).with("over", over).to_string();
    }
    wrong.phrase().within(shell.language)
}

/// Everything that keeps a draft from being sent, in the order of the form. A field that could not be read is added: only the form knows of
/// it.
pub fn problems(shell: &Shell, wrong: &[FieldFault], input: &Input) -> Vec<Problem> {
    let mut found: Vec<Problem> = wrong.iter().map(|wrong| one(shell, wrong, input)).collect();
    if matches!(input.served_on, Submitted::Unread(_)) {
        let unread = FieldFault { field: Field::ServedOn, code: "bad_date", words: phrase("field-date").into() };
        found.push(one(shell, &unread, input));
    }
    let place = |problem: &Problem| LABELS.iter().position(|(field, _)| *field == problem.field);
    found.sort_by_key(place);
    found.dedup_by(|later, earlier| later.field == earlier.field);
    found
}

fn one(shell: &Shell, wrong: &FieldFault, input: &Input) -> Problem {
    let field = name(&wrong.field);
    let label = LABELS.iter().find(|(name, _)| *name == field).map_or("write-title", |(_, label)| label);
    // A text of spaces is nothing either, but something stands in its field.
    let is_missing = wrong.code == "required" && wrong.message() != Some("write-problem-blank");
    Problem { field, label, words: words(shell, wrong, input), is_missing }
}

/// The form with its problems.
pub fn marked(shell: &Shell, filled: Filled, problems: &[Problem]) -> Filled {
    problems.iter().fold(filled, |filled, problem| {
        filled.wrong_at(problem.field, &shell.say(problem.label).to_string(), &problem.words)
    })
}
