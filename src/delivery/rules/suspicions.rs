//! Decides whether a refusal is about us: it is when a second, different mail meets the same one. Pure state, no clock.
//!
//! A refusal at MAIL, or one by policy at RCPT, has no known cause at first: the mail waits and the next one is tried. When a
//! different mail meets the same refusal, it is about us. When a different mail gets past that step, it is about the first
//! mail, which fails if it is refused again. A mail without another to compare with is given up after a few tries.
//!
//! Invariant: repeated refusals of one mail, or of one recipient, never stop the queue.

use std::collections::VecDeque;

use crate::delivery::transport::{Outcome, Phase, Verdict};

/// The most refused mails remembered. The queue pauses at the second of a kind, so there are never many.
const MOST: usize = 256;
/// A mail fails after so many equal refusals, when no other mail has confirmed or cleared them.
const TIMES: u32 = 5;

/// The features by which two refusals count as the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refusal {
    phase: Phase,
    code: u16,
    status: Option<(u8, u16, u16)>,
}

#[derive(Debug, Clone)]
struct Suspicion {
    refusal: Refusal,
    /// The mail, or at RCPT the recipient: two mails to one restricted mailbox count as one.
    whom: String,
    times: u32,
    /// Another mail has got past that step since.
    cleared: bool,
}

/// The refusals whose cause is not known yet.
#[derive(Debug, Clone, Default)]
pub struct Suspicions {
    open: VecDeque<Suspicion>,
}

impl Suspicions {
    /// The outcome's verdict in the light of other mails.
    pub fn weigh(&mut self, outcome: &Outcome, id: &str, recipient: &str) -> Verdict {
        let Some(reply) = outcome.reply.as_ref().filter(|_| outcome.verdict == Verdict::Suspect) else {
            self.learn(outcome, id, recipient);
            return outcome.verdict;
        };
        let refusal = Refusal { phase: outcome.phase, code: reply.code, status: reply.enhanced() };
        let whom = whom(outcome.phase, id, recipient);
        // The relay answers RCPT only after it has accepted MAIL.
        self.clear_before(outcome.phase, &whom);
        let same = |known: &Suspicion| known.refusal == refusal;
        let another = self.open.iter().any(|known| same(known) && known.whom != whom && !known.cleared);
        let own = self.open.iter_mut().find(|known| same(known) && known.whom == whom);
        let (times, cleared) = match own {
            Some(own) => {
                own.times = own.times.saturating_add(1);
                (own.times, own.cleared)
            }
            None => {
                self.open.push_back(Suspicion { refusal, whom, times: 1, cleared: false });
                if self.open.len() > MOST {
                    self.open.pop_front();
                }
                (1, false)
            }
        };
        match another {
            _ if cleared => Verdict::Refused,
            true => Verdict::Misconfigured,
            false if times >= TIMES => Verdict::Refused,
            false => Verdict::Suspect,
        }
    }

    /// Records the step that a mail has reached.
    fn learn(&mut self, outcome: &Outcome, id: &str, recipient: &str) {
        if outcome.verdict == Verdict::Sent {
            let own = [id, &recipient.to_lowercase()].map(str::to_owned);
            self.open.retain(|known| !own.contains(&known.whom));
            self.open.iter_mut().for_each(|known| known.cleared = true);
        } else if outcome.reply.is_some() {
            self.clear_before(outcome.phase, id);
        }
    }

    /// Another mail than `whom` reached `phase`: refusals at earlier steps were not about us.
    fn clear_before(&mut self, phase: Phase, whom: &str) {
        for known in self.open.iter_mut().filter(|known| known.refusal.phase < phase && known.whom != whom) {
            known.cleared = true;
        }
    }
}

