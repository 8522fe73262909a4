//! The standing of versions of the circulated copy. Pure.

use crate::commendations::State;

/// The standing of a version of the circulated copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// It is the newest version of a commendation that stands.
    Current,
    /// A later version replaced it.
    Replaced,
    /// The commendation was withdrawn.
    Withdrawn,
}

impl CopyState {
    /// The standing of `version`, when the commendation is in this state and `newest` is its newest version.
    pub fn of(version: i32, (state, newest): (State, i32)) -> Self {
        match state.stands() {
            false => Self::Withdrawn,
            true if version < newest => Self::Replaced,
            true => Self::Current,
        }
    }
}
