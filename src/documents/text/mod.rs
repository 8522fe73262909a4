//! Text, the lowest layer of documents: turns characters into lines of shaped glyphs. It knows neither pages nor files.
//!
//! `passage` is the input; `cleaning` removes characters that must not be set; `paragraph` makes lines. `break_opportunities` finds break
//! opportunities, `line_breaking` chooses among them, `direction` gives bidi levels and `shaping` glyphs; `fonts` has the faces,
//! `installed_fonts` those of the machine.

pub mod break_opportunities;
pub mod cleaning;
pub mod composites;
pub mod direction;
pub mod face;
pub mod fonts;
pub mod glyphs;
pub mod installed_fonts;
pub mod language;
pub mod line;
pub mod line_breaking;
pub mod paragraph;
pub mod passage;
mod runs;
pub mod shaping;
pub mod shaping_options;
