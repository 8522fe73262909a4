//! What is answered: records as JSON, each reader's share of them.

mod corrected;
mod deliveries;
mod original;
mod preview;

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::openapi::schema::{AnyOf, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema as _, ToSchema};

use super::bodies::LetterKind;
use crate::clock::Timestamp;
use crate::commendations::operations::{Listed, Whole};
use crate::commendations::store;
use crate::commendations::{State, Strength, VerificationCode};
use crate::directory::Person;
use crate::ids::{CommendationId, PersonId};

pub use corrected::CorrectedView;
pub use deliveries::{DeliveryView, RetriedView, page_of_deliveries};
pub use original::OriginalView;
pub use preview::{PreviewView, notes};

/// A person of the directory.
pub type PersonView = Person;

/// One commendation in a list. Of a withdrawn one most readers see reference, dates and state only.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedView {
    pub id: CommendationId,
    pub reference: String,
    pub state: State,
    pub served_on: NaiveDate,
    pub sent_at: Timestamp,
    pub banker: Option<Person>,
    pub helpers: Vec<Person>,
    pub client_name: Option<String>,
    pub excerpt: String,
    pub has_letter: bool,
    pub acknowledgements: i64,
    pub thanks: i64,
}

impl ListedView {
    pub fn of(item: &Listed, people: &HashMap<PersonId, Person>) -> Self {
        let record = &item.record;
        let shown = item.readable;
        let helpers = item.helpers.iter().filter(|_| shown);
        Self {
            id: record.id,
            reference: record.reference.clone(),
            state: record.state,
            served_on: record.served_on,
            sent_at: record.sent_at,
            banker: people.get(&record.banker_id).filter(|_| shown).cloned(),
            helpers: helpers.filter_map(|share| people.get(&share.person_id).cloned()).collect(),
            client_name: record.client_name_shown.clone().filter(|_| shown),
            excerpt: if shown { record.excerpt.clone() } else { String::new() },
            has_letter: record.has_letter && shown,
            acknowledgements: if shown { record.acknowledgements } else { 0 },
            thanks: if shown { record.thanks } else { 0 },
        }
    }
}

/// One commendation as its readers see it.
#[derive(Debug, Serialize)]
pub struct WholeView {
    #[serde(flatten)]
    pub record: RecordView,
    #[serde(flatten)]
    pub content: Option<ContentView>,
}

/// What stays of a commendation for every reader when it is withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordView {
    pub id: CommendationId,
    pub reference: String,
    pub state: State,
    pub served_on: NaiveDate,
    pub sent_at: Timestamp,
    /// Who took it back, when and why; the reason for those who oversee it.
    pub withdrawal: Option<WithdrawalView>,
}

/// A commendation whole; only its description is used.
#[derive(Serialize, ToSchema)]
pub struct ReadableView {
    #[serde(flatten)]
    record: RecordView,
    #[serde(flatten)]
    content: ContentView,
}

/// Whole, or bare when it is withdrawn and the reader does not oversee it. A derived description would have null for what is absent.
impl utoipa::PartialSchema for WholeView {
    fn schema() -> RefOr<Schema> {
        let either = [ReadableView::name(), RecordView::name()].map(Ref::from_schema_name);
        let description = "A commendation: whole, or bare when it is withdrawn and the reader does not oversee it.";
        let mut whole_or_bare = AnyOf::new();
        whole_or_bare.items = either.into_iter().map(RefOr::Ref).collect();
        whole_or_bare.description = Some(description.to_owned());
        RefOr::T(Schema::AnyOf(whole_or_bare))
    }
}

impl ToSchema for WholeView {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ReadableView::name().into_owned(), ReadableView::schema()));
        schemas.push((RecordView::name().into_owned(), RecordView::schema()));
        ReadableView::schemas(schemas);
        RecordView::schemas(schemas);
    }
}

/// What those who may not read a withdrawn commendation do not get.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContentView {
    pub version: i32,
    pub verification_code: String,
    pub banker: Option<Person>,
    pub include_banker: bool,
    pub helpers: Vec<Person>,
    /// The department, while nobody knows who helped.
    pub unknown_helper_department: Option<String>,
    /// Only with the client's consent.
    pub client_name: Option<String>,
    pub client_invited: Option<bool>,
    /// `Oak Street`: where the client was.
    pub branch: String,
    pub letter: Option<LetterView>,
    pub cover_note: Option<String>,
    pub strengths: Vec<StrengthView>,
    pub has_letter: bool,
    pub excerpt: String,
    pub chain: Vec<ChainView>,
    pub acknowledgements: Vec<AcknowledgementView>,
    pub thanks: Vec<ThanksView>,
    /// For those who oversee it only.
    pub workaround: Option<WorkaroundView>,
}

/// The letter as it circulates.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterView {
    #[schema(value_type = LetterKind)]
    pub kind: String,
    /// As it circulates; of a scan what was typed from it, or nothing.
    pub text: String,
    pub language: Option<String>,
    pub signature_name: Option<String>,
    pub signed_at: Timestamp,
}

/// A strength that was named.
#[derive(Debug, Serialize, ToSchema)]
pub struct StrengthView {
    pub code: &'static str,
    pub label: &'static str,
}

/// What a helper can be praised for.
#[derive(Debug, Serialize, ToSchema)]
pub struct VocabularyView {
    pub strengths: Vec<StrengthView>,
}

