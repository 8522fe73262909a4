//! Everything that happened to a commendation, newest first: made of the trail, where each event is a kind with arguments, and of the
//! mails' own record.
//!
//! A reader who does not oversee it learns of the events that everyone with a copy is told of or sees on the page anyway.

use std::collections::HashMap;

use serde_json::Value;

use super::Commendations;
use crate::assists;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::store::{self, Record};
use crate::db::{Connection, DbError};
use crate::delivery::{self, Delivery, Kind, State};
use crate::directory;
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;
use crate::worklist::matter::Objection;

/// The most entries of the trail that are read.
const MOST: i64 = 200;

/// An event in the life of a commendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The moment.
    pub at: Timestamp,
    /// Its name; empty where the service itself did it.
    pub by: String,
    /// The kind of event with its arguments.
    pub what: Happened,
}

/// A kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// The banker noted who helped.
    Noted,
    /// It was sent to a number of people.
    Sent(u64),
    /// Mails were accepted for these people, one after the other.
    Accepted(Vec<String>),
    /// A mail to the client was accepted.
    ClientTold,
    /// A mail ended in a state in which a person has to look at it.
    Stuck(String, State),
    /// A supervisor acknowledged it: told the employee, filed it.
    Acknowledged(bool, bool),
    /// A helper thanked.
    Thanked,
    /// The helper whom nobody knew was named.
    Named(String),
    /// A version took the place of the one before, for a reason.
    Corrected(i64, String),
    /// A version without the client's name took the place of the one before, for a reason.
    NameTakenBack(i64, String),
    /// A recipient objected.
    Disputed(Objection),
    /// The words as written were read.
    OriginalRead,
    /// It was taken back.
    Withdrawn,
}

impl Happened {
    /// True for what only those who oversee a commendation learn.
    fn is_for_overseers(&self) -> bool {
        matches!(
            self,
            Self::Noted
                | Self::Accepted(_)
                | Self::ClientTold
                | Self::Stuck(..)
                | Self::Disputed(_)
                | Self::OriginalRead
        )
    }
}

impl Commendations {
    /// Everything that happened to a commendation, newest first, as far as the caller may know.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone who may not read it.
    pub async fn story(&self, caller: Caller, id: CommendationId) -> Result<Vec<Happening>, CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let known = Self::known(conn, &caller, id, today)?;
            if !known.reader.reads(known.record.state) {
                return Err(CommendationError::NotFound);
            }
            let mut story = in_trail(conn, id)?;
            if known.reader.oversees() {
                story.extend(noted(conn, &known.record)?);
                story.extend(mails(&delivery::operations::of_commendation(conn, id)?));
            } else {
                story.retain(|happening| !happening.what.is_for_overseers());
            }
            story.sort_by_key(|happening| happening.at);
            let mut story = together(story);
            story.reverse();
            Ok(story)
        };
        self.db.read(work).await
    }
}

/// The events in the trail.
fn in_trail(conn: &mut Connection, id: CommendationId) -> Result<Vec<Happening>, DbError> {
    let filter = audit::Filter { object: Some(format!("commendation:{id}")), ..audit::Filter::default() };
    // Oldest first: what happened at one moment stays in its order.
    let entries: Vec<(Entry, Value)> = audit::page(conn, &filter, MOST)?
        .into_iter()
        .rev()
        .map(|entry| {
            let detail = serde_json::from_str(&entry.detail).unwrap_or(Value::Null);
            (entry, detail)
        })
        .collect();
    let actor = |entry: &Entry| entry.actor.strip_prefix("person:").and_then(|id| id.parse::<PersonId>().ok());
    let helper = |detail: &Value| detail["helper"].as_str().and_then(|id| id.parse::<PersonId>().ok());
    let mut ids: Vec<PersonId> =
        entries.iter().flat_map(|(entry, detail)| [actor(entry), helper(detail)]).flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let people = directory::operations::people_by_ids(conn, &ids)?;
    let name = |id: Option<PersonId>| id.and_then(|id| people.get(&id)).map_or("", |one| one.name.as_str()).to_owned();
    let reasons: HashMap<i64, String> =
        store::corrections_of(conn, id)?.into_iter().map(|made| (i64::from(made.version), made.reason)).collect();
    let what = |entry: &Entry, detail: &Value| {
        Some(match entry.action.as_str() {
            "commendation.sent" => Happened::Sent(detail["deliveries"].as_u64().unwrap_or(0)),
            "commendation.acknowledged" => {
                Happened::Acknowledged(detail["told_employee"] == true, detail["filed"] == true)
            }
            "commendation.thanked" => Happened::Thanked,
            "commendation.assigned" => Happened::Named(name(helper(detail))),
            "commendation.corrected" | "commendation.consent_withdrawn" => {
                let version = detail["version"].as_i64().unwrap_or(0);
                let reason = reasons.get(&version).cloned().unwrap_or_default();
                match entry.action.as_str() {
                    "commendation.corrected" => Happened::Corrected(version, reason),
                    _ => Happened::NameTakenBack(version, reason),
                }
            }
            "commendation.disputed" => Happened::Disputed(detail["kind"].as_str()?.parse().ok()?),
            "commendation.original_read" => Happened::OriginalRead,
            "commendation.withdrawn" => Happened::Withdrawn,
            _ => return None,
        })
    };
    let happening = |(entry, detail): &(Entry, Value)| {
        Some(Happening { at: entry.at, by: name(actor(entry)), what: what(entry, detail)? })
    };
    Ok(entries.iter().filter_map(happening).collect())
}

/// The note that it began with.
fn noted(conn: &mut Connection, record: &Record) -> Result<Option<Happening>, DbError> {
    let Some(assist) = record.assist_id else { return Ok(None) };
    let Some(assist) = assists::operations::of_banker(conn, assist, record.banker_id)? else { return Ok(None) };
    let by = directory::operations::recorded(conn, record.banker_id)?.name;
    Ok(Some(Happening { at: assist.created_at, by, what: Happened::Noted }))
}

/// The ends of mails.
fn mails(deliveries: &[Delivery]) -> Vec<Happening> {
    let one = |delivery: &Delivery| {
        let last = delivery.attempts.iter().rev().find_map(|attempt| attempt.finished_at);
        let (at, what) = match delivery.state {
            State::Sent if delivery.kind.is_to_client() => (delivery.sent_at?, Happened::ClientTold),
            State::Sent => (delivery.sent_at?, Happened::Accepted(vec![delivery.recipient_name.clone()])),
            State::Unknown | State::Failed | State::Bounced => {
                (last.unwrap_or(delivery.created_at), Happened::Stuck(delivery.recipient_name.clone(), delivery.state))
            }
            State::Queued | State::Sending | State::Suppressed => return None,
        };
        Some(Happening { at, by: String::new(), what })
    };
    // Thanks have a line of their own.
    deliveries.iter().filter(|delivery| delivery.kind != Kind::Thanks).filter_map(one).collect()
}

/// The story with mails that were accepted one after the other in one line, at the moment of the last.
fn together(story: Vec<Happening>) -> Vec<Happening> {
    let mut made: Vec<Happening> = Vec::with_capacity(story.len());
    for happening in story {
        match (made.last_mut(), &happening.what) {
            (Some(Happening { at, what: Happened::Accepted(before), .. }), Happened::Accepted(names)) => {
                before.extend(names.iter().filter(|name| !before.contains(name)).cloned().collect::<Vec<_>>());
                *at = happening.at;
            }
            _ => made.push(happening),
        }
    }
    made
}
