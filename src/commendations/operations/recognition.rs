//! A person's recognition history as a page shows it: figures over all of it, and its letters with who acknowledged each.
//!
//! Invariant: a [`Recognition`] is made only of an opened [`History`], so that its readers are those of the history.

use std::collections::HashSet;

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
            let listings = store::listings_of(conn, &[person], None, None)?;
            let (mut helped, thanked) = (store::helped_by(conn, person)?, store::thanked_by(conn, person)?);
            let standing: HashSet<CommendationId> = listings.iter().map(|one| one.id).collect();
            helped.retain(|id| standing.contains(id));
            let counted = listings.into_iter().map(|one| Counted {
                sent_on: one.sent_at.day_in(zone),
                has_letter: one.has_letter,
                branch: one.branch,
                strengths: one.strengths,
            });
            let figures = Figures::of(&counted.collect::<Vec<_>>(), today);
            let filter = ListFilter { of: history.of(), ..ListFilter::default() };
            let keys = keys(conn, filter, &page)?;
            let ids: Vec<CommendationId> = keys.items.iter().map(|(id, _)| *id).collect();
            let mut entries = history.entries(conn, &ids)?;
            let items = ids.iter().filter_map(|id| entries.remove(id));
            Ok(Recognition {
                subject: directory::operations::recorded(conn, person)?,
                is_own: caller.person == person,
                figures,
                unthanked: helped.difference(&thanked).count(),
                letters: Paged {
                    items: items.map(|one| entry(one, &helped, &thanked)).collect(),
                    next_cursor: keys.next_cursor,
                },
            })
        };
        self.db.read(work).await
    }
}

fn entry(received: Received, helped: &HashSet<CommendationId>, thanked: &HashSet<CommendationId>) -> InHistory {
    let id = received.header.id;
    if !received.header.state.stands() {
        return InHistory::Bare(received.header);
    }
    let thanking = match (helped.contains(&id), thanked.contains(&id)) {
        (false, _) => Thanking::NotDue,
        (true, false) => Thanking::Open,
        (true, true) => Thanking::Given,
    };
    InHistory::Full(Box::new(received), thanking)
}
