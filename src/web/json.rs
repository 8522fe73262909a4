//! JSON bodies: received up to a limit of bytes, and parsed up to the number of names and values that any of our bodies can have.
//!
//! A megabyte holds a hundred thousand names or half a million numbers. The parser keeps only as many as are needed to report the
//! excess, so that reading costs as much as the bytes, whatever they contain.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::body::FromJson;
use super::problems::{MOST, Pointer, Problems};
use super::{Problem, incomplete, media_type};

/// The most bytes of a body; set as app data.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// The most names of an object: more than any of ours has, and enough to fill the report of unknown names.
const MOST_NAMES: usize = MOST + 50;
/// The most values of a body: a signature of 20,000 points has 60,000.
const MOST_VALUES: usize = 100_000;
/// A larger body is parsed on a thread of its own, where it delays no other request.
const SMALL: usize = 64 << 10;

/// A body that is JSON.
#[derive(Debug, Clone)]
pub struct JsonBody {
    /// The parsed value.
    pub value: Value,
    /// Pointers to the places where the parser stopped reading.
    cut: Vec<(String, String)>,
    /// True for a form, in which every value is a text.
    is_form: bool,
}

impl JsonBody {
    /// Reads the body as `T`, and returns the problems so far, to which look-ups add theirs.
    ///
    /// # Errors
    /// 422 when the body is not an object.
    pub fn read<T: FromJson>(&self) -> Result<(T, Problems), Problem> {
        let mut problems = if self.is_form { Problems::of_form() } else { Problems::default() };
        for (pointer, why) in &self.cut {
            problems.at_path(pointer, "too_many", why);
        }
        match T::from_json(&self.value, &Pointer::root(), &mut problems) {
            Some(body) => Ok((body, problems)),
            None => Err(problems.into_problem()),
        }
    }

    /// This body as a patch of another one (RFC 7396).
    #[must_use]
    pub fn onto(&self, mut value: Value) -> Self {
        merge(&mut value, &self.value);
        Self { value, ..self.clone() }
    }

    /// The body of a form, whose fields have become an object.
    pub(super) fn of_form(value: Value, cut: Vec<(String, String)>) -> Self {
        Self { value, cut, is_form: true }
    }
}

/// Applies a merge patch (RFC 7396, section 2).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            merge(target.entry(name.as_str()).or_insert(Value::Null), value);
        }
    }
}

impl From<Value> for JsonBody {
    /// A body made within the program.
    fn from(value: Value) -> Self {
        Self { value, cut: Vec::new(), is_form: false }
    }
}

impl FromRequest for JsonBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<BodyLimit>().map_or(1 << 20, |limit| limit.0);
        let media_type = media_type(request).unwrap_or_default();
        let payload = payload.take();
        Box::pin(async move {
            if media_type != "application/json" && !media_type.is_empty() {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "Send the body as application/json.",
                ));
            }
            let bytes = received(payload, limit).await?;
            if media_type.is_empty() && !bytes.is_empty() {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "Say what the body is: Content-Type: application/json.",
                ));
            }
            let parsed = if bytes.len() <= SMALL {
                parse(&bytes)
            } else {
                let parsing = tokio::task::spawn_blocking(move || parse(&bytes)).await;
                parsing.map_err(|error| Problem::unexpected(&error))?
            };
            parsed.map_err(|error| Problem::bad_request("not_json", format!("The body is not JSON: {error}.")))
        })
    }
}

/// The bytes of a body, up to a limit.
pub(super) async fn received(mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| incomplete(&error))?;
        if bytes.len() + chunk.len() > limit {
            return Err(Problem::too_large(format!("A body may have {limit} bytes at most.")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn parse(bytes: &[u8]) -> Result<JsonBody, serde_json::Error> {
    // A parser may take a byte order mark, which some programs write before UTF-8 (RFC 8259, section 8.1).
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let reading = RefCell::new(Reading { values_left: MOST_VALUES, cut: Vec::new() });
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let value = ValueAt { at: Pointer::root(), reading: &reading }.deserialize(&mut parser)?;
    parser.end()?;
    Ok(JsonBody { value, cut: reading.into_inner().cut, is_form: false })
}

/// State shared by all values of one body.
struct Reading {
    values_left: usize,
    cut: Vec<(String, String)>,
}

/// A value to read, and its place.
#[derive(Clone, Copy)]
struct ValueAt<'a> {
    at: Pointer<'a>,
    reading: &'a RefCell<Reading>,
}

impl ValueAt<'_> {
    fn cut(&self, why: String) {
        let mut reading = self.reading.borrow_mut();
        if reading.cut.len() <= MOST {
            reading.cut.push((self.at.to_string(), why));
        }
    }

    /// Counts one value; false when the body has too many.
    fn has_room(&self) -> bool {
        let mut reading = self.reading.borrow_mut();
        let had = reading.values_left;
        reading.values_left = had.saturating_sub(1);
        had > 0
    }
}

impl<'de> DeserializeSeed<'de> for ValueAt<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Value, D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueAt<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while self.has_room() {
            let at = self.at.element(items.len());
            match list.next_element_seed(ValueAt { at, ..self })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
        if list.next_element::<IgnoredAny>()?.is_some() {
            self.cut(format!("A body may have {MOST_VALUES} values at most; from here on it has more."));
            while list.next_element::<IgnoredAny>()?.is_some() {}
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut read = 0;
        while read < MOST_NAMES && self.has_room() {
            let Some(name) = members.next_key::<Cow<'_, str>>()? else { return Ok(Value::Object(object)) };
            let value = members.next_value_seed(ValueAt { at: self.at.member(&name), ..self })?;
            object.insert(name.into_owned(), value);
            read += 1;
        }
        if members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            self.cut(match read {
                MOST_NAMES => format!("This object has more than {MOST_NAMES} names, which no object here has."),
                _ => format!("A body may have {MOST_VALUES} values at most; from here on it has more."),
            });
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..8).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_not_too_much_is_read_as_serde_json_reads_it(value in any_json()) {
            let text = value.to_string();
            let read = parse(text.as_bytes()).expect("JSON");
            prop_assert!(read.cut.is_empty());
            prop_assert_eq!(read.value, serde_json::from_str::<Value>(&text).expect("JSON"));
        }

        #[test]
        fn what_serde_json_refuses_is_refused(text in "[\\[\\]{}\",:0-9tfnue.\\\\ -]{0,24}") {
            prop_assert_eq!(parse(text.as_bytes()).is_ok(), serde_json::from_str::<Value>(&text).is_ok());
        }
    }

    #[test]
    fn of_more_than_a_body_may_have_the_place_is_told_and_the_rest_is_let_by() {
        let names = |count: usize| (0..count).map(|n| (n.to_string(), Value::Null)).collect::<Map<_, _>>();
        let read = |value: Value| parse(value.to_string().as_bytes()).expect("JSON");
        assert!(read(serde_json::json!({"a": names(MOST_NAMES)})).cut.is_empty());
        let over = read(serde_json::json!({"a": [0, names(MOST_NAMES + 1)], "z": 1}));
        assert_eq!(over.cut.iter().map(|(at, _)| at.as_str()).collect::<Vec<_>>(), ["/a/1"]);
        assert_eq!(over.value["z"], 1, "what comes after it is read");

        let over = read(serde_json::json!({"a": vec![0; MOST_VALUES + 1], "z": 1}));
        assert_eq!(over.cut.iter().map(|(at, _)| at.as_str()).collect::<Vec<_>>(), ["/a", ""]);
        let deep = "[".repeat(100_000);
        assert!(parse(deep.as_bytes()).is_err(), "nesting has an end, too");
    }
}