impl VocabularyView {
    pub fn of(strengths: &[Strength]) -> Self {
        let view = |strength: &Strength| StrengthView { code: strength.code, label: strength.label };
        Self { strengths: strengths.iter().map(view).collect() }
    }
}

/// A step of a chain as it was decided at sending.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainView {
    pub of: PersonId,
    pub level: i32,
    pub person: Option<Person>,
    pub reason: String,
}

/// A supervisor's word that it was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct AcknowledgementView {
    pub person: Option<Person>,
    pub note: Option<String>,
    pub told_employee: bool,
    pub filed: bool,
    pub acknowledged_at: Timestamp,
    pub updated_at: Timestamp,
}

impl AcknowledgementView {
    fn of(given: &store::Acknowledgement, people: &HashMap<PersonId, Person>) -> Self {
        Self {
            person: people.get(&given.person_id).cloned(),
            note: given.note.clone(),
            told_employee: given.told_employee,
            filed: given.filed,
            acknowledged_at: given.created_at,
            updated_at: given.updated_at,
        }
    }

    pub fn by(whole: &Whole, person: PersonId) -> Option<Self> {
        let given = whole.acknowledgements.iter().find(|given| given.person_id == person)?;
        Some(Self::of(given, &whole.people))
    }
}

/// A helper's reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThanksView {
    pub person: Option<Person>,
    pub text: Option<String>,
    pub thanked_at: Timestamp,
    pub updated_at: Timestamp,
}

impl ThanksView {
    fn of(given: &store::Thanks, people: &HashMap<PersonId, Person>) -> Self {
        Self {
            person: people.get(&given.person_id).cloned(),
            text: given.text.clone(),
            thanked_at: given.created_at,
            updated_at: given.updated_at,
        }
    }

    pub fn by(whole: &Whole, person: PersonId) -> Option<Self> {
        let given = whole.thanks.iter().find(|given| given.person_id == person)?;
        Some(Self::of(given, &whole.people))
    }
}

/// What the helper had to go around.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkaroundView {
    pub process: Option<String>,
    pub detail: Option<String>,
}

/// Who took it back and when.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawalView {
    pub withdrawn_at: Timestamp,
    pub withdrawn_by: Option<Person>,
    pub reason: Option<String>,
}

impl WholeView {
    pub fn of(whole: &Whole) -> Self {
        let record = &whole.record;
        let withdrawn = record.state == State::Withdrawn;
        let oversees = whole.standing.may_oversee();
        Self {
            record: RecordView {
                id: record.id,
                reference: record.reference.clone(),
                state: record.state,
                served_on: record.served_on,
                sent_at: record.sent_at,
                withdrawal: whole.withdrawal.as_ref().map(|given| WithdrawalView {
                    withdrawn_at: given.withdrawn_at,
                    withdrawn_by: whole.people.get(&given.withdrawn_by).filter(|_| oversees).cloned(),
                    reason: Some(given.reason.clone()).filter(|_| oversees),
                }),
            },
            content: whole.standing.may_read(withdrawn).then(|| ContentView::of(whole)),
        }
    }
}

impl ContentView {
    fn of(whole: &Whole) -> Self {
        let (record, people) = (&whole.record, &whole.people);
        let current = whole.copies.iter().find(|copy| copy.version == record.version);
        let code = current.and_then(|copy| VerificationCode::parse(&copy.verification_code));
        let strength = |code: &str| Strength::find(code).map(|s| StrengthView { code: s.code, label: s.label });
        let workaround =
            WorkaroundView { process: record.workaround_process.clone(), detail: record.workaround_detail.clone() };
        let has_workaround = workaround.process.is_some() || workaround.detail.is_some();
        Self {
            version: record.version,
            verification_code: code.map(|code| code.to_string()).unwrap_or_default(),
            banker: people.get(&record.banker_id).cloned(),
            include_banker: record.include_banker,
            helpers: whole.helpers.iter().filter_map(|share| people.get(&share.person_id).cloned()).collect(),
            unknown_helper_department: record.unknown_helper_department.clone().filter(|_| whole.helpers.is_empty()),
            client_name: record.client_name_shown.clone(),
            client_invited: record.client_invited,
            branch: record.branch.clone(),
            letter: whole.letter.as_ref().map(|letter| LetterView {
                kind: letter.kind.clone(),
                text: letter.text_circulated.clone(),
                language: letter.language.clone(),
                signature_name: letter.signature_name_circulated.clone(),
                signed_at: letter.signed_at,
            }),
            cover_note: record.cover_note.clone(),
            strengths: record.strengths.split(',').filter_map(strength).collect(),
            has_letter: record.has_letter,
            excerpt: record.excerpt.clone(),
            chain: whole
                .chain
                .iter()
                .map(|link| ChainView {
                    of: link.subject,
                    level: link.level,
                    person: people.get(&link.supervisor).cloned(),
                    reason: link.reason.clone(),
                })
                .collect(),
            acknowledgements: whole
                .acknowledgements
                .iter()
                .map(|given| AcknowledgementView::of(given, people))
                .collect(),
            thanks: whole.thanks.iter().map(|given| ThanksView::of(given, people)).collect(),
            workaround: Some(workaround).filter(|_| has_workaround && whole.standing.may_oversee()),
        }
    }
}
