//! The measures, colours and type of a packet's own pages, in addition to those of the letter.

use crate::documents::pages::circulated_copy::Colour;
use crate::documents::pages::styles::{FOLLOWING_TOP, HEAD_TOP, INK, SECOND, SMALL, TEXT_WIDTH, THIRD, style};
use crate::documents::pdf::sheet::MM;
use crate::documents::text::fonts::Cut;
use crate::documents::text::line::Style;

const fn name(size: f32) -> Style {
    Style { tracking: -0.016, ..style(Cut::Regular, size, size + if size > 22.0 { 6.0 } else { 4.0 }, INK) }
}

pub const CHART: Colour = Colour(0x2a_7f78);
pub const SEAL_TINT: Colour = Colour(0xf4_f2ee);

// Cover.
pub const COVER_TOP: f32 = HEAD_TOP + 36.0;
/// The space above the title, which a long name may use.
pub const ABOVE_TITLE: f32 = 112.0;
pub const LEAST_ABOVE_TITLE: f32 = 24.0;
pub const IN_PRAISE_OF: Style = style(Cut::Italic, 16.0, 20.0, SECOND);
/// The name's sizes, largest first.
pub const NAMES: [Style; 9] =
    [name(44.0), name(36.0), name(30.0), name(26.0), name(22.0), name(18.0), name(14.0), name(11.0), name(9.0)];
/// At this size and below, a name that does not fit on a line is wrapped.
pub const WRAPPED_NAME: f32 = 30.0;
pub const TITLE: Style = style(Cut::Regular, 13.0, 18.0, SECOND);
pub const FIGURE: Style = style(Cut::Regular, 26.0, 30.0, INK).lining();
pub const LABEL: Style = style(Cut::Regular, 9.5, 12.0, SECOND);
pub const BAR_NUMBER: Style = style(Cut::Regular, 9.5, 12.0, INK).lining();
pub const BAR_LABEL: Style = style(Cut::Regular, 9.5, 12.0, THIRD).lining();
pub const ENTRY: Style = style(Cut::Regular, 11.0, 15.0, INK);
pub const COUNT: Style = ENTRY.lining();

// Index.
pub const HEADING: Style = Style { tracking: -0.01, ..style(Cut::Regular, 24.0, 28.0, INK) };
pub const HEADING_TOP: f32 = FOLLOWING_TOP;
/// The distance from the head of a page to its first row.
pub const FIRST_ROW: f32 = 56.0;
pub const ROWS_A_PAGE: usize = 14;
/// The fewest rows on the last page.
pub const LEAST_ROWS: usize = 5;
pub const ROW: f32 = 40.0;
pub const DAY: Style = SMALL.lining();
pub const REFERENCE: Style = DAY.tinted_third();
pub const WHO: Style = style(Cut::Semibold, 11.0, 14.0, INK);
pub const HOW: Style = style(Cut::Regular, 11.0, 14.0, THIRD);
pub const PAGE: Style = style(Cut::Regular, 11.0, 14.0, INK).lining();
pub const WORDS: Style = style(Cut::Italic, 10.5, 14.0, SECOND);
/// The text in place of first words for a letter on paper without a transcript.
pub const NO_WORDS: Style = style(Cut::Regular, 10.5, 14.0, THIRD);
pub const WORDS_WIDTH: f32 = TEXT_WIDTH - 14.0 * MM;

// Digest.
pub const STATEMENT: Style = style(Cut::Regular, 11.0, 15.0, INK);
pub const ROW_TEXT: Style = style(Cut::Regular, 9.5, 12.0, INK).lining();
pub const DIGEST: Style = style(Cut::Mono, 7.5, 12.0, SECOND);
pub const SEAL: Style = style(Cut::Mono, 8.5, 13.0, INK);
pub const LINE: f32 = 12.7;
/// The extra space after every fifth row.
pub const AFTER_FIVE: f32 = 4.0;

impl Style {
    const fn tinted_third(self) -> Self {
        Self { colour: THIRD, ..self }
    }
}
