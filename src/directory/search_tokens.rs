//! Builds the search tokens of people and texts, and matches queries with them.
//!
//! Stored words and queries are folded by the same table ([`crate::folding`]), so a match never depends on who typed the accent
//! or the apostrophe. Stored words also have every spelling: letters spelled out (`mueller`) and not (`muller`), the parts of a
//! name joined (`obrien`, `vanderberg`) and separate, and names without spaces from each of their characters on. A query tries
//! its words separately and joined with their neighbours.
//!
//! Stored words are rebuilt when [`VERSION`] changes.

use super::Person;
pub use crate::folding::fold;
use crate::folding::{extra_letters, is_apostrophe, is_dropped, is_east_asian, is_hyphen, is_unspaced, spellings};

/// The version of stored words. Any change of the output of [`tokens`], `index_entries`, [`name_words`], [`text_words`] or
/// [`marked`], or of the folding table, must increment it; everything stored is then indexed again at the next start.
pub const VERSION: i64 = 3;

/// The most words of one query, or of one person; it bounds the work of a hostile query.
const MOST_WORDS: usize = 24;
/// The longest word, in queries and in tokens alike; longer ones are cut.
const LONGEST_WORD: usize = 40;
/// The most words of a query that may be joined.
const MOST_TOGETHER: usize = 4;
/// The most stored words that are joined. It bounds what a text of words with hyphens between them takes, which has a join for each.
const MOST_STORED_TOGETHER: usize = 8;

/// One word as it was written.
struct Word {
    /// Folded and without apostrophes, the plainest spelling first; at least one.
    spellings: Vec<String>,
    /// The parts between apostrophes; empty when there is none within the word.
    parts: Vec<String>,
}

/// The words of a text in order. Everything but letters, digits and apostrophes separates words.
fn read(text: &str) -> impl Iterator<Item = Word> {
    text.split(|c| !is_of_word(c)).filter_map(Word::of)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_apostrophe(c) || is_dropped(c)
}

impl Word {
    fn of(written: &str) -> Option<Self> {
        let mut all: Vec<String> = Vec::new();
        for spelling in spellings(written) {
            let letters: String = spelling.chars().filter(|c| c.is_alphanumeric()).collect();
            if !letters.is_empty() && !all.contains(&letters) {
                all.push(letters);
            }
        }
        let folded = fold(written);
        let inner = folded.trim_matches('\'');
        let parts = inner.split('\'').filter(|part| !part.is_empty()).map(str::to_owned);
        let parts = if inner.contains('\'') { parts.collect() } else { Vec::new() };
        (!all.is_empty()).then_some(Self { spellings: all, parts })
    }

    /// One of the spellings, or the plainest where a word has fewer.
    fn spelled(&self, way: usize) -> &str {
        self.spellings.get(way).or_else(|| self.spellings.first()).map_or("", String::as_str)
    }
}

/// Each word, and each word joined with those that follow it, in every spelling: `van`, `vanderberg`, `der`, `derberg`, `berg`.
/// Joins of fewer words are found as a prefix; a word alone comes first in index order.
fn together(words: &[Word]) -> impl Iterator<Item = String> {
    let ways = words.iter().map(|word| word.spellings.len()).max().unwrap_or(0);
    (0..words.len()).flat_map(move |from| {
        (0..ways).flat_map(move |way| [cut(words[from].spelled(way)), joined(&words[from..], way)])
    })
}

/// The beginning of words written without anything between them.
fn joined(words: &[Word], way: usize) -> String {
    match words {
        [word] => cut(word.spelled(way)),
        words => words
            .iter()
            .take(MOST_STORED_TOGETHER)
            .flat_map(|word| word.spelled(way).chars())
            .take(LONGEST_WORD)
            .collect(),
    }
}

/// The beginning of a word. Text without spaces has no words to cut, so it stays whole.
fn cut(word: &str) -> String {
    if word.starts_with(is_unspaced) { word.to_owned() } else { beginning(word).to_owned() }
}

/// The first [`LONGEST_WORD`] characters.
fn beginning(word: &str) -> &str {
    word.char_indices().nth(LONGEST_WORD).map_or(word, |(end, _)| &word[..end])
}

