//! The HTML page of verification: the result of a check in words, and the two forms. It works without scripts.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;

use super::rules::Inspected;
use super::{Finding, Issued, Validity};
use crate::web::{Problem, Shell};

/// The input of a check, as far as the page shows it again.
#[derive(Debug, Clone, Copy)]
pub enum Asked<'a> {
    /// No input: the empty forms.
    Nothing,
    /// The code as it was typed.
    Code(&'a str),
    /// The posted file; `None` when it could not be read completely.
    File(Option<&'a Inspected>),
}

#[derive(Template)]
#[template(path = "verification/check.html")]
struct VerifyPage<'a> {
    shell: &'a Shell,
    outcome: Option<Outcome>,
    is_error: bool,
    code: &'a str,
    code_unknown: bool,
    file_first: bool,
}

struct Outcome {
    class: &'static str,
    /// Path of the icon beside the words; a genuine letter gets the seal.
    sign: &'static str,
    heading: &'static str,
    words: String,
    facts: Vec<Fact>,
}

struct Fact {
    name: &'static str,
    value: String,
    mono: bool,
}

const TURNED: &str = "M19.5 8A8 8 0 1 0 20 13.5M20 4v4.5h-4.5";
const CROSS: &str = "M6 6l12 12M18 6 6 18";
const WARNING: &str = "M12 4 2.8 19.5h18.4zM12 10v4M12 16.8v.2";
const QUESTION: &str =
    "M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM9.7 9.5a2.4 2.4 0 1 1 3.4 2.2c-.8.4-1.1.9-1.1 1.8M12 16.3v.2";

/// Longest part of the typed code that is shown again, in characters.
const SHOWN: usize = 64;

/// Page with the result of a check, or with the forms alone.
///
/// # Errors
/// When the template fails.
pub fn found(shell: &Shell, asked: Asked<'_>, finding: Option<&Finding>) -> Result<HttpResponse, Problem> {
    let status = match (asked, finding) {
        (Asked::Code(_), Some(Finding::NotKnown)) => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    };
    let is_error = matches!(finding, Some(Finding::NotKnown | Finding::Altered(_)));
    let known = match finding {
        Some(Finding::Known(issued)) => Some(issued.code.to_string()),
        _ => None,
    };
    let code = match asked {
        Asked::Code(typed) => known.as_deref().unwrap_or(shown(typed)),
        Asked::Nothing | Asked::File(_) => "",
    };
    // Somebody who checked a code may have the file to compare; somebody who posted a file may have another one.
    let file_first = known.is_some() || matches!(asked, Asked::File(_));
    let outcome = finding.map(|finding| outcome(asked, finding));
    let code_unknown = status == StatusCode::NOT_FOUND;
    shell.page(status, &VerifyPage { shell, outcome, is_error, code, code_unknown, file_first })
}

/// Page that says why a check was refused.
///
/// # Errors
/// When the template fails.
pub fn refused(
    shell: &Shell,
    asked: Asked<'_>,
    heading: &'static str,
    problem: &Problem,
) -> Result<HttpResponse, Problem> {
    let outcome = Outcome { class: "refused", sign: WARNING, heading, words: problem.in_words(), facts: Vec::new() };
    let code = if let Asked::Code(typed) = asked { shown(typed) } else { "" };
    let file_first = matches!(asked, Asked::File(_));
    let view = VerifyPage { shell, outcome: Some(outcome), is_error: true, code, code_unknown: false, file_first };
    let mut answer = shell.page(problem.status(), &view)?;
    problem.put_headers(answer.headers_mut());
    Ok(answer)
}

fn shown(typed: &str) -> &str {
    let end = typed.char_indices().nth(SHOWN).map_or(typed.len(), |(at, _)| at);
    &typed[..end]
}

