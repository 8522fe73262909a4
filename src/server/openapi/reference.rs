//! The API's description as data for its page: calls in groups, with their fields, an example and their answers.
//!
//! It reads the same document that programs read and adds nothing of its own; examples are made from the schemas.

use serde_json::{Map, Value, json};

use crate::permissions::Access;
use crate::server::route::Route;

/// Depth to which the fields of a schema are listed. Deeper ones repeat what stands above them.
const DEEPEST: usize = 5;

/// Calls about one thing.
pub(super) struct Group {
    /// Its tag, which is its anchor too.
    pub tag: String,
    pub calls: Vec<Call>,
}

/// A call.
pub(super) struct Call {
    /// The id of the operation.
    pub anchor: String,
    pub method: &'static str,
    pub path: &'static str,
    pub access: String,
    pub summary: String,
    pub parameters: Vec<Field>,
    /// The fields of the body.
    pub body: Vec<Field>,
    /// The media type of a body that is no JSON.
    pub other_body: String,
    /// A command for a shell.
    pub example: String,
    pub answers: Vec<Answer>,
}

/// A parameter, or a field of a body or an answer.
pub(super) struct Field {
    /// With the names of the objects that hold it: `letter.signature.name`; `[]` follows a list.
    pub name: String,
    pub kind: String,
    pub is_required: bool,
    pub text: String,
}

/// An answer.
pub(super) struct Answer {
    pub status: String,
    pub text: String,
    pub fields: Vec<Field>,
    /// An example of its body, for the answers of success.
    pub example: String,
}

/// The calls of these routes, in groups by tag, in the order of the routes.
pub(super) fn groups<'a>(document: &Value, routes: impl Iterator<Item = &'a Route>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for route in routes {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        let Some(tag) = operation["tags"][0].as_str() else { continue };
        let call = Reader(document).call(route, operation);
        match groups.iter_mut().find(|group| group.tag == tag) {
            Some(group) => group.calls.push(call),
            None => groups.push(Group { tag: tag.to_owned(), calls: vec![call] }),
        }
    }
    groups
}

