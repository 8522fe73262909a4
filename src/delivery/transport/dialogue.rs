//! The SMTP dialogue: a command, then one reply of the kind that the command expects.
//!
//! Invariants: nothing is written while an unsolicited reply waits to be read; after a reply of another kind, a timeout or a
//! lost connection, the dialogue is not continued.

use std::{io, time::Duration};

use tokio::{io::AsyncWriteExt as _, time::timeout};

use super::{
    Deadlines, Outcome,
    outcome::{lost, out_of_step, outcome_of, silence},
    reply::{Phase, Reply, Verdict},
    reply_reader::{Answer, NoReply, Replies, Unsolicited},
    socket::RelaySocket,
};
use crate::delivery::Cause;

/// Bytes of a message that are written under one deadline (RFC 5321, section 4.5.3.2.5).
const BLOCK: usize = 64 * 1024;
/// The time in which a relay that stopped reading may still send a reply.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Our end of a dialogue.
#[derive(Debug)]
pub(super) struct Dialogue {
    pub wire: RelaySocket,
    replies: Replies,
    pub state: State,
}

/// The state of a dialogue: only a sound one can continue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Sound,
    /// The peer closed the connection, or announced it.
    Gone,
    /// A deadline ran out.
    Silent,
    /// Commands and replies no longer match.
    OutOfStep,
}

impl Dialogue {
    pub fn new(wire: RelaySocket) -> Dialogue {
        Dialogue { wire, replies: Replies::default(), state: State::Sound }
    }

    /// Sends a command and returns its reply if it is a 2xx (354 for DATA); otherwise the outcome of the refusal or the
    /// timeout.
    pub async fn ask(&mut self, phase: Phase, command: &str, deadline: Duration) -> Result<Answer, Outcome> {
        self.say(phase, command, deadline).await?;
        self.hear(phase, deadline).await
    }

