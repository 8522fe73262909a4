//! The mails that a client is owed: one once a helper has the letter, one with a helper's thanks, and nothing else. Pure.

use crate::delivery::{Delivery, Kind, Reason, State};

/// True when a mail of this kind to the client is due, after these mails of the commendation.
pub fn is_due(kind: Kind, mails: &[Delivery]) -> bool {
    if mails.iter().any(|mail| mail.kind == kind) {
        return false;
    }
    match kind {
        // One mail names every helper who has it, so it waits for those whose mail is on its way.
        Kind::ClientDelivered => {
            let mut to_helpers = mails.iter().filter(|mail| has_letter_for_helper(mail));
            let is_moving = |mail: &&Delivery| matches!(mail.state, State::Queued | State::Sending);
            to_helpers.clone().any(|mail| mail.state == State::Sent) && !to_helpers.any(|mail| is_moving(&mail))
        }
        Kind::ClientThanked => true,
        _ => false,
    }
}

/// True for the mail that brings a helper the letter.
pub fn has_letter_for_helper(mail: &Delivery) -> bool {
    mail.kind.carries_letter() && mail.reasons.contains(&Reason::Helper)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::DeliveryId;

    fn mail(kind: Kind, reason: Reason, state: State) -> Delivery {
        Delivery {
            id: DeliveryId::new(),
            kind,
            commendation_id: None,
            version: Some(1),
            recipient_id: None,
            recipient_name: String::new(),
            recipient_email: String::new(),
            reasons: vec![reason],
            because: Vec::new(),
            state,
            due_at: None,
            held_until: None,
            reply_code: None,
            reply_text: None,
            cause: None,
            created_at: Timestamp::from_micros(0),
            sent_at: None,
            attempts: Vec::new(),
        }
    }

    fn mails() -> impl Strategy<Value = Vec<Delivery>> {
        let one = (
            proptest::sample::select(Kind::ALL),
            proptest::sample::select(Reason::ALL),
            proptest::sample::select(State::ALL),
        );
        proptest::collection::vec(one.prop_map(|(kind, reason, state)| mail(kind, reason, state)), 0..6)
    }

    proptest! {
        #[test]
        fn a_client_gets_each_mail_once_and_no_other(mails in mails(), kind in proptest::sample::select(Kind::ALL)) {
            let due = is_due(kind, &mails);
            prop_assert!(!due || kind.is_to_client());
            prop_assert!(!due || mails.iter().all(|mail| mail.kind != kind));
            if due && kind == Kind::ClientDelivered {
                prop_assert!(mails.iter().any(|mail| has_letter_for_helper(mail) && mail.state == State::Sent));
            }
            let mut after = mails;
            after.push(mail(kind, Reason::Banker, State::Queued));
            prop_assert!(!is_due(kind, &after));
        }
    }

    #[test]
    fn it_waits_for_the_mails_of_all_helpers() {
        let letter = |state| mail(Kind::Letter, Reason::Helper, state);
        let due = |mails: &[Delivery]| is_due(Kind::ClientDelivered, mails);
        assert!(!due(&[letter(State::Queued)]) && !due(&[letter(State::Failed)]));
        assert!(!due(&[letter(State::Sent), letter(State::Sending)]));
        assert!(due(&[letter(State::Sent), letter(State::Failed)]));
        assert!(!due(&[mail(Kind::Letter, Reason::HelperSupervisor, State::Sent)]), "a supervisor is no helper");
    }
}
