//! Reads a PDF as plain bytes: every stream and every name anywhere in it, whether or not the cross-references lead there.
//! Another viewer may repair the file differently and find any of them.
//!
//! Invariants: packed data is unpacked by every filter that viewers know; a stream that may hold objects and cannot be read is
//! refused, because unread data cannot be called clean; all work is counted and limited by [`MOST_WORK`].

use std::collections::HashMap;
use std::ops::Range;

use hayro::hayro_syntax::object::{Array, Dict, FromBytes as _, MaybeRef, Name, Number, Object};

use super::pdf_filters::{Filter, FilterStep, MOST_FILTERS, Predictor, unpack};
use super::pdf_tokens::{find, last_number, leading_numbers, line_end, names, trimmed_end, without_trivia};
use super::{Kind, Refused};

const UNUSUAL: Refused = Refused::Unusual(Kind::Pdf);

/// The most bytes of unpacked objects; real documents stay below.
const MOST_OBJECTS: usize = 64 << 20;
/// The most bytes that one stream may unpack to.
pub const MOST_STREAM: usize = 400 << 20;
/// The most bytes through filters for one file.
const MOST_WORK: u64 = 2 << 30;
/// The number of bytes at the start of a stream that show if it holds objects.
const BEGINNING: usize = 256;
/// The longest object that a reference is resolved to here: a number, a name or a dictionary.
const MOST_VALUE: usize = 4096;

/// The kind of a part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePart {
    /// Text of objects: between streams, or in a stream that holds objects.
    Objects,
    /// The data of a stream as stored. It is no text, unless somebody hid objects behind the start of a stream in a comment or a
    /// string; short names occur in it by chance.
    Data,
}

/// Examines a part of the file, given all definitions in the file.
pub type PartExaminer<'a> = dyn FnMut(FilePart, &[u8], &Definitions<'_>) -> Result<(), Refused> + 'a;

/// Calls `found` with every part of a file.
///
/// # Errors
/// Those of `found`, and when the file cannot be read or exceeds a limit.
pub fn sweep(bytes: &[u8], found: &mut PartExaminer<'_>) -> Result<(), Refused> {
    let mut definitions = Definitions::of(bytes);
    let streams = streams(bytes)?;
    let (mut work, mut kept) = (0, 0);
    let mut texts: Vec<Text> = Vec::new();
    for stream in &streams {
        let contents = unpacked(bytes, stream, &definitions, MOST_WORK - work)?;
        work += contents.work;
        if let Some(text) = contents.objects {
            kept += text.text.len();
            texts.push(text);
        }
        if work > MOST_WORK || kept > MOST_OBJECTS {
            return Err(UNUSUAL);
        }
    }
    definitions.hold(texts);
    let mut from = 0;
    for stream in &streams {
        found(FilePart::Objects, &bytes[from..stream.data.start], &definitions)?;
        found(FilePart::Data, &bytes[stream.data.clone()], &definitions)?;
        from = stream.data.end;
    }
    found(FilePart::Objects, &bytes[from..], &definitions)?;
    definitions.texts.iter().try_for_each(|text| found(FilePart::Objects, &text.text, &definitions))
}

/// The text of an object stream.
struct Text {
    text: Vec<u8>,
    /// The position of the first object, if declared.
    first: Option<usize>,
}

/// The positions of all definitions of each object, in the file and in its object streams. A number may be defined repeatedly.
pub struct Definitions<'a> {
    bytes: &'a [u8],
    texts: Vec<Text>,
    places: HashMap<u32, Vec<(Option<usize>, usize)>>,
}

