//! Descriptions that many calls share: callers, errors, headers of answers, common parameters, and the rule that a request may
//! have no undescribed name.
//!
//! A handler describes its own parts; these are completed and never replaced.

use std::collections::BTreeSet;

use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response};

use crate::permissions::Access;
use crate::server::route::Route;

/// The media type of every error.
const PROBLEM: &str = "application/problem+json";

/// The meaning of an error, unless the handler describes it.
const MEANINGS: [(&str, &str); 16] = [
    ("200", "As asked"),
    ("201", "Recorded"),
    ("202", "Taken; it is done soon"),
    ("304", "The client has it already, as If-None-Match says"),
    ("400", "The body is not JSON, or it did not arrive whole"),
    ("401", "Nobody is signed in, or the access token is not good; WWW-Authenticate tells which (RFC 6750)"),
    ("403", "Known, and not allowed"),
    ("404", "Not there, or not the caller's to know"),
    ("408", "The body took too long to arrive"),
    ("409", "The state of the thing does not allow it"),
    ("413", "The body is too large"),
    ("415", "The body is of another media type, or it has a Content-Encoding"),
    ("422", "The body or a parameter cannot be taken; errors says which and why, all at once"),
    ("423", "The caller's browser was handed to a client; the password at /unlock takes it back"),
    ("429", "Too many requests: wait as long as Retry-After says"),
    ("503", "Something that is needed does not answer; nothing was changed: send the same request again"),
];

/// Completes the description of these routes.
pub fn complete(document: &mut OpenApi, routes: &[Route]) {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The access_token that POST /api/v1/tokens answers."))
        .build();
    document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(scheme));
    let mut requests = BTreeSet::new();
    for route in routes {
        let Some(operation) = operation_mut(document, route) else { continue };
        if route.access != Access::Public {
            operation.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
        }
        if operation.responses.responses.contains_key("304") {
            operation.parameters.get_or_insert_default().push(if_none_match());
        }
        operation.parameters.iter_mut().flatten().for_each(|parameter| complete_parameter(parameter, route));
        let request = operation.request_body.iter_mut().flat_map(|body| &mut body.content);
        request.for_each(|(kind, content)| complete_file(kind, content));
        add_errors(operation, route);
        complete_answers(operation);
        if route.is_strict() {
            let contents = operation.request_body.iter().flat_map(|body| body.content.values());
            contents.filter_map(|content| content.schema.as_ref()).for_each(|schema| named(schema, &mut requests));
        }
    }
    close(document, requests);
}

/// Adds the errors that follow from the kind of a call.
fn add_errors(operation: &mut Operation, route: &Route) {
    if !route.is_strict() {
        return;
    }
    let has_key = operation.parameters.iter().flatten().any(|parameter| parameter.name == "Idempotency-Key");
    let has_body = operation.request_body.is_some();
    let errors: [(&[&str], bool); 7] = [
        (&["422", "503"], true),
        (&["401", "423"], route.access != Access::Public),
        (&["403"], matches!(route.access, Access::Only(_))),
        (&["404"], route.path.contains('{')),
        (&["400", "408", "413"], has_body),
        // A body may be sent even if it is not read.
        (&["415"], has_body || route.method != "GET"),
        (&["409"], has_key),
    ];
    let statuses = errors.iter().filter(|(_, holds)| *holds).flat_map(|(statuses, _)| *statuses);
    for status in statuses {
        operation.responses.responses.entry((*status).to_owned()).or_insert_with(|| RefOr::T(Response::new("")));
    }
}

/// Gives every answer a description and headers, and every error its schema.
fn complete_answers(operation: &mut Operation) {
    let has_key = operation.parameters.iter().flatten().any(|parameter| parameter.name == "Idempotency-Key");
    let has_tag = operation.responses.responses.contains_key("304");
    for (status, answer) in &mut operation.responses.responses {
        let RefOr::T(answer) = answer else { continue };
        if answer.description.is_empty() {
            let meaning = MEANINGS.iter().find(|(known, _)| known == status);
            answer.description = meaning.map_or("Done", |(_, meaning)| *meaning).to_owned();
        }
        if status.as_str() >= "400" {
            complete_error(answer);
        }
        answer.content.iter_mut().for_each(|(kind, content)| complete_file(kind, content));
        let mut header = |name: &str, kind: Type, description: &str| {
            answer.headers.entry(name.to_owned()).or_insert_with(|| {
                let mut header = Header::new(Object::with_type(kind));
                header.description = Some(description.to_owned());
                header
            });
        };
        header("X-Request-Id", Type::String, "The id of the request; quote it when asking for help");
        match status.as_str() {
            "401" => header("WWW-Authenticate", Type::String, "Bearer, and why a token was not taken (RFC 6750)"),
            "429" | "503" => header("Retry-After", Type::Integer, "After so many seconds to try again"),
            "200" | "201" if has_key => {
                header("Idempotency-Replayed", Type::String, "true when this is the answer of an earlier request");
            }
            "200" | "304" if has_tag => header("ETag", Type::String, "The SHA-256 of the file"),
            _ => {}
        }
    }
}

