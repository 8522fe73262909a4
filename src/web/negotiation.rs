//! Reads the headers that describe a request's body and the answer that it wants, by actix's typed headers.
//!
//! A header that cannot be read counts as one that was not sent (RFC 9110, section 12.5.1, leaves that to the server).

use actix_web::http::Method;
use actix_web::http::header::{self, Accept, EntityTag, Header as _, IfNoneMatch, Quality, QualityItem};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use mime::Mime;

use super::Problem;

/// True when the client prefers one of the media types `other` to those of `usual`. A client that states no preference, or accepts both
/// equally or neither, gets the usual answer. Of two types with the same weight the one that is named more exactly is preferred.
pub fn prefers(request: &HttpRequest, other: &[Mime], usual: &[Mime]) -> bool {
    let Ok(Accept(ranges)) = Accept::parse(request) else { return false };
    let best = |kinds: &[Mime]| kinds.iter().filter_map(|kind| weight(&ranges, kind)).max();
    best(other) > best(usual)
}

/// True when the client prefers JSON to a page.
pub fn wants_json(request: &HttpRequest) -> bool {
    let problem: Mime = "application/problem+json".parse().unwrap_or(mime::APPLICATION_JSON);
    prefers(request, &[mime::APPLICATION_JSON, problem], &[mime::TEXT_HTML])
}

/// Weight of a media type, and how exactly it is named: its most exact range decides (RFC 9110, section 12.5.1). None when it
/// is not accepted.
fn weight(ranges: &[QualityItem<Mime>], kind: &Mime) -> Option<(Quality, u8)> {
    let exactness = |range: &Mime| match (range.type_(), range.subtype()) {
        (mime::STAR, mime::STAR) => Some(0),
        (main, mime::STAR) if main == kind.type_() => Some(1),
        _ if range.essence_str() == kind.essence_str() => Some(2),
        _ => None,
    };
    let matching = ranges.iter().filter_map(|range| Some((exactness(&range.item)?, range.quality)));
    let (exactness, quality) = matching.max()?;
    (quality > Quality::ZERO).then_some((quality, exactness))
}

/// Declares that the answer depends on `Accept`, so that a cache keeps the two apart.
pub fn varying(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
    answer
}

/// The media type of the body, without its parameters; none when it is missing or unreadable. The charset of JSON is ignored: it is
/// UTF-8, and the parameter has no meaning (RFC 8259, section 11).
pub fn media_type(request: &HttpRequest) -> Option<String> {
    Some(request.content_type().to_ascii_lowercase()).filter(|kind| !kind.is_empty())
}

/// True when the client has the answer with this tag already: weak comparison, a list, or `*` (RFC 9110, section 13.1.2).
pub fn has_already(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// Refuses a compressed or otherwise encoded body. No body is decoded: a small one could become a very large one.
///
/// # Errors
/// 415 for any `Content-Encoding` but `identity`.
pub fn plain_body(method: &Method, headers: &header::HeaderMap) -> Result<(), Problem> {
    let plain = |value: &header::HeaderValue| value.is_empty() || value.as_bytes().eq_ignore_ascii_case(b"identity");
    let has_body = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if !has_body || headers.get_all(header::CONTENT_ENCODING).all(plain) {
        return Ok(());
    }
    Err(Problem::unsupported_encoding())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn accepting(accept: &str) -> HttpRequest {
        TestRequest::default().insert_header((header::ACCEPT, accept)).to_http_request()
    }

    #[test]
    fn json_is_for_whoever_asks_for_it() {
        for (accept, json) in [
            ("application/json", true),
            ("application/problem+json", true),
            ("application/json, text/plain, */*", true),
            ("text/html;q=0.8, application/json", true),
            ("text/html;q=0.8,application/json;charset=utf-8;q=0.9", true),
            ("Application/JSON; q=0.9", true),
            ("application/json ; q=0.5", true),
            ("text/*;q=0.3, application/json;q=0.4", true),
            ("text/html;q=0, */*", true),
            ("text/html;q=0, application/*;q=0.1", true),
            ("nonsense, application/json", true),
            ("*/*", false),
            ("application/*;q=0.2, text/html;q=0.3", false),
            ("text/*;q=0.5, application/json;q=0.4", false),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false),
            ("text/html, application/json", false),
            ("application/json;q=0", false),
            ("application/json;q=0, */*", false),
            ("application/jsonp", false),
            ("image/png", false),
            ("nonsense", false),
            ("", false),
        ] {
            assert_eq!(wants_json(&accepting(accept)), json, "{accept}");
        }
        assert!(!wants_json(&TestRequest::default().to_http_request()));
    }

    #[test]
    fn several_lines_of_a_header_are_one_list() {
        let request = TestRequest::default()
            .append_header((header::ACCEPT, "text/html;q=0.5"))
            .append_header((header::ACCEPT, "application/json"))
            .to_http_request();
        assert!(wants_json(&request));
    }

    #[test]
    fn a_pdf_is_for_whoever_names_it() {
        for (accept, pdf) in [
            ("application/pdf", true),
            ("application/pdf, application/problem+json", true),
            ("application/pdf, application/json;q=0.9", true),
            ("application/pdf, */*", true),
            ("application/json, application/pdf;q=0.5", false),
            ("application/pdf;q=0", false),
            ("application/pdf;q=0, */*", false),
            ("application/pdfx", false),
            ("*/*", false),
        ] {
            let wanted = prefers(&accepting(accept), &[mime::APPLICATION_PDF], &[mime::APPLICATION_JSON]);
            assert_eq!(wanted, pdf, "{accept}");
        }
    }

    #[test]
    fn what_a_client_has_is_found_by_weak_comparison_in_a_list() {
        let tag = EntityTag::new_strong("abc".to_owned());
        for (known, has) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", W/\"y\" , \"abc\"", true),
            ("*", true),
            ("\"ab\"", false),
            ("\"abcd\"", false),
            ("abc", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header((header::IF_NONE_MATCH, known)).to_http_request();
            assert_eq!(has_already(&request, &tag), has, "{known}");
        }
        assert!(!has_already(&TestRequest::default().to_http_request(), &tag));
    }

    #[test]
    fn only_a_plain_body_is_read() {
        for (encoding, plain) in
            [("", true), ("identity", true), ("Identity", true), ("gzip", false), ("identity, br", false), ("x", false)]
        {
            let request = TestRequest::default().insert_header((header::CONTENT_ENCODING, encoding)).to_http_request();
            assert_eq!(plain_body(&Method::POST, request.headers()).is_ok(), plain, "{encoding}");
            assert!(plain_body(&Method::GET, request.headers()).is_ok(), "there is no body");
        }
    }
}
