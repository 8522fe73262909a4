//! Request bodies, read so that every problem is found at once.
//!
//! serde stops at the first wrong field; a person who fills in a form wants to hear of all of them. So a body is parsed as JSON
//! and then read field by field: [`body!`] declares its form once, for reading and for the API's description. A field that could
//! not be read is `None` and its problem noted, and the rest is still there for the look-ups.

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDate;
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};

use super::{FieldProblem, Problem};
use crate::clock::Timestamp;

/// How many bytes a JSON body may have; set as app data.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// A body that is JSON.
#[derive(Debug, Clone)]
pub struct JsonBody(pub Value);

impl JsonBody {
    /// Reads the body as `T` and hands over what is wrong so far, for the look-ups to add to.
    ///
    /// # Errors
    /// 422 when it is not even an object.
    pub fn read<T: FromJson>(&self) -> Result<(T, Problems), Problem> {
        let mut problems = Problems::default();
        match T::from_json(&self.0, &Pointer::root(), &mut problems) {
            Some(body) => Ok((body, problems)),
            None => Err(problems.into_problem()),
        }
    }
}

impl FromRequest for JsonBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<BodyLimit>().map_or(1 << 20, |limit| limit.0);
        let media_type =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let media_type = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let mut payload = payload.take();
        Box::pin(async move {
            if media_type != "application/json" && !media_type.is_empty() {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "Send the body as application/json.",
                ));
            }
            let mut bytes = actix_web::web::BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|error| Problem::bad_request("incomplete_body", error.to_string()))?;
                if bytes.len() + chunk.len() > limit {
                    return Err(Problem::new(
                        StatusCode::PAYLOAD_TOO_LARGE,
                        "body_too_large",
                        format!("A body may have {limit} bytes at most."),
                    ));
                }
                bytes.extend_from_slice(&chunk);
            }
            match serde_json::from_slice(&bytes) {
                Ok(value) if !media_type.is_empty() || bytes.is_empty() => Ok(Self(value)),
                Ok(_) => Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "Say what the body is: Content-Type: application/json.",
                )),
                Err(error) => Err(Problem::bad_request("not_json", format!("The body is not JSON: {error}."))),
            }
        })
    }
}

/// A JSON pointer (RFC 6901) to where we are in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer(String);

impl Pointer {
    /// The whole body.
    pub fn root() -> Self {
        Self(String::new())
    }

    /// A member of an object, or an element of an array.
    #[must_use]
    pub fn join(&self, part: impl std::fmt::Display) -> Self {
        let part = part.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{part}", self.0))
    }
}

/// What is wrong with a body so far.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldProblem>);

impl Problems {
    /// Notes a problem at a place of the body; the first at a place counts.
    pub fn at(&mut self, pointer: &Pointer, code: &'static str, detail: impl Into<String>) {
        if !self.0.iter().any(|problem| problem.pointer.as_ref() == Some(&pointer.0)) {
            self.0.push(FieldProblem {
                pointer: Some(pointer.0.clone()),
                parameter: None,
                code,
                detail: detail.into(),
            });
        }
    }

    /// Notes a problem at a pointer written out, such as `/letter/text`.
    pub fn at_path(&mut self, pointer: &str, code: &'static str, detail: impl Into<String>) {
        self.at(&Pointer(pointer.to_owned()), code, detail);
    }

    /// Keeps a parsed value, or notes why it could not be parsed.
    pub fn keep<T, E: std::fmt::Display>(
        &mut self,
        pointer: &str,
        code: &'static str,
        value: Result<T, E>,
    ) -> Option<T> {
        value.inspect_err(|error| self.at_path(pointer, code, error.to_string())).ok()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them as one answer.
    pub fn into_problem(self) -> Problem {
        Problem::rejected(self.0)
    }

    /// Goes on when nothing is wrong.
    ///
    /// # Errors
    /// 422 with every problem.
    pub fn check(self) -> Result<(), Problem> {
        if self.is_empty() { Ok(()) } else { Err(self.into_problem()) }
    }
}

/// What can be read out of a JSON value with every problem noted.
pub trait FromJson: Sized {
    /// The value, or nothing and a problem noted.
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self>;

