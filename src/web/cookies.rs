//! Cookies: each is declared once, with a name, the sites it goes with and a lifetime; none is readable by a script.
//!
//! Over https a name has the prefix `__Host-`: a browser takes such a cookie from this host alone and over https alone, so that
//! no neighbouring host can set one (RFC 6265bis, section 4.1.3.2). An installation without https uses plain names.

use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::{HttpRequest, HttpResponse};

use super::Problem;

/// A cookie of ours.
#[derive(Debug, Clone, Copy)]
pub struct CookieKind {
    /// Without the prefix.
    pub name: &'static str,
    /// `Strict` where a link from a mail does not need it.
    pub same_site: SameSite,
    /// None for a cookie that lasts until the browser is closed.
    pub lifetime: Option<Duration>,
}

/// The session of a signed-in person. It is `Lax`, so that a person who follows a link in a mail is signed in.
pub const SESSION: CookieKind = CookieKind { name: "commend_session", same_site: SameSite::Lax, lifetime: None };

/// Reads and sets cookies, with names and flags for the scheme of the public URL.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    https: bool,
}

impl Cookies {
    /// `https` when the public URL is.
    pub fn new(https: bool) -> Self {
        Self { https }
    }

    fn name(self, kind: CookieKind) -> String {
        format!("{}{}", if self.https { "__Host-" } else { "" }, kind.name)
    }

    /// The value that came with a request.
    pub fn get(self, request: &HttpRequest, kind: CookieKind) -> Option<String> {
        request.cookie(&self.name(kind)).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
    }

    /// Sets a cookie with an answer.
    ///
    /// # Errors
    /// When the value cannot be a cookie's.
    pub fn set(self, answer: &mut HttpResponse, kind: CookieKind, value: String) -> Result<(), Problem> {
        let lifetime = kind.lifetime.map(|lifetime| i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX));
        self.add(answer, kind, value, lifetime)
    }

    /// Removes a cookie.
    ///
    /// # Errors
    /// As [`Cookies::set`].
    pub fn remove(self, answer: &mut HttpResponse, kind: CookieKind) -> Result<(), Problem> {
        self.add(answer, kind, String::new(), Some(0))
    }

    fn add(
        self,
        answer: &mut HttpResponse,
        kind: CookieKind,
        value: String,
        lifetime: Option<i64>,
    ) -> Result<(), Problem> {
        let mut cookie = Cookie::build(self.name(kind), value)
            .path("/")
            .http_only(true)
            .secure(self.https)
            .same_site(kind.same_site)
            .finish();
        cookie.set_max_age(lifetime.map(time::Duration::seconds));
        answer.add_cookie(&cookie).map_err(|error| Problem::unexpected(&error))
    }
}
