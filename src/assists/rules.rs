//! Builds the search text of an assist, and the pieces that a query looks for in it.
//!
//! One column serves both "by problem" and "anywhere": words of the problem have a prefix of their own.

use super::Assist;
use crate::directory::search_tokens::{self, QueryWord};

/// The prefix of a word of the problem.
const PROBLEM: &str = "=";

/// The stored search text. It does not contain the helper's name: the directory has it, also after a rename.
pub(super) fn search_text(assist: &Assist) -> String {
    let mut text = String::new();
    for word in search_tokens::text_words(assist.problem.as_deref().unwrap_or_default()) {
        for word in std::iter::once(word.as_str()).chain(search_tokens::tails(&word)) {
            text.extend([PROBLEM, &search_tokens::marked(word)]);
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
    let named = hint.into_iter().flat_map(|hint| search_tokens::name_words(&hint.name));
    for word in named.chain(fields.into_iter().flatten().flat_map(search_tokens::text_words)) {
        text.push_str(&search_tokens::marked(&word));
    }
    text
}

/// The pieces to search for anywhere.
pub(super) fn anywhere(asked: &QueryWord) -> impl Iterator<Item = String> {
    asked.all().map(search_tokens::needle)
}

/// The pieces to search for among the words of the problem.
pub(super) fn in_problem(asked: &QueryWord) -> impl Iterator<Item = String> {
    asked.all().map(|word| format!("{PROBLEM}{}", search_tokens::marked(word)))
}
