//! Mails: plain data in, a finished message out.
//!
//! `content` is the data of a mail; `letter_mail`, `phrases`, `quotes`, `recall_mail`, `correction_mail`, `plain_mail` and `client_mail` word it for each reader,
//! whose `role` decides, in the language of the reader, which is the `voice`; `salutation` finds the name to address a person by; `sender` is the bank; `compose` runs the templates and
//! builds the message. Nothing here uses the database or the network. CONTRIBUTING.md has the steps for a new mail.

mod client_mail;
mod compose;
mod content;
mod correction_mail;
mod letter_mail;
mod name_words;
mod phrases;
mod plain_mail;
mod quotes;
mod recall_mail;
mod role;
mod salutation;
mod sender;
mod voice;
pub mod words;

pub use client_mail::ClientWords;
pub use compose::{MailWords, Pdf};
pub use content::{
    ActivationMail, Client, ClientMail, ClientReply, ClosedDraftMail, Content, CorrectionMail, FoundAs, Heading,
    HelperHint, LetterAfter, LetterMail, Party, Quote, Reader, RecallMail, RecipientReason, StoredContent, ThanksMail,
    UnsentLetterMail, WaitingDraftMail,
};
pub use sender::{ComposeError, MailSender, MailSenderSettings};
