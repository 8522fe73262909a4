//! A commendation's mail: the kind of its reader, and the view behind the templates for that reader.
//!
//! Invariants: the weightiest reason decides the wording, and the footer lists every reason; following a link changes nothing.

use super::{
    LetterMail,
    phrases::Phrases,
    quotes::{self, QuoteView},
    role::{Role, role},
    sender::MailSender,
    voice::{Piece, Voice},
    words,
};

/// The view behind the templates of a letter mail.
pub(super) struct LetterView<'a> {
    pub voice: Voice,
    pub bank: &'a str,
    pub subject: String,
    pub preheader: String,
    pub day: String,
    pub heading: String,
    pub hello: String,
    pub intro: Vec<String>,
    pub quotes: Vec<QuoteView>,
    pub button: String,
    pub url: String,
    pub after: String,
    pub after_html: String,
    pub file: String,
    pub attachment: String,
    pub why: String,
    pub hr: Option<&'a str>,
    pub reference: &'a str,
    pub code_line: Vec<Piece>,
    pub verify_url: String,
}

/// Words a mail for `recipient` with a PDF of `pages` pages, if the number is known.
pub(super) fn view<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &'a LetterMail,
    recipient: &str,
    (url, pages): (String, Option<usize>),
) -> LetterView<'a> {
    let phrases = Phrases { voice, mail, recipient };
    let role = role(mail);
    let (heading, preheader) = (phrases.heading(role), phrases.preheader(role));
    let subject = match mail.replaces {
        Some(_) => voice.say("mail-corrected").with("subject", phrases.subject(role)).to_string(),
        None => phrases.subject(role),
    };
    let after = phrases.after(role);
    let opens = if role == Role::Supervisor { format!("{} ", voice.plain("mail-opens-letter")) } else { String::new() };
    let verify = sender.verify();
    LetterView {
        voice,
        bank: &sender.bank,
        subject: subject.replace(words::NO_BREAK, " "),
        preheader,
        day: voice.day(mail.sent_on),
        heading,
        hello: voice.hello(recipient),
        intro: phrases.intro(role),
        quotes: quotes::quotes(voice, mail, role),
        button: voice.plain(match role {
            Role::Helper => "mail-open-letter",
            Role::Supervisor => "mail-read-and-acknowledge",
            Role::Onlooker | Role::BankerSupervisor => "mail-read-letter",
            Role::Banker => "mail-see-state",
            Role::Assigner => "mail-say-who",
        }),
        url,
        after_html: format!("{opens}{after}"),
        after,
        file: format!("{}.pdf", mail.reference),
        attachment: attachment(voice, role, pages),
        why: phrases.why(role),
        hr: sender.hr_contact.as_deref().filter(|_| phrases.may_be_mistaken(role)),
        reference: &mail.reference,
        code_line: voice.code_line("mail-code-shows", &mail.verification_code, &verify.words),
        verify_url: verify.url,
    }
}

fn attachment(voice: Voice, role: Role, pages: Option<usize>) -> String {
    let words = voice.attachment("mail-attachment", "mail-attachment-pages", pages);
    if role == Role::Helper { format!("{words} {}", voice.plain("mail-yours-to-keep")) } else { words }
}
