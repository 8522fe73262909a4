//! From a body to an order: every problem of form and every look-up at once.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::bodies::{ClientBody, CorrectionBody, PlaceBody, SendBody, WorkaroundBody};
use super::scan::{self, ScanDraft};
use super::{letter, withheld};
use crate::addresses::MailAddress;
use crate::assists::{self, Assist};
use crate::commendations::operations::{Commendations, Correction, Prepared};
use crate::commendations::order::{ByHand, ClientOrder, LetterOrder, Order, UnknownHelper, Workaround};
use crate::commendations::rules::served_in_time;
use crate::commendations::{CommendationError, Strength};
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::ids::{AssistId, CommendationId, PersonId};
use crate::letters::rules::{CoverNote, PersonName};
use crate::permissions::Role;
use crate::web::{Caller, Elements, Problem, Problems};

/// At most so many people are praised in one letter.
const MOST_HELPERS: usize = 10;
/// At most so many strengths are named.
const MOST_STRENGTHS: usize = 5;

/// What of a body can be told without looking anything up.
struct Draft {
    helpers: Vec<(usize, PersonId)>,
    served_on: NaiveDate,
    include_banker: bool,
    client: Option<ClientOrder>,
    letter: Option<LetterOrder>,
    /// The upload of the letter, to be looked up.
    scan: Option<ScanDraft>,
    cover_note: Option<CoverNote>,
    cover_note_withheld: ByHand,
    assist: Option<AssistId>,
    workaround: Option<Workaround>,
    strengths: Vec<Strength>,
}

/// Reads, looks up and decides an order.
///
/// # Errors
/// 422 with every problem of the body; 403 where the bank lets only bankers commend.
pub async fn prepare(
    service: &Commendations,
    caller: &Caller,
    body: SendBody,
    mut problems: Problems,
) -> Result<Prepared, Problem> {
    if service.policy.only_bankers_commend && !caller.is(Role::Banker) {
        return Err(CommendationError::OnlyBankers.into());
    }
    let today = service.today();
    let draft = draft(body, today, &mut problems);
    let (me, on) = (caller.person, service.clone());
    let work = move |conn: &mut Connection| -> Result<_, CommendationError> {
        let order = look_up(conn, me, draft, &mut problems)?;
        match order {
            Some(order) if problems.is_empty() => Ok(Ok(on.prepare(conn, order)?)),
            _ => Ok(Err(problems)),
        }
    };
    service.db.read(work).await?.map_err(Problems::into_problem)
}

/// Reads and looks up a correction.
///
/// # Errors
/// 422 with every problem of the body; whatever keeps the caller from correcting.
pub async fn correction(
    service: &Commendations,
    caller: &Caller,
    id: CommendationId,
    body: CorrectionBody,
    mut problems: Problems,
) -> Result<Correction, Problem> {
    let (cover_note, cover_note_withheld) =
        self::cover_note(body.cover_note.flatten(), body.cover_note_withheld.flatten(), &mut problems);
    let reason = super::short_text(&mut problems, "/reason", body.reason.clone(), 500);
    if body.reason.is_some_and(|reason| reason.trim().is_empty()) {
        problems.at_path("/reason", "required", "Say why, in words that everyone who has a copy may read.");
    }
    let given = body.helper_ids.flatten();
    if given.as_ref().is_some_and(Elements::is_empty) {
        problems.at_path("/helper_ids", "required", "Name who is praised, or leave this out to keep it as it is.");
    }
    let ids = given.map(|ids| helpers(Some(ids), &mut problems));
    let (db, service, caller) = (service.db.clone(), service.clone(), *caller);
    let work = move |conn: &mut Connection| -> Result<_, CommendationError> {
        let record = service.correctable(conn, &caller, id)?;
        let helpers = match ids {
            None => None,
            Some(ids) => {
                let people =
                    directory::operations::people_by_ids(conn, &ids.iter().map(|(_, id)| *id).collect::<Vec<_>>())?;
                Some(known_helpers(conn, &ids, (record.banker_id, record.served_on), &people, &mut problems)?)
            }
        };
        Ok(match reason {
            Some(reason) if problems.is_empty() => Ok(Correction { helpers, cover_note, cover_note_withheld, reason }),
            _ => Err(problems),
        })
    };
    db.read(work).await?.map_err(Problems::into_problem)
}

