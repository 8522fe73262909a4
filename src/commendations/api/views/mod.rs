//! Answers as JSON. They format what `operations` made for the reader and decide nothing.

mod corrected;
mod deliveries;
mod original;
mod preview;
mod sent;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::openapi::schema::{AnyOf, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema as _, ToSchema};

use crate::clock::Timestamp;
use crate::commendations::rules::{Action, Open};
use crate::commendations::shown::{self, Full, Header};
use crate::commendations::{LetterKind, Listed, Shown, State, Strength, WrittenOn};
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};
use crate::worklist::matter::Objection;

pub use corrected::CorrectedView;
pub use deliveries::{DeliveryView, RetriedView, page_of_deliveries};
pub use original::OriginalView;
pub use preview::PreviewView;
pub use sent::{AddresseeView, MaskedView, MaybeNameView, QueueingView, SentView};

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

impl From<Listed> for ListedView {
    fn from(item: Listed) -> Self {
        let (header, readable) = match item {
            Listed::Bare(header) => (header, None),
            Listed::Full(summary) => (summary.header.clone(), Some(*summary)),
        };
        let bare = Self {
            id: header.id,
            reference: header.reference,
            state: header.state,
            served_on: header.served_on,
            sent_at: header.sent_at,
            banker: None,
            helpers: Vec::new(),
            client_name: None,
            excerpt: String::new(),
            has_letter: false,
            acknowledgements: 0,
            thanks: 0,
        };
        let Some(summary) = readable else { return bare };
        Self {
            banker: Some(summary.banker),
            helpers: summary.helpers,
            client_name: summary.client_name,
            excerpt: summary.excerpt,
            has_letter: summary.has_letter,
            acknowledgements: summary.acknowledgements,
            thanks: summary.thanks,
            ..bare
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

/// The part of a commendation that every reader keeps after a withdrawal.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordView {
    pub id: CommendationId,
    pub reference: String,
    pub state: State,
    pub served_on: NaiveDate,
    pub sent_at: Timestamp,
    /// The withdrawal; author and reason only for those who oversee it.
    pub withdrawal: Option<WithdrawalView>,
    /// Everything that the caller may do with it now.
    pub actions: Vec<ActionView>,
}

/// Something that the caller may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionView {
    pub action: Action,
    /// The last moment for it; null where it does not end by time.
    pub until: Option<Timestamp>,
}

impl From<Open> for ActionView {
    fn from(Open { action, until }: Open) -> Self {
        Self { action, until }
    }
}

/// A commendation whole; only its description is used.
#[derive(Serialize, ToSchema)]
pub struct ReadableView {
    #[serde(flatten)]
    record: RecordView,
    #[serde(flatten)]
    content: ContentView,
}

/// The whole commendation, or the bare record when it is withdrawn and the reader does not oversee it. A derived schema would
/// allow null for absent fields.
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

/// The part that a withdrawal takes from readers who do not oversee it.
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
    pub kind: LetterKind,
    /// As it circulates; of a scan what was typed from it, or nothing.
    pub text: String,
    pub language: Option<String>,
    pub signature_name: Option<String>,
    pub signed_at: Timestamp,
    /// The way it was written: `own_phone`, `at_home` (by a slip that was taken home), `tablet` (the bank's), `paper`, `typed_by_banker`.
    pub written_on: WrittenOn,
    /// The moment at which the client was given a way to write it; null where a banker typed or scanned it.
    pub invited_at: Option<Timestamp>,
    /// Seconds from then to the signature.
    pub seconds_to_signature: Option<u64>,
    /// True when nobody but the client saw the words before they were signed.
    pub unseen_before_signing: bool,
}

/// A strength that was named.
#[derive(Debug, Serialize, ToSchema)]
pub struct StrengthView {
    pub code: &'static str,
    pub label: &'static str,
}

/// The strengths that a helper can be praised for.
#[derive(Debug, Serialize, ToSchema)]
pub struct VocabularyView {
    pub strengths: Vec<StrengthView>,
}

impl VocabularyView {
    pub fn whole() -> Self {
        Self { strengths: Strength::ALL.iter().map(|strength| StrengthView::from(*strength)).collect() }
    }
}

impl From<Strength> for StrengthView {
    fn from(strength: Strength) -> Self {
        Self { code: strength.as_str(), label: strength.label() }
    }
}

