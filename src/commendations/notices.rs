//! Notices for the banker before sending: broken chains, pages that are not circulated, names that only she can recognise.

use super::compose::{NameTreatment, Pages};
use super::operations::Prepared;
use super::order::Order;
use super::rules::Note;
use crate::ids::PersonId;

/// Something to know before sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Found on the way up the chains; `name` is whom the note is about.
    Chain {
        /// The finding.
        note: Note,
        /// The person's name.
        name: String,
    },
    /// A scan stays here, because it shows the name that the client keeps back.
    PageShowsName,
    /// A scan stays here, because fewer places are covered on it than are masked in its transcript.
    PageNotCovered {
        /// Places in the transcript.
        masked: usize,
        /// Places on the pages.
        covered: usize,
    },
    /// A scan goes though fewer places are covered on it than masked, because the banker checked it.
    PageChecked {
        /// Places in the transcript.
        masked: usize,
        /// Places on the pages.
        covered: usize,
    },
    /// A scan goes that nobody has searched for client data: it has no transcript, and the banker has not said that she looked.
    PageUnread,
    /// Places where the client's name may stand, and about which the banker has not been asked.
    MaybeNames {
        /// Their number.
        open: usize,
    },
    /// The name is withheld wherever it is recognised.
    NameWithheld,
    /// The client withholds the name, but no name was given, so it cannot be recognised.
    NameUnknown,
}

/// All that the banker should know before sending.
pub fn notices(prepared: &Prepared) -> Vec<Notice> {
    let chain = prepared.decision.notes.iter().map(|note| about_chain(note, &prepared.order));
    chain.chain(about_pages(prepared)).chain(about_names(prepared)).collect()
}

fn about_chain(note: &Note, order: &Order) -> Notice {
    let name = |id: PersonId| {
        let mut people = order.helpers.iter().chain([&order.banker]);
        people.find(|person| person.id == id).map(|person| person.name.clone())
    };
    let name = note.person().and_then(name).unwrap_or_else(|| "Somebody in the chain".to_owned());
    Notice::Chain { note: note.clone(), name }
}

/// The fate of a scan's pages, where that is not plain.
fn about_pages(prepared: &Prepared) -> Option<Notice> {
    let scan = prepared.order.letter.as_ref().and_then(|letter| letter.scan.as_ref())?;
    let (masked, covered) = (prepared.circulated.masked_in_letter(), scan.places());
    match prepared.circulated.scan? {
        Pages::NameWithheld => Some(Notice::PageShowsName),
        Pages::FewerCovered { masked, covered } => Some(Notice::PageNotCovered { masked, covered }),
        Pages::Circulate if covered < masked => Some(Notice::PageChecked { masked, covered }),
        Pages::Circulate if prepared.circulated.letter.is_none() && !scan.checked => Some(Notice::PageUnread),
        Pages::Circulate => None,
    }
}

/// The treatment of a name that the client keeps back.
fn about_names(prepared: &Prepared) -> Vec<Notice> {
    let circulated = &prepared.circulated;
    let mut notices = Vec::new();
    let open = circulated.maybe_names.iter().filter(|maybe| !prepared.order.is_answered(maybe.text)).count();
    if open > 0 {
        notices.push(Notice::MaybeNames { open });
    }
    match circulated.naming {
        NameTreatment::Shared => {}
        NameTreatment::Withheld => notices.push(Notice::NameWithheld),
        NameTreatment::Unknown => notices.push(Notice::NameUnknown),
    }
    notices
}
