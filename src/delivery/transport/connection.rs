//! One conversation with the relay: an SMTP transaction for each mail, over a connection that is kept.
//!
//! Two things are done past lettre's own way, over its connection. Where the relay offers PIPELINING (RFC 2920), MAIL, RCPT
//! and DATA leave together, so that a mail costs two waits instead of four. And the message leaves with its final dot in
//! one write: lettre's two writes cost a wake-up of the other side, and its codec works byte by byte.
//!
//! Invariant: a connection on which the answers no longer match the questions is never used again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use lettre::transport::smtp::{
    client::AsyncSmtpConnection,
    commands::{Data, Ehlo, Mail, Rcpt, Rset},
    extension::{ClientId, Extension, MailParameter},
    response::Response,
};
use tokio::time::timeout;

use crate::addresses::MailAddress;

use super::{
    Deadlines, Outcome, Outgoing,
    outcome::{outcome_of, outcome_of_error, reply_of, silence},
    reply::{Phase, Reply, Verdict},
};

/// A connection that has been greeted, secured and signed in.
pub(super) struct Connection {
    pub inner: AsyncSmtpConnection,
    pub last_used: Instant,
    /// It has been in the pool before.
    pub reused: bool,
    /// See [`super::wire::Wire::settled`].
    settled: Arc<AtomicBool>,
    pipelining: bool,
    /// Questions and answers no longer match.
    spoiled: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("reused", &self.reused).finish_non_exhaustive()
    }
}

type Answer = Result<Response, lettre::transport::smtp::Error>;

impl Connection {
    /// Takes over a greeted connection, and asks once more what the relay can do: lettre does not keep the word PIPELINING.
    pub async fn new(mut inner: AsyncSmtpConnection, settled: Arc<AtomicBool>, hello: &ClientId) -> Connection {
        let offer = inner.command(Ehlo::new(hello.clone())).await;
        let pipelining = offer
            .as_ref()
            .is_ok_and(|offer| offer.message().any(|line| line.trim().eq_ignore_ascii_case("PIPELINING")));
        let spoiled = offer.is_err();
        Connection { inner, last_used: Instant::now(), reused: false, settled, pipelining, spoiled }
    }

    /// One mail, from MAIL to the answer to its final dot.
    pub async fn transact(&mut self, mail: &Outgoing, deadlines: &Deadlines) -> Outcome {
        match self.try_transact(mail, deadlines).await {
            Ok(outcome) | Err(outcome) => outcome,
        }
    }

    async fn try_transact(&mut self, mail: &Outgoing, deadlines: &Deadlines) -> Result<Outcome, Outcome> {
        let parameters = self.parameters(mail)?;
        let path = |address: &MailAddress| lettre::Address::new_dangerous(address.local(), address.domain());
        let sender = Mail::new(Some(path(&mail.sender)), parameters);
        let recipient = Rcpt::new(path(&mail.recipient), vec![]);
        if self.pipelining {
            self.together(format!("{sender}{recipient}{Data}"), deadlines.command).await?;
        } else {
            step(Phase::Sender, deadlines.command, self.inner.command(sender)).await?;
            step(Phase::Recipient, deadlines.command, self.inner.command(recipient)).await?;
            step(Phase::Data, deadlines.command, self.inner.command(Data)).await?;
        }
        match timeout(deadlines.content, self.inner.command(dotted(&mail.message))).await {
            Ok(Ok(response)) => Ok(outcome_of(Phase::Content, reply_of(&response))),
            Ok(Err(error)) => Err(outcome_of_error(Phase::Content, self.handed_over(), &error)),
            Err(_) => Err(silence(Phase::Content, self.handed_over(), "did not answer in time")),
        }
    }

    /// MAIL, RCPT and DATA in one go. The first refusal is the one that counts; the answers behind it are read too.
    async fn together(&mut self, commands: String, deadline: Duration) -> Result<(), Outcome> {
        let mut refusal = step(Phase::Sender, deadline, self.inner.command(commands)).await.err();
        for phase in [Phase::Recipient, Phase::Data] {
            if refusal.as_ref().is_some_and(|refusal| refusal.reply.is_none()) || self.spoiled {
                break;
            }
            match step(phase, deadline, self.inner.read_response()).await {
                // It waits for a message that nobody is to get: hanging up is the one way out (RFC 2920, section 3.1).
                Ok(()) => self.spoiled = phase == Phase::Data && refusal.is_some(),
                Err(answer) => {
                    self.spoiled = answer.reply.is_none();
                    refusal.get_or_insert(answer);
                }
            }
        }
        refusal.map_or(Ok(()), Err)
    }

    /// Makes it fit for the next mail. False when it is not to be used again.
    pub async fn reset(&mut self, verdict: Verdict, deadline: Duration) -> bool {
        if self.spoiled {
            return false;
        }
        self.last_used = Instant::now();
        // A refused transaction is put back to the start, so that the next mail does not inherit its sender.
        verdict == Verdict::Sent || matches!(timeout(deadline, self.inner.command(Rset)).await, Ok(Ok(_)))
    }

    fn parameters(&self, mail: &Outgoing) -> Result<Vec<MailParameter>, Outcome> {
        if !mail.recipient.needs_utf8() && !mail.sender.needs_utf8() {
            return Ok(vec![]);
        }
        if self.inner.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        Err(Outcome {
            verdict: Verdict::Refused,
            phase: Phase::Recipient,
            reply: Some(Reply { code: 553, text: "5.6.7 the relay takes no address outside ASCII".to_owned() }),
            detail: "the relay cannot carry an address outside ASCII (SMTPUTF8, RFC 6531)".to_owned(),
        })
    }

    fn handed_over(&self) -> bool {
        self.settled.load(Ordering::Relaxed)
    }
}

async fn step(phase: Phase, deadline: Duration, command: impl Future<Output = Answer>) -> Result<(), Outcome> {
    match timeout(deadline, command).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(outcome_of_error(phase, false, &error)),
        Err(_) => Err(silence(phase, false, "did not answer in time")),
    }
}

/// The message as it travels: a dot before each line that begins with one, and the final dot (RFC 5321, section 4.5.2).
///
/// Line ends are found one byte wide, which is much cheaper than looking for the three bytes before which a dot goes.
fn dotted(message: &str) -> String {
    let bytes = message.as_bytes();
    let mut dotted = String::with_capacity(message.len() + 64);
    if message.starts_with('.') {
        dotted.push('.');
    }
    let mut copied = 0;
    for (end, _) in message.match_indices('\n') {
        if bytes.get(end + 1) == Some(&b'.') && end > 0 && bytes[end - 1] == b'\r' {
            dotted.push_str(&message[copied..=end]);
            dotted.push('.');
            copied = end + 1;
        }
    }
    dotted.push_str(&message[copied..]);
    dotted.push_str(if message.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" });
    dotted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_begins_with_a_dot_gets_another() {
        assert_eq!(dotted("a\r\n"), "a\r\n.\r\n");
        assert_eq!(dotted("a"), "a\r\n.\r\n");
        assert_eq!(dotted(".\r\n.\r\n..b\r\nc.\r\n"), "..\r\n..\r\n...b\r\nc.\r\n.\r\n");
    }
}
