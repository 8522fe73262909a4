//! Composes a letter: letterhead, title, flow, proof, foot. Returns filled sheets and the document's metadata.

use super::blocks::{client_letter, closing, cover_note, note_as_letter};
use super::circulated_copy::{ClientLetter, Colour, Colours, CopyContent, Letterhead, Praised, Proof};
use super::flow::{Flow, Placed};
use super::outlines;
use super::page_head::letterhead;
use super::scan;
use super::styles::*;
use super::typesetter::{Stack, Typesetter, draw_atom};
use super::words;
use crate::documents::DocumentError;
use crate::documents::pdf::images::Images;
use crate::documents::pdf::sheet::{Drawing, Link, LinkTarget, Owner, Sheets};
use crate::documents::pdf::tags::{Role, Tags};
use crate::documents::pdf::xmp::Metadata;
use crate::documents::text::cleaning::{isolated, one_line, plain};
use crate::documents::text::language;
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::{Line, Style};
use crate::documents::text::paragraph::Setter;
use crate::documents::text::shaping::Shaper;

/// A letter laid out on pages.
pub struct Composed {
    pub sheets: Sheets,
    pub missing: Vec<char>,
    pub metadata: Metadata,
}

pub fn compose(shaper: &Shaper, letter: &CopyContent, images: &Images) -> Result<Composed, DocumentError> {
    let setter = Setter::new(shaper);
    let language = LanguageCode::of(&letter.letterhead.language);
    let mut typesetter = Typesetter { setter, sheets: Sheets::new(letter.letterhead.paper), language };
    letterhead(&mut typesetter, &letter.letterhead, images)?;
    let scan = letter.client_letter.as_ref().and_then(|words| words.scan.as_ref());
    let below = if scan.is_some() { scan::AFTER_TITLE } else { AFTER_TITLE };
    let top = title(&mut typesetter, letter) + below;
    let (body, recipients_in_margin) = match (&letter.client_letter, &letter.cover_note) {
        (Some(words @ ClientLetter { scan: Some(scan), .. }), _) => {
            (scan::client_letter(&mut typesetter, letter, (words, scan), images)?, false)
        }
        (Some(words), _) => client_letter(&mut typesetter, letter, words),
        (None, Some(note)) => note_as_letter(&mut typesetter, letter, note),
        (None, None) => (Vec::new(), false),
    };
    let mut note = match (&letter.client_letter, &letter.cover_note) {
        (Some(_), Some(note)) => cover_note(&mut typesetter, note, letter.letterhead.alignment),
        _ => Vec::new(),
    };
    if let (Some(_), Some(first)) = (scan, note.first_mut()) {
        first.gap = scan::BEFORE_NOTE;
    }
    let closing = closing(&mut typesetter, letter, recipients_in_margin);
    let mut flow = Flow::new(top, letter.letterhead.paper);
    flow.fill(body, note, closing);
    for _ in 0..flow.page {
        typesetter.sheets.add_page();
    }
    draw_flow(&mut typesetter, flow.placed);
    proof(&mut typesetter, letter)?;
    if let Some(scan) = scan {
        scan::full_sheets(&mut typesetter, letter, scan, images)?;
    }
    furniture(&mut typesetter, letter);
    typesetter.sheets.tags.prune();
    Ok(Composed {
        metadata: metadata(letter),
        missing: typesetter.setter.missing.characters,
        sheets: typesetter.sheets,
    })
}

fn metadata(letter: &CopyContent) -> Metadata {
    let praised = one_line(&words::praised(&letter.praised));
    Metadata {
        title: plain(&format!("{} {praised}, {}", words::IN_PRAISE_OF, one_line(&letter.reference))),
        author: one_line(&letter.letterhead.bank),
        subject: plain(&words::department(&letter.praised)),
        // The address contains the code, so a changed copy can still be recognised as a copy of this letter.
        identifier: letter.proof.as_ref().map(|proof| one_line(&proof.url)),
        language: language::tag(&letter.letterhead.language).unwrap_or_else(|| "en".to_owned()),
        date: letter.date,
    }
}

/// Draws the placed atoms, tinted grounds first.
fn draw_flow(typesetter: &mut Typesetter<'_>, placed: Vec<Placed>) {
    for run in placed.chunk_by(|a, b| a.page == b.page && a.atom.tint == b.atom.tint) {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        if let Some(colour) = first.atom.tint {
            let top = first.top - TINT_ABOVE;
            let height = last.top + last.atom.height + TINT_BELOW - top;
            let bounds = [LEFT - TINT_OVERHANG, top, WIDTH + 2.0 * TINT_OVERHANG, height];
            typesetter.sheets.draw_on(first.page, Owner::Furniture, Drawing::Rectangle { bounds, colour });
        }
    }
    for Placed { page, top, atom } in placed {
        draw_atom(typesetter, page, atom, top);
    }
}

