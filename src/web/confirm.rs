//! The page that asks once more before something that cannot be undone. It keeps the form, which its button sends again with the field
//! `confirmed`; a script shows the same page as a dialog (`assets/pages/dialog.js`).
//!
//! A handler asks when [`Form::is_confirmed`] is false, after it has checked the form and the right of the caller. Invariant: the page
//! changes nothing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{Form, Problem, Shell, csrf};

impl Form {
    /// True when its sender was asked and goes ahead.
    pub fn is_confirmed(&self) -> bool {
        !self.value(csrf::CONFIRMED).is_empty()
    }
}

/// A question, with the messages of its words.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The question itself.
    pub title: &'static str,
    /// The consequence.
    pub text: &'static str,
    /// The words of the button that goes ahead.
    pub go_ahead: &'static str,
    /// The page to go back to.
    pub back: &'a str,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage<'a> {
    shell: &'a Shell,
    question: Question<'a>,
    fields: Vec<(String, String)>,
}

impl Question<'_> {
    /// The page. Its form goes where the one that asks came from.
    ///
    /// # Errors
    /// When the page cannot be made.
    pub fn ask(self, shell: &Shell, form: &Form) -> Result<HttpResponse, Problem> {
        shell.page(StatusCode::OK, &ConfirmPage { shell, question: self, fields: form.kept() })
    }
}
