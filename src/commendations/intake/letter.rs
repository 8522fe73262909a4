//! The letter of an input: typed or on paper, its signature, the regions covered on its pages.

use serde::{Deserialize, Serialize};

use super::withheld_places::{self, PlaceInput};
use super::{Field, Findings, Submitted, Text, WithheldFrom};
use crate::commendations::LetterKind;
use crate::commendations::order::LetterOrder;
use crate::ids::UploadId;
use crate::letters::rules::{LanguageTag, LetterText, PersonName, Strokes};
use crate::letters::uploads::MOST_REGIONS;

/// An upload that is not the caller's, or not there.
pub const UNKNOWN_UPLOAD: &str = "No upload of yours has this id. Send the letter within a day of its file.";

/// The client's letter as somebody filled it in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterInput {
    /// `typed`, `scan`, or `none` for a letter that does not go.
    pub kind: Submitted<String>,
    /// The words of a typed letter.
    pub text: Submitted<String>,
    /// A BCP 47 tag.
    pub language: Submitted<String>,
    /// The signature; for a scan the name alone.
    pub signature: Submitted<SignatureInput>,
    /// The file of a scan.
    pub upload: Submitted<String>,
    /// The words typed from a scan.
    pub transcript: Submitted<String>,
    /// The regions to be covered on the pages of a scan.
    pub regions: Submitted<Vec<Submitted<RegionInput>>>,
    /// The banker has looked at the pages of a scan.
    pub pages_checked: Submitted<bool>,
    /// Places withheld in the text or transcript.
    pub withheld: Submitted<Vec<Submitted<PlaceInput>>>,
}

/// The kind of a letter that does not go: a draft keeps what was typed for it.
const LEFT_OUT: &str = "none";

impl LetterInput {
    /// True when no letter goes.
    pub fn is_left_out(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind == LEFT_OUT)
    }

    /// The same as a letter that does not go.
    #[must_use]
    pub fn left_out(self) -> Self {
        Self { kind: Submitted::Value(LEFT_OUT.to_owned()), ..self }
    }
}

/// The client's name under the letter, and the lines that were drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignatureInput {
    /// Typed.
    pub name: Submitted<String>,
    /// Lines of points `[x, y]`.
    pub strokes: Submitted<Vec<Vec<Vec<f64>>>>,
}

/// A region of a page, in fractions of the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegionInput {
    /// From 1.
    pub page: Submitted<f64>,
    /// Left edge.
    pub x: Submitted<f64>,
    /// Upper edge.
    pub y: Submitted<f64>,
    /// Width.
    pub w: Submitted<f64>,
    /// Height.
    pub h: Submitted<f64>,
}

/// A scan, checked without its upload.
pub struct ScanAsked {
    pub upload: Option<UploadId>,
    /// Page, left, upper, width, height; each with its place in the list.
    pub regions: Vec<(usize, [f64; 5])>,
    pub checked: bool,
}

/// The letter, and its scan still to be looked up.
pub(super) fn check(given: LetterInput, findings: &mut Findings) -> (Option<LetterOrder>, Option<ScanAsked>) {
    let language = findings.take(given.language).and_then(|tag| {
        LanguageTag::parse(&tag).map_err(|why| findings.note(Field::Language, "bad_language", why.to_string())).ok()
    });
    let signature = findings.take(given.signature);
    let (signature_name, strokes) = signature.map(|given| self::signature(given, findings)).unwrap_or_default();
    let no_text = given.text.is_absent();
    let (text, transcript) = (findings.take(given.text), findings.take(given.transcript));
    let pages_checked = findings.take(given.pages_checked);
    let kind = findings.required(Field::LetterKind, given.kind, "Say whether the letter is typed or a scan.");
    let words = if kind.as_deref() == Some(LetterKind::Scan.as_str()) { &transcript } else { &text };
    let withheld = withheld_places::places(words.as_deref(), given.withheld, WithheldFrom::Letter, findings);
    match kind.map(|kind| kind.parse()) {
        Some(Ok(LetterKind::Typed)) => {
            let pages = [
                (given.upload.as_ref().is_some(), Field::Upload, "A typed letter has no upload."),
                (transcript.is_some(), Field::Text(Text::Transcript), "The words of a typed letter are its text."),
                (given.regions.as_ref().is_some(), Field::Regions, "A typed letter has no pages to cover."),
                (pages_checked.is_some(), Field::PagesChecked, "A typed letter has no pages to check."),
            ];
            not_here(pages, findings);
            if no_text {
                findings.note(Field::Text(Text::Letter), "required", "A typed letter has its text here.");
            }
            let text = parsed(Text::Letter, text, findings);
            let order =
                |text| LetterOrder { text: Some(text), withheld, scan: None, language, signature_name, strokes };
            (text.map(order), None)
        }
        Some(Ok(LetterKind::Scan)) => {
            let typed = [
                (text.is_some(), Field::Text(Text::Letter), "The words of a scan are its transcript."),
                (strokes.is_some(), Field::Strokes, "A scan is signed on its page."),
            ];
            not_here(typed, findings);
            let text = parsed(Text::Transcript, transcript, findings);
            let scan = scan(given.upload, given.regions, pages_checked.unwrap_or(false), findings);
            let order = LetterOrder { text, withheld, scan: None, language, signature_name, strokes: None };
            (Some(order), Some(scan))
        }
        Some(Err(_)) => {
            findings.note(Field::LetterKind, "unknown_kind", "This has to be typed or scan.");
            (None, None)
        }
        None => (None, None),
    }
}

