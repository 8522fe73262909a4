//! Commend in a browser: sessions by cookie, forms and where they come from, signing in and out, problems as pages.

mod forms;
mod problems;
mod sessions;
mod sign_in;
