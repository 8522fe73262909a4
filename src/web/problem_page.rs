//! Problems as pages, for clients that asked for HTML: one sentence on what happened, one on what to do, and a reference to quote.
//!
//! Most details of a [`Problem`] are for programs. A page has words of its own for each kind, and says more only where the detail is told to
//! people, in the language of the page.

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use mime::Mime;

use super::negotiation::{prefers, varying};
use super::return_path::{own_path, sign_in};
use super::{Problem, Shell, Site, current_request_id, local};
use crate::language::{Sentence, span_phrase};

/// True when a problem is shown as a page: the client prefers HTML to JSON, and the request is no call of the API.
pub fn wants_page(request: &HttpRequest) -> bool {
    let problem: Mime = "application/problem+json".parse().unwrap_or(mime::APPLICATION_JSON);
    !request.path().starts_with("/api/") && prefers(request, &[mime::TEXT_HTML], &[mime::APPLICATION_JSON, problem])
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    shell: &'a Shell,
    said: ProblemWords<'static>,
    /// True for a fault of the service.
    is_fault: bool,
    /// The page to try again.
    again: Option<String>,
    /// The page to sign in at.
    sign_in: Option<String>,
    reference: String,
    time: String,
}

/// A problem as the answer to a request.
///
/// # Errors
/// When the page cannot be made.
pub fn problem_page(request: &HttpRequest, problem: &Problem) -> Result<HttpResponse, Problem> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    drawn(&Shell::of(request)?, Site::of(request)?, problem, is_read)
}

/// A problem as the answer when the request itself is no longer available.
///
/// # Errors
/// When the page cannot be made.
pub fn fault_page(site: &Site, problem: &Problem) -> Result<HttpResponse, Problem> {
    drawn(&Shell::bare(site), site, problem, false)
}

/// `is_read` is true when the request changed nothing and may be repeated.
fn drawn(shell: &Shell, site: &Site, problem: &Problem, is_read: bool) -> Result<HttpResponse, Problem> {
    let status = problem.status();
    let may_pass = matches!(status.as_u16(), 408 | 429 | 500 | 503);
    let other_person = matches!(status.as_u16(), 401 | 403);
    let page = ProblemPage {
        said: said(problem, shell),
        is_fault: status.is_server_error(),
        again: own_path(&shell.here).filter(|_| may_pass && is_read),
        sign_in: other_person.then(|| sign_in(if is_read { &shell.here } else { "/" })),
        reference: current_request_id(),
        time: shell.language.moment(local(shell, site.clock.now())),
        shell,
    };
    let mut answer = shell.page(status, &page)?;
    problem.put_headers(answer.headers_mut());
    Ok(varying(answer))
}

/// The words on a problem's page.
struct ProblemWords<'a> {
    heading: Sentence<'a>,
    text: String,
    stamp: Sentence<'a>,
}

fn said(problem: &Problem, shell: &Shell) -> ProblemWords<'static> {
    let own = |heading: &'static str, text: &'static str, stamp: &'static str| ProblemWords {
        heading: shell.say(heading),
        text: shell.say(text).to_string(),
        stamp: shell.say(stamp),
    };
    // The detail says more about the person's own matter than a sentence for all could.
    let detail = |heading: &'static str, otherwise: &'static str, stamp: &'static str| ProblemWords {
        heading: shell.say(heading),
        text: problem.in_words(shell.language, otherwise),
        stamp: shell.say(stamp),
    };
    match problem.status() {
        StatusCode::UNAUTHORIZED => {
            own("problem-unauthenticated", "problem-unauthenticated-text", "problem-stamp-unauthenticated")
        }
        StatusCode::FORBIDDEN if problem.code() == "form_refused" => {
            own("problem-form-refused", "problem-form-refused-text", "problem-stamp-not-sent")
        }
        StatusCode::FORBIDDEN => forbidden(problem, shell),
        StatusCode::NOT_FOUND => own("problem-not-found", "problem-not-found-text", "problem-stamp-not-here"),
        StatusCode::METHOD_NOT_ALLOWED => own("problem-method", "problem-method-text", "problem-stamp-not-sent"),
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => {
            detail("problem-conflict", "problem-conflict-text", "problem-stamp-changed")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            detail("problem-too-large", "problem-too-large-text", "problem-stamp-too-large")
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            detail("problem-unprocessable", "problem-unprocessable-text", "problem-stamp-returned")
        }
        StatusCode::TOO_MANY_REQUESTS => too_often(problem, shell),
        StatusCode::SERVICE_UNAVAILABLE => {
            detail("problem-unavailable", "problem-unavailable-text", "problem-stamp-delayed")
        }
        status if status.is_server_error() => own("problem-fault", "problem-fault-text", "problem-stamp-delayed"),
        _ => own("problem-other", "problem-other-text", "problem-stamp-returned"),
    }
}

