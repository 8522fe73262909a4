//! The client's pages: the way in by link or code, the letter, and a page for each way in which it ends.
//!
//! They work without scripts and are made for a small phone and a slow network. No GET changes anything. Nothing of the client stands in an
//! address, and no address of a link is told to another site.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::words::{People, agreed_to, readers, told};
use crate::handoffs::codes::draft_code;
use crate::handoffs::operations::{Hand, Handoffs};
use crate::handoffs::rules::ClientProblem;
use crate::handoffs::{End, Entries, HandoffError, Place, State};
use crate::language::{Language, span_phrase};
use crate::web::{
    ClientAddress, CookieKind, FileAnswer, Filled, Form, Problem, Query, Shell, Site, asked_language, see,
    whole_seconds,
};

/// The browser that took a hand-off. `Lax`, because a client may come back by the link.
pub(super) const CLIENT: CookieKind = CookieKind {
    name: "commend_client",
    same_site: actix_web::cookie::SameSite::Lax,
    lifetime: Some(std::time::Duration::from_secs(31 * 24 * 3_600)),
};

/// A page without a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plain {
    /// Asks for a code.
    Code,
    /// Somebody else's browser has it.
    Taken,
    /// The link is none of ours.
    Unknown,
    /// It has ended so.
    Ended(End),
}

#[derive(Template)]
#[template(path = "handoffs/client_plain.html")]
struct PlainPage<'a> {
    shell: &'a Shell,
    plain: Plain,
    form: &'a Filled,
    /// The banker, where one is known.
    banker: String,
    draft_code: String,
    /// It is the bank's tablet, which is given back.
    is_tablet: bool,
    languages: &'a [Language],
}

#[derive(Template)]
#[template(path = "handoffs/client_welcome.html")]
struct WelcomePage<'a> {
    shell: &'a Shell,
    action: String,
    people: People,
    languages: &'a [Language],
}

#[derive(Template)]
#[template(path = "handoffs/client_letter.html")]
struct LetterPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    people: People,
    /// The sentence that says who will read it.
    readers: String,
    /// Numbers that would be masked were pointed out.
    has_numbers: bool,
    /// It is the bank's tablet: nothing is stored on it.
    is_tablet: bool,
    languages: &'a [Language],
}

/// A client's visit: the dependencies of every page.
struct Visit<'a> {
    handoffs: &'a Handoffs,
    site: &'a Site,
    shell: Shell,
    cookie: Option<String>,
    http: &'a HttpRequest,
}

impl<'a> Visit<'a> {
    /// The visit of a request; `language` is the one that was chosen on the page.
    fn of(handoffs: &'a Handoffs, site: &'a Site, mut shell: Shell, http: &'a HttpRequest, language: &str) -> Self {
        let offered = || handoffs.languages.iter().copied();
        let chosen = offered().find(|offered| offered.tag() == language);
        // The language that a person of the staff has chosen is not the client's.
        let asked = || asked_language(http, offered());
        shell.language = chosen.or_else(asked).or_else(|| offered().next()).unwrap_or(shell.language);
        // The menu of a person of the staff who opens the page belongs to the staff.
        shell.viewer = None;
        Self { handoffs, site, shell, cookie: site.cookies().get(http, CLIENT), http }
    }

    /// The language with a tag, if the bank offers it.
    fn offered(&self, tag: &str) -> Option<Language> {
        self.handoffs.languages.iter().copied().find(|offered| offered.tag() == tag)
    }

    fn page(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
        let mut answer = self.shell.page(status, page)?;
        answer.headers_mut().insert(header::REFERRER_POLICY, header::HeaderValue::from_static("strict-origin"));
        Ok(answer)
    }

    fn plain(&self, status: StatusCode, plain: Plain, hand: Option<&Hand>) -> Result<HttpResponse, Problem> {
        self.plain_with(status, plain, hand, &Filled::default())
    }

    fn plain_with(
        &self,
        status: StatusCode,
        plain: Plain,
        hand: Option<&Hand>,
        form: &Filled,
    ) -> Result<HttpResponse, Problem> {
        let page = PlainPage {
            shell: &self.shell,
            plain,
            form,
            banker: hand.map(|hand| hand.welcome.banker.name.clone()).unwrap_or_default(),
            draft_code: hand.map(|hand| draft_code(hand.handoff.draft)).unwrap_or_default(),
            is_tablet: hand.is_some_and(|hand| hand.handoff.place == Place::Tablet),
            languages: &self.handoffs.languages,
        };
        self.page(status, &page)
    }

