//! Sending, and the preview of its effects.

use super::Commendations;
use super::copy_versions::freeze;
use super::prepared::{Masked, PlannedDelivery, Prepared, Sent, reasons};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::VerificationCode;
use crate::commendations::compose::{self, Circulated, Pages};
use crate::commendations::drafts;
use crate::commendations::order::Order;
use crate::commendations::reference::reference;
use crate::commendations::rules::{self, Involved, Recipient};
use crate::commendations::store::{self, ChainLink, NewCommendation, NewLetter};
use crate::commendations::{CommendationError, LetterKind};
use crate::db::{Connection, DbError, next_number};
use crate::delivery::{Kind as MailKind, NewDelivery, Source};
use crate::directory::{self, search_tokens};
use crate::documents::Rendered;
use crate::ids::{CommendationId, PersonId};
use crate::letters::screening::mask;
use crate::letters::uploads;
use crate::worklist::{self, Kind, Subject};

impl Commendations {
    /// Decides everything about an order: chains of the day of service, recipients, masks. Stores nothing.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub(super) fn decide(&self, conn: &mut Connection, order: Order) -> Result<Prepared, DbError> {
        let circle = self.circle(conn, &order)?;
        let decision = rules::decide(&order, &circle, &|email| self.allows(email));
        let circulated = compose::circulate(&order);
        Ok(Prepared { order, circulated, circle, decision })
    }

    fn circle(&self, conn: &mut Connection, order: &Order) -> Result<Involved, DbError> {
        let (levels, on) = (usize::from(self.policy.levels), order.served_on);
        let mut circle = Involved {
            banker: directory::operations::chain(conn, order.banker.id, on, levels)?,
            ..Involved::default()
        };
        for helper in &order.helpers {
            circle.helpers.push(directory::operations::chain(conn, helper.id, on, levels)?);
            if self.policy.copy_dotted_lines {
                circle.dotted.push(directory::operations::dotted_supervisors(conn, helper.id, on)?);
            }
        }
        if let Some(unknown) = &order.unknown {
            circle.head = directory::operations::head_of_department(conn, (None, &unknown.department), on)?;
        }
        let headless = order.unknown.is_some() && circle.head.is_none();
        let unsupervised = circle.helpers.iter().chain([&circle.banker]).any(|chain| chain.supervisors.is_empty());
        if headless || unsupervised {
            circle.hr = self.hr(conn)?;
        }
        Ok(circle)
    }

    /// The letter of an order as a draft: what would be sent, marked, without a reference.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub async fn preview_letter(&self, prepared: &Prepared) -> Result<Rendered, CommendationError> {
        let Prepared { order, circulated, decision, .. } = &self.with_pages(prepared.clone()).await?;
        let setting = self.setting(self.clock.now());
        let letter = compose::letter(order, circulated, decision, setting, "Draft", None);
        let mut images = self.own_pictures();
        circulated.pages.iter().for_each(|page| images.insert(page.sha256.clone(), &page.bytes));
        self.render(letter, images).await
    }

    /// Characters of an order that no font has.
    pub fn without_font(&self, prepared: &Prepared) -> Vec<String> {
        let texts = [&prepared.circulated.letter, &prepared.circulated.cover_note, &prepared.circulated.signature_name];
        let mut missing: Vec<char> =
            texts.into_iter().flatten().flat_map(|text| self.renderer.without_font(&text.text)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.into_iter().map(String::from).collect()
    }

    /// Sends: stores the commendation with its letter, chains, copy, deliveries, work items and trail in one transaction, and
    /// `beside` it what the caller keeps of its own (the record of an idempotency key). The mails go out by the worker.
    ///
    /// # Errors
    /// [`CommendationError::DraftOvertaken`] for a draft that was changed or sent; [`CommendationError::TooMany`] for more letters than one person may send; or when the database does not take it. Then nothing of
    /// it is stored.
    pub async fn send<T: Send + 'static>(
        &self,
        prepared: Prepared,
        beside: impl FnOnce(&mut Connection, Timestamp, &Sent) -> Result<T, DbError> + Send + 'static,
    ) -> Result<(Sent, T), CommendationError> {
        let prepared = self.with_pages(prepared).await?;
        self.uploads.keep(&prepared.circulated.pages).await?;
        self.keep_logo().await?;
        let now = self.clock.now();
        let code = VerificationCode::random()?;
        let missing = self.without_font(&prepared);
        let service = self.clone();
        let result = audit::write(&self.db, now, move |conn, trail| {
            if let Some(draft) = &prepared.order.draft {
                if !drafts::store::remove(conn, draft.id, draft.revision)? {
                    return Err(CommendationError::DraftOvertaken);
                }
                worklist::close(conn, Kind::UnsentLetter, Subject::Draft(draft.id), now)?;
            }
            let sent = service.store(conn, &prepared, &code, now)?;
            if let Some(upload) = prepared.order.draft.and_then(|draft| draft.upload) {
                // A letter that was left out has taken no upload.
                drafts::held::release(conn, prepared.order.banker.id, upload, now)?;
            }
            super::work_items::open_for_sent(conn, &sent, &prepared, &missing, now)?;
            let kept = beside(conn, now, &sent)?;
            trail.record(sent_event(&sent, &prepared));
            Ok::<_, CommendationError>((sent, kept))
        })
        .await?;
        self.outbox.wake();
        Ok(result)
    }

    fn store(
        &self,
        conn: &mut Connection,
        prepared: &Prepared,
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<Sent, CommendationError> {
        let Prepared { order, circulated, circle, decision } = prepared;
        let setting = self.setting(now);
        let year = chrono::Datelike::year(&setting.today);
        // The counter's row is locked until the commit, so that concurrent letters are all counted.
        let number = next_number(conn, &format!("commendations-{year}"))?;
        let too_many = self.letters.wait(now, |nth| store::nth_last_sent(conn, order.banker.id, nth))?;
        if let Some(wait) = too_many {
            return Err(CommendationError::TooMany(wait));
        }
        let reference = reference(year, number);
        let id = order.draft.map_or_else(CommendationId::new, |draft| draft.id.into());
        insert(conn, id, &reference, prepared, now)?;
        if let Some(scan) = order.letter.as_ref().and_then(|letter| letter.scan.as_ref())
            && !uploads::operations::give(conn, scan.upload.id, id, &scan.regions, now)?
        {
            return Err(CommendationError::UploadUsed);
        }
        let letter = compose::letter(order, circulated, decision, setting, &reference, Some(code));
        freeze(conn, (id, 1), letter, code, now)?;
        store::insert_chain(conn, id, &links(order, circle))?;
        let mut deliveries = Vec::with_capacity(decision.recipients.len());
        for recipient in &decision.recipients {
            let new = new_delivery(id, 1, recipient);
            let queued = self.enqueue(conn, &new, recipient.blocked, now)?;
            deliveries.push(PlannedDelivery {
                id: Some(queued.id),
                state: queued.state,
                ..PlannedDelivery::expected(recipient)
            });
        }
        let masked = circulated.found.iter().map(Masked::from).collect();
        let maybe_names = circulated.maybe_names.clone();
        Ok(Sent { id, reference, code: code.clone(), masked, maybe_names, deliveries })
    }
}

