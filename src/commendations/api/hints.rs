//! Sentences for programs that call the API only: the field to send next, the call to make. They are appended to the words of
//! the noun.

use crate::commendations::CommendationError;
use crate::commendations::intake::{Field, FieldFault};
use crate::commendations::notices::Notice;
use crate::language::Explanation;

/// A notice in the API's words.
pub fn notice(notice: &Notice) -> String {
    let words = notice.words();
    match notice {
        Notice::Chain { .. } | Notice::PageShowsName | Notice::PageChecked { .. } => words,
        Notice::PageNotCovered { .. } => format!("{words} A call says so with letter.pages_checked as true."),
        Notice::PageUnread => {
            format!("{words} letter.redactions covers places; letter.pages_checked as true says that you have looked.")
        }
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
pub fn refusal(error: &CommendationError) -> Option<Explanation> {
    let words = Explanation::from(error.phrase()?);
    let hint = match error {
        CommendationError::AllForOverseers => "Ask for role=sent, received or team.",
        CommendationError::Unchanged => "Send another cover_note, other helper_ids, or both.",
        _ => return Some(words),
    };
    let english = format!("{words} {hint}");
    Some(words.for_programs(english))
}

/// A field that cannot be taken, in the API's words.
pub fn wrong(wrong: &FieldFault) -> Explanation {
    let words = Explanation::from(wrong.phrase());
    let hint = match (&wrong.field, wrong.code) {
        (Field::Helper(_), "unknown_person") => "Look the person up with GET /api/v1/people?q=….",
        (Field::Helper(_), "oneself") => "If the client praised you too, set include_banker.",
        (Field::Helpers, "required") => "The assist_id of that assist then stands for the helper.",
        (Field::Client, "required") => "Send an empty object when nothing is known of the client: \"client\": {}.",
        (Field::Assist, "unknown_assist") => "GET /api/v1/assists lists them.",
        (Field::Upload, "required") => "Send it with POST /api/v1/uploads first, and its upload_id here.",
        (Field::Upload, "unknown_upload") => "Send the file with POST /api/v1/uploads.",
        (Field::Strength(_), "unknown_strength") => "GET /api/v1/vocabulary lists them.",
        _ => return words.for_programs(wrong.words.english()),
    };
    words.for_programs(format!("{} {hint}", wrong.words))
}
