//! Assists and the helper book, through the real handlers and a real database.

mod book;
mod desk;
mod noting;

pub use desk::{Answer, Desk};
