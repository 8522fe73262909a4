//! A letter on paper: the scanned sheet beside or above its transcript, and all sheets at full size after the letter.
//!
//! A portrait sheet stands at the left of its transcript; lines that do not fit beside it continue below in the text column.
//! A landscape sheet or a card stands above. Without a transcript the sheet takes the place of the letter.

use super::blocks::{close_with, edge, runs_from_the_right, split_paragraphs};
use super::circulated_copy::{Client, ClientLetter, CopyContent, Scan, Sheet};
use super::flow::Atom;
use super::styles::*;
use super::typesetter::{Stack, Typesetter};
use super::words;
use crate::documents::DocumentError;
use crate::documents::pdf::images::{Images, Picture, fitted};
use crate::documents::pdf::sheet::{Drawing, MM, Owner};
use crate::documents::pdf::tags::{NodeId, Role, Tags};
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::Column;
use crate::documents::text::line::{Edge, Setting};
use std::sync::Arc;

/// The width and greatest height of a sheet beside a transcript.
const BESIDE: [f32; 2] = [80.0 * MM, 113.0 * MM];
/// The same for a sheet above a transcript, and for one alone.
const ABOVE: [f32; 2] = [120.0 * MM, 113.0 * MM];
const ALONE: [f32; 2] = [120.0 * MM, 170.0 * MM];
/// The same for a sheet at full size, on a page of its own.
const FULL: [f32; 2] = [164.0 * MM, 232.0 * MM];

/// The column of a transcript beside its sheet.
const TRANSCRIPT: f32 = 110.0 * MM;
const TRANSCRIPT_WIDTH: f32 = 76.0 * MM;
const RULE: f32 = 0.5;

/// A sheet includes white space, so the gaps above and below it are smaller than those of text.
pub const AFTER_TITLE: f32 = 22.0;
pub const BEFORE_NOTE: f32 = 20.0;

/// The client's letter with its first sheet, as atoms. Recipients do not stand in the margin beside a sheet.
pub fn client_letter(
    typesetter: &mut Typesetter<'_>,
    letter: &CopyContent,
    (words, scan): (&ClientLetter, &Scan),
    images: &Images,
) -> Result<Vec<Atom>, DocumentError> {
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let Some(first) = scan.pages.first() else { return Ok(Vec::new()) };
    let picture = images.picture(first)?;
    let alt = words::scanned_page(1, scan.pages.len(), !words.text.is_empty());
    let figure = typesetter.sheets.tags.add_figure(section, &alt);
    if words.text.is_empty() {
        let mut atom = standing(&picture, first, figure, TEXT, ALONE);
        atom.join(Atom { gap: 12.0, ..signed(typesetter, section, words, scan, TEXT, TEXT_WIDTH) });
        return Ok(vec![atom]);
    }
    let beside = first.height >= first.width;
    let sheet = if beside {
        standing(&picture, first, figure, LEFT, BESIDE)
    } else {
        standing(&picture, first, figure, TEXT, ABOVE)
    };
    let mut pieces = transcript(typesetter, section, letter, words, if beside { sheet.height } else { 0.0 });
    let column = if beside { (TRANSCRIPT, TRANSCRIPT_WIDTH) } else { (TEXT, TEXT_WIDTH) };
    let closing = signed(typesetter, section, words, scan, column.0, column.1);
    if beside {
        Ok(side_by_side(sheet, pieces, closing))
    } else {
        if let Some(caption) = pieces.first_mut() {
            caption.gap = 16.0;
        }
        close_with(&mut pieces, closing);
        Ok(std::iter::once(sheet).chain(pieces).collect())
    }
}

/// The sheet in its place, with a hairline around it.
fn standing(picture: &Arc<Picture>, sheet: &Sheet, figure: NodeId, left: f32, most: [f32; 2]) -> Atom {
    let [width, height] = fitted(sheet.size(), most);
    let bounds = [left, 0.0, width, height];
    let image = Drawing::Image { bounds, picture: Arc::clone(picture) };
    let mut drawings = vec![(Owner::Node(figure), image)];
    drawings.extend(frame(bounds).map(|line| (Owner::Furniture, line)));
    Atom { height, drawings, ..Atom::default() }
}

fn frame([left, top, width, height]: [f32; 4]) -> [Drawing; 4] {
    let line = |bounds| Drawing::Rectangle { bounds, colour: HAIRLINE };
    [
        line([left - RULE, top - RULE, width + 2.0 * RULE, RULE]),
        line([left - RULE, top + height, width + 2.0 * RULE, RULE]),
        line([left - RULE, top, RULE, height]),
        line([left + width, top, RULE, height]),
    ]
}