/// The header with the entity tag that the client already has.
fn if_none_match() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .description(Some("The ETag of an earlier answer: 304 while it is the same (RFC 9110, section 13.1.2)"))
        .schema(Some(text))
        .build()
}

/// A file is binary. The derived schema would be a list of numbers.
fn complete_file(kind: &str, content: &mut Content) {
    if ["application/pdf", "image/jpeg", "image/png", "image/tiff"].contains(&kind) {
        let bytes =
            ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
        content.schema = Some(RefOr::T(Schema::Object(bytes.build())));
    }
}

/// An error is a problem document unless the handler declares another form, such as a page.
fn complete_error(answer: &mut Response) {
    let problem = || Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    let is_problem = |content: &Content| matches!(&content.schema, Some(RefOr::Ref(name)) if name.ref_location == "#/components/schemas/Problem");
    answer.content.retain(|_, content| !is_problem(content));
    if answer.content.is_empty() || answer.content.contains_key("text/html") {
        answer.content.insert(PROBLEM.to_owned(), problem());
    }
}

/// Parameters of the same name have the same meaning everywhere.
fn complete_parameter(parameter: &mut Parameter, route: &Route) {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let common = match (&parameter.parameter_in, parameter.name.as_str()) {
        (ParameterIn::Path, "id" | "delivery_id") if route.is_strict() => {
            Some(("An id, as it was answered", text().format(Some(SchemaFormat::Custom("uuid".to_owned())))))
        }
        (ParameterIn::Path, "number") => {
            Some(("The number of the page, from 1", ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1))))
        }
        (ParameterIn::Query, "limit") => {
            let limit = ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)));
            let limit = limit.minimum(Some(1)).maximum(Some(100)).default(Some(20.into()));
            Some(("How many items a page has at most", limit))
        }
        (ParameterIn::Query, "cursor") => {
            Some(("The next_cursor of the page before, unchanged", text().pattern(Some("^[A-Za-z0-9_-]+$"))))
        }
        (ParameterIn::Header, "Idempotency-Key") => {
            let key = text().min_length(Some(1)).max_length(Some(64)).pattern(Some("^[!-~]+$"));
            Some((
                "Visible ASCII, such as a UUID. Sent again with the same key and body, the request is done once",
                key,
            ))
        }
        _ => None,
    };
    if let Some((description, schema)) = common {
        parameter.description.get_or_insert_with(|| description.to_owned());
        parameter.schema = Some(RefOr::T(Schema::Object(schema.build())));
    }
    if let Some(schema) = &mut parameter.schema {
        without_null(schema);
    }
}

/// A query has no null: an optional parameter is omitted.
fn without_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(Object { schema_type, .. })) => {
            if let SchemaType::Array(types) = schema_type
                && let [only, Type::Null] | [Type::Null, only] = types.as_slice()
            {
                *schema_type = SchemaType::Type(only.clone());
            }
        }
        RefOr::T(Schema::OneOf(one_of)) => {
            let is_null = |item: &RefOr<Schema>| {
                matches!(item, RefOr::T(Schema::Object(Object { schema_type: SchemaType::Type(Type::Null), .. })))
            };
            one_of.items.retain(|item| !is_null(item));
            if let [only] = one_of.items.as_slice() {
                *schema = only.clone();
            }
        }
        _ => {}
    }
}

/// The names of the components that a schema refers to directly.
fn named(schema: &RefOr<Schema>, names: &mut BTreeSet<String>) {
    match schema {
        RefOr::Ref(reference) => {
            names.extend(reference.ref_location.rsplit('/').next().map(str::to_owned));
        }
        RefOr::T(Schema::Object(object)) => object.properties.values().for_each(|property| named(property, names)),
        RefOr::T(Schema::OneOf(one_of)) => one_of.items.iter().for_each(|item| named(item, names)),
        RefOr::T(Schema::AllOf(all_of)) => all_of.items.iter().for_each(|item| named(item, names)),
        RefOr::T(Schema::Array(array)) => {
            if let utoipa::openapi::schema::ArrayItems::RefOrSchema(items) = &array.items {
                named(items, names);
            }
        }
        _ => {}
    }
}

/// Marks every request schema, and those nested in it, as closed: other names are refused.
fn close(document: &mut OpenApi, mut waiting: BTreeSet<String>) {
    let Some(components) = &mut document.components else { return };
    let mut closed = BTreeSet::new();
    while let Some(name) = waiting.pop_first() {
        let Some(schema) = components.schemas.get_mut(&name) else { continue };
        if let RefOr::T(Schema::Object(object)) = schema
            && !object.properties.is_empty()
        {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
        let mut within = BTreeSet::new();
        named(schema, &mut within);
        closed.insert(name);
        waiting.extend(within.difference(&closed).cloned());
    }
}

fn operation_mut<'a>(document: &'a mut OpenApi, route: &Route) -> Option<&'a mut Operation> {
    let item = document.paths.paths.get_mut(route.path)?;
    match route.method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "PATCH" => item.patch.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}
