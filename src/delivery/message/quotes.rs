//! Quotations in our mails: the client's letter on its sheet, the banker's note on its tint.
//!
//! Invariant: a quotation cannot be mistaken for another's, nor for the bank's own words: each is signed or headed with its
//! author.

use super::{Client, LetterMail, Party, Quote, role::Role, salutation::given, words};

/// A quotation, set apart from our own words.
pub(super) struct QuoteView {
    /// On the letter's sheet, or on the note's tint.
    pub is_letter: bool,
    /// Pixels above it.
    pub space: u8,
    /// Above a note in both forms; above a letter in text only, where no sheet sets it apart.
    pub title: String,
    pub title_text: String,
    pub paragraphs: Vec<Vec<String>>,
    pub signed: String,
    pub signed_note: String,
    pub signed_text: String,
}

/// The quotations of a letter mail, in the order that suits the reader.
pub(super) fn quotes(mail: &LetterMail, role: Role) -> Vec<QuoteView> {
    let letter =
        mail.client.as_ref().zip(mail.letter.as_ref()).map(|(client, letter)| clients_sheet(mail, client, letter));
    let mut quotes: Vec<QuoteView> = match (letter, mail.cover_note.as_ref()) {
        // Without a client's letter the cover note is the letter.
        (None, Some(note)) if mail.client.is_none() => {
            vec![sheet(note, mail.banker.name.clone(), mail.banker.place_long())]
        }
        (letter, cover_note) => {
            let note = cover_note.map(|text| note(mail, text, role));
            match role {
                // The reader knows the banker best, so the banker speaks first.
                Role::BankerSupervisor => note.into_iter().chain(letter).collect(),
                _ => letter.into_iter().chain(note).collect(),
            }
        }
    };
    for (index, quote) in quotes.iter_mut().enumerate() {
        quote.space = if index == 0 { 24 } else { 12 };
        if quote.is_letter && index > 0 {
            quote.title_text = "From the letter".to_owned();
        }
    }
    quotes
}

fn clients_sheet(mail: &LetterMail, client: &Client, letter: &Quote) -> QuoteView {
    match (client.name.clone(), client.since) {
        (Some(name), Some(since)) => sheet(letter, name, format!("Client since {since}")),
        (Some(name), None) => sheet(letter, name, String::new()),
        (None, _) => {
            let signed = format!("A client of {}", mail.banker.place_long());
            sheet(letter, signed, "Name not shared, as the client asked".to_owned())
        }
    }
}

fn note(mail: &LetterMail, note: &Quote, role: Role) -> QuoteView {
    let banker = &mail.banker;
    let title = match role {
        Role::BankerSupervisor => format!("{} note", words::possessive(given(&banker.name))),
        Role::Banker => "Your note".to_owned(),
        _ => format!("Added by {}, {}", banker.name, banker.place_long()),
    };
    QuoteView {
        is_letter: false,
        space: 0,
        title_text: title.clone(),
        title,
        paragraphs: words::paragraphs(&note.text),
        signed: String::new(),
        signed_note: String::new(),
        signed_text: String::new(),
    }
}

fn sheet(quote: &Quote, signed: String, note: String) -> QuoteView {
    let mut first = note.chars();
    let low: String = first.next().map(|c| c.to_lowercase().chain(first).collect()).unwrap_or_default();
    // Only a phrase of ours is lowered; a place keeps its capital.
    let low = if note.starts_with("Client") || note.starts_with("Name") { low } else { note.clone() };
    let signed_text = if note.is_empty() { signed.clone() } else { format!("{signed}, {low}") };
    QuoteView {
        is_letter: true,
        space: 0,
        title: String::new(),
        title_text: String::new(),
        paragraphs: words::paragraphs(&quote.text),
        signed,
        signed_note: note,
        signed_text,
    }
}

/// A sheet with a helper's own words to the banker.
pub(super) fn thanks_sheet(text: &str, helper: &Party) -> QuoteView {
    let mut sheet = sheet(&Quote::of(text, words::WHOLE_LETTER), helper.name.clone(), helper.department.clone());
    sheet.space = 24;
    sheet
}