/// Draws the title with the date and the reference beside it. Returns its lower edge.
fn title(typesetter: &mut Typesetter<'_>, letter: &CopyContent) -> f32 {
    if let Some(replaces) = letter.replaces {
        let mut stack = Stack::in_text();
        stack.paragraph(typesetter, Tags::DOCUMENT, &words::replaces(replaces), &SMALL);
        draw_atom(typesetter, 0, stack.atom, TITLE_TOP - 16.0);
    }
    let mut stack = Stack::in_text();
    let heading = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Heading1);
    let praised = words::praised(&letter.praised);
    typesetter.sheets.tags.nodes[heading.0].title =
        Some(plain(&format!("{} {}", words::IN_PRAISE_OF, one_line(&praised))));
    stack.text(typesetter, words::IN_PRAISE_OF, &IN_PRAISE_OF, Owner::Node(heading));
    stack.gap(2.0);
    let (lines, style) = title_lines(typesetter, &letter.praised);
    stack.lines(lines, &style, Owner::Node(heading));
    let department = words::department(&letter.praised);
    if !department.is_empty() {
        stack.paragraph(typesetter, Tags::DOCUMENT, &department, &DEPARTMENT);
    }
    let height = stack.atom.height;
    draw_atom(typesetter, 0, stack.atom, TITLE_TOP);
    let mut margin = Stack::in_margin();
    let entries =
        [(words::DATE, words::date(letter.date), SMALL), (words::REFERENCE, letter.reference.clone(), REFERENCE)];
    for (label, value, style) in entries {
        if margin.atom.height > 0.0 {
            margin.gap(BETWEEN_ENTRIES);
        }
        let node = Owner::Node(typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph));
        margin.text(typesetter, label, &LABEL, node);
        margin.text(typesetter, &one_line(&value), &style, node);
    }
    let down = IN_PRAISE_OF.baseline() - LABEL.baseline();
    let height = height.max(margin.atom.height + down);
    draw_atom(typesetter, 0, margin.atom, TITLE_TOP + down);
    TITLE_TOP + height
}

/// The name in the largest size at which it fits on a line, else wrapped at its spaces; several names one below the other, or
/// as a list.
fn title_lines(typesetter: &mut Typesetter<'_>, praised: &Praised) -> (Vec<Line>, Style) {
    let names: Vec<String> = match praised {
        Praised::Helpers(helpers) => helpers.iter().map(|helper| isolated(&helper.name)).collect(),
        Praised::Department { name, .. } => vec![isolated(name)],
    };
    // Names wrap at spaces only: a word joiner keeps the parts of a double name together.
    let names: Vec<String> = names.into_iter().map(|name| name.replace('-', "-\u{2060}")).collect();
    let language = typesetter.language;
    let sizes: &[f32] = match names.len() {
        0..=1 => &[30.0, 26.0, 22.0],
        2 => &[26.0, 22.0],
        _ => &[],
    };
    for &size in sizes {
        let style = TITLE.at(size, size + 6.0);
        if names.iter().all(|name| typesetter.setter.width(name, &style, language) <= TEXT_WIDTH) {
            let lines =
                names.iter().flat_map(|name| typesetter.setter.lines(name, &style, language, TEXT_WIDTH)).collect();
            return (lines, style);
        }
    }
    if names.len() > 2 {
        let style = TITLE.at(20.0, 26.0);
        let names: Vec<String> = names.iter().map(|name| name.replace(' ', "\u{a0}")).collect();
        return (typesetter.setter.lines(&words::list(&names), &style, language, TEXT_WIDTH), style);
    }
    let style = TITLE.at(22.0, 28.0);
    let lines = names.iter().flat_map(|name| typesetter.setter.lines(name, &style, language, TEXT_WIDTH)).collect();
    (lines, style)
}

/// Draws the proof of genuineness at the foot of the last page; on a draft, a notice that it is not genuine.
fn proof(typesetter: &mut Typesetter<'_>, letter: &CopyContent) -> Result<(), DocumentError> {
    match &letter.proof {
        _ if letter.draft => verification(typesetter, None, words::DRAFT, words::DRAFT_PROOF),
        Some(proof) => {
            let sentence = words::how_to_verify(&proof.typed_at);
            verification(typesetter, Some(proof), &one_line(&proof.code), &sentence)
        }
        None => Ok(()),
    }
}

/// Draws the QR code, the code and the instructions for them, at the foot of the last page.
pub fn verification(
    typesetter: &mut Typesetter<'_>,
    proof: Option<&Proof>,
    code: &str,
    sentence: &str,
) -> Result<(), DocumentError> {
    let last = typesetter.sheets.pages.len() - 1;
    let proof_top = PROOF_TOP - lift(typesetter.sheets.paper);
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    if let Some(proof) = proof {
        let (outlines, side) = outlines::qr(proof)?;
        let link = typesetter.sheets.tags.add(section, Role::Link);
        let figure = typesetter.sheets.tags.add_figure(link, words::QR_ALT);
        let bounds = [LEFT, proof_top, PROOF_SIDE, PROOF_SIDE];
        let at = [LEFT, proof_top];
        let drawing = Drawing::Path { outlines, at, scale: PROOF_SIDE / side, colour: INK, pen: None };
        typesetter.sheets.draw_on(last, Owner::Node(figure), drawing);
        let (goal, contents) = (LinkTarget::Address(proof.url.clone()), words::VERIFY_LINK.to_owned());
        typesetter.sheets.link(Link { bounds, goal, contents, node: link });
    }
    let mut stack = Stack::in_text();
    stack.paragraph(typesetter, section, code, &CODE);
    stack.gap(2.0);
    // Lining figures, because an address in the sentence is typed.
    stack.paragraph(typesetter, section, sentence, &SMALL.lining());
    let top = proof_top + (PROOF_SIDE - stack.atom.height) / 2.0;
    draw_atom(typesetter, last, stack.atom, top);
    Ok(())
}

