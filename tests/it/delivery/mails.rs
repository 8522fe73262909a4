//! The text of the mails about a letter, and the attachment, which has the bytes of the rendered PDF.

use chrono::NaiveDate;
use commend::{
    clock::Timestamp,
    delivery::{
        Content, Reason,
        message::{
            Client, CorrectionMail, FoundAs, Heading, HelperHint, LetterAfter, LetterMail, MailSender,
            MailSenderSettings, Party, Pdf, Reader, RecallMail, RecipientReason,
        },
        transport::Outgoing,
    },
    ids::{CommendationId, DeliveryId},
    language::Language,
};
use mail_parser::{Message, MessageParser, MimeHeaders};

const LETTER: &str = "To whoever Priya reports to,\n\nOur closing was at two. At noon the money was nowhere. I am not good \
                      with banks and I was close to crying in the branch.\n\nYour colleague Priya stayed on the phone and \
                      told me each step in my own language. She never made me feel small. When she did not know something \
                      she said so, and when she said she would call back, she called back. At ten to two the title \
                      company had the money.\n\nWe have the keys because of her.";
const NOTE: &str = "Priya did not hand us a ticket number. She found the beneficiary bank’s night desk, explained it \
                    calmly in Spanish, and the family closed that same afternoon.";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap()
}

pub fn settings() -> MailSenderSettings {
    MailSenderSettings {
        bank: "Meridian Community Bank".to_owned(),
        from: "Meridian Community Bank <commend@meridian.example>".to_owned(),
        reply_to: None,
        public_url: "https://commend.meridian.example".parse().unwrap(),
        hr_contact: Some("hr@meridian.example".to_owned()),
        zone: chrono_tz::America::New_York,
        bounce_key: Some(b"a key of the tests".to_vec()),
    }
}

pub fn sender() -> MailSender {
    MailSender::new(settings()).unwrap()
}

pub fn party(name: &str, department: &str, branch: &str) -> Party {
    Party { name: name.to_owned(), department: department.to_owned(), branch: branch.to_owned() }
}

fn because(reason: Reason, of: Option<&str>) -> RecipientReason {
    RecipientReason { reason, of: of.map(str::to_owned), found_as: FoundAs::Primary }
}

fn reader(name: &str, reason: Reason, of: Option<&str>) -> Reader {
    Reader { name: name.to_owned(), because: vec![because(reason, of)] }
}

/// Everyone who gets the sample letter.
fn readers() -> Vec<Reader> {
    vec![
        reader("Priya Raman", Reason::Helper, None),
        reader("Tom Okafor", Reason::HelperSupervisor, Some("Priya Raman")),
        reader("Sam Lee", Reason::Banker, None),
        reader("Dana Whitfield", Reason::BankerSupervisor, Some("Sam Lee")),
    ]
}

/// The sample letter for one of its readers.
pub fn letter_to(name: &str) -> LetterMail {
    let (own, others): (Vec<Reader>, Vec<Reader>) = readers().into_iter().partition(|reader| reader.name == name);
    LetterMail {
        reference: "C-2026-000123".to_owned(),
        verification_code: "7KQ4-M2XD-9VTN-3HJC".to_owned(),
        replaces: None,
        served_on: day("2026-11-20"),
        sent_on: day("2026-11-21"),
        signed_on: Some(day("2026-11-21")),
        helpers: vec![party("Priya Raman", "Wire Operations", "")],
        hint: None,
        banker: party("Sam Lee", "Retail", "Oak Street"),
        praises_banker: false,
        client: Some(Client { name: Some("Maria Delgado".to_owned()), since: Some(2014) }),
        letter: None,
        cover_note: None,
        because: own.into_iter().next().unwrap().because,
        readers: others,
    }
    .quoting(Some(LETTER), Some(NOTE))
}

pub struct Envelope {
    id: DeliveryId,
    commendation: CommendationId,
}

impl Envelope {
    pub fn new() -> Envelope {
        Envelope {
            id: "0193e0a4-0000-7000-8000-000000000001".parse().unwrap(),
            commendation: "0193e0a4-0000-7000-8000-0000000000c2".parse().unwrap(),
        }
    }

