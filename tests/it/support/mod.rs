//! What tests stand on: a database of their own, on whichever backend the run is about.

mod database;

pub use database::{TestDatabase, forget};
