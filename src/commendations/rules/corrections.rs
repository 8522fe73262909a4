//! Decides the mails of a correction. Pure.

use super::{Mailbox, Recipient};
use crate::ids::PersonId;

/// Somebody who has, or may have, an earlier copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// None for a mailbox that belongs to no person.
    pub person: Option<PersonId>,
    /// The address that the copy went to.
    pub email: String,
}

impl Holder {
    /// True when a mailbox is this holder's.
    pub fn is(&self, mailbox: &Mailbox) -> bool {
        (self.person.is_some() && self.person == mailbox.person) || self.email.eq_ignore_ascii_case(&mailbox.email)
    }
}

/// A mail of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailing {
    /// A recipient who has no copy yet gets the letter.
    Letter(usize),
    /// A holder gets the new copy.
    Correction(usize),
    /// A holder was not meant to have it.
    Misdirected(usize),
}

/// Decides what each recipient and each holder is told: everyone once. `taken_back` says which holders had it because of somebody
/// who is no longer praised; other readers, such as a stand-in or HR, keep theirs.
pub fn mailings(recipients: &[Recipient], holders: &[Holder], taken_back: &dyn Fn(&Holder) -> bool) -> Vec<Mailing> {
    let mut mailings = Vec::with_capacity(recipients.len() + holders.len());
    for (index, holder) in holders.iter().enumerate() {
        let meant = recipients.iter().any(|recipient| holder.is(&recipient.mailbox));
        let misdirected = !meant && taken_back(holder);
        mailings.push(if misdirected { Mailing::Misdirected(index) } else { Mailing::Correction(index) });
    }
    for (index, recipient) in recipients.iter().enumerate() {
        if !holders.iter().any(|holder| holder.is(&recipient.mailbox)) {
            mailings.push(Mailing::Letter(index));
        }
    }
    mailings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn recipient(number: u8) -> Recipient {
        let email = format!("p{number}@bank.example");
        let mailbox = Mailbox { person: None, name: String::new(), title: String::new(), email, active: true };
        Recipient { mailbox, because: Vec::new(), blocked: None }
    }

    fn holder(number: u8) -> Holder {
        Holder { person: None, email: format!("P{number}@bank.example") }
    }

    proptest! {
        #[test]
        fn a_correction_tells_everyone_once(
            meant in proptest::collection::btree_set(0_u8..12, 0..8),
            held in proptest::collection::btree_set(0_u8..12, 0..8),
            taken in proptest::collection::btree_set(0_u8..12, 0..12),
        ) {
            let recipients: Vec<_> = meant.iter().copied().map(recipient).collect();
            let holders: Vec<_> = held.iter().copied().map(holder).collect();
            let taken_back = |one: &Holder| taken.iter().any(|number| *one == holder(*number));
            let mut told: Vec<u8> = Vec::new();
            for mailing in mailings(&recipients, &holders, &taken_back) {
                let of = |email: &str| email[1..email.len() - "@bank.example".len()].parse::<u8>().unwrap();
                let number = match mailing {
                    Mailing::Letter(index) => of(&recipients[index].mailbox.email),
                    Mailing::Correction(index) | Mailing::Misdirected(index) => of(&holders[index].email),
                };
                let expected = match (meant.contains(&number), held.contains(&number)) {
                    (true, false) => matches!(mailing, Mailing::Letter(_)),
                    (true, true) => matches!(mailing, Mailing::Correction(_)),
                    // Nobody who is not meant to have it gets the new copy because of somebody who is no longer praised.
                    (false, _) => matches!(mailing, Mailing::Misdirected(_)) == taken.contains(&number),
                };
                prop_assert!(expected, "{number}: {mailing:?}");
                told.push(number);
            }
            told.sort_unstable();
            let everyone: Vec<u8> = meant.union(&held).copied().collect();
            prop_assert_eq!(told, everyone);
        }
    }
}