fn outcome(asked: Asked<'_>, finding: &Finding) -> Outcome {
    let file = match asked {
        Asked::File(file) => file,
        Asked::Nothing | Asked::Code(_) => None,
    };
    match (finding, file) {
        (Finding::NotKnown, None) => Outcome {
            class: "not-known",
            sign: QUESTION,
            heading: "Nothing with this code",
            words: "Check each character. A code has 16 of them, and none is the letter I, L, O or U.".to_owned(),
            facts: Vec::new(),
        },
        (Finding::NotKnown, Some(file)) => Outcome {
            class: "not-known",
            sign: QUESTION,
            heading: "Not a file that the bank issued",
            words: "It is none of the bank’s letters or packets, and it carries no code of one. If it was scanned or printed anew, check \
                    the code at its foot."
                .to_owned(),
            facts: vec![digest("SHA-256 of this file", &file.sha256)],
        },
        (Finding::Altered(issued), file) => altered(issued, file),
        (Finding::Known(issued), file) => known(issued, file.is_some()),
    }
}

fn known(issued: &Issued, is_file: bool) -> Outcome {
    let mut facts = vec![fact("Reference", &issued.reference)];
    let (class, sign, heading, words) = match issued.validity {
        Validity::Genuine => {
            facts.push(fact("Issued", &day(issued.issued_on)));
            let stands = "It has not been replaced or withdrawn.";
            let words = if is_file {
                format!("This is the bank’s own file, unchanged to the last byte. {stands}")
            } else {
                format!("The bank issued {}. {stands}", issued.reference)
            };
            ("genuine", "", "Genuine", words)
        }
        Validity::Superseded { version, issued_on } => {
            facts.push(fact("This copy", &format!("Version {}, {}", issued.version, day(issued.issued_on))));
            facts.push(fact("Newest copy", &format!("Version {version}, {}", day(issued_on))));
            let words = format!(
                "{} is genuine, but the bank issued a newer copy on {}. Ask for that one.",
                issued.reference,
                day(issued_on)
            );
            ("superseded", TURNED, "Replaced by a newer copy", words)
        }
        Validity::Withdrawn { on } => {
            facts.push(fact("Issued", &day(issued.issued_on)));
            facts.push(fact("Withdrawn", &day(on)));
            let words = format!("The bank issued {} and has taken it back.", issued.reference);
            ("withdrawn", CROSS, "Withdrawn", words)
        }
    };
    facts.push(Fact { name: "Code", value: issued.code.to_string(), mono: true });
    facts.push(digest("SHA-256", &issued.sha256));
    Outcome { class, sign, heading, words, facts }
}

fn altered(issued: &Issued, file: Option<&Inspected>) -> Outcome {
    let mut facts = vec![fact("Says to be", &issued.reference), fact("Issued", &day(issued.issued_on))];
    match issued.validity {
        Validity::Genuine => {}
        Validity::Superseded { issued_on, .. } => facts.push(fact("Replaced", &day(issued_on))),
        Validity::Withdrawn { on } => facts.push(fact("Withdrawn", &day(on))),
    }
    facts.push(digest("SHA-256 as issued", &issued.sha256));
    facts.extend(file.map(|file| digest("SHA-256 of this file", &file.sha256)));
    Outcome {
        class: "altered",
        sign: WARNING,
        heading: "Altered",
        words: format!(
            "This file carries the code of {}, but it is not the file that the bank issued: something in it was changed, or \
             another program saved it anew. Ask for the original.",
            issued.reference
        ),
        facts,
    }
}

fn fact(name: &'static str, value: &str) -> Fact {
    Fact { name, value: value.to_owned(), mono: false }
}

/// A digest in groups of four, so that it can be compared by eye.
fn digest(name: &'static str, sha256: &str) -> Fact {
    let mut value = String::with_capacity(sha256.len() * 5 / 4);
    for (index, symbol) in sha256.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            value.push(' ');
        }
        value.push(symbol);
    }
    Fact { name, value, mono: true }
}

/// For example `21 November 2026`, with no-break spaces.
fn day(day: NaiveDate) -> String {
    day.format("%-d\u{a0}%B\u{a0}%Y").to_string()
}
