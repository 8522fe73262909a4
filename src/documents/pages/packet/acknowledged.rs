//! The acknowledgements, after the letters: one row for each, with the person, the day, and if it was told and filed.

use super::plan::{self, Plan};
use super::single_lines::{HorizontalAnchor, cell, heading, line, rule};
use super::styles::*;
use super::{Packet, words};
use crate::documents::pages::styles::{FOLLOWING_TOP, LABEL, LEFT, SMALL, TEXT, TEXT_WIDTH, WIDTH};
use crate::documents::pages::typesetter::Typesetter;
use crate::documents::pages::words::date;
use crate::documents::pdf::sheet::{Drawing, MM, Owner};
use crate::documents::pdf::tags::{Role, Tags};
use crate::documents::text::cleaning::{isolated, one_line};
use crate::documents::text::line::Line;

/// The top of the first page's rows.
pub const ROWS_TOP: f32 = FOLLOWING_TOP + 85.0;
const NAME_WIDTH: f32 = 50.0 * MM;
const WHAT: f32 = TEXT + 53.0 * MM;

/// An acknowledgement, with its name broken into lines.
pub struct Row {
    reference: String,
    name: Vec<Line>,
    what: &'static str,
    on: String,
    pub height: f32,
}

/// One row for each acknowledgement, in the order of the letters.
pub fn rows(typesetter: &mut Typesetter<'_>, packet: &Packet) -> Vec<Row> {
    let mut rows = Vec::new();
    for letter in &packet.letters {
        for given in &letter.acknowledgements {
            let name = typesetter.setter.lines(&isolated(&given.by), &ROW_TEXT, typesetter.language, NAME_WIDTH);
            let height = LINE + 12.0 * (name.len().max(1) - 1) as f32 + 4.0;
            let (reference, what, on) = (one_line(&letter.reference), words::acknowledged(given), date(given.on));
            rows.push(Row { reference, name, what, on, height });
        }
    }
    rows
}

pub fn compose(typesetter: &mut Typesetter<'_>, packet: &Packet, plan: &Plan, rows: Vec<Row>) {
    let mut rows = rows.into_iter();
    let mut table = None;
    for (page, range) in plan.acknowledged.iter().enumerate() {
        typesetter.sheets.add_page();
        if page == 0 {
            heading(typesetter, words::ACKNOWLEDGED, HEADING_TOP);
            let node = Owner::Node(typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph));
            let letters = packet.letters.iter().filter(|letter| !letter.acknowledgements.is_empty()).count();
            let says = words::acknowledged_says(letters, packet.letters.len());
            line(typesetter, node, &says, &SMALL, HorizontalAnchor::Left(TEXT), HEADING_TOP + 32.0);
        }
        let first = table.is_none();
        let table = *table.get_or_insert_with(|| typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Table));
        let mut top = if first { ROWS_TOP } else { plan::ROWS_TOP };
        let columns = [
            (words::COMMENDATION, HorizontalAnchor::Left(LEFT)),
            (words::BY, HorizontalAnchor::Left(TEXT)),
            (words::WHAT, HorizontalAnchor::Left(WHAT)),
            (words::ON, HorizontalAnchor::Right(TEXT + TEXT_WIDTH)),
        ];
        head(typesetter, first.then_some(table), &columns, top);
        for Row { reference, name, what, on, height } in rows.by_ref().take(range.len()) {
            let row = typesetter.sheets.tags.add(table, Role::Row);
            cell(typesetter, row, Role::RowHeader, &reference, &ROW_TEXT, HorizontalAnchor::Left(LEFT), top);
            let by = Owner::Node(typesetter.sheets.tags.add(row, Role::Cell));
            for (at, line) in name.into_iter().enumerate() {
                let y = top + 12.0 * at as f32 + ROW_TEXT.baseline();
                typesetter.sheets.draw(by, Drawing::Text { x: TEXT, y, line, style: ROW_TEXT });
            }
            cell(typesetter, row, Role::Cell, what, &ROW_TEXT, HorizontalAnchor::Left(WHAT), top);
            cell(typesetter, row, Role::Cell, &on, &ROW_TEXT, HorizontalAnchor::Right(TEXT + TEXT_WIDTH), top);
            top += height;
        }
    }
}

/// The column heads of a table above its first row; on following pages they are furniture.
pub fn head(
    typesetter: &mut Typesetter<'_>,
    table: Option<crate::documents::pdf::tags::NodeId>,
    columns: &[(&str, HorizontalAnchor)],
    rows_top: f32,
) {
    let top = rows_top - 20.5;
    let row = table.map(|table| typesetter.sheets.tags.add(table, Role::Row));
    for &(name, at) in columns {
        match row {
            Some(row) => cell(typesetter, row, Role::ColumnHeader, name, &LABEL, at, top),
            None => {
                line(typesetter, Owner::Furniture, name, &LABEL, at, top);
            }
        }
    }
    rule(typesetter, LEFT, top + 16.0, WIDTH);
}
