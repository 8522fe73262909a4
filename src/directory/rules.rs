//! Decides who supervises whom on a day, without a database.
//!
//! The rules read lines through [`Lines`], upwards from one person, so a chain costs a few keyed reads however large the bank is.
//! They hold for all lines, also for those that no sane source would send: a walk always ends, and never returns an inactive
//! person, the person asked about, or the same person twice.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{ChainReason, Finding, LineBreak, LineKind, LineSource};
use crate::ids::{LineId, PersonId};

/// The most leavers that are passed in the search for an active supervisor.
pub const HOPS: usize = 10;

/// A reporting line of a person, seen from below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Later lines have greater ids.
    pub id: LineId,
    /// The supervisor.
    pub supervisor: PersonId,
    /// True when the supervisor is employed now: a letter cannot go to somebody who left after the day.
    pub supervisor_active: bool,
    /// The kind of line.
    pub kind: LineKind,
    /// The origin of the line.
    pub source: LineSource,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; none while it is open.
    pub until: Option<NaiveDate>,
}

impl Line {
    /// True when the line is in force on the day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }
}

/// A source of reporting lines.
pub trait Lines {
    /// The error of a failed read.
    type Error;

    /// The lines from this person upwards, in any order, including those not in force on the day.
    fn lines_of(&mut self, person: PersonId) -> Result<Vec<Line>, Self::Error>;

    /// True when an active person reports to this one on the day.
    fn supervises_anyone(&mut self, person: PersonId, on: NaiveDate) -> Result<bool, Self::Error>;

    /// Everyone, employed or not, with a primary or acting line to one of these people in force on the day.
    fn reporting_to(&mut self, people: &[PersonId], on: NaiveDate) -> Result<Vec<Below>, Self::Error>;
}

/// A person with a line to a supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Below {
    /// The person.
    pub person: PersonId,
    /// True for somebody who is employed now.
    pub active: bool,
}

/// One level of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainLevel {
    /// The supervisor.
    pub person: PersonId,
    /// The reason for this level.
    pub reason: ChainReason,
}

/// The result of [`chain`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WalkedChain {
    /// The supervisors, nearest first, from level 1.
    pub above: Vec<ChainLevel>,
    /// Problems that HR must correct.
    pub findings: Vec<Finding>,
}

/// The supervisors of `subject` on the day `on`, at most `levels` of them, nearest first.
///
/// An acting supervisor in force takes the place of the primary one, and the next level is the one above that place. The walk
/// passes leavers until the next active supervisor, at most [`HOPS`] of them. It ends where a circle closes.
///
/// # Errors
/// The error of `lines`.
pub fn chain<L: Lines>(
    lines: &mut L,
    subject: PersonId,
    on: NaiveDate,
    levels: usize,
) -> Result<WalkedChain, L::Error> {
    let mut walked = WalkedChain::default();
    // The person whose line is followed next; nobody is followed twice.
    let mut place = subject;
    let mut places = vec![subject];
    let mut departed = 0;
    while walked.above.len() < levels {
        let own = lines.lines_of(place)?;
        let usable = |person: PersonId| person != subject && walked.above.iter().all(|above| above.person != person);
        let primary = in_force(&own, LineKind::Primary, on, |_| true);
        let acting = in_force(&own, LineKind::Acting, on, |line| line.supervisor_active && usable(line.supervisor));
        let chosen = acting.or(primary.filter(|line| line.supervisor_active && usable(line.supervisor)));
        let passed = departed > 0;

        if let Some(line) = chosen {
            let reason = match line.kind {
                _ if passed => ChainReason::NextActiveAbove,
                LineKind::Acting => ChainReason::Acting,
                LineKind::Primary | LineKind::Dotted => ChainReason::Primary,
            };
            walked.above.push(ChainLevel { person: line.supervisor, reason });
            departed = 0;
        } else if primary.is_some_and(|line| !line.supervisor_active) {
            if !passed {
                walked.findings.push(Finding { kind: LineBreak::SupervisorLeft, person: place });
            }
            departed += 1;
            if departed > HOPS {
                break;
            }
        }

        let Some(next) = primary.or(acting).map(|line| line.supervisor) else {
            if place == subject && !lines.supervises_anyone(subject, on)? {
                walked.findings.push(Finding { kind: LineBreak::NoSupervisor, person: subject });
            }
            break;
        };
        if places.contains(&next) {
            if walked.above.len() < levels {
                walked.findings.push(Finding { kind: LineBreak::Cycle, person: place });
            }
            break;
        }
        places.push(next);
        place = next;
    }
    Ok(walked)
}