fn whom(phase: Phase, id: &str, recipient: &str) -> String {
    if phase == Phase::Recipient { recipient.to_lowercase() } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::delivery::{Cause, transport::Reply};

    fn outcome(verdict: Verdict, phase: Phase, code: u16, text: &str) -> Outcome {
        Outcome {
            verdict,
            phase,
            reply: Some(Reply { code, text: text.to_owned() }),
            cause: Cause::Answered { phase, accepted: false },
        }
    }

    fn suspect(phase: Phase, text: &str) -> Outcome {
        outcome(Verdict::Suspect, phase, 550, text)
    }

    fn sent() -> Outcome {
        outcome(Verdict::Sent, Phase::Content, 250, "2.0.0 queued")
    }

    #[test]
    fn at_mail_a_second_different_mail_tells() {
        let mut suspicions = Suspicions::default();
        let refused = suspect(Phase::Sender, "5.1.0 sender rejected");
        assert_eq!(suspicions.weigh(&refused, "1", "sam@x"), Verdict::Suspect);
        assert_eq!(suspicions.weigh(&refused, "1", "sam@x"), Verdict::Suspect, "the same mail tells nothing new");
        let other = suspect(Phase::Sender, "5.7.1 something else");
        assert_eq!(suspicions.weigh(&other, "2", "tom@x"), Verdict::Suspect, "nor does another refusal");
        assert_eq!(suspicions.weigh(&refused, "3", "ann@x"), Verdict::Misconfigured);
    }

    #[test]
    fn one_restricted_mailbox_fails_alone() {
        let mut suspicions = Suspicions::default();
        let members_only = suspect(Phase::Recipient, "5.7.1 members only");
        assert_eq!(suspicions.weigh(&sent(), "0", "ann@x"), Verdict::Sent);
        assert_eq!(suspicions.weigh(&members_only, "1", "list@x"), Verdict::Suspect);
        assert_eq!(suspicions.weigh(&members_only, "2", "List@x"), Verdict::Suspect, "two mails, one mailbox");
        assert_eq!(suspicions.weigh(&sent(), "3", "sam@x"), Verdict::Sent);
        assert_eq!(suspicions.weigh(&members_only, "1", "list@x"), Verdict::Refused);
        assert_eq!(suspicions.weigh(&members_only, "2", "list@x"), Verdict::Refused);
    }

    #[test]
    fn relaying_denied_is_about_us_also_after_earlier_successes() {
        let mut suspicions = Suspicions::default();
        let denied = suspect(Phase::Recipient, "5.7.1 relay access denied");
        assert_eq!(suspicions.weigh(&sent(), "0", "ann@x"), Verdict::Sent);
        assert_eq!(suspicions.weigh(&denied, "1", "sam@x"), Verdict::Suspect);
        assert_eq!(suspicions.weigh(&denied, "2", "tom@x"), Verdict::Misconfigured);
        assert_eq!(suspicions.weigh(&denied, "3", "eve@x"), Verdict::Misconfigured);
    }

    #[test]
    fn two_restricted_mailboxes_stop_the_queue_once_at_most() {
        let mut suspicions = Suspicions::default();
        let rule = suspect(Phase::Recipient, "5.7.1 members only");
        assert_eq!(suspicions.weigh(&rule, "1", "a@x"), Verdict::Suspect);
        assert_eq!(suspicions.weigh(&rule, "2", "b@x"), Verdict::Misconfigured);
        assert_eq!(suspicions.weigh(&sent(), "3", "sam@x"), Verdict::Sent);
        assert_eq!(suspicions.weigh(&rule, "1", "a@x"), Verdict::Refused);
        assert_eq!(suspicions.weigh(&rule, "2", "b@x"), Verdict::Refused);
    }

    #[test]
    fn a_refusal_further_on_clears_what_was_said_before() {
        let mut suspicions = Suspicions::default();
        let at_mail = suspect(Phase::Sender, "");
        assert_eq!(suspicions.weigh(&at_mail, "1", "sam@x"), Verdict::Suspect);
        let gone = outcome(Verdict::Refused, Phase::Recipient, 550, "5.1.1 no such user");
        assert_eq!(suspicions.weigh(&gone, "2", "gone@x"), Verdict::Refused);
        assert_eq!(suspicions.weigh(&at_mail, "1", "sam@x"), Verdict::Refused);
    }

    proptest! {
        #[test]
        fn one_mail_alone_never_stops_the_queue(steps in proptest::collection::vec(0usize..4, 1..40)) {
            let mut suspicions = Suspicions::default();
            for step in steps {
                let phase = [Phase::Sender, Phase::Recipient, Phase::Data, Phase::Sender][step];
                let verdict = suspicions.weigh(&suspect(phase, "5.7.1 no"), "1", "list@x");
                prop_assert_ne!(verdict, Verdict::Misconfigured);
            }
        }

        #[test]
        fn a_mail_that_stays_alone_is_given_up_after_some_times(phase in 0usize..3) {
            let mut suspicions = Suspicions::default();
            let refused = suspect([Phase::Sender, Phase::Recipient, Phase::Data][phase], "5.7.1 no");
            for _ in 1..TIMES {
                prop_assert_eq!(suspicions.weigh(&refused, "1", "list@x"), Verdict::Suspect);
            }
            prop_assert_eq!(suspicions.weigh(&refused, "1", "list@x"), Verdict::Refused);
        }

        #[test]
        fn many_different_mails_refused_alike_never_fail(count in 2usize..30) {
            let mut suspicions = Suspicions::default();
            for index in 0..count {
                let verdict = suspicions.weigh(&suspect(Phase::Sender, "5.1.8 no"), &index.to_string(), "sam@x");
                prop_assert_eq!(verdict, if index == 0 { Verdict::Suspect } else { Verdict::Misconfigured });
            }
        }
    }
}
