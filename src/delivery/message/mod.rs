//! Mails: plain data in, a finished message out.
//!
//! `content` is the data of a mail; `letter`, `voice`, `quotes`, `notices`, `corrections` and `plain` word it for each reader,
//! whose `role` decides; `given` finds the name to address a person by; `house` is the sender; `compose` runs the templates and
//! builds the message. Nothing here uses the database or the network. CONTRIBUTING.md has the steps for a new mail.

mod compose;
mod content;
mod corrections;
mod given;
mod house;
mod letter;
mod notices;
mod plain;
mod quotes;
mod role;
mod titles;
mod voice;
pub mod words;

pub use compose::{Pdf, Worded};
pub use content::{
    ActivationMail, Client, Content, CorrectionMail, FoundAs, Heading, HelperHint, LetterMail, Own, Party, Quote,
    Reader, RecallMail, RecipientReason, ThanksMail,
};
pub use house::{ComposeError, House, HouseSettings};
