//! Packets: the letters are enclosed as they were sent, and all that the packet says of them is true.

use std::collections::BTreeMap;
use std::process::Command;

use commend::documents::packet::{Packet, Step, digest_of};
use commend::documents::{Rendered, circulated_copy::Paper};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::extracted_text::{assert_says, kept, words_of};
use super::standards::{dictionary, held};
use super::{sample, scripts};
use crate::support::{squeezed, tool};

/// One letter of each shape that matters: three pages, a note only, right to left, corrected, without a name, another paper
/// size.
const SHAPES: [&str; 8] = ["plain", "long", "no-letter", "hebrew", "corrected", "no-consent", "us-letter", "withheld"];

fn packet() -> Packet {
    let cases: BTreeMap<_, _> = sample::cases().into_iter().collect();
    let mut letters: Vec<_> = SHAPES.iter().map(|name| (*name, cases[name].clone())).collect();
    for (at, (_, letter)) in letters.iter_mut().enumerate() {
        letter.reference = format!("C-2026-{:06}", 123 - at);
    }
    sample::packet(&letters)
}

fn render(packet: &Packet) -> Rendered {
    sample::renderer().packet(packet, &|_| {}).expect("a packet")
}

fn page_text(name: &str, rendered: &Rendered, page: usize) -> String {
    let page = page.to_string();
    let mut command = Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8", "-f", &page, "-l", &page]).arg(kept(name, rendered)).arg("-");
    squeezed(&tool(&mut command))
}

fn pages_of(bytes: &[u8]) -> usize {
    Document::load_mem(bytes).expect("a PDF").get_pages().len()
}

#[test]
fn every_letter_is_in_it_as_it_was_sent_under_the_packet_s_page_number() {
    let packet = packet();
    let rendered = render(&packet);
    let mut page = 1 + packet.letters.len().div_ceil(14);
    for number in 1..=page {
        assert_says(
            &page_text("packet-letters", &rendered, number),
            &format!("K-2026-000041, page {number} of {}", rendered.pages),
        );
    }
    for (name, letter) in SHAPES.iter().zip(&packet.letters) {
        let pages = pages_of(&letter.file);
        let alone = Rendered { bytes: letter.file.to_vec(), pages, without_font: Vec::new() };
        for own in 1..=pages {
            page += 1;
            let sent = page_text(&format!("in-packet-{name}"), &alone, own);
            let stamp = format!("K-2026-000041, page {page} of {}", rendered.pages);
            assert_eq!(page_text("packet-letters", &rendered, page), format!("{sent} {stamp}"), "{name}, page {own}");
        }
    }
    for number in page + 1..=rendered.pages {
        assert_says(
            &page_text("packet-letters", &rendered, number),
            &format!("K-2026-000041, page {number} of {}", rendered.pages),
        );
    }
}

#[test]
fn what_a_letter_draws_is_drawn_alike() {
    let packet = packet();
    let document = Document::load_mem(&render(&packet).bytes).expect("a PDF");
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let mut at = 1 + packet.letters.len().div_ceil(14);
    for letter in &packet.letters {
        let alone = Document::load_mem(&letter.file).expect("a PDF");
        for own in alone.get_pages().into_values() {
            let sent = alone.get_page_content(own);
            let here = document.get_page_content(pages[at]);
            assert!(here.windows(sent.len()).any(|part| part == sent), "page {at}: the operators are the letter's own");
            let size = |document: &Document, page| {
                let page = document.get_dictionary(page).expect("a page");
                held(document, page, "MediaBox").expect("a size").clone()
            };
            assert_eq!(size(&document, pages[at]), size(&alone, own));
            at += 1;
        }
    }
}

/// The maps from codes to glyphs in a file, each with its font program.
fn tables(document: &Document) -> Vec<(ObjectId, ObjectId)> {
    let fonts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let descendants = fonts.filter_map(|font| held(document, font, "DescendantFonts")?.as_array().ok()).flatten();
    let descendants = descendants.filter_map(|font| document.dereference(font).ok()?.1.as_dict().ok());
    let reference = |of: &Dictionary, key: &str| of.get(key.as_bytes()).and_then(Object::as_reference).ok();
    let found = descendants.filter_map(|font| {
        let program = reference(dictionary(document, font, "FontDescriptor")?, "FontFile2")?;
        Some((program, reference(font, "CIDToGIDMap")?))
    });
    found.collect()
}

