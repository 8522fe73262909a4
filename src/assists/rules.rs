//! How an assist is found again: the words it is stored with and the patterns that a search becomes.
//!
//! The words of the problem stand twice, once behind a mark, so that one column answers both "by problem" and
//! "anywhere". Every word begins after a space. Words are letters and digits only, so none holds a wildcard of `LIKE`.

use super::Assist;
use crate::directory::words;

/// Stands before a word of the problem.
const PROBLEM: char = '=';

/// What is stored for the search. The helper's own name is not in it: the directory knows it, also after a rename.
pub(super) fn search_text(assist: &Assist) -> String {
    let mut text = String::from(" ");
    for word in split(assist.problem.as_deref().unwrap_or_default()) {
        text.extend([PROBLEM.to_string().as_str(), &word, " "]);
    }
    let hint = assist.hint.as_ref();
    let workaround = assist.workaround.as_ref();
    let fields = [
        assist.problem.as_deref(),
        hint.map(|hint| hint.name.as_str()),
        hint.map(|hint| hint.department.as_str()),
        hint.and_then(|hint| hint.extension.as_deref()),
        assist.summary.as_deref(),
        workaround.and_then(|workaround| workaround.process.as_deref()),
        workaround.and_then(|workaround| workaround.detail.as_deref()),
    ];
    for word in fields.into_iter().flatten().flat_map(split) {
        text.extend([word.as_str(), " "]);
    }
    text
}

/// All words of a text; a query is cut at some length, what is stored is not.
fn split(text: &str) -> Vec<String> {
    words::fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The beginnings of words that must all be found, as they were folded.
pub(super) fn query(text: &str) -> Vec<String> {
    words::words(text)
}

/// The pattern for a word that begins so, anywhere.
pub(super) fn anywhere(word: &str) -> String {
    format!("% {word}%")
}

/// The pattern for a word of the problem that begins so.
pub(super) fn in_problem(word: &str) -> String {
    format!("% {PROBLEM}{word}%")
}
