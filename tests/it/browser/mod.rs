//! Commend in a browser: cookie sessions, the origin of forms, sign-in and sign-out, problems as pages.

mod admin;
mod arabic;
mod autosave;
mod corrections;
mod demo;
mod forms;
mod help;
mod helpers;
mod languages;
mod letters;
pub mod office;
mod problems;
mod recognition;
mod scan;
mod sessions;
mod settle;
mod sign_in;
mod team;
pub mod writing;
