//! What a file is, by how it begins. Its name and what the browser says of it count for nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Refused;

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Jpeg,
    Png,
    Tiff,
    Pdf,
}

impl Kind {
    /// # Errors
    /// For whatever is not taken.
    pub fn of(bytes: &[u8]) -> Result<Self, Refused> {
        match bytes {
            [] => Err(Refused::Empty),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            // 43 is TIFF with addresses of 64 bits.
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Self::Tiff),
            [b'%', b'P', b'D', b'F', b'-', ..] => Ok(Self::Pdf),
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_heic(brand) => Err(Refused::Heic),
            _ => match foreign(bytes) {
                Some(name) => Err(Refused::Foreign(name.into())),
                // Mail gateways and web servers put lines before it, and every viewer looks so far for it.
                None if pdf_begins(bytes).is_some() => Ok(Self::Pdf),
                None => Err(Refused::UnknownKind),
            },
        }
    }

    /// As it stands in a header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Pdf => "application/pdf",
        }
    }

    /// What its files end with.
    pub fn extension(media_type: &str) -> &'static str {
        match media_type {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/tiff" => "tif",
            _ => "pdf",
        }
    }
}

/// Where the PDF in a file begins.
pub fn pdf_begins(bytes: &[u8]) -> Option<usize> {
    bytes[..bytes.len().min(1024)].windows(5).position(|word| word == b"%PDF-")
}

/// What people send in its place, in words.
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