    /// What stands for a field that is not there: a problem, unless the field may be absent.
    fn absent(at: &Pointer, problems: &mut Problems) -> Option<Self> {
        problems.at(at, "required", "This field is required.");
        None
    }
}

impl FromJson for String {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let Some(text) = value.as_str() else {
            problems.at(at, "wrong_type", "This has to be a text.");
            return None;
        };
        if text.contains('\0') {
            problems.at(at, "control_character", "The text holds a NUL character, which no letter has; remove it.");
            return None;
        }
        Some(text.to_owned())
    }
}

impl FromJson for bool {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        value.as_bool().or_else(|| {
            problems.at(at, "wrong_type", "This has to be true or false.");
            None
        })
    }
}

impl FromJson for f64 {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        value.as_f64().filter(|number| number.is_finite()).or_else(|| {
            problems.at(at, "wrong_type", "This has to be a number.");
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
        let Some(items) = value.as_array() else {
            problems.at(at, "wrong_type", "This has to be a list.");
            return None;
        };
        let read = |(index, item)| T::from_json(item, &at.join(index), problems);
        Some(items.iter().enumerate().filter_map(read).collect())
    }
}

/// A list whose elements keep their places, so that a look-up can point at the one that is wrong.
#[derive(Debug, Clone, utoipa::ToSchema)]
#[schema(value_type = Vec<T>)]
pub struct Elements<T>(pub Vec<(usize, T)>);

impl<T: FromJson> FromJson for Elements<T> {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let Some(items) = value.as_array() else {
            problems.at(at, "wrong_type", "This has to be a list.");
            return None;
        };
        let read = |(index, item)| Some((index, T::from_json(item, &at.join(index), problems)?));
        Some(Self(items.iter().enumerate().filter_map(read).collect()))
    }
}

/// Reads a text as something that parses.
fn parsed<T: std::str::FromStr>(
    value: &Value,
    at: &Pointer,
    problems: &mut Problems,
    code: &'static str,
    form: &str,
) -> Option<T> {
    let text = String::from_json(value, at, problems)?;
    text.parse().ok().or_else(|| {
        problems.at(at, code, form);
        None
    })
}

impl FromJson for NaiveDate {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        const FORM: &str = "This has to be a date such as 2026-11-20.";
        let text = String::from_json(value, at, problems)?;
        // chrono takes "2026-1-2" and years of six figures too; the contract has one form.
        let date = Self::parse_from_str(&text, "%Y-%m-%d").ok().filter(|date| date.to_string() == text);
        date.or_else(|| {
            problems.at(at, "bad_date", FORM);
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
                parsed(value, at, problems, $code, $form)
            }
        }
    )*};
}

// An id that is not of our form names nothing, so it is answered like one that is not known.
from_text! {
    crate::ids::PersonId, "unknown_person", "Nobody has this id. Look the person up with GET /api/v1/people?q=….";
    crate::ids::AssistId, "unknown_assist", "No assist of yours has this id. GET /api/v1/assists lists them.";
    crate::permissions::Role, "unknown_role", "This has to be one of banker, back_office, hr, auditor, admin.";
}

/// Opens an object and notes the names that it should not have.
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
        problems.at(
            &at.join(name),
            "unknown_field",
            format!("There is no such field; known are {}.", known.join(", ")),
        );
    }
    Some(object)
}

/// Reads one member of an object.
pub fn field<T: FromJson>(object: &Map<String, Value>, name: &str, at: &Pointer, problems: &mut Problems) -> Option<T> {
    let at = at.join(name);
    match object.get(name) {
        Some(value) => T::from_json(value, &at, problems),
        None => T::absent(&at, problems),
    }
}

/// Declares a request body: its form for reading and for the API's description in one place.
///
/// Every field of the struct is an `Option`: `None` says that the field could not be read and the problem is noted. A field that
/// may be absent or null is declared `Option<T>` and so becomes `Option<Option<T>>`.
macro_rules! body {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        $vis struct $name {
            $($(#[$field_doc])* pub $field: Option<$type>,)*
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
            struct Form { $($(#[$field_doc])* $field: $type,)* }

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
