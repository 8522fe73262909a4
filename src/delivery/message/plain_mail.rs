//! The words of the plain mails, which carry no letter and ask for no filing: a helper's thanks, a one-time link,
//! a letter that is not sent, a draft that was closed.
//!
//! They share one view and one pair of templates (`templates/mail/plain`), so that a new plain mail is a function here. A mail
//! that needs another shape has a view and templates of its own, as a recall has in `recall_mail`.
//!
//! Invariant: a one-time link stands in the body only, never in a subject or preheader.

use super::{
    ActivationMail, ClosedDraftMail, Heading, ThanksMail, UnsentLetterMail,
    phrases::hello,
    quotes::{QuoteView, thanks_sheet},
    salutation::given,
    sender::MailSender,
    words::{long_date, possessive, short_date},
};
use crate::ids::DraftId;

/// The view behind the templates of a plain mail, in the order of the page.
pub(super) struct PlainView<'a> {
    pub bank: &'a str,
    /// The day at the top.
    pub day: String,
    pub subject: String,
    /// The line that a mailbox shows beside the subject.
    pub preheader: String,
    /// The title above the greeting; the text version has it in capitals.
    pub heading: String,
    pub hello: String,
    pub paragraphs: Vec<String>,
    pub quotes: Vec<QuoteView>,
    /// The label and the address of the button.
    pub button: (&'static str, String),
    /// The remark below the button.
    pub remark: &'static str,
    /// The reason why the reader gets this mail, as sentences.
    pub why: &'static str,
    /// The commendation that the mail is about, if any.
    pub reference: Option<&'a str>,
}

/// A helper thanks the banker; `url` is the address of the commendation.
pub(super) fn thanks<'a>(
    sender: &'a MailSender,
    mail: &'a ThanksMail,
    heading: &Heading,
    url: String,
) -> PlainView<'a> {
    let (name, first) = (&mail.helper.name, given(&mail.helper.name));
    let department = match mail.helper.place() {
        "" => String::new(),
        place => format!(" in {place}"),
    };
    let wrote = match mail.text {
        Some(_) => format!("{first} wrote:"),
        None => format!("{first} added no words, and wanted you to know."),
    };
    let on = short_date(mail.served_on, mail.thanked_on);
    PlainView {
        bank: &sender.bank,
        day: long_date(mail.thanked_on),
        subject: format!("{name} thanks you"),
        preheader: "It is about the commendation you sent.".to_owned(),
        heading: format!("{name} thanks you"),
        hello: hello(heading.recipient_name),
        paragraphs: vec![format!("{name}{department} thanks you for the commendation about {on}. {wrote}")],
        quotes: mail.text.iter().map(|text| thanks_sheet(text, &mail.helper)).collect(),
        button: ("Open the commendation", url),
        remark: "Nothing is asked of you.",
        why: "You sent the commendation.",
        reference: Some(&mail.reference),
    }
}

/// A one-time link to choose a password.
pub(super) fn activation<'a>(sender: &'a MailSender, mail: &'a ActivationMail, heading: &Heading) -> PlainView<'a> {
    let until = mail.expires_at.utc().with_timezone(&sender.zone).format("%H:%M").to_string();
    PlainView {
        bank: &sender.bank,
        day: long_date(heading.created_at.day_in(sender.zone)),
        subject: "Choose your password for Commend".to_owned(),
        preheader: format!("The link works once, until {until}."),
        heading: "Choose your password".to_owned(),
        hello: hello(heading.recipient_name),
        paragraphs: vec![format!(
            "With this link you choose a password for Commend, {} service for commendations. It works once, until \
             {until}.",
            possessive(&sender.bank)
        )],
        quotes: Vec::new(),
        button: ("Choose a password", mail.link.clone()),
        remark: "If it has run out, ask for a new one on the sign-in page. We never ask for a password by mail.",
        why: "Somebody, most likely you, asked for it with your address. If it was not you, there is nothing to do: your \
              password stays as it is.",
        reference: None,
    }
}

/// The address of a draft.
fn draft_url(sender: &MailSender, draft: DraftId) -> String {
    format!("{}/commendations/{draft}/edit", sender.public_url)
}

/// A client's letter in a draft of the reader's is not sent.
pub(super) fn unsent_letter<'a>(sender: &'a MailSender, mail: &UnsentLetterMail, heading: &Heading) -> PlainView<'a> {
    let (done, on) = (if mail.on_paper { "scanned" } else { "signed" }, short_date(mail.signed_on, mail.reminded_on));
    let waits = short_date(mail.waits_from, mail.reminded_on);
    PlainView {
        bank: &sender.bank,
        day: long_date(mail.reminded_on),
        subject: "A client’s letter has not been sent yet".to_owned(),
        preheader: "It waits in a draft of yours.".to_owned(),
        heading: "A letter waits to be sent".to_owned(),
        hello: hello(heading.recipient_name),
        paragraphs: vec![
            format!(
                "A client’s letter that was {done} on {on} is in a draft of yours and has not been sent. Nobody has been told \
                 of it yet. Please look at it and send it."
            ),
            format!("If it is not sent by {waits}, HR and your supervisor are asked to send it or to close it."),
        ],
        quotes: Vec::new(),
        button: ("Open the draft", draft_url(sender, mail.draft)),
        remark: "If it should not be sent, you can delete the draft until then.",
        why: "You began the draft.",
        reference: None,
    }
}

/// A draft of the reader's was closed and is not sent.
pub(super) fn closed_draft<'a>(sender: &'a MailSender, mail: &ClosedDraftMail, heading: &Heading) -> PlainView<'a> {
    let name = &mail.closed_by.name;
    let on = short_date(mail.begun_on, mail.closed_on);
    PlainView {
        bank: &sender.bank,
        day: long_date(mail.closed_on),
        subject: "Your draft was closed".to_owned(),
        preheader: "It is not sent.".to_owned(),
        heading: "Your draft was closed".to_owned(),
        hello: hello(heading.recipient_name),
        paragraphs: vec![format!(
            "{name} closed the draft that you began on {on}, so it is not sent. {} wrote:",
            given(name)
        )],
        quotes: vec![thanks_sheet(&mail.reason, &mail.closed_by)],
        button: ("Open the draft", draft_url(sender, mail.draft)),
        remark: "It can still be read for some weeks. If you think it should be sent, talk to the person who closed it.",
        why: "You began the draft.",
        reference: None,
    }
}
