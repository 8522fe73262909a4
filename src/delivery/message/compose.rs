//! Makes a finished message of plain data: templates give the words, lettre's builder gives the parts.
//!
//! Invariants: the same delivery gives the same bytes on every try (Message-ID, Date and boundaries are fixed by the row); a
//! header holds no line break, whatever a name holds; text and HTML say the same in the same order.

use askama::Template;
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{self, ContentType, HeaderName, HeaderValue},
    },
};

use super::{
    Content, Heading, StoredContent,
    client_mail::{self, ClientView},
    correction_mail,
    letter_mail::{self, LetterView},
    plain_mail::{self, PlainView},
    recall_mail::{self, RecallView},
    sender::{ComposeError, MailSender},
    voice::{Piece, Voice},
    words,
};
use crate::{
    delivery::transport::Outgoing,
    ids::DeliveryId,
    invisible_characters::{directs, overrides_direction, without},
    mail_addresses::MailAddress,
};

/// Line width of the text version.
const COLUMNS: usize = 70;

/// The circulated copy.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: Option<usize>,
}

/// A mail's words, before they become parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailWords {
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl MailSender {
    /// The whole message with its envelope.
    ///
    /// # Errors
    /// [`ComposeError::Address`] when the recipient's address is invalid.
    pub fn compose(&self, heading: &Heading, content: &Content, pdf: Option<Pdf>) -> Result<Outgoing, ComposeError> {
        let recipient = MailAddress::parse(heading.recipient_email)
            .map_err(|why| ComposeError::Address("recipient's address", why))?;
        let worded = self.word(heading, content, pdf.as_ref().and_then(|pdf| pdf.pages))?;
        // A name becomes a display name only: characters that could end a header or begin another are removed.
        let name = without(heading.recipient_name, directs);
        let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        let mut builder = Message::builder()
            .from(mailbox(self.from.name.clone(), &self.from.address)?)
            .to(mailbox(name, &recipient)?)
            .subject(worded.subject)
            .date(std::time::SystemTime::from(heading.created_at.utc()))
            .message_id(Some(self.message_id(heading.id)))
            // RFC 3834: keeps vacation responders from answering.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(header::MIME_VERSION_1_0);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(mailbox(reply_to.name.clone(), &reply_to.address)?);
        }
        let boundary = |part: &str| format!("commend-{}-{part}", heading.id);
        let alternative = MultiPart::alternative()
            .boundary(boundary("words"))
            .singlepart(SinglePart::plain(worded.text))
            .singlepart(SinglePart::html(worded.html));
        let parts = match pdf {
            None => builder.multipart(alternative)?,
            Some(pdf) => {
                let file = Attachment::new(attachment_name(content)).body(pdf.bytes, pdf_type());
                let mixed = MultiPart::mixed().boundary(boundary("mail"));
                builder.multipart(mixed.multipart(alternative).singlepart(file))?
            }
        };
        // lettre encodes everything outside ASCII, so nothing is lost here.
        let message = String::from_utf8_lossy(&parts.formatted()).into_owned();
        let sender = self.envelope_sender(heading.id);
        Ok(Outgoing { id: heading.id.to_string(), sender, recipient, message })
    }

    /// Subject, text and HTML of a mail.
    ///
    /// # Errors
    /// A failing template, which can happen only when memory runs out.
    pub fn word(&self, heading: &Heading, content: &Content, pages: Option<usize>) -> Result<MailWords, ComposeError> {
        let to = heading.recipient_name;
        let url = match heading.commendation_id {
            Some(id) => format!("{}/commendations/{id}", self.public_url),
            None => self.public_url.clone(),
        };
        let voice = Voice::new(heading.language, self.zone);
        let worded = match content {
            Content::Letter(mail) => letter_words::word(&letter_mail::view(self, voice, mail, to, (url, pages))),
            Content::Recall(mail) => recall_words::word(&recall_mail::recall(self, voice, mail, to, url)),
            Content::Correction(mail) => {
                recall_words::word(&correction_mail::correction(self, voice, mail, to, (url, pages)))
            }
            Content::Misdirected(mail) => recall_words::word(&correction_mail::misdirected(self, voice, mail, to)),
            Content::Client(mail) => client_words::word(&client_mail::view(self, voice, mail)),
            Content::Stored(stored) => plain_words::word(&match stored {
                StoredContent::Thanks(mail) => plain_mail::thanks(self, voice, mail, heading, url),
                StoredContent::Activation(mail) => plain_mail::activation(self, voice, mail, heading),
                StoredContent::UnsentLetter(mail) => plain_mail::unsent_letter(self, voice, mail, heading),
                StoredContent::ClosedDraft(mail) => plain_mail::closed_draft(self, voice, mail, heading),
                StoredContent::WaitingDraft(mail) => plain_mail::waiting_draft(self, voice, mail, heading),
            }),
        }?;
        // As in the letter, no control of direction may change the words that are shown, and no name affects the text behind it
        // in a subject.
        Ok(MailWords {
            subject: without(&worded.subject, directs).into_owned(),
            text: without(&worded.text, overrides_direction).into_owned(),
            html: without(&worded.html, overrides_direction).into_owned(),
        })
    }

    /// The same at every try: `<id@host of the public address>`.
    fn message_id(&self, id: DeliveryId) -> String {
        format!("<{id}@{}>", self.host)
    }

    /// `bounce+<delivery>.<hmac>@<domain of From>` where a key is set, otherwise the From address.
    fn envelope_sender(&self, id: DeliveryId) -> MailAddress {
        let from = &self.from.address;
        let Some(key) = &self.bounce_key else { return from.clone() };
        let tag = aws_lc_rs::hmac::sign(key, id.to_string().as_bytes());
        // 64 bits suffice against a forger, who has one guess per mail, and keep the local part below 64 octets (RFC 5321,
        // section 4.5.3.1.1).
        let tag: String = tag.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let local = format!("bounce+{}.{tag}", id.to_string().replace('-', ""));
        MailAddress::parse(&format!("{local}@{}", from.domain())).unwrap_or_else(|_| from.clone())
    }
}

