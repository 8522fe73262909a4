//! The lines of "What happened" on the page of a commendation.

use crate::commendations::operations::{Happened, Happening};
use crate::delivery::State;
use crate::web::{Shell, Site, moment};
use crate::worklist::matter::Objection;

/// An event as a line.
pub(super) struct StoryLine {
    /// The colour of its dot: `gold`, `red`, or empty.
    pub tone: &'static str,
    pub words: String,
    /// The reason that somebody gave; may be empty.
    pub reason: String,
    pub at: String,
}

/// The lines, newest first.
pub(super) fn lines((shell, site): (&Shell, &Site), story: Vec<Happening>) -> Vec<StoryLine> {
    let line = |Happening { at, by, what }: Happening| {
        let (tone, words, reason) = words(shell, &by, what);
        StoryLine { tone, words, reason, at: moment(shell, site, at) }
    };
    story.into_iter().map(line).collect()
}

fn words(shell: &Shell, by: &str, what: Happened) -> (&'static str, String, String) {
    let said = |message: &'static str| shell.say(message).with("name", by);
    let plain = |tone, message| (tone, said(message).to_string(), String::new());
    match what {
        Happened::Noted => plain("", "story-noted"),
        Happened::Sent(told) => ("", said("story-sent").with("count", told).to_string(), String::new()),
        Happened::Accepted(names) => {
            let people = shell.language.list(names.iter().map(String::as_str));
            ("", shell.say("story-accepted").with("people", people).to_string(), String::new())
        }
        Happened::ClientTold => plain("gold", "story-client-told"),
        Happened::Stuck(to, state) => {
            let message = match state {
                State::Bounced => "story-bounced",
                State::Unknown => "story-unknown",
                _ => "story-failed",
            };
            ("red", shell.say(message).with("to", to).to_string(), String::new())
        }
        Happened::Acknowledged(told, filed) => plain(
            "gold",
            match (told, filed) {
                (true, true) => "story-read-told-filed",
                (true, false) => "story-read-told",
                (false, true) => "story-read-filed",
                (false, false) => "story-read",
            },
        ),
        Happened::Thanked => plain("gold", "story-thanked"),
        Happened::Named(helper) => ("", said("story-named").with("helper", helper).to_string(), String::new()),
        Happened::Corrected(version, reason) => {
            ("red", said("story-corrected").with("version", version).to_string(), reason)
        }
        Happened::NameTakenBack(version, reason) => {
            ("red", said("story-name-taken-back").with("version", version).to_string(), reason)
        }
        Happened::Disputed(Objection::NotAboutMe) => plain("red", "story-not-about-me"),
        Happened::Disputed(Objection::NotMyReport) => plain("red", "story-not-my-report"),
        Happened::OriginalRead => plain("", "story-original-read"),
        Happened::Withdrawn => plain("red", "story-withdrawn"),
    }
}
