//! Writes an input of the intake as the JSON that a call would have sent, also values that cannot be taken.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::bodies::SendBody;
use crate::commendations::intake::{
    ClientInput, Given, Input, LetterInput, PlaceInput, RegionInput, SignatureInput, WorkaroundInput,
};
use crate::ids::{AssistId, PersonId};
use crate::web::{JsonBody, Problems};

/// An input in the form of the body of `POST /api/v1/commendations`.
pub fn written(input: &Input) -> Value {
    input.json()
}

/// The fields of an input that could not be read, each with the reason, as a call with these fields would have been told.
pub fn unread(input: &Input) -> Problems {
    // An object is always read.
    JsonBody::from(written(input)).read::<SendBody>().map(|(_, problems)| problems).unwrap_or_default()
}

trait Json {
    fn json(&self) -> Value;
}

impl<T: Json> Json for Vec<T> {
    fn json(&self) -> Value {
        self.iter().map(Json::json).collect()
    }
}

impl<T: Json> Json for Given<T> {
    fn json(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Unread(text) => text.as_str().into(),
            Self::Value(value) => value.json(),
        }
    }
}

impl Json for String {
    fn json(&self) -> Value {
        self.as_str().into()
    }
}

impl Json for bool {
    fn json(&self) -> Value {
        (*self).into()
    }
}

impl Json for f64 {
    fn json(&self) -> Value {
        (*self).into()
    }
}

macro_rules! as_text {
    ($($name:ty),*) => {$(
        impl Json for $name {
            fn json(&self) -> Value {
                self.to_string().into()
            }
        }
    )*};
}

as_text!(NaiveDate, PersonId, AssistId);

/// The members of an object; those that were left out are left out.
macro_rules! as_object {
    ($($name:ty { $($field:ident: $member:literal,)* })*) => {$(
        impl Json for $name {
            fn json(&self) -> Value {
                let mut object = Map::new();
                $(if !self.$field.is_absent() {
                    object.insert($member.to_owned(), self.$field.json());
                })*
                Value::Object(object)
            }
        }
    )*};
}

as_object! {
    Input {
        helpers: "helper_ids",
        served_on: "served_on",
        include_banker: "include_banker",
        client: "client",
        letter: "letter",
        did: "what_they_did",
        cover_note: "cover_note",
        cover_note_withheld: "cover_note_withheld",
        assist: "assist_id",
        workaround: "workaround",
        strengths: "strengths",
    }
    ClientInput {
        name: "name",
        email: "email",
        share_name: "consent_to_share_name",
        invited: "invited",
    }
    LetterInput {
        kind: "kind",
        text: "text",
        language: "language",
        signature: "signature",
        upload: "upload_id",
        transcript: "transcript",
        regions: "redactions",
        pages_checked: "pages_checked",
        withheld: "withheld",
    }
    SignatureInput {
        name: "name",
        strokes: "strokes",
    }
    PlaceInput {
        start: "start",
        end: "end",
    }
    RegionInput {
        page: "page",
        x: "x",
        y: "y",
        w: "w",
        h: "h",
    }
    WorkaroundInput {
        process: "process",
        detail: "detail",
    }
}
