//! Sentences of this noun that people read outside letters and mails: refusals, and notices before sending. Those of HR's items
//! are in `worklist::words`.
//!
//! They mention no HTTP and no field of the API, so that a page can show them unchanged. The API adds its hints (`api::hints`).

use super::notices::Notice;
use super::rules::{Action, Note, Refusal};
use super::{BadHelper, CommendationError};

impl Refusal {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotAllowed(_) => "forbidden",
            Self::Withdrawn => "withdrawn",
            Self::Assigned => "assigned",
            Self::TooLate => "too_late",
            Self::Replaced => "replaced",
            Self::NotRetryable => "not_retryable",
        }
    }

    /// A sentence for the person who was refused.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotFound => "There is nothing here, or it is not yours to read.",
            Self::NotAllowed(action) => only(action),
            Self::Withdrawn => "It was withdrawn and nothing more can be done with it.",
            Self::Assigned => "The helper is known already.",
            Self::TooLate => "A banker can withdraw within 24 hours; ask HR to withdraw it.",
            Self::Replaced => "A corrected copy took the place of this one and was sent in its stead.",
            Self::NotRetryable => "Only a failed, bounced or unknown delivery can be tried again.",
        }
    }
}

/// The people who may do it.
fn only(action: Action) -> &'static str {
    match action {
        Action::Acknowledge => {
            "Only a supervisor of somebody who is praised in it, of that day or now, can acknowledge it."
        }
        Action::Thank => "Only somebody who is praised in it can thank for it.",
        Action::Assign => "Only the head of the department and HR can say who helped.",
        Action::Dispute => "Only somebody who received it can say that it reached the wrong person.",
        Action::Correct => "Only the banker who sent it and HR can correct it.",
        Action::Withdraw => "Only the banker who sent it and HR can withdraw it.",
        Action::Retry => "Only the banker who sent it and HR can have a mail tried again.",
        Action::ReadOriginal => "Only the banker who took it, HR and auditors read the words as written.",
    }
}

impl CommendationError {
    /// A sentence for the person who was refused; nothing for a failure on our side.
    pub fn words(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotFound => Refusal::NotFound.words(),
            Self::Refused(refusal) => refusal.words(),
            Self::OnlyBankers => "In this bank only bankers send commendations.",
            Self::AllForOverseers => "Only HR and auditors read all commendations.",
            Self::Unchanged => "Nothing would change: the record already says this.",
            Self::Overtaken => "It was changed at the same moment. Read it again, then decide.",
            Self::BadHelper(why) => why.words(),
            Self::UploadUsed => "This upload went into another commendation. Upload the file again for this one.",
            Self::DraftOvertaken => "The draft was changed or sent at the same moment. Read it again, then decide.",
            Self::TooMany(_) => {
                "These are more letters in a short time than one person may send, and this one was not sent."
            }
            Self::Rejected(_) | Self::Scan(_) | Self::Copy(_) | Self::Database(_) => return None,
        })
    }
}

impl BadHelper {
    /// A sentence for the person who named the helper.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => "Nobody has this id.",
            Self::SentIt => "Nobody commends themselves: this is the banker who sent it.",
            Self::NotEmployed => "This person did not work here on the day of service.",
        }
    }
}

impl Notice {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Chain { note, .. } => match note {
                Note::NoSupervisor(_) => "no_supervisor",
                Note::SupervisorLeft(_) => "supervisor_left",
                Note::Cycle(_) => "cycle",
                Note::Top(_) => "top",
                Note::BankerSupervisesHelper(_) | Note::HelperSupervisesBanker(_) => "review",
                Note::HelperUnknown => "unsure_helper",
            },
            Self::PageShowsName | Self::PageNotCovered { .. } => "scan_kept_back",
            Self::PageChecked { .. } => "pages_checked",
            Self::PageUnread => "pages_not_searched",
            Self::MaybeNames { .. } => "maybe_name",
            Self::NameWithheld | Self::NameUnknown => "name_withheld",
        }
    }

    /// A sentence or two for the banker.
    pub fn words(&self) -> String {
        match self {
            Self::Chain { note, name } => about_chain(note, name),
            Self::PageShowsName => {
                "The page itself stays here, because it shows the name that the client keeps back; its \
                 transcript goes."
                    .to_owned()
            }
            Self::PageNotCovered { masked, covered } => format!(
                "The page itself stays here and its transcript goes: in the transcript {} of client data {} masked, and on the \
                 page {} {} covered. To send the page too, cover every one of them, or look at the page and say that nothing \
                 else on it has to be covered.",
                places(*masked),
                if *masked == 1 { "is" } else { "are" },
                if *covered == 0 { "none".to_owned() } else { places(*covered) },
                if *covered <= 1 { "is" } else { "are" },
            ),
            Self::PageChecked { masked, covered } => format!(
                "The page goes because you said that you checked it: {} of client data in its transcript, {} covered on it.",
                places(*masked),
                places(*covered),
            ),
            Self::PageUnread => {
                "The page goes as it is, and nobody has searched it for client data, because it has no transcript. Look for card, \
                 account and identity numbers and cover them."
                    .to_owned()
            }
            Self::MaybeNames { open } => format!(
                "At {} nobody but you can tell whether it is the client's name. They circulate as they stand unless you withhold \
                 them.",
                if *open == 1 { "one place".to_owned() } else { places(*open) },
            ),
            Self::NameWithheld => {
                "The client's name is withheld wherever it is recognised. Nicknames, descriptions and \
                 misspelled names are not: look for them, and withhold their places."
                    .to_owned()
            }
            Self::NameUnknown => {
                "The client keeps the name back, and nobody said what it is, so it cannot be recognised. Fill \
                 in the client's name, which does not circulate, or withhold the places where it stands."
                    .to_owned()
            }
        }
    }
}

fn places(count: usize) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}

fn about_chain(note: &Note, name: &str) -> String {
    match note {
        Note::NoSupervisor(_) => format!("{name} has no supervisor on record; HR gets the letter instead."),
        Note::SupervisorLeft(_) => {
            format!("The supervisor of {name} has left; the next one above gets the letter.")
        }
        Note::Cycle(_) => format!("The reporting line of {name} leads back to itself; HR is told."),
        Note::Top(_) => format!("Nobody is above {name}; HR gets the letter."),
        Note::BankerSupervisesHelper(_) => format!("You supervise {name}; the letter goes, and HR may look at it."),
        Note::HelperSupervisesBanker(_) => format!("{name} supervises you; the letter goes, and HR may look at it."),
        Note::HelperUnknown => {
            "The head of the department, or HR, says who helped; that person's chain is told then.".to_owned()
        }
    }
}