/// An address in the form of the message builder; the domain in the header equals the one on the envelope.
fn mailbox(name: Option<String>, address: &MailAddress) -> Result<Mailbox, ComposeError> {
    let built = Address::new(address.local(), address.domain()).map_err(|_| ComposeError::NotBuilt)?;
    Ok(Mailbox::new(name, built))
}

fn attachment_name(content: &Content) -> String {
    match content {
        Content::Letter(mail) => format!("{}.pdf", mail.reference),
        Content::Correction(mail) => format!("{}.pdf", mail.reference),
        _ => "letter.pdf".to_owned(),
    }
}

fn pdf_type() -> ContentType {
    // A constant that parses; if it did not, the file would be sent under another type.
    ContentType::parse("application/pdf").unwrap_or(ContentType::TEXT_PLAIN)
}

/// The two templates of a view, which has the subject.
macro_rules! mail {
    ($module:ident, $view:ident, $text:literal, $html:literal) => {
        mod $module {
            use super::*;

            #[derive(Template)]
            #[template(path = $text)]
            struct Text<'a> {
                m: &'a $view<'a>,
            }

            #[derive(Template)]
            #[template(path = $html)]
            struct Html<'a> {
                m: &'a $view<'a>,
            }

            pub fn word(m: &$view<'_>) -> Result<MailWords, ComposeError> {
                let subject = m.subject.split_whitespace().collect::<Vec<_>>().join(" ");
                let text = words::fold(&Text { m }.render()?, COLUMNS);
                Ok(MailWords { subject, text, html: Html { m }.render()? })
            }
        }
    };
}

mail!(letter_words, LetterView, "mail/letter/body.txt", "mail/letter/body.html");
mail!(recall_words, RecallView, "mail/recall/body.txt", "mail/recall/body.html");
mail!(client_words, ClientView, "mail/client/body.txt", "mail/client/body.html");
mail!(plain_words, PlainView, "mail/plain/body.txt", "mail/plain/body.html");