fn cover_note(
    text: Option<String>,
    places: Option<Elements<PlaceBody>>,
    problems: &mut Problems,
) -> (Option<CoverNote>, ByHand) {
    let by_hand = withheld::places(text.as_deref(), places, "/cover_note_withheld", problems);
    let note = text.and_then(|text| {
        CoverNote::parse(&text).map_err(|why| problems.at_path("/cover_note", why.code(), why.to_string())).ok()
    });
    (note, by_hand)
}

fn draft(body: SendBody, today: NaiveDate, problems: &mut Problems) -> Draft {
    let served_on = body.served_on.flatten().unwrap_or(today);
    if !served_in_time(served_on, today) {
        problems.at_path("/served_on", "in_the_future", format!("The day of service cannot be after today, {today}."));
    }
    let asked = (body.letter.is_none(), body.cover_note.is_none());
    let (cover_note, cover_note_withheld) =
        self::cover_note(body.cover_note.flatten(), body.cover_note_withheld.flatten(), problems);
    let letter_body = body.letter.flatten();
    let has_letter = letter_body.is_some();
    let (letter, scan) = letter_body.map(|letter| letter::read(letter, problems)).unwrap_or_default();
    let client_body = body.client.flatten();
    let shares = client_body.as_ref().is_none_or(|client| client.consent_to_share_name.flatten().unwrap_or(false));
    if scan.is_some() && !shares && letter.as_ref().is_some_and(|letter| letter.text.is_none()) {
        let why = "The client did not agree to share the name, so the page itself stays here: type its words.";
        problems.at_path("/letter/transcript", "required", why);
    }
    if has_letter && client_body.is_none() {
        problems.at_path("/client", "required", "A letter needs its client: at least {} when nothing is known.");
    }
    if !has_letter && cover_note.is_none() && asked == (false, false) {
        problems.at_path("/letter", "required", "Send the client's letter, or a cover note of your own, or both.");
    }
    Draft {
        helpers: helpers(body.helper_ids.flatten(), problems),
        served_on,
        include_banker: body.include_banker.flatten().unwrap_or(false),
        client: client_body.map(|client| self::client(client, problems)),
        letter,
        scan,
        cover_note,
        cover_note_withheld,
        assist: body.assist_id.flatten(),
        workaround: body.workaround.flatten().map(|workaround| self::workaround(workaround, problems)),
        strengths: strengths(body.strengths.flatten(), problems),
    }
}

fn helpers(ids: Option<Elements<PersonId>>, problems: &mut Problems) -> Vec<(usize, PersonId)> {
    let Some(ids) = ids else { return Vec::new() };
    let why = format!("One letter can praise {MOST_HELPERS} people at most.");
    let ids = ids.at_most(MOST_HELPERS, "/helper_ids", &why, problems);
    for (place, (index, id)) in ids.iter().enumerate() {
        if ids[..place].iter().any(|(_, before)| before == id) {
            problems.at_path(
                &format!("/helper_ids/{index}"),
                "duplicate",
                "This person is named twice; once is enough.",
            );
        }
    }
    ids
}

fn client(body: ClientBody, problems: &mut Problems) -> ClientOrder {
    let name = body.name.flatten().and_then(|name| {
        PersonName::parse(&name).map_err(|why| problems.at_path("/client/name", why.code(), why.to_string())).ok()
    });
    let email = body.email.flatten().filter(|email| {
        let good = MailAddress::parse(email).is_ok();
        if !good {
            problems.at_path(
                "/client/email",
                "bad_address",
                "This has to be a mail address such as maria@example.org.",
            );
        }
        good
    });
    ClientOrder {
        name,
        email,
        share_name: body.consent_to_share_name.flatten().unwrap_or(false),
        invited: body.invited.flatten(),
    }
}

fn workaround(body: WorkaroundBody, problems: &mut Problems) -> Workaround {
    Workaround {
        process: super::short_text(problems, "/workaround/process", body.process.flatten(), 100),
        detail: super::short_text(problems, "/workaround/detail", body.detail.flatten(), 4_000),
    }
}

