//! The last page: the digest of every letter in the packet, and the packet's own digest over all of them.

use super::acknowledged::head;
use super::plan::{self, Plan, SEAL as SEAL_HEIGHT};
use super::single_lines::{HorizontalAnchor, cell, heading, line};
use super::styles::*;
use super::{Packet, digest_of, words};
use crate::documents::DocumentError;
use crate::documents::pages::compose::verification;
use crate::documents::pages::styles::{FOLLOWING_TOP, LABEL, LEFT, SMALL, TEXT, TEXT_WIDTH, TINT_OVERHANG, WIDTH};
use crate::documents::pages::typesetter::{Stack, Typesetter, draw_atom};
use crate::documents::pdf::sheet::{Drawing, Owner};
use crate::documents::pdf::tags::{Role, Tags};
use crate::documents::text::cleaning::one_line;

/// The top of the statement, below the heading.
const STATEMENT_TOP: f32 = FOLLOWING_TOP + 33.0;
/// The distance from the statement to the first row: a gap and the column heads.
const TO_ROWS: f32 = 36.5;

/// The top of the first page's rows, below the statement.
pub fn rows_top(typesetter: &mut Typesetter<'_>, packet: &Packet) -> f32 {
    let lines = typesetter.setter.lines(&words::statement(packet), &STATEMENT, typesetter.language, TEXT_WIDTH).len();
    STATEMENT_TOP + STATEMENT.leading * lines as f32 + TO_ROWS
}

pub fn compose(typesetter: &mut Typesetter<'_>, packet: &Packet, plan: &Plan) -> Result<(), DocumentError> {
    let digests: Vec<String> = packet.letters.iter().map(super::Enclosed::sha256).collect();
    let first_top = rows_top(typesetter, packet);
    let mut table = None;
    let mut top = first_top;
    for (page, letters) in plan.digest.iter().enumerate() {
        typesetter.sheets.add_page();
        let at = typesetter.sheets.pages.len() - 1;
        if page == 0 {
            heading(typesetter, words::DIGEST, HEADING_TOP);
            let mut stack = Stack::in_text();
            stack.paragraph(typesetter, Tags::DOCUMENT, &words::statement(packet), &STATEMENT);
            draw_atom(typesetter, at, stack.atom, STATEMENT_TOP);
        }
        let first = table.is_none();
        let table = *table.get_or_insert_with(|| typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Table));
        top = if first { first_top } else { plan::ROWS_TOP };
        let columns = [
            (words::COMMENDATION, HorizontalAnchor::Left(LEFT)),
            (words::SHA256, HorizontalAnchor::Left(TEXT)),
            (words::PAGE, HorizontalAnchor::Right(TEXT + TEXT_WIDTH)),
        ];
        head(typesetter, first.then_some(table), &columns, top);
        for letter in letters.clone() {
            let row = typesetter.sheets.tags.add(table, Role::Row);
            let reference = one_line(&packet.letters[letter].reference);
            let number = (plan.first_pages[letter] + 1).to_string();
            cell(typesetter, row, Role::RowHeader, &reference, &ROW_TEXT, HorizontalAnchor::Left(LEFT), top);
            // Aligns the baselines of the two faces of a row.
            let down = ROW_TEXT.baseline() - DIGEST.baseline();
            cell(
                typesetter,
                row,
                Role::Cell,
                &grouped(&digests[letter]),
                &DIGEST,
                HorizontalAnchor::Left(TEXT),
                top + down,
            );
            cell(typesetter, row, Role::Cell, &number, &ROW_TEXT, HorizontalAnchor::Right(TEXT + TEXT_WIDTH), top);
            top += LINE + if (letter + 1) % 5 == 0 { AFTER_FIVE } else { 0.0 };
        }
    }
    seal(typesetter, &digest_of(&digests), packet.letters.len(), top + 10.0);
    let proof = &packet.issue.proof;
    verification(typesetter, Some(proof), &one_line(&proof.code), &words::digest_verify(packet))
}

/// A digest in four groups of sixteen digits.
fn grouped(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().collect();
    digits.chunks(16).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Draws the packet's own digest on a tinted ground.
fn seal(typesetter: &mut Typesetter<'_>, digest: &str, count: usize, top: f32) {
    let bounds = [LEFT - TINT_OVERHANG, top, WIDTH + 2.0 * TINT_OVERHANG, SEAL_HEIGHT - 14.0];
    typesetter.sheets.draw(Owner::Furniture, Drawing::Rectangle { bounds, colour: SEAL_TINT });
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let heading = typesetter.sheets.tags.add(section, Role::Heading2);
    typesetter.sheets.tags.nodes[heading.0].title = Some(words::DIGEST_OF_THE_PACKET.to_owned());
    line(
        typesetter,
        Owner::Node(heading),
        words::DIGEST_OF_THE_PACKET,
        &LABEL,
        HorizontalAnchor::Left(LEFT),
        top + 11.0,
    );
    let mut stack = Stack::in_text();
    let node = Owner::Node(typesetter.sheets.tags.add(section, Role::Paragraph));
    for half in [&digest[..32], &digest[32..]] {
        stack.text(typesetter, half, &SEAL, node);
    }
    stack.gap(4.0);
    stack.paragraph(typesetter, section, &words::seal(count), &SMALL);
    let page = typesetter.sheets.pages.len() - 1;
    draw_atom(typesetter, page, stack.atom, top + 11.0);
}