#[test]
fn a_font_program_is_in_it_once_unless_letters_read_it_with_other_tables() {
    let (language, words) = scripts::LETTERS[0];
    let letter = sample::saying(words, language);
    let file = scripts::renderer().letter(&letter).expect("a letter").bytes;
    let mut other = Document::load_mem(&file).expect("a PDF");
    let own = tables(&other);
    assert!(!own.is_empty(), "its font has TrueType outlines");
    for (_, table) in &own {
        let table = other.get_object_mut(*table).and_then(Object::as_stream_mut).expect("a table");
        // Adds a code for an existing glyph, as when a glyph stands for two texts.
        let longer = [table.decompressed_content().expect("it unpacks"), vec![0, 1]].concat();
        table.set_plain_content(longer);
    }
    let mut changed = Vec::new();
    other.save_to(&mut changed).expect("it is written");
    for (second, programs) in [(file.clone(), own.len()), (changed, 2 * own.len())] {
        let files = [file.clone(), second].into_iter().enumerate();
        let packet = sample::packet_of(files.map(|(at, file)| sample::enclosed(at, &letter, file)).collect());
        let document = Document::load_mem(&render(&packet).bytes).expect("a PDF");
        let found = tables(&document);
        // One more map belongs to the packet's own font for digests.
        assert_eq!(found.len(), 2 * own.len() + 1);
        let apart: BTreeMap<ObjectId, ObjectId> = found.iter().copied().collect();
        assert_eq!(apart.len(), programs + 1, "{found:?}");
        assert!(found.iter().all(|(program, table)| apart[program] == *table), "{found:?}");
    }
}

/// The page, from 1, of a destination.
fn page_number(document: &Document, goal: &Object) -> usize {
    let page = goal.as_array().expect("a destination")[0].as_reference().expect("a page");
    let at = document.get_pages().into_values().position(|id| id == page);
    at.expect("it is a page of this document") + 1
}

#[test]
fn index_and_bookmarks_lead_to_the_pages_they_name() {
    let packet = packet();
    let rendered = render(&packet);
    let document = Document::load_mem(&rendered.bytes).expect("a PDF");
    let mut links = 0;
    for page in document.get_pages().into_values() {
        for link in document.get_page_annotations(page).expect("annotations") {
            let Ok(goal) = link.get(b"Dest") else { continue };
            let says = lopdf::decode_text_string(link.get(b"Contents").expect("words")).expect("text");
            let number = page_number(&document, goal);
            let reference = &packet.letters[links].reference;
            assert_eq!(says, format!("Go to {reference} on page {number}"));
            assert_says(&page_text("packet-links", &rendered, number), &format!("{reference}, page 1 of"));
            links += 1;
        }
    }
    assert_eq!(links, packet.letters.len());

    let catalog = document.catalog().expect("a catalog");
    let outline = dictionary(&document, catalog, "Outlines").expect("an outline");
    let mut marks = Vec::new();
    let mut open = vec![outline.get(b"First").and_then(Object::as_reference).expect("an entry")];
    while let Some(id) = open.pop() {
        let entry = document.get_dictionary(id).expect("an entry");
        let title = lopdf::decode_text_string(entry.get(b"Title").expect("a title")).expect("text");
        marks.push((title, page_number(&document, entry.get(b"Dest").expect("a goal"))));
        open.extend(
            [b"Next".as_slice(), b"First"].iter().filter_map(|key| entry.get(key).and_then(Object::as_reference).ok()),
        );
    }
    assert_eq!(outline.get(b"Count").and_then(Object::as_i64).expect("a count"), marks.len() as i64);
    let titles: Vec<&str> = marks.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles[..3], ["Cover", "Index", "8 commendations"]);
    assert_eq!(titles[titles.len() - 2..], ["Acknowledged", "Digest"]);
    for (title, number) in &marks[3..marks.len() - 2] {
        let reference = title.split(',').next().expect("a reference");
        assert_says(&page_text("packet-links", &rendered, *number), &format!("{reference}, page 1 of"));
    }
}

#[test]
fn the_digest_page_names_the_digest_of_every_file_and_of_all() {
    let packet = packet();
    let rendered = render(&packet);
    let text = page_text("packet-digests", &rendered, rendered.pages).replace(' ', "");
    let mut all = String::new();
    for letter in &packet.letters {
        let sha256 = commend::files::digest(&letter.file);
        assert_says(&text, &format!("{}{sha256}", letter.reference));
        all.push_str(&sha256);
    }
    let whole = commend::files::digest(all.as_bytes());
    assert_says(&text, &whole);
    assert_eq!(whole, digest_of(&packet.letters.iter().map(|letter| letter.sha256()).collect::<Vec<_>>()));
    let page = page_text("packet-digests", &rendered, rendered.pages);
    assert_says(
        &page,
        "a part of the letters that Priya Raman received: 8 commendations from 25 September 2026 to 20 November 2026. One was corrected",
    );
    assert_says(&page, "None was withdrawn. The part was chosen by Priya Raman.");
}

#[test]
fn the_cover_counts_what_is_in_it() {
    let rendered = render(&packet());
    let text = page_text("packet-figures", &rendered, 1);
    for figure in [
        "8 commendations",
        "7 signed by clients",
        "5 branches helped",
        "7 acknowledged",
        "Oct 4",
        "Sep 1",
        "a part of them",
    ] {
        assert_says(&text, figure);
    }
}

