//! The cover: the person, the period, the counts, and the most frequent strengths and branches.

use super::figures::{self, Chart, Entry};
use super::plan::Plan;
use super::single_lines::{HorizontalAnchor, line, rule};
use super::styles::*;
use super::{Packet, Period, words};
use crate::documents::DocumentError;
use crate::documents::pages::circulated_copy::Letterhead;
use crate::documents::pages::compose::verification;
use crate::documents::pages::page_head::letterhead;
use crate::documents::pages::styles::{
    BETWEEN_ENTRIES, LABEL as MARGIN_LABEL, LAST_BOTTOM, LEFT, SMALL, TEXT, TEXT_WIDTH, lift,
};
use crate::documents::pages::typesetter::{Stack, Typesetter, draw_atom};
use crate::documents::pages::words::{date, joined};
use crate::documents::pdf::sheet::{Drawing, Owner};
use crate::documents::pdf::tags::{NodeId, Role, Tags};
use crate::documents::text::cleaning::{isolated, one_line, plain, unbroken};
use crate::documents::text::line::Style;

/// The distance between the hairlines above and below the four figures.
const FIGURES: f32 = 65.0;
/// The height from the tallest bar's number to the names of the months.
const CHART_HEIGHT: f32 = 93.5;
const CHART_LINE: f32 = 78.5;
const BAR_WIDTH: f32 = 16.0;
/// The height of a table of two lines.
const TABLE: f32 = 40.0;

pub fn compose(typesetter: &mut Typesetter<'_>, packet: &Packet, plan: &Plan) -> Result<(), DocumentError> {
    let head = Letterhead { branch_line: Some(words::ON_RECORD.to_owned()), ..packet.letterhead.clone() };
    letterhead(typesetter, &head, &packet.images)?;
    let chart = figures::chart(packet);
    let tables = [(words::THANKED_FOR, figures::thanked_for(packet)), (words::HELPED, figures::helped(packet))];
    let mut below = 44.0 + FIGURES + chart.as_ref().map_or(0.0, |_| 26.0 + CHART_HEIGHT);
    below += tables.iter().filter(|(_, entries)| !entries.is_empty()).map(|_| 15.0 + TABLE).sum::<f32>() + 11.0;
    // The title of a long name takes its extra height from the white space above it.
    let room = LAST_BOTTOM - lift(typesetter.sheets.paper) - COVER_TOP - below;
    let title = title(typesetter, packet, room - LEAST_ABOVE_TITLE);
    let top = COVER_TOP + (room - title.height).clamp(LEAST_ABOVE_TITLE, ABOVE_TITLE);
    let mut y = top + title.height;
    draw_atom(typesetter, 0, title.margin.atom, top + 5.0);
    draw_atom(typesetter, 0, title.text.atom, top);
    y = four_figures(typesetter, packet, y + 44.0);
    if let Some(chart) = chart {
        y = draw_chart(typesetter, &chart, y + 26.0);
    }
    y += 11.0;
    for (label, entries) in tables.into_iter().filter(|(_, entries)| !entries.is_empty()) {
        y = table(typesetter, label, &entries, y + 15.0);
    }
    let pages = [2, plan.letters().start + 1, plan.digest_page() + 1];
    let proof = &packet.issue.proof;
    verification(typesetter, Some(proof), &one_line(&proof.code), &words::cover_verify(&proof.typed_at, pages))
}

struct Title {
    text: Stack,
    margin: Stack,
    height: f32,
}

