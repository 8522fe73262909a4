//! The last page: the digest of every letter in the packet, and the packet's own digest over all of them.

use super::acknowledged::head;
use super::plan::{self, Plan, SEAL as SEAL_HEIGHT};
use super::single_lines::{At, cell, heading, line};
use super::styles::*;
use super::{Packet, digest_of, words};
use crate::documents::DocumentError;
use crate::documents::pages::compose::verification;
use crate::documents::pages::styles::{FOLLOWING_TOP, LABEL, LEFT, SMALL, TEXT, TEXT_WIDTH, TINT_OVERHANG, WIDTH};
use crate::documents::pages::typesetter::{Desk, Stack, draw_atom};
use crate::documents::pdf::sheet::{Drawing, Owner};
use crate::documents::pdf::tags::{Role, Tags};
use crate::documents::text::cleaning::one_line;

/// The top of the statement, below the heading.
const STATEMENT_TOP: f32 = FOLLOWING_TOP + 33.0;
/// The distance from the statement to the first row: a gap and the column heads.
const TO_ROWS: f32 = 36.5;

/// The top of the first page's rows, below the statement.
pub fn rows_top(desk: &mut Desk<'_>, packet: &Packet) -> f32 {
    let lines = desk.setter.lines(&words::statement(packet), &STATEMENT, desk.language, TEXT_WIDTH).len();
    STATEMENT_TOP + STATEMENT.leading * lines as f32 + TO_ROWS
}

pub fn compose(desk: &mut Desk<'_>, packet: &Packet, plan: &Plan) -> Result<(), DocumentError> {
    let digests: Vec<String> = packet.letters.iter().map(super::Enclosed::sha256).collect();
    let first_top = rows_top(desk, packet);
    let mut table = None;
    let mut top = first_top;
    for (page, letters) in plan.digest.iter().enumerate() {
        desk.sheets.add_page();
        let at = desk.sheets.pages.len() - 1;
        if page == 0 {
            heading(desk, words::DIGEST, HEADING_TOP);
            let mut stack = Stack::in_text();
            stack.paragraph(desk, Tags::DOCUMENT, &words::statement(packet), &STATEMENT);
            draw_atom(desk, at, stack.atom, STATEMENT_TOP);
        }
        let first = table.is_none();
        let table = *table.get_or_insert_with(|| desk.sheets.tags.add(Tags::DOCUMENT, Role::Table));
        top = if first { first_top } else { plan::ROWS_TOP };
        let columns = [
            (words::COMMENDATION, At::Left(LEFT)),
            (words::SHA256, At::Left(TEXT)),
            (words::PAGE, At::Right(TEXT + TEXT_WIDTH)),
        ];
        head(desk, first.then_some(table), &columns, top);
        for letter in letters.clone() {
            let row = desk.sheets.tags.add(table, Role::Row);
            let reference = one_line(&packet.letters[letter].reference);
            let number = (plan.first_pages[letter] + 1).to_string();
            cell(desk, row, Role::RowHeader, &reference, &ROW_TEXT, At::Left(LEFT), top);
            // Aligns the baselines of the two faces of a row.
            let down = ROW_TEXT.baseline() - DIGEST.baseline();
            cell(desk, row, Role::Cell, &grouped(&digests[letter]), &DIGEST, At::Left(TEXT), top + down);
            cell(desk, row, Role::Cell, &number, &ROW_TEXT, At::Right(TEXT + TEXT_WIDTH), top);
            top += LINE + if (letter + 1) % 5 == 0 { AFTER_FIVE } else { 0.0 };
        }
    }
    seal(desk, &digest_of(&digests), packet.letters.len(), top + 10.0);
    let proof = &packet.issue.proof;
    verification(desk, Some(proof), &one_line(&proof.code), &words::digest_verify(packet))
}

/// A digest in four groups of sixteen digits.
fn grouped(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().collect();
    digits.chunks(16).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Draws the packet's own digest on a tinted ground.
fn seal(desk: &mut Desk<'_>, digest: &str, count: usize, top: f32) {
    let bounds = [LEFT - TINT_OVERHANG, top, WIDTH + 2.0 * TINT_OVERHANG, SEAL_HEIGHT - 14.0];
    desk.sheets.draw(Owner::Furniture, Drawing::Rectangle { bounds, colour: SEAL_TINT });
    let section = desk.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let heading = desk.sheets.tags.add(section, Role::Heading2);
    desk.sheets.tags.nodes[heading.0].title = Some(words::DIGEST_OF_THE_PACKET.to_owned());
    line(desk, Owner::Node(heading), words::DIGEST_OF_THE_PACKET, &LABEL, At::Left(LEFT), top + 11.0);
    let mut stack = Stack::in_text();
    let node = Owner::Node(desk.sheets.tags.add(section, Role::Paragraph));
    for half in [&digest[..32], &digest[32..]] {
        stack.text(desk, half, &SEAL, node);
    }
    stack.gap(4.0);
    stack.paragraph(desk, section, &words::seal(count), &SMALL);
    let page = desk.sheets.pages.len() - 1;
    draw_atom(desk, page, stack.atom, top + 11.0);
}
