//! The API's description, made once of what the handlers of all routes say of themselves.

use std::collections::HashMap;

use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, ParameterIn};

use super::common;
use crate::server::route::Route;

/// The API's description, completed for its routes.
pub struct ApiDocument {
    pub(super) routes: &'static [Route],
    document: OpenApi,
    pub(super) text: String,
    /// The query parameters of each route, by method and path.
    query_parameters: HashMap<(&'static str, &'static str), Vec<String>>,
}

impl ApiDocument {
    /// Completes what the handlers of these routes say of themselves.
    pub fn of(routes: &'static [Route], mut document: OpenApi) -> Self {
        document.info.version = env!("CARGO_PKG_VERSION").to_owned();
        common::complete(&mut document, routes);
        let names = |route: &Route| {
            let parameters =
                operation(&document, route).into_iter().flat_map(|operation| operation.parameters.iter().flatten());
            let in_query = parameters.filter(|parameter| parameter.parameter_in == ParameterIn::Query);
            in_query.map(|parameter| parameter.name.clone()).collect()
        };
        let query_parameters = routes.iter().map(|route| ((route.method, route.path), names(route))).collect();
        let text = document.to_json().unwrap_or_else(|error| unreachable!("the description is plain data: {error}"));
        Self { routes, document, text, query_parameters }
    }

    /// The document (OpenAPI 3.1).
    pub fn document(&self) -> &OpenApi {
        &self.document
    }

    /// The names of a route's query parameters. A parameter that is not described is refused.
    pub fn query_parameters(&self, route: &Route) -> &[String] {
        self.query_parameters.get(&(route.method, route.path)).map_or(&[], Vec::as_slice)
    }
}

fn operation<'a>(document: &'a OpenApi, route: &Route) -> Option<&'a Operation> {
    let item = document.paths.paths.get(route.path)?;
    match route.method {
        "GET" => item.get.as_ref(),
        "POST" => item.post.as_ref(),
        "PUT" => item.put.as_ref(),
        "PATCH" => item.patch.as_ref(),
        "DELETE" => item.delete.as_ref(),
        _ => None,
    }
}
