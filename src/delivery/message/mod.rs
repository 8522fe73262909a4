//! Mails: plain data in, a finished message out.
//!
//! `content` is what a mail says and stays in the row, `letter`, `voice`, `quotes`, `notices` and `corrections` find the
//! words for each reader, `given` the name that somebody is called by, `compose` runs the templates and builds the
//! message. Nothing here knows the database or the network.

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
