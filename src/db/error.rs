//! The only translation of database errors.
//!
//! Nouns see four cases and no diesel type: a constraint was violated, the database is busy, it is unreachable, or an
//! unexpected error occurred. `web` answers busy and unavailable with 503 and unexpected errors with an opaque 500.

use diesel::result::{DatabaseErrorKind, Error};

/// A failure of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique, foreign key or check constraint was violated.
    #[error("the schema refused it: {0}")]
    Refused(String),
    /// Another writer held the lock for longer than the timeout.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// No connection could be made, or it broke.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// An unexpected error.
    #[error("unexpected database error: {0}")]
    Unexpected(String),
}

impl DbError {
    pub(super) fn unavailable(error: impl std::fmt::Display) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        let Error::DatabaseError(kind, info) = &error else {
            return match error {
                Error::BrokenTransactionManager => Self::Unavailable(error.to_string()),
                other => Self::Unexpected(other.to_string()),
            };
        };
        let message = info.message().to_owned();
        match kind {
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::RestrictViolation
            | DatabaseErrorKind::ExclusionViolation
            | DatabaseErrorKind::CheckViolation => Self::Refused(message),
            DatabaseErrorKind::SerializationFailure => Self::Busy(message),
            DatabaseErrorKind::ClosedConnection => Self::Unavailable(message),
            // SQLite's lock errors and PostgreSQL's lock timeouts and deadlocks are recognisable only by their text.
            _ if ["database is locked", "lock timeout", "deadlock detected", "database table is locked"]
                .iter()
                .any(|text| message.contains(text)) =>
            {
                Self::Busy(message)
            }
            _ if ["disk is full", "disk I/O error", "terminating connection", "No space left"]
                .iter()
                .any(|text| message.contains(text)) =>
            {
                Self::Unavailable(message)
            }
            _ => Self::Unexpected(message),
        }
    }
}
