//! Access control: calls every route with every role and compares the outcomes with `routes.rs`; so does the API's description.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use commend::permissions::{Access, Role};
use commend::routes::{Kind, ROUTES, Route};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, TestApp, form};

/// One caller for each role, one without a role, and one who is not signed in.
const CALLERS: [(&str, Option<&str>, Option<Role>); 7] = [
    ("nobody", None, None),
    ("no role", Some("tom"), None),
    ("banker", Some("sam"), Some(Role::Banker)),
    ("back_office", Some("priya"), Some(Role::BackOffice)),
    ("hr", Some("hugo"), Some(Role::Hr)),
    ("auditor", Some("noor"), Some(Role::Auditor)),
    ("admin", Some("lena"), Some(Role::Admin)),
];

/// Path of a route with a well-formed id that belongs to no record.
pub fn path_of(route: &Route) -> String {
    let mut path = String::new();
    for part in route.path.split_inclusive('/') {
        match part.strip_prefix('{') {
            Some(name) => {
                path.push_str("0193e0a4-0000-7000-8000-000000000000");
                path.push_str(name.split_once('}').map_or("", |(_, rest)| rest));
            }
            None => path.push_str(part),
        }
    }
    path
}

async fn call(client: &Client, route: &Route) -> u16 {
    let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
    let request = client.request(method.clone(), &path_of(route));
    let request = match (route.kind, route.method) {
        (_, "GET" | "DELETE") => request,
        (Kind::Page, _) => form(request, &[]).header("accept", "*/*").header("sec-fetch-site", "same-origin"),
        (Kind::Api, _) => request.json(&json!({})),
    };
    client.send(request).await.status
}

/// Status for a caller who is not signed in: opening a page leads to the sign-in page.
fn for_nobody(route: &Route) -> u16 {
    if route.is_page() && route.method == "GET" { 303 } else { 401 }
}

/// Outcome that the route's access rule demands before the handler runs.
fn allowed(route: &Route, who: Option<&str>, role: Option<Role>) -> Result<(), u16> {
    match (route.access, who) {
        (Access::Public, _) | (Access::SignedIn, Some(_)) => Ok(()),
        (_, None) => Err(for_nobody(route)),
        (Access::Only(roles), Some(_)) => {
            if role.is_some_and(|role| roles.contains(&role)) {
                Ok(())
            } else {
                Err(403)
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_with_every_role_has_its_stated_outcome() {
    let app = TestApp::start().await;
    // A route may send mail.
    app.leave_undone();
    let mut clients = Vec::new();
    for (_, who, _) in CALLERS {
        clients.push(match who {
            Some(who) => app.sign_in(who).await,
            None => app.anyone(),
        });
    }
    let mut table = String::new();
    let header = CALLERS.map(|(name, ..)| format!("{name:<12}")).concat();
    let _ = writeln!(table, "{:<81}{}", "", header.trim_end());
    for route in ROUTES {
        let mut line = format!("{:<7}{:<74}", route.method, route.path);
        for (place, (name, who, role)) in CALLERS.into_iter().enumerate() {
            let status = call(&clients[place], route).await;
            let may_end = route.method == "DELETE" || route.path == "/sign-out";
            if let (Some(who), true) = (who, may_end) {
                // The call may have ended the session.
                clients[place] = app.sign_in(who).await;
            }
            match allowed(route, who, role) {
                Err(refused) => assert_eq!(status, refused, "{} {} as {name}", route.method, route.path),
                Ok(()) if route.access == Access::Public => {
                    assert_ne!(status, 403, "{} {} as {name}", route.method, route.path);
                }
                Ok(()) => assert!(![401, 403].contains(&status), "{} {} as {name}: {status}", route.method, route.path),
            }
            assert!(status < 500, "{} {} as {name}: {status}", route.method, route.path);
            let _ = write!(line, "{status:<12}");
        }
        let _ = writeln!(table, "{}", line.trim_end());
    }
    // The body is empty and the id unknown: callers who pass the access rule get 404, 422 or an empty list.
    insta::assert_snapshot!(table);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_ours_opens_nothing() {
    let app = TestApp::start().await;
    for token in ["", "x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "ü"] {
        let client = app.anyone().with_token(token);
        for route in ROUTES.iter().filter(|route| route.access != Access::Public) {
            assert_eq!(call(&client, route).await, for_nobody(route), "{} {}", route.method, route.path);
        }
    }
}

/// Method and path of every described operation.
fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("an item").keys();
            methods
                .filter(|key| ["get", "post", "put", "delete", "patch"].contains(&key.as_str()))
                .map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_has_every_route_and_no_other() {
    let app = TestApp::start().await;
    let document = app.anyone().get("/api/openapi.json").await.with_status(200);
    let name = |route: &Route| (route.method.to_owned(), route.path.to_owned());
    let all: BTreeSet<_> = ROUTES.iter().map(name).collect();
    assert_eq!(all.len(), ROUTES.len(), "a route stands in the list twice");
    let of_the_api: BTreeSet<_> = ROUTES.iter().filter(|route| route.kind == Kind::Api).map(name).collect();
    assert_eq!(described(&document), of_the_api);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_names_every_parameter_and_who_may_call() {
    let app = TestApp::start().await;
    let document = app.anyone().get("/api/openapi.json").await.with_status(200);
    for route in ROUTES.iter().filter(|route| route.kind == Kind::Api) {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        let name = format!("{} {}", route.method, route.path);
        let declared: BTreeSet<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let in_path: BTreeSet<&str> =
            route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(declared, in_path, "{name}");
        assert_eq!(operation["security"].is_array(), route.access != Access::Public, "{name}: who may call it");
        assert!(operation["responses"].as_object().is_some_and(|answers| !answers.is_empty()), "{name}: its answers");
        assert!(operation["summary"].is_string() || operation["description"].is_string(), "{name}: what it does");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_is_not_there_and_a_method_it_has_not_are_told_apart() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    sam.get("/api/v1/nothing").await.problem(404, "not_found");
    sam.delete("/api/v1/people").await.problem(405, "method_not_allowed");
    let answer = sam.send(sam.request(Method::PATCH, "/api/v1/commendations")).await;
    answer.problem(405, "method_not_allowed");
    let allowed: BTreeSet<&str> = answer.header("allow").split(", ").collect();
    assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "OPTIONS", "POST"]));
}
