//! Pages: what stands round each of them, the files they need, and whether a page or JSON is wanted.
//!
//! Style and icon are built in and served under a name that holds their digest, so that a browser may keep them for ever.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use data_encoding::HEXLOWER;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::Problem;

#[derive(RustEmbed)]
#[folder = "assets/pages/"]
struct Embedded;

/// A file that pages need.
struct Asset {
    /// With a part of its digest: `style-0123456789abcdef.css`.
    name: String,
    media_type: &'static str,
    file: EmbeddedFile,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let named = |name: std::borrow::Cow<'static, str>| {
        let file = Embedded::get(&name)?;
        let (stem, end) = name.rsplit_once('.')?;
        let digest = HEXLOWER.encode(&file.metadata.sha256_hash()[..8]);
        let media_type = match end {
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        Some(Asset { name: format!("{stem}-{digest}.{end}"), media_type, file })
    };
    Embedded::iter().filter_map(named).collect()
});

fn address(stem: &str) -> String {
    let asset = ASSETS.iter().find(|asset| asset.name.rsplit_once('-').is_some_and(|(before, _)| before == stem));
    asset.map(|asset| format!("/assets/{}", asset.name)).unwrap_or_default()
}

/// The file of a name; 404 for a name of another release.
///
/// # Errors
/// [`Problem::not_found`].
pub fn asset(name: &str) -> Result<HttpResponse, Problem> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(asset.media_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.file.data.clone().into_owned()))
}

/// What stands round every page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Whose pages they are.
    pub bank: String,
    /// The address of the style.
    pub style: String,
    /// The address of the icon.
    pub icon: String,
}

impl Shell {
    /// The shell of a bank's pages.
    pub fn of(bank: &str) -> Self {
        Self { bank: bank.to_owned(), style: address("style"), icon: address("icon") }
    }
}

/// A page as an answer.
///
/// # Errors
/// When the template fails, which nobody foresaw.
pub fn page(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
    let html = page.render().map_err(|error| Problem::unexpected(&error))?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}

/// Whether JSON is wanted rather than a page. A page is for whoever does not say, or takes both alike.
pub fn wants_json(request: &HttpRequest) -> bool {
    let accepts = request.headers().get_all(header::ACCEPT).filter_map(|value: &HeaderValue| value.to_str().ok());
    let (mut json, mut html) = (0.0, 0.0);
    for range in accepts.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        match kind.as_str() {
            "application/json" | "application/problem+json" => json = weight.max(json),
            "text/html" | "application/xhtml+xml" => html = weight.max(html),
            _ => {}
        }
    }
    json > html
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn json_is_for_whoever_asks_for_it() {
        for (accept, json) in [
            ("application/json", true),
            ("application/json, text/plain, */*", true),
            ("text/html;q=0.8, application/json", true),
            ("Application/JSON; q=0.9", true),
            ("*/*", false),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false),
            ("text/html, application/json", false),
            ("application/json;q=0", false),
        ] {
            let request = TestRequest::default().insert_header((header::ACCEPT, accept)).to_http_request();
            assert_eq!(wants_json(&request), json, "{accept}");
        }
        assert!(!wants_json(&TestRequest::default().to_http_request()));
    }

    #[test]
    fn every_page_finds_its_files() {
        let shell = Shell::of("Sample Bank");
        for address in [&shell.style, &shell.icon] {
            let name = address.strip_prefix("/assets/").expect("an address");
            assert_eq!(asset(name).expect("a file").status(), StatusCode::OK, "{name}");
        }
        assert!(asset("style.css").is_err());
    }
}
