//! Request bodies as structs, read from JSON so that all problems are found at once.
//!
//! serde stops at the first invalid field, but a person who fills in a form needs all of them at once. A body is therefore parsed as
//! JSON and then read field by field: [`body!`] declares its fields once, for reading and for the API's description. A field that could
//! not be read is `None` and its problem is noted; look-ups use the others.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::problems::{Pointer, Problems};
use crate::clock::Timestamp;
use crate::invisible_characters::forbidden;
use crate::language::{Explanation, Phrase, phrase};

/// A type that is read from a JSON value, with every problem noted.
pub trait FromJson: Sized {
    /// The value; none when it is invalid, and then the problem is noted.
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self>;

    /// The value of a missing field: none with a problem noted, unless the field may be absent.
    fn absent(at: &Pointer, problems: &mut Problems) -> Option<Self> {
        required(at, problems)
    }
}

fn required<T>(at: &Pointer, problems: &mut Problems) -> Option<T> {
    problems.at(at, "required", phrase("field-required"));
    None
}

impl FromJson for String {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let Some(text) = value.as_str() else {
            problems.at(at, "wrong_type", "This has to be a text.");
            return None;
        };
        if let Some((place, c)) = forbidden(text) {
            problems.at(at, "control_character", control_character(place, c.into()));
            return None;
        }
        Some(text.to_owned())
    }
}

impl FromJson for bool {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let ticked = match value.as_str() {
            Some("on" | "true") if problems.is_form() => Some(true),
            Some("false") if problems.is_form() => Some(false),
            _ => value.as_bool(),
        };
        ticked.or_else(|| {
            problems.at(at, "wrong_type", "This has to be true or false.");
            None
        })
    }

    fn absent(at: &Pointer, problems: &mut Problems) -> Option<Self> {
        if problems.is_form() { Some(false) } else { required(at, problems) }
    }
}

impl FromJson for f64 {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let typed = value.as_str().filter(|_| problems.is_form()).and_then(|text| text.trim().parse().ok());
        value.as_f64().or(typed).filter(|number| number.is_finite()).or_else(|| {
            problems.at(at, "wrong_type", phrase("field-number"));
            None
        })
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_json(value, at, problems).map(Some) }
    }

    fn absent(_: &Pointer, _: &mut Problems) -> Option<Self> {
        Some(None)
    }
}

/// Elements that cannot be read are left out and noted, so that the look-ups see the others.
impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let items = items(value, at, problems)?;
        let read = |(index, item)| T::from_json(item, &at.element(index), problems);
        Some(items.iter().enumerate().filter_map(read).collect())
    }
}

/// The elements of a list. In a form, a list with one element looks like a text.
fn items<'a>(value: &'a Value, at: &Pointer, problems: &mut Problems) -> Option<&'a [Value]> {
    match value {
        Value::Array(items) => Some(items),
        Value::String(_) if problems.is_form() => Some(std::slice::from_ref(value)),
        _ => {
            problems.at(at, "wrong_type", "This has to be a list.");
            None
        }
    }
}

/// Reads a text as something that parses.
fn parsed<T: std::str::FromStr>(
    value: &Value,
    at: &Pointer,
    problems: &mut Problems,
    (code, hint): (&'static str, &str),
) -> Option<T> {
    let text = String::from_json(value, at, problems)?;
    text.parse().ok().or_else(|| {
        problems.at(at, code, Explanation::from(phrase("field-unknown-choice")).for_programs(hint));
        None
    })
}

/// A control character, which neither the databases nor the pages take; the place counts from 1.
pub fn control_character(place: usize, code: u32) -> Phrase {
    phrase("field-control-character").with("code", format!("U+{code:04X}")).with("place", place)
}

/// A day such as 2026-11-20. chrono takes "2026-1-2" and years of six figures too; the contract has one form.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| date.to_string() == text)
}

