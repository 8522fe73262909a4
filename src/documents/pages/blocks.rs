//! The blocks of a letter as atoms: the client's words, the cover note, the thanks. The signature is in `signature.rs`.
//!
//! Each function makes one block; `flow.rs` places it. Text in the margin belongs to the block beside it, which is made at
//! least as high as that text.

use hypher::Lang;

use super::circulated_copy::{Alignment, ClientLetter, Colour, CopyContent, CoverNote, Named, Passage, Run};
use super::flow::{Atom, pad};
use super::signature::signature;
use super::styles::*;
use super::typesetter::{Stack, Typesetter};
use super::words;
use crate::documents::pdf::sheet::Owner;
use crate::documents::pdf::tags::{NodeId, Role, Tags};
use crate::documents::text::cleaning::one_line;
use crate::documents::text::direction::most_run_from_the_right;
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::{Column, Edge, Setting, Style};

/// Lowers the text in the margin so that its first baseline is that of the text beside it.
fn beside(atom: Atom, own: &Style, text: &Style) -> Atom {
    let down = text.baseline() - own.baseline();
    let height = atom.height + down;
    let drawings = atom.drawings.into_iter().map(|(owner, drawing)| (owner, drawing.lowered(down))).collect();
    Atom { height, drawings, ..atom }
}

/// Puts the text in the margin beside the first of `atoms`.
fn with_margin(atoms: &mut Vec<Atom>, margin: Atom) {
    if atoms.is_empty() {
        atoms.push(Atom::default());
    }
    let height = margin.height;
    // The margin is read first: it names the recipients or the author.
    let drawings = std::mem::take(&mut atoms[0].drawings);
    atoms[0].drawings = margin.drawings.into_iter().chain(drawings).collect();
    pad(atoms, height);
}

/// The text of a letter or note, paragraph by paragraph. At least two lines stay together on each side of a page break.
fn paragraphs(
    typesetter: &mut Typesetter<'_>,
    parent: NodeId,
    text: &Passage,
    look: &Look,
    language: LanguageCode,
) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let column = Column { width: TEXT_WIDTH, alignment: look.alignment };
    let Look { style, hyphens, .. } = look;
    let setting = Setting { style, language, column, edge: Edge::Own, rtl: look.rtl, hyphens: *hyphens };
    for passage in split_paragraphs(text) {
        let node = typesetter.sheets.tags.add(parent, Role::Paragraph);
        let mut lines = typesetter.setter.passage_lines(&passage, &setting);
        let mut gap = if atoms.is_empty() { 0.0 } else { look.between };
        while !lines.is_empty() {
            let together = match lines.len() {
                0..=3 => lines.len(),
                _ if gap > 0.0 || atoms.is_empty() => 2,
                _ => 1,
            };
            let rest = lines.split_off(together);
            let mut stack = Stack::in_text();
            stack.lines(lines, &look.style, Owner::Node(node));
            atoms.push(Atom { gap, tint: look.tint, ..stack.atom });
            gap = 0.0;
            lines = rest;
        }
    }
    atoms
}

/// The settings of running text.
struct Look {
    style: Style,
    between: f32,
    tint: Option<Colour>,
    alignment: Alignment,
    /// The language for hyphenation where a line would otherwise look bad; `None` if it is not known.
    hyphens: Option<Lang>,
    /// True if most of it runs from right to left.
    rtl: bool,
}

/// Splits a text at blank lines. Blank lines at the ends and repeated ones are dropped.
pub fn split_paragraphs(text: &Passage) -> Vec<Passage> {
    let mut paragraphs: Vec<Passage> = vec![Passage::default()];
    let mut blank = true;
    for run in &text.runs {
        let Run::Text(words) = run else {
            blank = false;
            current(&mut paragraphs).push(run.clone());
            continue;
        };
        let cleaned = crate::documents::text::cleaning::clean(words);
        for (i, line) in cleaned.split('\n').enumerate() {
            let is_blank = line.trim().is_empty();
            if i > 0 {
                if blank && !current(&mut paragraphs).is_empty() {
                    paragraphs.push(Passage::default());
                } else if !blank {
                    current(&mut paragraphs).push(Run::Text("\n".into()));
                }
                blank = true;
            }
            if !is_blank {
                blank = false;
            }
            if !(is_blank && blank) {
                current(&mut paragraphs).push(Run::Text(line.into()));
            }
        }
    }
    for paragraph in &mut paragraphs {
        let ends_blank = |run: &Run| matches!(run, Run::Text(text) if text.trim().is_empty());
        while paragraph.runs.last().is_some_and(ends_blank) {
            paragraph.runs.pop();
        }
    }
    paragraphs.retain(|paragraph| !paragraph.runs.is_empty());
    paragraphs
}