/// The folded words of a text, each once, in order. Texts with the same words are equal for a search.
pub fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in read(text) {
        let word = cut(word.spelled(0));
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// The search words of a text, sorted, each once: every word in every spelling, and parts at a hyphen or an apostrophe joined and
/// separate.
pub fn text_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for compound in text.split(|c| !is_of_word(c) && !is_hyphen(c)) {
        let words: Vec<Word> = read(compound).collect();
        found.extend(together(&words));
        found.extend(words.into_iter().flat_map(|word| word.parts).map(|part| cut(&part)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The search words of a name: its words joined and separate, in every spelling, `Mueller` also as `muller`, and names without
/// spaces from each character on, because there the given name follows the family name.
pub fn name_words(name: &str) -> Vec<String> {
    let words: Vec<Word> = read(name).take(MOST_WORDS).collect();
    let mut found: Vec<String> = together(&words).collect();
    found.extend(found.iter().map(|word| plainer(word)).collect::<Vec<_>>());
    found.extend(words.iter().flat_map(|word| &word.parts).map(|part| cut(part)));
    let given = found.iter().flat_map(|word| tails(word)).map(str::to_owned).collect::<Vec<_>>();
    found.extend(given);
    found
}

/// `muller` for `mueller`: drops the letters that may be the second half of a spelling.
fn plainer(word: &str) -> String {
    let mut before = None;
    word.chars()
        .filter(|&c| {
            let extra = before.is_some_and(|before| extra_letters(before).contains(&c));
            before = (!extra).then_some(c);
            !extra
        })
        .collect()
}

/// The suffixes of a text without spaces, from its second character on, as far as a query can reach; nothing for other scripts.
pub(crate) fn tails(word: &str) -> impl Iterator<Item = &str> {
    // A name does not begin with the vowel or final of a Hangul syllable.
    let begins = |c: char| is_east_asian(c) && !matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}');
    word.char_indices().skip(1).filter(move |(_, c)| begins(*c)).map(|(at, _)| beginning(&word[at..]))
}

/// The search tokens of a person: the words of name, address, extension and department, sorted, each once.
pub fn tokens(person: &Person) -> Vec<String> {
    tokens_of([&person.name, &person.email, &person.extension, &person.department])
}

pub(super) fn tokens_of([name, email, extension, department]: [&str; 4]) -> Vec<String> {
    let mut found = name_words(name);
    for text in [email, extension, department] {
        found.extend(text_words(text).into_iter().take(MOST_WORDS));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The index entries of a person: the tokens, and a key for each pair of words of the name.
///
/// Common names lead to thousands of people each and to a few together; a pair leads to those few at once, so the work of a query
/// is the same in a bank of any size. Entries of leavers have a prefix of their own, because after some years leavers are the
/// majority. No token begins with the sign of a pair or of a leaver.
pub(super) fn index_entries(texts: [&str; 4], active: bool) -> Vec<String> {
    let mut entries = tokens_of(texts);
    let name: Vec<Word> = read(texts[0]).take(PAIRED_WORDS).collect();
    for (at, first) in name.iter().enumerate() {
        for (_, second) in name.iter().enumerate().filter(|(other, _)| *other != at) {
            let keys =
                first.spellings.iter().flat_map(|first| second.spellings.iter().filter_map(|it| pair(first, &cut(it))));
            entries.extend(keys);
        }
    }
    if !active {
        entries.iter_mut().for_each(|entry| entry.insert_str(0, LEFT));
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// The prefix of every entry of a leaver.
pub(super) const LEFT: &str = "-";

/// The most words of a name that are paired.
const PAIRED_WORDS: usize = 4;

/// The key of two words: the first letters of one and the whole of the other. Nothing when the first word is too short to narrow
/// the search; the words may then be tried in the other order.
pub(super) fn pair(first: &str, second: &str) -> Option<String> {
    let mut letters = first.char_indices();
    let end = letters.nth(2).map(|(at, letter)| at + letter.len_utf8())?;
    Some(format!("+{} {second}", &first[..end]))
}

/// One word of a query: alternative prefixes of stored words, of which one must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// The word itself, in each spelling.
    pub own: Vec<String>,
    /// Joins with the words before it. A join with the words after it is found by this word's own prefix.
    pub joined: Vec<String>,
}

impl QueryWord {
    /// All prefixes.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.own.iter().chain(&self.joined).map(String::as_str)
    }
}

/// The words of a query, each once; all of them must match.
pub fn query(text: &str) -> Vec<QueryWord> {
    let words: Vec<Word> = read(text).take(MOST_WORDS).collect();
    let joined = |from: usize, at: usize| words[from..=at].iter().map(|word| word.spelled(0)).collect::<String>();
    let mut asked: Vec<QueryWord> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let own: Vec<String> = word.spellings.iter().map(|word| beginning(word).to_owned()).collect();
        if !asked.iter().any(|known| known.own == own) {
            let joined = (at.saturating_sub(MOST_TOGETHER - 1)..at)
                .map(|from| beginning(&joined(from, at)).to_owned())
                .collect();
            asked.push(QueryWord { own, joined });
        }
    }
    asked
}

/// A word or prefix in its stored form: after a mark that follows from its first letter. A scan for it skips words with other
/// first letters without comparing them.
pub fn marked(word: &str) -> String {
    let mark = word.chars().next().map(|first| u32::from(first) % MARKS + 1).and_then(char::from_u32);
    mark.into_iter().chain(word.chars()).collect()
}

/// The number of marks: the control characters U+0001 to U+001F, which occur in no word.
const MARKS: u32 = 31;

/// The string to search for among stored words: a prefix of a word, or any part of one in a script without spaces.
pub fn needle(beginning: &str) -> String {
    if beginning.starts_with(is_unspaced) { beginning.to_owned() } else { marked(beginning) }
}

/// True when a word of a query is compared with the beginnings of stored words only; of a script without spaces with any part.
pub fn is_prefix(beginning: &str) -> bool {
    !beginning.starts_with(is_unspaced)
}

/// True when every word of the query is a prefix of a token.
pub fn matches(query: &[QueryWord], tokens: &[String]) -> bool {
    query.iter().all(|asked| asked.all().any(|word| tokens.iter().any(|token| token.starts_with(word))))
}

/// The form in which addresses are compared: no two active people may have the same.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests;
