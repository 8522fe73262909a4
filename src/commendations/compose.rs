//! Turns an order and the decisions about it into the words that circulate: the masked texts, the letter's content, the mails'
//! content.
//!
//! Pure. Its results are frozen: the letter's content is stored and rendered later, the mails' content waits in the outbox.
//! Invariant: every text made here for a reader has been screened, and without consent it holds no client's name.

mod scan;
mod signing;
mod texts;

use chrono::NaiveDate;
use url::Url;

use super::VerificationCode;
use super::order::Order;
use super::rules::{Decision, Recipient};
use crate::branch_names;
use crate::config::Bank;
use crate::delivery::Reason;
use crate::delivery::message::Party;
use crate::directory::Person;
use crate::documents::circulated_copy::{
    Client, ClientLetter, CopyContent, CoverNote, Helper, Letterhead, Named, Passage, Praised, Proof, Run, Signature,
    Withheld,
};
use crate::documents::unbroken;
use crate::letters::screening::{MaskedText, Piece};

pub use scan::how_it_came_without_pages;
pub use texts::{
    Circulated, FoundData, MaybeName, NameTreatment, Pages, circulate, circulate_note, excerpt_of, name_of,
    withheld_name,
};

/// The surroundings of an order when it is sent.
#[derive(Debug, Clone, Copy)]
pub struct SendingContext<'a> {
    /// The bank on the letterhead.
    pub bank: &'a Bank,
    /// The address of the service.
    pub public_url: &'a Url,
    /// Today in the bank's time zone.
    pub today: NaiveDate,
}

/// The content of the circulated copy. `proof` is absent on a draft.
pub fn letter(
    order: &Order,
    circulated: &Circulated,
    decision: &Decision,
    setting: SendingContext<'_>,
    reference: &str,
    proof: Option<&VerificationCode>,
) -> CopyContent {
    let (to, copies_to) = addressed(decision);
    CopyContent {
        letterhead: letterhead(order, setting.bank),
        date: setting.today,
        reference: reference.to_owned(),
        replaces: None,
        praised: praised(order),
        to,
        copies_to,
        client_letter: client_letter(order, circulated, setting.bank, setting.today),
        cover_note: circulated.cover_note.as_ref().map(|text| CoverNote {
            text: passage(text),
            banker: order.banker.name.clone(),
            role: some(&order.banker.title),
            branch: some(order.banker.place()),
        }),
        strengths: order.strengths.iter().map(|strength| strength.phrase().to_owned()).collect(),
        served_on: order.served_on,
        proof: proof.map(|code| self::proof(code, setting.public_url)),
        draft: proof.is_none(),
    }
}

/// To whom a copy is addressed, and who has another: supervisors of those who are praised, and everyone else.
pub(super) fn addressed(decision: &Decision) -> (Vec<Named>, Vec<Named>) {
    let supervises = |recipient: &&Recipient| {
        recipient.has(Reason::HelperSupervisor) || recipient.has(Reason::DepartmentHead) || recipient.has(Reason::Hr)
    };
    let told = decision.recipients.iter().filter(|recipient| recipient.blocked.is_none());
    let (to, copies): (Vec<_>, Vec<_>) = told.partition(supervises);
    (to.into_iter().map(named).collect(), copies.into_iter().map(named).collect())
}

/// The letterhead of a document that comes from no branch.
pub(super) fn plain_letterhead(bank: &Bank) -> Letterhead {
    Letterhead {
        bank: bank.name.clone(),
        branch_line: None,
        logo: bank.logo.as_ref().map(|file| file.logo.clone()),
        language: "en".into(),
        colours: bank.colours,
        paper: bank.paper,
        alignment: bank.alignment,
        footer: bank.footer.clone(),
    }
}

