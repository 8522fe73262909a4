//! Letters: screening of the text, masks of the client's name, scans and uploads, and which of them are accepted.

mod blank_pages;
mod colours;
mod name_properties;
mod names;
mod pdfs;
mod properties;
mod reader_process;
mod refused;
mod rules;
mod scans;
mod screening;
pub mod uploads;
