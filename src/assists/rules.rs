//! How an assist is found again: the words it is stored with and the pieces of them that a search looks for.
//!
//! One column answers both "by problem" and "anywhere": words of the problem stand behind a mark of their own.

use super::Assist;
use crate::directory::words::{self, Asked};

/// Stands before a word of the problem.
const PROBLEM: &str = "=";

/// What is stored for the search. The helper's own name is not in it: the directory knows it, also after a rename.
pub(super) fn search_text(assist: &Assist) -> String {
    let mut text = String::new();
    for word in words::text_words(assist.problem.as_deref().unwrap_or_default()) {
        for word in std::iter::once(word.as_str()).chain(words::tails(&word)) {
            text.extend([PROBLEM, &words::marked(word)]);
        }
    }
    let hint = assist.hint.as_ref();
    let workaround = assist.workaround.as_ref();
    let fields = [
        hint.map(|hint| hint.department.as_str()),
        hint.and_then(|hint| hint.extension.as_deref()),
        assist.summary.as_deref(),
        workaround.and_then(|workaround| workaround.process.as_deref()),
        workaround.and_then(|workaround| workaround.detail.as_deref()),
    ];
    let named = hint.into_iter().flat_map(|hint| words::name_words(&hint.name));
    for word in named.chain(fields.into_iter().flatten().flat_map(words::text_words)) {
        text.push_str(&words::marked(&word));
    }
    text
}

/// What is looked for anywhere.
pub(super) fn anywhere(asked: &Asked) -> impl Iterator<Item = String> {
    asked.all().map(words::needle)
}

/// What is looked for among the words of the problem.
pub(super) fn in_problem(asked: &Asked) -> impl Iterator<Item = String> {
    asked.all().map(|word| format!("{PROBLEM}{}", words::marked(word)))
}
