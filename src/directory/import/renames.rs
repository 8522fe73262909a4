//! Decides which departments and branches a file renames. Pure.
//!
//! A department is renamed when everyone present in it moves to one and the same new name in one import. Its row then gets the
//! name and keeps its id, so that what is counted by it goes on. Two that move to one name are merged, and one whose people
//! move to several names is split: neither is a rename, and the new names get new rows.

use std::collections::{BTreeMap, HashMap, HashSet};

/// The name of one person's department or branch before and after an import. None where the person is not present; empty where
/// the source gives none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move<'a> {
    /// The name by the stored directory.
    pub before: Option<&'a str>,
    /// The name by the file, or by the stored directory for people whom the file is not about.
    pub after: Option<&'a str>,
}

/// The renamed ones, by their name before. `is_known` is true for the names of all rows there are.
pub fn renames<'a>(
    moves: impl IntoIterator<Item = Move<'a>>,
    is_known: impl Fn(&str) -> bool,
) -> BTreeMap<&'a str, &'a str> {
    // None: to more than one name.
    let mut targets: HashMap<&str, Option<&str>> = HashMap::new();
    let mut present: HashSet<&str> = HashSet::new();
    for Move { before, after } in moves {
        let Some(after) = after else { continue };
        present.insert(after);
        if let Some(before) = before.filter(|name| !name.is_empty()) {
            let target = targets.entry(before).or_insert(Some(after));
            *target = target.filter(|target| *target == after);
        }
    }
    let is_new = |name: &str| !name.is_empty() && !is_known(name);
    let moved = targets.into_iter().filter_map(|(before, target)| Some((before, target?)));
    let moved: Vec<(&str, &str)> = moved.filter(|(before, after)| is_new(after) && !present.contains(before)).collect();
    let mut sources: HashMap<&str, usize> = HashMap::new();
    for (_, after) in &moved {
        *sources.entry(after).or_default() += 1;
    }
    moved.into_iter().filter(|(_, after)| sources.get(after) == Some(&1)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 5] = ["", "Wires", "Cards", "Loans", "Closed"];

    fn name() -> impl Strategy<Value = Option<&'static str>> {
        const NAMES: [&str; 7] = ["", "Wires", "Cards", "Loans", "Payments", "Lending", "Plastic"];
        proptest::option::weighted(0.9, proptest::sample::select(&NAMES[..]))
    }

    /// People of whom few move, so that renames come about.
    fn moves() -> impl Strategy<Value = Vec<Move<'static>>> {
        let known = proptest::option::weighted(0.9, proptest::sample::select(&KNOWN[..4]));
        let targets = proptest::collection::vec(name(), 4);
        let people = proptest::collection::vec((known, proptest::option::weighted(0.1, name())), 0..12);
        (people, targets).prop_map(|(people, targets)| {
            let target = |before: &str| KNOWN.iter().position(|name| *name == before).and_then(|at| targets[at]);
            let to = |before: Option<&'static str>, own| match (own, before) {
                (Some(own), _) => own,
                (None, Some(before)) => target(before),
                (None, None) => None,
            };
            people.into_iter().map(|(before, own)| Move { before, after: to(before, own) }).collect()
        })
    }

    fn known(name: &str) -> bool {
        KNOWN.contains(&name)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn a_renamed_one_keeps_all_its_people_and_no_other_name(moves in moves()) {
            let found = renames(moves.iter().copied(), known);
            let mut names: Vec<&str> = found.values().copied().collect();
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), found.len(), "two have one name");
            for (from, to) in &found {
                prop_assert!(known(from) && !known(to) && !from.is_empty() && !to.is_empty());
                let present = moves.iter().filter(|one| one.before == Some(from) && one.after.is_some());
                prop_assert!(present.clone().count() > 0);
                prop_assert!(present.clone().all(|one| one.after == Some(to)), "somebody went elsewhere");
                prop_assert!(moves.iter().all(|one| one.after != Some(from)), "somebody is left");
            }
        }

        #[test]
        fn the_order_of_people_does_not_matter(moves in moves(), turn in 0_usize..12) {
            let mut turned = moves.clone();
            turned.rotate_left(turn % moves.len().max(1));
            turned.reverse();
            prop_assert_eq!(renames(moves, known), renames(turned, known));
        }

        #[test]
        fn new_names_for_everything_rename_everything(moves in moves()) {
            let fresh = |name: &str| ["Wires 2", "Cards 2", "Loans 2"].into_iter().find(|new| new.starts_with(name));
            let stay = moves.iter().filter_map(|one| one.before).filter(|name| !name.is_empty());
            let all: Vec<Move<'_>> = stay.map(|name| Move { before: Some(name), after: fresh(name) }).collect();
            let names: HashSet<&str> = all.iter().filter_map(|one| one.before).collect();
            let found = renames(all, known);
            prop_assert_eq!(found.len(), names.len());
            prop_assert!(found.iter().all(|(from, to)| fresh(from) == Some(*to)));
        }

        #[test]
        fn who_leaves_does_not_decide(moves in moves(), before in proptest::sample::select(&KNOWN[..4])) {
            let mut more = moves.clone();
            more.push(Move { before: Some(before), after: None });
            prop_assert_eq!(renames(moves, known), renames(more, known));
        }

        #[test]
        fn one_who_stays_prevents_it(moves in moves()) {
            for from in renames(moves.iter().copied(), known).into_keys() {
                let mut more = moves.clone();
                more.push(Move { before: Some(from), after: Some(from) });
                prop_assert!(!renames(more, known).contains_key(from));
            }
        }
    }
}
