//! Names in mails: no name starts a header or reorders the words around it, and each arrives as it was written.

use proptest::prelude::*;

use super::mails::{Envelope, compose, letter, letter_to, parse, party, sender};

#[test]
fn no_name_and_no_letter_turns_the_words_around_it() {
    let mut mail = letter_to("Tom Okafor").quoting(Some("Please \u{202e}ton od\u{202c} this."), None);
    mail.helpers = vec![party("Ev\u{202e}il na\u{202c}me", "Wires", ""), party("\u{2067}Ann", "Wires", "")];
    let sender = sender();
    let envelope = Envelope::new();
    let worded =
        sender.word(&envelope.heading("To\u{202d}m", "reader@meridian.example"), &letter(mail.clone()), None).unwrap();
    assert_eq!(worded.subject, "A client wrote in praise of Evil name and a colleague");
    for part in [&worded.text, &worded.html] {
        assert!(!part.contains(['\u{202d}', '\u{202e}']), "{part}");
    }
    assert!(worded.text.contains("Please ton od\u{202c} this."), "{}", worded.text);
    let sent = compose(&letter(mail), "To\u{202e}m \u{2066}Okafor", None);
    assert_eq!(parse(sent.message.as_bytes()).to().unwrap().first().unwrap().name(), Some("Tom Okafor"));
}

proptest! {
    /// No name starts a header of its own, and every name is read back unchanged.
    #[test]
    fn no_name_can_inject_a_header(
        name in "[\\PC\r\n\t\u{0}]{0,60}",
        helper in "[\\PC\r\n]{1,80}",
    ) {
        let mut content = letter_to("Tom Okafor");
        content.helpers[0].name = format!("{helper}\r\nBcc: evil@example.org\r\n\r\nbody");
        let mail = compose(&letter(content), &format!("{name}\r\nBcc: evil@example.org"), None);
        let plain = parse(compose(&letter(letter_to("Tom Okafor")), "Tom Okafor", None).message.as_bytes()).headers().len();
        let message = parse(mail.message.as_bytes());
        prop_assert!(message.bcc().is_none());
        prop_assert_eq!(message.headers().len(), plain);
        prop_assert!(mail.message.is_ascii());
        prop_assert_eq!(message.to().unwrap().first().unwrap().address(), Some("reader@meridian.example"));
    }

    #[test]
    fn a_name_outside_ascii_arrives_as_it_is_written(name in "[A-Za-zÅøłđßéñПриветΩ日本 ]{1,50}") {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assume!(!name.is_empty());
        let mail = compose(&letter(letter_to("Tom Okafor")), &name, None);
        let message = parse(mail.message.as_bytes());
        prop_assert_eq!(message.to().unwrap().first().unwrap().name(), Some(name.as_str()));
    }
}
