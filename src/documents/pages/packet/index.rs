//! The index of a packet: author, day, first words and page of each letter. Every row links to its letter.

use super::plan::Plan;
use super::single_lines::{HorizontalAnchor, beginning, cut, heading, line, rule};
use super::styles::*;
use super::{Enclosed, Packet, words};
use crate::documents::pages::circulated_copy::Passage;
use crate::documents::pages::styles::{LEFT, SMALL, TEXT, TEXT_WIDTH, THIRD, WIDTH};
use crate::documents::pages::typesetter::Typesetter;
use crate::documents::pages::words::date;
use crate::documents::pdf::sheet::{Drawing, Link, LinkTarget, Owner};
use crate::documents::pdf::tags::{NodeId, Role, Tags};
use crate::documents::text::cleaning::one_line;
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::{Edge, Setting};

pub fn compose(typesetter: &mut Typesetter<'_>, packet: &Packet, plan: &Plan) {
    let mut contents = None;
    for (page, letters) in plan.index.iter().enumerate() {
        typesetter.sheets.add_page();
        if page == 0 {
            heading(typesetter, words::INDEX, HEADING_TOP);
            let node = Owner::Node(typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Paragraph));
            let says = words::index_says(packet.letters.len());
            line(typesetter, node, &says, &SMALL, HorizontalAnchor::Left(TEXT), HEADING_TOP + 30.0);
        }
        let contents = *contents.get_or_insert_with(|| typesetter.sheets.tags.add(Tags::DOCUMENT, Role::Contents));
        let mut top = HEADING_TOP + if page == 0 { FIRST_ROW } else { 12.0 };
        for letter in letters.clone() {
            rule(typesetter, LEFT, top, WIDTH);
            row(typesetter, contents, &packet.letters[letter], plan.first_pages[letter], top);
            top += ROW;
        }
        rule(typesetter, LEFT, top, WIDTH);
        // This line is furniture: a screen reader continues with the next row by itself.
        if let Some(next) = packet.letters.get(letters.end) {
            let says = words::continues(page + 3, next.day);
            line(typesetter, Owner::Furniture, &says, &SMALL.tinted(THIRD), HorizontalAnchor::Left(TEXT), top + 5.0);
        }
    }
}

fn row(typesetter: &mut Typesetter<'_>, contents: NodeId, letter: &Enclosed, page: usize, top: f32) {
    let item = typesetter.sheets.tags.add(contents, Role::ContentsItem);
    let language = typesetter.language;
    let first = top + 5.5;
    let when = Owner::Node(typesetter.sheets.tags.add(item, Role::Paragraph));
    let reference = one_line(&letter.reference);
    line(
        typesetter,
        when,
        &date(letter.day),
        &DAY,
        HorizontalAnchor::Left(LEFT),
        first + WHO.baseline() - DAY.baseline(),
    );
    line(
        typesetter,
        when,
        &reference,
        &REFERENCE,
        HorizontalAnchor::Left(LEFT),
        first + 12.0 + WHO.baseline() - DAY.baseline(),
    );

    let way = typesetter.sheets.tags.add(item, Role::Reference);
    let link = typesetter.sheets.tags.add(way, Role::Link);
    let (who, how) = words::who(&letter.who);
    let who = cut(typesetter, &who, &WHO, language, TEXT_WIDTH - 40.0);
    let taken = beginning(typesetter, Owner::Node(link), &who, &WHO, HorizontalAnchor::Left(TEXT), first);
    let how = cut(typesetter, &how, &HOW, language, TEXT_WIDTH - 40.0 - taken);
    line(typesetter, Owner::Node(link), &how, &HOW, HorizontalAnchor::Left(TEXT + taken), first);
    let number = page + 1;
    line(typesetter, Owner::Node(link), &number.to_string(), &PAGE, HorizontalAnchor::Right(TEXT + TEXT_WIDTH), first);
    let contents = words::go_to(&reference, number);
    typesetter.sheets.link(Link {
        bounds: [LEFT, top, WIDTH, ROW],
        goal: LinkTarget::Page(page),
        contents,
        node: link,
    });

    let node = typesetter.sheets.tags.add(item, Role::Paragraph);
    let top = first + WHO.leading;
    let Some(first_words) = &letter.first_words else {
        line(typesetter, Owner::Node(node), words::ON_PAPER_ONLY, &NO_WORDS, HorizontalAnchor::Left(TEXT), top);
        return;
    };
    typesetter.sheets.tags.nodes[node.0].language =
        letter.language.as_deref().and_then(crate::documents::text::language::tag);
    let own = letter.language.as_deref().map_or(language, LanguageCode::of);
    let words = cut(typesetter, &one_line(first_words), &WORDS, own, WORDS_WIDTH);
    let setting = Setting::at_the_left(&WORDS, own, WORDS_WIDTH).at(Edge::Own);
    for line in typesetter.setter.passage_lines(&Passage::from(words), &setting).into_iter().take(1) {
        typesetter
            .sheets
            .draw(Owner::Node(node), Drawing::Text { x: TEXT, y: top + WORDS.baseline(), line, style: WORDS });
    }
}
