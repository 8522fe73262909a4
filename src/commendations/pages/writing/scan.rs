//! The pages of a letter on paper: turned, and covered by two clicks on the page. `paper` takes the file.
//!
//! Every button keeps what was typed first. A click is a button of type `image`, which sends the place of the click; the first of two
//! corners stands in the address until the second one comes. A script draws the places instead (`assets/pages/scan.js`) and sends all of
//! them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Early, Writing, fields, file_problem, path_of};
use crate::commendations::LetterKind;
use crate::commendations::drafts::Draft;
use crate::commendations::intake::{Input, LetterInput, RegionInput, Submitted};
use crate::ids::{DraftId, UploadId};
use crate::letters::uploads::MOST_REGIONS;
use crate::web::{FileAnswer, Filled, Form, Problem, Query, Shell, id, moment, see};

/// The widths in which a page can be shown, in CSS pixels: a click is measured in them.
const WIDTHS: [u32; 3] = [280, 560, 1120];
/// The width unless another one was chosen.
const WIDTH: u32 = 560;
/// The smallest side of a place, as a fraction of the page: below it two clicks are one.
const SMALLEST: f64 = 0.004;

#[derive(Template)]
#[template(path = "commendations/scan.html")]
struct ScanPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: DraftId,
    revision: i64,
    saved: String,
    /// All covered places, as a script sends them.
    regions: Vec<String>,
    sheets: Vec<Sheet>,
    width: u32,
    /// The widths that can be chosen, each with the message of its label.
    widths: [(u32, &'static str); 3],
    words: String,
    is_checked: bool,
    /// True where two clicks were at one place.
    is_too_small: bool,
}

/// A page of the letter.
struct Sheet {
    number: usize,
    /// In CSS pixels.
    height: u32,
    /// The beginning of its digest, so that a turned page is fetched again.
    version: String,
    covers: Vec<Cover>,
    /// The first corner of a place, as fractions of the page.
    corner: Option<(f64, f64)>,
}

/// A covered place.
struct Cover {
    /// Its place among all of them.
    index: usize,
    /// Left, top, width and height, in thousandths of the page.
    at: [u32; 4],
}

/// Fractions as whole thousandths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float saturates")]
fn thousandths(fraction: f64) -> u32 {
    (fraction * 1_000.0).round() as u32
}

fn letter_of(input: &Input) -> LetterInput {
    input.letter.as_ref().cloned().unwrap_or_default()
}

fn upload_of(input: &Input) -> Option<UploadId> {
    input.letter.as_ref().and_then(|letter| letter.upload.as_ref()?.parse().ok())
}

fn width_of(asked: &str) -> u32 {
    asked.parse().ok().filter(|width| WIDTHS.contains(width)).unwrap_or(WIDTH)
}

/// Page, left, top, width and height of a region, if all of it was read.
fn region(given: &Submitted<RegionInput>) -> Option<(f64, [f64; 4])> {
    let region = given.as_ref()?;
    let at = |member: &Submitted<f64>| member.as_ref().copied();
    Some((at(&region.page)?, [at(&region.x)?, at(&region.y)?, at(&region.w)?, at(&region.h)?]))
}

/// The page.
pub async fn show(writing: Writing, path: web::Path<String>, query: Query) -> Result<HttpResponse, Early> {
    let draft = writing.open(&path).await?;
    let number = |name| query.text(name).and_then(|text| text.parse::<f64>().ok());
    let corner = number("page").zip(number("x").zip(number("y")));
    let view = View {
        width: width_of(query.text("width").unwrap_or_default()),
        corner,
        is_too_small: query.text("small").is_some(),
    };
    Ok(page(&writing, &draft, &Filled::default(), view, StatusCode::OK).await?)
}

/// The way in which the pages are shown.
#[derive(Clone, Copy)]
struct View {
    width: u32,
    /// A page and the first corner on it.
    corner: Option<(f64, (f64, f64))>,
    is_too_small: bool,
}

const PLAIN: View = View { width: WIDTH, corner: None, is_too_small: false };

async fn page(
    writing: &Writing,
    draft: &Draft,
    form: &Filled,
    view: View,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let named = writing.service.named(writing.caller, &draft.input).await?;
    let letter = letter_of(&draft.input);
    let regions: Vec<(usize, f64, [f64; 4])> = letter
        .regions
        .as_ref()
        .into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(index, given)| region(given).map(|(page, at)| (index, page, at)))
        .collect();
    let pages = named.upload.map(|upload| upload.pages).unwrap_or_default();
    let sheets = pages.iter().zip(1_u32..).map(|(page, number)| {
        let is_here = |on: f64| (on - f64::from(number)).abs() < 0.5;
        let on_page = regions.iter().filter(|(_, on, _)| is_here(*on));
        let sides = (u64::try_from(page.width.max(1)).unwrap_or(1), u64::try_from(page.height.max(1)).unwrap_or(1));
        Sheet {
            number: number as usize,
            height: u32::try_from(u64::from(view.width) * sides.1 / sides.0).unwrap_or(view.width).max(1),
            version: page.sha256.chars().take(8).collect(),
            covers: on_page.map(|(index, _, at)| Cover { index: *index, at: at.map(thousandths) }).collect(),
            corner: view.corner.filter(|(on, _)| is_here(*on)).map(|(_, corner)| corner),
        }
    });
    let text = |given: &Submitted<String>| match given {
        Submitted::Absent => String::new(),
        Submitted::Unread(text) | Submitted::Value(text) => text.clone(),
    };
    let words = if letter.transcript.is_absent() { text(&letter.text) } else { text(&letter.transcript) };
    let page = ScanPage {
        shell: &writing.shell,
        form,
        id: draft.id,
        revision: draft.revision,
        saved: moment(&writing.shell, &writing.site, draft.changed_at),
        regions: regions.iter().map(|(_, page, [x, y, w, h])| format!("{page}:{x}:{y}:{w}:{h}")).collect(),
        sheets: sheets.collect(),
        width: view.width,
        widths: [(WIDTHS[0], "scan-small"), (WIDTHS[1], "scan-middle"), (WIDTHS[2], "scan-large")],
        words,
        is_checked: letter.pages_checked.as_ref().copied().unwrap_or(false),
        is_too_small: view.is_too_small,
    };
    writing.shell.page(status, &page)
}