    /// The page for a way in that leads nowhere.
    fn refused(&self, error: HandoffError) -> Result<HttpResponse, Problem> {
        match error {
            HandoffError::NotFound => self.plain(StatusCode::NOT_FOUND, Plain::Unknown, None),
            HandoffError::Ended(end) => self.plain(StatusCode::GONE, Plain::Ended(end), None),
            HandoffError::Taken => self.plain(StatusCode::CONFLICT, Plain::Taken, None),
            other => Err(other.into()),
        }
    }

    /// The hand-off of this browser.
    async fn hand(&self) -> Result<Option<Hand>, Problem> {
        let Some(cookie) = &self.cookie else { return Ok(None) };
        match self.handoffs.of_browser(cookie).await {
            Ok(hand) => Ok(Some(hand)),
            Err(HandoffError::NotFound) => Ok(None),
            Err(HandoffError::Ended(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Leads to the letter, in the browser that has taken it.
    fn entered(&self, cookie: String) -> Result<HttpResponse, Problem> {
        let mut answer = see("/c");
        self.site.cookies().set(&mut answer, CLIENT, cookie)?;
        Ok(answer)
    }

    /// The letter, with what is wrong with it.
    fn letter(
        &self,
        status: StatusCode,
        hand: &Hand,
        entries: &Entries,
        problems: &[ClientProblem],
    ) -> Result<HttpResponse, Problem> {
        let shell = &self.shell;
        let form = problems.iter().fold(filled(entries), |form, problem| {
            let (field, words) = told(shell, problem);
            form.wrong(field, &words)
        });
        let has_numbers = problems.iter().any(|problem| matches!(problem, ClientProblem::Numbers(_)));
        let people = People::of(shell, &hand.welcome);
        let page = LetterPage {
            shell,
            form: &form,
            readers: readers(shell, &people),
            people,
            has_numbers,
            is_tablet: hand.handoff.place == Place::Tablet,
            languages: &self.handoffs.languages,
        };
        self.page(status, &page)
    }
}

/// The letter of this browser, or the page that asks for a code.
pub async fn show(
    shell: Shell,
    http: HttpRequest,
    query: Query,
    handoffs: web::Data<Handoffs>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let asked = query.text("language").unwrap_or_default();
    let mut visit = Visit::of(&handoffs, &site, shell, &http, asked);
    let Some(hand) = visit.hand().await? else { return visit.plain(StatusCode::OK, Plain::Code, None) };
    if let (Some(language), "") = (visit.offered(&hand.entries.language), asked) {
        visit.shell.language = language;
    }
    match hand.state {
        State::Shown | State::Opened | State::Writing => visit.letter(StatusCode::OK, &hand, &hand.entries, &[]),
        State::Signed => visit.plain(StatusCode::OK, Plain::Ended(End::Signed), Some(&hand)),
        State::Declined => visit.plain(StatusCode::OK, Plain::Ended(End::Declined), Some(&hand)),
        State::Revoked => visit.plain(StatusCode::OK, Plain::Ended(End::Revoked), Some(&hand)),
        State::Expired => visit.plain(StatusCode::OK, Plain::Ended(End::Expired), Some(&hand)),
    }
}

/// The client's own copy of the letter, for the browser that signed it.
pub async fn own_copy(
    shell: Shell,
    http: HttpRequest,
    handoffs: web::Data<Handoffs>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let visit = Visit::of(&handoffs, &site, shell, &http, "");
    let Some(hand) = visit.hand().await? else { return visit.plain(StatusCode::NOT_FOUND, Plain::Unknown, None) };
    match handoffs.own_copy(&hand).await {
        Ok((code, bytes)) => {
            let answer = FileAnswer::of("application/pdf", bytes).saved_as(format!("{code}.pdf")).answer(&http);
            Ok(answer)
        }
        Err(error) => visit.refused(error),
    }
}

/// Takes a code, or what the client did with the letter: everything that was written is kept first.
pub async fn act(
    shell: Shell,
    http: HttpRequest,
    handoffs: web::Data<Handoffs>,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let visit = Visit::of(&handoffs, &site, shell, &http, form.values("language").last().unwrap_or_default());
    if !form.value("code").is_empty() {
        return enter(&visit, &form).await;
    }
    let Some(hand) = visit.hand().await? else { return Ok(see("/c")) };
    let pressed = |name| !form.value(name).is_empty();
    if pressed("decline") {
        handoffs.decline(&hand).await?;
        return Ok(see("/c"));
    }
    let entries = entries(&form, visit.shell.language);
    match handoffs.save(&hand, entries.clone()).await {
        Ok(()) => {}
        Err(HandoffError::Ended(_)) => return Ok(see("/c")),
        Err(error) => return Err(error.into()),
    }
    if pressed("auto") {
        return Ok(HttpResponse::NoContent().finish());
    }
    if !pressed("sign") {
        return Ok(see("/c"));
    }
    let agreed = agreed_to(&visit.shell, &hand, entries.share_name);
    match handoffs.sign(&hand, &entries, pressed("numbers_stay"), agreed).await {
        Ok(()) | Err(HandoffError::Ended(_)) => Ok(see("/c")),
        Err(HandoffError::NotSignable(problems)) => {
            visit.letter(StatusCode::UNPROCESSABLE_ENTITY, &hand, &entries, &problems)
        }
        Err(error) => Err(error.into()),
    }
}

async fn enter(visit: &Visit<'_>, form: &Form) -> Result<HttpResponse, Problem> {
    let address = ClientAddress::of(visit.http);
    let shell = &visit.shell;
    let again = |status, words: String| {
        let filled = form.unread().wrong("code", &words);
        visit.plain_with(status, Plain::Code, None, &filled)
    };
    match visit.handoffs.enter(form.value("code"), address, visit.cookie.as_deref()).await {
        Ok(cookie) => visit.entered(cookie),
        Err(HandoffError::WrongCode) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, shell.say("client-wrong-code").to_string())
        }
        Err(HandoffError::TooMany(wait)) => {
            let seconds = whole_seconds(wait);
            let words = shell
                .say("client-too-many-codes")
                .with("span", span_phrase(seconds).within(shell.language))
                .to_string();
            let mut answer = again(StatusCode::TOO_MANY_REQUESTS, words)?;
            answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds.max(1)));
            Ok(answer)
        }
        Err(error) => Err(error.into()),
    }
}

