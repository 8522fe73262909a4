//! The list of a request's problems, each with a JSON pointer to its place, and limited in length.
//!
//! Invariant: the cost of adding a problem is bounded by the [`MOST`] problems that are kept, and a name that the client sent is
//! repeated up to [`LONGEST_NAME`] characters.

use std::fmt;

use super::{FieldProblem, Problem};
use crate::language::Explanation;

/// The most problems that an answer lists. `errors_truncated` says that there were more.
pub const MOST: usize = 100;
/// The most characters of an unknown name that an answer repeats.
const LONGEST_NAME: usize = 100;

/// A JSON pointer (RFC 6901) to where we are in a body. It is written out only when there is something to tell.
#[derive(Debug, Clone, Copy)]
pub struct Pointer<'a>(Option<(&'a Pointer<'a>, Part<'a>)>);

#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    Member(&'a str),
    Element(usize),
}

impl<'a> Pointer<'a> {
    /// The whole body.
    pub fn root() -> Self {
        Self(None)
    }

    /// A member of the object that is here.
    #[must_use]
    pub fn member(&'a self, name: &'a str) -> Self {
        Self(Some((self, Part::Member(name))))
    }

    /// An element of the list that is here, from 0.
    #[must_use]
    pub fn element(&'a self, index: usize) -> Self {
        Self(Some((self, Part::Element(index))))
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some((above, Part::Element(index))) => write!(f, "{above}/{index}"),
            Some((above, Part::Member(name))) => {
                write!(f, "{above}/{}", shortened(name).replace('~', "~0").replace('/', "~1"))
            }
        }
    }
}

/// A name as it is repeated: whole, or its beginning and dots.
fn shortened(name: &str) -> std::borrow::Cow<'_, str> {
    match name.char_indices().nth(LONGEST_NAME) {
        None => name.into(),
        Some((end, _)) => format!("{}…", &name[..end]).into(),
    }
}

/// Problems of a request so far.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<FieldProblem>,
    truncated: bool,
    is_form: bool,
}

impl Problems {
    /// None yet, of a form.
    pub(super) fn of_form() -> Self {
        Self { is_form: true, ..Self::default() }
    }

    /// True when values come from a form: every value is a text, a list of one is a text, a box that is not ticked is absent.
    pub(super) fn is_form(&self) -> bool {
        self.is_form
    }

    /// Notes a problem at a place of the body; the first at a place counts.
    pub fn at(&mut self, pointer: &Pointer, code: &'static str, detail: impl Into<Explanation>) {
        // Written out only where it is compared or kept, for a body may have many of them.
        if !self.truncated {
            self.at_path(&pointer.to_string(), code, detail);
        }
    }

    /// Notes a problem at a pointer written out, such as `/letter/text`.
    pub fn at_path(&mut self, pointer: &str, code: &'static str, detail: impl Into<Explanation>) {
        self.note(FieldProblem { pointer: Some(pointer.to_owned()), parameter: None, code, detail: detail.into() });
    }

    /// Notes a problem with a parameter of the query, a header, or a part of a form.
    pub fn with(&mut self, parameter: &str, code: &'static str, detail: impl Into<Explanation>) {
        let parameter = Some(shortened(parameter).into_owned());
        self.note(FieldProblem { pointer: None, parameter, code, detail: detail.into() });
    }

    fn note(&mut self, problem: FieldProblem) {
        let same = |other: &FieldProblem| other.pointer == problem.pointer && other.parameter == problem.parameter;
        if self.found.iter().any(same) {
            return;
        }
        if self.is_full() { self.truncate() } else { self.found.push(problem) }
    }

    /// True when one more would not be listed.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    /// Says that there are more than those that were noted.
    pub(super) fn truncate(&mut self) {
        self.truncated = true;
    }

    /// The parameters that cannot be taken, each with the code.
    #[cfg(test)]
    pub(super) fn parameters(&self) -> Vec<(String, &'static str)> {
        self.found.iter().map(|problem| (problem.parameter.clone().unwrap_or_default(), problem.code)).collect()
    }

    /// True when nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Drops the problems with other codes than these.
    #[must_use]
    pub fn only(mut self, codes: &[&str]) -> Self {
        self.found.retain(|problem| codes.contains(&problem.code));
        self
    }

    /// All of them as one answer.
    pub fn into_problem(self) -> Problem {
        Problem::rejected(self.found, self.truncated)
    }

    /// Goes on when nothing is wrong.
    ///
    /// # Errors
    /// 422 with every problem.
    pub fn check(self) -> Result<(), Problem> {
        if self.is_empty() { Ok(()) } else { Err(self.into_problem()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_escaped_and_a_long_name_is_not_repeated_whole() {
        let root = Pointer::root();
        let (body, odd) = (root.member("a/b~c"), "x".repeat(1 << 20));
        assert_eq!(body.element(3).to_string(), "/a~1b~0c/3");
        assert_eq!(root.member(&odd).to_string(), format!("/{}…", "x".repeat(LONGEST_NAME)));
    }

    #[test]
    fn the_first_hundred_are_told_and_that_there_are_more() {
        let mut problems = Problems::default();
        for index in 0..MOST {
            problems.at(&Pointer::root().element(index), "wrong_type", "This has to be a text.");
            problems.at(&Pointer::root().element(index), "required", "The first at a place counts.");
        }
        assert!(problems.is_full() && !problems.truncated);
        problems.with("limit", "invalid", "This has to be a number.");
        assert!(problems.truncated);
        assert_eq!(problems.found.len(), MOST);
        assert!(problems.found.iter().all(|problem| problem.code == "wrong_type"));
    }
}
