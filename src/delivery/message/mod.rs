//! Mails: plain data in, a finished message out.
//!
//! `content` is the data of a mail; `letter`, `voice`, `quotes`, `notices`, `corrections` and `plain` word
//! it for each reader; `given` finds the name to address a person by; `compose` runs the templates and builds the message.
//! Nothing here uses the database or the network. CONTRIBUTING.md has the steps for a new mail.

mod compose;
mod content;
mod corrections;
mod given;
mod letter;
mod notices;
mod plain;
mod quotes;
mod titles;
mod voice;
pub mod words;

pub use compose::{ComposeError, Heading, House, HouseSettings, Pdf, Worded};
pub use content::{
    ActivationMail, Because, Client, Content, CorrectionMail, HelperHint, LetterMail, Own, Party, Quote, Reader,
    RecallMail, ThanksMail, Through,
};
