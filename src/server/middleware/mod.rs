//! The steps of every request before and after its handler: the outer ones here, `problem_pages` and `guard` in their own files.

mod guard;
mod problem_pages;

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, ResponseError as _, web};
use futures_util::FutureExt as _;
use ipnet::IpNet;

pub use self::guard::guard;
pub use self::problem_pages::present;
use super::connections::{Connection, Connections};
use super::sliced_body::sliced;
use crate::app::App;
use crate::security_log::{self, RequestContext};
use crate::web::method_label;
use crate::web::{ClientAddress, Problem, RequestId, arriving, fault_page, wants_page, with_request_id};

/// Only scripts, styles and pictures of our own; forms are sent only to us, and no page of ours may be framed.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The pattern of the request's path in the table of routes; none for a path that is not in it. Finding it tries one regular
/// expression after the other, so it is found once for a request.
struct PathPattern(Option<String>);

/// Outermost: marks the connection as busy, limits the time of the body, and sends the answer in pieces.
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
    let found = request.match_pattern();
    let pattern = found.clone().unwrap_or_else(|| "(none)".to_owned());
    request.extensions_mut().insert(PathPattern(found));
    let app =
        request.app_data::<web::Data<App>>().cloned().ok_or_else(|| Problem::unexpected(&"the app is not there"))?;
    let address = client_address(&request, &app.config.server.trusted_proxies);
    request.extensions_mut().insert(ClientAddress(address));
    let is_page = wants_page(request.request());
    let scene = RequestContext {
        request_id: id.to_string(),
        route: pattern.clone(),
        address,
        watch: Arc::clone(&app.security),
    };
    let served = with_request_id(
        id,
        security_log::within(scene, async {
            match AssertUnwindSafe(next.call(request)).catch_unwind().await {
                Ok(served) => served,
                Err(_) => {
                    let problem = Problem::unexpected(&"a handler panicked");
                    let page = is_page.then(|| fault_page(&app.site, &problem).ok()).flatten();
                    let mut answer = page.unwrap_or_else(|| problem.error_response());
                    finish(answer.headers_mut(), id, app.site.https());
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
    finish(response.headers_mut(), id, app.site.https());
    Ok(response)
}

/// The headers of every answer.
fn finish(headers: &mut HeaderMap, id: RequestId, https: bool) {
    protect(headers, https);
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

/// The headers that tell a browser what it must not do with an answer.
fn protect(headers: &mut HeaderMap, https: bool) {
    if https {
        // RFC 6797: for a year, a browser that has been here uses https only.
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // With "no-referrer" browsers send forms with "Origin: null", which cannot be told from a foreign page.
    let referrer = if is_page { "same-origin" } else { "no-referrer" };
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, referrer),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// The client's address: the peer's, or the one that a trusted proxy reports. It is the first from the right that is no trusted
/// proxy, because the client itself can write everything left of it.
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