/// The page with a problem of the file that was brought.
pub(super) async fn refused(writing: &Writing, draft: &Draft, problem: &Problem) -> Result<HttpResponse, Problem> {
    let filled = file_problem::refused(&writing.shell, problem);
    page(writing, draft, &filled, PLAIN, problem.status()).await
}

/// A picture of one page, nothing covered.
pub async fn picture(
    writing: Writing,
    path: web::Path<(String, usize)>,
    http: HttpRequest,
) -> Result<HttpResponse, Early> {
    let (draft, number) = path.into_inner();
    let draft = writing.own(id(&draft)?).await?;
    let upload = upload_of(&draft.input).ok_or_else(Problem::not_found)?;
    let (coding, bytes) = writing.service.uploads.page(writing.caller.person, upload, number).await?;
    Ok(FileAnswer::of(coding.media_type(), bytes).answer(&http))
}

/// Keeps what was typed and does what the button says: cover, uncover, turn, take the pages out.
pub async fn save(writing: Writing, path: web::Path<String>, form: Form) -> Result<HttpResponse, Early> {
    let before = writing.open_form(&path, &form).await?;
    let (letter, next) = changed(&form, letter_of(&before.input));
    let input = Input { letter: Submitted::Value(letter), ..before.input.clone() };
    let draft = writing.save(before.id, &form, input).await?;
    if !form.value("auto").is_empty() {
        let view = View { width: width_of(form.value("width")), ..PLAIN };
        return Ok(page(&writing, &draft, &Filled::default(), view, StatusCode::OK).await?);
    }
    if let (Ok(number), Some(upload)) = (form.value("turn").parse::<usize>(), upload_of(&draft.input)) {
        writing.service.uploads.turn_page(writing.caller.person, upload, number).await?;
    }
    let width = width_of(form.value("width"));
    let scan = format!("/commendations/{}/scan?width={width}", before.id);
    Ok(match next {
        Next::Form => see(&format!("{}#kind", path_of(before.id))),
        Next::Pages => see(&scan),
        Next::Page(number) => see(&format!("{scan}#page-{number}")),
        Next::Corner(number, x, y) => see(&format!("{scan}&page={number}&x={x:.4}&y={y:.4}#page-{number}")),
        Next::TooSmall(number) => see(&format!("{scan}&small=1#page-{number}")),
    })
}

