//! The words of a correction, for readers who keep the letter and for readers who got it by mistake.
//!
//! Both look like a recall. Invariants: they quote nothing of the letter; a reader who got it by mistake is told the fact, then
//! what to do, then that it is no judgement of the person, and gets neither the new copy nor a link to it.

use super::{
    CorrectionMail, LetterAfter,
    recall_mail::{Facts, RecallView, about, reason, recall_why},
    sender::MailSender,
    voice::Voice,
};
use crate::delivery::Reason;

fn weightiest(mail: &CorrectionMail) -> Option<Reason> {
    mail.because.iter().map(|because| because.reason).min()
}

/// `Sam Lee, who sent it, has corrected it.`
fn by(voice: Voice, mail: &CorrectionMail) -> String {
    let by_banker = mail.corrected_by == mail.banker.name;
    let message = if by_banker { "mail-corrected-by-sender" } else { "mail-corrected-by" };
    voice.say(message).with("name", &mail.corrected_by).to_string()
}

fn facts(voice: Voice, mail: &CorrectionMail) -> Facts {
    let mut facts = about(voice, &mail.reference, &mail.helpers);
    facts.push((voice.plain("mail-fact-sent"), voice.moment(mail.sent_at)));
    let corrected =
        voice.say("mail-at-by").with("at", voice.moment(mail.corrected_at)).with("name", &mail.corrected_by);
    facts.push((voice.plain("mail-fact-corrected"), corrected.to_string()));
    facts.push(reason(voice, &mail.reason));
    Facts(facts)
}

/// The message of the heading, and the first paragraph.
fn what_happened(voice: Voice, mail: &CorrectionMail, got: &str) -> (&'static str, String) {
    let by = by(voice, mail);
    let about = |message: &'static str| voice.say(message).with("whom", voice.whom(&mail.helpers));
    match weightiest(mail) {
        Some(Reason::Helper) => {
            ("mail-correction-helper-heading", format!("{} {by}", voice.say("mail-correction-helper").with("day", got)))
        }
        Some(Reason::Banker) if mail.corrected_by == mail.banker.name => {
            ("mail-correction-banker-heading", about("mail-correction-banker-asked").to_string())
        }
        Some(Reason::Banker) => ("mail-correction-banker-heading", format!("{} {by}", about("mail-correction-banker"))),
        _ => ("mail-correction-heading", format!("{} {by}", about("mail-correction").with("day", got))),
    }
}

/// The mail to a reader of the earlier copy who gets the new one, which is attached.
pub(super) fn correction<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &'a CorrectionMail,
    recipient: &str,
    (url, pages): (String, Option<usize>),
) -> RecallView<'a> {
    let corrected_on = mail.corrected_at.day_in(sender.zone);
    let got = voice.short_day(mail.got_on, corrected_on);
    let (heading, intro) = what_happened(voice, mail, &got);
    let keep = voice.plain("mail-keep-copy");
    let verify = sender.verify();
    RecallView {
        voice,
        bank: &sender.bank,
        subject: voice.say("mail-correction-subject").with("reference", &mail.reference).to_string(),
        preheader: voice.say("mail-correction-preheader").with("day", got).to_string(),
        day: voice.day(corrected_on),
        heading: voice.plain(heading),
        hello: voice.hello(recipient),
        intro,
        facts: facts(voice, mail),
        to_do: match mail.letter {
            LetterAfter::WithoutName => format!("{keep} {}", voice.plain("mail-name-taken-back")),
            LetterAfter::Unchanged => format!("{keep} {}", voice.plain("mail-clients-words-stay")),
            LetterAfter::None => keep,
        },
        acknowledged: mail.acknowledged_on.map_or_else(String::new, |day| {
            let day = voice.short_day(day, corrected_on);
            voice.say("mail-correction-acknowledged").with("day", day).to_string()
        }),
        url: Some(url),
        attached: Some((
            format!("{}.pdf", mail.reference),
            voice.attachment("mail-attachment-new", "mail-attachment-new-pages", pages),
        )),
        why: recall_why(
            voice,
            (&mail.because, &mail.readers, "mail-correction-others", &mail.banker.name),
            weightiest(mail),
            recipient,
        ),
        reference: &mail.reference,
        code_line: match &mail.verification_code {
            Some(code) => voice.code_line("mail-code-new", code, &verify.words),
            None => voice.code_line("mail-code-replaced", "", &verify.words),
        },
        verify_url: verify.url,
    }
}

/// The mail to a reader whose letter was meant for a colleague.
pub(super) fn misdirected<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &'a CorrectionMail,
    recipient: &str,
) -> RecallView<'a> {
    let corrected_on = mail.corrected_at.day_in(sender.zone);
    let got = voice.short_day(mail.got_on, corrected_on);
    let weightiest = weightiest(mail);
    let names: Vec<&str> = mail.helpers.iter().map(|helper| helper.name.as_str()).collect();
    let by = by(voice, mail);
    let (intro, to_do) = match weightiest {
        Some(Reason::Helper) => (
            format!("{} {by}", voice.say("mail-misdirected-helper").with("day", &got)),
            voice.plain("mail-misdirected-delete-helper"),
        ),
        _ => {
            let about = voice.say("mail-misdirected").with("whom", voice.whom(&mail.helpers)).with("day", &got);
            let delete = voice.say("mail-misdirected-delete").with("people", voice.firsts(&names));
            (format!("{about} {by}"), delete.to_string())
        }
    };
    let verify = sender.verify();
    RecallView {
        voice,
        bank: &sender.bank,
        subject: voice.say("mail-misdirected-subject").with("reference", &mail.reference).to_string(),
        preheader: voice.say("mail-do-not-file").with("day", got).to_string(),
        day: voice.day(corrected_on),
        heading: voice.plain("mail-misdirected-heading"),
        hello: voice.hello(recipient),
        intro,
        facts: facts(voice, mail),
        to_do,
        acknowledged: mail.acknowledged_on.map_or_else(String::new, |day| {
            let day = voice.short_day(day, corrected_on);
            voice.say("mail-misdirected-acknowledged").with("day", day).to_string()
        }),
        url: None,
        attached: None,
        why: recall_why(voice, (&mail.because, &[], "mail-recall-others", &mail.banker.name), weightiest, recipient),
        reference: &mail.reference,
        code_line: voice.code_line("mail-code-that-replaced", "", &verify.words),
        verify_url: verify.url,
    }
}
