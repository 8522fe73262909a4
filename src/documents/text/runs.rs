//! Which stretch of a word is set in which face.
//!
//! A word is cut where the face or the script changes; marks, and characters that only steer, stay with what they belong
//! to, and an emoji of several characters stays whole (UTS 51). Nothing is shaped here.

use harfrust::Script;
use unicode_normalization::char::is_combining_mark;

use super::fonts::{FaceId, Library};
use super::shaping::Voice;
use crate::unseen::is_invisible;

/// A stretch of a word in one face and one script.
pub struct Run {
    /// Bytes of the word.
    pub start: usize,
    pub end: usize,
    /// `None` where no face has the characters.
    pub face: Option<FaceId>,
    /// Unknown until a character with a script of its own comes.
    pub script: Option<Script>,
}

/// The runs of `text`, in its order.
pub fn runs(text: &str, voice: Voice, faces: &Library) -> Vec<Run> {
    let has = |face, c| faces.face(face).font.charmap().map_unicode(c).is_some();
    let mut runs: Vec<Run> = Vec::new();
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|&(_, next)| next);
        let own_face = || match next {
            Some(next) if asks_for_emoji(next) && has(FaceId::EMOJI, c) => Some(FaceId::EMOJI),
            _ => faces.face_for(voice.cut, voice.language, c),
        };
        let script = harfrust::unicode::script(u32::from(c));
        let neutral = matches!(script, Script::COMMON | Script::INHERITED | Script::UNKNOWN);
        let clings = is_combining_mark(c) || is_invisible(c) || before == Some(JOINER);
        before = Some(c);
        if let Some(run) = runs.last_mut() {
            let same_script = neutral || run.script.is_none_or(|its| its == script);
            let fits = match run.face {
                Some(face) => is_invisible(c) || (same_script && has(face, c)),
                None => clings,
            };
            // A sign that several scripts share is taken from the face of the word it stands in, where that is foreign or
            // runs from the right: programs take what changes its face there for another word.
            let sign = voice.rtl && !c.is_alphanumeric();
            let shared = || neutral && (sign || own_face().is_none_or(|face| !faces.is_built_in(face)));
            if fits && (clings || run.face == own_face() || shared()) {
                run.end = end;
                run.script = run.script.or((!neutral).then_some(script));
                continue;
            }
        }
        let face = if is_invisible(c) { Some(FaceId(voice.cut as u16)) } else { own_face() };
        runs.push(Run { start: at, end, face, script: (!neutral).then_some(script) });
    }
    runs
}

/// ZERO WIDTH JOINER: what follows is to be one picture, or one cluster, with what precedes.
const JOINER: char = '\u{200d}';

/// Whether `next` makes an emoji of the character before it: a variation selector, a colour of skin, a key's frame
/// (UTS 51, 1.4.3 and 1.4.4).
fn asks_for_emoji(next: char) -> bool {
    matches!(next, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}')
}

/// Whether a character that is not seen is part of how a word or an emoji is spelled, so that a copy has to have it.
pub fn is_spelled(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}')
}
