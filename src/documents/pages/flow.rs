//! Pagination of a letter.
//!
//! A letter is a sequence of atoms, each of which stays on one page. Pages fill from the top. The closing stands on the last
//! page, above the proof of genuineness, and never alone.

use super::circulated_copy::{Colour, Paper};
use super::styles::{FOLLOWING_TOP, LAST_BOTTOM, TEXT_BOTTOM, TINT_ABOVE, TINT_BELOW, lift};
use crate::documents::pdf::sheet::{Drawing, Owner};

/// A block that is never split. Drawings are placed relative to its top.
#[derive(Debug, Default)]
pub struct Atom {
    /// Space above it, unless it begins a page.
    pub gap: f32,
    pub height: f32,
    pub drawings: Vec<(Owner, Drawing)>,
    /// The colour of its ground; adjacent atoms on a page share one ground.
    pub tint: Option<Colour>,
}

impl Atom {
    /// Appends `other` below, so that both stay together.
    pub fn join(&mut self, other: Self) {
        let top = self.height + other.gap;
        self.drawings.extend(other.drawings.into_iter().map(|(owner, drawing)| (owner, drawing.lowered(top))));
        self.height = top + other.height;
    }
}

/// Makes a row at least as high as the text beside it in the margin.
pub fn pad(atoms: &mut [Atom], height: f32) {
    let own: f32 = atoms.iter().enumerate().map(|(i, atom)| atom.height + if i > 0 { atom.gap } else { 0.0 }).sum();
    if let Some(last) = atoms.last_mut() {
        last.height += (height - own).max(0.0);
    }
}

/// An atom with its page and place.
#[derive(Debug)]
pub struct Placed {
    pub page: usize,
    pub top: f32,
    pub atom: Atom,
}

/// Distributes atoms over pages.
pub struct Flow {
    pub placed: Vec<Placed>,
    pub page: usize,
    /// The lower end of text: on any page, and on the last one.
    bottoms: [f32; 2],
    cursor: f32,
    at_top: bool,
    on_tint: bool,
}

impl Flow {
    /// `top` is the top of the flow on the first page.
    pub fn new(top: f32, paper: Paper) -> Self {
        let bottoms = [TEXT_BOTTOM, LAST_BOTTOM].map(|bottom| bottom - lift(paper));
        Self { placed: Vec::new(), page: 0, bottoms, cursor: top, at_top: true, on_tint: false }
    }

    /// Places the letter, the note and the closing.
    ///
    /// The closing stands on the last page. If it does not fit below the note, both move to a page of their own; if they are
    /// too long for one page, at least the last lines before the closing move with it.
    pub fn fill(&mut self, mut letter: Vec<Atom>, mut note: Vec<Atom>, closing: Vec<Atom>) {
        let [text_bottom, last_bottom] = self.bottoms;
        if note.is_empty() {
            let last = letter.pop();
            self.place_all(letter, text_bottom);
            return self.close(last.into_iter().chain(closing).collect());
        }
        self.place_all(letter, text_bottom);
        let fits_here = self.fits(note.iter().chain(&closing), last_bottom);
        let next = Self { placed: Vec::new(), cursor: FOLLOWING_TOP, at_top: true, on_tint: false, ..*self };
        let fits_a_page = next.fits(note.iter().chain(&closing), last_bottom);
        if fits_here || fits_a_page {
            if !fits_here {
                self.next_page();
            }
            return self.place_all(note.into_iter().chain(closing).collect(), last_bottom);
        }
        let last = note.pop();
        self.place_all(note, text_bottom);
        self.close(last.into_iter().chain(closing).collect());
    }

    fn close(&mut self, closing: Vec<Atom>) {
        let [_, last_bottom] = self.bottoms;
        if !self.fits(&closing, last_bottom) && !self.at_top {
            self.next_page();
        }
        self.place_all(closing, last_bottom);
    }

    fn next_page(&mut self) {
        self.page += 1;
        self.cursor = FOLLOWING_TOP;
        self.at_top = true;
        self.on_tint = false;
    }

    /// The top of `atom` if it is placed next.
    fn top_of(&self, atom: &Atom) -> f32 {
        let leave = if self.on_tint && atom.tint.is_none() { TINT_BELOW } else { 0.0 };
        let enter = if !self.on_tint && atom.tint.is_some() { TINT_ABOVE } else { 0.0 };
        let gap = if self.at_top { 0.0 } else { atom.gap };
        self.cursor + leave + gap + enter
    }

    fn fits<'b>(&self, atoms: impl IntoIterator<Item = &'b Atom>, bottom: f32) -> bool {
        let mut trial = Self { placed: Vec::new(), ..*self };
        for atom in atoms {
            let end = trial.top_of(atom) + atom.height;
            if end + tint_below(atom) > bottom {
                return false;
            }
            (trial.cursor, trial.at_top, trial.on_tint) = (end, false, atom.tint.is_some());
        }
        true
    }

    fn place_all(&mut self, atoms: Vec<Atom>, bottom: f32) {
        for atom in atoms {
            if !self.at_top && self.top_of(&atom) + atom.height + tint_below(&atom) > bottom {
                self.next_page();
            }
            let top = self.top_of(&atom);
            (self.cursor, self.at_top, self.on_tint) = (top + atom.height, false, atom.tint.is_some());
            self.placed.push(Placed { page: self.page, top, atom });
        }
    }
}

fn tint_below(atom: &Atom) -> f32 {
    if atom.tint.is_some() { TINT_BELOW } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atoms(count: usize, height: f32) -> Vec<Atom> {
        (0..count).map(|_| Atom { height, gap: 8.0, ..Atom::default() }).collect()
    }

    #[test]
    fn nothing_goes_below_its_limit_and_the_closing_is_last() {
        for lines in [0, 1, 20, 28, 29, 30, 31, 32, 60, 400] {
            for note in [0, 1, 5, 40, 90] {
                let mut flow = Flow::new(230.0, Paper::A4);
                flow.fill(atoms(lines, 16.0), atoms(note, 15.0), atoms(3, 15.0));
                assert_eq!(flow.placed.len(), lines + note + 3);
                let last = flow.placed.last().expect("a closing");
                assert_eq!(last.page, flow.page);
                for placed in &flow.placed {
                    assert!(placed.top + placed.atom.height <= TEXT_BOTTOM + 0.01);
                }
                assert!(last.top + last.atom.height <= LAST_BOTTOM + 0.01);
                if flow.page > 0 && lines + note > 0 {
                    let on_last = flow.placed.iter().filter(|placed| placed.page == flow.page).count();
                    assert!(on_last > 3, "the closing of {lines} + {note} lines stands alone");
                }
            }
        }
    }
}
