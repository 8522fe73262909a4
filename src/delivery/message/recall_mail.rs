//! The words of a recall, and the view that it shares with corrections.
//!
//! Invariants: a recall quotes nothing and carries nothing; it states the fact first, then what to do, then that it is no
//! judgement of the person.

use super::{
    Party, Reader, RecallMail, RecipientReason,
    sender::MailSender,
    voice::{Piece, Voice},
};
use crate::delivery::Reason;

/// The view behind the templates of a recall.
pub(super) struct RecallView<'a> {
    pub voice: Voice,
    pub bank: &'a str,
    pub subject: String,
    pub preheader: String,
    pub day: String,
    pub heading: String,
    pub hello: String,
    pub intro: String,
    pub facts: Facts,
    pub to_do: String,
    pub acknowledged: String,
    /// Address of the record; none for a reader who may no longer read it.
    pub url: Option<String>,
    /// The name and the description of the attached file.
    pub attached: Option<(String, String)>,
    pub why: String,
    pub reference: &'a str,
    /// The answer that the code of the reader's copy gives from now on.
    pub code_line: Vec<Piece>,
    pub verify_url: String,
}

/// The lines of the table: a name and its words.
pub(super) struct Facts(pub Vec<(String, String)>);

impl Facts {
    /// The lines for the text version, where the words stand in a column of their own.
    pub fn columns(&self) -> Vec<(String, &str)> {
        let width = self.0.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(10);
        self.0.iter().map(|(name, words)| (format!("{name:<width$}"), words.as_str())).collect()
    }
}

pub(super) fn recall<'a>(
    sender: &'a MailSender,
    voice: Voice,
    mail: &'a RecallMail,
    recipient: &str,
    url: String,
) -> RecallView<'a> {
    let withdrawn_on = mail.withdrawn_at.day_in(sender.zone);
    let got = voice.short_day(mail.got_on, withdrawn_on);
    let weightiest = mail.because.iter().map(|because| because.reason).min();
    let verify = sender.verify();
    let (heading, intro) = what_happened(voice, mail, weightiest, &got);
    RecallView {
        voice,
        bank: &sender.bank,
        subject: voice.say("mail-recall-subject").with("reference", &mail.reference).to_string(),
        preheader: voice.say("mail-do-not-file").with("day", got).to_string(),
        day: voice.day(withdrawn_on),
        heading: voice.plain(heading),
        hello: voice.hello(recipient),
        intro,
        facts: facts(voice, mail),
        to_do: to_do(voice, mail, weightiest),
        acknowledged: mail.acknowledged_on.map_or_else(String::new, |day| {
            let day = voice.short_day(day, withdrawn_on);
            voice.say("mail-recall-acknowledged").with("day", day).to_string()
        }),
        url: Some(url),
        attached: None,
        why: recall_why(
            voice,
            (&mail.because, &mail.readers, "mail-recall-others", &mail.banker.name),
            weightiest,
            recipient,
        ),
        reference: &mail.reference,
        code_line: voice.code_line("mail-code-withdrawn", "", &verify.words),
        verify_url: verify.url,
    }
}

/// The message of the heading, and the first paragraph.
fn what_happened(voice: Voice, mail: &RecallMail, weightiest: Option<Reason>, got: &str) -> (&'static str, String) {
    let by_banker = mail.withdrawn_by == mail.banker.name;
    let message = if by_banker { "mail-withdrawn-by-sender" } else { "mail-withdrawn-by" };
    let withdrew = voice.say(message).with("name", &mail.withdrawn_by);
    let about = |message: &'static str| voice.say(message).with("whom", voice.whom(&mail.helpers));
    match weightiest {
        Some(Reason::Helper) => {
            ("mail-recall-helper-heading", voice.say("mail-recall-helper").with("day", got).to_string())
        }
        Some(Reason::Banker) if by_banker => {
            ("mail-recall-banker-heading", about("mail-recall-banker-asked").to_string())
        }
        Some(Reason::Banker) => ("mail-recall-banker-heading", format!("{} {withdrew}", about("mail-recall-banker"))),
        _ => ("mail-recall-heading", format!("{} {withdrew}", about("mail-recall").with("day", got))),
    }
}

fn facts(voice: Voice, mail: &RecallMail) -> Facts {
    let mut facts = about(voice, &mail.reference, &mail.helpers);
    facts.push((voice.plain("mail-fact-sent"), voice.moment(mail.sent_at)));
    let withdrawn =
        voice.say("mail-at-by").with("at", voice.moment(mail.withdrawn_at)).with("name", &mail.withdrawn_by);
    facts.push((voice.plain("mail-fact-withdrawn"), withdrawn.to_string()));
    facts.push(reason(voice, &mail.reason));
    Facts(facts)
}

/// The commendation, and its helpers.
pub(super) fn about(voice: Voice, reference: &str, helpers: &[Party]) -> Vec<(String, String)> {
    let about: Vec<String> = helpers
        .iter()
        .map(|helper| match helper.department.as_str() {
            "" => helper.name.clone(),
            department => voice.row(&[helper.name.as_str(), department]),
        })
        .collect();
    let mut facts = vec![(voice.plain("mail-fact-reference"), reference.to_owned())];
    if !about.is_empty() {
        facts.push((voice.plain("mail-fact-about"), about.join("; ")));
    }
    facts
}

/// The reason, in the words of the person who gave it.
pub(super) fn reason(voice: Voice, words: &str) -> (String, String) {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (voice.plain("mail-fact-reason"), voice.say("mail-quoted").with("words", words).to_string())
}

fn to_do(voice: Voice, mail: &RecallMail, weightiest: Option<Reason>) -> String {
    let names: Vec<&str> = mail.helpers.iter().map(|helper| helper.name.as_str()).collect();
    let people = |message: &'static str| voice.say(message).with("people", voice.firsts(&names)).to_string();
    match weightiest {
        Some(Reason::Helper) => voice.plain("mail-delete-helper"),
        _ if names.is_empty() => voice.plain("mail-delete-unknown"),
        Some(Reason::Banker) => people("mail-delete-banker"),
        _ => people("mail-delete"),
    }
}

/// The sentence on why the reader had the first mail and who else is informed.
pub(super) fn recall_why(
    voice: Voice,
    (because, readers, others, banker): (&[RecipientReason], &[Reader], &'static str, &str),
    weightiest: Option<Reason>,
    to: &str,
) -> String {
    let of =
        |reason: Reason| because.iter().find(|because| because.reason == reason).and_then(|because| because.of.clone());
    let first = match weightiest {
        Some(Reason::Helper) => voice.plain("mail-first-helper"),
        Some(Reason::Banker) => voice.plain("mail-first-banker"),
        Some(reason @ (Reason::HelperSupervisor | Reason::BankerSupervisor)) => {
            let of = of(reason).unwrap_or_else(|| banker.to_owned());
            voice.say("mail-first-supervisor").with("of", of).to_string()
        }
        _ => voice.plain("mail-first-other"),
    };
    let readers: Vec<String> = readers.iter().map(|reader| voice.reader(reader, banker, to)).collect();
    if readers.is_empty() {
        return first;
    }
    format!("{first} {}", voice.say(others).with("readers", voice.list(&readers)))
}
