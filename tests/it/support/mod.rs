//! What tests stand on: a database of their own, on whichever backend the run is about, and a mail server with faults.

mod authority;
mod database;
pub mod smtp;

pub use authority::Authority;
pub use database::{TestDatabase, forget};
