//! Roles, the authenticated caller, and the access rule of a route.
//!
//! `routes.rs` has an [`Access`] for each route. Rules that depend on the record (whose commendation, whose supervisor) belong to
//! the noun's operations, which answer "not found" to callers who may not know of the record.

use crate::ids::{PersonId, SessionId};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Role of a person in the bank. "Supervisor" is not a role: it follows from reporting lines.
    Role {
        /// Serves clients.
        Banker = "banker",
        /// Helps bankers.
        BackOffice = "back_office",
        /// Human resources: sees all records, corrects supervisors, works through the worklist.
        Hr = "hr",
        /// Reads the audit trail.
        Auditor = "auditor",
        /// Grants roles. Granted by hand only, never by an import.
        Admin = "admin",
    }
}

impl Role {
    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

crate::db::text_column!(Role);

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u8);

impl Roles {
    /// The empty set, which every active person has at least.
    pub const NONE: Self = Self(0);

    /// True when the set has this role.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// True when the set has one of these roles.
    pub fn has_any(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// Roles of the set, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |set, role| set | role.bit()))
    }
}

/// Access rule of a route.
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
    /// True when a signed-in person with these roles may call the route.
    pub fn allows(self, roles: Roles) -> bool {
        match self {
            Self::Public | Self::SignedIn => true,
            Self::Only(some) => roles.has_any(some),
        }
    }
}

/// The authenticated caller. Session and person were found valid at most a second ago.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// Session of the token or cookie.
    pub session: SessionId,
    /// Roles of the person.
    pub roles: Roles,
}

impl Caller {
    /// True when the caller has this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }
}
