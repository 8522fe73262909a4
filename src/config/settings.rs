//! Collects named settings from a file and the environment. Each is taken once; settings that are left over are unknown names,
//! and so problems.

use std::collections::BTreeMap;
use std::fmt;

use toml::{Table, Value};

/// An invalid setting, with the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The variable or the name in the file.
    pub name: String,
    /// The problem and a valid alternative.
    pub detail: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.detail)
    }
}

/// The settings that were given, for those who run the installation.
#[derive(Debug, Clone, Default)]
pub struct ShownSettings {
    /// Each setting with its value; secrets are hidden.
    pub settings: BTreeMap<String, String>,
    /// Remarks that need no action.
    pub notes: Vec<String>,
    /// Values that may be right but should be checked.
    pub warnings: Vec<ConfigProblem>,
}

struct Setting {
    value: Value,
    /// The name under which it was set.
    name: String,
    secret: bool,
}

/// Settings not taken yet, and the problems found so far.
#[derive(Default)]
pub(super) struct Settings {
    left: BTreeMap<String, Setting>,
    pub problems: Vec<ConfigProblem>,
    /// Values that may be right but should be checked.
    pub warnings: Vec<ConfigProblem>,
    /// The settings that were taken, for `config check`; secrets are hidden.
    pub effective: BTreeMap<String, String>,
}

impl Settings {
    /// Adds a file's tables under dotted names. Tables listed in `whole` stay one value.
    pub fn add_file(&mut self, table: Table, whole: &[&str]) {
        self.add_table("", table, whole);
    }

    fn add_table(&mut self, prefix: &str, table: Table, whole: &[&str]) {
        for (name, value) in table {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value {
                Value::Table(inner) if !whole.contains(&key.as_str()) => self.add_table(&key, inner, whole),
                value => {
                    self.left.insert(key.clone(), Setting { value, name: key, secret: false });
                }
            }
        }
    }

    /// Adds a variable, which overrides the file.
    pub fn add_variable(&mut self, key: &str, variable: &str, value: String, secret: bool) {
        self.left.insert(key.to_owned(), Setting { value: Value::String(value), name: variable.to_owned(), secret });
    }

    /// Notes a problem.
    pub fn reject(&mut self, name: &str, detail: impl Into<String>) {
        self.problems.push(ConfigProblem { name: name.to_owned(), detail: detail.into() });
    }

    /// Notes a warning.
    pub fn warn(&mut self, name: &str, detail: impl Into<String>) {
        self.warnings.push(ConfigProblem { name: name.to_owned(), detail: detail.into() });
    }

    fn take(&mut self, key: &str) -> Option<(Value, String)> {
        let setting = self.left.remove(key)?;
        let shown = match &setting.value {
            _ if setting.secret || key == "mail.smtp_url" || key == "database.url" => "(set, not shown)".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.effective.insert(key.to_owned(), shown);
        Some((setting.value, setting.name))
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> Option<String> {
        match self.take(key)? {
            (Value::String(text), _) if text.trim().is_empty() => None,
            (Value::String(text), _) => Some(text.trim().to_owned()),
            (Value::Integer(number), _) => Some(number.to_string()),
            (Value::Boolean(flag), _) => Some(flag.to_string()),
            (_, name) => {
                self.reject(&name, "this has to be a text");
                None
            }
        }
    }

    /// A text converted by `parse`, whose error says what would be valid.
    pub fn parsed<T, E: fmt::Display>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        let name = self.name(key);
        let text = self.text(key)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.reject(&name, error.to_string());
                None
            }
        }
    }

    /// A list: an array in a file, comma-separated in a variable.
    pub fn list(&mut self, key: &str) -> Option<Vec<String>> {
        let (value, name) = self.take(key)?;
        let items: Option<Vec<String>> = match value {
            Value::String(text) => Some(text.split(',').map(str::to_owned).collect()),
            Value::Array(items) => items.into_iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        match items {
            Some(items) => {
                Some(items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect())
            }
            None => {
                self.reject(&name, "this has to be a list of texts");
                None
            }
        }
    }

    /// A list whose items are converted by `parse`; each invalid item is a problem.
    pub fn all<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<Vec<T>> {
        let name = self.name(key);
        let texts = self.list(key)?;
        let mut items = Vec::with_capacity(texts.len());
        for text in texts {
            match parse(&text) {
                Ok(item) => items.push(item),
                Err(error) => self.reject(&name, error),
            }
        }
        Some(items)
    }

    /// A table that was kept as one value.
    pub fn table(&mut self, key: &str) -> Option<Table> {
        match self.take(key)? {
            (Value::Table(table), _) => Some(table),
            (_, name) => {
                self.reject(&name, "this has to be a table");
                None
            }
        }
    }

    fn name(&self, key: &str) -> String {
        self.left.get(key).map_or_else(|| key.to_owned(), |setting| setting.name.clone())
    }

    /// Reports the settings that were not taken as unknown names.
    pub fn finish(&mut self) {
        for (_, setting) in std::mem::take(&mut self.left) {
            self.reject(&setting.name, "there is no such setting; commend.example.toml lists them all");
        }
    }
}
