//! The words for the client who wrote a letter: that it was delivered, and a helper's thanks. In the client's language.
//!
//! The same words can be printed ([`ClientWords`]). Invariants: no link, no attachment, no word of the letter; no name of the client in a
//! subject or preheader; "read" is said only of those who thanked or acknowledged.

use chrono_tz::Tz;

use super::{
    ClientMail,
    quotes::{QuoteView, thanks_sheet},
    sender::MailSender,
    voice::Voice,
};
use crate::language::Language;

/// The words for a client, without those about the mail itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientWords {
    pub title: String,
    pub hello: String,
    /// The facts, one sentence each.
    pub facts: Vec<String>,
    /// The line before a helper's words.
    pub passed_on: String,
    /// A helper's words.
    pub reply: Option<String>,
    /// The helper's name and department.
    pub reply_by: String,
    pub thanks: String,
    /// The banker and the branch.
    pub signed: [String; 2],
    /// The way to ask, and to take the permission back.
    pub take_back: String,
}

impl ClientWords {
    /// The words in a language.
    pub fn of(language: Language, zone: Tz, mail: &ClientMail) -> Self {
        words(Voice::new(language, zone), mail)
    }
}

/// The view behind the templates.
pub(super) struct ClientView<'a> {
    pub voice: Voice,
    pub bank: &'a str,
    pub day: String,
    pub subject: String,
    pub preheader: String,
    pub hello: String,
    pub words: ClientWords,
    pub quotes: Vec<QuoteView>,
    /// The sentence that says what the mail asks, holds and does not hold.
    pub remark: String,
    /// The sentence that says why it came, and whether another follows.
    pub why: String,
}

/// The mail.
pub(super) fn view<'a>(sender: &'a MailSender, voice: Voice, mail: &'a ClientMail) -> ClientView<'a> {
    let words = words(voice, mail);
    let preheader = if mail.supervisors.is_empty() { "client-mail-preheader" } else { "client-mail-preheader-too" };
    let reply = mail.reply.as_ref();
    let quotes = reply.and_then(|reply| Some(thanks_sheet(voice, reply.text.as_deref()?, &reply.helper)));
    let more = if reply.is_some() { "client-mail-last" } else { "client-mail-one-more" };
    ClientView {
        voice,
        bank: &sender.bank,
        day: voice.day(mail.told_on),
        subject: words.title.clone(),
        preheader: voice.plain(preheader),
        hello: words.hello.clone(),
        quotes: quotes.into_iter().collect(),
        remark: voice.plain("client-mail-nothing"),
        why: format!("{} {}", voice.say("client-mail-why"), voice.say(more)),
        words,
    }
}

fn words(voice: Voice, mail: &ClientMail) -> ClientWords {
    let reply = mail.reply.as_ref();
    let whom = voice.firsts(&mail.helpers);
    let place = mail.banker.place().to_owned();
    let take_back = match place.as_str() {
        "" => voice.say("client-mail-take-back"),
        place => voice.say("client-mail-take-back-at").with("place", place),
    };
    let hello = match &mail.client {
        Some(name) => voice.say("client-mail-hello").with("name", name).to_string(),
        None => voice.plain("client-mail-hello-nobody"),
    };
    let title = match reply {
        Some(reply) => voice.say("client-mail-thanks-subject").with("name", &reply.helper.name).to_string(),
        None if mail.helpers.iter().any(|helper| mail.read_by.contains(helper)) => {
            let read: Vec<&String> = mail.helpers.iter().filter(|helper| mail.read_by.contains(helper)).collect();
            voice.say("client-mail-read-subject").with("people", voice.firsts(&read)).to_string()
        }
        None => voice.say("client-mail-delivered-subject").with("people", whom).to_string(),
    };
    let passed_on = reply.map(|reply| {
        let message = if reply.text.is_some() { "client-mail-passed-on" } else { "client-mail-thanks-wordless" };
        voice.say(message).with("name", &reply.helper.name).to_string()
    });
    ClientWords {
        title,
        hello,
        facts: facts(voice, mail),
        passed_on: passed_on.unwrap_or_default(),
        reply: reply.and_then(|reply| reply.text.clone()),
        reply_by: reply.map(|reply| format!("{}, {}", reply.helper.name, reply.helper.place())).unwrap_or_default(),
        thanks: voice.plain("client-mail-seldom"),
        signed: [mail.banker.name.clone(), place],
        take_back: take_back.with("banker", &mail.banker.name).to_string(),
    }
}

fn facts(voice: Voice, mail: &ClientMail) -> Vec<String> {
    let mut facts = Vec::new();
    let mut say = |message: &'static str, people: &[String]| {
        let sentence = voice.say(message).with("people", voice.list(people)).with("day", voice.day(mail.delivered_on));
        facts.push(sentence.to_string());
    };
    if !mail.helpers.is_empty() {
        say("client-mail-delivered", &mail.helpers);
    }
    if !mail.supervisors.is_empty() {
        say("client-mail-supervisors", &mail.supervisors);
    }
    if !mail.read_by.is_empty() {
        say("client-mail-read", &mail.read_by);
    }
    say(if mail.is_named { "client-mail-named" } else { "client-mail-unnamed" }, &[]);
    facts
}