/// The page behind a link. It changes nothing: whoever opens it may be a scanner.
pub async fn knock(
    shell: Shell,
    http: HttpRequest,
    token: web::Path<String>,
    query: Query,
    handoffs: web::Data<Handoffs>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let visit = Visit::of(&handoffs, &site, shell, &http, query.text("language").unwrap_or_default());
    if let Some(hand) = visit.hand().await?
        && handoffs.is_of(&token, &hand).await?
    {
        return Ok(see("/c"));
    }
    match handoffs.knock(&token, visit.cookie.as_deref()).await {
        Ok(welcome) => {
            let page = WelcomePage {
                shell: &visit.shell,
                action: format!("/c/{}", token.as_str()),
                people: People::of(&visit.shell, &welcome),
                languages: &handoffs.languages,
            };
            visit.page(StatusCode::OK, &page)
        }
        Err(error) => visit.refused(error),
    }
}

/// Begins to write: the hand-off is this browser's from now on.
pub async fn open(
    shell: Shell,
    http: HttpRequest,
    token: web::Path<String>,
    handoffs: web::Data<Handoffs>,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let visit = Visit::of(&handoffs, &site, shell, &http, form.value("language"));
    match handoffs.open(&token, visit.cookie.as_deref()).await {
        Ok(cookie) => {
            let opened = handoffs.of_browser(&cookie).await?;
            let language = visit.shell.language.tag().to_owned();
            if opened.entries.language != language {
                handoffs.save(&opened, Entries { language, ..opened.entries.clone() }).await?;
            }
            visit.entered(cookie)
        }
        Err(error) => visit.refused(error),
    }
}

fn entries(form: &Form, language: Language) -> Entries {
    Entries {
        text: form.value("text").to_owned(),
        name: form.value("name").to_owned(),
        strokes: form.value("strokes").to_owned(),
        email: form.value("email").to_owned(),
        share_name: !form.value("share_name").is_empty(),
        language: language.tag().to_owned(),
    }
}

fn filled(entries: &Entries) -> Filled {
    let mut pairs = vec![
        ("text".to_owned(), entries.text.clone()),
        ("name".to_owned(), entries.name.clone()),
        ("strokes".to_owned(), entries.strokes.clone()),
        ("email".to_owned(), entries.email.clone()),
    ];
    if entries.share_name {
        pairs.push(("share_name".to_owned(), "on".to_owned()));
    }
    Filled::of(pairs)
}
