//! From what lettre, TLS and the socket report to an [`Outcome`] with words for a person.
//!
//! Invariant: no sentence made here holds an address or a text of a mail; what the relay said travels beside it.

use lettre::transport::smtp::response::Response;

use super::{
    Outcome,
    reply::{Phase, Reply, Verdict, verdict, verdict_of_silence},
    wire::StartTlsError,
};

pub(super) fn reply_of(response: &Response) -> Reply {
    Reply { code: response.code().into(), text: response.message().collect::<Vec<_>>().join(" ") }
}

pub(super) fn outcome_of(phase: Phase, reply: Reply) -> Outcome {
    let verdict = verdict(phase, &reply);
    let word = if verdict == Verdict::Sent { "accepted" } else { "refused" };
    Outcome { verdict, phase, detail: format!("the relay {word} {}", phase.words()), reply: Some(reply) }
}

pub(super) fn outcome_of_error(phase: Phase, handed_over: bool, error: &lettre::transport::smtp::Error) -> Outcome {
    use std::error::Error as _;
    match error.status() {
        Some(code) => {
            let text = error.source().map(ToString::to_string).unwrap_or_default();
            outcome_of(phase, Reply { code: code.into(), text })
        }
        None => {
            let io = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
            let words = io.map_or_else(|| "broke off, or did not speak SMTP".to_owned(), kind_words);
            silence(phase, handed_over, &words)
        }
    }
}

/// A relay that offers no mechanism of ours reports neither 4xx nor 5xx, and waiting does not mend it.
pub(super) fn outcome_of_auth_error(error: &lettre::transport::smtp::Error) -> Outcome {
    let mut outcome = outcome_of_error(Phase::Auth, false, error);
    if error.is_client() {
        outcome.verdict = Verdict::Misconfigured;
        outcome.detail = "the relay offers neither AUTH PLAIN nor AUTH LOGIN, and a password is configured".to_owned();
    }
    outcome
}

pub(super) fn silence(phase: Phase, handed_over: bool, what: &str) -> Outcome {
    let verdict = verdict_of_silence(phase, handed_over);
    Outcome { verdict, phase, reply: None, detail: format!("the relay {what}, at {}", phase.words()) }
}

pub(super) fn no_starttls(error: StartTlsError) -> Box<Outcome> {
    Box::new(match error {
        StartTlsError::Io(error) => silence(Phase::Hello, false, &kind_words(&error)),
        StartTlsError::Refused(reply) => outcome_of(Phase::Hello, reply),
        StartTlsError::NotOffered => Outcome {
            verdict: Verdict::Misconfigured,
            phase: Phase::Tls,
            reply: None,
            detail: "the relay offers no STARTTLS, which is required; write smtps:// or, for a relay on this \
                     machine, tls=none"
                .to_owned(),
        },
    })
}

/// A certificate that does not hold is a matter for a person; a handshake that broke off is tried again.
pub(super) fn no_tls(error: &std::io::Error) -> Outcome {
    let certificate = error.get_ref().and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>());
    match certificate {
        Some(problem) => Outcome {
            verdict: Verdict::Misconfigured,
            phase: Phase::Tls,
            reply: None,
            detail: format!("the TLS handshake with the relay failed: {problem}"),
        },
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
