//! Places in a body that are withheld by hand: from characters of a text as it was sent to bytes of the text that is kept.

use super::bodies::PlaceBody;
use crate::commendations::order::ByHand;
use crate::letters::rules::LetterText;
use crate::letters::screening::{Counted, MOST_PLACES, PlaceProblem, overlapping};
use crate::web::{Elements, Problems};

/// Bytes of the longest text there is, and twice that.
const LONGEST: usize = 8 * LetterText::MOST;

/// The places in `text`, with every problem noted below `pointer`.
pub fn places(
    text: Option<&str>,
    given: Option<Elements<PlaceBody>>,
    pointer: &str,
    problems: &mut Problems,
) -> ByHand {
    let text_is_missing = text.is_none();
    // A text that is far too long is refused, and nobody counts in it.
    let text = text.filter(|text| text.trim().len() <= LONGEST);
    let counted = text.map(Counted::new);
    let trimmed = counted.as_ref().map_or(0, Counted::trimmed);
    let Some(given) = given else { return ByHand { trimmed, ..ByHand::default() } };
    let why = format!("Withhold {MOST_PLACES} places at most; a few longer ones do as well.");
    let given = given.at_most(MOST_PLACES, pointer, &why, problems);
    let Some(counted) = counted else {
        if text_is_missing && !given.is_empty() {
            problems.at_path(pointer, "unknown_field", "There is no text here of which anything could be withheld.");
        }
        return ByHand::default();
    };
    let mut places = Vec::with_capacity(given.len());
    for (index, body) in given {
        let (Some(start), Some(end)) = (body.start, body.end) else { continue };
        match counted.bytes(start, end) {
            Ok(place) => places.push((index, place)),
            Err((member, why)) => {
                problems.at_path(&format!("{pointer}/{index}/{member}"), why.code(), why.to_string());
            }
        }
    }
    for index in overlapping(&places) {
        let why = PlaceProblem::Overlapping;
        problems.at_path(&format!("{pointer}/{index}"), why.code(), why.to_string());
    }
    ByHand { places: places.into_iter().map(|(_, place)| place).collect(), answered: true, trimmed }
}
