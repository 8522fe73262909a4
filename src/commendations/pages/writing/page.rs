//! The page of the form, made of a draft or of what begins one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::aside::{Aside, aside};
use super::fields::filled;
use super::problems::{marked, problems};
use super::{Writing, path_of};
use crate::assists::pages::department_and_extension;
use crate::commendations::Strength;
use crate::commendations::drafts::Draft;
use crate::commendations::intake::Input;
use crate::commendations::operations::Named;
use crate::directory::Person;
use crate::directory::operations::Search;
use crate::ids::{DraftId, PersonId};
use crate::web::{Filled, Problem, Shell, initials, joined, moment};

/// The most people in a list to choose from.
pub const MOST_PICKS: usize = 8;

/// The languages to choose from for the client's words: the tag, and the language's own name.
const LANGUAGES: [(&str, &str); 24] = [
    ("en", "English"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("zh", "中文"),
    ("vi", "Tiếng Việt"),
    ("tl", "Tagalog"),
    ("ko", "한국어"),
    ("fr", "Français"),
    ("ht", "Kreyòl ayisyen"),
    ("pt", "Português"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
    ("pl", "Polski"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("el", "Ελληνικά"),
    ("he", "עברית"),
    ("fa", "فارسی"),
    ("ur", "اردو"),
    ("hi", "हिन्दी"),
    ("bn", "বাংলা"),
    ("ja", "日本語"),
    ("tr", "Türkçe"),
    ("nl", "Nederlands"),
];

/// The values that one answer shows beside the draft.
#[derive(Default)]
pub struct Transient {
    /// The search for somebody to add.
    pub who: String,
    /// Fields that the draft does not hold, with their problems.
    pub part: Option<Filled>,
    /// True where values that cannot be taken stand at the top.
    pub is_checked: bool,
    /// True where it was to be sent, and everything that keeps it from that stands at the top.
    pub is_sent: bool,
    /// True where what would be sent is no longer what was seen.
    pub is_changed: bool,
}

/// A person on the form.
pub struct Card {
    pub id: PersonId,
    pub name: String,
    pub place: String,
    pub initials: String,
}

impl From<Person> for Card {
    fn from(person: Person) -> Self {
        let initials = initials(&person.name);
        Self { id: person.id, place: department_and_extension(&person), initials, name: person.name }
    }
}

#[derive(Template)]
#[template(path = "commendations/write.html")]
struct WritePage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// The path that the form is sent to.
    action: String,
    id: Option<DraftId>,
    /// The id that the draft will have.
    draft: DraftId,
    /// The person who writes: a script saves nothing in another person's name.
    person: PersonId,
    revision: i64,
    saved: String,
    helpers: Vec<Card>,
    /// A helper whom nobody could name yet: name, department and extension as heard.
    unknown: Option<(String, String)>,
    who: String,
    found: Vec<Card>,
    recent: Vec<Card>,
    kind: String,
    /// The number of pages of a scan.
    pages: usize,
    /// The client signed the letter by a hand-off: it is shown and not changed.
    is_by_client: bool,
    /// The paragraphs of such a letter.
    paragraphs: Vec<String>,
    languages: Vec<(String, String)>,
    /// The word of each strength, and the message of its label.
    strengths: Vec<(&'static str, &'static str)>,
    today: String,
    /// The last day on which it is kept untouched; empty where it is kept until it is sent.
    kept_until: String,
    /// The message above what is wrong.
    heading: &'static str,
    is_changed: bool,
    side: Aside,
}

#[derive(Template)]
#[template(path = "commendations/discard.html")]
struct DiscardPage<'a> {
    shell: &'a Shell,
    id: DraftId,
    revision: i64,
    people: String,
    saved: String,
    has_pages: bool,
}

/// The page.
pub async fn page(
    writing: &Writing,
    draft: Option<&Draft>,
    input: &Input,
    transient: Transient,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let Writing { shell, service, .. } = writing;
    let look = service.look(writing.caller, input.clone()).await?;
    let Named { helpers, assist, upload } = service.named(writing.caller, input).await?;
    let open = problems(shell, &look.wrong, input);
    let at_top: Vec<_> = match (transient.is_sent, transient.is_checked || draft.is_some()) {
        (true, _) => open.clone(),
        (false, true) => open.iter().filter(|problem| !problem.is_missing).cloned().collect(),
        (false, false) => Vec::new(),
    };
    let mut form = marked(shell, filled(input), &at_top);
    if let Some(part) = transient.part {
        form = form.with_part(part);
    }
    let (found, recent) = picks(writing, &transient.who, &helpers).await?;
    let unknown = assist
        .filter(|assist| assist.helper_id.is_none())
        .and_then(|assist| assist.hint)
        .map(|hint| (hint.name, joined([hint.department, hint.extension.unwrap_or_default()])));
    let kept = draft.filter(|draft| draft.letter.is_none()).map(|draft| {
        let until = draft.changed_at.plus(writing.drafts.keep);
        shell.language.day(until.day_in(writing.site.zone))
    });
    let words = |field: &str| form.value(field).to_owned();
    let page = WritePage {
        shell,
        action: draft.map_or_else(|| "/commendations/new".to_owned(), |draft| path_of(draft.id)),
        id: draft.map(|draft| draft.id),
        draft: draft.map_or_else(DraftId::new, |draft| draft.id),
        person: writing.caller.person,
        revision: draft.map_or(0, |draft| draft.revision),
        saved: draft.map(|draft| moment(shell, &writing.site, draft.changed_at)).unwrap_or_default(),
        helpers: helpers.into_iter().map(Card::from).collect(),
        unknown,
        who: transient.who,
        found,
        recent,
        kind: words("kind"),
        pages: upload.map_or(0, |upload| upload.pages.len()),
        is_by_client: draft.and_then(|draft| draft.letter).is_some_and(|letter| letter.by_client),
        paragraphs: form.value("words").lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        languages: languages(form.value("language")),
        strengths: Strength::ALL.iter().map(|strength| (strength.as_str(), strength.message())).collect(),
        today: service.today().to_string(),
        kept_until: kept.unwrap_or_default(),
        heading: if transient.is_sent { "write-before-it-goes" } else { "write-something" },
        is_changed: transient.is_changed,
        side: aside(shell, service, input, open, look.prepared.as_ref()),
        form: &form,
    };
    shell.page(status, &page)
}

/// The people to choose from: those found, and without a search the latest helpers where nobody is named.
async fn picks(writing: &Writing, who: &str, helpers: &[Person]) -> Result<(Vec<Card>, Vec<Card>), Problem> {
    let me = writing.caller.person;
    let is_new = |person: &Person| person.id != me && !helpers.iter().any(|helper| helper.id == person.id);
    if !who.is_empty() {
        let search = Search { q: who.to_owned(), limit: MOST_PICKS + 1 + helpers.len(), ..Search::default() };
        let found = writing.people.find(me, search).await?;
        return Ok((found.into_iter().filter(is_new).take(MOST_PICKS).map(Card::from).collect(), Vec::new()));
    }
    if !helpers.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let latest = writing.assists.latest_helpers(me, MOST_PICKS).await?;
    Ok((Vec::new(), latest.into_iter().filter(|person| person.id != me).map(Card::from).collect()))
}

/// The languages to choose from, with one that was given another way.
fn languages(given: &str) -> Vec<(String, String)> {
    let known = LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned()));
    let is_known = given.is_empty() || LANGUAGES.iter().any(|(tag, _)| *tag == given);
    known.chain((!is_known).then(|| (given.to_owned(), given.to_owned()))).collect()
}

/// The page that asks whether a draft is to be deleted.
pub async fn discard(writing: &Writing, draft: &Draft) -> Result<HttpResponse, Problem> {
    let Named { helpers, upload, .. } = writing.service.named(writing.caller, &draft.input).await?;
    let page = DiscardPage {
        shell: &writing.shell,
        id: draft.id,
        revision: draft.revision,
        people: writing.shell.language.list(helpers.iter().map(|helper| helper.name.as_str())),
        saved: moment(&writing.shell, &writing.site, draft.changed_at),
        has_pages: upload.is_some(),
    };
    writing.shell.page(StatusCode::OK, &page)
}
