//! The words of a correction, for readers who keep the letter and for readers who got it by mistake.
//!
//! Both look like a recall. Invariants: they quote nothing of the letter; a reader who got it by mistake is told the fact, then
//! what to do, then that it is no judgement of the person, and gets neither the new copy nor a link to it.

use super::{
    CorrectionMail,
    phrases::hello,
    recall_mail::{Fact, RecallView, about, moment, reason, recall_why},
    salutation::given,
    sender::MailSender,
    words::{first_and_count, list, long_date, possessive, short_date},
};
use crate::delivery::Reason;

fn weightiest(mail: &CorrectionMail) -> Option<Reason> {
    mail.because.iter().map(|because| because.reason).min()
}

fn names(mail: &CorrectionMail) -> Vec<&str> {
    mail.helpers.iter().map(|helper| helper.name.as_str()).collect()
}

fn whom(mail: &CorrectionMail) -> String {
    let names = names(mail);
    if names.is_empty() { "someone whose name was not known".to_owned() } else { first_and_count(&names) }
}

/// `Sam Lee, who sent it, has corrected it.`
fn by(mail: &CorrectionMail) -> String {
    let by = &mail.corrected_by;
    if *by == mail.banker.name {
        format!("{by}, who sent it, has corrected it.")
    } else {
        format!("{by} has corrected it.")
    }
}

fn facts(sender: &MailSender, mail: &CorrectionMail) -> Vec<Fact> {
    let mut facts = about(&mail.reference, &mail.helpers);
    facts.push(Fact { name: "Sent", words: moment(sender, mail.sent_at) });
    let corrected = format!("{}, by {}", moment(sender, mail.corrected_at), mail.corrected_by);
    facts.push(Fact { name: "Corrected", words: corrected });
    facts.push(reason(&mail.reason));
    facts
}

/// The mail to a reader of the earlier copy who gets the new one, which is attached.
pub(super) fn correction<'a>(
    sender: &'a MailSender,
    mail: &'a CorrectionMail,
    recipient: &str,
    url: String,
    pages: Option<usize>,
) -> RecallView<'a> {
    let corrected_on = mail.corrected_at.day_in(sender.zone);
    let got = short_date(mail.got_on, corrected_on);
    let weightiest = weightiest(mail);
    let (heading, intro) = match weightiest {
        Some(Reason::Helper) => {
            ("The letter about you was corrected", format!("The letter about you of {got} was corrected. {}", by(mail)))
        }
        Some(Reason::Banker) if mail.corrected_by == mail.banker.name => (
            "Your commendation was corrected",
            format!("Your commendation of {} was corrected, as you asked. Here is your copy.", whom(mail)),
        ),
        Some(Reason::Banker) => (
            "Your commendation was corrected",
            format!("Your commendation of {} was corrected. {}", whom(mail), by(mail)),
        ),
        _ => (
            "A commendation was corrected",
            format!("There is a new copy of the commendation of {} that you got on {got}. {}", whom(mail), by(mail)),
        ),
    };
    let unchanged = if mail.by_client { " The client’s own words are as they were." } else { "" };
    let pages = match pages {
        None => String::new(),
        Some(1) => ", 1\u{a0}page".to_owned(),
        Some(pages) => format!(", {pages}\u{a0}pages"),
    };
    RecallView {
        bank: &sender.bank,
        subject: format!("Corrected: commendation {}", mail.reference),
        preheader: format!("Please keep the attached copy in place of the one you got on {got}."),
        day: long_date(corrected_on),
        heading,
        hello: hello(recipient),
        intro,
        facts: facts(sender, mail),
        to_do: format!("Please keep the attached copy and delete the one before, also where it was filed.{unchanged}"),
        acknowledged: mail.acknowledged_on.map_or_else(String::new, |day| {
            format!("Your acknowledgement of {} stands for this copy too.", short_date(day, corrected_on))
        }),
        url: Some(url),
        attached: Some((
            format!("{}.pdf", mail.reference),
            format!("The whole letter as it is kept on record from now on{pages}."),
        )),
        why: recall_why(
            (&mail.because, &mail.readers, "The new copy also goes to", &mail.banker.name),
            weightiest,
            recipient,
        ),
        reference: &mail.reference,
        code_says: match &mail.verification_code {
            Some(code) => format!("The new copy’s code is {code}; the one before now answers “replaced” at"),
            None => "The code of the copy before now answers “replaced” at".to_owned(),
        },
        verify: sender.verify(),
    }
}

/// The mail to a reader whose letter was meant for a colleague.
pub(super) fn misdirected<'a>(sender: &'a MailSender, mail: &'a CorrectionMail, recipient: &str) -> RecallView<'a> {
    let corrected_on = mail.corrected_at.day_in(sender.zone);
    let got = short_date(mail.got_on, corrected_on);
    let weightiest = weightiest(mail);
    let firsts = list(&names(mail).iter().map(|name| given(name)).collect::<Vec<_>>());
    let (intro, to_do) = match weightiest {
        Some(Reason::Helper) => (
            format!("The letter about you of {got} was meant for a colleague. We are sorry. {}", by(mail)),
            "Please delete the PDF. The correction says nothing about your work.".to_owned(),
        ),
        _ => (
            format!("The letter about {} that you got on {got} was meant for a colleague. {}", whom(mail), by(mail)),
            format!(
                "Please delete the PDF and take it out of any file. If you already told {firsts} of it, please pass this \
                 on too. The correction says nothing about {} work.",
                possessive(&firsts)
            ),
        ),
    };
    RecallView {
        bank: &sender.bank,
        subject: format!("Meant for a colleague: commendation {}", mail.reference),
        preheader: format!("Please do not file the letter you got on {got}. The reason is inside."),
        day: long_date(corrected_on),
        heading: "A letter was meant for a colleague",
        hello: hello(recipient),
        intro,
        facts: facts(sender, mail),
        to_do,
        acknowledged: mail.acknowledged_on.map_or_else(String::new, |day| {
            let day = short_date(day, corrected_on);
            format!("Your acknowledgement of {day} stays in the record, marked as given before the correction.")
        }),
        url: None,
        attached: None,
        why: recall_why((&mail.because, &[], "", &mail.banker.name), weightiest, recipient),
        reference: &mail.reference,
        code_says: "The code of that copy now answers “replaced” at".to_owned(),
        verify: sender.verify(),
    }
}
