//! Turns a problem into a page for a client that asked for a page.

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::web::{Problem, problem_page, wants_page};

/// Between `observe` and `guard`, so that the guard's refusals become pages too.
pub async fn present(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let is_page = wants_page(request.request());
    let response = next.call(request).await?;
    let problem = response.response().error().filter(|_| is_page).and_then(|error| error.as_error::<Problem>());
    match problem.and_then(|problem| problem_page(response.request(), problem).ok()) {
        Some(page) => Ok(response.into_response(page).map_into_right_body()),
        None => Ok(response.map_into_left_body()),
    }
}
