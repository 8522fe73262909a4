//! Text, the lowest layer of documents: turns characters into lines of shaped glyphs. It knows neither pages nor files.
//!
//! `passage` is the input; `cleaning` removes characters that must not be set; `paragraph` makes lines. `breaks` finds break
//! opportunities, `breaking` chooses among them, `direction` gives bidi levels and `shaping` glyphs; `fonts` has the faces,
//! `installed` those of the machine.

pub mod breaking;
pub mod breaks;
pub mod cleaning;
pub mod composites;
pub mod direction;
pub mod face;
pub mod fonts;
pub mod glyphs;
pub mod installed;
pub mod language;
pub mod line;
pub mod paragraph;
pub mod passage;
mod runs;
pub mod shaping;
pub mod voice;