fn letterhead(order: &Order, bank: &Bank) -> Letterhead {
    let branch = &order.banker.branch;
    let line = match bank.streets.get(branch) {
        Some(street) => format!("{}, {street}", unbroken(&branch_names::long(branch))),
        None => {
            let own = if branch.is_empty() { order.banker.department.clone() } else { branch_names::long(branch) };
            let parts = [Some(own.as_str()).filter(|own| !own.is_empty()), bank.address.as_deref()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
    };
    Letterhead { branch_line: some(&line), ..plain_letterhead(bank) }
}

fn praised(order: &Order) -> Praised {
    match &order.unknown {
        Some(unknown) if order.helpers.is_empty() => {
            Praised::Department { name: unknown.department.clone(), place: None }
        }
        _ => Praised::Helpers(order.helpers.iter().map(helper).collect()),
    }
}

pub(super) fn helper(person: &Person) -> Helper {
    Helper {
        name: person.name.clone(),
        title: some(&person.title),
        department: some(&person.department),
        place: some(&person.branch),
    }
}

fn named(recipient: &Recipient) -> Named {
    Named { name: recipient.mailbox.name.clone(), title: some(&recipient.mailbox.title) }
}

fn client_letter(order: &Order, circulated: &Circulated, bank: &Bank, today: NaiveDate) -> Option<ClientLetter> {
    let letter = order.letter.as_ref()?;
    let drawn = letter.strokes.as_ref().filter(|strokes| !strokes.as_slice().is_empty());
    let client = match &circulated.signature_name {
        Some(name) => Client::Named {
            name: passage(name),
            client_since: None,
            signature: drawn.map(|strokes| signature(strokes.as_slice())),
        },
        // The letter says "a client of … branch" itself.
        None => Client::NotShared { branch: branch_names::short(order.banker.place()).to_owned() },
    };
    let place = unbroken(&branch_names::long(order.banker.place()));
    let invited = order.client.as_ref().and_then(|client| client.invited).unwrap_or(false);
    Some(ClientLetter {
        text: circulated.letter.as_ref().map(passage).unwrap_or_default(),
        language: letter.language.as_ref().map(|tag| tag.as_str().to_owned()),
        client,
        how_signed: Some(match circulated.scan {
            Some(pages) => scan::how_it_came(order, circulated, pages, &place, today),
            None => signing::how_signed(order, drawn.is_some(), &place, (bank.time_zone, today)),
        }),
        scan: scan::of(circulated),
        invited_by: invited.then(|| order.banker.name.clone()),
    })
}

/// A drawn signature as the copy has it.
pub(super) fn signature(strokes: &[Vec<[f64; 2]>]) -> Signature {
    // Screen coordinates of a few thousand at most: single precision draws them exactly enough.
    #[allow(clippy::cast_possible_truncation, reason = "a signature is drawn, not computed with")]
    let point = |&[x, y]: &[f64; 2]| [x as f32, y as f32];
    Signature { strokes: strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect() }
}

pub(super) fn proof(code: &VerificationCode, public_url: &Url) -> Proof {
    whole_proof(code, &format!("{public_url}verify/"))
}

/// The proof at an address that the code completes.
pub(super) fn whole_proof(code: &VerificationCode, verify: &str) -> Proof {
    let typed_at = verify.split_once("://").map_or(verify, |(_, rest)| rest).trim_end_matches('/');
    Proof { code: code.to_string(), url: format!("{verify}{}", code.plain()), typed_at: typed_at.to_owned() }
}

/// The address alone, without the code, which the copy's row has.
pub(super) fn bare_proof(proof: &Proof, code: &VerificationCode) -> Proof {
    let url = proof.url.strip_suffix(code.plain()).unwrap_or(&proof.url).to_owned();
    Proof { code: String::new(), url, typed_at: String::new() }
}

/// A masked text as the letter takes it: words and bars.
pub(super) fn passage(text: &MaskedText) -> Passage {
    let runs = text
        .pieces()
        .map(|piece| match piece {
            Piece::Text(words) => Run::Text(words.to_owned()),
            Piece::Withheld(span) => {
                Run::Withheld(Withheld { what: span.kind.words().to_owned(), last4: span.last4.clone() })
            }
        })
        .collect();
    Passage { runs }
}

pub(super) fn some(text: &str) -> Option<String> {
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

/// A person as a mail names one.
pub fn party(person: &Person) -> Party {
    Party { name: person.name.clone(), department: person.department.clone(), branch: person.branch.clone() }
}