fn strengths(codes: Option<Elements<String>>, problems: &mut Problems) -> Vec<Strength> {
    let Some(codes) = codes else { return Vec::new() };
    let codes =
        codes.at_most(MOST_STRENGTHS, "/strengths", &format!("Name {MOST_STRENGTHS} strengths at most."), problems);
    let mut strengths: Vec<Strength> = Vec::new();
    for (index, code) in codes {
        let pointer = format!("/strengths/{index}");
        match code.parse() {
            Err(_) => {
                problems.at_path(&pointer, "unknown_strength", "GET /api/v1/vocabulary lists the strengths there are.")
            }
            Ok(strength) if strengths.contains(&strength) => {
                problems.at_path(&pointer, "duplicate", "This strength is named twice; once is enough.");
            }
            Ok(strength) => strengths.push(strength),
        }
    }
    strengths
}

/// Looks people and assist up, and puts the order together when nothing is missing.
fn look_up(
    conn: &mut Connection,
    me: PersonId,
    draft: Draft,
    problems: &mut Problems,
) -> Result<Option<Order>, CommendationError> {
    let mut ids: Vec<PersonId> = draft.helpers.iter().map(|(_, id)| *id).collect();
    ids.push(me);
    let people = directory::operations::people_by_ids(conn, &ids)?;
    let helpers = known_helpers(conn, &draft.helpers, (me, draft.served_on), &people, problems)?;
    let assist = match draft.assist {
        None => None,
        Some(id) => {
            let found = assists::operations::of_banker(conn, id, me)?;
            if found.is_none() {
                problems.at_path(
                    "/assist_id",
                    "unknown_assist",
                    "No assist of yours has this id. GET /api/v1/assists lists them.",
                );
            }
            found
        }
    };
    let unknown = assist.as_ref().filter(|_| draft.helpers.is_empty()).and_then(unknown_helper);
    if draft.helpers.is_empty() && unknown.is_none() {
        problems.at_path(
            "/helper_ids",
            "required",
            "Name who helped. If you are not sure who it was, note an assist with name and department and send its assist_id.",
        );
    }
    let mut letter = draft.letter;
    if let (Some(scan), Some(letter)) = (&draft.scan, &mut letter) {
        letter.scan = scan::look_up(conn, me, scan, problems)?;
    }
    let Some(banker) = people.get(&me).cloned() else { return Ok(None) };
    Ok(Some(Order {
        banker,
        helpers,
        unknown,
        assist: draft.assist,
        served_on: draft.served_on,
        include_banker: draft.include_banker,
        client: draft.client,
        letter,
        cover_note: draft.cover_note,
        cover_note_withheld: draft.cover_note_withheld,
        workaround: draft.workaround.filter(|workaround| workaround.process.is_some() || workaround.detail.is_some()),
        strengths: draft.strengths,
    }))
}

fn known_helpers(
    conn: &mut Connection,
    ids: &[(usize, PersonId)],
    (banker, served_on): (PersonId, NaiveDate),
    people: &HashMap<PersonId, Person>,
    problems: &mut Problems,
) -> Result<Vec<Person>, DbError> {
    let absent = directory::operations::absent_on(conn, people.values(), served_on)?;
    let mut helpers = Vec::with_capacity(ids.len());
    for (index, id) in ids {
        let pointer = format!("/helper_ids/{index}");
        match people.get(id) {
            _ if *id == banker => {
                problems.at_path(
                    &pointer,
                    "oneself",
                    "Nobody commends themselves. If the client praised you too, set include_banker.",
                );
            }
            None => problems.at_path(
                &pointer,
                "unknown_person",
                "Nobody has this id. Look the person up with GET /api/v1/people?q=….",
            ),
            Some(person) if absent.contains(&person.id) => {
                problems.at_path(
                    &pointer,
                    "not_employed",
                    format!("{} did not work here on {served_on}.", person.name),
                );
            }
            Some(person) => helpers.push(person.clone()),
        }
    }
    Ok(helpers)
}

fn unknown_helper(assist: &Assist) -> Option<UnknownHelper> {
    if assist.helper_id.is_some() {
        return None;
    }
    let hint = assist.hint.as_ref()?;
    Some(UnknownHelper {
        assist: assist.id,
        name: hint.name.clone(),
        department: hint.department.clone(),
        extension: hint.extension.clone(),
    })
}
