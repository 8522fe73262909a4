//! No files of `src` import each other in a circle.
//!
//! The imports are read from the `use` lines and from the paths in the code. A name that a file re-exports counts as an import of
//! the file that defines it. A file may name what the heads of its own folders (`mod.rs`) declare, and a head may call the files
//! below it: together they are one room.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{none, rust};

/// A path of modules below `crate`, or of names.
type Path = Vec<String>;

/// A `use` of one name.
struct Use {
    is_public: bool,
    path: Path,
    /// The name in this file; `*` for all names.
    name: String,
}

/// One file.
#[derive(Default)]
struct Module {
    uses: Vec<Use>,
    /// Paths of at least two names in the code.
    paths: Vec<Path>,
    /// All words of the code but those of `use` lines.
    words: BTreeSet<String>,
    /// The names that it defines.
    defines: BTreeSet<String>,
}

/// The words and signs of a file, without comments, literals and the tests at its end.
fn tokens(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let chars: Vec<char> = text.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let find = |from: usize, end: &str| {
        let end: Vec<char> = end.chars().collect();
        (from..chars.len()).find(|at| chars[*at..].starts_with(&end)).map_or(chars.len(), |at| at + end.len())
    };
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        if c == '/' && next == '/' {
            at = find(at, "\n");
        } else if c == '/' && next == '*' {
            at = find(at, "*/");
        } else if c == '"' {
            at += 1;
            while chars.get(at).is_some_and(|c| *c != '"') {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if c == '\'' && (next == '\\' || chars.get(at + 2) == Some(&'\'')) {
            at = find(at + if next == '\\' { 3 } else { 2 }, "'");
        } else if is_word(c) {
            let word: String = chars[at..].iter().take_while(|c| is_word(**c)).collect();
            at += word.chars().count();
            let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
            if matches!(word.as_str(), "r" | "br") && chars.get(at + hashes) == Some(&'"') {
                at = find(at + hashes + 1, &format!("\"{}", "#".repeat(hashes)));
            } else {
                tokens.push(word);
            }
        } else if c == ':' && next == ':' {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            tokens.extend((!c.is_whitespace()).then(|| c.to_string()));
            at += 1;
        }
    }
    tokens
}

/// Reads the tree of a `use` from `at`, adds each name to `uses`, and returns the place behind it.
fn read_use(tokens: &[String], mut at: usize, before: &[String], is_public: bool, uses: &mut Vec<Use>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("::") => at += 1,
            Some("{") => {
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at += 1;
                    if tokens.get(at).is_some_and(|token| token != "}") {
                        at = read_use(tokens, at, &path, is_public, uses);
                    }
                }
                return at + 1;
            }
            Some("as") => {
                uses.push(Use { is_public, path, name: tokens[at + 1].clone() });
                return at + 2;
            }
            Some("," | "}" | ";") | None => {
                path.retain(|part| part != "self" || before.is_empty());
                let name = path.last().cloned().unwrap_or_default();
                uses.push(Use { is_public, path, name });
                return at;
            }
            Some(word) => {
                path.push(word.to_owned());
                at += 1;
            }
        }
    }
}

fn module(text: &str) -> Module {
    const DEFINE: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];
    let tokens = tokens(text);
    let mut module = Module::default();
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at].as_str();
        let before = at.checked_sub(1).map_or("", |before| tokens[before].as_str());
        if token == "use" {
            let is_public = before == "pub" || before == ")";
            at = read_use(&tokens, at + 1, &[], is_public, &mut module.uses);
            continue;
        }
        let is_word = |token: &String| token.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if is_word(&tokens[at]) {
            if DEFINE.contains(&before) || (before == "!" && at > 1 && tokens[at - 2] == "macro_rules") {
                module.defines.insert(token.to_owned());
            }
            let mut path = vec![token.to_owned()];
            while tokens.get(at + 1).is_some_and(|next| next == "::") && tokens.get(at + 2).is_some_and(is_word) {
                path.push(tokens[at + 2].clone());
                at += 2;
            }
            module.words.extend(path.iter().cloned());
            if path.len() > 1 && before != "::" {
                module.paths.push(path);
            }
        }
        at += 1;
    }
    module
}

/// All files by their modules.
struct Crate(BTreeMap<Path, Module>);

impl Crate {
    fn of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let path = |file: &str| -> Path {
            let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
            let inside = inside.trim_end_matches("/mod").trim_end_matches("lib");
            inside.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        Self(files.map(|(file, text)| (path(file), module(text))).collect())
    }