fn forbidden(problem: &Problem, shell: &Shell) -> ProblemWords<'static> {
    let general = match &shell.viewer {
        Some(viewer) => shell.say("problem-forbidden-text").with("name", &viewer.name).to_string(),
        None => shell.say("problem-forbidden-text-out").to_string(),
    };
    ProblemWords {
        heading: shell.say("problem-forbidden"),
        text: problem.phrase().map_or(general, |phrase| phrase.within(shell.language)),
        stamp: shell.say("problem-stamp-private"),
    }
}

fn too_often(problem: &Problem, shell: &Shell) -> ProblemWords<'static> {
    let wait = span_phrase(problem.retry_after().unwrap_or(60)).within(shell.language);
    let general = || shell.say("problem-too-often-text").with("span", wait).to_string();
    ProblemWords {
        heading: shell.say("problem-too-often"),
        text: problem.phrase().map_or_else(general, |phrase| phrase.within(shell.language)),
        stamp: shell.say("problem-stamp-wait"),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::http::header;
    use actix_web::test::TestRequest;
    use actix_web::web;

    use super::*;
    use crate::language::phrase;
    use crate::secret::Secrets;

    #[actix_web::test]
    async fn every_problem_is_a_page_with_a_heading_a_way_on_and_a_reference() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::read_or_make(&folder.path().join("secret")).expect("a secret");
        let site = Site::for_tests(secrets, None);
        let request = TestRequest::get().uri("/team?q=a").app_data(web::Data::new(site.clone())).to_http_request();
        let unfit = Problem::unprocessable("unfit", phrase("field-date"));
        for (problem, word, status) in [
            (Problem::unauthenticated(), "href=\"/sign-in?next=/team%3Fq%3Da\"", 401),
            (Problem::forbidden("Your roles do not allow this."), "This page is for another role", 403),
            (Problem::form_refused(), "did not come from one of our pages", 403),
            (Problem::not_found(), "There is nothing at this address", 404),
            (Problem::method_not_allowed("GET".to_owned()), "only receives a form", 405),
            (Problem::conflict("done", phrase("refused-withdrawn")), "It was withdrawn and nothing more", 409),
            (Problem::conflict("done", "Send /api/v1 errors."), "Open the page again", 409),
            (Problem::too_large(phrase("field-file-too-large").with("most", 25)), "larger than 25 MB", 413),
            (unfit, "This has to be a date such as 2026-11-20.", 422),
            (Problem::too_many(150, "Too many."), "Wait 3 minutes, then try again.", 429),
            (Problem::unexpected(&"the cause"), "Something broke on our side", 500),
            (Problem::unavailable(), "href=\"/team?q=a\">Try again", 503),
            (Problem::unsupported_encoding(), "That did not arrive as it should", 415),
        ] {
            let answer = problem_page(&request, &problem).expect("a page");
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(answer.headers().contains_key(header::RETRY_AFTER), problem.retry_after().is_some(), "{status}");
            assert_eq!(answer.headers().contains_key(header::WWW_AUTHENTICATE), status == 401, "{status}");
            let page = to_bytes(answer.into_body()).await.expect("a body");
            let page = String::from_utf8(page.to_vec()).expect("UTF-8");
            assert!(page.contains(word), "{status}: {word}:\n{page}");
            for part in ["<h1>", "href=\"/\"", "class=\"mono rid\"", "21 Nov 2025"] {
                assert!(page.contains(part), "{status}: {part}:\n{page}");
            }
            for talk in ["the cause", "/api/v1", "Bearer", "errors"] {
                assert!(!page.contains(talk), "{status}: {talk}:\n{page}");
            }
        }
        let bare = fault_page(&site, &Problem::unexpected(&"a panic")).expect("a page");
        assert_eq!(bare.status().as_u16(), 500);
    }

    #[test]
    fn a_page_is_for_whoever_prefers_one() {
        for (path, accept, is_page) in [
            ("/x", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("/x", "text/html", true),
            ("/x", "text/*", true),
            ("/x", "*/*", false),
            ("/x", "application/json, text/html;q=0.9", false),
            ("/x", "text/html, application/json", false),
            ("/x", "", false),
            ("/api/v1/me", "text/html", false),
            ("/api", "text/html", true),
        ] {
            let request = TestRequest::get().uri(path).insert_header((header::ACCEPT, accept)).to_http_request();
            assert_eq!(wants_page(&request), is_page, "{path} {accept}");
        }
    }
}
