//! PDF letters: what is written comes back, the same letter gives the same bytes, and nothing a client can write breaks it.

mod goldens;
mod hostile;
mod packet;
mod pictures;
mod sample;
mod scans;
mod scripts;
mod structure;
mod typography;
pub mod written;
