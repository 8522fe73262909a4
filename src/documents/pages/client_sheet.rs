//! A sheet on which a client writes a letter by hand: letterhead, lines, the tick box, a place to sign, and the code of its draft twice.
//!
//! All words come from the caller, in the client's language. Both codes are the same, at two corners, so that a fold or a thumb hides one of
//! them at most. A code names a draft to the people who may see it, and opens nothing. One page always: long words take the room of lines.

use chrono::NaiveDate;
use fast_qr::ECL;

use super::circulated_copy::{Letterhead, Passage};
use super::compose::{Composed, bar_and_foot};
use super::outlines;
use super::page_head::letterhead;
use super::styles::*;
use super::typesetter::{Stack, Typesetter, draw_atom};
use crate::documents::DocumentError;
use crate::documents::pdf::images::Images;
use crate::documents::pdf::sheet::{Drawing, MM, Outline, Owner, Segment, Sheets};
use crate::documents::pdf::tags::{Role, Tags};
use crate::documents::pdf::xmp::Metadata;
use crate::documents::text::cleaning::{one_line, plain};
use crate::documents::text::language::{self, LanguageCode};
use crate::documents::text::line::{Edge, Setting, Style};
use crate::documents::text::paragraph::Setter;
use crate::documents::text::shaping::Shaper;

/// A sheet, with its words as they are printed.
#[derive(Clone, Debug)]
pub struct ClientSheet {
    /// The letterhead; its language is that of the words.
    pub letterhead: Letterhead,
    /// True for words that run from right to left.
    pub rtl: bool,
    /// The title.
    pub title: String,
    /// The request: whom it is about, and that nobody has to.
    pub asked: Vec<String>,
    /// The sentence above the lines: what to leave out.
    pub hint: String,
    /// The words beside the tick box, and the smaller ones below them.
    pub consent: [String; 2],
    /// The sentence that says who will read it.
    pub readers: String,
    /// The labels of name, address for an answer, and signature.
    pub labels: [String; 3],
    /// The sentence beside the lower code: what it is for, and where the sheet goes.
    pub back: String,
    /// The description of the codes for people who cannot see them.
    pub alt: String,
    /// The code as it is read by people, such as `D-7KQ4-M2XD`.
    pub code: String,
    /// The code as it stands in the QR codes.
    pub mark: String,
    /// The text at the right of the foot.
    pub foot: String,
    /// The day on which it is printed.
    pub date: NaiveDate,
}

/// The side of a code. At 150 dpi a module of the smallest QR code then has seven pixels.
const CODE_SIDE: f32 = 26.0 * MM;
/// The space that stays white around a code: four modules of 21.
const QUIET: f32 = CODE_SIDE * 4.0 / 21.0;
/// The room between two lines to write on.
const BETWEEN_LINES: f32 = 9.0 * MM;
/// The side of the tick box.
const BOX: f32 = 4.6 * MM;
/// The top of the lower code.
const LOWER_CODE: f32 = 248.0 * MM;

const SHEET_TITLE: Style = Style { size: 26.0, leading: 32.0, ..TITLE };
const ASKED: Style = LETTER;
const CONSENT: Style = style(crate::documents::text::fonts::Cut::Semibold, 11.0, 15.0, INK);

