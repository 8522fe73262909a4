//! Turns the results of relay, TLS and socket into an [`Outcome`] with its [`Cause`].

use super::{
    Outcome,
    reply::{Phase, Reply, Verdict},
};
use crate::delivery::{
    Cause,
    rules::{verdict, verdict_of_silence},
};

/// A 4xx or a 5xx at any step, or the 2xx after the final dot.
pub(super) fn outcome_of(phase: Phase, reply: Reply) -> Outcome {
    let verdict = verdict(phase, &reply);
    let cause = Cause::Answered { phase, accepted: verdict == Verdict::Sent };
    Outcome { verdict, phase, cause, reply: Some(reply) }
}

/// No reply, or no valid one.
pub(super) fn silence(phase: Phase, handed_over: bool, cause: Cause) -> Outcome {
    Outcome { verdict: verdict_of_silence(phase, handed_over), phase, reply: None, cause }
}

/// A reply of another kind than the step expects: commands and replies no longer match.
pub(super) fn out_of_step(phase: Phase, handed_over: bool, code: u16) -> Outcome {
    silence(phase, handed_over, Cause::OutOfStep { phase, code })
}

pub(super) fn misconfigured(phase: Phase, cause: Cause) -> Outcome {
    Outcome { verdict: Verdict::Misconfigured, phase, reply: None, cause }
}

/// A person must correct an invalid certificate; a handshake that broke off is tried again.
pub(super) fn no_tls(error: &std::io::Error) -> Outcome {
    let certificate = error.get_ref().and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>());
    match certificate {
        Some(problem) => misconfigured(Phase::Tls, Cause::TlsFailed { said: problem.to_string() }),
        None => silence(Phase::Tls, false, lost(Phase::Tls, error)),
    }
}

/// The cause of a failure of the socket.
pub(super) fn lost(phase: Phase, error: &std::io::Error) -> Cause {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => Cause::ConnectionRefused { phase },
        std::io::ErrorKind::UnexpectedEof
        | std::io::ErrorKind::ConnectionReset
        | std::io::ErrorKind::ConnectionAborted
        | std::io::ErrorKind::BrokenPipe => Cause::ConnectionLost { phase },
        std::io::ErrorKind::TimedOut => Cause::TimedOut { phase },
        kind => Cause::Unreachable { phase, said: kind.to_string() },
    }
}
