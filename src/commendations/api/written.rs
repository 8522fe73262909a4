//! Writes an input of the intake as the JSON that a call would have sent, also values that cannot be taken.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::bodies::SendBody;
use crate::commendations::intake::{
    ClientInput, Input, LetterInput, PlaceInput, RegionInput, SignatureInput, Submitted, WorkaroundInput,
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

impl<T: Json> Json for Submitted<T> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// A value as somebody may have typed it, also where it cannot be taken.
    fn typed() -> impl Strategy<Value = Value> {
        let texts = ["", "2026-11-20", "31/31", "typed", "0193e0a4-0000-7000-8000-000000000000"].map(str::to_owned);
        prop_oneof![any::<String>(), proptest::sample::select(texts.to_vec())].prop_map(Value::String)
    }

    /// An object with some of these members.
    fn some(members: &'static [&'static str], value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
        let values = proptest::collection::vec(proptest::option::of(value), members.len());
        values.prop_map(|values| {
            let members = members.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
            Value::Object(members.collect())
        })
    }

    fn body() -> impl Strategy<Value = Value> {
        let list = proptest::collection::vec(typed(), 0..3).prop_map(Value::Array);
        let region = some(&["page", "x", "h"], (0..100_i32).prop_map(|n| json!(f64::from(n) / 10.0)));
        let texts = some(&["served_on", "cover_note", "what_they_did", "assist_id"], typed());
        let client = some(&["name", "email", "invited"], typed());
        let letter = some(&["kind", "text", "language", "upload_id", "transcript"], typed());
        (texts, client, letter, list, region).prop_map(|(mut body, client, mut letter, list, region)| {
            letter["redactions"] = json!([region]);
            letter["signature"] = client["name"].as_str().map_or(json!({}), |name| json!({"name": name}));
            body["client"] = client;
            body["letter"] = letter;
            body["helper_ids"] = list.clone();
            body["strengths"] = list;
            body
        })
    }

    proptest! {
        #[test]
        fn what_a_draft_keeps_is_written_as_it_was_sent(body in body()) {
            let (read, problems) = JsonBody::from(body.clone()).read::<SendBody>().expect("an object");
            let input = Input::from(read);
            prop_assert_eq!(written(&input), body);
            prop_assert_eq!(unread(&input).is_empty(), problems.is_empty());
            let stored = serde_json::to_string(&input).expect("JSON");
            prop_assert_eq!(written(&serde_json::from_str(&stored).expect("an input")), written(&input));
        }
    }
}
