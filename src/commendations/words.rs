//! Sentences of this noun that people read outside letters and mails: refusals, and notices before sending. Those of HR's items
//! are in `worklist::words`.
//!
//! They mention no HTTP and no field of the API, so that a page can show them unchanged. The API adds its hints (`api::hints`).

use super::intake::{Field, FieldFault, Text};
use super::notices::Notice;
use super::rules::{Action, Note, Refusal};
use super::{BadHelper, CommendationError};
use crate::language::{Phrase, phrase};

impl Refusal {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotAllowed(_) => "forbidden",
            Self::Withdrawn => "withdrawn",
            Self::Assigned => "assigned",
            Self::TooLate => "too_late",
            Self::NotShared => "not_shared",
            Self::Replaced => "replaced",
            Self::NotRetryable => "not_retryable",
        }
    }

    /// A sentence for the person who was refused.
    pub fn phrase(self) -> Phrase {
        phrase(match self {
            Self::NotFound => "refused-not-found",
            Self::NotAllowed(action) => only(action),
            Self::Withdrawn => "refused-withdrawn",
            Self::Assigned => "refused-assigned",
            Self::TooLate => "refused-too-late",
            Self::NotShared => "refused-not-shared",
            Self::Replaced => "refused-replaced",
            Self::NotRetryable => "refused-not-retryable",
        })
    }
}

/// The message of the people who may do it.
fn only(action: Action) -> &'static str {
    match action {
        Action::Acknowledge => "refused-only-supervisors",
        Action::Thank => "refused-only-praised",
        Action::Assign => "refused-only-head",
        Action::Dispute => "refused-only-recipients",
        Action::Correct => "refused-only-banker-corrects",
        Action::Withdraw => "refused-only-banker-withdraws",
        Action::WithdrawConsent => "refused-only-hr-consent",
        Action::Retry => "refused-only-banker-retries",
        Action::ReadOriginal => "refused-only-banker-reads",
    }
}

impl CommendationError {
    /// A sentence for the person who was refused; nothing for a failure on our side.
    pub fn phrase(&self) -> Option<Phrase> {
        Some(phrase(match self {
            Self::NotFound => "refused-not-found",
            Self::Refused(refusal) => return Some(refusal.phrase()),
            Self::OnlyBankers => "refused-only-bankers",
            Self::AllForOverseers => "refused-all-for-overseers",
            Self::Unchanged => "refused-unchanged",
            Self::Overtaken => "refused-overtaken",
            Self::BadHelper(why) => return Some(why.phrase()),
            Self::UploadUsed => "refused-upload-used",
            Self::DraftOvertaken => "refused-draft-overtaken",
            Self::TooMany(_) => "refused-many-letters",
            Self::Rejected(_) | Self::Scan(_) | Self::Copy(_) | Self::Database(_) => return None,
        }))
    }
}

impl FieldFault {
    /// The message of its own for people, where there is one.
    pub fn message(&self) -> Option<&'static str> {
        Some(match (&self.field, self.code) {
            (Field::Helpers, "required") => "write-problem-helper",
            (Field::Helpers, "too_many") => "write-problem-many-helpers",
            (Field::Helper(_), "oneself") => "write-problem-oneself",
            (Field::Helper(_), "duplicate") => "write-problem-twice",
            (Field::Helper(_), "not_employed") => "write-problem-not-employed",
            (Field::Helper(_), _) => "write-problem-nobody",
            (Field::Assist, _) => "write-problem-note-gone",
            (Field::ServedOn, "in_the_future") => "write-problem-future",
            (Field::ServedOn, _) => "write-problem-day",
            (Field::Letter, "required") => "write-problem-nothing",
            (Field::Text(Text::Letter), "required") => "write-problem-words",
            (Field::Text(Text::Transcript), "required") => "write-problem-transcript",
            (Field::Upload, "required") => "write-problem-pages",
            (Field::Upload, _) => "write-problem-pages-gone",
            (Field::ClientEmail, _) => "write-problem-address",
            (Field::Strengths, "too_many") => "write-problem-strengths",
            (Field::Text(_), "required") => "write-problem-blank",
            (_, "control_character") => "write-problem-control",
            (Field::Withheld(_) | Field::Place(..) | Field::PlaceEdge(..), _) => "write-problem-places",
            _ => return None,
        })
    }

    /// The sentence for the person who filled in the field.
    pub fn phrase(&self) -> Phrase {
        match (self.message(), self.words.phrase()) {
            (Some(message), _) => phrase(message),
            (None, Some(told)) => told.clone(),
            (None, None) => phrase("field-other"),
        }
    }
}

impl BadHelper {
    /// A sentence for the person who named the helper.
    pub fn phrase(self) -> Phrase {
        phrase(match self {
            Self::Unknown => "refused-helper-unknown",
            Self::SentIt => "refused-helper-sent-it",
            Self::NotEmployed => "refused-helper-not-employed",
        })
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
