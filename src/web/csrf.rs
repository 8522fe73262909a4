//! Accepts forms from our own pages only, by the origin of the request and the token of the session.
//!
//! Two defences, each sufficient. A browser states the origin of every request (`Sec-Fetch-Site`, otherwise `Origin`), which no page can
//! forge; a form without either header is refused. A form of a signed-in person also carries a token that only our pages can contain. A
//! form without a session, such as sign-in, is checked by its origin only: a token before the session would need another cookie, which a
//! person with two tabs loses, and would prove nothing that the header does not prove.
//!
//! A token is the HMAC-SHA-256 of the session and a number that differs from page to page, under a key of the installation's secret. The
//! number prevents that a compressing proxy discloses the token by the length of pages (BREACH). Nothing is stored.

use actix_web::HttpRequest;
use actix_web::http::header;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE64URL_NOPAD;
use url::{Origin, Url};

use super::{Problem, Site};
use crate::ids::SessionId;
use crate::secret::{Purpose, SecretError, Secrets};

/// The name of the hidden field. A form with a file has it in the query of its action, because its body is read as a stream.
pub const FIELD: &str = "csrf";
/// The mark of a form whose sender was asked once more (`confirm.rs`).
pub const CONFIRMED: &str = "confirmed";

/// True for a field that says where a form comes from, and is no input.
pub fn is_mark(field: &str) -> bool {
    [FIELD, CONFIRMED].contains(&field)
}

/// The header of a script's request.
pub const HEADER: &str = "x-csrf-token";

/// A new token of a session.
///
/// # Errors
/// When the secret cannot be used.
pub fn token(secrets: &Secrets, session: SessionId) -> Result<String, Problem> {
    let mut number = [0; 12];
    aws_lc_rs::rand::fill(&mut number).map_err(|_| Problem::unexpected(&"the source of randomness failed"))?;
    let text = format!("{}.{}", secrets.current(), BASE64URL_NOPAD.encode(&number));
    let mac = mac(secrets, Purpose::Forms, &text, &session.to_string()).map_err(|error| Problem::unexpected(&error))?;
    Ok(format!("{text}.{mac}"))
}

/// True when a token belongs to this session.
pub fn is_good(secrets: &Secrets, session: SessionId, token: &str) -> bool {
    let Some((text, given)) = token.rsplit_once('.') else { return false };
    let good = mac(secrets, Purpose::Forms, text, &session.to_string());
    good.is_ok_and(|good| verify_slices_are_equal(good.as_bytes(), given.as_bytes()).is_ok())
}

/// The authentication code of `text`, which begins with the name of the secret, in a session.
pub(super) fn mac(secrets: &Secrets, purpose: Purpose, text: &str, session: &str) -> Result<String, SecretError> {
    let id = text.split('.').next().unwrap_or_default();
    let tag = secrets.tag(purpose, id, &format!("{session}\n{text}"))?;
    Ok(BASE64URL_NOPAD.encode(tag.as_ref()))
}

/// True when a request comes from one of our own pages, or from the person at the browser.
pub fn is_own(request: &HttpRequest, site: &Site) -> bool {
    let text = |name| request.headers().get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(from), _) => matches!(from, "same-origin" | "none"),
        // Over http, and before 2023, browsers send only this header.
        (None, Some(origin)) => Url::parse(origin).is_ok_and(|url| is_ours(&url, request, site)),
        (None, None) => false,
    }
}

/// True for the public URL, and for the host of the request, which a proxy passes on. Where the public URL is https, http is not ours.
fn is_ours(origin: &Url, request: &HttpRequest, site: &Site) -> bool {
    let asked = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let same = |url: &Url| matches!(url.origin(), Origin::Tuple(..)) && url.origin() == origin.origin();
    let here = asked.and_then(|host| Url::parse(&format!("{}://{host}", origin.scheme())).ok());
    let secure = origin.scheme() == "https" || !site.https();
    site.public_url.as_ref().is_some_and(same) || (secure && here.as_ref().is_some_and(same))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn site(public_url: Option<&str>) -> (Site, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::read_or_make(&folder.path().join("secret")).expect("a secret");
        (Site::for_tests(secrets, public_url.map(|url| url.parse().expect("a URL"))), folder)
    }

    #[test]
    fn a_token_is_good_for_its_session_and_another_each_time() {
        let (site, _folder) = site(None);
        let (mine, other) = (SessionId::new(), SessionId::new());
        let first = token(&site.secrets, mine).expect("a token");
        assert_ne!(first, token(&site.secrets, mine).expect("a token"));
        assert!(is_good(&site.secrets, mine, &first));
        let (elsewhere, _other_folder) = self::site(None);
        assert!(!is_good(&site.secrets, other, &first) && !is_good(&elsewhere.secrets, mine, &first));
        for bad in ["", ".", "..", "a.b.c", &first[1..], &first[..first.len() - 1], &format!("{first}A")] {
            assert!(!is_good(&site.secrets, mine, bad), "{bad}");
        }
    }

    #[test]
    fn a_request_from_elsewhere_or_from_nowhere_is_not_ours() {
        let https = "https://commend.bank.example";
        for (public_url, headers, own) in [
            (Some(https), &[("sec-fetch-site", "same-origin")][..], true),
            (Some(https), &[("sec-fetch-site", "none")], true),
            (Some(https), &[("sec-fetch-site", "same-site"), ("origin", https)], false),
            (Some(https), &[("sec-fetch-site", "cross-site"), ("origin", https)], false),
            (Some(https), &[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (Some(https), &[("origin", https)], true),
            (Some(https), &[("origin", "https://commend.bank.example:8443")], false),
            (Some(https), &[("origin", "https://commend.bank.example.evil.example")], false),
            (Some(https), &[("origin", "https://127.0.0.1:8080")], true),
            (Some(https), &[("origin", "http://127.0.0.1:8080")], false),
            (Some(https), &[("origin", "null")], false),
            (Some(https), &[("origin", "")], false),
            (Some(https), &[], false),
            (None, &[("origin", "http://127.0.0.1:8080")], true),
            (None, &[("origin", "http://127.0.0.1:8081")], false),
            (None, &[("origin", "http://evil.example")], false),
            (None, &[("origin", "data://127.0.0.1:8080")], false),
        ] {
            let (site, _folder) = site(public_url);
            let request = TestRequest::post().insert_header((header::HOST, "127.0.0.1:8080"));
            let request = headers.iter().fold(request, |request, header| request.insert_header(*header));
            assert_eq!(is_own(&request.to_http_request(), &site), own, "{public_url:?} {headers:?}");
        }
    }
}