/// The active people who may have `supervisor` as the first of their chain on the day: those with a line to this person, or to
/// somebody below who has left and whose place the walk passes. [`chain`] decides about each: somebody else may stand in.
///
/// # Errors
/// The error of `lines`.
pub fn team_candidates<L: Lines>(
    lines: &mut L,
    supervisor: PersonId,
    on: NaiveDate,
) -> Result<Vec<PersonId>, L::Error> {
    let mut met = HashSet::from([supervisor]);
    let (mut candidates, mut places) = (Vec::new(), vec![supervisor]);
    for _ in 0..=HOPS {
        let below = lines.reporting_to(&places, on)?;
        let new: Vec<Below> = below.into_iter().filter(|below| met.insert(below.person)).collect();
        candidates.extend(new.iter().filter(|below| below.active).map(|below| below.person));
        places = new.iter().filter(|below| !below.active).map(|below| below.person).collect();
        if places.is_empty() {
            break;
        }
    }
    Ok(candidates)
}

/// True when `supervisor` is the first in the chain of `person` on the day.
///
/// # Errors
/// The error of `lines`.
pub fn supervises<L: Lines>(
    lines: &mut L,
    supervisor: PersonId,
    person: PersonId,
    on: NaiveDate,
) -> Result<bool, L::Error> {
    Ok(chain(lines, person, on, 1)?.above.first().is_some_and(|above| above.person == supervisor))
}

/// The line of a kind that counts on a day, among those that `wanted` accepts.
///
/// A correction takes precedence over an import, then the line that began last, then the one recorded last: the order in which
/// lines are read never matters.
pub fn in_force(lines: &[Line], kind: LineKind, on: NaiveDate, wanted: impl Fn(&Line) -> bool) -> Option<&Line> {
    lines
        .iter()
        .filter(|line| line.kind == kind && line.covers(on) && wanted(line))
        .max_by_key(|line| (line.source == LineSource::Correction, line.from, line.id))
}

/// The active people to whom a person reports by a dotted line on a day, each once, in the order of recording.
pub fn dotted(lines: &[Line], subject: PersonId, on: NaiveDate) -> Vec<PersonId> {
    let mut found: Vec<&Line> = lines
        .iter()
        .filter(|line| line.kind == LineKind::Dotted && line.covers(on) && line.supervisor_active)
        .filter(|line| line.supervisor != subject)
        .collect();
    found.sort_by_key(|line| line.id);
    let mut people = Vec::new();
    for line in found {
        if !people.contains(&line.supervisor) {
            people.push(line.supervisor);
        }
    }
    people
}

/// True when the primary lines above `supervisor` lead back to `person` on the day: a line between the two would close a circle.
///
/// # Errors
/// The error of `lines`.
pub fn would_circle<L: Lines>(
    lines: &mut L,
    person: PersonId,
    supervisor: PersonId,
    on: NaiveDate,
) -> Result<bool, L::Error> {
    let mut places = Vec::new();
    let mut place = supervisor;
    loop {
        if place == person {
            return Ok(true);
        }
        // A circle further up is not caused by this line.
        if places.contains(&place) {
            return Ok(false);
        }
        places.push(place);
        let own = lines.lines_of(place)?;
        match in_force(&own, LineKind::Primary, on, |_| true) {
            Some(line) => place = line.supervisor,
            None => return Ok(false),
        }
    }
}

/// An active member of a department, a candidate for its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person's id.
    pub person: PersonId,
    /// The lines from this person upwards.
    pub lines: Vec<Line>,
}

/// The head of a department on a day: its one active member whose supervisor is outside it. With several or none there is no
/// head, because a letter must never go to a wrong person.
///
/// `members` must contain at least the active members with a line to somebody outside; `outside` is true for people of other
/// departments.
pub fn head_of_department(members: &[Member], on: NaiveDate, outside: impl Fn(PersonId) -> bool) -> Option<PersonId> {
    let mut heads = members.iter().filter(|member| {
        let acting = in_force(&member.lines, LineKind::Acting, on, |line| {
            line.supervisor_active && line.supervisor != member.person
        });
        acting
            .or_else(|| in_force(&member.lines, LineKind::Primary, on, |_| true))
            .is_some_and(|line| outside(line.supervisor))
    });
    match (heads.next(), heads.next()) {
        (Some(head), None) => Some(head.person),
        _ => None,
    }
}

/// True for a reason of 1 to 500 characters.
pub fn is_reason(reason: &str) -> bool {
    (1..=500).contains(&reason.trim().chars().count())
}
