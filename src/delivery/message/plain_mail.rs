//! The words of the plain mails, which carry no letter and ask for no filing: a helper's thanks, a one-time link.
//!
//! They share one view and one pair of templates (`templates/mail/plain`), so that a new plain mail is a function here. A mail
//! that needs another shape has a view and templates of its own, as a recall has in `recall_mail`.
//!
//! Invariant: a one-time link stands in the body only, never in a subject or preheader.

use super::{
    ActivationMail, Heading, ThanksMail,
    phrases::hello,
    quotes::{QuoteView, thanks_sheet},
    salutation::given,
    sender::MailSender,
    words::{long_date, possessive, short_date},
};

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
