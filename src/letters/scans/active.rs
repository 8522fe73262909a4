//! What of a PDF is more than pages: scripts, programs, attached files, encryption; and what would unpack to more than a
//! machine holds. Found before a page is drawn.
//!
//! A PDF is read twice, because two readers may see two files: once byte by byte, where whatever any reader could come
//! upon counts, and once as its cross-references say. Names count as they are meant: `/J#61vaScript` is a script.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, Stream};

use super::{Budget, Kind, Refused, stills};

const DAMAGED: Refused = Refused::Damaged(Kind::Pdf);
const UNUSUAL: Refused = Refused::Unusual(Kind::Pdf);

/// Objects and cross-references of any real document unpack to less.
const MOST_STRUCTURE: usize = 64 << 20;
/// What one stream may unpack to.
const MOST_STREAM: usize = 400 << 20;
/// All that one file may unpack to.
const MOST_UNPACKED: u64 = 2 << 30;

/// Nobody packs objects like this but to hide them.
const OTHER_FILTERS: [&[u8]; 5] =
    [b"/ASCIIHexDecode", b"/ASCII85Decode", b"/LZWDecode", b"/RunLengthDecode", b"/Crypt"];

/// What was seen on the way.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// There are pictures, and all of them are black and white.
    pub bilevel: bool,
}

/// `bytes` is the part of the `whole` file that is drawn.
///
/// # Errors
/// When it holds something that a scanned page does not need, or would grow too large.
pub fn check(whole: &[u8], bytes: &[u8], budget: &Budget) -> Result<Facts, Refused> {
    byte_by_byte(whole)?;
    let options = LoadOptions { max_decompressed_size: Some(MOST_STRUCTURE), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::Decryption(_) | Error::InvalidPassword => Refused::Encrypted,
        Error::Decompress(_) => UNUSUAL,
        _ => DAMAGED,
    })?;
    if document.is_encrypted() || document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Refused::Encrypted);
    }
    opening(&document)?;
    let mut pictures = Pictures { budget, unpacked: 0, seen: 0, bilevel: true };
    for object in document.objects.values() {
        objects(object, 0)?;
        if let Object::Stream(stream) = object {
            pictures.stream(&document, stream)?;
        }
    }
    Ok(Facts { bilevel: pictures.seen > 0 && pictures.bilevel })
}

/// In words, what a name stands for, if it is not wanted.
fn unwanted(name: &[u8]) -> Option<Refused> {
    let what = match name {
        b"JavaScript" | b"JS" => "a script (JavaScript)",
        b"AA" => "actions that start by themselves",
        b"Launch" => "a command that starts a program",
        b"EmbeddedFile" | b"EmbeddedFiles" | b"EF" | b"GoToE" => "an attached file",
        b"XFA" => "an XFA form",
        b"SubmitForm" | b"ImportData" => "a form that sends data",
        b"Rendition" | b"Movie" | b"Sound" | b"3D" => "a film or a sound",
        b"GoToR" => "a link to another file",
        b"Encrypt" => return Some(Refused::Encrypted),
        _ if name.starts_with(b"RichMedia") => "a film or a sound",
        _ => return None,
    };
    Some(Refused::Active(what.into()))
}

/// Every name in an object and what is written inside it.
fn objects(object: &Object, depth: usize) -> Result<(), Refused> {
    if depth > 200 {
        return Err(UNUSUAL);
    }
    let dictionary = |dictionary: &Dictionary| {
        for (key, value) in dictionary {
            unwanted(key).map_or(Ok(()), Err)?;
            objects(value, depth + 1)?;
        }
        Ok(())
    };
    match object {
        Object::Name(name) => unwanted(name).map_or(Ok(()), Err),
        Object::Array(items) => items.iter().try_for_each(|item| objects(item, depth + 1)),
        Object::Dictionary(inner) => dictionary(inner),
        Object::Stream(stream) => dictionary(&stream.dict),
        _ => Ok(()),
    }
}

/// What happens when it is opened: to go to a page is ordinary, anything else is not.
fn opening(document: &Document) -> Result<(), Refused> {
    const ITSELF: Refused = Refused::Active(Cow::Borrowed("an action that starts by itself"));
    let Ok(catalog) = document.catalog() else { return Err(DAMAGED) };
    let Ok(action) = catalog.get(b"OpenAction") else { return Ok(()) };
    match document.dereference(action).map_err(|_| DAMAGED)?.1 {
        Object::Array(_) | Object::Name(_) | Object::String(..) | Object::Null => Ok(()),
        Object::Dictionary(action) => {
            let goes = action.get(b"S").and_then(Object::as_name).is_ok_and(|kind| kind == b"GoTo");
            if goes && !action.has(b"Next") { Ok(()) } else { Err(ITSELF) }
        }
        _ => Err(ITSELF),
    }
}

