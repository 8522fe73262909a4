//! Mails in the languages of their readers.

use commend::delivery::Content;
use commend::delivery::message::Heading;
use commend::language::Language;

use super::mails::{Envelope, letter, letter_to, sender};

/// The same mail in every other language has none of the English words, and says in which direction it is read.
pub fn no_english_in_other_languages(content: &Content, name: &str) {
    let envelope = Envelope::new();
    for language in Language::all().filter(|language| *language != Language::english()) {
        let heading = Heading { language, ..envelope.heading(name, "reader@meridian.example") };
        let worded = sender().word(&heading, content, Some(1)).unwrap();
        let opening = format!("<html lang=\"{}\" dir=\"{}\"", language.tag(), language.direction());
        assert!(worded.html.contains(&opening), "{}", worded.html);
        for line in worded.text.lines() {
            assert!(line.chars().count() <= 70 || line.starts_with("https://"), "too long: {line}");
        }
        // The words of people stay in their own language.
        let ours = worded.text.lines().filter(|line| !line.starts_with("  ")).collect::<Vec<_>>().join("\n");
        for english in [" the ", " you ", " was ", " is ", " letter ", "November", "{$", "mail-", "You", "Please"] {
            assert!(!ours.contains(english) && !worded.subject.contains(english), "{english:?} in {ours}");
        }
    }
}

#[test]
fn a_mail_is_in_the_language_of_its_reader() {
    for tag in ["es", "ar"] {
        let envelope = Envelope::new();
        let language = Language::named(tag).unwrap();
        let heading = Heading { language, ..envelope.heading("Tom Okafor", "tom@meridian.example") };
        let worded = sender().word(&heading, &letter(letter_to("Tom Okafor")), Some(2)).unwrap();
        // The marks that keep a name's direction to itself are seen in the snapshot.
        let visible = |text: &str| text.replace('\u{2068}', "⟨").replace('\u{2069}', "⟩");
        insta::assert_snapshot!(
            format!("helper_supervisor_{tag}"),
            visible(&format!("Subject: {}\n\n{}", worded.subject, worded.text))
        );
    }
}
