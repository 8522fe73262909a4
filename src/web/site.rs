//! The facts about the installation that pages need: the bank, the public URL, the secret for tokens.

use actix_web::{HttpRequest, web};
use chrono_tz::Tz;
use url::Url;

use super::{Cookies, Problem};
use crate::clock::Clock;
use crate::language::Language;
use crate::secret::Secrets;

/// Built once; set as app data.
#[derive(Clone)]
pub struct Site {
    /// The bank's name.
    pub bank: String,
    /// True where `commend demo` serves: every page says so.
    pub is_demo: bool,
    /// The bank's time zone, which decides the day.
    pub zone: Tz,
    /// The language for a person who chose none, where the browser asks for none of ours.
    pub language: Language,
    /// The configured URL; none for a trial installation.
    pub public_url: Option<Url>,
    /// For tokens and signed messages.
    pub secrets: Secrets,
    /// The present moment.
    pub clock: Clock,
}

impl Site {
    /// The site of a request.
    ///
    /// # Errors
    /// When it was not set as app data: a fault of the program.
    pub fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        let site =
            request.app_data::<web::Data<Self>>().ok_or_else(|| Problem::unexpected(&"the site is not there"))?;
        Ok(site)
    }

    /// True when the public URL is https, so that cookies are sent over https only.
    pub fn https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// Reader and setter of cookies.
    pub fn cookies(&self) -> Cookies {
        Cookies::new(self.https())
    }

    #[cfg(test)]
    pub(super) fn for_tests(secrets: Secrets, public_url: Option<Url>) -> Self {
        let clock = Clock::manual(crate::clock::Timestamp::from_micros(1_763_721_840_000_000));
        Self {
            bank: "Sample Bank".to_owned(),
            is_demo: false,
            zone: Tz::UTC,
            language: Language::english(),
            public_url,
            secrets,
            clock,
        }
    }
}
