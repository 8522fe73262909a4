//! The letter in a body: typed or on paper, its signature, what of it is withheld by hand.

use super::bodies::LetterBody;
use super::scan::{self, ScanDraft};
use super::withheld;
use crate::commendations::order::LetterOrder;
use crate::letters::rules::{LanguageTag, LetterText, PersonName, Strokes};
use crate::web::Problems;

/// The letter, and its scan still to be looked up.
pub fn read(body: LetterBody, problems: &mut Problems) -> (Option<LetterOrder>, Option<ScanDraft>) {
    let language = body
        .language
        .flatten()
        .and_then(|tag| problems.keep("/letter/language", "bad_language", LanguageTag::parse(&tag)));
    let signature = body.signature.flatten();
    let signature_name = signature.as_ref().and_then(|signature| signature.name.as_ref()).and_then(|name| {
        PersonName::parse(name)
            .map_err(|why| problems.at_path("/letter/signature/name", why.code(), why.to_string()))
            .ok()
    });
    let strokes = signature
        .and_then(|signature| signature.strokes.flatten())
        .and_then(|strokes| self::strokes(strokes, problems));
    let words = if body.kind.as_deref() == Some("scan") { &body.transcript } else { &body.text };
    let words = words.as_ref().and_then(Option::as_deref);
    let withheld = withheld::places(words, body.withheld.flatten(), "/letter/withheld", problems);
    let pages_checked = body.pages_checked.flatten();
    let parsed = |pointer: &str, text: Option<String>, problems: &mut Problems| {
        let text = LetterText::parse(&text?);
        text.map_err(|why| problems.at_path(pointer, why.code(), why.to_string())).ok()
    };
    let (text, transcript) = (body.text.flatten(), body.transcript.flatten());
    let (upload_id, redactions) = (body.upload_id.flatten(), body.redactions.flatten());
    match body.kind.as_deref() {
        Some("typed") => {
            if upload_id.is_some() {
                problems.at_path("/letter/upload_id", "unknown_field", "A typed letter has no upload.");
            }
            if transcript.is_some() {
                problems.at_path("/letter/transcript", "unknown_field", "The words of a typed letter are its text.");
            }
            if redactions.is_some() {
                problems.at_path("/letter/redactions", "unknown_field", "A typed letter has no pages to cover.");
            }
            if pages_checked.is_some() {
                problems.at_path("/letter/pages_checked", "unknown_field", "A typed letter has no pages to check.");
            }
            if text.is_none() {
                problems.at_path("/letter/text", "required", "A typed letter has its text here.");
            }
            let text = parsed("/letter/text", text, problems);
            let order =
                |text| LetterOrder { text: Some(text), withheld, scan: None, language, signature_name, strokes };
            (text.map(order), None)
        }
        Some("scan") => {
            if text.is_some() {
                problems.at_path("/letter/text", "unknown_field", "The words of a scan are its transcript.");
            }
            if strokes.is_some() {
                problems.at_path("/letter/signature/strokes", "unknown_field", "A scan is signed on its page.");
            }
            let text = parsed("/letter/transcript", transcript, problems);
            let scan = scan::draft(upload_id, redactions, pages_checked.unwrap_or(false), problems);
            let order = LetterOrder { text, withheld, scan: None, language, signature_name, strokes: None };
            (Some(order), Some(scan))
        }
        Some(_) => {
            problems.at_path("/letter/kind", "unknown_kind", "This has to be typed or scan.");
            (None, None)
        }
        None => (None, None),
    }
}

fn strokes(strokes: Vec<Vec<Vec<f64>>>, problems: &mut Problems) -> Option<Strokes> {
    let mut points = Vec::with_capacity(strokes.len());
    for (index, stroke) in strokes.iter().enumerate() {
        let pairs: Option<Vec<[f64; 2]>> = stroke.iter().map(|point| point.as_slice().try_into().ok()).collect();
        let Some(pairs) = pairs else {
            let pointer = format!("/letter/signature/strokes/{index}");
            problems.at_path(&pointer, "bad_point", "A point is two numbers: [x, y].");
            return None;
        };
        points.push(pairs);
    }
    Strokes::parse(points)
        .map_err(|found| {
            for why in found {
                problems.at_path("/letter/signature/strokes", why.code(), why.to_string());
            }
        })
        .ok()
}
