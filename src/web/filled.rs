//! A form as a page shows it: what was typed, and what is wrong with it, in the words of its reader.
//!
//! It knows nothing of how a form is sent (`form`); a page may make one of what it has stored.

/// Something wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, which is the anchor of its element; empty when it is about the whole.
    pub field: String,
    /// As it stands at the field.
    pub words: String,
    /// As it stands at the top of the page.
    pub summary: String,
}

impl FieldError {
    pub(super) fn at(field: &str, label: &str, words: &str) -> Self {
        let summary = if label.is_empty() { words.to_owned() } else { format!("{label}: {words}") };
        Self { field: field.to_owned(), words: words.to_owned(), summary }
    }
}

/// A form as a page shows it: what was typed, and what is wrong with it. The default is an empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    pub(super) pairs: Vec<(String, String)>,
    /// In the order of the page.
    pub errors: Vec<FieldError>,
}

impl Filled {
    /// A form that begins with values.
    pub fn with(values: &[(&str, &str)]) -> Self {
        let pairs = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { pairs, errors: Vec::new() }
    }

    /// A form as it was kept, with fields that may come several times.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, errors: Vec::new() }
    }

    /// Its fields.
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.pairs
    }

    /// Adds the fields of another part of the page; the problems of that part come first.
    #[must_use]
    pub fn with_part(mut self, mut part: Self) -> Self {
        part.pairs.append(&mut self.pairs);
        part.errors.append(&mut self.errors);
        part
    }

    /// Adds a problem of a field that has a label.
    #[must_use]
    pub fn wrong_at(mut self, field: &str, label: &str, words: &str) -> Self {
        self.errors.push(FieldError::at(field, label, words));
        self
    }

    /// Adds a problem of a field, or of the whole form where `field` is empty.
    #[must_use]
    pub fn wrong(mut self, field: &str, words: &str) -> Self {
        self.errors.push(FieldError::at(field, "", words));
        self
    }

    /// Adds a problem of several fields together. It stands only at the top of the page and leads to the first of them.
    #[must_use]
    pub fn wrong_together(mut self, first: &str, words: &str) -> Self {
        self.errors.push(FieldError { words: String::new(), ..FieldError::at(first, "", words) });
        self
    }

    /// The same for one of several like forms of a page, whose fields have ids that end with `mark`.
    #[must_use]
    pub fn marked(mut self, mark: &str) -> Self {
        for error in self.errors.iter_mut().filter(|error| !error.field.is_empty()) {
            error.field = format!("{}-{mark}", error.field);
        }
        self
    }

    /// Text of a field.
    pub fn value(&self, name: &str) -> &str {
        value(&self.pairs, name)
    }

    /// True when a field that may come several times has this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(known, given)| known == name && given == value)
    }

    /// Error of a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        let told = |error: &&FieldError| error.field == name && !error.words.is_empty();
        self.errors.iter().find(told).map(|error| error.words.as_str())
    }
}

/// The value of a field; empty when there is none.
pub(super) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}
