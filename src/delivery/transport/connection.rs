//! A connection after greeting, TLS and sign-in, and the mails sent over it, one transaction each.
//!
//! If the relay offers PIPELINING (RFC 2920), MAIL, RCPT and DATA are sent together, so that a mail costs two round trips
//! instead of four. EHLO is sent once, and again only after STARTTLS, as RFC 3207 asks: some relays close the connection on a
//! second one.
//!
//! Invariant: a refusal counts only if the RSET after it gets the reply of an RSET. One stray line shifts every reply by one,
//! and a mail must not fail because of the reply to another command.

use std::time::{Duration, Instant};

use data_encoding::BASE64;
use tokio::net::TcpStream;

use super::{
    Deadlines, Outcome, Outgoing,
    dialogue::{Dialogue, DotStuffed, State},
    ehlo::Extensions,
    outcome::{misconfigured, out_of_step, outcome_of, silence},
    reply::{Phase, Verdict},
    socket::RelaySocket,
};
use crate::delivery::{Cause, relay::RelayCredentials};

/// Deadline of the replies to RSET and QUIT, which matter only for the connection.
const COURTESY: Duration = Duration::from_secs(30);

/// See the module.
#[derive(Debug)]
pub(super) struct Connection {
    talk: Dialogue,
    offer: Extensions,
    pub last_used: Instant,
    /// The connection comes from the pool.
    pub reused: bool,
}

impl Connection {
    /// Reads the greeting and sends EHLO.
    pub async fn greeted(wire: RelaySocket, name: &str, deadlines: &Deadlines) -> Result<Connection, Outcome> {
        let mut talk = Dialogue::new(wire);
        talk.hear(Phase::Greeting, deadlines.greeting).await?;
        Connection::introduced(talk, name, deadlines).await
    }

    /// Sends EHLO over TLS after STARTTLS: there is no second greeting.
    pub async fn secured(wire: RelaySocket, name: &str, deadlines: &Deadlines) -> Result<Connection, Outcome> {
        Connection::introduced(Dialogue::new(wire), name, deadlines).await
    }

    async fn introduced(mut talk: Dialogue, name: &str, deadlines: &Deadlines) -> Result<Connection, Outcome> {
        let answer = talk.ask(Phase::Hello, &format!("EHLO {name}\r\n"), deadlines.command).await?;
        Ok(Connection { talk, offer: Extensions::of(&answer.lines), last_used: Instant::now(), reused: false })
    }

    /// Sends STARTTLS and returns the socket for it. Plain text received behind the relay's go-ahead makes it fail: it would be
    /// read as if it had come over TLS.
    pub async fn starttls(mut self, deadlines: &Deadlines) -> Result<TcpStream, Outcome> {
        if !self.offer.starttls {
            return Err(misconfigured(Phase::Tls, Cause::NoStartTls));
        }
        self.talk.ask(Phase::Tls, "STARTTLS\r\n", deadlines.command).await?;
        self.talk.quiet(Phase::Tls)?;
        match self.talk.wire {
            RelaySocket::Plain(tcp) => Ok(tcp),
            RelaySocket::Tls(_) => Err(misconfigured(Phase::Tls, Cause::TlsTwice)),
        }
    }

    /// Signs in by PLAIN, or by LOGIN when nothing else is offered. The text of a challenge is ignored.
    pub async fn sign_in(&mut self, credentials: &RelayCredentials, deadlines: &Deadlines) -> Result<(), Outcome> {
        let RelayCredentials { user, password } = credentials;
        let encoded = |text: &str| BASE64.encode(text.as_bytes());
        let plain = encoded(&format!("\0{user}\0{password}"));
        let (first, answers) = if self.offer.signs_in_by("PLAIN") {
            (format!("AUTH PLAIN {plain}\r\n"), vec![plain])
        } else if self.offer.signs_in_by("LOGIN") {
            ("AUTH LOGIN\r\n".to_owned(), vec![encoded(user), encoded(password)])
        } else {
            return Err(misconfigured(Phase::Auth, Cause::NoSignIn));
        };
        self.talk.say(Phase::Auth, &first, deadlines.command).await?;
        for answer in answers {
            let reply = self.talk.next(Phase::Auth, deadlines.command).await?.reply;
            match reply.code {
                334 => self.talk.say(Phase::Auth, &format!("{answer}\r\n"), deadlines.command).await?,
                200..=299 => return Ok(()),
                400..=599 => return Err(outcome_of(Phase::Auth, reply)),
                code => return Err(out_of_step(Phase::Auth, false, code)),
            }
        }
        self.talk.hear(Phase::Auth, deadlines.command).await.map(|_| ())
    }

