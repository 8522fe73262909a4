//! The start page of a person: thanks that came, mails that did not arrive, the latest letter, and letters that wait for thanks.
//!
//! Invariant: everything here is about what the caller sent or received.

use super::Commendations;
use super::lists::{keys, summaries};
use super::read::People;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::rules::Readable;
use crate::commendations::shown::{Listed, Summary};
use crate::commendations::store::{self, List, ListFilter};
use crate::db::Connection;
use crate::delivery;
use crate::directory::Person;
use crate::ids::{CommendationId, DeliveryId};
use crate::paging::Page;
use crate::permissions::Caller;

/// The most thanks on the page.
const MOST_THANKS: i64 = 3;
/// The letters whose mails are looked at: the latest of the caller's.
const LATEST_SENT: i64 = 50;

/// The start page's part of commendations.
#[derive(Debug, Clone, Default)]
pub struct AtHome {
    /// The latest thanks for what the caller sent.
    pub thanks: Vec<ThanksForYou>,
    /// Letters about the caller that are not thanked for yet.
    pub unthanked: usize,
    /// The latest letter about the caller, else the latest that the caller sent.
    pub latest: Option<Summary>,
    /// Mails about the caller's latest letters that ended badly.
    pub stuck: Vec<StuckAtHome>,
}

/// Thanks for something that the caller sent.
#[derive(Debug, Clone)]
pub struct ThanksForYou {
    /// The commendation.
    pub id: CommendationId,
    /// The helper.
    pub person: Person,
    /// Masked; thanks may stand alone.
    pub text: Option<String>,
    /// The moment.
    pub at: Timestamp,
}

/// A mail about one of the caller's letters that ended badly.
#[derive(Debug, Clone)]
pub struct StuckAtHome {
    /// The commendation.
    pub commendation: CommendationId,
    /// The mail.
    pub delivery: DeliveryId,
    /// The recipient.
    pub name: String,
}

impl Commendations {
    /// Everything of the start page.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn at_home(&self, caller: Caller) -> Result<AtHome, CommendationError> {
        let work = move |conn: &mut Connection| {
            let me = caller.person;
            let thanks = store::latest_thanks(conn, me, MOST_THANKS)?;
            let people = People::of(conn, thanks.iter().map(|given| given.person))?;
            let thanks = thanks.into_iter().map(|store::LatestThanks { id, person, text, at }| {
                Ok::<_, CommendationError>(ThanksForYou { id, person: people.one(person)?, text, at })
            });
            let thanks = thanks.collect::<Result<_, _>>()?;
            let sent = store::latest_sent(conn, me, LATEST_SENT)?;
            let records = store::find_many(conn, &sent)?;
            // A mail with a copy that was replaced is nobody's work any more.
            let stands = |id: &CommendationId, version: Option<i32>| {
                version.is_none_or(|version| records.get(id).is_some_and(|record| record.version == version))
            };
            let stuck = delivery::operations::stuck_among(conn, &sent)?;
            let stuck = stuck
                .into_iter()
                .filter(|mail| stands(&mail.commendation, mail.version))
                .map(|mail| StuckAtHome { commendation: mail.commendation, delivery: mail.id, name: mail.recipient });
            let latest = match newest(conn, &caller, List::Received(vec![me]))? {
                Some(about_me) => Some(about_me),
                None => newest(conn, &caller, List::Sent(me))?,
            };
            let unthanked = usize::try_from(store::unthanked(conn, me)?).unwrap_or(0);
            Ok(AtHome { thanks, unthanked, latest, stuck: stuck.collect() })
        };
        self.db.read(work).await
    }
}

/// The newest commendation of a list that may be read.
fn newest(conn: &mut Connection, caller: &Caller, of: List) -> Result<Option<Summary>, CommendationError> {
    let filter = ListFilter { of, readable: Readable::by(caller), ..ListFilter::default() };
    let keys = keys(conn, filter, &Page { limit: 1, cursor: None })?;
    let ids: Vec<CommendationId> = keys.items.iter().map(|(id, _)| *id).collect();
    let newest = summaries(conn, caller, &ids)?.into_iter().next();
    Ok(newest.and_then(|listed| match listed {
        Listed::Full(summary) => Some(*summary),
        Listed::Bare(_) => None,
    }))
}
