//! The operations and queries of assists. Client data is masked here, before anything is stored.

use super::{Assist, AssistError, Assists, Helper, UsedBy, Uses, Workaround, store};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::ids::{AssistId, PersonId};
use crate::letters::screening::{self, MaskedText, Span};
use crate::paging::Page;

pub use store::Filter;

/// The most helpers listed first in the type-ahead: the latest ones.
const MOST_HELPERS: i64 = 200;

/// An assist to be noted: parsed, not yet masked.
#[derive(Debug, Clone)]
pub struct NewAssist {
    pub helper: Helper,
    /// The current time when absent.
    pub helped_at: Option<Timestamp>,
    pub summary: Option<String>,
    pub problem: Option<String>,
    pub workaround: Option<Workaround>,
}

/// A text of an assist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The helper's name as it was heard.
    HintName,
    /// The helper's department as it was heard.
    HintDepartment,
    /// The help that was given.
    Summary,
    /// The kind of problem.
    Problem,
    /// The process that failed.
    WorkaroundProcess,
    /// The workaround.
    WorkaroundDetail,
}

/// A text of an assist in which client data was masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedField {
    /// The text.
    pub field: Field,
    /// The place in it.
    pub span: Span,
}

/// An assist with its helper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub assist: Assist,
    /// The helper by the directory's present data.
    pub helper: Option<Person>,
}

impl Assists {
    /// Notes an assist. `also` runs in the same transaction with the noted assist, and its result is returned.
    ///
    /// # Errors
    /// When the database cannot be written; nothing is noted then.
    pub async fn note<T: Send + 'static>(
        &self,
        banker: PersonId,
        new: NewAssist,
        also: impl FnOnce(&mut Connection, Timestamp, &Entry, &[MaskedField]) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let now = self.clock.now();
        let (assist, masked) = masked(banker, new, now);
        audit::write(&self.db, now, move |conn, trail| {
            store::insert(conn, &assist)?;
            let event = Event::new(Actor::Person(banker), "assist.noted", format!("assist:{}", assist.id));
            trail.record(match assist.helper_id {
                Some(helper) => event.with("helper_id", helper.to_string()),
                None => event.with("helper_known", false),
            });
            let entry = with_helpers(conn, vec![assist])?.remove(0);
            also(conn, now, &entry, &masked)
        })
        .await
    }

    /// An assist of a banker's own that can still be changed.
    ///
    /// # Errors
    /// [`AssistError::NotFound`] for anyone else's, [`AssistError::Used`] once a commendation was made of it.
    pub async fn changeable(&self, banker: PersonId, id: AssistId) -> Result<Assist, AssistError> {
        let uses = std::sync::Arc::clone(&self.uses);
        self.db.read(move |conn| changeable(conn, &uses, banker, id)).await
    }

    /// Puts `new` in the place of an assist as it was read by [`Self::changeable`]. The hint of a helper who is known now stays.
    ///
    /// # Errors
    /// As [`Self::changeable`]; [`AssistError::Overtaken`] when it is no longer as it was read.
    pub async fn change(&self, before: Assist, new: NewAssist) -> Result<(Entry, Vec<MaskedField>), AssistError> {
        let (uses, now) = (std::sync::Arc::clone(&self.uses), self.clock.now());
        let (assist, masked) = masked(before.banker_id, new, before.helped_at);
        let hint = assist.hint.or_else(|| before.hint.clone());
        let assist = Assist { id: before.id, created_at: before.created_at, hint, ..assist };
        audit::write(&self.db, now, move |conn, trail| {
            if assist != before {
                store::hold(conn, before.id)?;
                if changeable(conn, &uses, before.banker_id, before.id)? != before {
                    return Err(AssistError::Overtaken);
                }
                store::change(conn, &assist)?;
                let event =
                    Event::new(Actor::Person(assist.banker_id), "assist.changed", format!("assist:{}", assist.id));
                trail.record(
                    event
                        .with("helper_id", assist.helper_id.map(|id| id.to_string()))
                        .with("changed", changed(&before, &assist)),
                );
            }
            Ok((with_helpers(conn, vec![assist])?.remove(0), masked))
        })
        .await
    }

    /// Removes an assist of a banker's own that nothing was made of.
    ///
    /// # Errors
    /// [`AssistError::NotFound`] for anyone else's, [`AssistError::Used`] once a commendation or a draft was made of it.
    pub async fn remove(&self, banker: PersonId, id: AssistId) -> Result<(), AssistError> {
        let uses = std::sync::Arc::clone(&self.uses);
        audit::write(&self.db, self.clock.now(), move |conn, trail| {
            let assist = of_banker(conn, id, banker)?.ok_or(AssistError::NotFound)?;
            if let Some(by) = uses(conn, &assist)? {
                return Err(AssistError::Used(by));
            }
            store::remove(conn, assist.id)?;
            trail.record(Event::new(Actor::Person(banker), "assist.removed", format!("assist:{id}")));
            Ok(())
        })
        .await
    }

    /// The people in a banker's helper book, the latest first, at most this many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn latest_helpers(&self, banker: PersonId, most: usize) -> Result<Vec<Person>, DbError> {
        let work = move |conn: &mut Connection| {
            let ids: Vec<PersonId> = helpers_of(conn, banker)?.into_iter().take(most).collect();
            let mut people = directory::operations::people_by_ids(conn, &ids)?;
            Ok(ids.iter().filter_map(|id| people.remove(id)).collect())
        };
        self.db.read(work).await
    }

    /// True when somebody in the directory has the id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_person(&self, id: PersonId) -> Result<bool, DbError> {
        let found = self.db.read(move |conn| directory::operations::people_by_ids(conn, &[id])).await?;
        Ok(!found.is_empty())
    }

    /// A banker's own helper book, the latest occasion first; one more than the page holds when others follow.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn book(&self, banker: PersonId, filter: Filter, page: Page) -> Result<Vec<Entry>, DbError> {
        self.db.read(move |conn| book_of(conn, banker, &filter, &page)).await
    }
}

