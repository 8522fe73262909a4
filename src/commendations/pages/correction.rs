//! The page of a correction: other people or another paragraph, with everyone who will be told and what each is told.
//!
//! Nothing of it is kept before it is made: the form holds every value, also through the search for a person. Invariant: what is made was
//! seen; when the version or the people who will be told are others than those on the page, the page is shown again instead.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::history::named;
use super::writing::aside::{Place, masked_words, places_of};
use super::writing::fields::{ScreenedText, withheld};
use super::writing::problems::too_long_or;
use super::writing::{Card, MOST_PICKS};
use crate::commendations::intake::{CorrectionInput, Field, FieldFault, Submitted, Text};
use crate::commendations::operations::{Commendations, CorrectionLook, CorrectionNotice, CorrectionRecipient};
use crate::commendations::rules::{Blocked, Refusal};
use crate::commendations::shown::Full;
use crate::commendations::{CommendationError, Shown};
use crate::directory::People;
use crate::directory::operations::Search;
use crate::files::digest;
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;
use crate::web::{Filled, Form, Problem, Shell, Site, id, see, see_with};

#[derive(Template)]
#[template(path = "commendations/correction.html")]
struct CorrectionPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: CommendationId,
    reference: String,
    version: i32,
    helpers: Vec<Card>,
    /// The department, while nobody knows who helped.
    unknown: String,
    who: String,
    found: Vec<Card>,
    note_by: String,
    /// Nothing of the copy would change yet.
    is_none: bool,
    told: Vec<RecipientLine>,
    masked: Vec<String>,
    places: Vec<Place>,
    without_font: String,
    /// The fingerprint of everything shown here.
    seen: String,
    is_changed: bool,
}

/// A person who will be told.
struct RecipientLine {
    name: String,
    /// The mail that the person gets, and the reason.
    line: String,
    /// The reason why there is no mail; empty where there is one.
    blocked: String,
}

/// Everything that a handler of the form needs.
#[derive(Clone, Copy)]
struct CorrectionForm<'a> {
    service: &'a Commendations,
    people: &'a People,
    shell: &'a Shell,
    caller: Caller,
    id: CommendationId,
}

type Services = (web::Data<Commendations>, web::Data<People>, web::Data<Site>);

/// The values that one answer shows beside the form.
#[derive(Default)]
struct Transient {
    who: String,
    /// The form was sent, so its problems are listed at the top.
    is_sent: bool,
    is_changed: bool,
    is_unchanged: bool,
}

/// The form as the record stands.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    (service, people, _): Services,
) -> Result<HttpResponse, Problem> {
    let record = CorrectionForm { service: &service, people: &people, shell: &shell, caller, id: id(&path)? };
    let Some(full) = record.open().await? else { return Ok(record.to_record()) };
    let filled = Filled::with(&[("cover_note", full.cover_note.as_deref().unwrap_or_default())]);
    let input = CorrectionInput { reason: Submitted::Absent, ..of_record(&full) };
    record.page(&full, input, filled, Transient::default(), StatusCode::OK).await
}

