//! The frame of a page, made for each request: whose bank it is, who looks, where one can go, the token of forms, a message, the theme.
//!
//! A handler takes a [`Shell`], a template begins with `{% extends "page.html" %}` and draws it, and [`Shell::page`] answers. Every page
//! goes through it, so that a message is shown once, and a page without its frame cannot be made.

use std::time::Duration;

use actix_web::cookie::SameSite;
use actix_web::dev::Payload;
use actix_web::http::header::Header as _;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};
use askama::Template;
use chrono_tz::Tz;

use super::assets::address;
use super::cookies::{CookieKind, Cookies};
use super::flash::{FLASH, Flash};
use super::{Caller, Problem, Site, csrf};
use crate::language::{Language, Sentence};

/// The colours that a person has chosen for this browser: light, dark, or the system's.
pub const THEME: CookieKind = CookieKind {
    name: "commend_theme",
    same_site: SameSite::Lax,
    lifetime: Some(Duration::from_secs(365 * 24 * 3600)),
};

/// The language that a person last chose in this browser, for pages before sign-in and for a person who chose none.
pub const LANGUAGE: CookieKind = CookieKind {
    name: "commend_language",
    same_site: SameSite::Lax,
    lifetime: Some(Duration::from_secs(365 * 24 * 3600)),
};

/// The language among some that fits best what a browser asks for.
pub fn asked_language(request: &HttpRequest, among: impl IntoIterator<Item = Language>) -> Option<Language> {
    let ranked = header::AcceptLanguage::parse(request).ok()?.ranked();
    let tags: Vec<String> = ranked.iter().filter_map(|tag| Some(tag.item()?.to_string())).collect();
    Language::fitting(tags.iter().map(String::as_str), among)
}

/// The path of the part of the help that is about a page; put there by the guard.
#[derive(Debug, Clone, Copy)]
pub struct HelpPath(pub &'static str);

/// Person who looks at a page, with the menu; put there by the guard.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The whole name.
    pub name: String,
    /// Title and branch or department, for the account's corner.
    pub place: String,
    /// The pages that this person's roles open, in the order of the menu.
    pub navigation: Vec<NavigationLink>,
    /// The language that the person chose, if any.
    pub language: Option<Language>,
    /// The time zone that the person chose, if any.
    pub time_zone: Option<Tz>,
}

/// An entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct NavigationLink {
    /// The message of its words.
    pub label: &'static str,
    /// Its path.
    pub path: &'static str,
    /// The path of its sign, drawn in a square of 24.
    pub sign: &'static str,
    /// True for the page that is shown.
    pub is_here: bool,
    /// Matters that wait there for the person; zero shows nothing.
    pub count: usize,
}

impl NavigationLink {
    /// The highest number that is shown as it is; nobody counts more for a menu.
    pub const MOST_COUNTED: usize = 99;

    /// The count as it is shown.
    pub fn counted(&self) -> String {
        if self.count > Self::MOST_COUNTED { format!("{}+", Self::MOST_COUNTED) } else { self.count.to_string() }
    }
}

impl Viewer {
    /// The name to greet with. A name's parts stand in another order elsewhere, so this is a first word and no claim.
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }

    /// One or two letters that stand for the person.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// One or two letters that stand for a person with this name.
pub fn initials(name: &str) -> String {
    let mut firsts = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = firsts.next();
    first.into_iter().chain(firsts.next_back()).flat_map(char::to_uppercase).collect()
}

/// The frame of one page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Name of the bank.
    pub bank: String,
    /// True in the demo, where every page says so.
    pub is_demo: bool,
    /// The address of the style.
    pub style: &'static str,
    /// The address of the icon.
    pub icon: &'static str,
    /// The language of the page's words.
    pub language: Language,
    /// The time zone of moments on the page: the one of the person who looks, else the bank's.
    pub zone: Tz,
    /// `light` or `dark` where that was chosen; else the system decides.
    pub theme: Option<&'static str>,
    /// The signed-in person who looks.
    pub viewer: Option<Viewer>,
    /// The token of forms; empty where nobody is signed in.
    pub csrf: String,
    /// One-time message.
    pub flash: Option<String>,
    /// The path and query of the page.
    pub here: String,
    /// The path of the help about the page.
    pub help: &'static str,
    cookies: Cookies,
    has_flash: bool,
}

