//! Runs: divides a word into stretches of one face and one script.
//!
//! A word is cut where the face or the script changes. Marks and format characters stay in the run of the character they
//! belong to, and an emoji of several characters stays whole (UTS 51). Nothing is shaped here.

use harfrust::Script;
use unicode_normalization::char::is_combining_mark;

use super::fonts::{FaceId, Library};
use super::shaping_options::ShapingOptions;
use crate::invisible_characters::is_invisible;

/// A stretch of a word in one face and one script.
pub struct Run {
    /// Bytes of the word.
    pub start: usize,
    pub end: usize,
    /// `None` if no face has the characters.
    pub face: Option<FaceId>,
    /// `None` until the run has a character with a script of its own.
    pub script: Option<Script>,
}

/// The runs of `text`, in logical order.
pub fn runs(text: &str, voice: ShapingOptions, faces: &Library) -> Vec<Run> {
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
            // A sign that several scripts share takes the face of its run in two cases: the sign's own face is not built in, or
            // the word runs from right to left, where PDF readers take a change of face for the start of another word.
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

/// ZERO WIDTH JOINER: joins the next character to the previous one in one emoji or cluster.
const JOINER: char = '\u{200d}';

/// True if `next` makes an emoji of the character before it: a variation selector, a skin tone, an enclosing keycap (UTS 51,
/// 1.4.3 and 1.4.4).
fn asks_for_emoji(next: char) -> bool {
    matches!(next, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}')
}

/// True for an invisible character that is part of the spelling of a word or emoji, so that copied text must contain it.
pub fn is_spelled(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}')
}