/// A banker's own helper book, the latest occasion first; one more than the page holds when others follow.
///
/// # Errors
/// When the database cannot be read.
pub fn book_of(conn: &mut Connection, banker: PersonId, filter: &Filter, page: &Page) -> Result<Vec<Entry>, DbError> {
    let assists = store::list(conn, banker, filter, page)?;
    with_helpers(conn, assists)
}

/// An assist of this banker; other people's assists are not found.
///
/// # Errors
/// When the database cannot be read.
pub fn of_banker(conn: &mut Connection, id: AssistId, banker: PersonId) -> Result<Option<Assist>, DbError> {
    Ok(store::find(conn, id)?.filter(|assist| assist.banker_id == banker))
}

/// Fills in the helper of an assist, in the caller's transaction; a helper who is already known stays.
///
/// # Errors
/// When the database cannot be written.
pub fn name_helper(conn: &mut Connection, id: AssistId, helper: PersonId) -> Result<(), DbError> {
    store::name_helper(conn, id, helper)
}

/// The people in a banker's helper book, the latest first.
///
/// # Errors
/// When the database cannot be read.
pub fn helpers_of(conn: &mut Connection, banker: PersonId) -> Result<Vec<PersonId>, DbError> {
    store::helpers_of(conn, banker, MOST_HELPERS)
}

fn changeable(conn: &mut Connection, uses: &Uses, banker: PersonId, id: AssistId) -> Result<Assist, AssistError> {
    let assist = of_banker(conn, id, banker)?.ok_or(AssistError::NotFound)?;
    match uses(conn, &assist)? {
        Some(by @ UsedBy::Commendation) => Err(AssistError::Used(by)),
        Some(UsedBy::Draft) | None => Ok(assist),
    }
}

/// The names of the parts that differ.
fn changed(before: &Assist, after: &Assist) -> Vec<&'static str> {
    let parts = [
        ("helper", before.helper_id != after.helper_id || before.hint != after.hint),
        ("helped_at", before.helped_at != after.helped_at),
        ("summary", before.summary != after.summary),
        ("problem", before.problem != after.problem),
        ("workaround", before.workaround != after.workaround),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

fn with_helpers(conn: &mut Connection, assists: Vec<Assist>) -> Result<Vec<Entry>, DbError> {
    let ids: Vec<PersonId> = assists.iter().filter_map(|assist| assist.helper_id).collect();
    let people = directory::operations::people_by_ids(conn, &ids)?;
    let helper = |assist: &Assist| assist.helper_id.and_then(|id| people.get(&id).cloned());
    Ok(assists.into_iter().map(|assist| Entry { helper: helper(&assist), assist }).collect())
}

/// Masks client data in an assist, and reports what was masked.
fn masked(banker: PersonId, new: NewAssist, now: Timestamp) -> (Assist, Vec<MaskedField>) {
    let mut found = Vec::new();
    let mut mask = |field: Field, text: String| {
        let MaskedText { text, spans } = screening::mask(&text, None);
        found.extend(spans.into_iter().map(|span| MaskedField { field, span }));
        text
    };
    let (helper_id, hint) = match new.helper {
        Helper::Known(id) => (Some(id), None),
        Helper::Unsure(mut hint) => {
            hint.name = mask(Field::HintName, hint.name);
            hint.department = mask(Field::HintDepartment, hint.department);
            (None, Some(hint))
        }
    };
    let summary = new.summary.map(|text| mask(Field::Summary, text));
    let problem = new.problem.map(|text| mask(Field::Problem, text));
    let workaround = new.workaround.map(|workaround| Workaround {
        process: workaround.process.map(|text| mask(Field::WorkaroundProcess, text)),
        detail: workaround.detail.map(|text| mask(Field::WorkaroundDetail, text)),
    });
    let assist = Assist {
        id: AssistId::new(),
        banker_id: banker,
        helper_id,
        hint,
        helped_at: new.helped_at.unwrap_or(now),
        summary,
        problem,
        workaround,
        created_at: now,
    };
    (assist, found)
}

/// Rebuilds the search text of the next assists; see [`crate::app::search_index`].
///
/// # Errors
/// When the database cannot be written.
pub fn index_again(conn: &mut Connection, after: Option<AssistId>, most: i64) -> Result<Option<AssistId>, DbError> {
    store::index_again(conn, after, most)
}
