//! The head of a first page: the bank's mark or logo, its name, and the line below.

use std::sync::Arc;

use super::circulated_copy::{Letterhead, Logo};
use super::outlines::{self, MARK_PEN, MARK_SIDE};
use super::styles::*;
use super::typesetter::{Stack, Typesetter, draw_atom};
use super::words;
use crate::documents::DocumentError;
use crate::documents::pdf::images::{Images, fitted};
use crate::documents::pdf::sheet::{Drawing, Outline, Owner};
use crate::documents::pdf::tags::{NodeId, Role, Tags};
use crate::documents::text::cleaning::one_line;

/// The room for a logo of a size, in points: the margin column, or more if it contains the bank's name and stands alone.
pub fn place(size: [f32; 2], has_name: bool) -> [f32; 2] {
    fitted(size, [if has_name { NAMED_LOGO_WIDTH } else { MARGIN_WIDTH }, LOGO_HEIGHT])
}

/// Draws the head on the first page.
pub fn letterhead(typesetter: &mut Typesetter<'_>, head: &Letterhead, images: &Images) -> Result<(), DocumentError> {
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let taken = match &head.logo {
        Some(logo) => draw_logo(typesetter, section, head, (logo, images))?,
        None => {
            draw_mark(typesetter, section, head);
            MARK_SIZE
        }
    };
    let mut stack = Stack::in_text();
    if head.logo.as_ref().is_some_and(|logo| logo.has_name) {
        stack.gap(BANK.leading);
    } else {
        stack.paragraph(typesetter, section, &one_line(&head.bank), &BANK.tinted(head.colours.brand));
    }
    if let Some(line) = &head.branch_line {
        if taken <= MARGIN_WIDTH {
            stack.paragraph(typesetter, section, &one_line(line), &BRANCH);
        } else {
            let room = WIDTH - taken - BESIDE_LOGO;
            let node = Owner::Node(typesetter.sheets.tags.add(section, Role::Paragraph));
            for line in typesetter.setter.lines(&one_line(line), &BRANCH, typesetter.language, room) {
                let mut right = Stack::new(LEFT + WIDTH - line.width, room);
                right.lines(vec![line], &BRANCH, node);
                let y = stack.atom.height;
                stack.atom.height += right.atom.height;
                let drawings = right.atom.drawings.into_iter();
                stack.atom.drawings.extend(drawings.map(|(owner, drawing)| (owner, drawing.lowered(y))));
            }
        }
    }
    draw_atom(typesetter, 0, stack.atom, HEAD_TOP);
    Ok(())
}

/// Draws the logo and returns its width.
fn draw_logo(
    typesetter: &mut Typesetter<'_>,
    section: NodeId,
    head: &Letterhead,
    (logo, images): (&Logo, &Images),
) -> Result<f32, DocumentError> {
    let alt = if logo.has_name { one_line(&head.bank) } else { words::logo_of(&head.bank) };
    let figure = typesetter.sheets.tags.add_figure(section, &alt);
    let picture = images.picture(&logo.picture)?;
    let [width, height] = place(logo.picture.size(), logo.has_name);
    let bounds = [LEFT, HEAD_TOP + (LOGO_HEIGHT - height) / 2.0, width, height];
    typesetter.sheets.draw(Owner::Node(figure), Drawing::Image { bounds, picture });
    Ok(width)
}

fn draw_mark(typesetter: &mut Typesetter<'_>, section: NodeId, head: &Letterhead) {
    let figure = typesetter.sheets.tags.add_figure(section, &words::mark_of(&head.bank));
    let [field, pen, dot] = outlines::mark();
    let mut layer = |outlines: Arc<[Outline]>, colour, pen| {
        let (at, scale) = ([LEFT, MARK_TOP], MARK_SIZE / MARK_SIDE);
        typesetter.sheets.draw(Owner::Node(figure), Drawing::Path { outlines, at, scale, colour, pen });
    };
    layer(field, head.colours.brand, None);
    layer(pen, WHITE, Some(MARK_PEN));
    layer(dot, head.colours.accent, None);
}
