//! Enums whose cases are words in files, JSON and the database. Each list of words is written once.
//!
//! [`vocabulary!`] makes `as_str`, `ALL`, `Display`, `FromStr`, serde and the API's description of one list. A type that stands in a
//! column adds `crate::db::text_column!` to it.

/// The word is none of those that the type knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("use one of these words: {}", .known.join(", "))]
pub struct UnknownWord {
    /// The words that the type knows.
    pub known: &'static [&'static str],
}

/// Declares an enum and the word of each case. The API's description has it under its own name, or under the one after `as`.
macro_rules! vocabulary {
    (
        $(#[doc = $doc:literal])* $name:ident $(as $described:ident)?
        { $($(#[doc = $case_doc:literal])* $case:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[doc = $case_doc])* #[serde(rename = $word)] $case),+ }

        impl $name {
            /// Every case, in the order above.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            /// The words of every case.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word in files, JSON and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }
        }

        // Derived, it would have the names of the cases: the derive does not see through a macro's literal.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, Type};
                let words = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([$($word),+]));
                words.description(Some(concat!($($doc, "\n"),*).trim())).into()
            }
        }

        impl utoipa::ToSchema for $name {
            $(fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($described))
            })?
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word { $($word => Ok(Self::$case),)+ _ => Err($crate::vocabulary::UnknownWord { known: Self::WORDS }) }
            }
        }
    };
}
pub(crate) use vocabulary;