impl<'a> Definitions<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut places: HashMap<u32, Vec<_>> = HashMap::new();
        let mut from = 0;
        while let Some(at) = find(&bytes[from..], b"obj").map(|at| from + at) {
            from = at + 3;
            let before = trimmed_end(&bytes[at.saturating_sub(40)..at]);
            let (before, generation) = last_number(before);
            let (_, number) = last_number(trimmed_end(before));
            if let (Some(_), Some(number)) = (generation, number) {
                places.entry(number).or_default().push((None, from));
            }
        }
        Self { bytes, texts: Vec::new(), places }
    }

    /// Adds the definitions in object streams: pairs of number and offset precede the first object (7.5.7).
    fn hold(&mut self, texts: Vec<Text>) {
        for (index, Text { text, first }) in texts.iter().enumerate() {
            let numbers = leading_numbers(&text[..first.unwrap_or(text.len()).min(text.len())]);
            let first = first.unwrap_or_else(|| numbers.last().map_or(0, |(_, end)| *end));
            for pair in numbers.chunks_exact(2) {
                let place = first.saturating_add(pair[1].0 as usize);
                self.places.entry(pair[0].0).or_default().push((Some(index), place));
            }
        }
        self.texts = texts;
    }

    /// The beginning of every definition of an object.
    pub fn of_number(&self, number: u32) -> impl Iterator<Item = &[u8]> {
        let places = self.places.get(&number).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|(text, at)| {
            let text = text.map_or(self.bytes, |index| &self.texts[index].text);
            let rest = text.get(*at..)?;
            Some(without_trivia(&rest[..rest.len().min(MOST_VALUE)]))
        })
    }

    /// The value itself, or the single definition that it refers to.
    fn one<'b>(&'b self, value: MaybeRef<Object<'b>>) -> Result<Object<'b>, Refused> {
        let reference = match value {
            MaybeRef::NotRef(value) => return Ok(value),
            MaybeRef::Ref(reference) => reference,
        };
        let mut defined = self.of_number(reference.obj_number);
        match (defined.next().and_then(Object::from_bytes), defined.next()) {
            (Some(value), None) => Ok(value),
            // Viewers would choose different definitions.
            _ => Err(UNUSUAL),
        }
    }
}

/// A stream: its dictionary as written, and its data up to the first `endstream`.
struct Stream<'a> {
    dictionary: Dict<'a>,
    data: Range<usize>,
}

fn streams(bytes: &[u8]) -> Result<Vec<Stream<'_>>, Refused> {
    let mut streams = Vec::new();
    let (mut behind, mut from) = (0, 0);
    while let Some(at) = find(&bytes[from..], b"stream").map(|at| from + at) {
        from = at + b"stream".len();
        let before = &bytes[behind..at];
        // The word `stream` in a comment or a string is no stream, and must not hide what follows it.
        if !ends_a_dictionary(before)? {
            continue;
        }
        let dictionary = last_dictionary(before).ok_or(UNUSUAL)?;
        let start = from + line_end(&bytes[from..]);
        let end = find(&bytes[start..], b"endstream").map_or(bytes.len(), |length| start + length);
        streams.push(Stream { dictionary, data: start..end });
        (behind, from) = (end, end);
    }
    Ok(streams)
}

/// True when only blanks and comments follow the last `>>`.
fn ends_a_dictionary(before: &[u8]) -> Result<bool, Refused> {
    const LINES: usize = 64;
    let mut text = trimmed_end(before);
    for _ in 0..LINES {
        if text.ends_with(b">>") {
            return Ok(true);
        }
        let near = &text[text.len().saturating_sub(MOST_VALUE)..];
        let line = near.iter().rposition(|byte| b"\r\n".contains(byte)).map(|at| at + 1);
        match near[line.unwrap_or(0)..].iter().position(|byte| *byte == b'%') {
            Some(comment) => text = trimmed_end(&text[..text.len() - near.len() + line.unwrap_or(0) + comment]),
            None if line.is_some() || near.len() == text.len() => return Ok(false),
            None => break,
        }
    }
    Err(UNUSUAL)
}

/// The dictionary that ends `before`: it starts after the nearest `obj` from which it parses.
fn last_dictionary(before: &[u8]) -> Option<Dict<'_>> {
    const TRIES: usize = 8;
    let mut end = before.len();
    for _ in 0..TRIES {
        let at = before[..end].windows(3).rposition(|word| word == b"obj")?;
        let dictionary = without_trivia(&before[at + 3..]);
        if let Some(dictionary) = dictionary.starts_with(b"<<").then(|| Dict::from_bytes(dictionary)).flatten() {
            return Some(dictionary);
        }
        end = at;
    }
    None
}

struct Contents {
    /// The text, if the stream holds objects.
    objects: Option<Text>,
    work: u64,
}

