//! Pages: what stands round each of them, and the files they need.
//!
//! Style and icon are built in and served under a name that holds their digest, so that a browser may keep them for ever.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
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

#[cfg(test)]
mod tests {
    use super::*;

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