impl Shell {
    /// The shell of a page that knows nothing of who looks.
    pub(super) fn bare(site: &Site) -> Self {
        Self {
            bank: site.bank.clone(),
            is_demo: site.is_demo,
            style: address("style.css"),
            icon: address("icon.svg"),
            language: site.language,
            zone: site.zone,
            theme: None,
            viewer: None,
            csrf: String::new(),
            flash: None,
            here: String::new(),
            help: "/help",
            cookies: site.cookies(),
            has_flash: false,
        }
    }

    /// The shell of a request's page.
    ///
    /// # Errors
    /// When the secret cannot be used.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let site = Site::of(request)?;
        let session = request.extensions().get::<Caller>().map(|caller| caller.session);
        let cookies = site.cookies();
        let theme = cookies.get(request, THEME);
        let viewer = request.extensions().get::<Viewer>().cloned();
        let kept = || cookies.get(request, LANGUAGE).and_then(|tag| Language::named(&tag));
        let language = viewer
            .as_ref()
            .and_then(|viewer| viewer.language)
            .or_else(kept)
            .or_else(|| asked_language(request, Language::all()));
        let language = language.unwrap_or(site.language);
        Ok(Self {
            language,
            zone: viewer.as_ref().and_then(|viewer| viewer.time_zone).unwrap_or(site.zone),
            theme: ["light", "dark"].into_iter().find(|known| theme.as_deref() == Some(known)),
            viewer,
            csrf: session.map(|session| csrf::token(&site.secrets, session)).transpose()?.unwrap_or_default(),
            flash: Flash::of(request, site, session).map(|message| language.say(&message).to_string()),
            here: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            help: request.extensions().get::<HelpPath>().map_or("/help", |help| help.0),
            has_flash: cookies.get(request, FLASH).is_some(),
            ..Self::bare(site)
        })
    }

    /// The address of a file of `assets/pages`.
    pub fn file(&self, name: &str) -> &'static str {
        address(name)
    }

    /// A sentence in the language of the page.
    pub fn say<'a>(&self, message: &'a str) -> Sentence<'a> {
        self.language.say(message)
    }

    /// A page as an answer.
    ///
    /// # Errors
    /// When the template fails, which nobody foresaw.
    pub fn page(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
        let html = page.render().map_err(|error| Problem::unexpected(&error))?;
        let mut answer = HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html);
        if self.has_flash {
            self.cookies.remove(&mut answer, FLASH)?;
        }
        Ok(answer)
    }
}

impl FromRequest for Shell {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::of(request))
    }
}

/// Sends a browser to another page of ours, which it gets with GET: the end of every form that was taken.
pub fn see(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// Sends the caller's browser to another page of ours, which shows the message: the end of most forms.
///
/// # Errors
/// When the secret cannot be used.
pub fn see_with(site: &Site, caller: Caller, path: &str, message: &'static str) -> Result<HttpResponse, Problem> {
    let mut answer = see(path);
    Flash::new(message).send(&mut answer, site, Some(caller.session))?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_kind_has_initials() {
        for (name, first, initials) in [
            ("Sam Lee", "Sam", "SL"),
            ("Ana Maria de la Cruz", "Ana", "AC"),
            ("Suharto", "Suharto", "S"),
            ("小明 王", "小明", "小王"),
            ("ßigrid öz", "ßigrid", "SSÖ"),
            ("", "", ""),
        ] {
            let viewer = Viewer {
                name: name.to_owned(),
                place: String::new(),
                navigation: Vec::new(),
                language: None,
                time_zone: None,
            };
            assert_eq!((viewer.first_name(), viewer.initials().as_str()), (first, initials));
        }
    }
}
