//! The page of one commendation: the letter as it went out, what came back, who was told, what the reader may do.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::history::{MailLine, ReplyLine, came, told};
use super::live::{is_moving, states};
use super::story::{StoryLine, lines};
use super::{names, strength_name};
use crate::commendations::operations::Commendations;
use crate::commendations::rules::Action;
use crate::commendations::shown::{Full, Header, Withdrawal};
use crate::commendations::{LetterKind, Shown, WrittenOn};
use crate::delivery::State as DeliveryState;
use crate::ids::CommendationId;
use crate::language::span_phrase;
use crate::permissions::Caller;
use crate::web::{FileAnswer, Filled, Problem, Shell, Site, id, local, moment};

#[derive(Template)]
#[template(path = "commendations/record.html")]
struct RecordPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: CommendationId,
    reference: String,
    sent: String,
    heading: String,
    /// The day on which it was withdrawn, for a reader who may know no more.
    bare_since: Option<String>,
    full: Option<Sheet>,
}

/// Everything that a reader may read, in words.
struct Sheet {
    came: Vec<ReplyLine>,
    /// `2 acknowledgements, 1 thank-you`; empty where nothing came.
    came_in_short: String,
    told: Vec<MailLine>,
    /// The mails that somebody has to look at.
    stuck: usize,
    accepted: usize,
    story: Vec<StoryLine>,
    /// The states of the mails, while one of them is on its way: the page follows them.
    moving: Option<String>,
    letter: Letter,
    facts: Vec<(String, String)>,
    code: String,
    may: May,
    withdrawal: Option<Taken>,
}

/// The letter as a page shows it.
struct Letter {
    place: String,
    day: String,
    about: String,
    paragraphs: Vec<String>,
    /// The language of the client's words, for a screen reader.
    language: Option<String>,
    /// A page on paper went with it, which is in the PDF alone.
    is_scan: bool,
    /// Empty without a client's letter.
    signed: String,
    note_by: String,
    note: Vec<String>,
}

/// A withdrawal in words.
struct Taken {
    by: String,
    at: String,
    reason: String,
}

/// The forms that are drawn.
struct May {
    acknowledge: bool,
    thank: bool,
    correct: bool,
    withdraw: bool,
    take_name_back: bool,
    print_for_client: bool,
    read_original: bool,
    dispute: bool,
    assign: bool,
}

/// The page.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    site: web::Data<Site>,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    page(&service, caller, id(&path)?, (&shell, &site), &Filled::default(), StatusCode::OK).await
}

/// The circulated copy.
pub async fn letter_pdf(
    caller: Caller,
    path: web::Path<String>,
    http: HttpRequest,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (reference, file) = service.copy_for(caller, id(&path)?, None).await?;
    let answer = FileAnswer::of("application/pdf", file.bytes).under_digest(&file.sha256);
    Ok(answer.shown_as(format!("{reference}.pdf")).answer(&http))
}

/// The page with a form as it was sent.
pub(super) async fn page(
    service: &Commendations,
    caller: Caller,
    id: CommendationId,
    (shell, site): (&Shell, &Site),
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let shown = service.show(caller, id).await?;
    let (header, bare_since, full, heading) = match shown {
        Shown::Bare { header, withdrawn_at } => {
            let since = shell.language.day(local(shell, withdrawn_at).date());
            (header, Some(since), None, shell.say("record-withdrawn").to_string())
        }
        Shown::Full(full) => {
            let deliveries = match full.overseen {
                Some(_) => service.deliveries(caller, id).await?,
                None => Vec::new(),
            };
            let heading = heading(shell, caller, &full);
            let moving = Some(states(&deliveries)).filter(|_| is_moving(&deliveries));
            let silent_since = match deliveries.iter().any(|delivery| delivery.state == DeliveryState::Queued) {
                true => service.unreached_since().await?,
                false => None,
            };
            let told = told((shell, site), &full.actions, deliveries, silent_since);
            let story = lines((shell, site), service.story(caller, id).await?);
            let sheet = Sheet { moving, ..sheet((shell, site), caller, &full, (told, story)) };
            (full.header, None, Some(sheet), heading)
        }
    };
    let Header { reference, sent_at, .. } = header;
    let sent = moment(shell, site, sent_at);
    shell.page(status, &RecordPage { shell, form, id, reference, sent, heading, bare_since, full })
}

fn heading(shell: &Shell, caller: Caller, full: &Full) -> String {
    let people = names(shell, &full.helpers);
    let message = match () {
        () if full.helpers.is_empty() => "record-of-unknown",
        () if full.banker.id == caller.person => "record-yours",
        () if full.helpers.iter().any(|helper| helper.id == caller.person) => "record-about-you",
        () => "record-of",
    };
    shell.say(message).with("people", people).with("banker", &full.banker.name).to_string()
}