/// Sets the title, no higher than `room`.
fn title(typesetter: &mut Typesetter<'_>, packet: &Packet, room: f32) -> Title {
    let heading = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Heading1);
    typesetter.sheets.tags.nodes[heading.0].title = Some(plain(&words::title(&packet.subject.name)));
    let subject = &packet.subject;
    let role = joined(None, subject.title.as_deref(), [subject.place.as_deref()]);
    let lines = [(!role.is_empty()).then_some(role), subject.since.map(words::since)];
    let below: Vec<_> = lines
        .into_iter()
        .flatten()
        .map(|line| (typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph), line))
        .collect();
    // As on the letter, a long name gets smaller before it wraps, and wraps at spaces only; then it gets smaller until it
    // fits.
    let name = isolated(&subject.name).replace('-', "-\u{2060}");
    let language = typesetter.language;
    let wraps = |style: &&Style| style.size <= WRAPPED_NAME;
    let fits =
        NAMES.iter().position(|style| wraps(&style) || typesetter.setter.width(&name, style, language) <= TEXT_WIDTH);
    let mut text = Stack::in_text();
    for style in &NAMES[fits.unwrap_or_default()..] {
        text = Stack::in_text();
        text.text(typesetter, words::IN_PRAISE_OF, &IN_PRAISE_OF, Owner::Node(heading));
        text.gap(2.0);
        text.text(typesetter, &name, style, Owner::Node(heading));
        text.gap(4.0);
        for (node, line) in &below {
            text.text(typesetter, line, &TITLE, Owner::Node(*node));
        }
        if text.atom.height <= room {
            break;
        }
    }
    let mut margin = Stack::in_margin();
    let issue = &packet.issue;
    let Period { from, to } = packet.period();
    let to = (from < to).then(|| format!("to {}", date(to)));
    let all = if issue.all { words::ALL } else { words::A_PART };
    let period = std::iter::once(date(from)).chain(to).collect();
    let by = issue.by.as_deref().map(|by| format!("by {}", unbroken(by)));
    let prepared = std::iter::once(date(issue.on)).chain(by).collect();
    let entries = [
        (words::PERIOD, period, SMALL),
        (words::LETTERS, vec![all.to_owned()], SMALL),
        (words::PREPARED, prepared, SMALL),
        (words::PACKET, vec![one_line(&issue.reference)], DAY),
    ];
    for (label, lines, style) in entries {
        if margin.atom.height > 0.0 {
            margin.gap(BETWEEN_ENTRIES);
        }
        let node = Owner::Node(typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph));
        margin.text(typesetter, label, &MARGIN_LABEL, node);
        for line in lines {
            margin.text(typesetter, &line, &style, node);
        }
    }
    let height = text.atom.height.max(margin.atom.height + 5.0);
    Title { text, margin, height }
}

/// Draws four figures between hairlines. Returns the lower edge.
fn four_figures(typesetter: &mut Typesetter<'_>, packet: &Packet, top: f32) -> f32 {
    let counts = figures::four(packet);
    let width = TEXT_WIDTH / 4.0;
    for (at, (count, label)) in counts.into_iter().zip(words::figures(counts)).enumerate() {
        let left = TEXT + width * at as f32;
        if at > 0 {
            let drawing = Drawing::Rectangle {
                bounds: [left, top + 11.5, 0.5, 42.0],
                colour: crate::documents::pages::styles::HAIRLINE,
            };
            typesetter.sheets.draw(Owner::Furniture, drawing);
        }
        let left = if at > 0 { left + 10.5 } else { left };
        let node = Owner::Node(typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph));
        line(typesetter, node, &count.to_string(), &FIGURE, HorizontalAnchor::Left(left), top + 11.5);
        line(typesetter, node, label, &LABEL, HorizontalAnchor::Left(left), top + 41.5);
    }
    rule(typesetter, TEXT, top, TEXT_WIDTH);
    rule(typesetter, TEXT, top + FIGURES, TEXT_WIDTH);
    top + FIGURES
}

/// Draws a label in the margin, which is a heading in the structure tree.
fn label(typesetter: &mut Typesetter<'_>, section: NodeId, text: &str, top: f32) {
    let heading = typesetter.sheets.tags.add(section, Role::Heading2);
    typesetter.sheets.tags.nodes[heading.0].title = Some(text.to_owned());
    line(typesetter, Owner::Node(heading), text, &MARGIN_LABEL, HorizontalAnchor::Left(LEFT), top);
}