    pub fn heading<'a>(&self, name: &'a str, email: &'a str) -> Heading<'a> {
        Heading {
            id: self.id,
            commendation_id: Some(self.commendation),
            recipient_name: name,
            recipient_email: email,
            language: Language::english(),
            created_at: at("2026-11-21T15:30:00Z"),
        }
    }
}

pub fn compose(content: &Content, name: &str, pdf: Option<Pdf>) -> Outgoing {
    sender().compose(&Envelope::new().heading(name, "reader@meridian.example"), content, pdf).unwrap()
}

/// Subject, preheader and plain text of a mail for a snapshot, after the checks that every mail must pass.
pub fn read(content: &Content, name: &str) -> String {
    let carries_letter = matches!(content, Content::Letter(_) | Content::Correction(_));
    let pages = carries_letter.then_some(1);
    let worded = sender().word(&Envelope::new().heading(name, "reader@meridian.example"), content, pages).unwrap();
    super::mail_languages::no_english_in_other_languages(content, name);
    assert!(worded.html.len() < 20_000, "{} bytes of HTML", worded.html.len());
    assert!(worded.html.contains("prefers-color-scheme:dark"));
    assert!(!worded.html.contains("<img") && !worded.html.contains("<script"));
    for line in worded.text.lines() {
        assert!(line.chars().count() <= 70 || line.starts_with("https://"), "too long: {line}");
    }
    let hidden = worded.html.split_once("mso-hide:all;\">").unwrap().1.split_once("&#8199;").unwrap().0;
    for secret in ["Maria", "Delgado"] {
        assert!(!worded.subject.contains(secret) && !hidden.contains(secret));
    }
    format!("Subject: {}\nPreheader: {hidden}\n\n{}", worded.subject, worded.text)
}

pub fn letter(mail: LetterMail) -> Content {
    Content::Letter(Box::new(mail))
}

#[test]
fn each_reader_gets_words_of_their_own() {
    insta::assert_snapshot!("helper", read(&letter(letter_to("Priya Raman")), "Priya Raman"));
    insta::assert_snapshot!("helper_supervisor", read(&letter(letter_to("Tom Okafor")), "Tom Okafor"));
    insta::assert_snapshot!("banker_supervisor", read(&letter(letter_to("Dana Whitfield")), "Dana Whitfield"));
    insta::assert_snapshot!("banker", read(&letter(letter_to("Sam Lee")), "Sam Lee"));
}

#[test]
fn the_html_of_a_letter_is_as_designed() {
    let heading = Envelope::new();
    let heading = heading.heading("Tom Okafor", "tom@meridian.example");
    let worded = sender().word(&heading, &letter(letter_to("Tom Okafor")), Some(1)).unwrap();
    insta::assert_snapshot!("helper_supervisor_html", worded.html);
}

#[test]
fn one_person_with_two_reasons_gets_one_mail_that_gives_both() {
    let mut mail = letter_to("Tom Okafor");
    mail.because.push(because(Reason::BankerSupervisor, Some("Sam Lee")));
    mail.readers.retain(|reader| reader.name != "Dana Whitfield");
    insta::assert_snapshot!("two_reasons", read(&letter(mail), "Tom Okafor"));
}

#[test]
fn without_consent_no_mail_holds_the_clients_name() {
    for name in ["Priya Raman", "Tom Okafor", "Dana Whitfield", "Sam Lee"] {
        let mut mail = letter_to(name);
        mail.client = Some(Client { name: None, since: Some(2014) });
        let text = read(&letter(mail), name);
        assert!(!text.contains("Delgado"), "{text}");
        assert!(text.contains("A client of Oak Street branch, name not shared, as the client asked"), "{text}");
        if name == "Tom Okafor" {
            insta::assert_snapshot!("no_consent", text);
        }
    }
}

#[test]
fn without_a_letter_the_colleague_speaks() {
    let without = |name: &str| {
        let mail = LetterMail { client: None, signed_on: None, ..letter_to(name) };
        read(&letter(mail.quoting(None, Some(NOTE))), name)
    };
    insta::assert_snapshot!("no_letter_helper", without("Priya Raman"));
    insta::assert_snapshot!("no_letter_supervisor", without("Tom Okafor"));
    insta::assert_snapshot!("no_letter_banker_supervisor", without("Dana Whitfield"));
}

