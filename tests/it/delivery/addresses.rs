//! The parser of mail addresses, as used by the import, the configuration, the start and the sending.

use commend::{
    config::{Sources, read},
    delivery::message::{MailSender, MailSenderSettings},
    delivery::{Content, Source},
    directory::import::{Profile, read::read as read_file},
    mail_addresses::MailAddress,
};
use proptest::prelude::*;

use super::{mails::Envelope, thanks_to};

/// Each of these was once imported and then stopped every mail to its person.
const UNMAILABLE: [&str; 17] = [
    "a..b@mail.test",
    "a.b.@mail.test",
    ".ab@mail.test",
    "mailto:a.b@mail.test",
    "a.c@mail.test\u{200b}",
    "a.d@mail.test.",
    "a.e@mail..test",
    "a.f@-mail.test",
    "a.f@mail_box.test",
    "a.g@[127.0.0.1]",
    "a.g@127.0.0.1",
    "a\\h@mail.test",
    "a[i]@mail.test",
    "a:j@mail.test",
    "a@k@mail.test",
    "Ann Lee <a.l@mail.test>",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@mail.test",
];

fn content() -> Content {
    match thanks_to("ann").content {
        Source::Row(own) => own.into(),
        Source::Commendation(kind) => panic!("{kind}"),
    }
}

fn with_from(from: &str) -> MailSenderSettings {
    MailSenderSettings { from: from.to_owned(), bounce_key: None, ..super::mails::settings() }
}

fn configured(name: &str, value: &str) -> Sources {
    Sources { variables: [(name.to_owned(), value.to_owned())].into(), ..Sources::default() }
}

#[test]
fn what_no_relay_takes_is_refused_at_import_with_its_line() {
    let mut file =
        "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date"
            .to_owned();
    for (index, address) in UNMAILABLE.iter().enumerate() {
        file.push_str(&format!("\n{index},Person {index},{address},,,,,,,,"));
    }
    let read = read_file(file.as_bytes(), &Profile::default(), "2026-11-21".parse().unwrap());
    let lines: Vec<u64> = read.errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, (2..2 + UNMAILABLE.len() as u64).collect::<Vec<_>>(), "{:?}", read.errors);
    assert!(read.errors.iter().all(|error| error.column.as_deref() == Some("email")), "{:?}", read.errors);
}

#[test]
fn what_no_relay_takes_is_refused_in_the_configuration_at_start_and_at_sending() {
    for address in UNMAILABLE.iter().filter(|address| !address.contains('<')) {
        for name in ["COMMEND_MAIL_FROM", "COMMEND_HR_MAIL"] {
            let problems = read(configured(name, address)).expect_err(address);
            assert!(problems[0].detail.contains("is no mail address"), "{}", problems[0]);
        }
        assert!(MailSender::new(with_from(address)).is_err(), "{address}");
        let sent = super::mails::sender().compose(&Envelope::new().heading("Ann Lee", address), &content(), None);
        assert!(sent.unwrap_err().to_string().contains("is not a mail address"), "{address}");
    }
}

#[test]
fn the_sender_may_have_a_display_name_in_any_form() {
    for (from, name, address) in [
        ("commend@bank.example", None, "commend@bank.example"),
        ("Commend <commend@bank.example>", Some("Commend"), "commend@bank.example"),
        ("Meridian, Inc. <commend@bank.example>", Some("Meridian, Inc."), "commend@bank.example"),
        ("\"Meridian, Inc.\" <commend@bank.example>", Some("Meridian, Inc."), "commend@bank.example"),
        ("Dank & Lob <commend@Bücher.example>", Some("Dank & Lob"), "commend@xn--bcher-kva.example"),
    ] {
        let read = read(configured("COMMEND_MAIL_FROM", from)).expect("a configuration");
        let sender = MailSender::new(with_from(&read.config.mail.from)).unwrap();
        let mail = sender.compose(&Envelope::new().heading("Ann Lee", "ann@bank.example"), &content(), None).unwrap();
        assert_eq!(mail.sender.to_string(), address);
        let message = mail_parser::MessageParser::new().parse(mail.message.as_bytes()).unwrap();
        let from = message.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (name, Some(address)));
    }
}

#[test]
fn an_address_outside_ascii_travels_as_far_as_it_can_in_ascii() {
    let sender = super::mails::sender();
    let compose = |to| sender.compose(&Envelope::new().heading("Ann Lee", to), &content(), None).unwrap();
    let mail = compose("ann@Bücher.example");
    assert_eq!((mail.recipient.to_string().as_str(), mail.message.is_ascii()), ("ann@xn--bcher-kva.example", true));
    let mail = compose("søren@bank.example");
    assert!(mail.recipient.needs_utf8() && mail.message.contains("<søren@bank.example>"), "{}", &mail.message[..400]);
}

proptest! {
    /// The mail library agrees with the parser about addresses, so that no accepted address stops a mail later.
    #[test]
    fn the_builder_of_messages_takes_what_the_parser_takes(
        local in "[a-z0-9!#$%&'*+/=?^_`{|}~.øйقक語-]{1,20}", domain in "[a-zäй語0-9.-]{1,30}",
    ) {
        if let Ok(address) = MailAddress::parse(&format!("{local}@{domain}")) {
            prop_assert!(lettre::Address::new(address.local(), address.domain()).is_ok(), "{}", address);
        }
    }
}
