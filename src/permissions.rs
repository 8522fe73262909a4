//! Roles, who calls, and who may call a route at all.
//!
//! [`Access`] stands beside each route in `routes.rs`, the one table. What depends on the record (whose commendation, whose
//! supervisor) is decided by the noun's operations, which answer "not found" to those who may not know of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, SessionId};

/// What a person may be in the bank; supervisors are not granted but follow from reporting lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Has clients.
    Banker,
    /// Helps bankers.
    BackOffice,
    /// Human resources: sees the whole, corrects supervisors, works the list.
    Hr,
    /// Reads the trail.
    Auditor,
    /// Grants roles; granted by hand only, never by a file.
    Admin,
}

impl Role {
    /// Every role, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::Banker, Self::BackOffice, Self::Hr, Self::Auditor, Self::Admin];

    /// The name in files, in the database and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Banker => "banker",
            Self::BackOffice => "back_office",
            Self::Hr => "hr",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role: use banker, back_office, hr, auditor or admin")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(UnknownRole)
    }
}

crate::db::text_column!(Role);

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u8);

impl Roles {
    /// No role: what any active person has at least.
    pub const NONE: Self = Self(0);

    /// Whether the role is among them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether any of these is among them.
    pub fn has_any(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// Those that are in the set, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |set, role| set | role.bit()))
    }
}

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, signed in or not.
    Public,
    /// Any active person.
    SignedIn,
    /// An active person with one of these roles.
    Only(&'static [Role]),
}

impl Access {
    /// Whether a signed-in person with these roles may call it.
    pub fn allows(self, roles: Roles) -> bool {
        match self {
            Self::Public | Self::SignedIn => true,
            Self::Only(some) => roles.has_any(some),
        }
    }
}

/// Who calls: a person whose sign-in was good a second ago at most.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// The sign-in that the token or cookie belongs to.
    pub session: SessionId,
    /// The person's roles.
    pub roles: Roles,
}

impl Caller {
    /// Whether the person holds the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }
}