fn sheet(
    (shell, site): (&Shell, &Site),
    caller: Caller,
    full: &Full,
    (told, story): (Vec<MailLine>, Vec<StoryLine>),
) -> Sheet {
    let withdrawal = full.overseen.as_ref().and_then(|overseen| overseen.withdrawal.as_ref());
    let taken = |Withdrawal { by, at, reason }: &Withdrawal| Taken {
        by: by.name.clone(),
        at: moment(shell, site, *at),
        reason: reason.clone(),
    };
    Sheet {
        moving: None,
        came: came((shell, site), caller, full),
        came_in_short: came_in_short(shell, full),
        stuck: told.iter().filter(|mail| mail.is_stuck).count(),
        accepted: told.iter().filter(|mail| mail.tone == "ok").count(),
        told,
        story,
        letter: letter((shell, site), full),
        facts: facts(shell, full),
        code: full.code.to_string(),
        may: May {
            acknowledge: full.actions.has(Action::Acknowledge),
            thank: full.actions.has(Action::Thank),
            correct: full.actions.has(Action::Correct),
            withdraw: full.actions.has(Action::Withdraw),
            print_for_client: full.letter.is_some() && full.actions.has(Action::Correct),
            take_name_back: full.actions.has(Action::WithdrawConsent),
            dispute: full.actions.has(Action::Dispute),
            read_original: full.actions.has(Action::ReadOriginal),
            assign: full.actions.has(Action::Assign),
        },
        withdrawal: withdrawal.map(taken),
    }
}

fn came_in_short(shell: &Shell, full: &Full) -> String {
    let counted = [("letters-acknowledged", full.acknowledgements.len()), ("letters-thanked", full.thanks.len())];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    counted.map(|(message, count)| shell.say(message).with("count", count).to_string()).collect::<Vec<_>>().join(" · ")
}

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn letter((shell, site): (&Shell, &Site), full: &Full) -> Letter {
    let about = match &full.unknown_helper_department {
        Some(department) if full.helpers.is_empty() => {
            shell.say("record-letter-about-unknown").with("department", department).to_string()
        }
        _ => shell.say("record-letter-about").with("people", names(shell, &full.helpers)).to_string(),
    };
    let client = full.letter.as_ref().map(|letter| {
        let name = letter.signature_name.as_deref().or(full.client_name.as_deref());
        name.map_or_else(|| shell.say("record-letter-client").to_string(), str::to_owned)
    });
    let words = full.letter.as_ref().filter(|letter| letter.is_in_words());
    Letter {
        place: full.branch.clone(),
        day: shell.language.day(full.header.sent_at.day_in(site.zone)),
        about,
        paragraphs: words.map(|letter| paragraphs(&letter.text)).unwrap_or_default(),
        language: words.and_then(|letter| letter.language.clone()),
        is_scan: full.letter.as_ref().is_some_and(|letter| letter.kind == LetterKind::Scan),
        signed: client.unwrap_or_default(),
        note_by: shell
            .say("record-letter-note-by")
            .with("name", &full.banker.name)
            .with("place", full.banker.place())
            .to_string(),
        note: full.cover_note.as_deref().map(paragraphs).unwrap_or_default(),
    }
}

/// The message for how a letter was written.
fn written_on(written_on: WrittenOn) -> &'static str {
    match written_on {
        WrittenOn::OwnPhone => "record-written-own-phone",
        WrittenOn::AtHome => "record-written-at-home",
        WrittenOn::Tablet => "record-written-tablet",
        WrittenOn::Paper => "record-written-paper",
        WrittenOn::TypedByBanker => "record-written-typed",
    }
}

fn facts(shell: &Shell, full: &Full) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |name: &'static str, value: String| facts.push((shell.say(name).to_string(), value));
    add("record-fact-day", shell.language.day(full.header.served_on));
    add("record-fact-banker", full.banker.name.clone());
    if let Some(invited) = full.client_invited {
        let words = if invited { "record-fact-invited" } else { "record-fact-offered" };
        add("record-fact-letter", shell.say(words).to_string());
    }
    if let Some(letter) = &full.letter {
        add("record-fact-written", shell.say(written_on(letter.written_on)).to_string());
        if let Some(seconds) = letter.seconds_to_signature() {
            let span = span_phrase(seconds).within(shell.language).to_string();
            add("record-fact-signed-after", span);
        }
        let seen = if letter.written_on.is_unseen() { "record-fact-unseen" } else { "record-fact-seen" };
        add("record-fact-before", shell.say(seen).to_string());
    }
    if full.letter.is_some() {
        let words = if full.client_name.is_some() { "record-fact-name-shared" } else { "record-fact-name-kept" };
        add("record-fact-name", shell.say(words).to_string());
    }
    if !full.strengths.is_empty() {
        let names: Vec<String> = full.strengths.iter().map(|strength| strength_name(shell, *strength)).collect();
        add("record-fact-strengths", shell.language.list(names.iter().map(String::as_str)));
    }
    if let Some(workaround) = full.overseen.as_ref().and_then(|overseen| overseen.workaround.as_ref()) {
        let parts = [workaround.process.as_deref(), workaround.detail.as_deref()];
        add("record-fact-workaround", parts.into_iter().flatten().collect::<Vec<_>>().join(": "));
    }
    if full.version > 1 {
        add("record-fact-version", full.version.to_string());
    }
    facts
}
