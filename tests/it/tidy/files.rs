//! The tracked files of the repository, their imports, and the report of files that break a rule.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// A tracked text file, with its path from the root of the repository.
pub(super) struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// The text without its comment lines.
    pub fn code(&self) -> String {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//")).fold(String::new(), |mut code, line| {
            code.push_str(line);
            code.push('\n');
            code
        })
    }

    pub fn is_one_of(&self, places: &[&str]) -> bool {
        places.iter().any(|place| match place.strip_prefix('*') {
            Some(inner) if inner.ends_with('/') => self.path.contains(inner),
            Some(end) => self.path.ends_with(end),
            None => self.path.starts_with(place),
        })
    }

    /// First part of the path below `src`: a noun, or a file at the crate's root.
    pub fn part(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        Some(below.split('/').next().unwrap_or(below).trim_end_matches(".rs"))
    }
}

/// Every tracked text file.
pub(super) fn tracked() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().expect("git lists the files");
    assert!(listed.status.success(), "git could not list the files: {}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    names
        .split_terminator('\0')
        // Files that are being removed are still listed; binary files have no lines to check.
        .filter_map(|name| Some(File { path: name.to_owned(), text: std::fs::read_to_string(root.join(name)).ok()? }))
        .collect()
}

pub(super) fn rust() -> Vec<File> {
    let files: Vec<_> = tracked().into_iter().filter(|file| file.path.ends_with(".rs")).collect();
    assert!(files.len() > 30, "only {} Rust files were found: the rules below would hold for nothing", files.len());
    files
}

/// Names after `crate::`, also inside `crate::{…}`.
pub(super) fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut found = BTreeSet::new();
    for (at, start) in code.match_indices("crate::") {
        // `$crate::` in a macro counts too; `other_crate::` does not.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + start.len()..];
        if !rest.starts_with('{') {
            found.insert(word(rest));
            continue;
        }
        let mut depth = 0;
        let mut item_begins = true;
        for (index, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && matches!(c, '{' | ',') {
                item_begins = true;
            } else if item_begins && !c.is_whitespace() {
                found.insert(word(&rest[index..]));
                item_begins = false;
            }
        }
    }
    found
}

/// True when the code names this crate: `name::` or `name!`, not as part of a longer path or word.
pub(super) fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            && (after.starts_with("::") || after.starts_with('!'))
    })
}

/// Fails with the whole list, if it is not empty.
pub(super) fn none(broken: Vec<String>, rule: &str) {
    let list = broken.iter().fold(String::new(), |mut list, line| {
        let _ = writeln!(list, "  {line}");
        list
    });
    assert!(broken.is_empty(), "{rule}\n{list}");
}
