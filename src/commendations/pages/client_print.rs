//! The page with the words for a client who left no address, to be printed in the client's language.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::commendations::operations::{ClientPrint, Commendations};
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::web::{Problem, Shell, id};

#[derive(Template)]
#[template(path = "commendations/client_print.html")]
struct PrintPage<'a> {
    shell: &'a Shell,
    id: CommendationId,
    print: ClientPrint,
}

/// The page.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    (shell, service): (Shell, web::Data<Commendations>),
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let print = service.client_print(caller, id).await?;
    shell.page(StatusCode::OK, &PrintPage { shell: &shell, id, print })
}
