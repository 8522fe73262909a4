//! Refuses a PDF that holds more than pages (scripts, programs, attached files, encryption) before a page is drawn.
//!
//! A PDF is checked twice, because two readers can read two different files from the same bytes: once byte by byte ([`super::raw_bytes`]),
//! which covers everything that any reader could find, and once as the reader that draws it has repaired it. Names are compared
//! after their escapes are undone.

use std::borrow::Cow;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Dict, FromBytes as _, MaybeRef, Object};

use super::pdf_tokens::{names, without_trivia};
use super::raw_bytes::{Definitions, FilePart, sweep};
use super::{Kind, Refused};

const UNUSUAL: Refused = Refused::Unusual(Kind::Pdf);

/// Shorter names occur in packed data by chance.
const SURELY_A_NAME: usize = 5;
/// The deepest nesting of objects; real files stay far below.
const MOST_DEEP: usize = 200;
/// The longest opening action that is parsed: a GoTo is far shorter.
const MOST_ACTION: usize = 4096;

/// Checks the bytes of a file.
///
/// # Errors
/// When the file holds more than a scanned page needs, or a part of it cannot be read.
pub fn check_bytes(bytes: &[u8]) -> Result<(), Refused> {
    // A finding inside the opening action is more specific than the action itself, so the action is reported last.
    let mut by_itself = Ok(());
    let swept = sweep(bytes, &mut |stretch, text, definitions| {
        for (name, end) in names(text) {
            if stretch == FilePart::Objects || name.len() >= SURELY_A_NAME {
                unwanted(&name).map_or(Ok(()), Err)?;
            }
            if *name == *b"OpenAction" && by_itself.is_ok() {
                by_itself = opening(&text[end..], definitions);
            }
        }
        Ok(())
    });
    // An encrypted file is unreadable for that reason, whatever else was found.
    if swept == Err(UNUSUAL) && names(bytes).any(|(name, _)| *name == *b"Encrypt") {
        return Err(Refused::Encrypted);
    }
    swept.and(by_itself)
}

/// Checks every object of a loaded file.
///
/// # Errors
/// As [`check_bytes`].
pub fn check_objects(pdf: &Pdf) -> Result<(), Refused> {
    pdf.objects().into_iter().try_for_each(|object| within(&object, 0))
}

/// The reason to refuse a file with this name in it, if there is one.
fn unwanted(name: &[u8]) -> Option<Refused> {
    let what = match name {
        b"JavaScript" | b"JS" => "a script (JavaScript)",
        b"AA" => "actions that start by themselves",
        b"Launch" => "a command that starts a program",
        b"EmbeddedFile" | b"EmbeddedFiles" | b"EF" | b"GoToE" => "an attached file",
        b"XFA" => "an XFA form",
        b"SubmitForm" | b"ImportData" => "a form that sends data",
        b"Rendition" | b"Movie" | b"Sound" | b"3D" => "a film or a sound",
        b"GoToR" | b"FFilter" => "a link to another file",
        b"Encrypt" => return Some(Refused::Encrypted),
        _ if name.starts_with(b"RichMedia") => "a film or a sound",
        _ => return None,
    };
    Some(Refused::Active(what.into()))
}

/// Checks an object and everything written inside it. References are not followed, because every object is checked by itself.
fn within(object: &Object<'_>, depth: usize) -> Result<(), Refused> {
    if depth > MOST_DEEP {
        return Err(UNUSUAL);
    }
    let written = |value: MaybeRef<Object<'_>>| match value {
        MaybeRef::NotRef(value) => within(&value, depth + 1),
        MaybeRef::Ref(_) => Ok(()),
    };
    let dictionary = |dictionary: &Dict<'_>| {
        dictionary.entries().try_for_each(|(key, value)| {
            unwanted(&key).map_or(Ok(()), Err)?;
            if let (b"URI", MaybeRef::NotRef(Object::String(address))) = (&*key, &value)
                && is_script(address.as_bytes())
            {
                return Err(Refused::Active("a script (JavaScript)".into()));
            }
            written(value)
        })
    };
    match object {
        Object::Name(name) => unwanted(name).map_or(Ok(()), Err),
        Object::Array(items) => items.raw_iter().try_for_each(written),
        Object::Dict(inner) => dictionary(inner),
        Object::Stream(stream) => dictionary(stream.dict()),
        _ => Ok(()),
    }
}

/// True for a `javascript:` address, read as tolerantly as a browser does.
fn is_script(address: &[u8]) -> bool {
    let letters = address.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    letters.map(u8::to_ascii_lowercase).take(11).eq(*b"javascript:")
}

/// Checks the opening action: going to a page is ordinary, anything else is refused.
fn opening(value: &[u8], definitions: &Definitions<'_>) -> Result<(), Refused> {
    const ITSELF: Refused = Refused::Active(Cow::Borrowed("an action that starts by itself"));
    let goes = |object: Object<'_>| match object {
        Object::Array(_) | Object::Name(_) | Object::String(_) | Object::Null(_) => true,
        Object::Dict(action) => {
            matches!(action.get_raw(b"S"), Some(MaybeRef::NotRef(Object::Name(kind))) if *kind == *b"GoTo")
                && !action.contains_key(b"Next")
        }
        _ => false,
    };
    let value = without_trivia(value);
    let value = &value[..value.len().min(MOST_ACTION)];
    let goes = match MaybeRef::<Object<'_>>::from_bytes(value) {
        Some(MaybeRef::Ref(reference)) => {
            definitions.of_number(reference.obj_number).all(|action| Object::from_bytes(action).is_some_and(goes))
        }
        Some(MaybeRef::NotRef(action)) => goes(action),
        None => false,
    };
    if goes { Ok(()) } else { Err(ITSELF) }
}
