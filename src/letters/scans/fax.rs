//! Decodes fax-compressed TIFF: Group 3 in one and two dimensions, Group 4 and modified Huffman (TIFF 6.0, sections 10 and 11;
//! ITU-T T.4, T.6), as office scanners and fax servers write them, in either bit order and in strips of any height.

use std::io::Cursor;

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use tiff::decoder::Decoder;
use tiff::tags::Tag;

use super::{Kind, Refused};

const DAMAGED: Refused = Refused::Damaged(Kind::Tiff);

/// True for the fax compressions of TIFF.
pub fn is_fax(compression: u16) -> bool {
    (2..=4).contains(&compression)
}

/// The pixels of a page in strips, 0 or 255.
///
/// # Errors
/// When a strip is missing, damaged or shorter than declared.
pub fn pixels(
    decoder: &mut Decoder<Cursor<&[u8]>>,
    bytes: &[u8],
    [width, height]: [u32; 2],
) -> Result<Vec<u8>, Refused> {
    let mut number = |tag, otherwise: u32| {
        decoder.find_tag_unsigned::<u32>(tag).map(|value| value.unwrap_or(otherwise)).map_err(|_| DAMAGED)
    };
    let compression = number(Tag::Compression, 4)?;
    let two_dimensions = number(Tag::Unknown(292), 0)? & 1 == 1;
    let lowest_first = number(Tag::FillOrder, 1)? == 2;
    let black_is_zero = number(Tag::PhotometricInterpretation, 0)? == 1;
    let rows_each = number(Tag::RowsPerStrip, height)?.clamp(1, height.max(1));
    let offsets = decoder.get_tag_u64_vec(Tag::StripOffsets).map_err(|_| DAMAGED)?;
    // A single strip without a length extends to the end of the file.
    let lengths = decoder.get_tag_u64_vec(Tag::StripByteCounts).unwrap_or_else(|_| vec![bytes.len() as u64]);
    let encoding = match (compression, two_dimensions) {
        (4, _) => EncodingMode::Group4,
        (3, true) => EncodingMode::Group3_2D,
        _ => EncodingMode::Group3_1D,
    };
    let mut page = Rows { width: width as usize, rows: 0, wanted: 0, black_is_zero, pixels: Vec::new() };
    for (offset, length) in offsets.into_iter().zip(lengths) {
        let rows = rows_each.min(height - page.rows);
        if rows == 0 {
            break;
        }
        let start = usize::try_from(offset).map_err(|_| DAMAGED)?;
        let rest = bytes.get(start..).ok_or(DAMAGED)?;
        let strip = &rest[..rest.len().min(usize::try_from(length).unwrap_or(usize::MAX))];
        let settings = DecodeSettings {
            columns: width,
            rows,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned: compression == 2,
            encoding,
            // Fax lines may be damaged in transmission while the rest is readable. A scanner's Group 4 is damaged only with the
            // file.
            strict: compression == 4,
        };
        page.wanted = page.rows + rows;
        let mut context = DecoderContext::new(settings);
        let read = if lowest_first {
            let turned: Vec<u8> = strip.iter().map(|byte| byte.reverse_bits()).collect();
            hayro_ccitt::decode(&turned, &mut page, &mut context)
        } else {
            hayro_ccitt::decode(strip, &mut page, &mut context)
        };
        // Bits after the last row are ignored.
        if page.rows < page.wanted {
            tracing::debug!(?read, rows = page.rows, "a strip of a fax ended too early");
            return Err(DAMAGED);
        }
    }
    if page.rows == height { Ok(page.pixels) } else { Err(DAMAGED) }
}

/// Collects the rows that the decoder delivers.
struct Rows {
    width: usize,
    rows: u32,
    /// The number of rows to keep; further ones are dropped.
    wanted: u32,
    black_is_zero: bool,
    pixels: Vec<u8>,
}

impl hayro_ccitt::Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        if self.rows == self.wanted {
            return;
        }
        // The decoder's white is a 0 bit. The file may declare that 0 is black.
        let (paper, ink) = if self.black_is_zero { (0, 255) } else { (255, 0) };
        let start = self.pixels.len();
        self.pixels.resize(start + self.width, paper);
        let row = &mut self.pixels[start..];
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(row.len(), |end| (*end as usize).min(row.len()));
            let from = (run[0] as usize).min(end);
            row[from..end].fill(ink);
        }
        self.rows += 1;
    }
}