#[test]
fn several_helpers_share_a_letter() {
    let mut mail = letter_to("Tom Okafor");
    mail.helpers.push(party("Ana Brandt", "Card Disputes", ""));
    mail.helpers.push(party("Marcus Bell", "Card Disputes", ""));
    insta::assert_snapshot!("several", read(&letter(mail), "Tom Okafor"));
}

#[test]
fn who_is_to_say_who_it_was_is_asked_for_that_only() {
    let mut mail = letter_to("Tom Okafor");
    mail.helpers.clear();
    mail.hint = Some(HelperHint {
        name: "Priya".to_owned(),
        department: "Wire Operations".to_owned(),
        extension: Some("4417".to_owned()),
    });
    mail.because = vec![because(Reason::DepartmentHead, None)];
    mail.readers.retain(|reader| reader.name != "Priya Raman");
    insta::assert_snapshot!("department_head", read(&letter(mail), "Tom Okafor"));
}

#[test]
fn hr_in_a_supervisors_place_is_told_why() {
    let mut mail = letter_to("Tom Okafor");
    mail.because = vec![because(Reason::Hr, Some("Priya Raman"))];
    mail.readers.remove(0);
    insta::assert_snapshot!("hr", read(&letter(mail), "HR"));
}

#[test]
fn a_corrected_copy_says_what_it_replaces() {
    let mail = LetterMail { replaces: Some(day("2026-11-19")), ..letter_to("Tom Okafor") };
    let text = read(&letter(mail), "Tom Okafor");
    assert!(text.starts_with("Subject: Corrected: A client wrote in praise of Priya Raman\n"), "{text}");
    assert!(text.contains("This copy replaces the one of 19 November 2026."), "{text}");
}

#[test]
fn a_recall_says_the_fact_then_what_to_do() {
    let mail = |because: Vec<RecipientReason>| {
        Content::Recall(Box::new(RecallMail {
            reference: "C-2026-000119".to_owned(),
            helpers: vec![party("Marcus Bell", "Card Disputes", "")],
            banker: party("Ana Brandt", "Retail", "Mill Road"),
            got_on: day("2026-11-17"),
            sent_at: at("2026-11-17T20:20:00Z"),
            withdrawn_at: at("2026-11-18T14:12:00Z"),
            withdrawn_by: "Ana Brandt".to_owned(),
            reason: "I named the wrong colleague. A new commendation\ngoes to the one who helped.".to_owned(),
            acknowledged_on: Some(day("2026-11-17")),
            because,
            readers: vec![
                reader("Ana Brandt", Reason::Banker, None),
                reader("Rosa Lind", Reason::BankerSupervisor, Some("Ana Brandt")),
            ],
        }))
    };
    let supervisor = mail(vec![because(Reason::HelperSupervisor, Some("Marcus Bell"))]);
    insta::assert_snapshot!("recall_supervisor", read(&supervisor, "Nadia Haddad"));
    insta::assert_snapshot!("recall_helper", read(&mail(vec![because(Reason::Helper, None)]), "Marcus Bell"));
}

#[test]
fn a_correction_brings_the_new_copy_or_says_for_whom_it_was_not_meant() {
    let mail = |because: Vec<RecipientReason>| CorrectionMail {
        reference: "C-2026-000119".to_owned(),
        verification_code: Some("7KQ4-M2XD-9VTN-0C1E".to_owned()),
        helpers: vec![party("Marcus Bell", "Card Disputes", "")],
        banker: party("Ana Brandt", "Retail", "Mill Road"),
        got_on: day("2026-11-17"),
        sent_at: at("2026-11-17T20:20:00Z"),
        corrected_at: at("2026-11-18T14:12:00Z"),
        corrected_by: "Ana Brandt".to_owned(),
        reason: "I named the wrong colleague.".to_owned(),
        letter: LetterAfter::Unchanged,
        acknowledged_on: Some(day("2026-11-17")),
        because,
        readers: vec![reader("Ana Brandt", Reason::Banker, None)],
    };
    let supervisor = || mail(vec![because(Reason::HelperSupervisor, Some("Marcus Bell"))]);
    let correction = |mail| Content::Correction(Box::new(mail));
    insta::assert_snapshot!("correction_supervisor", read(&correction(supervisor()), "Nadia Haddad"));
    let banker = correction(mail(vec![because(Reason::Banker, None)]));
    insta::assert_snapshot!("correction_banker", read(&banker, "Ana Brandt"));
    let misdirected = |mail| Content::Misdirected(Box::new(CorrectionMail { verification_code: None, ..mail }));
    insta::assert_snapshot!("misdirected_supervisor", read(&misdirected(supervisor()), "Nadia Haddad"));
    let helper = misdirected(mail(vec![because(Reason::Helper, None)]));
    insta::assert_snapshot!("misdirected_helper", read(&helper, "Marcus Bell"));
}

