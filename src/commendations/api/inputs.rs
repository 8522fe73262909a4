//! Turns request bodies into inputs of the intake, and the intake's fields into JSON pointers.

use serde_json::Value;

use super::bodies::{
    AcknowledgementBody, ClientBody, ConsentWithdrawalBody, CorrectionBody, DisputeBody, LetterBody, PlaceBody,
    RedactionBody, SendBody, SignatureBody, ThanksBody, WithdrawalBody, WorkaroundBody,
};
use super::hints;
use crate::commendations::CommendationError;
use crate::commendations::intake::{
    self, ClientInput, CorrectionInput, Field, FieldFault, Input, LetterInput, PlaceInput, RegionInput, SignatureInput,
    Submitted, Text, WithheldFrom, WorkaroundInput,
};
use crate::commendations::operations::{AcknowledgementInput, ThanksInput};
use crate::web::{FromJson, Pointer, Problem, Problems};
use crate::worklist::matter::Objection;

impl<T: FromJson> FromJson for Submitted<T> {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        if value.is_null() {
            return Some(Self::Absent);
        }
        let typed = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(T::from_json(value, at, problems).map_or_else(|| Self::Unread(typed()), Self::Value))
    }

    fn absent(_: &Pointer, _: &mut Problems) -> Option<Self> {
        Some(Self::Absent)
    }
}

/// A field of a body.
fn given<T, U: From<T>>(field: Option<Submitted<T>>) -> Submitted<U> {
    field.unwrap_or_default().map(U::from)
}

/// A field of a body that is a list.
fn list<T, U: From<T>>(field: Option<Submitted<Vec<Submitted<T>>>>) -> Submitted<Vec<Submitted<U>>> {
    field.unwrap_or_default().map(|elements| elements.into_iter().map(|element| element.map(U::from)).collect())
}

/// A field outside a commendation that may be absent.
pub fn optional<T>(field: Option<Option<T>>) -> Submitted<T> {
    match field {
        None => Submitted::Unread(String::new()),
        Some(None) => Submitted::Absent,
        Some(Some(value)) => Submitted::Value(value),
    }
}

/// A field outside a commendation that has to be there; where it is not, its problem is noted already.
pub fn required<T>(field: Option<T>) -> Submitted<T> {
    field.map_or_else(|| Submitted::Unread(String::new()), Submitted::Value)
}

impl From<SendBody> for Input {
    fn from(body: SendBody) -> Self {
        Self {
            helpers: list(body.helper_ids),
            served_on: given(body.served_on),
            include_banker: given(body.include_banker),
            client: given(body.client),
            letter: given(body.letter),
            did: given(body.what_they_did),
            cover_note: given(body.cover_note),
            cover_note_withheld: list(body.cover_note_withheld),
            assist: given(body.assist_id),
            workaround: given(body.workaround),
            strengths: list(body.strengths),
        }
    }
}

impl From<CorrectionBody> for CorrectionInput {
    fn from(body: CorrectionBody) -> Self {
        Self {
            helpers: list(body.helper_ids),
            cover_note: given(body.cover_note),
            cover_note_withheld: list(body.cover_note_withheld),
            reason: required(body.reason),
        }
    }
}

impl From<ClientBody> for ClientInput {
    fn from(body: ClientBody) -> Self {
        Self {
            name: given(body.name),
            email: given(body.email),
            share_name: given(body.consent_to_share_name),
            invited: given(body.invited),
        }
    }
}

impl From<LetterBody> for LetterInput {
    fn from(body: LetterBody) -> Self {
        Self {
            kind: given(body.kind),
            text: given(body.text),
            language: given(body.language),
            signature: given(body.signature),
            upload: given(body.upload_id),
            transcript: given(body.transcript),
            regions: list(body.redactions),
            pages_checked: given(body.pages_checked),
            withheld: list(body.withheld),
        }
    }
}

impl From<SignatureBody> for SignatureInput {
    fn from(body: SignatureBody) -> Self {
        Self { name: given(body.name), strokes: given(body.strokes) }
    }
}

impl From<PlaceBody> for PlaceInput {
    fn from(body: PlaceBody) -> Self {
        Self { start: given(body.start), end: given(body.end) }
    }
}

impl From<RedactionBody> for RegionInput {
    fn from(body: RedactionBody) -> Self {
        let [page, x, y, w, h] = [body.page, body.x, body.y, body.w, body.h].map(given);
        Self { page, x, y, w, h }
    }
}

impl From<WorkaroundBody> for WorkaroundInput {
    fn from(body: WorkaroundBody) -> Self {
        Self { process: given(body.process), detail: given(body.detail) }
    }
}

/// The place of a screened text in the request.
pub fn text_pointer(text: Text) -> &'static str {
    match text {
        Text::Letter => "/letter/text",
        Text::Transcript => "/letter/transcript",
        Text::CoverNote => "/cover_note",
        Text::SignatureName => "/letter/signature/name",
        Text::ClientName => "/client/name",
    }
}

