//! Checks every answer that a test receives against the OpenAPI description: status, media type, and the form of its JSON.
//!
//! A name in an answer that is not described is an error, just as a missing one is.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use commend::routes::TABLE;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(TABLE.description.document()).expect("a description"));

type Validators = HashMap<String, Arc<Validator>>;

static VALIDATORS: LazyLock<Mutex<Validators>> = LazyLock::new(Mutex::default);

/// Difference between an answer and the description; `None` when they agree. Paths and methods that are not described are not
/// checked, nor is a 500.
pub fn drift(method: &str, path: &str, status: u16, media_type: &str, body: &[u8]) -> Option<String> {
    let operation = operation(method, path)?;
    if matches!(status, 405 | 500) {
        return None;
    }
    let Some(answer) = operation["responses"].get(status.to_string()) else {
        return Some(format!("{method} {path}: {status} is not described"));
    };
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let described = answer["content"].as_object().filter(|content| !content.is_empty());
    let Some(described) = described else {
        return (!body.is_empty())
            .then(|| format!("{method} {path}: {status} is described without a body and has one"));
    };
    let named = described.iter().find(|(name, _)| name.split(';').next().is_some_and(|name| name.trim() == kind));
    let Some((_, content)) = named else {
        return Some(format!("{method} {path}: {status} is described as {described:?} and is {media_type:?}"));
    };
    if !kind.ends_with("json") {
        return None;
    }
    if content["schema"].is_null() {
        return Some(format!("{method} {path}: the body of {status} has no schema"));
    }
    let validator = validator(&content["schema"]);
    // The answer to HEAD has no body.
    if method.eq_ignore_ascii_case("head") && body.is_empty() {
        return None;
    }
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Some(format!("{method} {path}: the body of {status} is not JSON: {error}")),
    };
    let wrong: Vec<String> = validator.iter_errors(&value).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    (!wrong.is_empty())
        .then(|| format!("{method} {path}: {status} is not as described: {}\n{value:#}", wrong.join("; ")))
}

fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &str| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        pattern.len() == parts.len()
            && pattern.iter().zip(&parts).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
    };
    let (_, item) = DESCRIPTION["paths"].as_object()?.iter().find(|(pattern, _)| fits(pattern))?;
    item.get(method.to_ascii_lowercase())
}

fn validator(schema: &Value) -> Arc<Validator> {
    let key = schema.to_string();
    let mut known = VALIDATORS.lock().expect("no panic while it is held");
    let made = known.entry(key).or_insert_with(|| {
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Arc::new(options.build(&expanded(schema, true)).expect("a schema"))
    });
    Arc::clone(made)
}

/// A schema with its references resolved. With `closed`, its objects may have only the names that are described.
fn expanded(schema: &Value, closed: bool) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/")) {
        let target = name.split('/').fold(&*DESCRIPTION, |at, part| &at[part]);
        assert!(target.is_object(), "{name} is not described");
        return expanded(target, closed);
    }
    let Some(object) = schema.as_object() else { return schema.clone() };
    let mut whole = Map::new();
    for (key, value) in object {
        let value = match (key.as_str(), value) {
            // The names are spread over the parts of `allOf`, so no part is closed.
            ("allOf", Value::Array(parts)) => parts.iter().map(|part| expanded(part, false)).collect(),
            ("oneOf" | "anyOf", Value::Array(parts)) => parts.iter().map(|part| expanded(part, closed)).collect(),
            ("properties", Value::Object(properties)) => {
                properties.iter().map(|(name, value)| (name.clone(), expanded(value, true))).collect()
            }
            ("items" | "additionalProperties", value) => expanded(value, true),
            (_, value) => value.clone(),
        };
        whole.insert(key.clone(), value);
    }
    if closed && (whole.contains_key("properties") || whole.contains_key("allOf")) {
        whole.insert("unevaluatedProperties".to_owned(), json!(false));
    }
    Value::Object(whole)
}
