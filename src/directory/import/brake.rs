//! Detects imports that are probably a mistake: the same change for more than a share of all people, or a change of a guarded
//! role. Pure.
//!
//! A truncated list, a shifted column and a wrong encoding all look like this.

use std::collections::{BTreeSet, HashSet};

use super::changes::{ChangeKind, Difference, LineChange, PersonChange};
use super::compare::Stored;
use crate::directory::Role;

/// The result of the check.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Brake {
    /// The reasons why the import needs a confirmation; empty when it does not.
    pub reasons: Vec<String>,
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
    let share = |number: usize, what: &str, reasons: &mut Vec<String>| {
        if number * 100 > difference.active_before * percent as usize {
            let of = difference.active_before;
            reasons.push(format!("{number} of {of} people {what}, which is more than {percent} %"));
        }
    };
    share(count(&|change| change.kind == ChangeKind::Deactivated), "would be deactivated", &mut reasons);
    let stays = |change: &PersonChange| matches!(change.kind, ChangeKind::Changed);
    let moved = |change: &PersonChange| change.line.as_ref().is_some_and(LineChange::changes_manager);
    share(count(&|change| stays(change) && moved(change)), "would get another manager", &mut reasons);
    let renamed = |change: &PersonChange| change.before.as_ref().is_some_and(|before| before.name != change.after.name);
    share(count(&|change| stays(change) && renamed(change)), "would get another name", &mut reasons);

    let guarded: HashSet<Role> = HashSet::from([Role::Hr, Role::Auditor]);
    for change in &difference.people {
        let empty = BTreeSet::new();
        let (before, after) = change.roles.as_ref().map_or((&empty, &empty), |(before, after)| (before, after));
        for role in before.symmetric_difference(after).filter(|role| guarded.contains(role)) {
            let verb = if after.contains(role) { "get" } else { "lose" };
            reasons.push(format!("{} would {verb} the role {role}", change.after.employee_number));
        }
    }
    Brake { reasons }
}
