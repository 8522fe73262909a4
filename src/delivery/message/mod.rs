//! Mails: plain data in, a finished message out.
//!
//! `content` is the data of a mail and stays in the row; `letter`, `voice`, `quotes`, `notices` and `corrections` word it for
//! each reader; `given` finds the name to address a person by; `compose` runs the templates and builds the message. Nothing
//! here uses the database or the network.

mod compose;
mod content;
mod corrections;
mod given;
mod letter;
mod notices;
mod quotes;
mod titles;
mod voice;
pub mod words;

pub use compose::{ComposeError, Heading, House, HouseSettings, Pdf, Worded};
pub use content::{
    ActivationMail, Because, Client, Content, CorrectionMail, HelperHint, LetterMail, Party, Quote, Reader, RecallMail,
    ThanksMail, Through,
};
