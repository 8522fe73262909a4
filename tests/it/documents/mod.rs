//! PDF letters: text is preserved, the same letter gives the same bytes, and no client text breaks them.

mod damage;
mod directions;
pub mod extracted_text;
mod file_rules;
mod font_rules;
mod form_rules;
mod goldens;
mod hostile;
pub mod logos;
mod metadata_rules;
mod packet;
mod pictures;
mod sample;
mod scans;
mod scripts;
mod standards;
mod tag_rules;
mod text_rules;
mod typography;
