//! Pictures in a document: pages of a scan, set in as they are encoded, never decoded here.
//!
//! A letter names its pictures by their SHA-256; whoever has it rendered hands their bytes over as [`Images`]. A JPEG goes in
//! as it is; of a PNG its packed rows do, because PDF reads the same form (ISO 32000-1, 7.4.4.4). Colours are DeviceRGB or
//! DeviceGray, which the document's output intent says are sRGB; nothing is interpolated, nothing is transparent.

use std::collections::BTreeMap;
use std::sync::Arc;

use printpdf::xobject::ExternalStream;
use printpdf::{DictItem, ExternalXObject, XObject, XObjectId};

use super::DocumentError;
use super::letter::{Coding, Sheet};

/// The bytes of a letter's pictures, by their SHA-256.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images(BTreeMap<String, Arc<[u8]>>);

impl Images {
    pub fn insert(&mut self, sha256: String, bytes: &[u8]) {
        self.0.insert(sha256, bytes.into());
    }

    /// A picture that a letter names.
    pub(super) fn picture(&self, sheet: &Sheet) -> Result<Arc<Picture>, DocumentError> {
        let missing = || DocumentError::Image { sha256: sheet.sha256.clone() };
        let bytes = self.0.get(&sheet.sha256).ok_or_else(missing)?;
        let data = match sheet.coding {
            Coding::JpegColour | Coding::JpegGrey => bytes.to_vec(),
            Coding::PngBilevel => rows(bytes).ok_or_else(missing)?,
        };
        Ok(Arc::new(Picture { sheet: sheet.clone(), data }))
    }
}

/// A picture as it goes into the file.
#[derive(Debug)]
pub struct Picture {
    sheet: Sheet,
    data: Vec<u8>,
}

impl Picture {
    /// What pages call it: the same picture on two pages is in the file once.
    pub fn id(&self) -> XObjectId {
        XObjectId(format!("Im{}", self.sheet.sha256.get(..16).unwrap_or(&self.sheet.sha256)))
    }

    /// Its object (ISO 32000-1, 8.9.5).
    pub fn object(&self) -> XObject {
        let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
        let (space, bits, filter) = match self.sheet.coding {
            Coding::JpegColour => ("DeviceRGB", 8, "DCTDecode"),
            Coding::JpegGrey => ("DeviceGray", 8, "DCTDecode"),
            Coding::PngBilevel => ("DeviceGray", 1, "FlateDecode"),
        };
        let mut entries = vec![
            ("Type", name("XObject")),
            ("Subtype", name("Image")),
            ("Width", DictItem::Int(self.sheet.width.into())),
            ("Height", DictItem::Int(self.sheet.height.into())),
            ("ColorSpace", name(space)),
            ("BitsPerComponent", DictItem::Int(bits)),
            ("Filter", name(filter)),
        ];
        if self.sheet.coding == Coding::PngBilevel {
            let parameters =
                [("Predictor", 15), ("Colors", 1), ("BitsPerComponent", 1), ("Columns", self.sheet.width.into())];
            let map = parameters.map(|(key, value)| (key.to_owned(), DictItem::Int(value))).into_iter().collect();
            entries.push(("DecodeParms", DictItem::Dict { map }));
        }
        let dict = entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let stream = ExternalStream { dict, content: self.data.clone(), compress: false };
        XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
    }
}

/// The packed rows of a PNG: what is in its IDAT chunks (ISO 15948, 11.2.4).
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
        // The check that follows a chunk was made when the file was: its SHA-256 is looked at on every reading.
        rest = rest.get(length + 12..)?;
    }
}