/// Draws the furniture of the pages: bars, running heads and feet, which are not part of the letter's text.
fn furniture(typesetter: &mut Typesetter<'_>, letter: &CopyContent) {
    let pages = typesetter.sheets.pages.len();
    let colours = letter.letterhead.colours;
    // A draft has grey bars, so that it is not taken for a sent letter.
    let bar = if letter.draft { Colours { brand: THIRD, accent: THIRD } } else { colours };
    for page in 0..pages {
        let number = words::page_of(&letter.reference, page + 1, pages);
        bar_and_foot(typesetter, page, bar, (&words::foot(letter), &number));
        if page > 0 {
            let praised = words::praised_short(&letter.praised);
            let about = format!("{} {praised}, {}", words::IN_PRAISE_OF, one_line(&letter.reference));
            running_head(typesetter, page, &letter.letterhead, &about);
        }
        if letter.draft {
            ends(typesetter, page, DRAFT_BASELINE, ("", FOOT), (words::DRAFT_MARK, FOOT));
        }
    }
}

/// Draws the bar at the head of a page, and its foot with one text at each end.
pub fn bar_and_foot(typesetter: &mut Typesetter<'_>, page: usize, bar: Colours, (left, right): (&str, &str)) {
    let foot_top = FOOT_TOP - lift(typesetter.sheets.paper);
    let mut rectangle = |bounds, colour: Colour| {
        typesetter.sheets.draw_on(page, Owner::Furniture, Drawing::Rectangle { bounds, colour });
    };
    rectangle([LEFT, BAR_TOP, WIDTH - BAR_ACCENT, BAR_HEIGHT], bar.brand);
    rectangle([LEFT + WIDTH - BAR_ACCENT, BAR_TOP, BAR_ACCENT, BAR_HEIGHT], bar.accent);
    rectangle([LEFT, foot_top, WIDTH, 0.5], HAIRLINE);
    let first = foot_top + 6.5 + FOOT.baseline();
    // The bank's footer may be legally required on every page: it wraps, and no line is left out.
    let measure = WIDTH - typesetter.setter.width(right, &FOOT, typesetter.language) - 12.0;
    let mut style = FOOT;
    let mut lines = typesetter.setter.lines(left, &style, typesetter.language, measure);
    if lines.len() > FOOT_LINES {
        style = FOOT.at(6.5, 8.0);
        lines = typesetter.setter.lines(left, &style, typesetter.language, measure);
    }
    let mut y = first;
    for line in lines.into_iter().filter(|line| line.width > 0.0) {
        typesetter.sheets.draw_on(page, Owner::Furniture, Drawing::Text { x: LEFT, y, line, style });
        y += style.leading;
    }
    ends(typesetter, page, first, ("", FOOT), (right, FOOT));
}

/// The most lines of a foot at full size; more would reach the area that printers cut off.
const FOOT_LINES: usize = 2;

/// Draws the line below the bar of every page but the first: the bank, and the subject of the page.
pub fn running_head(typesetter: &mut Typesetter<'_>, page: usize, head: &Letterhead, about: &str) {
    let y = RUNNING_TOP + SMALL.baseline();
    let bank = one_line(&head.bank);
    ends(typesetter, page, y, (&bank, NAME.tinted(head.colours.brand)), (about, SMALL.tinted(THIRD).lining()));
}

/// Sets one text at the left end and one at the right end of a line. If both do not fit, the left one is left out.
pub fn ends(typesetter: &mut Typesetter<'_>, page: usize, y: f32, left: (&str, Style), right: (&str, Style)) {
    let mut set = |(text, style): (&str, Style)| {
        typesetter.setter.lines(text, &style, typesetter.language, f32::INFINITY).pop().map(|line| (line, style))
    };
    let (left, right) = (set(left), set(right).filter(|(line, _)| line.width <= WIDTH));
    let taken = right.as_ref().map_or(0.0, |(line, _)| line.width + 12.0);
    if let Some((line, style)) = left.filter(|(line, _)| line.width > 0.0 && line.width <= WIDTH - taken) {
        typesetter.sheets.draw_on(page, Owner::Furniture, Drawing::Text { x: LEFT, y, line, style });
    }
    if let Some((line, style)) = right {
        let x = LEFT + WIDTH - line.width;
        typesetter.sheets.draw_on(page, Owner::Furniture, Drawing::Text { x, y, line, style });
    }
}
