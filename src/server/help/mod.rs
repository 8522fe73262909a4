//! The help: one section for each role and one for signing in, each with steps, pictures and answers.
//!
//! `sections` has the content as data: messages, paths and names of pictures. The pictures are made from the running product
//! (`e2e/help-pictures`). Every section may be read by anyone, because it tells nothing about a record. It reads no database.

mod sections;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use self::sections::{ABOUT, PICTURE_HEIGHT, PICTURE_WIDTH, SECTIONS, Section, Shows};
use crate::permissions::Caller;
use crate::web::{Problem, Shell};

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage<'a> {
    shell: &'a Shell,
    section: &'static Section,
    own: Vec<&'static Section>,
    others: Vec<&'static Section>,
    /// The section is the reader's own, so that its links lead to pages which the reader may open.
    leads: bool,
    width: u32,
    height: u32,
}

impl HelpPage<'_> {
    /// The address of a picture in the language of the page, else in English.
    fn picture(&self, name: &str) -> &'static str {
        let of = |tag: &str| self.shell.file(&format!("help-{tag}-{name}.webp"));
        let own = of(self.shell.language.tag());
        if own.is_empty() { of("en") } else { own }
    }

    fn is_here(&self, section: &Section) -> bool {
        section.id == self.section.id
    }
}

/// The help for the reader's rarest role; for strangers the one for signing in.
pub async fn own(shell: Shell, caller: Option<Caller>) -> Result<HttpResponse, Problem> {
    let section = SECTIONS.iter().rfind(|section| is_own(section, &shell, caller));
    page(&shell, caller, section.ok_or_else(Problem::not_found)?)
}

/// One section.
pub async fn section(shell: Shell, caller: Option<Caller>, id: web::Path<String>) -> Result<HttpResponse, Problem> {
    let section = SECTIONS.iter().find(|section| section.id == *id);
    page(&shell, caller, section.ok_or_else(Problem::not_found)?)
}

fn page(shell: &Shell, caller: Option<Caller>, section: &'static Section) -> Result<HttpResponse, Problem> {
    let (own, others) = SECTIONS.iter().partition(|section| is_own(section, shell, caller));
    let leads = is_own(section, shell, caller);
    let page = HelpPage { shell, section, own, others, leads, width: PICTURE_WIDTH, height: PICTURE_HEIGHT };
    shell.page(StatusCode::OK, &page)
}

/// True for a section about what the reader does here.
fn is_own(section: &Section, shell: &Shell, caller: Option<Caller>) -> bool {
    let has_team = || {
        let viewer = shell.viewer.as_ref();
        viewer.is_some_and(|viewer| viewer.navigation.iter().any(|link| link.path == "/team"))
    };
    match (section.shows, caller) {
        (Shows::SignedOut, caller) => caller.is_none(),
        (_, None) => false,
        (Shows::WithRole(role), Some(caller)) => caller.is(role),
        (Shows::WithTeam, Some(_)) => has_team(),
        (Shows::Everyone, Some(_)) => true,
    }
}

/// The path of the help about the page of a route. A page that people of several roles use has the help of the reader's own role.
pub fn about(route: &str) -> &'static str {
    ABOUT.iter().find(|(path, _)| *path == route).map_or("/help", |(_, help)| help)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use actix_web::http::Method;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::language::Language;
    use crate::routes::TABLE;
    use crate::web::{asset, asset_names};

    fn exists(path: &str) -> bool {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        TABLE.find(&Method::GET, path).is_some()
    }

    #[test]
    fn every_link_leads_to_a_page() {
        for section in SECTIONS {
            for step in section.steps {
                assert!(step.page.is_none_or(|(path, _)| exists(path)), "{} {}: {:?}", section.id, step.id, step.page);
            }
        }
    }

    #[test]
    fn every_page_leads_to_a_step_of_the_help() {
        for (route, help) in ABOUT {
            assert!(exists(route), "{route}");
            let (path, step) = help.split_once('#').unwrap_or((help, ""));
            let section = SECTIONS.iter().find(|section| path.strip_prefix("/help/") == Some(section.id));
            let section = section.unwrap_or_else(|| panic!("{route}: {help}"));
            assert!(step.is_empty() || section.steps.iter().any(|one| one.id == step), "{route}: {help}");
        }
    }

    #[test]
    fn every_section_has_three_to_six_steps_and_the_five_answers() {
        let ids: BTreeSet<_> = SECTIONS.iter().map(|section| section.id).collect();
        assert_eq!(ids.len(), SECTIONS.len());
        for section in SECTIONS {
            assert!((3..=6).contains(&section.steps.len()), "{}", section.id);
            assert_eq!(section.answers.len(), 5, "{}", section.id);
        }
    }

    #[test]
    fn every_picture_is_there_in_each_language_with_its_size_and_is_shown() {
        let plain = TestRequest::get().to_http_request();
        let mut shown = BTreeSet::new();
        for name in
            SECTIONS.iter().flat_map(|section| section.steps).filter_map(|step| step.picture.map(|(name, _)| name))
        {
            for language in Language::all() {
                let file = format!("help-{}-{name}.webp", language.tag());
                let address = crate::web::file_address(&file);
                let answer = asset(&plain, address.strip_prefix("/assets/").unwrap_or(&file)).expect(&file);
                let body = answer.into_body();
                let bytes = actix_web::body::MessageBody::try_into_bytes(body).unwrap_or_else(|_| panic!("{file}"));
                assert_eq!(size(&bytes), (PICTURE_WIDTH, PICTURE_HEIGHT), "{file}");
                shown.insert(file);
            }
        }
        let there: BTreeSet<String> = asset_names().filter(|name| name.ends_with(".webp")).map(str::to_owned).collect();
        assert_eq!(there, shown, "pictures that no step shows");
    }

    /// Width and height of a lossy WebP picture (RFC 9649, section 2.5, and RFC 6386, section 9.1).
    fn size(bytes: &[u8]) -> (u32, u32) {
        let at = bytes.windows(3).position(|three| three == [0x9d, 0x01, 0x2a]).expect("the start of a key frame") + 3;
        let number = |at: usize| u32::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]) & 0x3fff);
        (number(at), number(at + 2))
    }
}
