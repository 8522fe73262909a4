//! The signature below the client's words: drawn with the name, the name alone, or neither.
//!
//! It is aligned to the edge where the letter begins, whatever the script of the name.

use super::circulated_copy::{Client, Passage, Run};
use super::flow::Atom;
use super::outlines::{self, INK_PEN, SignatureDrawing};
use super::styles::{BEFORE_SIGNATURE, LETTER, PEN, SMALL, TEXT, TEXT_WIDTH, THIRD, TYPED_NAME};
use super::typesetter::{Stack, Typesetter};
use super::words;
use crate::documents::pdf::sheet::{Drawing, Owner};
use crate::documents::pdf::tags::{NodeId, Role};
use crate::documents::text::cleaning::one_line;
use crate::documents::text::line::Edge;

pub fn signature(typesetter: &mut Typesetter<'_>, section: NodeId, client: &Client, edge: Edge) -> Atom {
    let mut stack = Stack::in_text().at(edge);
    match client {
        Client::NotShared { branch } => {
            stack.paragraph(typesetter, section, &words::client_of(branch), &LETTER);
            stack.paragraph(typesetter, section, words::NAME_NOT_SHARED, &SMALL.tinted(THIRD));
        }
        Client::Named { name, client_since, signature } => {
            let style = match signature.as_ref().and_then(outlines::ink) {
                Some(ink) => {
                    sign(typesetter, section, &mut stack, &ink, name, edge);
                    LETTER
                }
                None => TYPED_NAME,
            };
            let node = typesetter.sheets.tags.add(section, Role::Paragraph);
            stack.passage(typesetter, name, &style, Owner::Node(node));
            if let Some(year) = client_since {
                stack.paragraph(typesetter, section, &words::client_since(*year), &SMALL.tinted(THIRD));
            }
        }
    }
    Atom { gap: BEFORE_SIGNATURE, ..stack.atom }
}

fn sign(
    typesetter: &mut Typesetter<'_>,
    section: NodeId,
    stack: &mut Stack,
    ink: &SignatureDrawing,
    name: &Passage,
    edge: Edge,
) {
    let alt = words::signature_of(&plain(name));
    let figure = typesetter.sheets.tags.add_figure(section, &alt);
    let x = if edge == Edge::Right { TEXT + TEXT_WIDTH - ink.width } else { TEXT };
    let outlines = std::sync::Arc::clone(&ink.outlines);
    let drawing = Drawing::Path { outlines, at: [x, stack.atom.height], scale: 1.0, colour: PEN, pen: Some(INK_PEN) };
    stack.atom.drawings.push((Owner::Node(figure), drawing));
    stack.gap(ink.height + 6.0);
}

/// A passage as plain text on one line, with words for the withheld data.
fn plain(passage: &Passage) -> String {
    let words = passage.runs.iter().map(|run| match run {
        Run::Text(text) => text.clone(),
        Run::Withheld(withheld) => format!("({} withheld)", withheld.what),
    });
    one_line(&words.collect::<String>())
}
