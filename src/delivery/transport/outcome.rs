//! Turns the results of relay, TLS and socket into an [`Outcome`] with words for a person.
//!
//! Invariant: no sentence made here holds an address or a text of a mail; the relay's reply is in a field of its own.

use super::{
    Outcome,
    reply::{Phase, Reply, Verdict},
};
use crate::delivery::rules::{verdict, verdict_of_silence};

/// A 4xx or a 5xx at any step, or the 2xx after the final dot.
pub(super) fn outcome_of(phase: Phase, reply: Reply) -> Outcome {
    let verdict = verdict(phase, &reply);
    let word = if verdict == Verdict::Sent { "accepted" } else { "refused" };
    Outcome { verdict, phase, detail: format!("the relay {word} {}", phase.words()), reply: Some(reply) }
}

/// No reply, or no valid one.
pub(super) fn silence(phase: Phase, handed_over: bool, what: &str) -> Outcome {
    let verdict = verdict_of_silence(phase, handed_over);
    Outcome { verdict, phase, reply: None, detail: format!("the relay {what}, at {}", phase.words()) }
}

/// A reply of another kind than the step expects: commands and replies no longer match.
pub(super) fn out_of_step(phase: Phase, handed_over: bool, code: u16) -> Outcome {
    silence(phase, handed_over, &format!("answered with {code}, which is no answer to what was asked"))
}

pub(super) fn misconfigured(phase: Phase, detail: impl Into<String>) -> Outcome {
    Outcome { verdict: Verdict::Misconfigured, phase, reply: None, detail: detail.into() }
}

/// A person must correct an invalid certificate; a handshake that broke off is tried again.
pub(super) fn no_tls(error: &std::io::Error) -> Outcome {
    let certificate = error.get_ref().and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>());
    match certificate {
        Some(problem) => misconfigured(Phase::Tls, format!("the TLS handshake with the relay failed: {problem}")),
        None => silence(Phase::Tls, false, &kind_words(error)),
    }
}

pub(super) fn kind_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => "refused the connection".to_owned(),
        std::io::ErrorKind::UnexpectedEof
        | std::io::ErrorKind::ConnectionReset
        | std::io::ErrorKind::ConnectionAborted
        | std::io::ErrorKind::BrokenPipe => "broke off the connection".to_owned(),
        std::io::ErrorKind::TimedOut => "did not answer in time".to_owned(),
        kind => format!("could not be reached ({kind})"),
    }
}
