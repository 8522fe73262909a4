//! The words of a recall, and the view that it shares with corrections.
//!
//! Invariants: a recall quotes nothing and carries nothing; it states the fact first, then what to do, then that it is no
//! judgement of the person.

use super::{
    Party, Reader, RecallMail, RecipientReason,
    phrases::{hello, reader_phrase},
    salutation::given,
    sender::{MailSender, Verify},
    words::{first_and_count, list, long_date, possessive, short_date},
};
use crate::{clock::Timestamp, delivery::Reason};

/// The view behind the templates of a recall.
pub(super) struct RecallView<'a> {
    pub bank: &'a str,
    pub subject: String,
    pub preheader: String,
    pub day: String,
    pub heading: &'static str,
    pub hello: String,
    pub intro: String,
    pub facts: Vec<Fact>,
    pub to_do: String,
    pub acknowledged: String,
    /// Address of the record; none for a reader who may no longer read it.
    pub url: Option<String>,
    /// The name and the description of the attached file.
    pub attached: Option<(String, String)>,
    pub why: String,
    pub reference: &'a str,
    /// The answer that the code of the reader's copy gives from now on, as a sentence that an address completes.
    pub code_says: String,
    pub verify: Verify,
}

/// One line of the table.
pub(super) struct Fact {
    pub name: &'static str,
    pub words: String,
}

impl Fact {
    /// Padded for the text version, where the values stand in a column of their own.
    pub fn padded_name(&self) -> String {
        format!("{:<10}", self.name)
    }
}

pub(super) fn recall<'a>(sender: &'a MailSender, mail: &'a RecallMail, recipient: &str, url: String) -> RecallView<'a> {
    let withdrawn_on = mail.withdrawn_at.day_in(sender.zone);
    let got = short_date(mail.got_on, withdrawn_on);
    let weightiest = mail.because.iter().map(|because| because.reason).min();
    let names: Vec<&str> = mail.helpers.iter().map(|helper| helper.name.as_str()).collect();
    let firsts = list(&names.iter().map(|name| given(name)).collect::<Vec<_>>());
    let whom = if names.is_empty() { "someone whose name was not known".to_owned() } else { first_and_count(&names) };
    let by_banker = mail.withdrawn_by == mail.banker.name;
    let withdrew = if by_banker {
        format!("{}, who sent it, has withdrawn it.", mail.withdrawn_by)
    } else {
        format!("{} has withdrawn it.", mail.withdrawn_by)
    };
    let (heading, intro) = match weightiest {
        Some(Reason::Helper) => (
            "The letter about you was withdrawn",
            format!("The letter about you of {got} was withdrawn. We are sorry."),
        ),
        Some(Reason::Banker) if by_banker => {
            ("Your commendation was withdrawn", format!("Your commendation of {whom} no longer stands, as you asked."))
        }
        Some(Reason::Banker) => {
            ("Your commendation was withdrawn", format!("Your commendation of {whom} no longer stands. {withdrew}"))
        }
        _ => (
            "A commendation was withdrawn",
            format!("The commendation of {whom} that you got on {got} no longer stands. {withdrew}"),
        ),
    };
    RecallView {
        bank: &sender.bank,
        subject: format!("Withdrawn: commendation {}", mail.reference),
        preheader: format!("Please do not file the letter you got on {got}. The reason is inside."),
        day: long_date(withdrawn_on),
        heading,
        hello: hello(recipient),
        intro,
        facts: facts(sender, mail),
        to_do: to_do(weightiest, &firsts),
        acknowledged: mail.acknowledged_on.map_or_else(String::new, |day| {
            let day = short_date(day, withdrawn_on);
            format!("Your acknowledgement of {day} stays in the record, marked as given before the withdrawal.")
        }),
        url: Some(url),
        attached: None,
        why: recall_why(
            (&mail.because, &mail.readers, "Everyone who got it gets this one:", &mail.banker.name),
            weightiest,
            recipient,
        ),
        reference: &mail.reference,
        code_says: "Its code now answers “withdrawn” at".to_owned(),
        verify: sender.verify(),
    }
}

fn facts(sender: &MailSender, mail: &RecallMail) -> Vec<Fact> {
    let mut facts = about(&mail.reference, &mail.helpers);
    facts.push(Fact { name: "Sent", words: moment(sender, mail.sent_at) });
    let withdrawn = format!("{}, by {}", moment(sender, mail.withdrawn_at), mail.withdrawn_by);
    facts.push(Fact { name: "Withdrawn", words: withdrawn });
    facts.push(reason(&mail.reason));
    facts
}

/// The commendation, and its helpers.
pub(super) fn about(reference: &str, helpers: &[Party]) -> Vec<Fact> {
    let about: Vec<String> = helpers
        .iter()
        .map(|helper| match helper.department.as_str() {
            "" => helper.name.clone(),
            department => format!("{}, {department}", helper.name),
        })
        .collect();
    let mut facts = vec![Fact { name: "Reference", words: reference.to_owned() }];
    if !about.is_empty() {
        facts.push(Fact { name: "About", words: about.join("; ") });
    }
    facts
}

/// The reason, in the words of the person who gave it.
pub(super) fn reason(words: &str) -> Fact {
    let reason = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Fact { name: "Reason", words: format!("“{reason}”") }
}

fn to_do(weightiest: Option<Reason>, firsts: &str) -> String {
    match weightiest {
        Some(Reason::Helper) => "Please delete the PDF. The withdrawal says nothing about your work.".to_owned(),
        _ if firsts.is_empty() => "Please delete the PDF and take it out of any file.".to_owned(),
        Some(Reason::Banker) => format!(
            "Please delete the PDF. Everyone who got it is asked to do the same. The withdrawal says nothing about {} \
             work.",
            possessive(firsts)
        ),
        _ => format!(
            "Please delete the PDF and take it out of any file. If you already told {firsts} of it, please pass this on \
             too. The withdrawal says nothing about {} work.",
            possessive(firsts)
        ),
    }
}

/// The sentence on why the reader had the first mail and who else is informed.
pub(super) fn recall_why(
    (because, readers, others, banker): (&[RecipientReason], &[Reader], &str, &str),
    weightiest: Option<Reason>,
    to: &str,
) -> String {
    let of =
        |reason: Reason| because.iter().find(|because| because.reason == reason).and_then(|because| because.of.clone());
    let first = match weightiest {
        Some(Reason::Helper) => "The first mail was about you.".to_owned(),
        Some(Reason::Banker) => "You sent the commendation.".to_owned(),
        Some(reason @ (Reason::HelperSupervisor | Reason::BankerSupervisor)) => {
            let of = of(reason).unwrap_or_else(|| banker.to_owned());
            format!("The first mail went to you as {} supervisor.", possessive(&of))
        }
        _ => "The first mail went to you.".to_owned(),
    };
    let readers: Vec<String> = readers.iter().map(|reader| reader_phrase(reader, banker, to)).collect();
    if readers.is_empty() {
        return first;
    }
    format!("{first} {others} {}.", list(&readers))
}

/// `17 November 2026, 15:20` in the bank's time zone.
pub(super) fn moment(sender: &MailSender, at: Timestamp) -> String {
    let local = at.utc().with_timezone(&sender.zone);
    format!("{}, {}", long_date(local.date_naive()), local.format("%H:%M"))
}