#[test]
fn the_same_packet_gives_the_same_bytes_and_tells_how_far_it_is() {
    let packet = packet();
    let steps = std::cell::RefCell::new(Vec::new());
    let first = sample::renderer().packet(&packet, &|step| steps.borrow_mut().push(step)).expect("a packet");
    assert_eq!(first.bytes, render(&packet).bytes);
    let steps = steps.into_inner();
    assert_eq!(steps.len(), SHAPES.len() + 2);
    assert_eq!(steps[0], Step::Read(1, SHAPES.len()));
    assert_eq!(steps[steps.len() - 1], Step::Writing);
}

#[test]
fn many_letters_a_long_name_another_paper_and_long_periods_are_set() {
    let plain = sample::letter();
    let file = sample::renderer().letter(&plain).expect("a letter").bytes;
    for (name, count, years) in [("one", 1, 0), ("fourteen", 14, 1), ("many", 95, 4), ("ages", 3, 60)] {
        let letters = (0..count).map(|at| sample::enclosed(at, &plain, file.clone())).collect();
        let mut packet = sample::packet_of(letters);
        if let Some(last) = packet.letters.last_mut().filter(|last| last.day > sample::day(2026 - years, 1, 1)) {
            last.day = sample::day(2026 - years, 1, 1);
        }
        packet.withdrawn = count;
        if name == "many" {
            packet.subject.name = "María de los Ángeles Hernández-Villaseñor y Fernández de Córdoba".into();
            packet.letterhead.paper = Paper::UsLetter;
        }
        let rendered = render(&packet);
        assert_says(&page_text(&format!("packet-{name}"), &rendered, rendered.pages), "Digest of the packet");
    }
}

#[test]
fn a_very_long_name_leaves_the_cover_its_parts() {
    let plain = sample::letter();
    let file = sample::renderer().letter(&plain).expect("a letter").bytes;
    let names = [
        "María de los Ángeles Hernández-Villaseñor y Fernández de Córdoba ".repeat(3),
        "W".repeat(200),
        "a b ".repeat(50),
    ];
    for (at, name) in names.into_iter().enumerate() {
        for paper in [Paper::A4, Paper::UsLetter] {
            let letters = (0..9).map(|at| sample::enclosed(at, &plain, file.clone())).collect();
            let mut packet = sample::packet_of(letters);
            packet.letterhead.paper = paper;
            packet.subject.name = name.clone();
            packet.subject.title =
                Some("Senior specialist for correspondence with banks abroad, and for all that comes of it".into());
            let words = words_of(&format!("packet-cover-{at}"), &render(&packet));
            let proof = words.iter().find(|word| word.text.contains("4TRW")).expect("the code");
            let helped = words.iter().find(|word| word.text == "Helped").expect("the last table");
            let lowest =
                words.iter().filter(|word| word.text == "Harbor" || word.text.contains("other")).map(|word| word.y);
            assert!(helped.y < proof.y - 20.0 && lowest.fold(0.0, f32::max) < proof.y - 20.0, "{name} on {paper:?}");
            let title = words.iter().find(|word| word.text == "specialist").expect("the title below the name");
            let figure = words.iter().find(|word| word.text.starts_with("commendation")).expect("a figure");
            assert!(title.y < figure.y - 40.0, "{name}: {title:?} and {figure:?}");
        }
    }
}

#[test]
fn no_page_of_the_index_is_stranded_with_a_row_or_two() {
    let plain = sample::letter();
    let file = sample::renderer().letter(&plain).expect("a letter").bytes;
    for count in [15, 16, 29] {
        let letters = (0..count).map(|at| sample::enclosed(at, &plain, file.clone())).collect();
        let rendered = render(&sample::packet_of(letters));
        let last = 1 + count.div_ceil(14);
        assert!(page_text("packet-index", &rendered, last).matches("C-2026-").count() >= 5, "{count}");
        assert!(page_text("packet-index", &rendered, last + 1).contains(&plain.reference), "{count}: then the letters");
    }
}

#[test]
fn a_letter_that_nobody_typed_out_is_not_given_another_s_words() {
    let plain = sample::letter();
    let file = sample::renderer().letter(&plain).expect("a letter").bytes;
    let mut enclosed = sample::enclosed(0, &plain, file);
    enclosed.first_words = None;
    let rendered = render(&sample::packet_of(vec![enclosed]));
    assert_says(&page_text("packet-paper", &rendered, 2), "Maria Delgado, client, with Sam Lee at Oak Street");
    assert_says(&page_text("packet-paper", &rendered, 2), "On paper. Its words were not typed out.");
}

#[test]
fn what_is_no_letter_of_ours_is_an_error() {
    let mut packet = packet();
    packet.letters[2].file = b"%PDF-1.7 is not enough".to_vec().into();
    assert!(sample::renderer().packet(&packet, &|_| {}).is_err());
    packet.letters.clear();
    assert!(sample::renderer().packet(&packet, &|_| {}).is_err());
}
