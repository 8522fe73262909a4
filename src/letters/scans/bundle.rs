//! Pages as one PDF: the file of a letter whose pages came in one file with those of other letters.
//!
//! Each page becomes a picture on a page of its size at 150 dpi. The pictures are ours, so nothing of the original file is in it but pixels.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::encode::{PageCoding, PageImage};

/// Points of a pixel at 150 dpi.
const PIXEL: f32 = 72.0 / 150.0;

/// A PDF of pages; `None` when one was not encoded by `encode`.
pub fn bundled(pages: &[PageImage]) -> Option<Vec<u8>> {
    let mut pdf = Document::with_version("1.7");
    let tree = pdf.new_object_id();
    let mut kids = Vec::with_capacity(pages.len());
    for page in pages {
        let picture = pdf.add_object(picture(page)?);
        let [width, height] = [page.width, page.height].map(|side| side as f32 * PIXEL);
        let drawing = format!("q {width:.2} 0 0 {height:.2} 0 0 cm /P Do Q");
        let contents = pdf.add_object(Stream::new(Dictionary::new(), drawing.into_bytes()));
        kids.push(Object::Reference(pdf.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => contents,
            "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            "Resources" => dictionary! { "XObject" => dictionary! { "P" => picture } },
        })));
    }
    let count = i64::try_from(kids.len()).ok()?;
    pdf.objects.insert(tree, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let catalogue = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).ok()?;
    Some(bytes)
}

fn picture(page: &PageImage) -> Option<Stream> {
    let (colours, bits) = match page.coding {
        PageCoding::JpegColour => ("DeviceRGB", 8),
        PageCoding::JpegGrey => ("DeviceGray", 8),
        PageCoding::PngBilevel => ("DeviceGray", 1),
    };
    let mut about = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(page.width), "Height" => i64::from(page.height),
        "ColorSpace" => colours, "BitsPerComponent" => bits,
    };
    if page.coding == PageCoding::PngBilevel {
        about.set("Filter", "FlateDecode");
        about.set(
            "DecodeParms",
            dictionary! { "Predictor" => 15, "Columns" => i64::from(page.width), "BitsPerComponent" => 1 },
        );
        return Some(Stream::new(about, png_data(&page.bytes)?).with_compression(false));
    }
    about.set("Filter", "DCTDecode");
    Some(Stream::new(about, page.bytes.clone()).with_compression(false))
}

/// The compressed rows of a PNG (ISO/IEC 15948, 5.3): the contents of its IDAT chunks.
fn png_data(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut data = Vec::new();
    let mut rest = bytes.get(8..)?;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (kind, after) = after.split_first_chunk::<4>()?;
        let (own, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        if kind == b"IDAT" {
            data.extend_from_slice(own);
        }
        rest = after.get(4..)?;
    }
    (!data.is_empty()).then_some(data)
}