fn unpacked(bytes: &[u8], stream: &Stream<'_>, defined: &Definitions<'_>, left: u64) -> Result<Contents, Refused> {
    let dictionary = &stream.dictionary;
    let says_so = dictionary.contains_key(b"N") && dictionary.contains_key(b"First")
        || dictionary
            .entries()
            .any(|(_, value)| matches!(value, MaybeRef::NotRef(Object::Name(name)) if *name == *b"ObjStm"));
    let steps = steps(dictionary, defined)?;
    // The coding shows where the data ends; the declared length and the word `endstream` may be wrong on purpose.
    let data = if steps.is_empty() { &bytes[stream.data.clone()] } else { &bytes[stream.data.start..] };
    let most = MOST_STREAM.min(usize::try_from(left).unwrap_or(MOST_STREAM));
    let keep = |keep: usize| unpack(data, &steps, keep, most).map_err(|_| UNUSUAL);
    let is_picture = steps.iter().any(|step| step.filter == Filter::Picture);
    let beginning = keep(BEGINNING)?;
    if beginning.unread && !is_picture || is_picture && says_so {
        return Err(UNUSUAL);
    }
    // An object stream without the declaration still begins with pairs of numbers.
    if !says_so && (is_picture || leading_numbers(&beginning.bytes).len() < 2) {
        return Ok(Contents { work: beginning.work, objects: None });
    }
    let all = keep(MOST_OBJECTS + 1)?;
    let first = dictionary.get::<Number>(b"First").and_then(|first| usize::try_from(first.as_i64()).ok());
    Ok(Contents { work: beginning.work + all.work, objects: Some(Text { text: all.bytes.into_owned(), first }) })
}

/// The filters of a stream, in decoding order.
fn steps(dictionary: &Dict<'_>, defined: &Definitions<'_>) -> Result<Vec<FilterStep>, Refused> {
    let named = |key: &[u8]| dictionary.get_raw::<Object<'_>>(key);
    let first_of = |keys: [&[u8]; 2]| -> Result<Option<Object<'_>>, Refused> {
        let mut values = keys.into_iter().filter_map(named).map(|value| defined.one(value));
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => value.map(Some),
            // Given under both keys: viewers would choose differently.
            (Some(_), Some(_)) => Err(UNUSUAL),
        }
    };
    let filters = match first_of([b"Filter", b"F"])? {
        None | Some(Object::Null(_)) => return Ok(Vec::new()),
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(names)) => all(&names, defined)?.into_iter().map(as_name).collect::<Result<_, _>>()?,
        // The value would refer to data in another file.
        Some(_) => return Err(UNUSUAL),
    };
    let parameters = match first_of([b"DecodeParms", b"DP"])? {
        Some(Object::Array(all_of_them)) => all(&all_of_them, defined)?,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    if filters.len() > MOST_FILTERS || written(dictionary.data(), b"Filter") > 1 {
        return Err(UNUSUAL);
    }
    let step = |(at, name): (usize, Name<'_>)| {
        let filter = Filter::named(&name).ok_or(UNUSUAL)?;
        match parameters.get(at) {
            Some(Object::Dict(parameters)) => with_parameters(filter, parameters, defined),
            _ => Ok(FilterStep { filter, predictor: None }),
        }
    };
    filters.into_iter().enumerate().map(step).collect()
}

fn all<'a>(items: &Array<'a>, defined: &'a Definitions<'_>) -> Result<Vec<Object<'a>>, Refused> {
    items.raw_iter().take(MOST_FILTERS + 1).map(|item| defined.one(item)).collect()
}

fn as_name(value: Object<'_>) -> Result<Name<'_>, Refused> {
    value.into_name().ok_or(UNUSUAL)
}

fn with_parameters(filter: Filter, parameters: &Dict<'_>, defined: &Definitions<'_>) -> Result<FilterStep, Refused> {
    let number = |key: &[u8], otherwise: i64| match parameters.get_raw::<Object<'_>>(key) {
        None => Ok(otherwise),
        Some(value) => defined.one(value)?.into_number().map(|number: Number| number.as_i64()).ok_or(UNUSUAL),
    };
    let filter = match filter {
        Filter::Lzw { .. } => Filter::Lzw { early: number(b"EarlyChange", 1)? != 0 },
        other => other,
    };
    let predictor = Predictor {
        kind: number(b"Predictor", 1)?,
        colours: number(b"Colors", 1)?,
        bits: number(b"BitsPerComponent", 8)?,
        columns: number(b"Columns", 1)?,
    };
    let packs = matches!(filter, Filter::Flate | Filter::Lzw { .. });
    Ok(FilterStep { filter, predictor: Some(predictor).filter(|predictor| packs && predictor.kind > 1) })
}

/// The number of occurrences of a name in a text.
fn written(text: &[u8], name: &[u8]) -> usize {
    names(text).filter(|(found, _)| **found == *name).count()
}
