//! The client's words: the letter as written, and the screening for client data that must not travel.
//!
//! A letter is never changed after it was signed. What circulates is made from it by [`screening::mask`]; the words as
//! written stay in the record for the banker who took them, HR and auditor. Nothing here looks anything up: text goes
//! in, findings and masked text come out, and the caller stores both.

pub mod rules;
pub mod scans;
pub mod screening;
pub mod uploads;