fn current(paragraphs: &mut [Passage]) -> &mut Vec<Run> {
    let last = paragraphs.len() - 1;
    &mut paragraphs[last].runs
}

/// With more names, or a higher list, the recipients move from the margin to a row of their own.
const MOST_NAMES_IN_MARGIN: usize = 8;
const HIGHEST_MARGIN: f32 = 220.0;

/// The To and Copies to lists beside the letter; `None` if they are too long for the margin.
pub fn recipients(typesetter: &mut Typesetter<'_>, letter: &CopyContent, parent: NodeId) -> Option<Atom> {
    if letter.to.len() + letter.copies_to.len() > MOST_NAMES_IN_MARGIN {
        return None;
    }
    let nodes = typesetter.sheets.tags.nodes.len();
    let kids = typesetter.sheets.tags.nodes[parent.0].kids.len();
    let mut stack = Stack::in_margin();
    people(typesetter, &mut stack, parent, words::TO, &letter.to, &NAME);
    people(typesetter, &mut stack, parent, words::COPIES_TO, &letter.copies_to, &SMALL);
    if stack.atom.height > HIGHEST_MARGIN {
        typesetter.sheets.tags.nodes.truncate(nodes);
        typesetter.sheets.tags.nodes[parent.0].kids.truncate(kids);
        return None;
    }
    Some(beside(stack.atom, &LABEL, &LETTER))
}

fn people(
    typesetter: &mut Typesetter<'_>,
    stack: &mut Stack,
    parent: NodeId,
    label: &str,
    people: &[Named],
    style: &Style,
) {
    if people.is_empty() {
        return;
    }
    if stack.atom.height > 0.0 {
        stack.gap(BETWEEN_ENTRIES);
    }
    let node = Owner::Node(typesetter.sheets.tags.add(parent, Role::Paragraph));
    stack.text(typesetter, label, &LABEL, node);
    for person in people {
        stack.text(typesetter, &one_line(&person.name), style, node);
        // In To each name is followed by a job title; Copies to has names only.
        if let (Some(title), true) = (&person.title, label == words::TO) {
            stack.text(typesetter, &one_line(title), &SMALL, node);
        }
    }
}

/// The client's letter with its signature.
pub fn client_letter(typesetter: &mut Typesetter<'_>, letter: &CopyContent, words: &ClientLetter) -> (Vec<Atom>, bool) {
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let margin = recipients(typesetter, letter, section);
    let language = words.language.as_deref().unwrap_or(&letter.letterhead.language);
    let node = typesetter.sheets.tags.add(section, Role::Section);
    if let Some(own) = words.language.as_deref().and_then(crate::documents::text::language::tag) {
        typesetter.sheets.tags.nodes[node.0].language = Some(own);
    }
    let alignment = letter.letterhead.alignment;
    let hyphens = words.language.as_deref().and_then(|tag| LanguageCode::of(tag).hyphens());
    let rtl = runs_from_the_right(&words.text);
    let look = Look { style: LETTER, between: 8.0, tint: None, alignment, hyphens, rtl };
    let mut atoms = paragraphs(typesetter, node, &words.text, &look, LanguageCode::of(language));
    let in_margin = margin.is_some();
    if let Some(margin) = margin {
        with_margin(&mut atoms, margin);
    }
    let mut signature = signature(typesetter, section, &words.client, edge(rtl));
    let mut sentences: Vec<String> = words.how_signed.iter().map(|sentence| one_line(sentence)).collect();
    sentences.extend(words.invited_by.as_deref().map(words::invited_by));
    at_the_foot(typesetter, section, &mut signature, &sentences.join(" "));
    close_with(&mut atoms, signature);
    (atoms, in_margin)
}

/// True if most letters of a text run from right to left. The signature or name below it is aligned to the edge where it
/// begins.
pub fn runs_from_the_right(text: &Passage) -> bool {
    most_run_from_the_right(&text.words()).unwrap_or_default()
}

pub fn edge(rtl: bool) -> Edge {
    if rtl { Edge::Right } else { Edge::Left }
}

/// Joins `closing` to the last lines of a letter, so that both stay on one page.
pub fn close_with(atoms: &mut Vec<Atom>, closing: Atom) {
    match atoms.last_mut() {
        Some(last) => last.join(closing),
        None => atoms.push(closing),
    }
}