/// Looks at the file as a row of bytes: names between streams, and what the streams unpack to.
fn byte_by_byte(bytes: &[u8]) -> Result<(), Refused> {
    let mut unpacked = 0;
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let (before, from) = rest.split_at(at);
        names(before)?;
        let data = &from[b"stream".len()..];
        // A word in a comment or in a string is no stream, and must not hide what follows it.
        if !before.trim_ascii_end().ends_with(b">>") {
            rest = data;
            continue;
        }
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let end = find(data, b"endstream").unwrap_or(data.len());
        unpacked += inflated(&data[..end], before)?;
        if unpacked > MOST_UNPACKED {
            return Err(UNUSUAL);
        }
        rest = &data[end..];
    }
    names(rest)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    // By its first byte: a scan of 25 MB is gone through in a moment.
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == what[0]) {
        from += at;
        if bytes[from..].starts_with(what) {
            return Some(from);
        }
        from += 1;
    }
    None
}

fn names(bytes: &[u8]) -> Result<(), Refused> {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        rest = &rest[at + 1..];
        let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || b"\0()<>[]{}/%".contains(byte));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        unwanted(&meant(name)).map_or(Ok(()), Err)?;
        rest = after;
    }
    Ok(())
}

/// A name with its hexadecimal escapes undone (ISO 32000-1, 7.3.5).
fn meant(name: &[u8]) -> Vec<u8> {
    let digit = |at: usize| name.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut meant = Vec::with_capacity(name.len().min(64));
    let mut at = 0;
    while at < name.len() && meant.len() < 64 {
        match (name[at], digit(at + 1), digit(at + 2)) {
            (b'#', Some(high), Some(low)) => {
                meant.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                meant.push(byte);
                at += 1;
            }
        }
    }
    meant
}

/// How much a stream inflates to, if it does; the names in it count where it holds objects. `before` ends with its dictionary.
fn inflated(data: &[u8], before: &[u8]) -> Result<u64, Refused> {
    let zlib = matches!(data, [cmf, flg, ..] if cmf & 15 == 8 && (u16::from(*cmf) * 256 + u16::from(*flg)) % 31 == 0);
    let dictionary = meant_everywhere(before);
    let holds_objects = find(&dictionary, b"/ObjStm").is_some();
    if holds_objects && OTHER_FILTERS.iter().any(|filter| find(&dictionary, filter).is_some()) {
        return Err(UNUSUAL);
    }
    if !zlib {
        return if holds_objects { names(data).map(|()| 0) } else { Ok(0) };
    }
    let mut decoder = ZlibDecoder::new(data);
    if holds_objects {
        let mut objects = Vec::new();
        // A stream that is cut off still gave its beginning.
        let _ = decoder.by_ref().take(MOST_STRUCTURE as u64).read_to_end(&mut objects);
        names(&objects)?;
        return Ok(objects.len() as u64);
    }
    let mut counted = 0;
    let mut buffer = [0; 16 << 10];
    while let Ok(read) = decoder.read(&mut buffer) {
        if counted == 0 && buffer[..read].starts_with(&[0x78]) && read > 1 && (0x7800 + u16::from(buffer[1])) % 31 == 0
        {
            // Packed twice: no scanner does, and a bomb does.
            return Err(UNUSUAL);
        }
        counted += read as u64;
        if counted > MOST_STREAM as u64 {
            return Err(UNUSUAL);
        }
        if read == 0 {
            break;
        }
    }
    Ok(counted)
}

fn meant_everywhere(dictionary: &[u8]) -> Vec<u8> {
    dictionary.split(|byte| *byte == b'/').flat_map(|name| [b"/".to_vec(), meant(name)].concat()).collect()
}

/// The pictures of a document, and how much all of it unpacks to.
struct Pictures<'a> {
    budget: &'a Budget,
    unpacked: u64,
    seen: usize,
    bilevel: bool,
}

