//! Decodes the filters of a PDF's streams under a limit (ISO 32000-1, 7.4), as tolerantly as viewers do: the output of a damaged
//! stream up to the damage counts, and a stream ends where its coding ends, whatever its stated length is.
//!
//! Nothing is kept beyond the requested bytes, so that a decompression bomb costs time within the limit and no memory. Picture
//! codings ([`Filter::Picture`]) are not decoded here.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::DeflateDecoder;

/// The most filters on one stream; no writer sets so many.
pub const MOST_FILTERS: usize = 8;

/// A kind of filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    Hex,
    Base85,
    RunLength,
    Lzw { early: bool },
    Flate,
    Picture,
}

impl Filter {
    /// The filter of this name or abbreviation. `None` for unknown filters and for encryption.
    pub fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"ASCIIHexDecode" | b"AHx" => Self::Hex,
            b"ASCII85Decode" | b"A85" => Self::Base85,
            b"RunLengthDecode" | b"RL" => Self::RunLength,
            b"LZWDecode" | b"LZW" => Self::Lzw { early: true },
            b"FlateDecode" | b"Fl" => Self::Flate,
            b"DCTDecode" | b"DCT" | b"JPXDecode" | b"JBIG2Decode" | b"CCITTFaxDecode" | b"CCF" => Self::Picture,
            _ => return None,
        })
    }
}

/// The parameters of a predictor, which transforms values before compression (7.4.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Predictor {
    pub kind: i64,
    pub colours: i64,
    pub bits: i64,
    pub columns: i64,
}

/// One filter with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterStep {
    pub filter: Filter,
    /// Only for [`Filter::Flate`] and [`Filter::Lzw`].
    pub predictor: Option<Predictor>,
}

/// The result of decoding a stream.
#[derive(Debug)]
pub struct Unpacked<'a> {
    /// Its beginning, as much as was requested.
    pub bytes: Cow<'a, [u8]>,
    /// All bytes that went into and came out of the filters.
    pub work: u64,
    /// True when there was data and none of it could be decoded.
    pub unread: bool,
}

/// The stream would unpack to more than the limit, or its predictor declares impossible rows.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMuch;

/// Undoes `steps` and keeps the first `keep` bytes of the result. `data` may extend beyond the stream.
///
/// # Errors
/// When a step gives more than `most` bytes.
pub fn unpack<'a>(data: &'a [u8], steps: &[FilterStep], keep: usize, most: usize) -> Result<Unpacked<'a>, TooMuch> {
    let mut bytes = Cow::Borrowed(data);
    let (mut work, mut unread) = (0, false);
    for (at, step) in steps.iter().enumerate() {
        let keep = match step.predictor {
            _ if at + 1 < steps.len() => most,
            None => keep,
            // Predicted data has one more byte for each row, and the last row is needed whole.
            Some(predictor) => keep.saturating_mul(2).saturating_add(predictor.row().ok_or(TooMuch)?),
        };
        let mut sink = Sink { kept: Vec::new(), keep, count: 0, most };
        let read = match step.filter {
            Filter::Hex => hex(&bytes, &mut sink)?,
            Filter::Base85 => base85(&bytes, &mut sink)?,
            Filter::RunLength => run_length(&bytes, &mut sink)?,
            Filter::Lzw { early } => lzw(&bytes, early, &mut sink)?,
            Filter::Flate => flate(&bytes, &mut sink)?,
            Filter::Picture => break,
        };
        work += (read + sink.count) as u64;
        unread |= sink.count == 0 && read > 0 && !bytes.trim_ascii().is_empty();
        let unpacked = match step.predictor {
            Some(predictor) => predictor.undone(sink.kept).ok_or(TooMuch)?,
            None => sink.kept,
        };
        bytes = Cow::Owned(unpacked);
    }
    Ok(Unpacked { bytes, work, unread })
}

/// Receives decoded bytes: counts all of them, keeps the first ones.
struct Sink {
    kept: Vec<u8>,
    keep: usize,
    count: usize,
    most: usize,
}

impl Sink {
    fn take(&mut self, bytes: &[u8]) -> Result<(), TooMuch> {
        self.count += bytes.len();
        if self.count > self.most {
            return Err(TooMuch);
        }
        let room = self.keep.saturating_sub(self.kept.len()).min(bytes.len());
        self.kept.extend_from_slice(&bytes[..room]);
        Ok(())
    }
}

/// Decodes up to `>`. This and the following decoders return the number of bytes of `data` that they read.
fn hex(data: &[u8], sink: &mut Sink) -> Result<usize, TooMuch> {
    let mut high = None;
    for (at, byte) in data.iter().enumerate() {
        match (char::from(*byte).to_digit(16), high) {
            (Some(digit), None) => high = Some(digit as u8),
            (Some(digit), Some(first)) => {
                sink.take(&[first << 4 | digit as u8])?;
                high = None;
            }
            (None, _) if *byte == b'>' => {
                if let Some(first) = high {
                    sink.take(&[first << 4])?;
                }
                return Ok(at + 1);
            }
            // Other bytes are skipped.
            (None, _) => {}
        }
    }
    Ok(data.len())
}

