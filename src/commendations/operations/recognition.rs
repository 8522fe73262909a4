//! A person's recognition history as a page shows it: figures over all of it, and its letters with who acknowledged each.
//!
//! Invariant: a [`Recognition`] is made only of an opened [`History`], so that its readers are those of the history.

use std::collections::HashMap;

use super::lists::keys;
use super::{Commendations, History, HistoryReader};
use crate::commendations::CommendationError;
use crate::commendations::rules::{Counted, Figures};
use crate::commendations::shown::{Header, Received};
use crate::commendations::store::{self, ListFilter};
use crate::db::Connection;
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};
use crate::paging::{Page, Paged};
use crate::permissions::Caller;

/// A history with its figures.
#[derive(Debug)]
pub struct Recognition {
    /// The person whose history it is.
    pub subject: Person,
    /// True for the person's own reading.
    pub is_own: bool,
    /// Counts over every valid letter.
    pub figures: Figures,
    /// Letters that the person can still thank for.
    pub unthanked: usize,
    /// The letters of a page, newest first.
    pub letters: Paged<InHistory>,
}

/// A letter in a history.
#[derive(Debug, Clone)]
pub enum InHistory {
    /// It was withdrawn.
    Bare(Header),
    /// It stands.
    Full(Box<Received>, Thanking),
}

/// The subject's thanks for a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thanking {
    /// It is not the subject's to thank for it: a client praised the banker too.
    NotDue,
    /// Not thanked yet.
    Open,
    /// Thanked.
    Given,
}

impl Commendations {
    /// A person's history for a page: for that person, that person's supervisors now, HR and auditor.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone else, and for nobody's id.
    pub async fn recognition(
        &self,
        caller: Caller,
        person: PersonId,
        page: Page,
    ) -> Result<Recognition, CommendationError> {
        let (today, zone) = (self.today(), self.bank.time_zone);
        let work = move |conn: &mut Connection| {
            let history = History::open(conn, HistoryReader::Caller(caller), person, today)?;
            let counted = store::counted(conn, person)?.into_iter().map(|one| Counted {
                sent_on: one.sent_at.day_in(zone),
                has_letter: one.has_letter,
                branch: one.branch,
            });
            let strengths = store::counted_strengths(conn, person)?.into_iter();
            let strengths = strengths.map(|(strength, count)| (strength, usize::try_from(count).unwrap_or(0)));
            let figures = Figures::of(&counted.collect::<Vec<_>>(), strengths.collect(), today);
            let filter = ListFilter { of: history.of(), ..ListFilter::default() };
            let keys = keys(conn, filter, &page)?;
            let ids: Vec<CommendationId> = keys.items.iter().map(|(id, _)| *id).collect();
            let mut entries = history.entries(conn, &ids)?;
            let items = ids.iter().filter_map(|id| entries.remove(id));
            let thanked = store::thanked_among(conn, person, &ids)?;
            Ok(Recognition {
                subject: directory::operations::recorded(conn, person)?,
                is_own: caller.person == person,
                figures,
                unthanked: usize::try_from(store::unthanked(conn, person)?).unwrap_or(0),
                letters: Paged {
                    items: items.map(|one| entry(one, &thanked)).collect(),
                    next_cursor: keys.next_cursor,
                },
            })
        };
        self.db.read(work).await
    }
}

fn entry(received: Received, thanked: &HashMap<CommendationId, bool>) -> InHistory {
    if !received.header.state.stands() {
        return InHistory::Bare(received.header);
    }
    let thanking = match thanked.get(&received.header.id) {
        None => Thanking::NotDue,
        Some(false) => Thanking::Open,
        Some(true) => Thanking::Given,
    };
    InHistory::Full(Box::new(received), thanking)
}
