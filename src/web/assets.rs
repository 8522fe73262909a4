//! The files that pages need. They are built in and served under a name that holds their digest, so that a browser may keep them for
//! ever.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;
use data_encoding::HEXLOWER;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::Problem;

#[derive(RustEmbed)]
#[folder = "assets/pages/"]
struct Embedded;

/// A file that pages need.
struct Asset {
    /// `style.css`
    file_name: String,
    /// With a part of its digest: `/assets/style-0123456789abcdef.css`.
    address: String,
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
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        let address = format!("/assets/{stem}-{digest}.{end}");
        Some(Asset { file_name: name.into_owned(), address, media_type, file })
    };
    Embedded::iter().filter_map(named).collect()
});

/// The address of a file; empty for one that there is not.
pub(super) fn address(file_name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.file_name == file_name).map_or("", |asset| &asset.address)
}

/// The file of a name; 404 for a name of another release.
///
/// # Errors
/// [`Problem::not_found`].
pub fn asset(name: &str) -> Result<HttpResponse, Problem> {
    let is_it = |asset: &&Asset| asset.address.strip_prefix("/assets/") == Some(name);
    let asset = ASSETS.iter().find(is_it).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(asset.media_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.file.data.clone().into_owned()))
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;

    use super::*;

    #[test]
    fn every_page_finds_its_files() {
        for file in ["style.css", "icon.svg"] {
            let name = address(file).strip_prefix("/assets/").expect("an address");
            assert_eq!(asset(name).expect("a file").status(), StatusCode::OK, "{name}");
        }
        assert!(asset("style.css").is_err());
    }
}
