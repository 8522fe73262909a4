//! What sending would do, and what the banker should know before.

use serde::Serialize;
use utoipa::ToSchema;

use crate::commendations::compose::{MaybeName, Naming, Pages};
use crate::commendations::operations::{Masked, Prepared, Queueing};
use crate::commendations::order::Order;
use crate::commendations::rules::Note;
use crate::ids::PersonId;

/// What sending would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    /// Who gets it, and why.
    pub deliveries: Vec<Queueing>,
    /// What is masked.
    pub masked: Vec<Masked>,
    /// Characters that no font here has.
    pub without_font: Vec<String>,
    /// Where the client's name may stand: too short or too common to be sure. It circulates unless `letter.withheld` or
    /// `cover_note_withheld` names the place.
    pub maybe_names: Vec<MaybeName>,
    /// What the banker should know before sending.
    pub notes: Vec<NoteView>,
}

/// Something to know before sending.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteView {
    /// A stable word.
    pub code: &'static str,
    /// In a sentence.
    pub detail: String,
}

/// All that the banker should know before sending.
pub fn notes(prepared: &Prepared) -> Vec<NoteView> {
    let circulation = prepared.decision.notes.iter().map(|found| note(found, &prepared.order));
    circulation.chain(about_pages(prepared)).chain(about_names(prepared)).collect()
}

/// Whether the pages of a scan go, where that is not plain.
fn about_pages(prepared: &Prepared) -> Option<NoteView> {
    let places = |count: usize| if count == 1 { "1 place".to_owned() } else { format!("{count} places") };
    let scan = prepared.order.letter.as_ref().and_then(|letter| letter.scan.as_ref())?;
    let masked = prepared.circulated.masked_in_letter();
    let (code, detail) = match prepared.circulated.scan? {
        Pages::NameWithheld => (
            "scan_kept_back",
            "The page itself stays here, because it shows the name that the client keeps back; its transcript goes."
                .to_owned(),
        ),
        Pages::FewerCovered { masked, covered } => (
            "scan_kept_back",
            format!(
                "The page itself stays here and its transcript goes: in the transcript {} of client data {} masked, and on the page \
                 {} {} covered. To send the page too, cover every one of them, or look at the page and send \
                 letter.pages_checked as true when nothing else on it has to be covered.",
                places(masked),
                if masked == 1 { "is" } else { "are" },
                if covered == 0 { "none".to_owned() } else { places(covered) },
                if covered <= 1 { "is" } else { "are" },
            ),
        ),
        Pages::Circulate if scan.places() < masked => (
            "pages_checked",
            format!(
                "The page goes because you said that you checked it: {} of client data in its transcript, {} covered on it.",
                places(masked),
                places(scan.places()),
            ),
        ),
        Pages::Circulate => return None,
    };
    Some(NoteView { code, detail })
}

/// What is done about a name that the client keeps back, and what the banker has to look at.
fn about_names(prepared: &Prepared) -> Vec<NoteView> {
    let circulated = &prepared.circulated;
    let mut notes = Vec::new();
    let open = circulated.maybe_names.iter().filter(|maybe| !prepared.order.is_answered(maybe.pointer)).count();
    if open > 0 {
        let at = if open == 1 { "At one place".to_owned() } else { format!("At {open} places") };
        let detail = format!(
            "{at} nobody but you can tell whether it is the client's name; maybe_names lists them. They circulate as they stand \
             unless you name them in letter.withheld or cover_note_withheld. An empty list there says that none of them is."
        );
        notes.push(NoteView { code: "maybe_name", detail });
    }
    let detail = match circulated.naming {
        Naming::Shared => return notes,
        Naming::Withheld => {
            "The client's name is withheld wherever it is recognised. Nicknames, descriptions and misspelled names are not: look \
             for them, and name their places in letter.withheld or cover_note_withheld."
        }
        Naming::Unknown => {
            "The client keeps the name back, and nobody said what it is, so it cannot be recognised. Fill in client.name, which does \
             not circulate, or name the places of the name in letter.withheld and cover_note_withheld."
        }
    };
    notes.push(NoteView { code: "name_withheld", detail: detail.to_owned() });
    notes
}

/// A note in words.
fn note(note: &Note, order: &Order) -> NoteView {
    let name = |id: &PersonId| {
        let people = order.helpers.iter().chain([&order.banker]);
        people
            .into_iter()
            .find(|person| person.id == *id)
            .map_or_else(|| "Somebody in the chain".to_owned(), |p| p.name.clone())
    };
    let (code, detail) = match note {
        Note::NoSupervisor(id) => {
            ("no_supervisor", format!("{} has no supervisor on record; HR gets the letter instead.", name(id)))
        }
        Note::SupervisorLeft(id) => {
            ("supervisor_left", format!("The supervisor of {} has left; the next one above gets the letter.", name(id)))
        }
        Note::Cycle(id) => ("cycle", format!("The reporting line of {} leads back to itself; HR is told.", name(id))),
        Note::Top(id) => ("top", format!("Nobody is above {}; HR gets the letter.", name(id))),
        Note::BankerSupervisesHelper(id) => {
            ("review", format!("You supervise {}; the letter goes, and HR may look at it.", name(id)))
        }
        Note::HelperSupervisesBanker(id) => {
            ("review", format!("{} supervises you; the letter goes, and HR may look at it.", name(id)))
        }
        Note::HelperUnknown => (
            "unsure_helper",
            "The head of the department, or HR, says who helped; that person's chain is told then.".to_owned(),
        ),
    };
    NoteView { code, detail }
}