/// Draws the chart: bars as furniture, and the same numbers as a table for screen readers. Returns the lower edge.
fn draw_chart(typesetter: &mut Typesetter<'_>, chart: &Chart, top: f32) -> f32 {
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    label(typesetter, section, words::chart(chart.months), top + 2.0);
    let table = typesetter.sheets.tags.add(section, Role::Table);
    let most = chart.bars.iter().map(|bar| bar.1).max().unwrap_or(0).max(1) as f32;
    // The step per commendation is limited, so that two do not make a tall bar.
    let step = (64.5 / most).min(12.9);
    let between = (TEXT_WIDTH - BAR_WIDTH) / (chart.bars.len().max(2) - 1) as f32;
    let base = top + CHART_LINE;
    let style_of_one_line = |style: Style| style.baseline();
    for (at, &(first, count)) in chart.bars.iter().enumerate() {
        let left = TEXT + between * at as f32;
        let height = step * count as f32;
        if count > 0 {
            let bounds = [left, base - height, BAR_WIDTH, height];
            typesetter.sheets.draw(Owner::Furniture, Drawing::Rectangle { bounds, colour: CHART });
        }
        let row = typesetter.sheets.tags.add(table, Role::Row);
        let (name, year) = words::bar(first, chart.months, at == 0);
        let header = Owner::Node(typesetter.sheets.tags.add(row, Role::RowHeader));
        let middle = HorizontalAnchor::Middle(left + BAR_WIDTH / 2.0);
        line(typesetter, header, &name, &BAR_LABEL, middle, base + 12.0 - style_of_one_line(BAR_LABEL));
        if let Some(year) = year {
            line(typesetter, header, &year, &BAR_LABEL, middle, base + 23.0 - style_of_one_line(BAR_LABEL));
        }
        let cell = Owner::Node(typesetter.sheets.tags.add(row, Role::Cell));
        let number_top = base - height - 3.5 - style_of_one_line(BAR_NUMBER);
        line(typesetter, cell, &count.to_string(), &BAR_NUMBER, middle, number_top);
    }
    rule(typesetter, TEXT, base - 0.25, TEXT_WIDTH);
    top + CHART_HEIGHT
}

/// Draws up to four entries in two columns, the first column first. Returns the lower edge.
fn table(typesetter: &mut Typesetter<'_>, title: &str, entries: &[Entry], top: f32) -> f32 {
    const GUTTER: f32 = 28.35;
    const ROW: f32 = 20.0;
    let section = typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Section);
    label(typesetter, section, title, top + 2.5 + ENTRY.baseline() - MARGIN_LABEL.baseline());
    let table = typesetter.sheets.tags.add(section, Role::Table);
    let width = (TEXT_WIDTH - GUTTER) / 2.0;
    let language = typesetter.language;
    for (at, entry) in entries.iter().enumerate() {
        let left = TEXT + if at < 2 { 0.0 } else { width + GUTTER };
        let y = top + if at % 2 == 0 { 0.0 } else { ROW + 0.5 };
        let row = typesetter.sheets.tags.add(table, Role::Row);
        let name = super::single_lines::cut(typesetter, &isolated(&entry.name), &ENTRY, language, width - 30.0);
        super::single_lines::cell(
            typesetter,
            row,
            Role::RowHeader,
            &name,
            &ENTRY,
            HorizontalAnchor::Left(left),
            y + 2.5,
        );
        super::single_lines::cell(
            typesetter,
            row,
            Role::Cell,
            &entry.count.to_string(),
            &COUNT,
            HorizontalAnchor::Right(left + width),
            y + 2.5,
        );
        if at % 2 == 0 && entries.len() > at + 1 {
            rule(typesetter, left, y + ROW, width);
        }
    }
    top + if entries.len() > 1 { TABLE + 0.5 } else { ROW }
}