/// The letter mail to a recipient, with a version of a commendation.
pub(super) fn new_delivery(id: CommendationId, version: i32, recipient: &Recipient) -> NewDelivery {
    NewDelivery {
        commendation_id: Some(id),
        version: Some(version),
        recipient_id: recipient.mailbox.person,
        recipient_name: recipient.mailbox.name.clone(),
        recipient_email: recipient.mailbox.email.clone(),
        reasons: reasons(recipient),
        because: recipient.because.clone(),
        content: Source::Commendation(MailKind::Letter),
    }
}

fn insert(
    conn: &mut Connection,
    id: CommendationId,
    reference: &str,
    prepared: &Prepared,
    now: Timestamp,
) -> Result<(), CommendationError> {
    let Prepared { order, circulated, .. } = prepared;
    let client = order.client.as_ref();
    let name = |name: &crate::letters::rules::PersonName| name.as_str().to_owned();
    let letter_name = order.letter.as_ref().and_then(|letter| letter.signature_name.as_ref());
    let client_name = client.and_then(|client| client.name.as_ref()).or(letter_name).map(name);
    let withheld = compose::name_of(order);
    let workaround = |text: Option<&String>| text.map(|text| mask(text, withheld.as_ref()).text);
    let process = workaround(order.workaround.as_ref().and_then(|w| w.process.as_ref()));
    let detail = workaround(order.workaround.as_ref().and_then(|w| w.detail.as_ref()));
    let letter = stored_letter(order, circulated, now);
    let unknown_department = match &order.unknown {
        Some(unknown) => directory::operations::department_named(conn, &unknown.department)?,
        None => None,
    };
    store::insert(
        conn,
        &NewCommendation {
            id,
            reference,
            banker: order.banker.id,
            include_banker: order.include_banker,
            served_on: order.served_on,
            sent_at: now,
            branch: order.banker.place(),
            client_name: client_name.as_deref(),
            client_name_shared: client.is_some_and(|client| client.share_name),
            client_name_shown: circulated.client_name(),
            client_email: client.and_then(|client| client.email.as_deref()),
            client_invited: client.and_then(|client| client.invited),
            cover_note: circulated.cover_note.as_ref().map(|text| text.text.as_str()),
            cover_note_original: order.cover_note.as_ref().map(|note| note.as_str()),
            assist: order.assist,
            banker_department: order.banker.department_id,
            banker_branch: order.banker.branch_id,
            unknown_department,
            unknown_helper_department: order.unknown.as_ref().map(|unknown| unknown.department.as_str()),
            workaround_process: process.as_deref(),
            workaround_detail: detail.as_deref(),
            strengths: &order.strengths,
            letter: letter.as_ref(),
            helpers: &order.helpers,
            words: &search_words(reference, order, circulated),
        },
    )?;
    Ok(())
}

