//! One-time messages: what a person is told on the next page, once, such as "Your password is changed."
//!
//! The message travels in a cookie, signed for the session that it is for, so that nobody can put words into our pages. Invariant: it
//! is the id of a message of our own, and nothing that anybody wrote. The next page says it in its language.

use std::time::Duration;

use actix_web::cookie::SameSite;
use actix_web::{HttpRequest, HttpResponse};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE64URL_NOPAD;

use super::cookies::CookieKind;
use super::{Problem, Site, csrf};
use crate::ids::SessionId;
use crate::secret::{Purpose, SecretError};

/// A message that no page has shown within this time is not shown any more.
const LIFETIME: Duration = Duration::from_secs(120);

pub(super) const FLASH: CookieKind =
    CookieKind { name: "commend_flash", same_site: SameSite::Lax, lifetime: Some(LIFETIME) };

/// A message for the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash(String);

impl Flash {
    /// The id of a message without arguments.
    pub fn new(message: &'static str) -> Self {
        Self(message.to_owned())
    }

    /// Sends it with an answer, for the next page of this session; without a session, for the next page of nobody.
    ///
    /// # Errors
    /// When the secret cannot be used.
    pub fn send(&self, answer: &mut HttpResponse, site: &Site, session: Option<SessionId>) -> Result<(), Problem> {
        let seconds = site.clock.now().micros() / 1_000_000;
        let text = format!("{}.{seconds}.{}", site.secrets.current(), BASE64URL_NOPAD.encode(self.0.as_bytes()));
        let mac = mac(site, &text, session).map_err(|error| Problem::unexpected(&error))?;
        site.cookies().set(answer, FLASH, format!("{text}.{mac}"))
    }

    /// The message that came with a request, if it is ours, new, and for this session.
    pub(super) fn of(request: &HttpRequest, site: &Site, session: Option<SessionId>) -> Option<String> {
        let cookie = site.cookies().get(request, FLASH)?;
        let (text, given) = cookie.rsplit_once('.')?;
        let good = mac(site, text, session).ok()?;
        verify_slices_are_equal(good.as_bytes(), given.as_bytes()).ok()?;
        let mut parts = text.split('.').skip(1);
        let sent: i64 = parts.next()?.parse().ok()?;
        let age = (site.clock.now().micros() / 1_000_000).saturating_sub(sent);
        let words = BASE64URL_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        (0..=LIFETIME.as_secs().cast_signed()).contains(&age).then(|| String::from_utf8(words).ok())?
    }
}

fn mac(site: &Site, text: &str, session: Option<SessionId>) -> Result<String, SecretError> {
    let session = session.map(|session| session.to_string()).unwrap_or_default();
    csrf::mac(&site.secrets, Purpose::Flashes, text, &session)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::secret::Secrets;

    fn site() -> (Site, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::read_or_make(&folder.path().join("secret")).expect("a secret");
        (Site::for_tests(secrets, None), folder)
    }

    fn carried(site: &Site, flash: &Flash, session: Option<SessionId>) -> HttpRequest {
        let mut answer = HttpResponse::Ok().finish();
        flash.send(&mut answer, site, session).expect("a cookie");
        let cookie = answer.cookies().next().expect("a cookie").into_owned();
        TestRequest::default().cookie(cookie).to_http_request()
    }

    #[test]
    fn a_message_is_shown_to_its_session_and_for_two_minutes() {
        let (site, _folder) = site();
        let session = Some(SessionId::new());
        let request = carried(&site, &Flash::new("It is done."), session);
        assert_eq!(Flash::of(&request, &site, session).as_deref(), Some("It is done."));
        assert_eq!(Flash::of(&request, &site, None), None);
        assert_eq!(Flash::of(&request, &site, Some(SessionId::new())), None);
        let (other, _other_folder) = self::site();
        assert_eq!(Flash::of(&request, &other, session), None);
        site.clock.advance(LIFETIME + Duration::from_secs(1));
        assert_eq!(Flash::of(&request, &site, session), None);
    }
}
