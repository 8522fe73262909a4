//! Quotations in our mails: the client's letter on its sheet, the banker's note on its tint.
//!
//! Invariant: a quotation cannot be mistaken for another's, nor for the bank's own words: each is signed or headed with its
//! author.

use super::{
    Client, LetterMail, Party, Quote,
    role::Role,
    salutation::given,
    voice::{Voice, raised},
    words,
};

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
pub(super) fn quotes(voice: Voice, mail: &LetterMail, role: Role) -> Vec<QuoteView> {
    let letter = mail
        .client
        .as_ref()
        .zip(mail.letter.as_ref())
        .map(|(client, letter)| clients_sheet(voice, mail, client, letter));
    let mut quotes: Vec<QuoteView> = match (letter, mail.cover_note.as_ref()) {
        // Without a client's letter the cover note is the letter.
        (None, Some(note)) if mail.client.is_none() => {
            let place = voice.place(&mail.banker);
            vec![sheet(voice, note, mail.banker.name.clone(), (place.clone(), place))]
        }
        (letter, cover_note) => {
            let note = cover_note.map(|text| note(voice, mail, text, role));
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
            quote.title_text = voice.plain("mail-from-the-letter");
        }
    }
    quotes
}

fn clients_sheet(voice: Voice, mail: &LetterMail, client: &Client, letter: &Quote) -> QuoteView {
    let own = |phrase: String| (raised(&phrase), phrase);
    match (client.name.clone(), client.since) {
        (Some(name), Some(since)) => {
            // A year is no amount, which would be grouped.
            let since = voice.say("mail-client-since").with("year", since.to_string());
            sheet(voice, letter, name, own(since.to_string()))
        }
        (Some(name), None) => sheet(voice, letter, name, (String::new(), String::new())),
        (None, _) => {
            let client = voice.say("mail-client-of").with("place", voice.place(&mail.banker)).to_string();
            sheet(voice, letter, raised(&client), own(voice.plain("mail-name-not-shared")))
        }
    }
}

fn note(voice: Voice, mail: &LetterMail, note: &Quote, role: Role) -> QuoteView {
    let banker = &mail.banker;
    let title = match role {
        Role::BankerSupervisor => voice.say("mail-note-of").with("name", given(&banker.name)).to_string(),
        Role::Banker => voice.plain("mail-note-yours"),
        _ => voice.say("mail-note-by").with("name", &banker.name).with("place", voice.place(banker)).to_string(),
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

/// `note` stands below the name as the first, and behind it within a line as the second.
fn sheet(voice: Voice, quote: &Quote, signed: String, (note, within): (String, String)) -> QuoteView {
    let signed_text = if note.is_empty() { signed.clone() } else { voice.row(&[signed.as_str(), within.as_str()]) };
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
pub(super) fn thanks_sheet(voice: Voice, text: &str, helper: &Party) -> QuoteView {
    let department = helper.department.clone();
    let quote = Quote::of(text, words::WHOLE_LETTER);
    let mut sheet = sheet(voice, &quote, helper.name.clone(), (department.clone(), department));
    sheet.space = 24;
    sheet
}
