//! Forms that a page sends: pairs become the same input as JSON does, with the same list of problems, and are kept to be shown again.
//!
//! A name with points is a member within a member (`client.name`), a name that comes twice is a list. A field that is left empty counts as
//! absent. What is a number or a yes in JSON is a text here; [`Problems`] knows that, and the readers of fields ask it.
//!
//! Invariant: a form reaches a handler only through the guard of all routes, which has checked where it came from (`csrf.rs`).

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::body::FromJson;
use super::filled::{FieldError, Filled, value};
use super::json::{BodyLimit, JsonBody, received};
use super::problems::Problems;
use super::{Problem, csrf, media_type};
use crate::language::Language;

/// The most fields that a form may have; the rest is not read.
const MOST_FIELDS: usize = 1000;
/// The most members within one another.
const DEEPEST: usize = 6;
/// Fields that are never shown again.
const SECRET: [&str; 2] = ["current", "new"];

fn is_secret(name: &str) -> bool {
    SECRET.contains(&name) || name.contains("password")
}

/// A form as it was sent.
#[derive(Debug, Clone)]
pub struct Form {
    pairs: Vec<(String, String)>,
    truncated: bool,
}

impl Form {
    /// Reads a body of `application/x-www-form-urlencoded`, up to the limit of all bodies.
    ///
    /// # Errors
    /// 415 when it is none, 413 when it is too large, 400 or 408 when it does not arrive.
    pub async fn receive(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        if !Self::is_form(request) {
            return Err(no_form());
        }
        let limit = request.app_data::<BodyLimit>().map_or(1 << 20, |limit| limit.0);
        Ok(Self::of(&received(payload, limit).await?))
    }

    /// True when the body is a form of fields.
    pub fn is_form(request: &HttpRequest) -> bool {
        media_type(request).is_some_and(|kind| kind == "application/x-www-form-urlencoded")
    }

    fn of(body: &[u8]) -> Self {
        let mut pairs = form_urlencoded::parse(body);
        // A browser sends every line break as two characters.
        let pair = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
            (name.into_owned(), value.replace("\r\n", "\n"))
        };
        let read = pairs.by_ref().take(MOST_FIELDS).map(pair).collect();
        Self { pairs: read, truncated: pairs.next().is_some() }
    }

    /// Text of a field as typed; empty when nothing was.
    pub fn value(&self, name: &str) -> &str {
        value(&self.pairs, name)
    }

    /// Texts of a field that comes several times, as typed.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The form with the fields within one member alone.
    #[must_use]
    pub fn within(&self, member: &str) -> Self {
        let pairs = self.pairs.iter().filter(|(name, _)| is_in(name, member)).cloned().collect();
        Self { pairs, truncated: self.truncated }
    }

    /// The fields that may stand in a page again, in their order.
    pub fn kept(&self) -> Vec<(String, String)> {
        self.pairs.iter().filter(|(name, _)| !csrf::is_mark(name) && !is_secret(name)).cloned().collect()
    }

    /// The form to be shown again as it was sent, before anything is found wrong with it.
    pub fn unread(&self) -> Filled {
        Filled { pairs: self.kept(), errors: Vec::new() }
    }

    /// True when there is a field that may not.
    pub(super) fn has_secret(&self) -> bool {
        self.pairs.iter().any(|(name, _)| is_secret(name))
    }

    /// Reads the form as `T` and hands over what is wrong so far, for the look-ups to add to.
    ///
    /// # Errors
    /// 422 when it is not even that.
    pub fn read<T: FromJson>(&self) -> Result<(T, Problems), Problem> {
        let mut cut = Vec::new();
        if self.truncated {
            cut.push((String::new(), format!("A form may have {MOST_FIELDS} fields at most.")));
        }
        let mut object = Map::new();
        for (name, value) in &self.pairs {
            let names: Vec<&str> = name.split('.').collect();
            if csrf::is_mark(name) || value.is_empty() || names.len() > DEEPEST {
                continue;
            }
            insert(&mut object, &names, value);
        }
        JsonBody::of_form(Value::Object(object), cut).read()
    }

    /// The form again, with what is wrong with its fields.
    ///
    /// # Errors
    /// The problem itself where it is not about the fields.
    pub fn rejected(
        &self,
        problem: &Problem,
        language: Language,
        labels: &[(&'static str, &'static str)],
    ) -> Result<Filled, Problem> {
        match problem.status() {
            StatusCode::UNPROCESSABLE_ENTITY => Ok(self.again(problem, language, labels)),
            _ => Err(problem.clone()),
        }
    }

    /// The form to be shown again with what is wrong with it. `labels` are the fields in the order of the page, each with the message of
    /// its label.
    pub fn again(&self, problem: &Problem, language: Language, labels: &[(&'static str, &'static str)]) -> Filled {
        let name = |pointer: &Option<String>| {
            pointer.as_deref().map(|pointer| pointer.trim_start_matches('/').replace('/', "."))
        };
        let told = problem.fields().iter();
        let told =
            told.map(|field| (name(&field.pointer).unwrap_or_default(), field.detail.within(language, "field-other")));
        let told: Vec<(String, String)> = told.collect();
        let at = |(field, label): &(&str, &str)| {
            let within = told.iter().filter(|(name, _)| is_in(name, field));
            within.map(|(_, words)| FieldError::at(field, &language.say(label).to_string(), words)).collect::<Vec<_>>()
        };
        let mut errors: Vec<FieldError> = labels.iter().flat_map(at).collect();
        let elsewhere = |(name, _): &&(String, String)| !labels.iter().any(|(field, _)| is_in(name, field));
        errors.extend(told.iter().filter(elsewhere).map(|(_, words)| FieldError::at("", "", words)));
        if errors.is_empty() {
            errors.push(FieldError::at("", "", &problem.in_words(language, "problem-unprocessable-text")));
        }
        Filled { pairs: self.kept(), errors }
    }
}