/// A step of a chain as it was decided at sending.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainView {
    pub of: PersonId,
    pub level: i32,
    pub person: Option<Person>,
    pub reason: directory::ChainReason,
}

impl From<shown::Step> for ChainView {
    fn from(step: shown::Step) -> Self {
        Self { of: step.of, level: step.level, person: Some(step.person), reason: step.reason }
    }
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

/// An objection that HR has been told of.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeView {
    pub commendation_id: CommendationId,
    pub kind: Objection,
}

impl From<shown::Acknowledgement> for AcknowledgementView {
    fn from(given: shown::Acknowledgement) -> Self {
        Self {
            person: Some(given.person),
            note: given.note,
            told_employee: given.told_employee,
            filed: given.filed,
            acknowledged_at: given.created_at,
            updated_at: given.updated_at,
        }
    }
}

/// A helper's reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThanksView {
    pub person: Option<Person>,
    pub text: Option<String>,
    /// The client may be told these words.
    pub shared_with_client: bool,
    pub thanked_at: Timestamp,
    pub updated_at: Timestamp,
}

impl From<shown::Thanks> for ThanksView {
    fn from(given: shown::Thanks) -> Self {
        Self {
            person: Some(given.person),
            text: given.text,
            shared_with_client: given.shared_with_client,
            thanked_at: given.created_at,
            updated_at: given.updated_at,
        }
    }
}

/// The obstacle that the helper went around.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkaroundView {
    pub process: Option<String>,
    pub detail: Option<String>,
}

/// A withdrawal.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawalView {
    pub withdrawn_at: Timestamp,
    pub withdrawn_by: Option<Person>,
    pub reason: Option<String>,
}

impl From<Shown> for WholeView {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Bare { header, withdrawn_at } => {
                let withdrawal = WithdrawalView { withdrawn_at, withdrawn_by: None, reason: None };
                Self { record: RecordView::of(header, Some(withdrawal), Vec::new()), content: None }
            }
            Shown::Full(mut full) => {
                let withdrawal = full.overseen.as_mut().and_then(|overseen| overseen.withdrawal.take());
                let withdrawal = withdrawal.map(|given| WithdrawalView {
                    withdrawn_at: given.at,
                    withdrawn_by: Some(given.by),
                    reason: Some(given.reason),
                });
                let actions = full.actions.iter().map(ActionView::from).collect();
                let record = RecordView::of(full.header.clone(), withdrawal, actions);
                Self { record, content: Some(ContentView::from(*full)) }
            }
        }
    }
}

impl RecordView {
    fn of(header: Header, withdrawal: Option<WithdrawalView>, actions: Vec<ActionView>) -> Self {
        Self {
            id: header.id,
            reference: header.reference,
            state: header.state,
            served_on: header.served_on,
            sent_at: header.sent_at,
            withdrawal,
            actions,
        }
    }
}

impl From<Full> for ContentView {
    fn from(full: Full) -> Self {
        let workaround = full.overseen.and_then(|overseen| overseen.workaround);
        Self {
            version: full.version,
            verification_code: full.code.to_string(),
            banker: Some(full.banker),
            include_banker: full.include_banker,
            helpers: full.helpers,
            unknown_helper_department: full.unknown_helper_department,
            client_name: full.client_name,
            client_invited: full.client_invited,
            branch: full.branch,
            has_letter: full.letter.is_some(),
            letter: full.letter.map(|letter| LetterView {
                seconds_to_signature: letter.seconds_to_signature(),
                kind: letter.kind,
                text: letter.text,
                language: letter.language,
                signature_name: letter.signature_name,
                signed_at: letter.signed_at,
                written_on: letter.written_on,
                invited_at: letter.invited_at,
                unseen_before_signing: letter.written_on.is_unseen(),
            }),
            cover_note: full.cover_note,
            strengths: full.strengths.into_iter().map(StrengthView::from).collect(),
            excerpt: full.excerpt,
            chain: full.chain.into_iter().map(ChainView::from).collect(),
            acknowledgements: full.acknowledgements.into_iter().map(AcknowledgementView::from).collect(),
            thanks: full.thanks.into_iter().map(ThanksView::from).collect(),
            workaround: workaround
                .map(|workaround| WorkaroundView { process: workaround.process, detail: workaround.detail }),
        }
    }
}
