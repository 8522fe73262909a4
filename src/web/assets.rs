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

/// The pictures of the help, in a folder for each language: `en/home.webp` has the name `help-en-home.webp` here.
#[derive(RustEmbed)]
#[folder = "assets/help/"]
struct Pictures;

/// A file that pages need.
struct Asset {
    /// `style.css`
    file_name: String,
    /// With a part of its digest: `/assets/style-0123456789abcdef.css`.
    address: String,
    media_type: &'static str,
    file: EmbeddedFile,
    /// The same, compressed with gzip; none for a picture, which gains nothing. Files are the same for everybody, so that their size tells
    /// nothing. Pages hold private words beside those of the request, and are not compressed (the BREACH attack).
    gzip: Option<Vec<u8>>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files = Embedded::iter().filter_map(|name| Asset::of(name.clone().into_owned(), Embedded::get(&name)?));
    let flat = |name: &str| format!("help-{}", name.replace('/', "-"));
    let pictures = Pictures::iter().filter_map(|name| Asset::of(flat(&name), Pictures::get(&name)?));
    files.chain(pictures).collect()
});

impl Asset {
    fn of(file_name: String, file: EmbeddedFile) -> Option<Self> {
        let (stem, end) = file_name.rsplit_once('.')?;
        let digest = HEXLOWER.encode(&file.metadata.sha256_hash()[..8]);
        let media_type = match end {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "webp" => "image/webp",
            _ => "application/octet-stream",
        };
        let address = format!("/assets/{stem}-{digest}.{end}");
        let gzip = if end == "webp" { None } else { Some(compressed(&file.data).ok()?) };
        Some(Self { file_name, address, media_type, file, gzip })
    }
}

fn compressed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The names of all files.
#[cfg(test)]
pub fn asset_names() -> impl Iterator<Item = &'static str> {
    ASSETS.iter().map(|asset| asset.file_name.as_str())
}

/// The address of a file; empty for one that there is not.
pub fn address(file_name: &str) -> &'static str {
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
    if let Some(gzip) = asset.gzip.as_deref().filter(|_| takes_gzip(request)) {
        answer.insert_header((header::CONTENT_ENCODING, "gzip"));
        return Ok(answer.body(gzip));
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
