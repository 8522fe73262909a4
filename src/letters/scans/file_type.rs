//! Determines the type of a file from its first bytes. Its name and the browser's media type are ignored.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Refused;

/// An accepted file type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Jpeg,
    Png,
    Tiff,
    Pdf,
}

impl Kind {
    /// # Errors
    /// For every other type.
    pub fn of(bytes: &[u8]) -> Result<Self, Refused> {
        match bytes {
            [] => Err(Refused::Empty),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            // Version 43 is BigTIFF, with 64-bit offsets.
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Self::Tiff),
            [b'%', b'P', b'D', b'F', b'-', ..] => Ok(Self::Pdf),
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_heic(brand) => Err(Refused::Heic),
            _ => match foreign(bytes) {
                Some(name) => Err(Refused::Foreign(name.into())),
                // Mail gateways and web servers put lines before the header, and every viewer searches the first 1,024 bytes for
                // it.
                None if pdf_begins(bytes).is_some() => Ok(Self::Pdf),
                None => Err(Refused::UnknownKind),
            },
        }
    }

    /// The value for a `Content-Type` header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Pdf => "application/pdf",
        }
    }

    /// The file name extension for a media type.
    pub fn extension(media_type: &str) -> &'static str {
        match media_type {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/tiff" => "tif",
            _ => "pdf",
        }
    }
}

/// The position of the header of a PDF.
pub fn pdf_begins(bytes: &[u8]) -> Option<usize> {
    bytes[..bytes.len().min(1024)].windows(5).position(|word| word == b"%PDF-")
}

/// Other file types that people send by mistake, in words.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"GIF8", "a GIF picture"),
        (b"BM", "a BMP picture"),
        (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
        (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
        (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
        (b"\xff\x0a", "a JPEG XL picture"),
        (b"8BPS", "a Photoshop file"),
        (b"%!PS", "a PostScript file"),
        (b"{\\rtf", "a text document"),
        (b"\xd0\xcf\x11\xe0", "a document of an older Office"),
        (b"<svg", "an SVG drawing"),
        (b"<?xml", "an XML file"),
        (b"<!DOCTYPE html", "a web page"),
        (b"<!doctype html", "a web page"),
        (b"<html", "a web page"),
    ];
    if let [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] = bytes {
        return Some("a WebP picture");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let beginning = &bytes[..bytes.len().min(4096)];
        let office = beginning.windows(19).any(|name| name == b"[Content_Types].xml");
        let open = beginning.windows(8).any(|name| name == b"mimetype");
        return Some(if office || open { "an Office document" } else { "a ZIP archive" });
    }
    KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

fn is_heic(brand: &[u8]) -> bool {
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"]
        .iter()
        .any(|b| brand.starts_with(*b))
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Tiff => "TIFF",
            Self::Pdf => "PDF",
        })
    }
}