    /// Sends one mail, from MAIL to the reply to its final dot. Afterwards the connection is ready for the next mail, or no
    /// longer [`State::Sound`].
    pub async fn transact(&mut self, mail: &Outgoing, deadlines: &Deadlines) -> Outcome {
        let outcome = match self.try_transact(mail, deadlines).await {
            Ok(outcome) => outcome,
            Err(outcome) if outcome.reply.is_some() && self.state() == State::Sound => self.back_in_step(outcome).await,
            Err(outcome) => outcome,
        };
        self.last_used = Instant::now();
        outcome
    }

    pub fn state(&self) -> State {
        self.talk.state
    }

    /// Sends QUIT and waits at most `deadline` for the reply.
    pub async fn quit(mut self, deadline: Duration) {
        let _ = self.talk.ask(Phase::Connect, "QUIT\r\n", deadline).await;
    }

    async fn try_transact(&mut self, mail: &Outgoing, deadlines: &Deadlines) -> Result<Outcome, Outcome> {
        let sender = format!("MAIL FROM:<{}>{}\r\n", mail.sender, self.parameters(mail)?);
        let recipient = format!("RCPT TO:<{}>\r\n", mail.recipient);
        if self.offer.pipelining {
            self.together(&format!("{sender}{recipient}DATA\r\n"), deadlines).await?;
        } else {
            self.talk.ask(Phase::Sender, &sender, deadlines.command).await?;
            self.talk.ask(Phase::Recipient, &recipient, deadlines.command).await?;
            self.talk.ask(Phase::Data, "DATA\r\n", deadlines.data).await?;
        }
        self.talk.hand_over(&DotStuffed::new(&mail.message), deadlines).await
    }

    /// Sends MAIL, RCPT and DATA together. The first refusal counts; the replies behind it are read too.
    async fn together(&mut self, commands: &str, deadlines: &Deadlines) -> Result<(), Outcome> {
        self.talk.say(Phase::Sender, commands, deadlines.command).await?;
        let mut refusal: Option<Outcome> = None;
        for phase in [Phase::Sender, Phase::Recipient, Phase::Data] {
            let deadline = if phase == Phase::Data { deadlines.data } else { deadlines.command };
            match self.talk.hear(phase, deadline).await {
                // The relay waits for a message that has no recipient: only closing the connection ends that (RFC 2920, section
                // 3.1).
                Ok(_) if phase == Phase::Data && refusal.is_some() => self.talk.state = State::Gone,
                Ok(_) => {}
                // Out of step, the earlier replies cannot be trusted either; after a lost connection they can.
                Err(answer) if self.state() == State::OutOfStep => return Err(answer),
                Err(answer) => {
                    refusal.get_or_insert(answer);
                }
            }
            if self.state() != State::Sound {
                break;
            }
        }
        refusal.map_or(Ok(()), Err)
    }

    /// Resets a refused transaction, so that the next mail does not inherit its sender, and checks by the reply that the
    /// refusal belonged to this mail.
    async fn back_in_step(&mut self, refused: Outcome) -> Outcome {
        match self.talk.ask(Phase::Connect, "RSET\r\n", COURTESY).await {
            Ok(_) => refused,
            // Closed, or slower than the deadline: the refusal was received before.
            Err(_) if matches!(self.state(), State::Gone | State::Silent) => refused,
            Err(_) => {
                self.talk.state = State::OutOfStep;
                let phase = refused.phase;
                silence(phase, phase == Phase::Content, Cause::ResetOutOfStep { phase })
            }
        }
    }

    fn parameters(&self, mail: &Outgoing) -> Result<&'static str, Outcome> {
        match mail.recipient.needs_utf8() || mail.sender.needs_utf8() {
            false => Ok(""),
            true if self.offer.smtputf8 => Ok(" SMTPUTF8"),
            true => Err(Outcome {
                verdict: Verdict::Refused,
                phase: Phase::Recipient,
                reply: None,
                cause: Cause::NoInternationalAddresses,
            }),
        }
    }
}
