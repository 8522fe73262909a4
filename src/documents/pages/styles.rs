//! The measures, colours and type of the letter, in one place. Points from the upper left corner of an A4 page.
//!
//! US Letter is wider and lower: columns and top stay, and everything measured from the lower end moves up by [`lift`].

use super::circulated_copy::{Colour, Paper};
use crate::documents::pdf::sheet::MM;
use crate::documents::text::fonts::Cut;
use crate::documents::text::line::Style;
use crate::documents::text::shaping_options::Figures;

// Columns: margin column 36 mm, gutter 8, text column 120, right margin 24.
pub const LEFT: f32 = 22.0 * MM;
pub const MARGIN_WIDTH: f32 = 36.0 * MM;
pub const TEXT: f32 = 66.0 * MM;
pub const TEXT_WIDTH: f32 = 120.0 * MM;
pub const WIDTH: f32 = 164.0 * MM;

// Head.
pub const BAR_TOP: f32 = 14.0 * MM;
pub const BAR_HEIGHT: f32 = 2.0;
pub const BAR_ACCENT: f32 = 36.0 * MM;
pub const HEAD_TOP: f32 = BAR_TOP + BAR_HEIGHT + 18.0;
pub const MARK_TOP: f32 = HEAD_TOP + 3.0;
pub const MARK_SIZE: f32 = 30.0;
/// The room for the bank's own logo: as high as the head, as wide as the margin column, or wider if it contains the bank's
/// name.
pub const LOGO_HEIGHT: f32 = 36.0;
pub const NAMED_LOGO_WIDTH: f32 = 80.0 * MM;
/// The space between a logo wider than the margin column and the line beside it.
pub const BESIDE_LOGO: f32 = 8.0 * MM;
pub const TITLE_TOP: f32 = HEAD_TOP + 36.0 + 32.0;
/// The baseline of the draft mark, above the bar.
pub const DRAFT_BASELINE: f32 = 9.0 * MM + 8.0;

// Following pages.
pub const RUNNING_TOP: f32 = BAR_TOP + BAR_HEIGHT + 8.0;
pub const FOLLOWING_TOP: f32 = BAR_TOP + 48.0;

// Ends.
pub const TEXT_BOTTOM: f32 = 268.0 * MM;
pub const PROOF_TOP: f32 = 249.6 * MM;
pub const PROOF_SIDE: f32 = 20.4 * MM;
/// The lower end of text on a page with the proof below it.
pub const LAST_BOTTOM: f32 = PROOF_TOP - 14.0;
pub const FOOT_TOP: f32 = 286.0 * MM - 17.5;

/// The distance by which the lower end of a page is higher than on A4.
pub fn lift(paper: Paper) -> f32 {
    Paper::A4.size()[1] - paper.size()[1]
}

// Tint behind the cover note: 4 mm beyond both edges, so that its text keeps the columns.
pub const TINT_OVERHANG: f32 = 4.0 * MM;
pub const TINT_ABOVE: f32 = 14.0;
pub const TINT_BELOW: f32 = 15.0;

// Gaps.
pub const AFTER_TITLE: f32 = 32.0;
pub const BEFORE_NOTE: f32 = 24.0;
pub const BEFORE_THANKED: f32 = 14.0;
pub const BEFORE_SIGNATURE: f32 = 12.0;
pub const BETWEEN_ENTRIES: f32 = 8.0;

// Colours.
pub const INK: Colour = Colour(0x16_202e);
pub const SECOND: Colour = Colour(0x41_4d5d);
pub const THIRD: Colour = Colour(0x5a_6675);
pub const HAIRLINE: Colour = Colour(0xc8_c4ba);
pub const NOTE_TINT: Colour = Colour(0xfb_f5e6);
pub const PEN: Colour = Colour(0x1a_2f6b);
pub const WHITE: Colour = Colour(0xff_ffff);

/// The limit for line heights, in em: the metrics of some fonts ask for more, which would tear a paragraph apart.
pub const TALLEST: f32 = 1.5;

/// A style with old-style figures and no tracking.
pub const fn style(cut: Cut, size: f32, leading: f32, colour: Colour) -> Style {
    Style { cut, size, leading, colour, figures: Figures::OldStyle, tracking: 0.0 }
}

/// The client's words.
pub const LETTER: Style = style(Cut::Regular, 12.0, 16.0, INK);
/// The bank's words: the cover note, the thanked people.
pub const NOTE: Style = style(Cut::Regular, 11.0, 15.0, INK);
/// The margin, and small text.
pub const SMALL: Style = style(Cut::Regular, 9.5, 12.0, SECOND);
pub const LABEL: Style = style(Cut::Italic, 9.5, 12.0, THIRD);
pub const NAME: Style = style(Cut::Semibold, 9.5, 12.0, INK);
pub const REFERENCE: Style = Style { figures: Figures::Tabular, ..SMALL };

pub const IN_PRAISE_OF: Style = style(Cut::Italic, 14.0, 16.0, SECOND);
pub const TITLE: Style = Style { tracking: -0.012, ..style(Cut::Regular, 30.0, 36.0, INK) };
pub const DEPARTMENT: Style = style(Cut::Regular, 12.0, 16.0, SECOND);
/// A name that was typed instead of drawn.
pub const TYPED_NAME: Style = style(Cut::Italic, 16.0, 20.0, PEN);

pub const BANK: Style = style(Cut::Semibold, 16.0, 20.0, INK);
/// Its figures are lining: people type and compare addresses.
pub const BRANCH: Style = style(Cut::Regular, 9.5, 14.0, THIRD).lining();
pub const CODE: Style = Style { figures: Figures::Tabular, tracking: 0.06, ..style(Cut::Semibold, 13.0, 16.0, INK) };
pub const FOOT: Style = Style { figures: Figures::Tabular, ..style(Cut::Regular, 8.5, 11.0, THIRD) };