/// Decodes up to `~` or another byte that is no digit.
fn base85(data: &[u8], sink: &mut Sink) -> Result<usize, TooMuch> {
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let mut end = data.len();
    for (at, byte) in data.iter().enumerate() {
        match byte {
            b'z' if group.is_empty() => sink.take(&[0; 4])?,
            b'!'..=b'u' => group.push(byte - b'!'),
            _ if byte.is_ascii_whitespace() || *byte == 0 => continue,
            _ => {
                end = at + 1;
                break;
            }
        }
        if group.len() == 5 {
            sink.take(&of_85(&group))?;
            group.clear();
        }
    }
    if group.len() > 1 {
        let count = group.len() - 1;
        group.resize(5, 84);
        sink.take(&of_85(&group)[..count])?;
    }
    Ok(end)
}

fn of_85(digits: &[u8]) -> [u8; 4] {
    digits.iter().fold(0_u32, |number, digit| number.wrapping_mul(85).wrapping_add(u32::from(*digit))).to_be_bytes()
}

/// Decodes up to the end mark 128.
fn run_length(data: &[u8], sink: &mut Sink) -> Result<usize, TooMuch> {
    let mut at = 0;
    while let Some(&length) = data.get(at) {
        at += 1;
        let count = usize::from(length);
        match length {
            0..=127 => {
                let end = data.len().min(at + count + 1);
                sink.take(&data[at..end])?;
                at = end;
            }
            128 => break,
            129.. => {
                let Some(&byte) = data.get(at) else { break };
                sink.take(&vec![byte; 257 - count])?;
                at += 1;
            }
        }
    }
    Ok(at)
}

fn lzw(data: &[u8], early: bool, sink: &mut Sink) -> Result<usize, TooMuch> {
    use weezl::{BitOrder, LzwStatus, decode::Decoder};
    let mut decoder =
        if early { Decoder::with_tiff_size_switch(BitOrder::Msb, 8) } else { Decoder::new(BitOrder::Msb, 8) };
    let mut buffer = vec![0; 16 << 10];
    let mut read = 0;
    loop {
        let result = decoder.decode_bytes(&data[read..], &mut buffer);
        read += result.consumed_in;
        sink.take(&buffer[..result.consumed_out])?;
        match result.status {
            Ok(LzwStatus::Ok) if result.consumed_in + result.consumed_out > 0 => {}
            _ => return Ok(read),
        }
    }
}

/// Accepts data with or without a zlib header and ignores the checksum: viewers do both.
fn flate(data: &[u8], sink: &mut Sink) -> Result<usize, TooMuch> {
    let zlib = |data: &[u8]| matches!(data, [cmf, flg, ..] if cmf & 15 == 8 && (u16::from(*cmf) * 256 + u16::from(*flg)) % 31 == 0);
    // Some writers put a space or a second line end before the data.
    let blank = data.iter().take(8).take_while(|byte| byte.is_ascii_whitespace()).count();
    let from = (0..=blank).find(|from| zlib(&data[*from..])).map_or(0, |from| from + 2);
    let mut decoder = DeflateDecoder::new(&data[from..]);
    let mut buffer = vec![0; 16 << 10];
    while let Ok(read @ 1..) = decoder.read(&mut buffer) {
        sink.take(&buffer[..read])?;
    }
    Ok(from + usize::try_from(decoder.total_in()).unwrap_or(usize::MAX))
}

impl Predictor {
    /// Bits of a pixel; `None` for an impossible number.
    fn pixel(self) -> Option<usize> {
        let side = |value: i64, most: i64| usize::try_from(value).ok().filter(|_| (1..=most).contains(&value));
        Some(side(self.colours, 64)? * side(self.bits, 16)?)
    }

    /// Bytes of a row; `None` for an impossible length.
    fn row(self) -> Option<usize> {
        let columns = usize::try_from(self.columns).ok().filter(|columns| (1..=1 << 24).contains(columns))?;
        Some((columns * self.pixel()?).div_ceil(8))
    }

    /// Undoes the predictor; `None` for impossible rows.
    fn undone(self, packed: Vec<u8>) -> Option<Vec<u8>> {
        let row = self.row()?.min(packed.len().max(1));
        let each = self.pixel()?.div_ceil(8);
        match self.kind {
            2 if self.bits == 8 => Some(as_tiff(packed, row, each)),
            2 => None,
            10.. => Some(as_png(&packed, row, each)),
            _ => Some(packed),
        }
    }
}

fn as_tiff(mut values: Vec<u8>, row: usize, colours: usize) -> Vec<u8> {
    for row in values.chunks_mut(row) {
        for at in colours..row.len() {
            row[at] = row[at].wrapping_add(row[at - colours]);
        }
    }
    values
}