fn access(access: Access) -> String {
    match access {
        Access::Public => "anyone".to_owned(),
        Access::SignedIn => "signed in".to_owned(),
        Access::Only(roles) => roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

struct Reader<'a>(&'a Value);

impl Reader<'_> {
    fn call(&self, route: &Route, operation: &Value) -> Call {
        let content = &operation["requestBody"]["content"];
        let schema = &content["application/json"]["schema"];
        let other = content.as_object().and_then(|content| content.keys().find(|kind| *kind != "application/json"));
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let texts = [text(&operation["summary"]), text(&operation["description"])];
        Call {
            anchor: text(&operation["operationId"]),
            method: route.method,
            path: route.path,
            access: access(route.access),
            summary: texts.join(" ").trim().to_owned(),
            parameters: parameters.map(|parameter| self.parameter(parameter)).collect(),
            body: self.fields(schema),
            other_body: if schema.is_null() { other.cloned().unwrap_or_default() } else { String::new() },
            example: self.command(route, operation, schema),
            answers: self.answers(&operation["responses"]),
        }
    }

    fn parameter(&self, parameter: &Value) -> Field {
        let place = parameter["in"].as_str().unwrap_or_default();
        Field {
            name: text(&parameter["name"]),
            kind: format!("{}, {place}", self.kind(&parameter["schema"])),
            is_required: parameter["required"] == json!(true),
            text: text(&parameter["description"]),
        }
    }

    fn answers(&self, responses: &Value) -> Vec<Answer> {
        let responses = responses.as_object().into_iter().flatten();
        responses
            .map(|(status, response)| {
                let schema = &response["content"]["application/json"]["schema"];
                let media = response["content"].as_object().and_then(|content| content.keys().next());
                let other = media.filter(|media| schema.is_null() && !media.contains("problem"));
                let text = text(&response["description"]);
                let text = other.map_or_else(|| text.clone(), |media| format!("{text} ({media})"));
                let is_good = status.starts_with('2') && !schema.is_null();
                let example = if is_good { pretty(&self.sample(schema, 0)) } else { String::new() };
                Answer { status: status.clone(), text, fields: self.fields(schema), example }
            })
            .collect()
    }

    /// The schema that a reference leads to, with the parts of `allOf` put together.
    fn resolved(&self, schema: &Value) -> Value {
        if let Some(path) = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
            return self.0.pointer(path).map_or(Value::Null, |found| self.resolved(found));
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                let Value::Object(part) = self.resolved(part) else { continue };
                for (name, value) in part {
                    match (whole.get_mut(&name), value) {
                        (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                        (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
                        (_, value) => _ = whole.insert(name, value),
                    }
                }
            }
            return Value::Object(whole);
        }
        // A field that may be null is one of null and its schema.
        let choices = ["oneOf", "anyOf"].into_iter().find_map(|word| schema[word].as_array());
        let mut real = choices.into_iter().flatten().filter(|choice| choice["type"] != "null");
        match (real.next(), real.next()) {
            (Some(only), None) => self.resolved(only),
            _ => schema.clone(),
        }
    }

    fn kind(&self, schema: &Value) -> String {
        let schema = self.resolved(schema);
        if let Some(words) = schema["enum"].as_array() {
            return words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
        }
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
            kind => kind.as_str().into_iter().collect::<Vec<_>>(),
        };
        match (kinds.first().copied(), schema["format"].as_str()) {
            (Some("array"), _) => format!("list of {}", self.kind(&schema["items"])),
            (Some("string"), Some(format)) => format.to_owned(),
            (Some(kind), _) => kind.to_owned(),
            (None, _) => "any".to_owned(),
        }
    }

    fn fields(&self, schema: &Value) -> Vec<Field> {
        let mut fields = Vec::new();
        self.collect(schema, "", 0, &mut fields);
        fields
    }

    fn collect(&self, schema: &Value, before: &str, depth: usize, fields: &mut Vec<Field>) {
        let schema = self.resolved(schema);
        if depth >= DEEPEST {
            return;
        }
        if !schema["items"].is_null() {
            return self.collect(&schema["items"], &format!("{before}[]"), depth + 1, fields);
        }
        let required = schema["required"].as_array();
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            let path = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
            let own = text(&inner["description"]);
            let text = if own.is_empty() { text(&self.resolved(inner)["description"]) } else { own };
            let is_required = required.is_some_and(|required| required.iter().any(|one| one == name));
            fields.push(Field { name: path.clone(), kind: self.kind(inner), is_required, text });
            self.collect(inner, &path, depth + 1, fields);
        }
    }

    /// A value of a schema.
    fn sample(&self, schema: &Value, depth: usize) -> Value {
        let schema = self.resolved(schema);
        for given in [&schema["example"], &schema["examples"][0], &schema["enum"][0], &schema["default"]] {
            if !given.is_null() {
                return given.clone();
            }
        }
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(properties) = schema["properties"].as_object() {
            let fields = properties.iter().map(|(name, inner)| (name.clone(), self.sample(inner, depth + 1)));
            return Value::Object(fields.collect());
        }
        match self.kind(&schema).as_str() {
            list if list.starts_with("list of") => json!([self.sample(&schema["items"], depth + 1)]),
            "uuid" => json!("0193e0a4-7b1c-7d3e-9f00-2a6b8c4d1e5f"),
            "date" => json!("2026-11-20"),
            "date-time" => json!("2026-11-20T10:44:00.000000Z"),
            "email" => json!("sam.lee@bank.example"),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            "boolean" => json!(true),
            "object" | "any" => json!({}),
            _ => json!("…"),
        }
    }

    /// The call as a command for a shell.
    fn command(&self, route: &Route, operation: &Value, schema: &Value) -> String {
        let mut line = match route.method {
            "GET" => format!("curl \"$COMMEND{}\"", route.path),
            method => format!("curl -X {method} \"$COMMEND{}\"", route.path),
        };
        if route.access != Access::Public {
            line.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
        }
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for header in parameters.filter(|one| one["in"] == "header" && one["required"] == json!(true)) {
            line.push_str(&format!(" \\\n  -H '{}: …'", text(&header["name"])));
        }
        if !schema.is_null() {
            line.push_str(" \\\n  -H 'Content-Type: application/json' \\\n  -d '");
            line.push_str(&pretty(&self.sample(schema, 0)));
            line.push('\'');
        } else if operation["requestBody"]["content"]["multipart/form-data"].is_object() {
            line.push_str(" \\\n  -F file=@letter.pdf");
        }
        line
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
