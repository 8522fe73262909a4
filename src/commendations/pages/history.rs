//! Replies to a commendation and its mails, as lines of the page.

use crate::clock::Timestamp;
use crate::commendations::rules::{Action, Actions};
use crate::commendations::shown::{Acknowledgement, Full};
use crate::delivery::message::{FoundAs, RecipientReason};
use crate::delivery::{Attempt, Delivery, Kind, State, words};
use crate::ids::DeliveryId;
use crate::permissions::Caller;
use crate::web::{Shell, Site, initials, moment};

/// Something that came back.
pub(super) struct ReplyLine {
    pub name: String,
    pub initials: String,
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
    pub initials: String,
    /// The reasons why the person got it.
    pub why: String,
    pub state: String,
    /// The colour of the state: `ok`, `gold`, `red`, or empty.
    pub tone: &'static str,
    /// Each try with its moment and what the mail server said; empty for a mail that went at once.
    pub tries: Vec<String>,
    /// Advice on a mail that did not arrive; empty where none is needed.
    pub advice: String,
    /// A person has to look at it.
    pub is_stuck: bool,
    pub may_retry: bool,
}

/// Thanks and acknowledgements, the latest first.
pub(super) fn came((shell, site): (&Shell, &Site), caller: Caller, full: &Full) -> Vec<ReplyLine> {
    let thanks = full.thanks.iter().map(|thanks| {
        let message = if full.banker.id == caller.person { "record-thanked-you" } else { "record-thanked" };
        let line = shell.say(message).with("at", moment(shell, site, thanks.created_at)).to_string();
        let words = thanks.text.clone().unwrap_or_default();
        (thanks.created_at, reply(&thanks.person.name, true, line, words))
    });
    let acknowledgements = full.acknowledgements.iter().map(|given| {
        let line = acknowledged((shell, site), given);
        let words = given.note.clone().unwrap_or_default();
        (given.created_at, reply(&given.person.name, false, line, words))
    });
    let mut all: Vec<_> = thanks.chain(acknowledgements).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, came)| came).collect()
}

fn reply(name: &str, is_thanks: bool, line: String, words: String) -> ReplyLine {
    ReplyLine { name: name.to_owned(), initials: initials(name), is_thanks, line, words }
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

/// The mails about it, in the order of their making. `silent_since` is the time since when the mail server is not reached.
pub(super) fn told(
    (shell, site): (&Shell, &Site),
    actions: &Actions,
    deliveries: Vec<Delivery>,
    silent_since: Option<Timestamp>,
) -> Vec<MailLine> {
    deliveries.into_iter().map(|delivery| one((shell, site), actions, &delivery, silent_since)).collect()
}

fn one(
    (shell, site): (&Shell, &Site),
    actions: &Actions,
    delivery: &Delivery,
    silent_since: Option<Timestamp>,
) -> MailLine {
    let (state, tone, advice) = match delivery.state {
        State::Queued if silent_since.is_some() => ("record-state-unreached", "gold", "record-advice-unreached"),
        State::Queued if delivery.attempts.is_empty() => ("record-state-queued", "", ""),
        State::Queued => ("record-state-retrying", "gold", "record-advice-retrying"),
        State::Sending => ("record-state-sending", "", ""),
        State::Sent => ("record-state-sent", "ok", ""),
        State::Unknown => ("record-state-unknown", "gold", "record-advice-unknown"),
        State::Failed => ("record-state-failed", "red", "record-advice-failed"),
        State::Bounced => ("record-state-bounced", "red", "record-advice-bounced"),
        State::Suppressed => ("record-state-suppressed", "", ""),
    };
    let name = match delivery.kind.is_to_client() {
        true => shell.say("record-the-client").to_string(),
        false => delivery.recipient_name.clone(),
    };
    let waits = (delivery.state == State::Queued).then_some(silent_since).flatten();
    let at = waits.or(delivery.sent_at).or(delivery.due_at).unwrap_or(delivery.created_at);
    let is_stuck = matches!(delivery.state, State::Unknown | State::Failed | State::Bounced);
    MailLine {
        id: delivery.id,
        initials: initials(&name),
        name,
        why: why(shell, delivery),
        state: shell.say(state).with("at", moment(shell, site, at)).to_string(),
        tone,
        tries: tries((shell, site), delivery),
        advice: if advice.is_empty() { String::new() } else { shell.say(advice).to_string() },
        is_stuck,
        may_retry: (is_stuck || delivery.waits_for_a_try(site.clock.now())) && actions.has(Action::Retry),
    }
}

/// The server's words at each try; empty when the first try succeeded.
fn tries((shell, site): (&Shell, &Site), delivery: &Delivery) -> Vec<String> {
    if delivery.state == State::Sent && delivery.attempts.len() < 2 {
        return Vec::new();
    }
    let line = |attempt: &Attempt| {
        let at = moment(shell, site, attempt.finished_at.unwrap_or(attempt.started_at));
        let said = match (attempt.reply_code, &attempt.reply_text, &attempt.cause) {
            (Some(code), Some(text), _) => format!("{code} {text}"),
            (None, Some(text), _) => text.clone(),
            (_, None, Some(cause)) => words::cause_in(shell.language, cause),
            (_, None, None) => shell.say("record-no-answer").to_string(),
        };
        shell.say("record-try").with("number", attempt.number).with("at", at).with("said", said).to_string()
    };
    delivery.attempts.iter().map(line).collect()
}

fn why(shell: &Shell, delivery: &Delivery) -> String {
    let kind = match delivery.kind {
        Kind::Correction => Some("record-why-correction"),
        Kind::Misdirected => Some("record-why-misdirected"),
        Kind::Recall => Some("record-why-recall"),
        Kind::Thanks => Some("record-why-thanks"),
        Kind::ClientDelivered => Some("record-why-client-delivered"),
        Kind::ClientThanked => Some("record-why-client-thanked"),
        _ => None,
    };
    let named = delivery.because.iter().map(|because| named(shell, because));
    let unnamed = delivery.reasons.iter().filter(|reason| delivery.because.iter().all(|one| one.reason != **reason));
    let reasons = named.chain(unnamed.map(|reason| shell.say(why_of(*reason)).to_string()));
    let parts: Vec<String> = kind.map(|kind| shell.say(kind).to_string()).into_iter().chain(reasons).collect();
    parts.join(". ")
}

/// A reason with the person that it is about, as far as one is named.
pub(super) fn named(shell: &Shell, because: &RecipientReason) -> String {
    use crate::delivery::Reason;
    let Some(of) = &because.of else { return shell.say(why_of(because.reason)).to_string() };
    let message = match (because.reason, because.found_as) {
        (Reason::HelperSupervisor | Reason::BankerSupervisor, FoundAs::Primary) => "record-why-supervisor-of",
        (Reason::HelperSupervisor | Reason::BankerSupervisor, FoundAs::Acting) => "record-why-acting-for",
        (Reason::HelperSupervisor | Reason::BankerSupervisor, FoundAs::NextActiveAbove) => "record-why-next-above",
        (Reason::Hr, _) => "record-why-hr-of",
        (Reason::DottedLine, _) => "record-why-dotted-line-of",
        (Reason::DepartmentHead, _) => "record-why-head-of",
        (Reason::Helper | Reason::Banker, _) => why_of(because.reason),
    };
    shell.say(message).with("name", of).to_string()
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
