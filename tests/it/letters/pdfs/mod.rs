//! PDFs from outside: damaged ones, ones with active content, and ones with text that only some viewers show.

mod annotations;
mod drawing;
mod hidden;
mod repaired;

use std::io::Write as _;

use commend::letters::scans::{PageImage, Refused, read};

use super::scans::LIMITS;

/// Catalog, page tree and font of a page whose page object and content a test writes.
const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const TREE: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
const WORDS: &str = "BT /F1 24 Tf 72 700 Td (Thank you, Priya) Tj ET";

fn page(more: &str) -> String {
    format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {more} >>"
    )
}

fn stream(dictionary: &str, data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let head = format!("<< {dictionary} /Length {} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A page with text, and the test's own objects.
fn letter(catalog: &str, page: &str, more: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let own = [(1, catalog), (2, TREE), (3, page), (5, FONT)].map(|(number, text)| (number, text.as_bytes().to_vec()));
    let mut objects = own.to_vec();
    if !more.iter().any(|(number, _)| *number == 4) {
        objects.push((4, stream("", WORDS)));
    }
    objects.extend_from_slice(more);
    file(&objects)
}

/// A PDF file with a cross-reference table.
fn file(objects: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let size = objects.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
    let mut table = vec!["0000000000 65535 f \n".to_owned(); size as usize];
    for (number, object) in objects {
        table[*number as usize] = format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let at = bytes.len();
    bytes.extend(format!("xref\n0 {size}\n{}", table.concat()).bytes());
    bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").bytes());
    bytes
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(data).expect("memory");
    packed.finish().expect("memory")
}

fn pages(bytes: &[u8]) -> Vec<PageImage> {
    read(bytes, LIMITS).unwrap_or_else(|refused| panic!("{refused}")).1
}

fn refused(bytes: &[u8]) -> Refused {
    read(bytes, LIMITS).map(|(kind, pages)| (kind, pages.len())).expect_err("a file that is refused")
}
