//! Who supervises whom on a day: the decisions, without a database.
//!
//! A rule asks [`Lines`] for what it needs, walking up from one person, so that a chain costs a few keyed reads however
//! large the bank is. The rules hold for any lines whatever, also those that no sane source would send: they always
//! end, never answer with somebody inactive, never with the person asked about, never with the same person twice.

use chrono::NaiveDate;

use super::{Finding, FindingKind, LineKind, LineSource, Reason};
use crate::ids::{LineId, PersonId};

/// How many people who have left are walked past in search of an active one.
pub const HOPS: usize = 10;

/// A reporting line seen from below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Later lines have greater ids.
    pub id: LineId,
    /// Who is above.
    pub supervisor: PersonId,
    /// Whether the one above is employed now; somebody who left since the day is of no use to a letter.
    pub supervisor_active: bool,
    /// What the line says.
    pub kind: LineKind,
    /// Who says it.
    pub source: LineSource,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; none while it is open.
    pub until: Option<NaiveDate>,
}

impl Line {
    /// Whether the line is in force on that day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }
}

/// Where the lines are read from.
pub trait Lines {
    /// What a reading may fail with.
    type Error;

    /// The lines from this person upwards, in any order; those that are not in force on the day may be among them.
    fn lines_of(&mut self, person: PersonId) -> Result<Vec<Line>, Self::Error>;

    /// Whether an active person reports to this one on the day.
    fn supervises_anyone(&mut self, person: PersonId, on: NaiveDate) -> Result<bool, Self::Error>;
}

/// One level of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Above {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: Reason,
}

/// What [`chain`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// Nearest first; the first is level 1.
    pub above: Vec<Above>,
    /// What HR must mend.
    pub findings: Vec<Finding>,
}

/// The supervisors of `subject` on the day `on`, at most `levels` of them, nearest first.
///
/// An acting supervisor in force takes the primary's place, and the level after is the one above that place. Past
/// somebody who has left the walk goes on to the next active one, at most [`HOPS`] further. A circle is left where it
/// closes.
///
/// # Errors
/// What `lines` fails with.
pub fn chain<L: Lines>(lines: &mut L, subject: PersonId, on: NaiveDate, levels: usize) -> Result<Walked, L::Error> {
    let mut walked = Walked::default();
    // Whose line is followed next; nobody is followed twice.
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
                _ if passed => Reason::NextActiveAbove,
                LineKind::Acting => Reason::Acting,
                LineKind::Primary | LineKind::Dotted => Reason::Primary,
            };
            walked.above.push(Above { person: line.supervisor, reason });
            departed = 0;
        } else if primary.is_some_and(|line| !line.supervisor_active) {
            if !passed {
                walked.findings.push(Finding { kind: FindingKind::SupervisorLeft, person: place });
            }
            departed += 1;
            if departed > HOPS {
                break;
            }
        }

        let Some(next) = primary.or(acting).map(|line| line.supervisor) else {
            if place == subject && !lines.supervises_anyone(subject, on)? {
                walked.findings.push(Finding { kind: FindingKind::NoSupervisor, person: subject });
            }
            break;
        };
        if places.contains(&next) {
            if walked.above.len() < levels {
                walked.findings.push(Finding { kind: FindingKind::Cycle, person: place });
            }
            break;
        }
        places.push(next);
        place = next;
    }
    Ok(walked)
}

/// The line of a kind that counts on a day, among those that `wanted` accepts.
///
/// A correction counts before an import, then the one that began last, then the one recorded last: the order in which
/// the lines were read never matters.
pub fn in_force(lines: &[Line], kind: LineKind, on: NaiveDate, wanted: impl Fn(&Line) -> bool) -> Option<&Line> {
    lines
        .iter()
        .filter(|line| line.kind == kind && line.covers(on) && wanted(line))
        .max_by_key(|line| (line.source == LineSource::Correction, line.from, line.id))
}

/// The active people a person reports to by a dotted line on a day, each once, in the order the lines were recorded.
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

/// Whether the primary lines above `supervisor` lead back to `person` on the day: the line between them would then close
/// a circle.
///
/// # Errors
/// What `lines` fails with.
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
        // A circle further up is not of this line's making.
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

/// An active person of a department who may be its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// From this person upwards.
    pub lines: Vec<Line>,
}

/// The head of a department on a day: the one active person in it whose supervisor is outside it. With several or none
/// the answer is nobody, because a letter must never go to a wrong person.
///
/// `members` are the active people of the department, at least those with a line to somebody outside; `outside` tells
/// whether a person belongs to another department.
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