/// The page after a button.
enum Next {
    Form,
    Pages,
    Page(usize),
    /// The first of two corners is known.
    Corner(usize, f64, f64),
    TooSmall(usize),
}

/// The letter with what was typed and what the button does.
fn changed(form: &Form, mut letter: LetterInput) -> (LetterInput, Next) {
    let pressed = |name| !form.value(name).is_empty();
    letter.transcript = match form.value("words") {
        "" => Submitted::Absent,
        words => Submitted::Value(words.to_owned()),
    };
    letter.text = Submitted::Absent;
    letter.kind = Submitted::Value(LetterKind::Scan.as_str().to_owned());
    letter.pages_checked = if pressed("pages_checked") { Submitted::Value(true) } else { Submitted::Absent };
    if pressed("without") {
        let words = std::mem::replace(&mut letter.transcript, Submitted::Absent);
        let kind =
            if words.is_absent() { Submitted::Absent } else { Submitted::Value(LetterKind::Typed.as_str().to_owned()) };
        let LetterInput { language, withheld, .. } = letter;
        let rest = LetterInput { text: words, language, withheld, kind, ..LetterInput::default() };
        return (if rest.kind.is_absent() { rest.left_out() } else { rest }, Next::Pages);
    }
    let known = fields::regions(form).unwrap_or(letter.regions);
    let mut regions = known.as_ref().cloned().unwrap_or_default();
    let next = match (form.value("uncover").parse::<usize>(), form.value("turn").parse::<usize>()) {
        (Ok(index), _) if index < regions.len() => {
            let page = region(&regions.remove(index)).map_or(1.0, |(page, _)| page);
            Next::Page(whole(page))
        }
        (_, Ok(number)) => Next::Page(number),
        _ if pressed("done") => Next::Form,
        _ => clicked(form, &mut regions),
    };
    letter.regions = if regions.is_empty() { Submitted::Absent } else { Submitted::Value(regions) };
    (letter, next)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float saturates")]
fn whole(number: f64) -> usize {
    number.round() as usize
}

/// A click on a page, or numbers in its place.
fn clicked(form: &Form, regions: &mut Vec<Submitted<RegionInput>>) -> Next {
    let number = |name: &str| form.value(name).trim().replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite());
    let is_full = regions.len() >= MOST_REGIONS;
    let mut add = |page: usize, [x, y, w, h]: [f64; 4]| {
        if w < SMALLEST || h < SMALLEST {
            return Next::TooSmall(page);
        }
        if !is_full {
            let given = |value: f64| Submitted::Value((value * 10_000.0).round() / 10_000.0);
            #[allow(clippy::cast_precision_loss, reason = "a letter has few pages")]
            let page = Submitted::Value(page as f64);
            regions.push(Submitted::Value(RegionInput { page, x: given(x), y: given(y), w: given(w), h: given(h) }));
        }
        Next::Page(page)
    };
    if let Ok(page) = form.value("cover").parse::<usize>() {
        let part = |name: &str| number(&format!("{name}-{page}")).map(|percent| (percent / 100.0).clamp(0.0, 1.0));
        let (Some(x), Some(y), Some(w), Some(h)) = (part("left"), part("top"), part("wide"), part("high")) else {
            return Next::TooSmall(page);
        };
        return add(page, [x, y, w.min(1.0 - x), h.min(1.0 - y)]);
    }
    // A button of type image sends its name with `.x` and `.y`.
    for page in 1..=form.value("pages").parse::<usize>().unwrap_or(0).min(1_000) {
        let (Some(x), Some(y)) = (number(&format!("at-{page}.x")), number(&format!("at-{page}.y"))) else { continue };
        let (width, height) =
            (f64::from(width_of(form.value("width"))), number(&format!("height-{page}")).unwrap_or(1.0));
        let (x, y) = ((x / width).clamp(0.0, 1.0), (y / height.max(1.0)).clamp(0.0, 1.0));
        let first =
            number("corner.page").filter(|on| whole(*on) == page).and(number("corner.x").zip(number("corner.y")));
        return match first {
            None => Next::Corner(page, x, y),
            Some((a, b)) => add(page, [x.min(a), y.min(b), (x - a).abs(), (y - b).abs()]),
        };
    }
    Next::Pages
}
