//! The typesetter of pages: the state that setting needs, stacks of lines, and the drawing of the lines that were set.

use super::circulated_copy::Passage;
use super::flow::Atom;
use super::styles::{LEFT, MARGIN_WIDTH, TALLEST, TEXT, TEXT_WIDTH};
use crate::documents::pdf::sheet::{Drawing, Owner, Sheets};
use crate::documents::pdf::tags::{NodeId, Role};
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::{Edge, Line, Setting, Style};
use crate::documents::text::paragraph::Setter;

/// The state needed to set a letter.
pub struct Typesetter<'a> {
    pub setter: Setter<'a>,
    pub sheets: Sheets,
    /// The language of the bank's own words.
    pub language: LanguageCode,
}

/// Lines one below the other in a column.
pub struct Stack {
    pub atom: Atom,
    x: f32,
    width: f32,
    edge: Edge,
}

impl Stack {
    pub fn new(x: f32, width: f32) -> Self {
        Self { atom: Atom::default(), x, width, edge: Edge::Left }
    }

    /// The same stack, with all lines aligned to one edge of the column.
    pub fn at(self, edge: Edge) -> Self {
        Self { edge, ..self }
    }

    pub fn in_margin() -> Self {
        Self::new(LEFT, MARGIN_WIDTH)
    }

    pub fn in_text() -> Self {
        Self::new(TEXT, TEXT_WIDTH)
    }

    pub fn gap(&mut self, height: f32) {
        self.atom.height += height;
    }

    pub fn lines(&mut self, lines: Vec<Line>, style: &Style, owner: Owner) {
        for line in lines {
            // Scripts with taller letters get the leading they need, most of the addition above the baseline.
            let more = (line.tallest.min(TALLEST) * style.size - style.leading).ceil().max(0.0);
            let y = self.atom.height + style.baseline() + more * 0.6;
            self.atom.drawings.push((owner, Drawing::Text { x: self.x, y, line, style: *style }));
            self.atom.height += style.leading + more;
        }
    }

    pub fn text(&mut self, typesetter: &mut Typesetter<'_>, text: &str, style: &Style, owner: Owner) {
        self.passage(typesetter, &Passage::from(text), style, owner);
    }

    pub fn passage(&mut self, typesetter: &mut Typesetter<'_>, passage: &Passage, style: &Style, owner: Owner) {
        let setting = Setting::at_the_left(style, typesetter.language, self.width).at(self.edge);
        let lines = typesetter.setter.passage_lines(passage, &setting);
        self.lines(lines, style, owner);
    }

    /// Adds a new paragraph with a structure element of its own.
    pub fn paragraph(&mut self, typesetter: &mut Typesetter<'_>, parent: NodeId, text: &str, style: &Style) {
        let node = typesetter.sheets.tags.add(parent, Role::Paragraph);
        self.text(typesetter, text, style, Owner::Node(node));
    }
}

/// Draws an atom on a page.
pub fn draw_atom(typesetter: &mut Typesetter<'_>, page: usize, atom: Atom, top: f32) {
    for (owner, drawing) in atom.drawings {
        typesetter.sheets.draw_on(page, owner, drawing.lowered(top));
    }
}
