//! What happens to every request before and after its handler.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, ResponseError as _, web};
use futures_util::FutureExt as _;
use ipnet::IpNet;

use super::connections::{Connection, Connections};
use super::description;
use super::health::method_label;
use super::slices::sliced;
use crate::app::App;
use crate::ids::CommendationId;
use crate::permissions::{Access, Caller};
use crate::routes::{self, Route};
use crate::security::{self, Account, Outcome, Scene};
use crate::web::{ClientAddress, KnownParameters, Problem, Query, RequestId, arriving, plain_body, with_request_id};

/// Outermost: the connection is being worked for, the body has a time limit, and the answer goes in pieces.
pub async fn attend(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let connection = request.conn_data::<Arc<Connection>>().cloned();
    let limits = request.app_data::<Connections>().cloned();
    let _serving = connection.as_ref().map(Connection::serve);
    if let (Some(connection), Some(limits)) = (connection, limits) {
        let payload = request.take_payload();
        if !matches!(payload, Payload::None) {
            let on_wait = move |does| connection.awaits_body(does);
            request.set_payload(arriving(payload, limits.times(), on_wait, limits.stopped()));
        }
    }
    Ok(next.call(request).await?.map_body(|_, body| sliced(body)))
}

/// The request's id, its log line, its count, the headers of every answer. Nothing personal is logged: no query, no
/// path parameter, no address.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = RequestId::new();
    let began = Instant::now();
    let method = method_label(request.method());
    let pattern = request.match_pattern().unwrap_or_else(|| "(none)".to_owned());
    let app =
        request.app_data::<web::Data<App>>().cloned().ok_or_else(|| Problem::unexpected(&"the app is not there"))?;
    let address = client_address(&request, &app.config.server.trusted_proxies);
    request.extensions_mut().insert(ClientAddress(address));
    let scene = Scene { request_id: id.to_string(), route: pattern.clone(), address, watch: Arc::clone(&app.security) };
    let served = with_request_id(
        id,
        security::within(scene, async {
            match AssertUnwindSafe(next.call(request)).catch_unwind().await {
                Ok(served) => served,
                Err(_) => {
                    let answer = Problem::unexpected(&"a handler panicked").error_response();
                    Err(InternalError::from_response("a handler panicked", answer).into())
                }
            }
        }),
    )
    .await;
    let status = match &served {
        Ok(response) => response.status().as_u16(),
        Err(error) => error.as_response_error().status_code().as_u16(),
    };
    let took = began.elapsed();
    app.requests.count(method, &pattern, status, took);
    tracing::info!(request_id = %id, method, route = pattern, status, millis = took.as_secs_f64() * 1e3, "request");
    let mut response = served?;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    if app.config.server.public_url.as_ref().is_some_and(|url| url.scheme() == "https") {
        // RFC 6797: a browser that has been here once comes by https only, for a year.
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    Ok(response)
}

/// The client's address: the peer, or what a trusted proxy says it is. From the right, the first that is no proxy of ours:
/// what stands left of it was written by the client.
fn client_address(request: &ServiceRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let forwarded = request.headers().get_all(HeaderName::from_static("x-forwarded-for"));
    let hops: Vec<IpAddr> = forwarded
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical()))
        .collect();
    Some(hops.iter().rev().find(|hop| !is_trusted(hop)).or(hops.first()).copied().unwrap_or(peer))
}

/// Innermost: finds out who calls and whether the route is open to that person, and refuses what no handler takes. What is refused to
/// somebody who is signed in stands in the security log.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let route = request.match_pattern().and_then(|pattern| routes::find(request.method(), &pattern));
    let access = route.map_or(Access::Public, |route| route.access);
    let admitted = match admit(&request, access).await {
        Ok(()) => plain_body(request.method(), request.headers()).and_then(|()| parameters(&request, route)),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = admitted {
        return Ok(request.into_response(problem.error_response()).map_into_right_body());
    }
    let response = next.call(request).await?;
    if let Some(route) = route {
        note_refusal(&response, route);
    }
    Ok(response.map_into_left_body())
}

/// Notes who may not read an original, which is a 404 like that of anything that is not there, or do what the handler has refused.
fn note_refusal(response: &ServiceResponse<impl MessageBody>, route: &Route) {
    let Some(caller) = response.request().extensions().get::<Caller>().copied() else { return };
    let outcome = match response.status() {
        StatusCode::FORBIDDEN => Outcome::RouteRefused,
        StatusCode::NOT_FOUND if route.is_restricted_reading() => Outcome::ReadingRefused,
        _ => return,
    };
    // Only what is an id of ours: the rest of a path is the client's own words.
    let id = response.request().match_info().get("id").and_then(|id| id.parse::<CommendationId>().ok());
    security::record(outcome, Account::Person(caller.person), id.map(|id| id.to_string()).as_deref());
}

/// Tells the handler which query parameters its route has, and refuses any where it has none.
fn parameters(request: &ServiceRequest, route: Option<&Route>) -> Result<(), Problem> {
    let Some(route) = route.filter(|route| route.is_strict()) else { return Ok(()) };
    let known = KnownParameters(description::query_parameters(route));
    request.extensions_mut().insert(known);
    if known.0.is_empty() { Query::of(request.query_string(), Some(known)).check() } else { Ok(()) }
}

async fn admit(request: &ServiceRequest, access: Access) -> Result<(), Problem> {
    if access == Access::Public {
        return Ok(());
    }
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| Problem::unexpected(&"the app is not there"))?;
    let caller = app.accounts.authenticate(bearer(request)?).await?;
    if !access.allows(caller.roles) {
        let route = request.match_pattern().and_then(|pattern| routes::find(request.method(), &pattern));
        let outcome = match route {
            Some(route) if route.is_restricted_reading() => Outcome::ReadingRefused,
            _ => Outcome::RouteRefused,
        };
        security::record(outcome, Account::Person(caller.person), None);
        return Err(Problem::forbidden("Your roles do not allow this. Ask your administrator if they should."));
    }
    request.extensions_mut().insert(caller);
    Ok(())
}

/// The access token. One that is no visible ASCII is as good as an empty one, and neither is ours.
fn bearer(request: &ServiceRequest) -> Result<&str, Problem> {
    let given = request.headers().get(header::AUTHORIZATION).ok_or_else(Problem::unauthenticated)?;
    let (scheme, token) = given.as_bytes().split_at_checked("bearer".len()).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"bearer") || token.first().is_some_and(|next| *next != b' ') {
        return Err(Problem::unauthenticated());
    }
    Ok(std::str::from_utf8(token).unwrap_or_default().trim())
}
