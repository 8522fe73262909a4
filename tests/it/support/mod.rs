//! What tests stand on: the real service, a database of their own on whichever backend the run is about, the cast, a mail server
//! with faults.

mod app;
mod authority;
mod client;
mod database;
pub mod people;
mod script;
pub mod smtp;

pub use app::TestApp;
pub use authority::Authority;
pub use client::{Answer, Client};
pub use database::{TestDatabase, forget};