fn signature(given: SignatureInput, findings: &mut Findings) -> (Option<PersonName>, Option<Strokes>) {
    let field = Field::Text(Text::SignatureName);
    let name = findings.required(field.clone(), given.name, "A signature has a typed name.").and_then(|name| {
        let name = PersonName::parse(&name);
        name.map_err(|why| findings.note(field, why.code(), why.phrase())).ok()
    });
    (name, findings.take(given.strokes).and_then(|strokes| self::strokes(strokes, findings)))
}

/// Notes the fields that a letter of this kind has not.
fn not_here<const N: usize>(fields: [(bool, Field, &str); N], findings: &mut Findings) {
    for (there, field, why) in fields {
        if there {
            findings.note(field, "unknown_field", why);
        }
    }
}

fn parsed(field: Text, text: Option<String>, findings: &mut Findings) -> Option<LetterText> {
    LetterText::parse(&text?).map_err(|why| findings.note(Field::Text(field), why.code(), why.phrase())).ok()
}

fn scan(
    upload: Submitted<String>,
    regions: Submitted<Vec<Submitted<RegionInput>>>,
    checked: bool,
    findings: &mut Findings,
) -> ScanAsked {
    if upload.is_absent() {
        findings.note(Field::Upload, "required", "A letter on paper needs its file.");
    }
    let upload = findings.take(upload).and_then(|id| {
        let id = id.parse();
        id.map_err(|_| findings.note(Field::Upload, "unknown_upload", UNKNOWN_UPLOAD)).ok()
    });
    let why = format!("Cover {MOST_REGIONS} regions at most; a few larger ones do as well.");
    let regions = findings.at_most(regions, MOST_REGIONS, &Field::Regions, &why);
    let whole = regions.into_iter().filter_map(|(index, region)| {
        let members = [("page", region.page), ("x", region.x), ("y", region.y), ("w", region.w), ("h", region.h)];
        let why = "A region has a page, two edges, a width and a height.";
        let members = members.map(|(name, member)| findings.required(Field::Region(index, name), member, why));
        let [Some(page), Some(x), Some(y), Some(w), Some(h)] = members else { return None };
        Some((index, [page, x, y, w, h]))
    });
    ScanAsked { upload, regions: whole.collect(), checked }
}

fn strokes(strokes: Vec<Vec<Vec<f64>>>, findings: &mut Findings) -> Option<Strokes> {
    let mut points = Vec::with_capacity(strokes.len());
    for (index, stroke) in strokes.iter().enumerate() {
        let pairs: Option<Vec<[f64; 2]>> = stroke.iter().map(|point| point.as_slice().try_into().ok()).collect();
        let Some(pairs) = pairs else {
            findings.note(Field::Stroke(index), "bad_point", "A point is two numbers: [x, y].");
            return None;
        };
        points.push(pairs);
    }
    Strokes::parse(points)
        .map_err(|found| {
            for why in found {
                findings.note(Field::Strokes, why.code(), why.to_string());
            }
        })
        .ok()
}
