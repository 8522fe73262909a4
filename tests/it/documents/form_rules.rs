//! Rules for drawings embedded as form XObjects, such as the bank's logo. Comments cite the clauses of ISO 19005-2.

use lopdf::content::Content;
use lopdf::{Dictionary, Object};

use super::standards::{Issued, Nesting, dictionary, each, issued, name};

/// The operators allowed in such a drawing: paths, filled or for clipping, in colours that the output intent defines.
const OPERATORS: [&str; 11] = ["q", "Q", "m", "l", "c", "f", "f*", "W", "W*", "n", "rg"];

#[test]
fn a_form_draws_paths_and_needs_nothing_else() {
    each(forms);
    // The documents with a logo of paths, packets among them.
    let with_a_form = issued().iter().filter(|issued| {
        let mut streams = issued.document.objects.values().filter_map(|object| object.as_stream().ok());
        streams.any(|stream| name(&issued.document, &stream.dict, "Subtype") == Some("Form"))
    });
    assert!(with_a_form.count() > 4, "no document of those with a drawn logo has a form");
}

pub fn forms(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    for form in document.objects.values().filter_map(|object| object.as_stream().ok()) {
        if name(document, &form.dict, "Subtype") != Some("Form") {
            continue;
        }
        // 6.2.2: the form has a resource dictionary of its own, which is empty.
        if !dictionary(document, &form.dict, "Resources").is_some_and(Dictionary::is_empty) {
            wrong.push("6.2.2: a form without resources of its own, or with some".into());
        }
        // The form's content belongs to the structure element that draws the form, and is not transparent.
        for key in ["Group", "StructParent", "StructParents"].iter().filter(|key| form.dict.has(key.as_bytes())) {
            wrong.push(format!("{key} in a form"));
        }
        let content = form.decompressed_content().unwrap_or_else(|_| form.content.clone());
        let mut nesting = Nesting::default();
        for operation in Content::decode(&content).map(|content| content.operations).unwrap_or_default() {
            nesting.follow(&operation, wrong);
            if !OPERATORS.contains(&operation.operator.as_str()) {
                wrong.push(format!("6.2.2: operator {} in a form", operation.operator));
            }
            let sound = |operand: &Object| operand.as_i64().map_or(true, |number| i32::try_from(number).is_ok());
            if !operation.operands.iter().all(sound) {
                wrong.push(format!("6.1.13: {operation:?}"));
            }
        }
        // The page has saved its graphics state once when it draws the form.
        if nesting.saved != 0 || nesting.deepest > 27 {
            wrong.push(format!("6.1.13: q is nested {} deep, {} left open", nesting.deepest, nesting.saved));
        }
    }
}
