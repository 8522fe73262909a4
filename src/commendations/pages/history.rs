//! Replies to a commendation and its mails, as lines of the page.

use super::moment;
use crate::commendations::rules::{Action, Actions};
use crate::commendations::shown::{Acknowledgement, Full};
use crate::delivery::{Delivery, Kind, State};
use crate::ids::DeliveryId;
use crate::permissions::Caller;
use crate::web::{Shell, Site};

/// Something that came back.
pub(super) struct ReplyLine {
    pub name: String,
    pub is_thanks: bool,
    /// `Read it, told the employee. 11:20`
    pub line: String,
    /// The person's own words; may be empty.
    pub words: String,
}

/// A mail about a commendation.
pub(super) struct MailLine {
    pub id: DeliveryId,
    pub name: String,
    /// The reasons why the person got it.
    pub why: String,
    pub state: String,
    /// The colour of the state: `ok`, `gold`, `red`, or empty.
    pub tone: &'static str,
    /// The mail server's own words; may be empty.
    pub reply: String,
    /// Advice on a mail that did not arrive; empty where none is needed.
    pub advice: String,
    pub may_retry: bool,
}

/// Thanks and acknowledgements, the latest first.
pub(super) fn came((shell, site): (&Shell, &Site), caller: Caller, full: &Full) -> Vec<ReplyLine> {
    let thanks = full.thanks.iter().map(|thanks| {
        let message = if full.banker.id == caller.person { "record-thanked-you" } else { "record-thanked" };
        let line = shell.say(message).with("at", moment(shell, site, thanks.created_at)).to_string();
        let words = thanks.text.clone().unwrap_or_default();
        (thanks.created_at, ReplyLine { name: thanks.person.name.clone(), is_thanks: true, line, words })
    });
    let acknowledgements = full.acknowledgements.iter().map(|given| {
        let line = acknowledged((shell, site), given);
        let words = given.note.clone().unwrap_or_default();
        (given.created_at, ReplyLine { name: given.person.name.clone(), is_thanks: false, line, words })
    });
    let mut all: Vec<_> = thanks.chain(acknowledgements).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, came)| came).collect()
}

/// `Read it, filed it. 11:20`
pub(super) fn acknowledged((shell, site): (&Shell, &Site), given: &Acknowledgement) -> String {
    let message = match (given.told_employee, given.filed) {
        (true, true) => "record-read-told-filed",
        (true, false) => "record-read-told",
        (false, true) => "record-read-filed",
        (false, false) => "record-read",
    };
    shell.say(message).with("at", moment(shell, site, given.created_at)).to_string()
}

/// The mails about it, in the order of their making.
pub(super) fn told((shell, site): (&Shell, &Site), actions: &Actions, deliveries: Vec<Delivery>) -> Vec<MailLine> {
    deliveries.into_iter().map(|delivery| one((shell, site), actions, &delivery)).collect()
}

fn one((shell, site): (&Shell, &Site), actions: &Actions, delivery: &Delivery) -> MailLine {
    let (state, tone, advice) = match delivery.state {
        State::Queued if delivery.attempts.is_empty() => ("record-state-queued", "", ""),
        State::Queued => ("record-state-retrying", "gold", "record-advice-retrying"),
        State::Sending => ("record-state-sending", "", ""),
        State::Sent => ("record-state-sent", "ok", ""),
        State::Unknown => ("record-state-unknown", "gold", "record-advice-unknown"),
        State::Failed => ("record-state-failed", "red", "record-advice-failed"),
        State::Bounced => ("record-state-bounced", "red", "record-advice-bounced"),
        State::Suppressed => ("record-state-suppressed", "", ""),
    };
    let at = delivery.sent_at.or(delivery.due_at).unwrap_or(delivery.created_at);
    let is_stuck = matches!(delivery.state, State::Unknown | State::Failed | State::Bounced);
    let reply = match (delivery.reply_code, &delivery.reply_text) {
        (_, None) => String::new(),
        (None, Some(text)) => text.clone(),
        (Some(code), Some(text)) => format!("{code} {text}"),
    };
    MailLine {
        id: delivery.id,
        name: delivery.recipient_name.clone(),
        why: why(shell, delivery),
        state: shell.say(state).with("at", moment(shell, site, at)).to_string(),
        tone,
        reply: if is_stuck || tone == "gold" { reply } else { String::new() },
        advice: if advice.is_empty() { String::new() } else { shell.say(advice).to_string() },
        may_retry: is_stuck && actions.has(Action::Retry),
    }
}

fn why(shell: &Shell, delivery: &Delivery) -> String {
    let kind = match delivery.kind {
        Kind::Letter | Kind::Activation | Kind::UnsentLetter | Kind::ClosedDraft => None,
        Kind::Correction => Some("record-why-correction"),
        Kind::Misdirected => Some("record-why-misdirected"),
        Kind::Recall => Some("record-why-recall"),
        Kind::Thanks => Some("record-why-thanks"),
    };
    let reasons = delivery.reasons.iter().map(|reason| shell.say(why_of(*reason)).to_string());
    let parts: Vec<String> = kind.map(|kind| shell.say(kind).to_string()).into_iter().chain(reasons).collect();
    parts.join(". ")
}

fn why_of(reason: crate::delivery::Reason) -> &'static str {
    use crate::delivery::Reason;
    match reason {
        Reason::Helper => "record-why-helper",
        Reason::HelperSupervisor => "record-why-helper-supervisor",
        Reason::DepartmentHead => "record-why-department-head",
        Reason::BankerSupervisor => "record-why-banker-supervisor",
        Reason::Hr => "record-why-hr",
        Reason::DottedLine => "record-why-dotted-line",
        Reason::Banker => "record-why-banker",
    }
}
