//! Refuses a PDF with words or marks that viewers show but that would be missing from the drawn page: notes, marks and form
//! fields without an appearance, which each viewer draws in its own way (ISO 32000-1, 12.5.5 and 12.7.3.3).
//!
//! Guessing their appearance could change the letter and leaving them out would lose a part of it, so the sender is told how to
//! flatten the file.

use std::borrow::Cow;

use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction as Op;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro::hayro_syntax::page::{Page, Resources};

use super::Refused;

/// Annotation flags that hide an annotation on the screen.
const HIDDEN: u32 = 1 << 1;
const NO_VIEW: u32 = 1 << 5;
/// The deepest inheritance of fields and nesting of forms.
const MOST_DEEP: usize = 32;

/// # Errors
/// [`Refused::Undrawn`] with the content that would be lost.
pub fn check(page: &Page<'_>) -> Result<(), Refused> {
    for annotation in page.raw().get::<Array<'_>>(b"Annots").iter().flat_map(Array::iter::<Dict<'_>>) {
        if annotation.get::<u32>(b"F").unwrap_or(0) & (HIDDEN | NO_VIEW) == 0
            && let Some(what) = lost(&annotation)
        {
            return Err(Refused::Undrawn(Cow::Borrowed(what)));
        }
    }
    Ok(())
}

/// The content of an annotation that would be missing from the drawn page.
fn lost(annotation: &Dict<'_>) -> Option<&'static str> {
    let kind = annotation.get::<Name<'_>>(b"Subtype")?;
    let appearance = appearance(annotation);
    match &*kind {
        b"Widget" => {
            let filled = is_filled(annotation);
            let shown = appearance.as_ref().is_some_and(|form| !filled.has_words || shows_text(form, 0));
            (filled.any && !shown).then_some("a form with fields that are filled in but not drawn")
        }
        // A closed note shows a symbol and not its words.
        b"Text" => has_words(annotation, b"Contents").then_some("a note whose words are not on the page"),
        b"FreeText" => appearance.is_none().then_some("a text that was added but not drawn into the page"),
        b"Ink" | b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Highlight" | b"Underline"
        | b"Squiggly" | b"StrikeOut" | b"Stamp" | b"Caret" | b"Redact" => {
            appearance.is_none().then_some("a mark that was added but not drawn into the page")
        }
        _ => None,
    }
}

/// The appearance that is shown: the only one, or the one of the current state.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    match annotation.get::<Dict<'_>>(b"AP")?.get::<Object<'_>>(b"N")? {
        Object::Stream(form) => Some(form),
        Object::Dict(states) => states.get::<Stream<'_>>(&*annotation.get::<Name<'_>>(b"AS")?),
        _ => None,
    }
}

struct Filled {
    any: bool,
    has_words: bool,
}

/// The value of a form field; type and value may be inherited from its parents.
fn is_filled(field: &Dict<'_>) -> Filled {
    let nothing = Filled { any: false, has_words: false };
    let kind = inherited(field, b"FT").and_then(Object::into_name);
    match kind.as_deref() {
        Some(b"Tx" | b"Ch") => {
            let any = match inherited(field, b"V") {
                Some(Object::String(words)) => has_ink(words.as_bytes()),
                Some(Object::Array(choices)) => choices.raw_iter().next().is_some(),
                Some(Object::Stream(_)) => true,
                _ => false,
            };
            Filled { any, has_words: any }
        }
        Some(b"Btn") => match field.get::<Name<'_>>(b"AS").or_else(|| inherited(field, b"V")?.into_name()) {
            Some(state) => Filled { any: *state != *b"Off", has_words: false },
            None => nothing,
        },
        _ => nothing,
    }
}

fn inherited<'a>(field: &Dict<'a>, key: &[u8]) -> Option<Object<'a>> {
    let mut field = field.clone();
    for _ in 0..MOST_DEEP {
        if let Some(value) = field.get::<Object<'_>>(key) {
            return Some(value);
        }
        field = field.get::<Dict<'_>>(b"Parent")?;
    }
    None
}

fn has_words(annotation: &Dict<'_>, key: &[u8]) -> bool {
    matches!(annotation.get::<Object<'_>>(key), Some(Object::String(words)) if has_ink(words.as_bytes()))
}

/// True when a string, of one or two bytes a character, has more than white space.
fn has_ink(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xfe\xff").unwrap_or(text);
    text.iter().any(|byte| *byte != 0 && !byte.is_ascii_whitespace())
}

/// True when a form shows text, itself or in nested forms.
fn shows_text(form: &Stream<'_>, depth: usize) -> bool {
    let resources = Resources::new(form.dict().get::<Dict<'_>>(b"Resources").unwrap_or_default());
    let content = form.decoded_data().unwrap_or_default();
    let mut ops = TypedIter::new(&content);
    while let Some(op) = ops.next() {
        let shows = match op {
            Op::ShowText(text) => !text.0.as_bytes().is_empty(),
            Op::NextLineAndShowText(text) => !text.0.as_bytes().is_empty(),
            Op::ShowTextWithParameters(text) => !text.2.as_bytes().is_empty(),
            Op::ShowTexts(_) => true,
            Op::XObject(name) if depth < MOST_DEEP => {
                resources.get_x_object(name.0).is_some_and(|inner| shows_text(&inner, depth + 1))
            }
            _ => false,
        };
        if shows {
            return true;
        }
    }
    false
}
