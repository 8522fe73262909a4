//! Fills the sample bank: people, passwords, a year of letters and notes.
//!
//! Everything goes through the operations that a request uses. Only the clock differs: it is a manual one, which is set to the day
//! of each letter, so that histories have more than one month. The directory is imported twice: as it was before the first letter, and a
//! few days ago with everything that HR has to look at, so that no matter has waited for a year.

use std::time::Duration;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{PASSWORD, PEOPLE, person};
use crate::app::App;
use crate::assists::Helper;
use crate::assists::operations::NewAssist;
use crate::audit::Actor;
use crate::commendations::LetterKind;
use crate::commendations::intake::{ClientInput, Input, LetterInput, SignatureInput, Submitted, WorkaroundInput};
use crate::commendations::operations::{AcknowledgementInput, ThanksInput};
use crate::directory::operations;
use crate::directory::sample::{self, cast};
use crate::ids::{CommendationId, PersonId, SessionId};
use crate::permissions::{Caller, Role, Roles};

/// The days that the oldest letter lies back, and one more.
pub const SPAN: Duration = Duration::from_secs(342 * DAY);
const DAY: u64 = 24 * 3600;
/// The time after which people reply.
const REPLY: Duration = Duration::from_secs(2 * 3600);
/// The days since the latest import of the directory.
const LATEST_IMPORT: u64 = 2;

/// The sample data, as it stands in the file.
#[derive(Deserialize)]
struct Sample {
    letter: Vec<Letter>,
    note: Vec<Note>,
}

/// A commendation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    days_ago: u64,
    banker: String,
    helpers: Vec<String>,
    #[serde(default)]
    include_banker: bool,
    client: Option<String>,
    #[serde(default)]
    share_name: bool,
    invited: Option<bool>,
    language: Option<String>,
    #[serde(default)]
    signed_by_hand: bool,
    text: Option<String>,
    note: Option<String>,
    strengths: Vec<String>,
    #[serde(default)]
    acknowledged: bool,
    thanks: Option<String>,
    workaround: Option<Process>,
}

#[derive(Deserialize)]
struct Process {
    process: String,
    detail: String,
}

/// A note of Sam Lee's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    days_ago: u64,
    helper: String,
    problem: String,
    summary: Option<String>,
}

/// Fills an empty database. The app has a manual clock, [`SPAN`] before `today`; at the end it shows the present.
///
/// # Errors
/// When the database or a letter fails.
pub async fn fill(app: &App, today: NaiveDate) -> anyhow::Result<()> {
    sample::load_first(&app.db, app.clock.now(), app.commendations.today()).await?;
    for (number, _) in PEOPLE {
        app.accounts.set_password(&person(app, number).await?.email, PASSWORD, Actor::CommandLine).await?;
    }
    app.accounts.grant(&person(app, cast::ADMIN).await?.email, Role::Admin, None).await?;
    let Sample { letter, note } = toml::from_str(include_str!("letters.toml"))?;
    let mut events: Vec<(u64, Event)> = Vec::new();
    events.extend(letter.into_iter().map(|letter| (letter.days_ago, Event::Letter(Box::new(letter)))));
    events.extend(note.into_iter().map(|note| (note.days_ago, Event::Note(note))));
    events.push((LATEST_IMPORT, Event::Import));
    events.sort_by_key(|(days_ago, _)| std::cmp::Reverse(*days_ago));
    let mut left = SPAN.as_secs() / DAY;
    // The time by which the clock is ahead of the day, after replies.
    let mut ahead = Duration::ZERO;
    for (days_ago, event) in events {
        let step = Duration::from_secs((left - days_ago) * DAY);
        app.clock.advance(step.saturating_sub(ahead));
        ahead = ahead.saturating_sub(step);
        left = days_ago;
        match event {
            Event::Letter(letter) => ahead += send(app, *letter).await?,
            Event::Note(note) => keep(app, note).await?,
            Event::Import => _ = sample::load(&app.db, app.clock.now(), today).await?,
        }
    }
    Ok(())
}

enum Event {
    Letter(Box<Letter>),
    Note(Note),
    /// The directory as it is by now.
    Import,
}

/// A person who acts; the operations ask nobody for a session.
fn caller(person: PersonId) -> Caller {
    Caller { person, session: SessionId::new(), roles: Roles::default() }
}

