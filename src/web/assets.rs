//! The files that pages need. They are built in and served under a name that holds their digest, so that a browser may keep them for
//! ever.

use std::io::Write as _;
use std::sync::LazyLock;

use actix_web::http::header::{self, AcceptEncoding, Encoding, Header as _};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
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
    /// The same, compressed with gzip. Files are the same for everybody, so that their size tells nothing. Pages hold private words
    /// beside those of the request, and are not compressed (the BREACH attack).
    gzip: Vec<u8>,
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
        let gzip = compressed(&file.data).ok()?;
        Some(Asset { file_name: name.into_owned(), address, media_type, file, gzip })
    };
    Embedded::iter().filter_map(named).collect()
});

fn compressed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The address of a file; empty for one that there is not.
pub(super) fn address(file_name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.file_name == file_name).map_or("", |asset| &asset.address)
}

/// The file of a name, compressed for a client that takes gzip; 404 for a name of another release.
///
/// # Errors
/// [`Problem::not_found`].
pub fn asset(request: &HttpRequest, name: &str) -> Result<HttpResponse, Problem> {
    let is_it = |asset: &&Asset| asset.address.strip_prefix("/assets/") == Some(name);
    let asset = ASSETS.iter().find(is_it).ok_or_else(Problem::not_found)?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(asset.media_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    if takes_gzip(request) {
        answer.insert_header((header::CONTENT_ENCODING, "gzip"));
        return Ok(answer.body(asset.gzip.as_slice()));
    }
    Ok(answer.body(asset.file.data.clone().into_owned()))
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let supported = [Encoding::gzip(), Encoding::identity()];
    let asked = AcceptEncoding::parse(request).ok();
    asked.and_then(|asked| asked.negotiate(supported.iter())) == Some(Encoding::gzip())
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn every_page_finds_its_files() {
        let plain = TestRequest::get().to_http_request();
        let browser = TestRequest::get().insert_header(("accept-encoding", "gzip, deflate, br")).to_http_request();
        for file in ["style.css", "icon.svg", "people.js"] {
            let name = address(file).strip_prefix("/assets/").expect("an address");
            for (request, encoding) in [(&plain, None), (&browser, Some("gzip"))] {
                let answer = asset(request, name).expect("a file");
                assert_eq!(answer.status(), StatusCode::OK, "{name}");
                let sent = answer.headers().get("content-encoding").map(|value| value.to_str().expect("text"));
                assert_eq!(sent, encoding, "{name}");
            }
        }
        assert!(asset(&plain, "style.css").is_err());
    }
}
