//! Single lines on a packet's own pages: aligned left, right or centred, or cut to fit.

use super::styles::HEADING;
use crate::documents::pages::styles::{HAIRLINE, TEXT};
use crate::documents::pages::typesetter::Typesetter;
use crate::documents::pdf::sheet::{Drawing, Owner};
use crate::documents::pdf::tags::{NodeId, Role, Tags};
use crate::documents::text::break_opportunities::parts;
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::{Line, Style};

/// The alignment of a text, with its x coordinate.
#[derive(Clone, Copy)]
pub enum HorizontalAnchor {
    Left(f32),
    Middle(f32),
    Right(f32),
}

/// Sets one line on the last page with its top at `top`; returns its width.
pub fn line(
    typesetter: &mut Typesetter<'_>,
    owner: Owner,
    text: &str,
    style: &Style,
    at: HorizontalAnchor,
    top: f32,
) -> f32 {
    let Some(line) = one(typesetter, text, style) else { return 0.0 };
    draw(typesetter, owner, line, style, at, top)
}

/// The same for a text that another text continues on the same line, so that no space follows it.
pub fn beginning(
    typesetter: &mut Typesetter<'_>,
    owner: Owner,
    text: &str,
    style: &Style,
    at: HorizontalAnchor,
    top: f32,
) -> f32 {
    let Some(line) = one(typesetter, text, style) else { return 0.0 };
    draw(typesetter, owner, Line { ending: None, ..line }, style, at, top)
}

fn one(typesetter: &mut Typesetter<'_>, text: &str, style: &Style) -> Option<Line> {
    typesetter.setter.lines(text, style, typesetter.language, f32::INFINITY).into_iter().next()
}

fn draw(
    typesetter: &mut Typesetter<'_>,
    owner: Owner,
    line: Line,
    style: &Style,
    at: HorizontalAnchor,
    top: f32,
) -> f32 {
    let width = line.width;
    let x = match at {
        HorizontalAnchor::Left(x) => x,
        HorizontalAnchor::Middle(x) => x - width / 2.0,
        HorizontalAnchor::Right(x) => x - width,
    };
    typesetter.sheets.draw(owner, Drawing::Text { x, y: top + style.baseline(), line, style: *style });
    width
}

/// The longest part of `text` that fits on a line of `measure`, cut after a word, with "…" added.
pub fn cut(typesetter: &mut Typesetter<'_>, text: &str, style: &Style, language: LanguageCode, measure: f32) -> String {
    if typesetter.setter.width(text, style, language) <= measure {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(|&at| parts(text, at)).collect();
    let dotted = |end: usize| format!("{}…", text[..end].trim_end_matches([' ', ',', ';', ':', '.', '…', '\u{a0}']));
    let (mut fits, mut too_long) = (0, ends.len());
    while fits + 1 < too_long {
        let middle = usize::midpoint(fits, too_long);
        if typesetter.setter.width(&dotted(ends[middle]), style, language) <= measure {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    let end = ends.get(fits).copied().unwrap_or(0);
    // Text without spaces is cut where the line ends.
    let word =
        text[..end].rfind(' ').filter(|&word| text[word..end].chars().count() < 24 && !text[end..].starts_with(' '));
    dotted(word.unwrap_or(end))
}

/// Sets a heading of the first level in the text column.
pub fn heading(typesetter: &mut Typesetter<'_>, text: &str, top: f32) {
    let node = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Heading1);
    typesetter.sheets.tags.nodes[node.0].title = Some(text.to_owned());
    line(typesetter, Owner::Node(node), text, &HEADING, HorizontalAnchor::Left(TEXT), top);
}

/// Draws a hairline.
pub fn rule(typesetter: &mut Typesetter<'_>, x: f32, top: f32, width: f32) {
    let drawing = Drawing::Rectangle { bounds: [x, top, width, 0.5], colour: HAIRLINE };
    typesetter.sheets.draw(Owner::Furniture, drawing);
}

/// Sets a cell of a row.
pub fn cell(
    typesetter: &mut Typesetter<'_>,
    row: NodeId,
    role: Role,
    text: &str,
    style: &Style,
    at: HorizontalAnchor,
    top: f32,
) {
    let node = typesetter.sheets.tags.add(row, role);
    line(typesetter, Owner::Node(node), text, style, at, top);
}
