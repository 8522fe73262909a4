//! The letter as it will look, set in HTML from the content of the PDF.

use crate::documents::circulated_copy::{Client, CopyContent, Passage, Praised, Run};
use crate::web::{Shell, joined};

/// A letter on a page.
pub struct Sheet {
    pub bank: String,
    pub branch: String,
    pub day: String,
    pub to: Vec<String>,
    pub about: String,
    pub copies: Vec<String>,
    pub client: Option<Words>,
    pub note: Option<Words>,
    pub thanked: String,
}

/// The words of one person.
pub struct Words {
    pub paragraphs: Vec<Vec<Piece>>,
    /// For a screen reader.
    pub language: Option<String>,
    /// Below the client's words; above the banker's.
    pub by: String,
    /// True for a letter on paper, whose pages are in the PDF alone.
    pub is_scan: bool,
}

/// Words, or a bar in their place.
pub struct Piece {
    pub text: String,
    pub is_bar: bool,
}

/// The paragraphs of a passage: a blank line begins one.
fn paragraphs(shell: &Shell, passage: &Passage) -> Vec<Vec<Piece>> {
    let mut all: Vec<Vec<Piece>> = vec![Vec::new()];
    for run in &passage.runs {
        match run {
            Run::Text(text) => {
                for (nth, part) in text.split("\n\n").enumerate() {
                    if nth > 0 {
                        all.push(Vec::new());
                    }
                    if let (Some(last), false) = (all.last_mut(), part.is_empty()) {
                        last.push(Piece { text: part.to_owned(), is_bar: false });
                    }
                }
            }
            Run::Withheld(withheld) => {
                let message = match withheld.last4.as_deref() {
                    Some(last4) if !last4.is_empty() => shell.say("write-bar-ending").with("last4", last4).to_string(),
                    _ => shell.say("write-bar").to_string(),
                };
                if let Some(last) = all.last_mut() {
                    last.push(Piece { text: message, is_bar: true });
                }
            }
        }
    }
    all.retain(|pieces| !pieces.is_empty());
    all
}

/// The letter in the words of the page. `strengths` are the messages of what the people are praised for.
pub fn sheet(shell: &Shell, letter: &CopyContent, strengths: &[String]) -> Sheet {
    let about = match &letter.praised {
        Praised::Helpers(helpers) => {
            let names = shell.language.list(helpers.iter().map(|helper| helper.name.as_str()));
            shell.say("record-letter-about").with("people", names)
        }
        Praised::Department { name, .. } => shell.say("record-letter-about-unknown").with("department", name),
    };
    let named = |people: &[crate::documents::circulated_copy::Named]| {
        people
            .iter()
            .map(|one| joined([Some(one.name.as_str()), one.title.as_deref()].into_iter().flatten()))
            .collect::<Vec<_>>()
    };
    let client = letter.client_letter.as_ref().map(|client| {
        let by = match &client.client {
            Client::Named { name, .. } => name.words(),
            Client::NotShared { branch } => shell.say("write-client-of").with("branch", branch).to_string(),
        };
        let is_scan = client.scan.is_some() || client.text.is_empty();
        Words { paragraphs: paragraphs(shell, &client.text), language: client.language.clone(), by, is_scan }
    });
    let note = letter.cover_note.as_ref().map(|note| {
        let place = joined([note.role.as_deref(), note.branch.as_deref()].into_iter().flatten());
        let by = shell.say("record-letter-note-by").with("name", &note.banker).with("place", place).to_string();
        Words { paragraphs: paragraphs(shell, &note.text), language: None, by, is_scan: false }
    });
    let day = shell.language.day(letter.served_on);
    let thanked = if strengths.is_empty() {
        shell.say("write-thanked-on").with("day", day)
    } else {
        let strengths = shell.language.list(strengths.iter().map(String::as_str));
        shell.say("write-thanked-for").with("strengths", strengths).with("day", day)
    };
    Sheet {
        bank: letter.letterhead.bank.clone(),
        branch: letter.letterhead.branch_line.clone().unwrap_or_default(),
        day: shell.language.day(letter.date),
        to: named(&letter.to),
        about: about.to_string(),
        copies: named(&letter.copies_to),
        client,
        note,
        thanked: thanked.to_string(),
    }
}
