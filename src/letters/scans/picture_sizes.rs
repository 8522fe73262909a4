//! Checks the sizes of a PDF's pictures, as declared in the PDF and in their own coding, before one is decoded.

use std::borrow::Cow;

use hayro::hayro_syntax::object::{Array, Dict, Number, Object, Stream};
use hayro::hayro_syntax::{Filter as Coding, Pdf};

use super::pdf_filters::{Filter, FilterStep, unpack};
use super::raw_bytes::MOST_STREAM;
use super::{Budget, Kind, Refused, jpeg_png};

const DAMAGED: Refused = Refused::Damaged(Kind::Pdf);
const UNUSUAL: Refused = Refused::Unusual(Kind::Pdf);

/// True when the file has pictures and all of them are black and white.
///
/// # Errors
/// When one has more pixels than a page may have, or its header is damaged.
pub fn are_bilevel(pdf: &Pdf, budget: &Budget) -> Result<bool, Refused> {
    let mut pictures = Pictures { budget, seen: 0, bilevel: true };
    for object in pdf.objects() {
        if let Object::Stream(stream) = object {
            pictures.stream(&stream)?;
        }
    }
    Ok(pictures.seen > 0 && pictures.bilevel)
}

struct Pictures<'a> {
    budget: &'a Budget,
    seen: usize,
    bilevel: bool,
}

impl Pictures<'_> {
    fn stream(&mut self, stream: &Stream<'_>) -> Result<(), Refused> {
        let dictionary = stream.dict();
        let picture = matches!(dictionary.get(b"Subtype"), Some(Object::Name(kind)) if *kind == *b"Image");
        if picture {
            self.picture(dictionary)?;
        }
        let size = match stream.filters().last() {
            Some(Coding::DctDecode) => match jpeg_png::size(&coded(stream)?) {
                None if picture => return Err(DAMAGED),
                size => size,
            },
            Some(Coding::JpxDecode) => jpx_size(&coded(stream)?),
            Some(Coding::Jbig2Decode) => return self.jbig2(&coded(stream)?),
            _ => None,
        };
        size.map_or(Ok(()), |[width, height]| self.budget.allows(width, height))
    }

    fn picture(&mut self, dictionary: &Dict<'_>) -> Result<(), Refused> {
        let number =
            |names: [&[u8]; 2]| names.iter().find_map(|name| dictionary.get::<Number>(name)).map(|n| n.as_i64());
        let side = |names| number(names).and_then(|side| u64::try_from(side).ok()).unwrap_or(0);
        self.budget.allows(side([b"Width", b"W"]), side([b"Height", b"H"]))?;
        let mask =
            [b"ImageMask".as_slice(), b"IM"].iter().find_map(|name| dictionary.get::<bool>(name)).unwrap_or(false);
        // A fax declares its own size beside the picture's, and is decoded by that.
        let fax = [b"DecodeParms".as_slice(), b"DP"].iter().find_map(|name| dictionary.get::<Object<'_>>(name));
        let fax = match fax {
            Some(Object::Array(all)) => Array::iter::<Object<'_>>(&all).last(),
            other => other,
        };
        let fax = fax.and_then(Object::into_dict);
        let [columns, rows] = [b"Columns".as_slice(), b"Rows"].map(|name| {
            fax.as_ref().and_then(|fax| fax.get::<Number>(name)).map_or(1, |side| side.as_i64().unsigned_abs())
        });
        self.budget.allows(columns, rows.max(side([b"Height", b"H"])))?;
        self.seen += 1;
        self.bilevel &= mask || number([b"BitsPerComponent", b"BPC"]) == Some(1);
        Ok(())
    }

    /// Checks the sizes at the start of page and region segments (ITU-T T.88, 7.2 and 7.4).
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
                // A page may leave its height open; its regions declare theirs.
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

/// The input of a stream's last filter.
fn coded<'a>(stream: &Stream<'a>) -> Result<Cow<'a, [u8]>, Refused> {
    let filters = stream.filters();
    let before = &filters[..filters.len().saturating_sub(1)];
    let data = stream.raw_data();
    if before.is_empty() {
        return Ok(data);
    }
    let step = |coding: &Coding| {
        let filter = match coding {
            Coding::AsciiHexDecode => Filter::Hex,
            Coding::Ascii85Decode => Filter::Base85,
            Coding::RunLengthDecode => Filter::RunLength,
            Coding::LzwDecode => Filter::Lzw { early: true },
            Coding::FlateDecode => Filter::Flate,
            _ => return Err(UNUSUAL),
        };
        Ok(FilterStep { filter, predictor: None })
    };
    let steps = before.iter().map(step).collect::<Result<Vec<_>, _>>()?;
    let unpacked = unpack(&data, &steps, MOST_STREAM, MOST_STREAM).map_err(|_| UNUSUAL)?;
    Ok(Cow::Owned(unpacked.bytes.into_owned()))
}

/// Width and height of a JPEG 2000 picture, from the SIZ segment of its codestream (ITU-T T.800, A.5.1).
fn jpx_size(data: &[u8]) -> Option<[u64; 2]> {
    let at = data.windows(4).position(|marker| marker == [0xff, 0x4f, 0xff, 0x51])?;
    let word = |from: usize| data.get(from..from + 4).map(|b| u64::from(u32::from_be_bytes([b[0], b[1], b[2], b[3]])));
    // The markers are followed by length, capabilities, then width and height of the reference grid.
    Some([word(at + 8)?, word(at + 12)?])
}
