//! Typed identifiers: UUIDv7, opaque to clients, ordered by creation.
//!
//! Each noun has its own type, so that a person's id cannot be passed where a commendation's is expected. Ids are text in JSON,
//! in paths and in both databases.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not an id in its canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id of ours: an id is copied as it was given, for example 0193e0a4-…")]
pub struct BadId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes a new id; it sorts after earlier ones of the same process.
            #[allow(clippy::new_without_default, reason = "a default id would be a random one, which surprises")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                // Only the canonical form is accepted: a comparison of texts would take two spellings of one id for two rows.
                let id = Uuid::try_parse(text).map_err(|_| BadId)?;
                if id.hyphenated().to_string() == text { Ok(Self(id)) } else { Err(BadId) }
            }
        }

        $crate::db::text_column!($name);

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
                let format = SchemaFormat::Custom("uuid".into());
                ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*};
}

impl From<DraftId> for CommendationId {
    /// The id of the commendation that a draft becomes. It is the same one, so that a draft becomes one commendation at most.
    fn from(draft: DraftId) -> Self {
        Self(draft.0)
    }
}

ids! {
    /// A person in the directory.
    PersonId;
    /// A department.
    DepartmentId;
    /// A branch.
    BranchId;
    /// A reporting line.
    LineId;
    /// A mail address that HR corrected.
    AddressCorrectionId;
    /// An assist.
    AssistId;
    /// A commendation.
    CommendationId;
    /// A commendation that is not sent yet.
    DraftId;
    /// A hand-off: one client's way to write the letter of a draft.
    HandoffId;
    /// An uploaded file.
    UploadId;
    /// A promotion packet.
    PacketId;
    /// A delivery: one mail to one recipient.
    DeliveryId;
    /// A work item.
    WorkItemId;
    /// A role granted by hand.
    RoleGrantId;
    /// A session: one sign-in and the tokens issued for it.
    SessionId;
    /// A device from which somebody has signed in.
    DeviceId;
    /// An uploaded directory file.
    UploadedImportId;
    /// One run of a directory import.
    ImportId;
}