    /// Writes commands. `phase` is the step of the first one.
    pub async fn say(&mut self, phase: Phase, commands: &str, deadline: Duration) -> Result<(), Outcome> {
        self.quiet(phase)?;
        match timeout(deadline, self.write(commands.as_bytes())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.end(State::Gone, silence(phase, false, lost(phase, &error)))),
            Err(_) => Err(self.end(State::Silent, silence(phase, false, Cause::TimedOut { phase }))),
        }
    }

    /// The reply to a step that succeeds with a 2xx, or 354 for DATA.
    pub async fn hear(&mut self, phase: Phase, deadline: Duration) -> Result<Answer, Outcome> {
        let answer = self.next(phase, deadline).await?;
        let outcome = outcome_of(phase, answer.reply.clone());
        match answer.reply.code {
            _ if outcome.verdict == Verdict::Sent => Ok(answer),
            400..=599 => {
                if answer.reply.code == 421 {
                    // The relay closes the connection after it (RFC 5321, section 3.8).
                    self.state = State::Gone;
                }
                Err(outcome)
            }
            code => Err(self.end(State::OutOfStep, out_of_step(phase, phase == Phase::Content, code))),
        }
    }

    /// The next reply, of any kind.
    pub async fn next(&mut self, phase: Phase, deadline: Duration) -> Result<Answer, Outcome> {
        let handed_over = phase == Phase::Content;
        let (state, cause) = match timeout(deadline, self.replies.next(&mut self.wire)).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(NoReply::Lost(error))) => (State::Gone, lost(phase, &error)),
            Ok(Err(NoReply::NotSmtp)) => (State::OutOfStep, Cause::NotSmtp { phase }),
            Err(_) => (State::Silent, Cause::TimedOut { phase }),
        };
        Err(self.end(state, silence(phase, handed_over, cause)))
    }

    /// Checks that no unsolicited reply waits to be read.
    pub fn quiet(&mut self, phase: Phase) -> Result<(), Outcome> {
        let (state, cause) = match (self.state, self.replies.unasked(&mut self.wire)) {
            (State::Sound, Unsolicited::Nothing) => return Ok(()),
            (State::Sound, Unsolicited::HungUp | Unsolicited::Said(Some(Reply { code: 421, .. }))) => {
                (State::Gone, Cause::ConnectionLost { phase })
            }
            (State::Sound, Unsolicited::Said(_)) => (State::OutOfStep, Cause::Unasked { phase }),
            (state, _) => (state, Cause::ConnectionLost { phase }),
        };
        Err(self.end(state, silence(phase, false, cause)))
    }

    /// Sends the message and the final dot, and returns the relay's reply.
    pub async fn hand_over(&mut self, dotted: &DotStuffed, deadlines: &Deadlines) -> Result<Outcome, Outcome> {
        let phase = Phase::Content;
        self.quiet(phase)?;
        for block in dotted.body.as_bytes().chunks(BLOCK) {
            let written = timeout(deadlines.block, self.write(block)).await;
            if !matches!(written, Ok(Ok(()))) {
                return Err(self.cut_short(written.ok().and_then(Result::err)).await);
            }
        }
        // A relay that refuses a message while it receives it may reply before the dot; any other reply at this point is
        // unsolicited.
        match self.replies.unasked(&mut self.wire) {
            Unsolicited::Nothing => {}
            Unsolicited::Said(Some(reply)) if matches!(reply.code, 400..=599) => {
                return Err(self.end(State::Gone, outcome_of(Phase::Content, reply)));
            }
            Unsolicited::HungUp => {
                return Err(self.end(State::Gone, silence(phase, false, Cause::ConnectionLost { phase })));
            }
            Unsolicited::Said(_) => {
                return Err(self.end(State::OutOfStep, silence(phase, false, Cause::Unasked { phase })));
            }
        }
        // From here on the outcome is unknown until the relay replies.
        if let Ok(Err(error)) = timeout(deadlines.block, self.write(DotStuffed::DOT)).await {
            return Err(self.end(State::Gone, silence(phase, true, lost(phase, &error))));
        }
        let answer = self.hear(Phase::Content, deadlines.dot).await?;
        match self.replies.unasked(&mut self.wire) {
            Unsolicited::Nothing => {}
            // A second refusal right behind the reply: one of the two is the answer, and it is unknown which.
            Unsolicited::Said(Some(Reply { code: code @ (400..=420 | 422..=599), .. })) => {
                return Err(self.end(State::OutOfStep, out_of_step(Phase::Content, true, code)));
            }
            _ => self.state = State::OutOfStep,
        }
        Ok(outcome_of(Phase::Content, answer.reply))
    }

    /// The message could not be written completely, so the relay has not accepted it. A relay that refuses a message while it
    /// receives it may reply before it closes the connection.
    async fn cut_short(&mut self, error: Option<io::Error>) -> Outcome {
        let phase = Phase::Content;
        let cause = error.map_or(Cause::MessageNotTaken { phase }, |error| lost(phase, &error));
        let said = timeout(LAST_WORDS, self.replies.next(&mut self.wire)).await;
        self.state = State::Gone;
        match said {
            Ok(Ok(answer)) if matches!(answer.reply.code, 400..=599) => outcome_of(phase, answer.reply),
            Ok(Ok(answer)) => out_of_step(phase, false, answer.reply.code),
            _ => silence(phase, false, cause),
        }
    }

    fn end(&mut self, state: State, outcome: Outcome) -> Outcome {
        self.state = state;
        outcome
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.wire.write_all(bytes).await?;
        self.wire.flush().await
    }
}

/// The message as transmitted, without its final dot: with a dot before each line that begins with one (RFC 5321, section
/// 4.5.2).
pub(super) struct DotStuffed {
    body: String,
}

impl DotStuffed {
    const DOT: &[u8] = b".\r\n";

    /// Line ends are found one byte wide, which is much cheaper than looking for the three bytes before which a dot goes.
    pub fn new(message: &str) -> DotStuffed {
        let bytes = message.as_bytes();
        let mut body = String::with_capacity(message.len() + 64);
        if message.starts_with('.') {
            body.push('.');
        }
        let mut copied = 0;
        for (end, _) in message.match_indices('\n') {
            if bytes.get(end + 1) == Some(&b'.') && end > 0 && bytes[end - 1] == b'\r' {
                body.push_str(&message[copied..=end]);
                body.push('.');
                copied = end + 1;
            }
        }
        body.push_str(&message[copied..]);
        if !message.ends_with("\r\n") {
            body.push_str("\r\n");
        }
        DotStuffed { body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_begins_with_a_dot_gets_another() {
        assert_eq!(DotStuffed::new("a\r\n").body, "a\r\n");
        assert_eq!(DotStuffed::new("a").body, "a\r\n");
        assert_eq!(DotStuffed::new(".\r\n.\r\n..b\r\nc.\r\n").body, "..\r\n..\r\n...b\r\nc.\r\n");
    }
}