    /// A path as the module `from` writes it, from the root; none for another crate's.
    fn absolute(&self, from: &Path, path: &[String]) -> Option<Path> {
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" | "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                let skip = path.iter().take_while(|part| *part == "super" || *part == "self").count();
                Some([&from[..from.len().saturating_sub(up)], &path[skip..]].concat())
            }
            first => {
                let child = [from.as_slice(), &path[..1]].concat();
                if self.0.contains_key(&child) {
                    return Some([from.as_slice(), path].concat());
                }
                let used = self.0[from].uses.iter().find(|used| used.name == first && used.path != path)?;
                Some([self.absolute(from, &used.path)?, path[1..].to_vec()].concat())
            }
        }
    }

    /// The module that defines the name at the end of an absolute path; none for a module itself.
    fn home(&self, path: &Path, seen: &mut BTreeSet<Path>) -> Option<Path> {
        if !seen.insert(path.clone()) {
            return None;
        }
        let depth = (0..=path.len()).rev().find(|depth| self.0.contains_key(&path[..*depth]))?;
        let (at, name) = (path[..depth].to_vec(), path.get(depth)?);
        let module = &self.0[&at];
        if module.defines.contains(name) {
            return Some(at);
        }
        if let Some(used) = module.uses.iter().find(|used| used.name == *name) {
            let elsewhere = self.absolute(&at, &used.path)?;
            return self.home(&[elsewhere, path[depth + 1..].to_vec()].concat(), seen);
        }
        let globs = module.uses.iter().filter(|used| used.name == "*");
        let beyond = globs.filter_map(|used| self.absolute(&at, &used.path[..used.path.len() - 1]));
        let found = beyond.filter_map(|inside| self.home(&[inside, path[depth..].to_vec()].concat(), seen));
        let found: Vec<Path> = found.collect();
        found.into_iter().find(|home| self.0[home].defines.contains(name)).or(Some(at))
    }

    /// The modules that each imports, but for the heads of its own folders.
    fn imports(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let mut imports = BTreeMap::new();
        for (path, module) in &self.0 {
            // A name that is only passed on is no import.
            let used = module.uses.iter().filter(|used| !used.is_public || module.words.contains(&used.name));
            let written = used.map(|used| &used.path).chain(&module.paths);
            let homes = written.filter_map(|written| self.home(&self.absolute(path, written)?, &mut BTreeSet::new()));
            let others = homes.filter(|home| !path.starts_with(home));
            let others: BTreeSet<&Path> =
                others.filter_map(|home| self.0.get_key_value(&home)).map(|(home, _)| home).collect();
            imports.insert(path, others);
        }
        imports
    }

    /// The circles: groups of modules of which each reaches every other.
    fn circles(&self) -> Vec<String> {
        let imports = self.imports();
        let mut circles = Vec::new();
        for group in components(&imports).into_iter().filter(|group| group.len() > 1) {
            for from in &group {
                for to in imports[from].iter().filter(|to| group.contains(*to)) {
                    circles.push(format!("{} imports {}", from.join("::"), to.join("::")));
                }
            }
        }
        circles
    }
}

/// The strongly connected components of a graph (Tarjan 1972).
fn components<'a>(graph: &BTreeMap<&'a Path, BTreeSet<&'a Path>>) -> Vec<BTreeSet<&'a Path>> {
    #[derive(Default)]
    struct Search<'a> {
        /// The order of the first visit, and the earliest node on the stack that each reaches.
        visited: BTreeMap<&'a Path, (usize, usize)>,
        stack: Vec<&'a Path>,
        found: Vec<BTreeSet<&'a Path>>,
    }
    fn visit<'a>(node: &'a Path, graph: &BTreeMap<&'a Path, BTreeSet<&'a Path>>, search: &mut Search<'a>) {
        let order = search.visited.len();
        search.visited.insert(node, (order, order));
        search.stack.push(node);
        for &next in &graph[node] {
            if !search.visited.contains_key(next) {
                visit(next, graph, search);
            }
            let reached = search.visited[next].1;
            if search.stack.contains(&next) {
                let low = search.visited[node].1.min(reached);
                search.visited.insert(node, (order, low));
            }
        }
        if search.visited[node].1 == order {
            let from = search.stack.iter().position(|other| *other == node).unwrap_or_default();
            search.found.push(search.stack.split_off(from).into_iter().collect());
        }
    }
    let mut search = Search::default();
    for node in graph.keys() {
        if !search.visited.contains_key(node) {
            visit(node, graph, &mut search);
        }
    }
    search.found
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let files: Vec<_> = rust().into_iter().filter(|file| file.path.starts_with("src/")).collect();
    let all = Crate::of(files.iter().map(|file| (file.path.as_str(), file.text.as_str())));
    let edges: usize = all.imports().values().map(BTreeSet::len).sum();
    assert!(edges > 3 * files.len(), "only {edges} imports were found: the rule would hold for nothing");
    none(all.circles(), "Put what these files share where both may look.");
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let circles = |files: &[(&'static str, &'static str)]| Crate::of(files.iter().copied()).circles();
    let other = ("src/room/b.rs", "use super::a::A; pub struct B(A);");
    for first in [
        "use super::b::B; pub struct A(B);",
        "use super::{b::{B as Bee}}; pub struct A(Bee);",
        "use crate::room::{self, c}; pub struct A(room::b::B);",
        "pub struct A(Box<super::b::B>);",
        "use super::b; pub struct A(b::B);",
        "use super::b::*; pub struct A(B);",
        "use crate::room::B; pub struct A(B);",
        "const C: (char, &str) = ('\"', r#\"\"\"#); pub struct A(super::b::B);",
    ] {
        let head = ("src/room/mod.rs", "mod a; mod b; mod c; pub use b::B;");
        let found = circles(&[("src/lib.rs", "mod room;"), head, ("src/room/a.rs", first), other]);
        assert_eq!(found, ["room::a imports room::b", "room::b imports room::a"], "{first}");
    }
    // Comments, texts and tests import nothing, and a room has its own head.
    let head = ("src/room/mod.rs", "mod a; mod b; pub struct Head; fn f() { b::g(); }");
    for first in [
        "// super::b::B\npub struct A;",
        "pub struct A; const C: &str = \"super::b::B\";",
        "pub struct A;\n#[cfg(test)]\nmod tests { use super::super::b::B; }",
        "pub struct A(super::Head);",
    ] {
        let other = ("src/room/b.rs", "use super::a::A; pub struct B(A); pub fn g() {}");
        assert_eq!(circles(&[("src/lib.rs", ""), head, ("src/room/a.rs", first), other]), [""; 0], "{first}");
    }
}
