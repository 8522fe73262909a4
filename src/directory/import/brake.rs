//! Detects imports that are probably a mistake: the same change for more than a share of all people, or a change of a guarded
//! role. Pure.
//!
//! A truncated list, a shifted column and a wrong encoding all look like this.

use std::collections::{BTreeSet, HashSet};

use super::changes::{ChangeKind, Difference, LineChange, PersonChange};
use super::compare::Stored;
use crate::directory::Role;
use crate::language::{Phrase, phrase};

/// The result of the check.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Brake {
    /// The reasons why the import needs a confirmation; empty when it does not.
    pub reasons: Vec<Phrase>,
}

/// Checks if somebody should look at the difference before it is written. The share is in percent of the people who were active
/// before; a first import has nothing to lose.
pub fn brake(stored: &Stored, difference: &Difference, percent: u32) -> Brake {
    let mut reasons = Vec::new();
    if stored.first_import {
        return Brake { reasons };
    }
    let count =
        |wanted: &dyn Fn(&PersonChange) -> bool| difference.people.iter().filter(|change| wanted(change)).count();
    let share = |number: usize, message: &'static str, reasons: &mut Vec<Phrase>| {
        if number * 100 > difference.active_before * percent as usize {
            let of = difference.active_before;
            reasons.push(phrase(message).with("number", number).with("of", of).with("percent", percent));
        }
    };
    share(count(&|change| change.kind == ChangeKind::Deactivated), "import-brake-deactivated", &mut reasons);
    let stays = |change: &PersonChange| matches!(change.kind, ChangeKind::Changed);
    let moved = |change: &PersonChange| change.line.as_ref().is_some_and(LineChange::changes_manager);
    share(count(&|change| stays(change) && moved(change)), "import-brake-managers", &mut reasons);
    let renamed = |change: &PersonChange| change.before.as_ref().is_some_and(|before| before.name != change.after.name);
    share(count(&|change| stays(change) && renamed(change)), "import-brake-names", &mut reasons);

    let guarded: HashSet<Role> = HashSet::from([Role::Hr, Role::Auditor]);
    for change in &difference.people {
        let empty = BTreeSet::new();
        let (before, after) = change.roles.as_ref().map_or((&empty, &empty), |(before, after)| (before, after));
        for role in before.symmetric_difference(after).filter(|role| guarded.contains(role)) {
            let message = if after.contains(role) { "import-brake-role-got" } else { "import-brake-role-lost" };
            let number = change.after.employee_number.as_str();
            reasons.push(phrase(message).with("person", number).with("role", role.as_str()));
        }
    }
    Brake { reasons }
}
