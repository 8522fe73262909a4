//! The HTML page of verification: the result of a check in words, and the two forms. It works without scripts.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;

use super::rules::Inspected;
use super::{Finding, Issued, Validity};
use crate::language::Sentence;
use crate::web::{Problem, Shell};

/// The input of a check that the page shows again.
#[derive(Debug, Clone, Copy)]
pub enum CheckInput<'a> {
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
    heading: String,
    words: String,
    facts: Vec<Fact>,
}

struct Fact {
    name: String,
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
pub fn found(shell: &Shell, asked: CheckInput<'_>, finding: Option<&Finding>) -> Result<HttpResponse, Problem> {
    let status = match (asked, finding) {
        (CheckInput::Code(_), Some(Finding::NotKnown)) => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    };
    let is_error = matches!(finding, Some(Finding::NotKnown | Finding::Altered(_)));
    let known = match finding {
        Some(Finding::Known(issued)) => Some(issued.code.to_string()),
        _ => None,
    };
    let code = match asked {
        CheckInput::Code(typed) => known.as_deref().unwrap_or(shown(typed)),
        CheckInput::Nothing | CheckInput::File(_) => "",
    };
    // Somebody who checked a code may have the file to compare; somebody who posted a file may have another one.
    let file_first = known.is_some() || matches!(asked, CheckInput::File(_));
    let outcome = finding.map(|finding| outcome(shell, asked, finding));
    let code_unknown = status == StatusCode::NOT_FOUND;
    shell.page(status, &VerifyPage { shell, outcome, is_error, code, code_unknown, file_first })
}

/// Page that says why a check was refused.
///
/// # Errors
/// When the template fails.
pub fn refused(
    shell: &Shell,
    asked: CheckInput<'_>,
    heading: &'static str,
    problem: &Problem,
) -> Result<HttpResponse, Problem> {
    let outcome = Outcome {
        class: "refused",
        sign: WARNING,
        heading: shell.say(heading).to_string(),
        words: problem.in_words(shell.language, "verify-file-other"),
        facts: Vec::new(),
    };
    let code = if let CheckInput::Code(typed) = asked { shown(typed) } else { "" };
    let file_first = matches!(asked, CheckInput::File(_));
    let view = VerifyPage { shell, outcome: Some(outcome), is_error: true, code, code_unknown: false, file_first };
    let mut answer = shell.page(problem.status(), &view)?;
    problem.put_headers(answer.headers_mut());
    Ok(answer)
}

fn shown(typed: &str) -> &str {
    let end = typed.char_indices().nth(SHOWN).map_or(typed.len(), |(at, _)| at);
    &typed[..end]
}

fn outcome(shell: &Shell, asked: CheckInput<'_>, finding: &Finding) -> Outcome {
    let words = Words { shell };
    let file = match asked {
        CheckInput::File(file) => file,
        CheckInput::Nothing | CheckInput::Code(_) => None,
    };
    match (finding, file) {
        (Finding::NotKnown, None) => {
            words.outcome("not-known", QUESTION, "verify-nothing", shell.say("verify-nothing-text"), Vec::new())
        }
        (Finding::NotKnown, Some(file)) => {
            let facts = vec![words.digest("verify-fact-digest-file", &file.sha256)];
            words.outcome("not-known", QUESTION, "verify-not-ours", shell.say("verify-not-ours-text"), facts)
        }
        (Finding::Altered(issued), file) => words.altered(issued, file),
        (Finding::Known(issued), file) => words.known(issued, file.is_some()),
    }
}

/// The words of outcomes in the language of a page.
struct Words<'a> {
    shell: &'a Shell,
}

impl Words<'_> {
    fn outcome(
        &self,
        class: &'static str,
        sign: &'static str,
        heading: &'static str,
        words: Sentence<'_>,
        facts: Vec<Fact>,
    ) -> Outcome {
        Outcome { class, sign, heading: self.shell.say(heading).to_string(), words: words.to_string(), facts }
    }

    fn known(&self, issued: &Issued, is_file: bool) -> Outcome {
        let say = |message| self.shell.say(message).with("reference", &issued.reference);
        let mut facts = vec![self.fact("verify-fact-reference", issued.reference.clone())];
        let (class, sign, heading, words) = match issued.validity {
            Validity::Genuine => {
                facts.push(self.fact("verify-fact-issued", self.day(issued.issued_on)));
                let words = say(if is_file { "verify-genuine-file" } else { "verify-genuine-code" });
                ("genuine", "", "verify-genuine", words)
            }
            Validity::Superseded { version, issued_on } => {
                facts.push(self.fact("verify-fact-this", self.version(issued.version, issued.issued_on)));
                facts.push(self.fact("verify-fact-newest", self.version(version, issued_on)));
                let words = say("verify-superseded-text").with("day", self.day(issued_on));
                ("superseded", TURNED, "verify-superseded", words)
            }
            Validity::Withdrawn { on } => {
                facts.push(self.fact("verify-fact-issued", self.day(issued.issued_on)));
                facts.push(self.fact("verify-fact-withdrawn", self.day(on)));
                ("withdrawn", CROSS, "verify-withdrawn", say("verify-withdrawn-text"))
            }
        };
        facts.push(Fact { mono: true, ..self.fact("verify-fact-code", issued.code.to_string()) });
        facts.push(self.digest("verify-fact-digest", &issued.sha256));
        self.outcome(class, sign, heading, words, facts)
    }

    fn altered(&self, issued: &Issued, file: Option<&Inspected>) -> Outcome {
        let mut facts = vec![
            self.fact("verify-fact-says", issued.reference.clone()),
            self.fact("verify-fact-issued", self.day(issued.issued_on)),
        ];
        match issued.validity {
            Validity::Genuine => {}
            Validity::Superseded { issued_on, .. } => {
                facts.push(self.fact("verify-fact-replaced", self.day(issued_on)));
            }
            Validity::Withdrawn { on } => facts.push(self.fact("verify-fact-withdrawn", self.day(on))),
        }
        facts.push(self.digest("verify-fact-digest-issued", &issued.sha256));
        facts.extend(file.map(|file| self.digest("verify-fact-digest-file", &file.sha256)));
        let words = self.shell.say("verify-altered-text").with("reference", &issued.reference);
        self.outcome("altered", WARNING, "verify-altered", words, facts)
    }

    fn version(&self, version: i32, issued_on: NaiveDate) -> String {
        self.shell.say("verify-fact-version").with("version", version).with("day", self.day(issued_on)).to_string()
    }

    fn fact(&self, name: &'static str, value: String) -> Fact {
        Fact { name: self.shell.say(name).to_string(), value, mono: false }
    }

    /// A digest in groups of four, so that it can be compared by eye.
    fn digest(&self, name: &'static str, sha256: &str) -> Fact {
        let symbols: Vec<char> = sha256.chars().collect();
        let groups: Vec<String> = symbols.chunks(4).map(|group| group.iter().collect()).collect();
        Fact { mono: true, ..self.fact(name, groups.join(" ")) }
    }

    /// A day that no line end separates.
    fn day(&self, day: NaiveDate) -> String {
        self.shell.language.day(day).replace(' ', "\u{a0}")
    }
}