/// Does what the pressed button says: changes the form, or makes the correction.
pub async fn correct(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    (service, people, site): Services,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let record = CorrectionForm { service: &service, people: &people, shell: &shell, caller, id: id(&path)? };
    let Some(full) = record.open().await? else { return Ok(record.to_record()) };
    let input = input(&form, &full);
    if form.value("send").is_empty() {
        let who = if form.value("find").is_empty() { "" } else { form.value("who").trim() };
        let transient = Transient { who: who.to_owned(), ..Transient::default() };
        return record.page(&full, input, form.unread(), transient, StatusCode::OK).await;
    }
    let again = |transient, status| record.page(&full, input.clone(), form.unread(), transient, status);
    let sent = Transient { is_sent: true, ..Transient::default() };
    let correction = match service.prepare_correction(caller, record.id, input.clone()).await {
        Ok(correction) => correction,
        Err(CommendationError::Rejected(_)) => return again(sent, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(error) => return Err(error.into()),
    };
    let look = service.look_at_correction(caller, record.id, input.clone()).await?;
    if look.is_none && form.value("version") != look.version.to_string() {
        // The same form, sent twice.
        return Ok(record.to_record());
    }
    if !look.is_none && fingerprint(&look, &places(&form, &full, &look)) != form.value("seen") {
        return again(Transient { is_changed: true, ..sent }, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match service.correct(caller, record.id, correction, |_, _, _| Ok(())).await {
        Ok(()) => see_with(&site, caller, &format!("/commendations/{}", record.id), "flash-corrected"),
        Err(CommendationError::Unchanged) => {
            again(Transient { is_unchanged: true, ..sent }, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(CommendationError::Overtaken) => again(Transient { is_changed: true, ..sent }, StatusCode::CONFLICT).await,
        Err(error) => Err(error.into()),
    }
}

/// The correction that leaves everything as it is.
fn of_record(full: &Full) -> CorrectionInput {
    let helpers = full.helpers.iter().map(|helper| Submitted::Value(helper.id)).collect::<Vec<_>>();
    CorrectionInput {
        helpers: if helpers.is_empty() { Submitted::Absent } else { Submitted::Value(helpers) },
        cover_note: full.cover_note.clone().map_or(Submitted::Absent, Submitted::Value),
        cover_note_withheld: Submitted::Absent,
        reason: Submitted::Absent,
    }
}

/// The correction of a form, after the effect of its buttons on the people.
fn input(form: &Form, full: &Full) -> CorrectionInput {
    let read = |id: &str| id.parse::<PersonId>().map_or_else(|_| Submitted::Unread(id.to_owned()), Submitted::Value);
    let mut helpers: Vec<Submitted<PersonId>> =
        form.values("helper_ids").filter(|id| *id != form.value("remove")).map(read).collect();
    let added = read(form.value("add"));
    if !form.value("add").is_empty() && !helpers.contains(&added) {
        helpers.push(added);
    }
    let note = form.value("cover_note");
    // A paragraph can be written anew, not taken away.
    let is_left_out = note.trim().is_empty() && full.cover_note.is_none();
    CorrectionInput {
        helpers: if helpers.is_empty() && full.helpers.is_empty() {
            Submitted::Absent
        } else {
            Submitted::Value(helpers)
        },
        cover_note: if is_left_out { Submitted::Absent } else { Submitted::Value(note.to_owned()) },
        cover_note_withheld: withheld(form, ScreenedText::Note, note),
        reason: match form.value("reason") {
            "" => Submitted::Absent,
            reason => Submitted::Value(reason.to_owned()),
        },
    }
}

/// The places of the paragraph that are withheld, or may be the client's name.
fn places(form: &Form, full: &Full, look: &CorrectionLook) -> Vec<Place> {
    places_of(
        ScreenedText::Note,
        form.value("cover_note"),
        Some(&input(form, full).cover_note_withheld),
        &look.maybe_names,
    )
}

/// A text that is different when the version, the recipients or the open questions about names are different.
fn fingerprint(look: &CorrectionLook, places: &[Place]) -> String {
    let mut text = format!("{}\n", look.version);
    for told in &look.told {
        text += &format!("{:?}\n", (&told.name, told.notice, &told.because, told.blocked));
    }
    for place in places {
        text += &format!("{:?}\n", (&place.tick, place.is_withheld));
    }
    digest(text.as_bytes())[..16].to_owned()
}

impl CorrectionForm<'_> {
    fn to_record(self) -> HttpResponse {
        see(&format!("/commendations/{}", self.id))
    }

    /// The record that the caller may correct; none where its own page says why there is nothing to correct.
    async fn open(self) -> Result<Option<Box<Full>>, Problem> {
        let Shown::Full(full) = self.service.show(self.caller, self.id).await? else { return Ok(None) };
        match self.service.look_at_correction(self.caller, self.id, of_record(&full)).await {
            Ok(_) => Ok(Some(full)),
            // It is somebody else's to correct: the page is not for this reader.
            Err(CommendationError::Refused(Refusal::NotAllowed(_))) => Err(Problem::not_found()),
            Err(CommendationError::Refused(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn page(
        self,
        full: &Full,
        input: CorrectionInput,
        filled: Filled,
        transient: Transient,
        status: StatusCode,
    ) -> Result<HttpResponse, Problem> {
        let shell = self.shell;
        let withheld = input.cover_note_withheld.clone();
        let look = self.service.look_at_correction(self.caller, self.id, input).await?;
        let places = places_of(ScreenedText::Note, filled.value("cover_note"), Some(&withheld), &look.maybe_names);
        let seen = fingerprint(&look, &places);
        let mut form = marked(shell, filled, &look.wrong, transient.is_sent);
        if transient.is_unchanged {
            form = form.wrong_at("cover_note", "", &shell.say("correct-unchanged").to_string());
        }
        let mut found = Vec::new();
        if !transient.who.is_empty() {
            let limit = MOST_PICKS + 1 + look.helpers.len();
            let search = Search { q: transient.who.clone(), limit, ..Search::default() };
            found = self.people.find(self.caller.person, search).await?;
            found.retain(|one| one.id != full.banker.id && !look.helpers.iter().any(|helper| helper.id == one.id));
            found.truncate(MOST_PICKS);
        }
        let page = CorrectionPage {
            id: self.id,
            reference: full.header.reference.clone(),
            version: look.version,
            unknown: full.unknown_helper_department.clone().filter(|_| look.helpers.is_empty()).unwrap_or_default(),
            helpers: look.helpers.into_iter().map(Card::from).collect(),
            who: transient.who,
            found: found.into_iter().map(Card::from).collect(),
            note_by: full.banker.name.clone(),
            is_none: look.is_none,
            told: look.told.iter().map(|told| one_told(shell, look.version, told)).collect(),
            masked: look.masked.iter().map(|masked| masked_words(shell, masked.kind, &masked.last4)).collect(),
            places,
            without_font: look.without_font.join(" "),
            seen,
            is_changed: transient.is_changed,
            form: &form,
            shell,
        };
        shell.page(status, &page)
    }
}

fn one_told(shell: &Shell, version: i32, told: &CorrectionRecipient) -> RecipientLine {
    let message = match told.notice {
        CorrectionNotice::Letter => "correct-gets-letter",
        CorrectionNotice::NewCopy => "correct-gets-new",
        CorrectionNotice::Misdirected => "correct-gets-notice",
    };
    let mut why: Vec<String> = told.because.iter().map(|because| named(shell, because)).collect();
    why.dedup();
    let mut parts = vec![shell.say(message).with("version", version).to_string()];
    if told.notice != CorrectionNotice::Misdirected {
        parts.append(&mut why);
    }
    let blocked = match told.blocked {
        None => String::new(),
        Some(Blocked::Left) => shell.say("write-blocked-left").to_string(),
        Some(Blocked::Domain) => shell.say("write-blocked-domain").to_string(),
    };
    RecipientLine { name: told.name.clone(), line: parts.join(". "), blocked }
}

/// The form with what is wrong with it; a reason that is still missing is no fault before the form is sent.
fn marked(shell: &Shell, filled: Filled, wrong: &[FieldFault], is_sent: bool) -> Filled {
    let one = |filled: Filled, wrong: &FieldFault| {
        let (field, label, most) = match wrong.field {
            Field::Helpers | Field::Helper(_) => ("who", "correct-who", 0),
            Field::Reason => ("reason", "correct-reason", 500),
            _ => ("cover_note", "correct-note", 4_000),
        };
        let words = match (&wrong.field, wrong.code) {
            (Field::Reason, "required") if !is_sent => return filled,
            (Field::Reason, "required") => shell.say("correct-problem-reason").to_string(),
            (Field::Text(Text::CoverNote), "required") => shell.say("correct-problem-note").to_string(),
            _ => too_long_or(shell, wrong, (most, filled.value(field).trim().chars().count())),
        };
        filled.wrong_at(field, &shell.say(label).to_string(), &words)
    };
    wrong.iter().fold(filled, one)
}
