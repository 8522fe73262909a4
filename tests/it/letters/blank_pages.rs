//! Blank scans: a scan without any marks is refused; a blank page among others stays in place and is named in the answer.

use commend::letters::scans::{Kind, Refused, read};
use serde_json::json;
use tiff::encoder::{TiffEncoder, colortype::Gray8};

use super::scans::{LIMITS, fixture};
use super::uploads::upload;
use crate::support::TestApp;

const SIZE: [u32; 2] = [620, 877];

/// A page of grey paper with grain, and the marks of the test on it.
fn paper(mark: impl Fn(u32, u32) -> u8) -> Vec<u8> {
    let mut seed = 3_u32;
    let mut pixels = Vec::new();
    for y in 0..SIZE[1] {
        for x in 0..SIZE[0] {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            pixels.push(225 + (seed >> 24) as u8 % 8 - mark(x, y));
        }
    }
    pixels
}

fn scan(pages: &[Vec<u8>]) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file).expect("a TIFF");
    for page in pages {
        encoder.write_image::<Gray8>(SIZE[0], SIZE[1], page).expect("a page");
    }
    file.into_inner()
}

fn pencil(x: u32, y: u32) -> u8 {
    if (100..400).contains(&x) && (300..303).contains(&y) { 14 } else { 0 }
}

#[test]
fn a_scan_of_nothing_is_refused_as_blank() {
    let white = vec![255; (SIZE[0] * SIZE[1]) as usize];
    for pages in [vec![white.clone()], vec![paper(|_, _| 0)], vec![white.clone(), paper(|_, _| 0)]] {
        let problem = read(&scan(&pages), LIMITS).map(|(kind, _)| kind).expect_err("nothing is on it");
        assert_eq!(problem, Refused::Blank { pages: pages.len() });
        assert!(problem.to_string().contains("the side that is written on"), "{problem}");
    }
    let (kind, pages) = read(&scan(&[white, paper(pencil)]), LIMITS).expect("a line of a pencil");
    assert_eq!((kind, pages.iter().map(|page| page.blank).collect::<Vec<_>>()), (Kind::Tiff, vec![true, false]));
    for written in
        [fixture!("three-pages-g4.tif"), fixture!("photo.pdf"), fixture!("typed.pdf"), fixture!("bilevel.png")]
    {
        assert!(read(written, LIMITS).expect("a letter").1.iter().all(|page| !page.blank));
    }
}

#[tokio::test]
async fn the_blank_back_of_a_sheet_stays_and_is_named() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let taken = upload(&sam, "a.tif", &scan(&[paper(pencil), paper(|_, _| 0)])).await.with_status(201);
    assert_eq!((&taken["pages"], &taken["blank_pages"]), (&json!(2), &json!([2])));
    let problem = upload(&sam, "b.tif", &scan(&[paper(|_, _| 0)])).await.problem(422, "blank_pages");
    assert!(problem["detail"].as_str().expect("words").starts_with("There is nothing to be seen"), "{problem}");
}
