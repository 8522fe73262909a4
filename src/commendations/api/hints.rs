//! Sentences that only a program which calls the API has a use for: which field to send next, which call to make. They follow the
//! words of the noun.

use crate::commendations::CommendationError;
use crate::commendations::notices::Notice;

/// A notice in the API's words.
pub fn notice(notice: &Notice) -> String {
    let words = notice.words();
    match notice {
        Notice::Chain { .. } | Notice::PageShowsName | Notice::PageChecked { .. } => words,
        Notice::PageNotCovered { .. } => format!("{words} A call says so with letter.pages_checked as true."),
        Notice::MaybeNames { .. } => format!(
            "{words} maybe_names lists the places; letter.withheld or cover_note_withheld withholds them. An empty list there \
             says that none of them is a name."
        ),
        Notice::NameWithheld => format!("{words} letter.withheld and cover_note_withheld take them."),
        Notice::NameUnknown => {
            format!("{words} The name goes into client.name, places into letter.withheld and cover_note_withheld.")
        }
    }
}

/// A refusal in the API's words; nothing for a failure on our side.
pub fn refusal(error: &CommendationError) -> Option<String> {
    let words = error.words()?;
    Some(match error {
        CommendationError::AllForOverseers => format!("{words} Ask for role=sent, received or team."),
        CommendationError::Unchanged => format!("{words} Send another cover_note, other helper_ids, or both."),
        _ => words.to_owned(),
    })
}