/// Sends a letter; gives the time that passed until the replies to it.
async fn send(app: &App, letter: Letter) -> anyhow::Result<Duration> {
    let banker = caller(sample::by_number(&app.db, &letter.banker).await?);
    let mut helpers = Vec::new();
    for number in &letter.helpers {
        helpers.push(sample::by_number(&app.db, number).await?);
    }
    let (acknowledged, thanks) = (letter.acknowledged, letter.thanks.clone());
    // Nobody replies later than now.
    let has_replies = (acknowledged || thanks.is_some()) && letter.days_ago > 0;
    let later = if has_replies { REPLY } else { Duration::ZERO };
    let prepared = app.commendations.prepare(banker, input(letter, &helpers)).await?;
    let (sent, ()) = app.commendations.send(prepared, |_, _, _| Ok(())).await?;
    app.clock.advance(later);
    reply(app, sent.id, helpers[0], acknowledged, thanks).await?;
    Ok(later)
}

/// The fields of a letter, as the banker would fill them in.
fn input(letter: Letter, helpers: &[PersonId]) -> Input {
    let words =
        |words: Option<String>| words.map_or(Submitted::Absent, |words| Submitted::Value(words.trim().to_owned()));
    let strokes = if letter.signed_by_hand { Submitted::Value(signature()) } else { Submitted::Absent };
    let (text, client) = (words(letter.text), letter.client);
    Input {
        helpers: Submitted::Value(helpers.iter().map(|helper| Submitted::Value(*helper)).collect()),
        include_banker: Submitted::Value(letter.include_banker),
        letter: match text {
            Submitted::Absent => Submitted::Absent,
            text => Submitted::Value(LetterInput {
                kind: Submitted::Value(LetterKind::Typed.as_str().to_owned()),
                text,
                language: words(letter.language),
                signature: Submitted::Value(SignatureInput { name: words(client.clone()), strokes }),
                ..LetterInput::default()
            }),
        },
        client: match client {
            None => Submitted::Absent,
            name => Submitted::Value(ClientInput {
                name: words(name),
                share_name: Submitted::Value(letter.share_name),
                invited: letter.invited.map_or(Submitted::Absent, Submitted::Value),
                ..ClientInput::default()
            }),
        },
        cover_note: words(letter.note),
        strengths: Submitted::Value(letter.strengths.into_iter().map(Submitted::Value).collect()),
        workaround: match letter.workaround {
            None => Submitted::Absent,
            Some(Process { process, detail }) => Submitted::Value(WorkaroundInput {
                process: Submitted::Value(process),
                detail: Submitted::Value(detail),
            }),
        },
        ..Input::default()
    }
}

/// The supervisor's acknowledgement and the helper's thanks.
async fn reply(
    app: &App,
    id: CommendationId,
    helper: PersonId,
    acknowledged: bool,
    thanks: Option<String>,
) -> anyhow::Result<()> {
    if acknowledged {
        let today = app.commendations.today();
        let chain = app.db.read(move |conn| operations::chain(conn, helper, today, 1)).await?;
        if let Some(supervisor) = chain.supervisors.first() {
            let given = AcknowledgementInput { note: None, told_employee: true, filed: true };
            app.commendations.acknowledge(caller(supervisor.person.id), id, given, |_, _, _, _| Ok(())).await?;
        }
    }
    if thanks.is_some() {
        let thanks = ThanksInput { text: thanks, share_with_client: false };
        app.commendations.thank(caller(helper), id, thanks, |_, _, _, _| Ok(())).await?;
    }
    Ok(())
}

async fn keep(app: &App, note: Note) -> anyhow::Result<()> {
    let banker = sample::by_number(&app.db, cast::BANKER).await?;
    let helper = Helper::Known(sample::by_number(&app.db, &note.helper).await?);
    let new =
        NewAssist { helper, helped_at: None, summary: note.summary, problem: Some(note.problem), workaround: None };
    app.assists.note(banker, new, |_, _, _, _| Ok(())).await?;
    Ok(())
}

/// A few strokes of a pen.
fn signature() -> Vec<Vec<Vec<f64>>> {
    let wave = |from: f64, to: f64, height: f64, turns: f64| -> Vec<Vec<f64>> {
        (0..=40)
            .map(|step| {
                let part = f64::from(step) / 40.0;
                let y = 60.0 - height * (part * turns * std::f64::consts::TAU).sin() - part * 6.0;
                vec![from + (to - from) * part, y]
            })
            .collect()
    };
    let line = [[30.0, 84.0], [100.0, 78.0], [190.0, 80.0]].map(Vec::from);
    vec![wave(10.0, 70.0, 28.0, 2.0), wave(74.0, 150.0, 10.0, 3.5), line.into()]
}