/// The place of a field in the request.
fn pointer(field: &Field) -> String {
    let withheld = |of: WithheldFrom| match of {
        WithheldFrom::Letter => "/letter/withheld",
        WithheldFrom::CoverNote => "/cover_note_withheld",
    };
    match *field {
        Field::Helper(index) => format!("/helper_ids/{index}"),
        Field::Stroke(index) => format!("/letter/signature/strokes/{index}"),
        Field::Region(index, member) => format!("/letter/redactions/{index}/{member}"),
        Field::Place(of, index) => format!("{}/{index}", withheld(of)),
        Field::PlaceEdge(of, index, edge) => format!("{}/{index}/{edge}", withheld(of)),
        Field::Strength(index) => format!("/strengths/{index}"),
        Field::Text(text) => text_pointer(text).to_owned(),
        Field::Withheld(of) => withheld(of).to_owned(),
        Field::Helpers => "/helper_ids".to_owned(),
        Field::ServedOn => "/served_on".to_owned(),
        Field::Client => "/client".to_owned(),
        Field::ClientEmail => "/client/email".to_owned(),
        Field::Letter => "/letter".to_owned(),
        Field::LetterKind => "/letter/kind".to_owned(),
        Field::Language => "/letter/language".to_owned(),
        Field::Strokes => "/letter/signature/strokes".to_owned(),
        Field::Upload => "/letter/upload_id".to_owned(),
        Field::Regions => "/letter/redactions".to_owned(),
        Field::PagesChecked => "/letter/pages_checked".to_owned(),
        Field::Assist => "/assist_id".to_owned(),
        Field::WorkaroundProcess => "/workaround/process".to_owned(),
        Field::WorkaroundDetail => "/workaround/detail".to_owned(),
        Field::Did => "/what_they_did".to_owned(),
        Field::Strengths => "/strengths".to_owned(),
        Field::Reason => "/reason".to_owned(),
        Field::Note => "/note".to_owned(),
        Field::Thanks => "/text".to_owned(),
    }
}

/// Notes what the intake found, each with its hint.
pub fn note(problems: &mut Problems, wrong: &[FieldFault]) {
    for wrong in wrong {
        problems.at_path(&pointer(&wrong.field), wrong.code, hints::wrong(wrong));
    }
}

/// Puts the problems of a body and those of its intake into one answer.
///
/// # Errors
/// 422 with every problem; any other refusal as it is.
pub fn together<T>(mut problems: Problems, result: Result<T, CommendationError>) -> Result<T, Problem> {
    match result {
        Ok(value) => problems.check().map(|()| value),
        Err(CommendationError::Rejected(wrong)) => {
            note(&mut problems, &wrong);
            Err(problems.into_problem())
        }
        Err(other) => Err(other.into()),
    }
}

/// The acknowledgement of a body or a form.
///
/// # Errors
/// 422 with every problem.
pub fn acknowledgement(body: AcknowledgementBody, problems: Problems) -> Result<AcknowledgementInput, Problem> {
    Ok(AcknowledgementInput {
        note: reply(problems, Field::Note, body.note)?,
        told_employee: body.told_employee.flatten().unwrap_or(false),
        filed: body.filed.flatten().unwrap_or(false),
    })
}

/// The text of thanks, if there is one.
///
/// # Errors
/// 422 with every problem.
pub fn thanks(body: ThanksBody, problems: Problems) -> Result<ThanksInput, Problem> {
    let share_with_client = body.share_with_client.flatten().unwrap_or(false);
    Ok(ThanksInput { text: reply(problems, Field::Thanks, body.text)?, share_with_client })
}

/// The objection and its note.
///
/// # Errors
/// 422 with every problem.
pub fn dispute(body: DisputeBody, problems: Problems) -> Result<(Objection, Option<String>), Problem> {
    let note = reply(problems, Field::Note, body.note)?;
    Ok((body.kind.ok_or_else(Problem::not_found)?, note))
}

/// The reason of a withdrawal.
///
/// # Errors
/// 422 with every problem.
pub fn withdrawal(body: WithdrawalBody, problems: Problems) -> Result<String, Problem> {
    together(problems, intake::withdrawal(required(body.reason)).map_err(CommendationError::Rejected))
}

/// The reason of a version without the client's name.
///
/// # Errors
/// 422 with every problem.
pub fn consent_withdrawal(body: ConsentWithdrawalBody, problems: Problems) -> Result<String, Problem> {
    together(problems, intake::withdrawal(required(body.reason)).map_err(CommendationError::Rejected))
}

fn reply(problems: Problems, field: Field, text: Option<Option<String>>) -> Result<Option<String>, Problem> {
    together(problems, intake::reply(field, optional(text)).map_err(CommendationError::Rejected))
}
