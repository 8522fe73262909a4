//! The client's words: the letter as written, the screening for client data in it, and scanned paper.
//!
//! Invariants: a letter never changes after it was signed. The text that circulates is made from it by [`screening::mask`]; the
//! words as written stay in the record for the banker who took them, HR and auditor. `rules`, `screening` and `scans` do no IO:
//! text or bytes go in, results come out, and the caller stores them. Only `uploads` writes.

pub mod rules;
pub mod scans;
pub mod screening;
pub mod uploads;