/// Rows in the form of PNG (PNG, clause 9), each after the byte of its filter; the last one may be short.
fn as_png(packed: &[u8], row: usize, each: usize) -> Vec<u8> {
    let mut above = vec![0; row];
    let mut values = Vec::with_capacity(packed.len());
    for packed in packed.chunks(row + 1) {
        let mut current = packed[1..].to_vec();
        for at in 0..current.len() {
            let left = if at >= each { current[at - each] } else { 0 };
            let corner = if at >= each { above[at - each] } else { 0 };
            let guess = match packed[0] {
                1 => left,
                2 => above[at],
                3 => u16::midpoint(left.into(), above[at].into()) as u8,
                4 => paeth(left, above[at], corner),
                _ => 0,
            };
            current[at] = current[at].wrapping_add(guess);
        }
        values.extend_from_slice(&current);
        above[..current.len()].copy_from_slice(&current);
    }
    values
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let [pa, pb, pc] = [(b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs()];
    if pa <= pb && pa <= pc {
        left
    } else if pb <= pc {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(filter: Filter) -> FilterStep {
        FilterStep { filter, predictor: None }
    }

    fn whole(data: &[u8], steps: &[FilterStep]) -> Vec<u8> {
        unpack(data, steps, usize::MAX, 1 << 20).expect("little").bytes.into_owned()
    }

    fn deflated(data: &[u8]) -> Vec<u8> {
        use std::io::Write as _;
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(data).expect("memory");
        packed.finish().expect("memory")
    }

    #[test]
    fn every_filter_gives_back_what_was_packed_whatever_stands_behind_it() {
        let text = b"12 0 << /S /JavaScript >> and more of it, and more of it";
        let lzw = weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8).encode(text).expect("memory");
        let hex = [data_encoding::HEXLOWER.encode(text).as_bytes(), b" >endstream endobj"].concat();
        let runs = [&[text.len() as u8 - 1], text.as_slice(), &[128, 7, 7, 7]].concat();
        let flate = [deflated(text), b"\nendstream endobj".to_vec()].concat();
        assert_eq!(whole(&hex, &[step(Filter::Hex)]), text);
        assert_eq!(whole(&runs, &[step(Filter::RunLength)]), text);
        assert_eq!(whole(&flate, &[step(Filter::Flate)]), text);
        assert_eq!(whole(&flate[2..], &[step(Filter::Flate)]), text, "without a header");
        assert_eq!(whole(&[b"\n".as_slice(), &flate].concat(), &[step(Filter::Flate)]), text, "a blank before it");
        assert_eq!(whole(&lzw, &[step(Filter::Lzw { early: true })]), text);
        assert_eq!(whole(&deflated(&flate), &[step(Filter::Flate), step(Filter::Flate)]), text, "twice");
        assert_eq!(whole(b"87cURD]i,\"Ebo80~>endstream", &[step(Filter::Base85)]), b"Hello World!");
        assert_eq!(whole(b"z!!~>", &[step(Filter::Base85)]), [0; 5]);
        assert_eq!(whole(&[254, b'a', 128], &[step(Filter::RunLength)]), b"aaa");
    }

    #[test]
    fn predictors_are_undone_row_by_row() {
        let with = |kind, colours, columns| Predictor { kind, colours, bits: 8, columns };
        let undone = |predictor: Predictor, packed: &[u8]| predictor.undone(packed.to_vec());
        assert_eq!(undone(with(12, 1, 3), &[2, 1, 2, 3, 2, 1, 1, 1]).expect("rows"), [1, 2, 3, 2, 3, 4]);
        assert_eq!(undone(with(15, 1, 3), &[1, 1, 1, 1, 3, 1, 1, 1]).expect("rows"), [1, 2, 3, 1, 2, 3]);
        assert_eq!(undone(with(15, 1, 3), &[0, 9, 8, 7, 4, 1, 1]).expect("rows"), [9, 8, 7, 10, 10], "a short row");
        assert_eq!(undone(with(2, 2, 2), &[1, 2, 3, 4, 1, 1, 1, 1]).expect("rows"), [1, 2, 4, 6, 1, 1, 2, 2]);
        assert_eq!(undone(with(1, 1, 1), b"as it is").expect("bytes"), b"as it is");
        for impossible in [with(12, 0, 3), with(12, 1, -1), with(12, 1, i64::MAX), with(12, i64::MAX, 1)] {
            assert_eq!(undone(impossible, b"rows"), None);
        }
    }

    #[test]
    fn a_bomb_is_too_much_and_noise_is_unread() {
        let zeros = deflated(&vec![0; 1 << 20]);
        assert_eq!(unpack(&zeros, &[step(Filter::Flate)], 0, 1 << 19).expect_err("a bomb"), TooMuch);
        let little = unpack(&zeros, &[step(Filter::Flate)], 10, 1 << 20).expect("within the limit");
        assert_eq!((little.bytes.len(), little.unread), (10, false));
        assert!(little.work > 1 << 20);
        assert!(unpack(&[0xff; 64], &[step(Filter::Flate)], 10, 1 << 20).expect("nothing").unread);
        assert!(!unpack(b"\r\n", &[step(Filter::Flate)], 10, 1 << 20).expect("nothing").unread);
    }
}