impl FromJson for NaiveDate {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let text = String::from_json(value, at, problems)?;
        day(&text).or_else(|| {
            problems.at(at, "bad_date", phrase("field-date"));
            None
        })
    }
}

impl FromJson for Timestamp {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let text = String::from_json(value, at, problems)?;
        let time =
            chrono::DateTime::parse_from_rfc3339(&text).ok().map(|time| Self::from_micros(time.timestamp_micros()));
        time.or_else(|| {
            problems.at(at, "bad_time", "This has to be a time such as 2026-11-20T09:30:00Z (RFC 3339).");
            None
        })
    }
}

macro_rules! from_text {
    ($($name:ty, $code:literal, $form:literal;)*) => {$(
        impl FromJson for $name {
            fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
                parsed(value, at, problems, ($code, $form))
            }
        }
    )*};
}

// An id in another form names nothing, and is answered like an unknown one.
from_text! {
    crate::ids::PersonId, "unknown_person", "Nobody has this id. Look the person up with GET /api/v1/people?q=….";
    crate::ids::CommendationId, "unknown_commendation", "No commendation that you may read has this id.";
    crate::ids::AssistId, "unknown_assist", "No assist of yours has this id. GET /api/v1/assists lists them.";
    crate::permissions::Role, "unknown_role", "This has to be one of banker, back_office, hr, auditor, admin.";
}

/// The object in a value; unknown names in it are noted as problems.
pub fn object<'a>(
    value: &'a Value,
    at: &Pointer,
    problems: &mut Problems,
    known: &[&str],
) -> Option<&'a Map<String, Value>> {
    let Some(object) = value.as_object() else {
        problems.at(at, "wrong_type", "This has to be an object.");
        return None;
    };
    for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
        if problems.is_full() {
            problems.truncate();
            break;
        }
        let detail = format!("There is no such field; known are {}.", known.join(", "));
        problems.at(&at.member(name), "unknown_field", detail);
    }
    Some(object)
}

/// Reads one member of an object.
pub fn field<T: FromJson>(object: &Map<String, Value>, name: &str, at: &Pointer, problems: &mut Problems) -> Option<T> {
    let at = at.member(name);
    match object.get(name) {
        Some(value) => T::from_json(value, &at, problems),
        None => T::absent(&at, problems),
    }
}

/// Declares a request body: its form for reading and for the API's description in one place.
///
/// Every field of the struct is an `Option`: `None` says that the field could not be read and the problem is noted. A field that
/// may be absent or null is declared `Option<T>` and so becomes `Option<Option<T>>`. `#[schema(…)]` on a field is for the description
/// only: the reader of the body has to check it.
macro_rules! body {
    ($(#[$doc:meta])* $vis:vis struct $name:ident {
        $($(#[doc = $field_doc:literal])* $(#[schema($($limits:tt)*)])? $field:ident: $type:ty,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        $vis struct $name {
            $($(#[doc = $field_doc])* pub $field: Option<$type>,)*
        }

        impl $crate::web::FromJson for $name {
            fn from_json(
                value: &serde_json::Value,
                at: &$crate::web::Pointer,
                problems: &mut $crate::web::Problems,
            ) -> Option<Self> {
                let object = $crate::web::open_object(value, at, problems, &[$(stringify!($field)),*])?;
                Some(Self { $($field: $crate::web::field(object, stringify!($field), at, problems),)* })
            }
        }

        const _: () = {
            #[derive(utoipa::ToSchema)]
            #[allow(dead_code, reason = "only its description is used")]
            $(#[$doc])*
            struct Form { $($(#[doc = $field_doc])* $(#[schema($($limits)*)])? $field: $type,)* }

            impl utoipa::PartialSchema for $name {
                fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                    Form::schema()
                }
            }

            impl utoipa::ToSchema for $name {
                fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
                    Form::schemas(schemas);
                }
            }
        };
    };
}
pub(crate) use body;