/// Sets a small text into the margin so that it ends where `atom` ends.
fn at_the_foot(typesetter: &mut Typesetter<'_>, parent: NodeId, atom: &mut Atom, text: &str) {
    if text.is_empty() {
        return;
    }
    let mut stack = Stack::in_margin();
    stack.paragraph(typesetter, parent, text, &SMALL);
    let top = (atom.height - stack.atom.height).max(0.0);
    atom.height = atom.height.max(stack.atom.height);
    atom.drawings.extend(stack.atom.drawings.into_iter().map(|(owner, drawing)| (owner, drawing.lowered(top))));
}

/// The cover note of a commendation without a client's letter: set as the letter would be, signed with the typed name.
pub fn note_as_letter(typesetter: &mut Typesetter<'_>, letter: &CopyContent, note: &CoverNote) -> (Vec<Atom>, bool) {
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let margin = recipients(typesetter, letter, section);
    let alignment = letter.letterhead.alignment;
    let rtl = runs_from_the_right(&note.text);
    let look = Look { style: LETTER, between: 8.0, tint: None, alignment, hyphens: None, rtl };
    let language = typesetter.language;
    let mut atoms = paragraphs(typesetter, section, &note.text, &look, language);
    let in_margin = margin.is_some();
    if let Some(margin) = margin {
        with_margin(&mut atoms, margin);
    }
    let mut stack = Stack::in_text().at(edge(rtl));
    stack.paragraph(typesetter, section, &one_line(&note.banker), &LETTER);
    let role = words::role(note);
    if !role.is_empty() {
        stack.paragraph(typesetter, section, &role, &SMALL.tinted(THIRD));
    }
    let mut closing = Atom { gap: BEFORE_SIGNATURE, ..stack.atom };
    at_the_foot(typesetter, section, &mut closing, words::BY_A_COLLEAGUE);
    close_with(&mut atoms, closing);
    (atoms, in_margin)
}

/// The cover note below the client's words, on a tinted ground.
pub fn cover_note(typesetter: &mut Typesetter<'_>, note: &CoverNote, alignment: Alignment) -> Vec<Atom> {
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let mut margin = Stack::in_margin();
    let heading = typesetter.sheets.tags.add(section, Role::Heading2);
    typesetter.sheets.tags.nodes[heading.0].title = Some(words::COVER_NOTE.into());
    margin.text(typesetter, words::COVER_NOTE, &LABEL, Owner::Node(heading));
    let by = Owner::Node(typesetter.sheets.tags.add(section, Role::Paragraph));
    margin.text(typesetter, &one_line(&note.banker), &NAME, by);
    let role = words::role(note);
    if !role.is_empty() {
        margin.text(typesetter, &role, &SMALL, by);
    }
    let rtl = runs_from_the_right(&note.text);
    let look = Look { style: NOTE, between: 6.0, tint: Some(NOTE_TINT), alignment, hyphens: None, rtl };
    let language = typesetter.language;
    let mut atoms = paragraphs(typesetter, section, &note.text, &look, language);
    with_margin(&mut atoms, beside(margin.atom, &LABEL, &NOTE));
    atoms[0].gap = BEFORE_NOTE;
    atoms[0].tint = Some(NOTE_TINT);
    atoms
}

/// The rows with the thanked people and the reasons, and the recipients if the margin had no room for them.
pub fn closing(typesetter: &mut Typesetter<'_>, letter: &CopyContent, recipients_in_margin: bool) -> Vec<Atom> {
    let mut atoms = row(typesetter, words::THANKED, &words::thanked(letter), BEFORE_THANKED);
    let somebody = !letter.to.is_empty() || !letter.copies_to.is_empty();
    if somebody && !recipients_in_margin {
        let sent_to = words::sent_to(&letter.to, &letter.copies_to);
        atoms.extend(row(typesetter, words::SENT_TO, &[sent_to], 6.0));
    }
    atoms
}

/// A label in the margin and lines of text beside it.
fn row(typesetter: &mut Typesetter<'_>, label: &str, texts: &[String], gap: f32) -> Vec<Atom> {
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    let heading = typesetter.sheets.tags.add(section, Role::Heading2);
    typesetter.sheets.tags.nodes[heading.0].title = Some(label.into());
    let mut margin = Stack::in_margin();
    margin.text(typesetter, label, &LABEL, Owner::Node(heading));
    let mut atoms = Vec::new();
    for text in texts {
        let node = Owner::Node(typesetter.sheets.tags.add(section, Role::Paragraph));
        for line in typesetter.setter.lines(text, &NOTE, typesetter.language, TEXT_WIDTH) {
            let mut stack = Stack::in_text();
            stack.lines(vec![line], &NOTE, node);
            atoms.push(stack.atom);
        }
    }
    with_margin(&mut atoms, beside(margin.atom, &LABEL, &NOTE));
    atoms[0].gap = gap;
    atoms
}