/// Lays out the sheet.
///
/// # Errors
/// When the code of the sheet fits into no QR code, or the logo is not at hand.
pub fn compose(shaper: &Shaper, sheet: &ClientSheet, images: &Images) -> Result<Composed, DocumentError> {
    let setter = Setter::new(shaper);
    let language = LanguageCode::of(&sheet.letterhead.language);
    let mut typesetter = Typesetter { setter, sheets: Sheets::new(sheet.letterhead.paper), language };
    letterhead(&mut typesetter, &sheet.letterhead, images)?;
    let mut page = Page { typesetter, rtl: sheet.rtl };
    let up = lift(sheet.letterhead.paper);
    // The upper code stands where lines end, the lower one where they begin.
    let (upper_left, lower_left) = (LEFT + WIDTH - CODE_SIDE, LEFT);
    let top = page.head(sheet, WIDTH - CODE_SIDE - 2.0 * QUIET);
    page.code(sheet, [upper_left, TITLE_TOP], true)?;
    let lower = LOWER_CODE - up;
    let signing = page.signing_height(sheet);
    let below_lines = lower - QUIET - signing;
    page.lines(top.max(TITLE_TOP + CODE_SIDE + QUIET), below_lines);
    page.signing(sheet, below_lines);
    page.code(sheet, [lower_left, lower], false)?;
    page.back(sheet, lower);
    let typesetter = &mut page.typesetter;
    let footer = sheet.letterhead.footer.clone().unwrap_or_else(|| one_line(&sheet.letterhead.bank));
    bar_and_foot(typesetter, 0, sheet.letterhead.colours, (&footer, &one_line(&sheet.foot)));
    typesetter.sheets.tags.prune();
    Ok(Composed {
        metadata: Metadata {
            title: plain(&format!("{}, {}", one_line(&sheet.title), sheet.code)),
            author: one_line(&sheet.letterhead.bank),
            subject: plain(&one_line(&sheet.title)),
            identifier: None,
            language: language::tag(&sheet.letterhead.language).unwrap_or_else(|| "en".to_owned()),
            date: sheet.date,
        },
        missing: page.typesetter.setter.missing.characters,
        sheets: page.typesetter.sheets,
    })
}

/// The page while it is filled.
struct Page<'a> {
    typesetter: Typesetter<'a>,
    rtl: bool,
}

