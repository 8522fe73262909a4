//! One sentence in one language, made of a message and its arguments.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

use super::Language;

/// Marks that keep the direction of a value to itself (Unicode Standard Annex 9, FSI and PDI).
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';

/// A sentence; `Display` makes its words.
pub struct Sentence<'a> {
    language: Language,
    message: &'a str,
    arguments: FluentArgs<'a>,
}

/// A value that a sentence may hold.
pub trait Argument {
    /// The value for Fluent.
    fn value(&self) -> Value;
}

/// A value within a sentence.
pub enum Value {
    /// Words.
    Text(String),
    /// A number, by which the plural is chosen.
    Number(f64),
}

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> Value {
        (**self).value()
    }
}

impl Argument for str {
    fn value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Argument for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Argument for Sentence<'_> {
    fn value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Argument for $kind {
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "counts on a page are far below 2^53")]
            fn value(&self) -> Value {
                Value::Number(*self as f64)
            }
        }
    )*};
}

numbers!(i32, u32, i64, u64, usize);

impl<'a> Sentence<'a> {
    pub(super) fn new(language: Language, message: &'a str) -> Self {
        Self { language, message, arguments: FluentArgs::new() }
    }

    /// The sentence with a value for one of its places.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: impl Argument) -> Self {
        let value = match value.value() {
            Value::Number(number) => FluentValue::from(number),
            Value::Text(text) if turns(&text, self.language.0.is_rtl) => {
                FluentValue::from(format!("{ISOLATE}{text}{END_ISOLATE}"))
            }
            Value::Text(text) => FluentValue::from(text),
        };
        self.arguments.set(name, value);
        self
    }
}

/// True when a value has letters of the other direction than the sentence.
fn turns(text: &str, is_rtl: bool) -> bool {
    use unicode_bidi::BidiClass;
    text.chars().any(|c| match unicode_bidi::bidi_class(c) {
        BidiClass::R | BidiClass::AL => !is_rtl,
        BidiClass::L => is_rtl,
        _ => false,
    })
}

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for language in [self.language, Language::english()] {
            let bundle = &language.0.bundle;
            let Some(pattern) = bundle.get_message(self.message).and_then(|message| message.value()) else { continue };
            // A missing argument shows as `{$name}`; the tests make every sentence with its arguments.
            return f.write_str(&bundle.format_pattern(pattern, Some(&self.arguments), &mut Vec::new()));
        }
        // An id that nobody defined: visible, and the tests of the templates refuse it.
        f.write_str(self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_the_other_direction_keeps_it_to_itself() {
        for (language, name, isolated) in [
            ("en", "Priya", false),
            ("en", "بريا", true),
            ("ar", "بريا", false),
            ("ar", "Priya", true),
            ("ar", "12", false),
        ] {
            let sentence = Language::named(language).expect("a language").say("signed-in-as").with("name", name);
            let text = sentence.to_string();
            assert_eq!(text.contains(&format!("{ISOLATE}{name}{END_ISOLATE}")), isolated, "{text}");
            assert!(text.contains(name), "{text}");
        }
    }
}
