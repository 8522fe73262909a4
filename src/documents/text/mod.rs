//! Text, the lowest floor of documents: from characters to lines of shaped glyphs. It knows neither pages nor files.
//!
//! `passage` is what comes in; `cleaning` takes away what must not be set; `paragraph` sets lines, with the places where they may end
//! from `breaks`, those that are taken from `breaking`, directions from `direction` and glyphs from `shaping`; `fonts` has the faces, those of
//! the machine from `installed`.

pub mod breaking;
pub mod breaks;
pub mod cleaning;
pub mod composites;
pub mod direction;
pub mod fonts;
pub mod glyphs;
pub mod installed;
pub mod language;
pub mod line;
pub mod paragraph;
pub mod passage;
mod runs;
pub mod shaping;