impl Page<'_> {
    fn edge(&self) -> Edge {
        if self.rtl { Edge::Right } else { Edge::Left }
    }

    /// A paragraph in a column, as a stack of its own.
    fn set(&mut self, owner: Owner, text: &str, style: &Style, [x, width]: [f32; 2]) -> Stack {
        let mut stack = Stack::new(x, width);
        self.add(&mut stack, owner, text, style, width);
        stack
    }

    fn add(&mut self, stack: &mut Stack, owner: Owner, text: &str, style: &Style, width: f32) {
        let setting = Setting { rtl: self.rtl, ..Setting::at_the_left(style, self.typesetter.language, width) };
        let setting = setting.at(self.edge());
        let lines = self.typesetter.setter.passage_lines(&Passage::from(one_line(text).as_str()), &setting);
        stack.lines(lines, style, owner);
    }

    fn paragraph(&mut self) -> Owner {
        Owner::Node(self.typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph))
    }

    /// Title and request. Returns their lower edge.
    fn head(&mut self, sheet: &ClientSheet, width: f32) -> f32 {
        let heading = self.typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Heading1);
        self.typesetter.sheets.tags.nodes[heading.0].title = Some(plain(&one_line(&sheet.title)));
        let mut stack = self.set(Owner::Node(heading), &sheet.title, &SHEET_TITLE, [LEFT, width]);
        stack.gap(4.0);
        for sentence in &sheet.asked {
            let owner = self.paragraph();
            self.add(&mut stack, owner, sentence, &ASKED, width);
        }
        stack.gap(6.0);
        let owner = self.paragraph();
        self.add(&mut stack, owner, &sheet.hint, &SMALL, width);
        let height = stack.atom.height;
        draw_atom(&mut self.typesetter, 0, stack.atom, TITLE_TOP);
        TITLE_TOP + height
    }

    /// A code; `is_named` writes the code below it, for people.
    fn code(&mut self, sheet: &ClientSheet, at: [f32; 2], is_named: bool) -> Result<(), DocumentError> {
        let (outlines, side) = outlines::qr_of(&sheet.mark, ECL::H)?;
        let figure = self.typesetter.sheets.tags.add_figure(Tags::DOCUMENT, &one_line(&sheet.alt));
        let drawing = Drawing::Path { outlines, at, scale: CODE_SIDE / side, colour: INK, pen: None };
        self.typesetter.sheets.draw(Owner::Node(figure), drawing);
        if is_named {
            let owner = self.paragraph();
            let mut stack = Stack::new(at[0], CODE_SIDE);
            let lines = self.typesetter.setter.lines(&sheet.code, &REFERENCE, self.typesetter.language, CODE_SIDE);
            stack.lines(lines, &REFERENCE, owner);
            draw_atom(&mut self.typesetter, 0, stack.atom, at[1] + CODE_SIDE + QUIET / 2.0);
        }
        Ok(())
    }

    fn rule(&mut self, x: f32, top: f32, width: f32) {
        let drawing = Drawing::Rectangle { bounds: [x, top, width, 0.6], colour: THIRD };
        self.typesetter.sheets.draw(Owner::Furniture, drawing);
    }

    /// The lines to write on.
    fn lines(&mut self, top: f32, bottom: f32) {
        let mut at = top + BETWEEN_LINES;
        while at <= bottom {
            self.rule(LEFT, at, WIDTH);
            at += BETWEEN_LINES;
        }
    }

    /// The room that tick box, readers and signature need.
    fn signing_height(&mut self, sheet: &ClientSheet) -> f32 {
        self.consent(sheet).atom.height + self.read_by(sheet).atom.height + 3.2 * BETWEEN_LINES + 34.0
    }

    fn consent(&mut self, sheet: &ClientSheet) -> Stack {
        let column = [if self.rtl { LEFT } else { LEFT + BOX + 8.0 }, WIDTH - BOX - 8.0];
        let owner = self.paragraph();
        let mut stack = self.set(owner, &sheet.consent[0], &CONSENT, column);
        let owner = self.paragraph();
        self.add(&mut stack, owner, &sheet.consent[1], &SMALL, column[1]);
        stack
    }

    fn read_by(&mut self, sheet: &ClientSheet) -> Stack {
        let owner = self.paragraph();
        self.set(owner, &sheet.readers, &SMALL, [LEFT, WIDTH])
    }

    /// Tick box, readers, and the lines for name, address and signature.
    fn signing(&mut self, sheet: &ClientSheet, top: f32) {
        let mut y = top + 14.0;
        let consent = self.consent(sheet);
        let height = consent.atom.height;
        draw_atom(&mut self.typesetter, 0, consent.atom, y);
        let left = if self.rtl { LEFT + WIDTH - BOX } else { LEFT };
        self.tick_box([left, y + 1.0]);
        y += height + 6.0;
        let readers = self.read_by(sheet);
        let height = readers.atom.height;
        draw_atom(&mut self.typesetter, 0, readers.atom, y);
        y += height + 1.6 * BETWEEN_LINES;
        let half = (WIDTH - 10.0 * MM) / 2.0;
        let (near, far) = if self.rtl { (LEFT + WIDTH - half, LEFT) } else { (LEFT, LEFT + WIDTH - half) };
        let [name, email, signature] = &sheet.labels;
        for (label, x, top) in [(name, near, y), (signature, far, y), (email, near, y + 1.6 * BETWEEN_LINES)] {
            self.rule(x, top, half);
            let owner = self.paragraph();
            let stack = self.set(owner, label, &LABEL, [x, half]);
            draw_atom(&mut self.typesetter, 0, stack.atom, top + 1.5);
        }
    }

    fn tick_box(&mut self, [x, y]: [f32; 2]) {
        let corner = |dx: f32, dy: f32| [dx * BOX, dy * BOX];
        let square = Outline {
            start: corner(0.0, 0.0),
            segments: [corner(1.0, 0.0), corner(1.0, 1.0), corner(0.0, 1.0), corner(0.0, 0.0)]
                .map(Segment::Line)
                .to_vec(),
        };
        let drawing = Drawing::Path { outlines: [square].into(), at: [x, y], scale: 1.0, colour: INK, pen: Some(0.9) };
        self.typesetter.sheets.draw(Owner::Furniture, drawing);
    }

    /// The words beside the lower code.
    fn back(&mut self, sheet: &ClientSheet, top: f32) {
        let x = LEFT + CODE_SIDE + 2.0 * QUIET;
        let width = WIDTH - CODE_SIDE - 2.0 * QUIET;
        let owner = self.paragraph();
        let mut stack = self.set(owner, &sheet.code, &CODE, [x, width]);
        stack.gap(2.0);
        let owner = self.paragraph();
        self.add(&mut stack, owner, &sheet.back, &SMALL, width);
        let top = top + (CODE_SIDE - stack.atom.height) / 2.0;
        draw_atom(&mut self.typesetter, 0, stack.atom, top);
    }
}
