//! Pictures in a document: pages of a scan and the bank's logo, embedded as they are encoded and never decoded here.
//!
//! A letter names its pictures by their SHA-256; the caller supplies their bytes as [`Images`]. A JPEG is embedded as it is,
//! a drawing as a form, and a PNG by its compressed rows, because PDF reads the same format (ISO 32000-1, 7.4.4.4). Colours
//! are DeviceRGB or DeviceGray, which the document's output intent defines as sRGB; nothing is interpolated and nothing is
//! transparent.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

use printpdf::xobject::ExternalStream;
use printpdf::{DictItem, ExternalXObject, XObject, XObjectId};

use crate::documents::DocumentError;

/// One picture: a page, or the logo. Its bytes are supplied when the letter is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The digest of its bytes.
    pub sha256: String,
    /// In pixels; for a drawing, in its own units.
    pub width: u32,
    pub height: u32,
    pub coding: Coding,
}

impl Sheet {
    /// Width and height.
    pub fn size(&self) -> [f32; 2] {
        [self.width as f32, self.height as f32]
    }
}

/// The encoding of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    JpegColour,
    JpegGrey,
    /// One bit a pixel, not interlaced.
    PngBilevel,
    /// Eight bits for each of red, green and blue, not interlaced.
    PngColour,
    /// PDF content operators that need no resources, compressed with zlib; y runs downwards.
    Drawing,
}

/// The largest size that fits and keeps the picture's proportions.
pub fn fitted(own: [f32; 2], [width, height]: [f32; 2]) -> [f32; 2] {
    let own = own.map(|side| side.max(f32::MIN_POSITIVE));
    let scale = (width / own[0]).min(height / own[1]);
    own.map(|side| side * scale)
}

/// The bytes of a letter's pictures, by their SHA-256.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images(BTreeMap<String, Arc<[u8]>>);

impl Images {
    pub fn insert(&mut self, sha256: String, bytes: &[u8]) {
        self.0.insert(sha256, bytes.into());
    }

    /// True if the bytes of a picture were supplied.
    pub fn has(&self, sha256: &str) -> bool {
        self.0.contains_key(sha256)
    }

    /// A picture that a letter names.
    pub fn picture(&self, sheet: &Sheet) -> Result<Arc<Picture>, DocumentError> {
        let missing = || DocumentError::Image { sha256: sheet.sha256.clone() };
        let bytes = self.0.get(&sheet.sha256).ok_or_else(missing)?;
        let data = match sheet.coding {
            Coding::JpegColour | Coding::JpegGrey | Coding::Drawing => bytes.to_vec(),
            Coding::PngBilevel | Coding::PngColour => rows(bytes).ok_or_else(missing)?,
        };
        Ok(Arc::new(Picture { sheet: sheet.clone(), data }))
    }
}

/// A picture to be written into the file.
#[derive(Debug)]
pub struct Picture {
    sheet: Sheet,
    data: Vec<u8>,
}

impl Picture {
    /// Its resource name, made from its digest, so that the same picture on two pages is in the file once.
    pub fn id(&self) -> XObjectId {
        XObjectId(format!("Im{}", self.sheet.sha256.get(..16).unwrap_or(&self.sheet.sha256)))
    }

    /// The matrix that draws it at a place: left, bottom, width and height. An image is one unit wide and high; a drawing has
    /// its own units, and its y runs downwards.
    pub fn matrix(&self, [left, bottom, width, height]: [f32; 4]) -> [f32; 6] {
        let hundredths = |v: f32| (v * 100.0).round() / 100.0;
        let [left, bottom, width, height] = [left, bottom, width, height].map(hundredths);
        match self.sheet.coding {
            Coding::Drawing => {
                let scale = (width / self.sheet.size()[0] * 1e6).round() / 1e6;
                [scale, 0.0, 0.0, -scale, left, hundredths(bottom + height)]
            }
            _ => [width, 0.0, 0.0, height, left, bottom],
        }
    }

    /// Its object (ISO 32000-1, 8.9.5 and 8.10).
    pub fn object(&self) -> XObject {
        let [width, height] = [self.sheet.width, self.sheet.height].map(|side| DictItem::Int(side.into()));
        let entries = match self.sheet.coding {
            Coding::JpegColour => image([width, height], ("DeviceRGB", 8, "DCTDecode")),
            Coding::JpegGrey => image([width, height], ("DeviceGray", 8, "DCTDecode")),
            Coding::PngBilevel => image([width, height], ("DeviceGray", 1, "FlateDecode")),
            Coding::PngColour => image([width, height], ("DeviceRGB", 8, "FlateDecode")),
            Coding::Drawing => vec![
                ("Subtype", name("Form")),
                ("BBox", DictItem::Array(vec![DictItem::Int(0), DictItem::Int(0), width, height])),
                ("Resources", DictItem::Dict { map: BTreeMap::new() }),
                ("Filter", name("FlateDecode")),
            ],
        };
        let dict = [("Type", name("XObject"))].into_iter().chain(entries);
        let dict = dict.map(|(key, value)| (key.to_owned(), value)).collect();
        let stream = ExternalStream { dict, content: self.data.clone(), compress: false };
        XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
    }
}

fn name(text: &str) -> DictItem {
    DictItem::Name(text.as_bytes().to_vec())
}

fn image([width, height]: [DictItem; 2], (space, bits, filter): (&str, i64, &str)) -> Vec<(&'static str, DictItem)> {
    let mut entries = vec![
        ("Subtype", name("Image")),
        ("Width", width.clone()),
        ("Height", height),
        ("ColorSpace", name(space)),
        ("BitsPerComponent", DictItem::Int(bits)),
        ("Filter", name(filter)),
    ];
    // The compressed rows of a PNG, each with its own filter (ISO 32000-1, 7.4.4.4).
    if filter == "FlateDecode" {
        let colours = DictItem::Int(if space == "DeviceRGB" { 3 } else { 1 });
        let parameters = [
            ("Predictor", DictItem::Int(15)),
            ("Colors", colours),
            ("BitsPerComponent", DictItem::Int(bits)),
            ("Columns", width),
        ];
        let map = parameters.map(|(key, value)| (key.to_owned(), value)).into_iter().collect();
        entries.push(("DecodeParms", DictItem::Dict { map }));
    }
    entries
}

/// The compressed rows of a PNG: the data of its IDAT chunks (ISO 15948, 11.2.4).
fn rows(png: &[u8]) -> Option<Vec<u8>> {
    let mut rest = png.get(8..)?;
    let mut rows = Vec::with_capacity(png.len());
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let (kind, content) = (rest.get(4..8)?, rest.get(8..length.checked_add(8)?)?);
        match kind {
            b"IDAT" => rows.extend_from_slice(content),
            b"IEND" => return (!rows.is_empty()).then_some(rows),
            _ => {}
        }
        // A chunk's CRC is not checked here: the SHA-256 of the file is checked at every reading.
        rest = rest.get(length + 12..)?;
    }
}