impl Pictures<'_> {
    fn stream(&mut self, document: &Document, stream: &Stream) -> Result<(), Refused> {
        let filters = stream.filters().unwrap_or_default();
        let coding = filters.last().copied().unwrap_or_default();
        let picture = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image");
        if picture {
            self.picture(document, &stream.dict)?;
        }
        let own_size = match coding {
            b"DCTDecode" | b"DCT" => match stills::size(&coded(stream, &filters)?) {
                None if picture => return Err(DAMAGED),
                size => size,
            },
            b"JPXDecode" => jpx_size(&coded(stream, &filters)?),
            b"JBIG2Decode" => return self.jbig2(&coded(stream, &filters)?),
            b"CCITTFaxDecode" | b"CCF" => return Ok(()),
            _ => {
                let unpacked = stream.decompressed_content_with_limit(MOST_STREAM).map(|content| content.len());
                match unpacked {
                    Ok(length) => self.unpacked += length as u64,
                    Err(Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => return Err(UNUSUAL),
                    // What cannot be unpacked is drawn as nothing.
                    Err(_) => {}
                }
                return if self.unpacked > MOST_UNPACKED { Err(UNUSUAL) } else { Ok(()) };
            }
        };
        match own_size {
            Some([width, height]) => self.budget.allows(width, height),
            None => Ok(()),
        }
    }

    fn picture(&mut self, document: &Document, dictionary: &Dictionary) -> Result<(), Refused> {
        let value = |names: [&[u8]; 2]| {
            let found = names.iter().find_map(|name| dictionary.get(name).ok())?;
            document.dereference(found).ok().map(|(_, object)| object.clone())
        };
        let number = |names| value(names).and_then(|object| object.as_i64().ok());
        let side = |names| number(names).and_then(|side| u64::try_from(side).ok()).unwrap_or(0);
        self.budget.allows(side([b"Width", b"W"]), side([b"Height", b"H"]))?;
        let mask = value([b"ImageMask", b"IM"]).and_then(|object| object.as_bool().ok()).unwrap_or(false);
        // A fax has its own size beside the picture's, and is unpacked by that.
        let fax = value([b"DecodeParms", b"DP"]);
        let fax = fax.as_ref().and_then(|fax| fax.as_array().map_or(Some(fax), |all| all.last()));
        let fax = fax.and_then(|fax| document.dereference(fax).ok()).and_then(|(_, fax)| fax.as_dict().ok());
        let [columns, rows] = [(b"Columns".as_slice(), 1), (b"Rows", 1)].map(|(name, otherwise)| {
            fax.and_then(|fax| fax.get(name).ok()?.as_i64().ok()).map_or(otherwise, |side| side.unsigned_abs())
        });
        self.budget.allows(columns, rows.max(side([b"Height", b"H"])))?;
        self.seen += 1;
        self.bilevel &= mask || number([b"BitsPerComponent", b"BPC"]) == Some(1);
        Ok(())
    }

    /// Sizes stand at the beginning of the page's and each region's segment (ITU-T T.88, 7.2 and 7.4).
    fn jbig2(&self, data: &[u8]) -> Result<(), Refused> {
        let word = |at: usize| data.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        let mut at = 0;
        while let (Some(number), Some(&flags), Some(&referred)) = (word(at), data.get(at + 4), data.get(at + 5)) {
            let long = referred >> 5 == 7;
            let count = if long { word(at + 5).unwrap_or(0) & 0x1fff_ffff } else { u32::from(referred >> 5) } as usize;
            let each = if number <= 256 {
                1
            } else if number <= 65_536 {
                2
            } else {
                4
            };
            let list = if long { 4 + (count + 8) / 8 } else { 1 };
            let page = if flags & 0x40 == 0 { 1 } else { 4 };
            let length_at = at + 5 + list + count.saturating_mul(each) + page;
            let Some(length) = word(length_at) else { break };
            let content = length_at + 4;
            if let (4 | 6 | 7 | 20 | 22 | 23 | 36..=43 | 48, Some(width), Some(height)) =
                (flags & 0x3f, word(content), word(content + 4))
            {
                // A page may leave its height open; its regions have theirs.
                let height = if height == u32::MAX { 1 } else { height };
                self.budget.allows(width.into(), height.into())?;
            }
            if length == u32::MAX {
                break;
            }
            at = content.saturating_add(length as usize);
        }
        Ok(())
    }
}

/// What the last of a stream's filters gets to see.
fn coded<'a>(stream: &'a Stream, filters: &[&[u8]]) -> Result<Cow<'a, [u8]>, Refused> {
    match filters.split_last() {
        None | Some((_, [])) => Ok(Cow::Borrowed(&stream.content)),
        Some((_, before)) => {
            let names = before.iter().map(|name| Object::Name(name.to_vec())).collect::<Vec<_>>();
            let dict = lopdf::dictionary! { "Filter" => names };
            let packed = Stream::new(dict, stream.content.clone());
            packed.decompressed_content_with_limit(MOST_STREAM).map(Cow::Owned).map_err(|_| UNUSUAL)
        }
    }
}

/// Width and height of a JPEG 2000 picture, by its codestream's SIZ segment (ITU-T T.800, A.5.1).
fn jpx_size(data: &[u8]) -> Option<[u64; 2]> {
    let at = data.windows(4).position(|marker| marker == [0xff, 0x4f, 0xff, 0x51])?;
    let word = |from: usize| data.get(from..from + 4).map(|b| u64::from(u32::from_be_bytes([b[0], b[1], b[2], b[3]])));
    // After both markers: length, capabilities, then the right and lower ends of the reference grid.
    Some([word(at + 8)?, word(at + 12)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_meant() {
        assert_eq!(meant(b"#4AavaScript"), b"JavaScript");
        assert_eq!(meant(b"J#61vaScript"), b"JavaScript");
        assert_eq!(meant(b"A#4"), b"A#4");
        assert!(names(b"<< /S /#4a#53 (app.alert) >>").is_err());
        assert!(names(b"<< /JSON 1 /AAA 2 /EFX (EF) >>").is_ok());
    }
}
