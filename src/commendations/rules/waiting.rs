//! Decides which letters about a team wait for a supervisor's acknowledgement. Pure.

use super::acknowledged_for;
use crate::ids::PersonId;

/// True when a valid letter about `subject` waits for `supervisor`, who supervises that person now. It waits for the supervisor of the day of
/// service until that one has acknowledged it, and for a later supervisor as long as nobody has. `chain` has who stood above whom on the
/// day, `given` who has acknowledged it.
pub fn awaits_acknowledgement(
    supervisor: PersonId,
    subject: PersonId,
    chain: &[(PersonId, PersonId)],
    given: &[PersonId],
) -> bool {
    if given.contains(&supervisor) {
        return false;
    }
    let stood_above = chain.contains(&(subject, supervisor));
    stood_above || !given.iter().any(|by| acknowledged_for(subject, *by, chain))
}

/// True when a letter about `subject` waits for nobody, whoever supervises that person now or later.
pub fn waits_for_nobody(subject: PersonId, chain: &[(PersonId, PersonId)], given: &[PersonId]) -> bool {
    let mut above = chain.iter().filter(|(below, _)| *below == subject).map(|(_, above)| above);
    above.all(|above| given.contains(above)) && given.iter().any(|by| acknowledged_for(subject, *by, chain))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A few people, so that they meet.
    fn person() -> impl Strategy<Value = PersonId> {
        static PEOPLE: std::sync::LazyLock<Vec<PersonId>> =
            std::sync::LazyLock::new(|| std::iter::repeat_with(PersonId::new).take(5).collect());
        (0..5_usize).prop_map(|at| PEOPLE[at])
    }

    fn chain() -> impl Strategy<Value = Vec<(PersonId, PersonId)>> {
        proptest::collection::vec((person(), person()), 0..6)
    }

    proptest! {
        #[test]
        fn an_own_acknowledgement_ends_the_wait_and_none_begins_it(
            supervisor in person(), subject in person(), chain in chain(),
            mut given in proptest::collection::vec(person(), 0..4),
        ) {
            prop_assert!(awaits_acknowledgement(supervisor, subject, &chain, &[]));
            given.push(supervisor);
            prop_assert!(!awaits_acknowledgement(supervisor, subject, &chain, &given));
        }

        #[test]
        fn a_further_acknowledgement_never_makes_a_letter_wait(
            supervisor in person(), subject in person(), chain in chain(), further in person(),
            mut given in proptest::collection::vec(person(), 0..4),
        ) {
            let before = awaits_acknowledgement(supervisor, subject, &chain, &given);
            given.push(further);
            prop_assert!(before || !awaits_acknowledgement(supervisor, subject, &chain, &given));
        }

        #[test]
        fn what_waits_for_nobody_waits_for_no_supervisor(
            supervisor in person(), subject in person(), chain in chain(),
            given in proptest::collection::vec(person(), 0..4),
        ) {
            let waits = |supervisor| awaits_acknowledgement(supervisor, subject, &chain, &given);
            if waits_for_nobody(subject, &chain, &given) {
                prop_assert!(!waits(supervisor) && !waits(PersonId::new()));
            } else {
                // Somebody of the day has not acknowledged it, or whoever comes later has to.
                prop_assert!(chain.iter().any(|(below, above)| *below == subject && waits(*above)) || waits(PersonId::new()));
            }
        }

        #[test]
        fn who_stood_above_on_the_day_is_not_replaced_by_anybody(
            supervisor in person(), subject in person(), mut chain in chain(),
            given in proptest::collection::vec(person(), 0..4),
        ) {
            chain.push((subject, supervisor));
            let waits = awaits_acknowledgement(supervisor, subject, &chain, &given);
            prop_assert_eq!(waits, !given.contains(&supervisor));
        }
    }
}