fn stored_letter<'a>(order: &'a Order, circulated: &'a Circulated, now: Timestamp) -> Option<NewLetter<'a>> {
    let letter = order.letter.as_ref()?;
    Some(NewLetter {
        kind: if letter.scan.is_some() { LetterKind::Scan } else { LetterKind::Typed },
        text_original: letter.text.as_ref().map(|text| text.as_str()).unwrap_or_default(),
        text_circulated: circulated.letter.as_ref().map(|text| text.text.as_str()).unwrap_or_default(),
        language: letter.language.as_ref().map(|tag| tag.as_str()),
        signature_name_original: letter.signature_name.as_ref().map(|name| name.as_str()),
        signature_name_circulated: circulated.client_name(),
        signature_strokes: letter.strokes.as_ref().map(|strokes| serde_json::json!(strokes.as_slice()).to_string()),
        signed_at: order.signed().map_or(now, |signed| signed.signed_at),
        written_on: order.signed().map(|signed| signed.written_on),
        invited_at: order.signed().map(|signed| signed.invited_at),
    })
}

/// The words that lists are searched by: the masked ones only.
fn search_words(reference: &str, order: &Order, circulated: &Circulated) -> String {
    let mut names = vec![order.banker.name.as_str()];
    let mut texts = vec![reference];
    for helper in &order.helpers {
        names.push(&helper.name);
        texts.push(&helper.department);
    }
    names.extend(circulated.signature_name.iter().map(|name| name.text.as_str()));
    texts.extend([&circulated.letter, &circulated.cover_note].into_iter().flatten().map(|text| text.text.as_str()));
    index_words(&names, &texts)
}

/// All of them, in every spelling, each once, as [`search_tokens::marked`].
pub(super) fn index_words(names: &[&str], texts: &[&str]) -> String {
    let names = names.iter().flat_map(|name| search_tokens::name_words(name));
    let mut all: Vec<String> = names.chain(texts.iter().flat_map(|text| search_tokens::text_words(text))).collect();
    all.sort_unstable();
    all.dedup();
    all.iter().map(|word| search_tokens::marked(word)).collect()
}

/// Every step of every chain, for the record.
fn links(order: &Order, circle: &Involved) -> Vec<ChainLink> {
    let mut links = links_of(order.banker.id, &circle.banker);
    let helpers = order.helpers.iter().zip(&circle.helpers);
    links.extend(helpers.flat_map(|(helper, chain)| links_of(helper.id, chain)));
    links
}

/// The steps of one person's chain.
pub(super) fn links_of(subject: PersonId, chain: &directory::Chain) -> Vec<ChainLink> {
    let link = |above: &directory::Supervisor| ChainLink {
        subject,
        level: i32::try_from(above.level).unwrap_or(i32::MAX),
        supervisor: above.person.id,
        reason: above.reason,
    };
    chain.supervisors.iter().map(link).collect()
}

fn sent_event(sent: &Sent, prepared: &Prepared) -> Event {
    let helpers: Vec<String> = prepared.order.helpers.iter().map(|helper| helper.id.to_string()).collect();
    let scan = prepared.order.letter.as_ref().and_then(|letter| letter.scan.as_ref());
    let checked = scan.is_some_and(|scan| scan.checked) && prepared.circulated.scan == Some(Pages::Circulate);
    let sent_by = prepared.order.draft.map_or(prepared.order.banker.id, |draft| draft.sent_by);
    Event::new(Actor::Person(sent_by), "commendation.sent", format!("commendation:{}", sent.id))
        .with("reference", sent.reference.clone())
        .with("helpers", helpers)
        .with("deliveries", sent.deliveries.len())
        .with("masked", sent.masked.len())
        .with("maybe_names", sent.maybe_names.len())
        .with("pages_checked", checked)
        .with("draft_revision", prepared.order.draft.map(|draft| draft.revision))
}
