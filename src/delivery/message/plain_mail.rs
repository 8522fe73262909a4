//! The words of the plain mails, which carry no letter and ask for no filing: a helper's thanks, a one-time link,
//! a letter that is not sent, a draft that was closed.
//!
//! They share one view and one pair of templates (`templates/mail/plain`), so that a new plain mail is a function here. A mail
//! that needs another shape has a view and templates of its own, as a recall has in `recall_mail`.
//!
//! Invariant: a one-time link stands in the body only, never in a subject or preheader.

use super::{
    ActivationMail, ClosedDraftMail, Heading, ThanksMail, UnsentLetterMail, WaitingDraftMail,
    quotes::{QuoteView, thanks_sheet},
    salutation::given,
    sender::MailSender,
    voice::Voice,
};
use crate::ids::DraftId;

/// The view behind the templates of a plain mail, in the order of the page.
pub(super) struct PlainView<'a> {
    pub voice: Voice,
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
    pub button: (String, String),
    /// The remark below the button.
    pub remark: String,
    /// The reason why the reader gets this mail, as sentences.
    pub why: String,
    /// The commendation that the mail is about, if any.
    pub reference: Option<&'a str>,
}

/// A helper thanks the banker; `url` is the address of the commendation.
pub(super) fn thanks<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &'a ThanksMail,
    heading: &Heading,
    url: String,
) -> PlainView<'a> {
    let name = &mail.helper.name;
    let on = voice.short_day(mail.served_on, mail.thanked_on);
    let thanks = match mail.helper.place() {
        "" => voice.say("mail-thanks"),
        place => voice.say("mail-thanks-in").with("place", place),
    };
    let wrote = if mail.text.is_some() { "mail-wrote" } else { "mail-no-words" };
    let wrote = voice.say(wrote).with("first", given(name));
    let subject = voice.say("mail-thanks-subject").with("name", name).to_string();
    PlainView {
        voice,
        bank: &sender.bank,
        day: voice.day(mail.thanked_on),
        subject: subject.clone(),
        preheader: voice.plain("mail-thanks-preheader"),
        heading: subject,
        hello: voice.hello(heading.recipient_name),
        paragraphs: vec![format!("{} {wrote}", thanks.with("name", name).with("day", on))],
        quotes: mail.text.iter().map(|text| thanks_sheet(voice, text, &mail.helper)).collect(),
        button: (voice.plain("mail-open-commendation"), url),
        remark: voice.plain("mail-nothing-asked"),
        why: voice.plain("mail-you-sent"),
        reference: Some(&mail.reference),
    }
}

/// A one-time link to choose a password.
pub(super) fn activation<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &'a ActivationMail,
    heading: &Heading,
) -> PlainView<'a> {
    let until = voice.time(mail.expires_at);
    PlainView {
        voice,
        bank: &sender.bank,
        day: voice.day(heading.created_at.day_in(sender.zone)),
        subject: voice.plain("mail-password-subject"),
        preheader: voice.say("mail-password-preheader").with("time", &until).to_string(),
        heading: voice.plain("mail-password-heading"),
        hello: voice.hello(heading.recipient_name),
        paragraphs: vec![voice.say("mail-password").with("bank", &sender.bank).with("time", until).to_string()],
        quotes: Vec::new(),
        button: (voice.plain("mail-password-button"), mail.link.clone()),
        remark: voice.plain("mail-password-remark"),
        why: voice.plain("mail-password-why"),
        reference: None,
    }
}

/// The address of a draft.
fn draft_url(sender: &MailSender, draft: DraftId) -> String {
    format!("{}/commendations/{draft}/edit", sender.public_url)
}

/// A client's letter in a draft of the reader's is not sent.
pub(super) fn unsent_letter<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &UnsentLetterMail,
    heading: &Heading,
) -> PlainView<'a> {
    let done = if mail.on_paper { "mail-unsent-scanned" } else { "mail-unsent-signed" };
    let on = voice.short_day(mail.signed_on, mail.reminded_on);
    let waits = voice.short_day(mail.waits_from, mail.reminded_on);
    PlainView {
        voice,
        bank: &sender.bank,
        day: voice.day(mail.reminded_on),
        subject: voice.plain("mail-unsent-subject"),
        preheader: voice.plain("mail-unsent-preheader"),
        heading: voice.plain("mail-unsent-heading"),
        hello: voice.hello(heading.recipient_name),
        paragraphs: vec![
            voice.say(done).with("day", on).to_string(),
            voice.say("mail-unsent-until").with("day", waits).to_string(),
        ],
        quotes: Vec::new(),
        button: (voice.plain("mail-open-draft"), draft_url(sender, mail.draft)),
        remark: voice.plain("mail-unsent-remark"),
        why: voice.plain("mail-you-began"),
        reference: None,
    }
}

/// A draft of the reader's was closed and is not sent.
pub(super) fn closed_draft<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &ClosedDraftMail,
    heading: &Heading,
) -> PlainView<'a> {
    let name = &mail.closed_by.name;
    let on = voice.short_day(mail.begun_on, mail.closed_on);
    let closed = voice.say("mail-closed").with("name", name).with("day", on);
    PlainView {
        voice,
        bank: &sender.bank,
        day: voice.day(mail.closed_on),
        subject: voice.plain("mail-closed-subject"),
        preheader: voice.plain("mail-closed-preheader"),
        heading: voice.plain("mail-closed-subject"),
        hello: voice.hello(heading.recipient_name),
        paragraphs: vec![format!("{closed} {}", voice.say("mail-wrote").with("first", given(name)))],
        quotes: vec![thanks_sheet(voice, &mail.reason, &mail.closed_by)],
        button: (voice.plain("mail-open-draft"), draft_url(sender, mail.draft)),
        remark: voice.plain("mail-closed-remark"),
        why: voice.plain("mail-you-began"),
        reference: None,
    }
}

/// A draft of somebody whom the reader supervises waits to be sent or closed.
pub(super) fn waiting_draft<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &WaitingDraftMail,
    heading: &Heading,
) -> PlainView<'a> {
    let name = &mail.banker.name;
    let message = match (mail.letter_since.is_some(), mail.left) {
        (true, false) => "mail-waiting-letter",
        (true, true) => "mail-waiting-letter-left",
        (false, _) => "mail-waiting-left",
    };
    let on = mail.letter_since.map(|day| voice.short_day(day, mail.told_on)).unwrap_or_default();
    PlainView {
        voice,
        bank: &sender.bank,
        day: voice.day(mail.told_on),
        subject: voice.say("mail-waiting-subject").with("name", name).to_string(),
        preheader: voice.plain("mail-waiting-preheader"),
        heading: voice.plain("mail-waiting-heading"),
        hello: voice.hello(heading.recipient_name),
        paragraphs: vec![
            voice.say(message).with("name", name).with("day", on).to_string(),
            voice.plain("mail-waiting-decide"),
        ],
        quotes: Vec::new(),
        button: (voice.plain("mail-open-draft"), format!("{}/drafts/{}", sender.public_url, mail.draft)),
        remark: voice.plain("mail-waiting-remark"),
        why: voice.say("mail-waiting-why").with("name", name).to_string(),
        reference: None,
    }
}
