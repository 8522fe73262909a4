//! The client's words: what is found in them, what circulates, and what is accepted at all.

mod apart;
mod blank;
mod colours;
mod name_properties;
mod names;
mod pdfs;
mod properties;
mod refused;
mod rules;
mod scans;
mod screening;
pub mod uploads;