/// The caption and the lines of the transcript. Paragraphs that begin above `narrow_to` are set beside the sheet.
fn transcript(
    typesetter: &mut Typesetter<'_>,
    section: NodeId,
    letter: &CopyContent,
    words: &ClientLetter,
    narrow_to: f32,
) -> Vec<Atom> {
    let narrow = narrow_to > 0.0;
    let [left, width] = if narrow { [TRANSCRIPT, TRANSCRIPT_WIDTH] } else { [TEXT, TEXT_WIDTH] };
    let mut caption = Stack::new(left, width);
    caption.paragraph(typesetter, section, words::TYPED_FROM_THE_PAGE, &LABEL);
    let mut height = caption.atom.height;
    let mut atoms = vec![caption.atom];
    let node = typesetter.sheets.tags.add(section, Role::Section);
    if let Some(own) = words.language.as_deref().and_then(crate::documents::text::language::tag) {
        typesetter.sheets.tags.nodes[node.0].language = Some(own);
    }
    let language = LanguageCode::of(words.language.as_deref().unwrap_or(&letter.letterhead.language));
    let rtl = runs_from_the_right(&words.text);
    for passage in split_paragraphs(&words.text) {
        let [left, width] = if height < narrow_to { [TRANSCRIPT, TRANSCRIPT_WIDTH] } else { [TEXT, TEXT_WIDTH] };
        let paragraph = Owner::Node(typesetter.sheets.tags.add(node, Role::Paragraph));
        let column = Column::ragged(width);
        let setting = Setting { style: &NOTE, language, column, edge: Edge::Own, rtl, hyphens: None };
        let mut lines = typesetter.setter.passage_lines(&passage, &setting);
        let mut gap = if atoms.len() == 1 { 6.0 } else { 7.0 };
        while !lines.is_empty() {
            // At least two lines stay together on each side of a page break.
            let together = if lines.len() <= 3 {
                lines.len()
            } else if gap > 0.0 {
                2
            } else {
                1
            };
            let rest = lines.split_off(together);
            let mut stack = Stack::new(left, width);
            stack.lines(lines, &NOTE, paragraph);
            height += gap + stack.atom.height;
            atoms.push(Atom { gap, ..stack.atom });
            gap = 0.0;
            lines = rest;
        }
    }
    atoms
}

/// The client, and how the letter reached the bank.
fn signed(
    typesetter: &mut Typesetter<'_>,
    section: NodeId,
    words: &ClientLetter,
    scan: &Scan,
    left: f32,
    width: f32,
) -> Atom {
    let mut stack = Stack::new(left, width).at(edge(runs_from_the_right(&words.text)));
    if let Client::Named { name, client_since, .. } = &words.client {
        let node = Owner::Node(typesetter.sheets.tags.add(section, Role::Paragraph));
        stack.passage(typesetter, name, &NOTE, node);
        if let Some(year) = client_since {
            stack.paragraph(typesetter, section, &words::client_since(*year), &SMALL.tinted(THIRD));
        }
        stack.gap(12.0);
    }
    let bounds = [left, stack.atom.height, width, RULE];
    stack.atom.drawings.push((Owner::Furniture, Drawing::Rectangle { bounds, colour: HAIRLINE }));
    stack.gap(8.0);
    let mut sentences: Vec<String> =
        words.how_signed.iter().map(|sentence| crate::documents::text::cleaning::one_line(sentence)).collect();
    sentences.extend(words.invited_by.as_deref().map(words::invited_by));
    sentences.push(words::sheets_follow(scan.pages.len()));
    let mut stack = stack.at(Edge::Left);
    stack.paragraph(typesetter, section, &sentences.join(" "), &SMALL);
    Atom { gap: 14.0, ..stack.atom }
}

/// The pieces beside the sheet are joined with it into one atom; the rest flows.
fn side_by_side(sheet: Atom, mut pieces: Vec<Atom>, closing: Atom) -> Vec<Atom> {
    close_with(&mut pieces, closing);
    let high = sheet.height;
    let mut row = Atom { height: 0.0, ..sheet };
    let mut rest = Vec::new();
    for piece in pieces {
        if rest.is_empty() && row.height < high {
            row.join(piece);
        } else {
            rest.push(piece);
        }
    }
    row.height = row.height.max(high);
    std::iter::once(row).chain(rest).collect()
}

/// Draws every sheet at full size, each on a page of its own after the letter.
pub fn full_sheets(
    typesetter: &mut Typesetter<'_>,
    letter: &CopyContent,
    scan: &Scan,
    images: &Images,
) -> Result<(), DocumentError> {
    let transcribed = letter.client_letter.as_ref().is_some_and(|words| !words.text.is_empty());
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let most = [FULL[0], FULL[1] - lift(letter.letterhead.paper)];
    for (index, sheet) in scan.pages.iter().enumerate() {
        let picture = images.picture(sheet)?;
        typesetter.sheets.add_page();
        let page = typesetter.sheets.pages.len() - 1;
        let alt = words::scanned_page_in_full(index + 1, scan.pages.len(), transcribed);
        let figure = typesetter.sheets.tags.add_figure(section, &alt);
        for (owner, drawing) in standing(&picture, sheet, figure, LEFT, most).drawings {
            typesetter.sheets.draw_on(page, owner, drawing.lowered(FOLLOWING_TOP));
        }
    }
    Ok(())
}
