//! A commendation's mail: the kind of its reader, and the view behind the templates for that reader.
//!
//! Invariants: the weightiest reason decides the wording, and the footer lists every reason; following a link changes nothing.

use super::{
    LetterMail,
    phrases::{Phrases, hello},
    quotes::{self, QuoteView},
    role::{Role, role},
    sender::{MailSender, Verify},
    words::{self, long_date},
};

/// The view behind the templates of a letter mail.
pub(super) struct LetterView<'a> {
    pub bank: &'a str,
    pub subject: String,
    pub preheader: String,
    pub day: String,
    pub heading: String,
    pub hello: String,
    pub intro: Vec<String>,
    pub quotes: Vec<QuoteView>,
    pub button: &'static str,
    pub url: String,
    pub after: String,
    pub after_html: String,
    pub file: String,
    pub attachment: String,
    pub why: String,
    pub hr: Option<&'a str>,
    pub reference: &'a str,
    pub code: &'a str,
    pub verify: Verify,
}

/// Words a mail for `recipient` with a PDF of `pages` pages, if the number is known.
pub(super) fn view<'a>(
    sender: &'a MailSender,
    mail: &'a LetterMail,
    recipient: &str,
    url: String,
    pages: Option<usize>,
) -> LetterView<'a> {
    let voice = Phrases { mail, recipient };
    let role = role(mail);
    let (heading, preheader) = (voice.heading(role), voice.preheader(role));
    let subject = match mail.replaces {
        Some(_) => format!("Corrected: {}", voice.subject(role)),
        None => voice.subject(role),
    };
    let after = voice.after(role);
    let opens = if role == Role::Supervisor { "Opens the letter. " } else { "" };
    LetterView {
        bank: &sender.bank,
        subject: subject.replace(words::NO_BREAK, " "),
        preheader,
        day: long_date(mail.sent_on),
        heading,
        hello: hello(recipient),
        intro: voice.intro(role),
        quotes: quotes::quotes(mail, role),
        button: match role {
            Role::Helper => "Open your letter",
            Role::Supervisor => "Read and acknowledge",
            Role::Onlooker | Role::BankerSupervisor => "Read the letter",
            Role::Banker => "See where it stands",
            Role::Assigner => "Say who it was",
        },
        url,
        after_html: format!("{opens}{after}"),
        after,
        file: format!("{}.pdf", mail.reference),
        attachment: attachment(role, pages),
        why: voice.why(role),
        hr: sender.hr_contact.as_deref().filter(|_| voice.may_be_mistaken(role)),
        reference: &mail.reference,
        code: &mail.verification_code,
        verify: sender.verify(),
    }
}

fn attachment(role: Role, pages: Option<usize>) -> String {
    let pages = match pages {
        None => String::new(),
        Some(1) => ", 1\u{a0}page".to_owned(),
        Some(pages) => format!(", {pages}\u{a0}pages"),
    };
    let yours = if role == Role::Helper { " Yours to keep." } else { "" };
    format!("The whole letter as it is kept on record{pages}.{yours}")
}