#[test]
fn what_is_attached_is_what_was_rendered_byte_for_byte() {
    // Bytes of every value, and CR LF in odd places.
    let bytes: Vec<u8> =
        (0..40_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).take(40_000).collect();
    let mail =
        compose(&letter(letter_to("Tom Okafor")), "Tom Okafor", Some(Pdf { bytes: bytes.clone(), pages: Some(1) }));
    assert!(mail.message.is_ascii(), "every relay can carry it");
    assert!(mail.message.split('\n').all(|line| line.len() <= 999), "RFC 5321, section 4.5.3.1.6");
    let message = parse(mail.message.as_bytes());
    let attachment = message.attachments().next().unwrap();
    assert_eq!(attachment.attachment_name(), Some("C-2026-000123.pdf"));
    assert_eq!(attachment.contents(), bytes);
    assert_eq!(message.attachment_count(), 1);
    assert!(message.body_text(0).unwrap().contains("A CLIENT WROTE IN PRAISE OF PRIYA RAMAN"));
    assert!(message.body_html(0).unwrap().contains("Read and acknowledge"));
}

#[test]
fn headers_and_envelope_are_as_promised() {
    let pdf = || Some(Pdf { bytes: b"%PDF-1.7".to_vec(), pages: None });
    let mail = compose(&letter(letter_to("Tom Okafor")), "Tom Okafor", pdf());
    let again = compose(&letter(letter_to("Tom Okafor")), "Tom Okafor", pdf());
    assert_eq!(mail.message, again.message, "every try sends the same bytes");
    let message = parse(mail.message.as_bytes());
    assert_eq!(message.message_id(), Some("0193e0a4-0000-7000-8000-000000000001@commend.meridian.example"));
    assert_eq!(message.header("Auto-Submitted").and_then(|value| value.as_text()), Some("auto-generated"));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-21T15:30:00Z");
    assert_eq!(message.subject(), Some("A client wrote in praise of Priya Raman"));
    let sender = mail.sender.to_string();
    let tag = sender.strip_prefix("bounce+0193e0a4000070008000000000000001.").unwrap();
    let tag = tag.strip_suffix("@meridian.example").unwrap();
    assert_eq!(tag.len(), 16);
    let other = MailSender::new(MailSenderSettings { bounce_key: Some(b"another".to_vec()), ..settings() }).unwrap();
    let envelope = Envelope::new();
    let heading = envelope.heading("Tom", "tom@meridian.example");
    let other = other.compose(&heading, &letter(letter_to("Tom Okafor")), None).unwrap();
    assert_ne!(other.sender.to_string(), sender, "only the key's holder can make one");
}

#[test]
fn an_address_that_is_none_is_refused_without_being_repeated() {
    let envelope = Envelope::new();
    let heading = envelope.heading("Tom", "tom at meridian");
    let error = sender().compose(&heading, &letter(letter_to("Tom Okafor")), None).unwrap_err();
    assert!(!error.to_string().contains("meridian"), "{error}");
    let bad = MailSenderSettings { from: "nobody".to_owned(), reply_to: Some("@".to_owned()), ..settings() };
    assert_eq!(MailSender::new(bad).unwrap_err().len(), 2);
}

#[test]
fn the_longest_letter_in_any_script_stays_small() {
    for text in ["愛 ".repeat(10_000), "Ω\n\n".repeat(2_000), "<&\">".repeat(1_000)] {
        let mail = letter_to("Priya Raman").quoting(Some(&text), Some(&text));
        let heading = Envelope::new();
        let worded = sender().word(&heading.heading("Priya", "p@meridian.example"), &letter(mail), Some(1)).unwrap();
        // Nearly every mail is below 20 KB; the most expensive text stays below the 100 KB at which mail programs cut.
        assert!(worded.html.len() < 60_000, "{}", worded.html.len());
    }
}

pub fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}
