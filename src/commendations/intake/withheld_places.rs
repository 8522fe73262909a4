//! Places withheld by hand: converts character offsets in a text as sent to byte offsets in the text as stored.

use serde::{Deserialize, Serialize};

use super::{Field, Findings, Submitted, WithheldFrom};
use crate::commendations::order::ByHand;
use crate::letters::rules::LetterText;
use crate::letters::screening::{Counted, MOST_PLACES, PlaceProblem, overlapping};

/// A place of a text, in characters from 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceInput {
    /// The first character.
    pub start: Submitted<f64>,
    /// The first character behind it.
    pub end: Submitted<f64>,
}

/// Twice the bytes of the longest text there is.
const LONGEST: usize = 8 * LetterText::MOST;

/// The places in `text`.
pub(super) fn places(
    text: Option<&str>,
    given: Submitted<Vec<Submitted<PlaceInput>>>,
    of: WithheldFrom,
    findings: &mut Findings,
) -> ByHand {
    let text_is_missing = text.is_none();
    // A text that is far too long is refused, and nobody counts in it.
    let text = text.filter(|text| text.trim().len() <= LONGEST);
    let counted = text.map(Counted::new);
    let trimmed = counted.as_ref().map_or(0, Counted::trimmed);
    let answered = given.as_ref().is_some();
    let why = format!("Withhold {MOST_PLACES} places at most; a few longer ones do as well.");
    let given = findings.at_most(given, MOST_PLACES, &Field::Withheld(of), &why);
    if !answered {
        return ByHand { trimmed, ..ByHand::default() };
    }
    let Some(counted) = counted else {
        if text_is_missing && !given.is_empty() {
            let why = "There is no text here of which anything could be withheld.";
            findings.note(Field::Withheld(of), "unknown_field", why);
        }
        return ByHand::default();
    };
    let mut places = Vec::with_capacity(given.len());
    for (index, place) in given {
        let edge = |name| Field::PlaceEdge(of, index, name);
        let why = "A place has the numbers of its first character and of the one behind it.";
        let start = findings.required(edge("start"), place.start, why);
        let end = findings.required(edge("end"), place.end, why);
        let (Some(start), Some(end)) = (start, end) else { continue };
        match counted.bytes(start, end) {
            Ok(place) => places.push((index, place)),
            Err((member, why)) => findings.note(Field::PlaceEdge(of, index, member), why.code(), why.to_string()),
        }
    }
    for index in overlapping(&places) {
        let why = PlaceProblem::Overlapping;
        findings.note(Field::Place(of, index), why.code(), why.to_string());
    }
    ByHand { places: places.into_iter().map(|(_, place)| place).collect(), answered: true, trimmed }
}
