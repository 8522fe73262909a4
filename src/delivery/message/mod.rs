//! Mails: plain data in, a finished message out.

mod content;
pub mod words;

pub use content::{
    ActivationMail, Because, Client, Content, HelperHint, LetterMail, Party, Quote, Reader, RecallMail, ThanksMail,
    Through,
};
