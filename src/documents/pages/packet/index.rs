//! The index of a packet: author, day, first words and page of each letter. Every row links to its letter.

use super::plan::Plan;
use super::single_lines::{At, beginning, cut, heading, line, rule};
use super::styles::*;
use super::{Enclosed, Packet, words};
use crate::documents::pages::letter::Passage;
use crate::documents::pages::styles::{LEFT, SMALL, TEXT, TEXT_WIDTH, THIRD, WIDTH};
use crate::documents::pages::typesetter::Desk;
use crate::documents::pages::words::date;
use crate::documents::pdf::sheet::{Drawing, Goal, Link, Owner};
use crate::documents::pdf::tags::{NodeId, Role, Tags};
use crate::documents::text::cleaning::one_line;
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::{Edge, Setting};

pub fn compose(desk: &mut Desk<'_>, packet: &Packet, plan: &Plan) {
    let mut contents = None;
    for (page, letters) in plan.index.iter().enumerate() {
        desk.sheets.add_page();
        if page == 0 {
            heading(desk, words::INDEX, HEADING_TOP);
            let node = Owner::Node(desk.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph));
            let says = words::index_says(packet.letters.len());
            line(desk, node, &says, &SMALL, At::Left(TEXT), HEADING_TOP + 30.0);
        }
        let contents = *contents.get_or_insert_with(|| desk.sheets.tags.add(Tags::DOCUMENT, Role::Contents));
        let mut top = HEADING_TOP + if page == 0 { FIRST_ROW } else { 12.0 };
        for letter in letters.clone() {
            rule(desk, LEFT, top, WIDTH);
            row(desk, contents, &packet.letters[letter], plan.first_pages[letter], top);
            top += ROW;
        }
        rule(desk, LEFT, top, WIDTH);
        // This line is furniture: a screen reader continues with the next row by itself.
        if let Some(next) = packet.letters.get(letters.end) {
            let says = words::continues(page + 3, next.day);
            line(desk, Owner::Furniture, &says, &SMALL.tinted(THIRD), At::Left(TEXT), top + 5.0);
        }
    }
}

fn row(desk: &mut Desk<'_>, contents: NodeId, letter: &Enclosed, page: usize, top: f32) {
    let item = desk.sheets.tags.add(contents, Role::ContentsItem);
    let language = desk.language;
    let first = top + 5.5;
    let when = Owner::Node(desk.sheets.tags.add(item, Role::Paragraph));
    let reference = one_line(&letter.reference);
    line(desk, when, &date(letter.day), &DAY, At::Left(LEFT), first + WHO.baseline() - DAY.baseline());
    line(desk, when, &reference, &REFERENCE, At::Left(LEFT), first + 12.0 + WHO.baseline() - DAY.baseline());

    let way = desk.sheets.tags.add(item, Role::Reference);
    let link = desk.sheets.tags.add(way, Role::Link);
    let (who, how) = words::who(&letter.who);
    let who = cut(desk, &who, &WHO, language, TEXT_WIDTH - 40.0);
    let taken = beginning(desk, Owner::Node(link), &who, &WHO, At::Left(TEXT), first);
    let how = cut(desk, &how, &HOW, language, TEXT_WIDTH - 40.0 - taken);
    line(desk, Owner::Node(link), &how, &HOW, At::Left(TEXT + taken), first);
    let number = page + 1;
    line(desk, Owner::Node(link), &number.to_string(), &PAGE, At::Right(TEXT + TEXT_WIDTH), first);
    let contents = words::go_to(&reference, number);
    desk.sheets.link(Link { bounds: [LEFT, top, WIDTH, ROW], goal: Goal::Page(page), contents, node: link });

    let node = desk.sheets.tags.add(item, Role::Paragraph);
    let top = first + WHO.leading;
    let Some(first_words) = &letter.first_words else {
        line(desk, Owner::Node(node), words::ON_PAPER_ONLY, &NO_WORDS, At::Left(TEXT), top);
        return;
    };
    desk.sheets.tags.nodes[node.0].language =
        letter.language.as_deref().and_then(crate::documents::text::language::tag);
    let own = letter.language.as_deref().map_or(language, LanguageCode::of);
    let words = cut(desk, &one_line(first_words), &WORDS, own, WORDS_WIDTH);
    let setting = Setting::at_the_left(&WORDS, own, WORDS_WIDTH).at(Edge::Own);
    for line in desk.setter.passage_lines(&Passage::from(words), &setting).into_iter().take(1) {
        desk.sheets.draw(Owner::Node(node), Drawing::Text { x: TEXT, y: top + WORDS.baseline(), line, style: WORDS });
    }
}