/// True when a name is that of a field, or of something within it.
fn is_in(name: &str, field: &str) -> bool {
    name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn insert(object: &mut Map<String, Value>, names: &[&str], value: &str) {
    let [name, within @ ..] = names else { return };
    if within.is_empty() {
        match object.get_mut(*name) {
            None => drop(object.insert((*name).to_owned(), value.into())),
            Some(Value::Array(list)) => list.push(value.into()),
            Some(first) => *first = Value::Array(vec![first.take(), value.into()]),
        }
        return;
    }
    let member = object.entry(*name).or_insert_with(|| Value::Object(Map::new()));
    // A field with a text has no members; the problem is reported at the text.
    if let Value::Object(member) = member {
        insert(member, within, value);
    }
}

impl FromRequest for Form {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The guard has read it, if it is one.
        std::future::ready(request.extensions_mut().remove::<Self>().ok_or_else(no_form))
    }
}

fn no_form() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "Send the form as application/x-www-form-urlencoded.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::body;

    body! {
        /// Somebody within.
        struct Within {
            /// A text.
            name: String,
            /// A tick.
            told: bool,
        }
    }

    body! {
        /// A form of every kind of field.
        struct Every {
            /// A text.
            text: String,
            /// A text that may be left empty.
            note: Option<String>,
            /// A day.
            day: Option<chrono::NaiveDate>,
            /// A number.
            number: Option<f64>,
            /// Ticks of one name.
            picked: Option<Vec<String>>,
            /// A form within.
            within: Option<Within>,
        }
    }

    fn read(body: &str) -> (Every, Problem) {
        let (every, problems) = Form::of(body.as_bytes()).read::<Every>().expect("an object");
        (every, problems.into_problem())
    }

    #[test]
    fn a_form_is_the_same_input_as_json() {
        let body =
            "text=a+b%0D%0Ac&note=&day=2026-11-20&number=1.5&picked=x&picked=y&within.name=M&within.told=on&csrf=t";
        let (every, problem) = read(body);
        assert!(problem.fields().is_empty(), "{problem:?}");
        assert_eq!(every.text.as_deref(), Some("a b\nc"));
        assert_eq!(every.note, Some(None));
        assert_eq!(every.day.flatten().map(|day| day.to_string()).as_deref(), Some("2026-11-20"));
        assert_eq!(every.number, Some(Some(1.5)));
        let picked = every.picked.flatten().expect("a list");
        assert_eq!(picked, ["x", "y"]);
        let within = every.within.flatten().expect("what is within");
        assert_eq!((within.name.as_deref(), within.told), (Some("M"), Some(true)));
        let (one, problem) = read("text=a&picked=x&within.name=M");
        assert!(problem.fields().is_empty(), "one of a list, and a box that is not ticked: {problem:?}");
        assert_eq!(one.within.flatten().and_then(|within| within.told), Some(false));
    }

    #[test]
    fn all_problems_come_at_once_and_at_their_fields() {
        let form = Form::of(b"day=1.1.2026&number=many&within.name=&within.told=maybe&extra=1");
        let (_, problems) = form.read::<Every>().expect("an object");
        let problem = problems.into_problem();
        let mut told: Vec<_> =
            problem.fields().iter().map(|field| (field.pointer.clone().unwrap_or_default(), field.code)).collect();
        told.sort();
        assert_eq!(
            told,
            [
                ("/day".to_owned(), "bad_date"),
                ("/extra".to_owned(), "unknown_field"),
                ("/number".to_owned(), "wrong_type"),
                ("/text".to_owned(), "required"),
                ("/within/name".to_owned(), "required"),
                ("/within/told".to_owned(), "wrong_type"),
            ]
        );
        let again =
            form.again(&problem, Language::english(), &[("text", "Text"), ("day", "Day"), ("within.name", "Name")]);
        assert_eq!(again.value("day"), "1.1.2026");
        let first: Vec<_> = again.errors.iter().map(|error| error.field.as_str()).take(4).collect();
        assert_eq!(first, ["text", "day", "within.name", ""], "in the order of the page, the others after it");
        assert_eq!(again.errors.len(), 6);
        assert_eq!(again.error("text"), Some("This field is required."));
        assert_eq!(again.errors[0].summary, "Text: This field is required.");
    }

    #[test]
    fn a_form_made_to_be_costly_is_cut_and_says_so() {
        let many: String = (0..MOST_FIELDS + 1).map(|n| format!("f{n}=1&")).collect();
        let (_, problem) = read(&many);
        assert_eq!((problem.fields().len(), problem.fields()[0].code), (100, "too_many"));
        let deep = format!("text=a&{}=1&a=1&a.b=2", ["x"; 1000].join("."));
        assert_eq!(read(&deep).1.fields().len(), 1, "a name deeper than any of ours is not read");
    }

    #[test]
    fn no_secret_is_kept() {
        let form = Form::of(b"email=a&password=b&current=c&new=d&csrf=e&new_password=f&text=g");
        assert_eq!(form.kept(), [("email".to_owned(), "a".to_owned()), ("text".to_owned(), "g".to_owned())]);
    }
}
