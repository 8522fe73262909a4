//! Drawings as outlines: Commend's mark, the client's signature, the QR code.

use std::sync::Arc;

use fast_qr::{ECL, Module, QRBuilder};

use super::circulated_copy::{Proof, Signature};
use crate::documents::DocumentError;
use crate::documents::pdf::sheet::{Outline, Segment};

/// Side of the square the mark is drawn in.
pub const MARK_SIDE: f32 = 28.0;
/// Width of the mark's pen, in its own units.
pub const MARK_PEN: f32 = 2.2;

/// The mark's three layers, in a square of [`MARK_SIDE`]: the field, the letter drawn with a pen, the dot.
pub fn mark() -> [Arc<[Outline]>; 3] {
    let letter = Outline {
        start: [8.0, 19.5],
        segments: vec![
            Segment::Line([8.0, 8.5]),
            Segment::Line([15.2, 8.5]),
            Segment::Curve([[17.02, 8.5], [18.5, 9.98], [18.5, 11.8]]),
            Segment::Curve([[18.5, 13.28], [17.52, 14.58], [16.1, 14.98]]),
            Segment::Line([20.0, 19.5]),
        ],
    };
    [
        Arc::new([rounded([0.0, 0.0, 28.0, 28.0], 8.0)]),
        Arc::new([letter]),
        Arc::new([rounded([18.0, 6.0, 5.0, 5.0], 2.5)]),
    ]
}

/// The length of a curve's handles for a quarter of a circle of radius 1.
const QUARTER: f32 = 0.552_3;

fn rounded([left, top, width, height]: [f32; 4], radius: f32) -> Outline {
    let (right, bottom) = (left + width, top + height);
    let handle = radius * (1.0 - QUARTER);
    let corner = |a: [f32; 2], b: [f32; 2], to: [f32; 2]| Segment::Curve([a, b, to]);
    Outline {
        start: [left + radius, top],
        segments: vec![
            Segment::Line([right - radius, top]),
            corner([right - handle, top], [right, top + handle], [right, top + radius]),
            Segment::Line([right, bottom - radius]),
            corner([right, bottom - handle], [right - handle, bottom], [right - radius, bottom]),
            Segment::Line([left + radius, bottom]),
            corner([left + handle, bottom], [left, bottom - handle], [left, bottom - radius]),
            Segment::Line([left, top + radius]),
            corner([left, top + handle], [left + handle, top], [left + radius, top]),
        ],
    }
}

/// A signature, scaled to its place.
pub struct SignatureDrawing {
    pub outlines: Arc<[Outline]>,
    pub width: f32,
    pub height: f32,
}

/// The greatest width and height of a signature, and the width of its stroke, in points.
pub const INK_BOX: [f32; 2] = [156.0, 50.0];
pub const INK_PEN: f32 = 1.9;

/// More points than any hand draws; of a longer signature only every nth point is used.
const MOST_POINTS: usize = 20_000;

/// Scales the strokes to fit [`INK_BOX`] and smooths them; `None` if nothing was drawn.
pub fn ink(signature: &Signature) -> Option<SignatureDrawing> {
    let drawn: usize = signature.strokes.iter().map(Vec::len).sum();
    let every = drawn / MOST_POINTS + 1;
    let strokes: Vec<Vec<[f32; 2]>> = signature
        .strokes
        .iter()
        .map(|stroke| stroke.iter().step_by(every).copied().filter(|p| p.iter().all(|v| v.abs() <= 1e6)).collect())
        .filter(|stroke: &Vec<_>| !stroke.is_empty())
        .collect();
    let points = || strokes.iter().flatten();
    let low = points().copied().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1])])?;
    let high = points().copied().reduce(|a, b| [a[0].max(b[0]), a[1].max(b[1])])?;
    let [width, height] = [high[0] - low[0], high[1] - low[1]];
    let [widest, highest] = INK_BOX.map(|side| side - INK_PEN);
    let scale = (widest / width.max(1e-3)).min(highest / height.max(1e-3));
    // A single dot is not enlarged.
    let scale = if width.max(height) < 1e-3 { 1.0 } else { scale };
    let fit = |p: &[f32; 2]| [0, 1].map(|i| (p[i] - low[i]) * scale + INK_PEN / 2.0);
    let outlines = strokes.iter().map(|stroke| smooth(&thin(&stroke.iter().map(fit).collect::<Vec<_>>()))).collect();
    Some(SignatureDrawing { outlines, width: width * scale + INK_PEN, height: height * scale + INK_PEN })
}

/// Drops points that do not change the stroke by more than an eighth of the pen's width (Douglas and Peucker).
fn thin(stroke: &[[f32; 2]]) -> Vec<[f32; 2]> {
    const TOLERANCE: f32 = INK_PEN / 8.0;
    let mut keep = vec![false; stroke.len()];
    let last = stroke.len() - 1;
    (keep[0], keep[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let farthest = (from + 1..to)
            .map(|i| (distance(stroke[i], stroke[from], stroke[to]), i))
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        if let Some((distance, at)) = farthest
            && distance > TOLERANCE
        {
            keep[at] = true;
            open.extend([(from, at), (at, to)]);
        }
    }
    stroke.iter().zip(keep).filter_map(|(&point, keep)| keep.then_some(point)).collect()
}

/// The distance from `p` to the segment between `a` and `b`.
fn distance(p: [f32; 2], a: [f32; 2], b: [f32; 2]) -> f32 {
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (p[0] - a[0] - along * dx).hypot(p[1] - a[1] - along * dy)
}

/// A curve through all points of a stroke (Catmull-Rom), rounded to tenths of a point, which is finer than any pen.
fn smooth(points: &[[f32; 2]]) -> Outline {
    let tenths = |point: [f32; 2]| point.map(|v| (v * 10.0).round() / 10.0);
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    let segments = (0..points.len() as isize - 1).map(|i| {
        let (before, from, to, after) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        let leave = [0, 1].map(|k| from[k] + (to[k] - before[k]) / 6.0);
        let arrive = [0, 1].map(|k| to[k] - (after[k] - from[k]) / 6.0);
        Segment::Curve([leave, arrive, to].map(tenths))
    });
    let mut segments: Vec<_> = segments.collect();
    if segments.is_empty() {
        // A zero-length stroke with a round pen draws a dot.
        segments.push(Segment::Line(tenths(points[0])));
    }
    Outline { start: tenths(points[0]), segments }
}

/// The QR code of the verification address.
pub fn qr(proof: &Proof) -> Result<(Arc<[Outline]>, f32), DocumentError> {
    qr_of(&proof.url, ECL::M)
}

/// A QR code: its outlines in modules, without the quiet zone, and its side in modules.
pub fn qr_of(text: &str, correction: ECL) -> Result<(Arc<[Outline]>, f32), DocumentError> {
    let code = QRBuilder::new(text.as_bytes())
        .ecl(correction)
        .build()
        .map_err(|_| DocumentError::VerifyUrlTooLong { length: text.len() })?;
    let mut outlines = Vec::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let length = run(&code[y], x);
            // A run that continues the one above was drawn with it.
            if length > 0 && !(y > 0 && same_run(&code[y - 1], x, length)) {
                let height = (y..code.size).take_while(|&below| same_run(&code[below], x, length)).count();
                let [left, top, right, bottom] = [x, y, x + length, y + height].map(|v| v as f32);
                outlines.push(Outline {
                    start: [left, top],
                    segments: [[right, top], [right, bottom], [left, bottom]].map(Segment::Line).to_vec(),
                });
            }
            x += length.max(1);
        }
    }
    Ok((outlines.into(), code.size as f32))
}

/// The number of consecutive dark modules from `x`.
fn run(row: &[Module], x: usize) -> usize {
    row[x..].iter().take_while(|module| module.value()).count()
}

/// True if a run of exactly `length` modules begins at `x`.
fn same_run(row: &[Module], x: usize, length: usize) -> bool {
    (x == 0 || !row[x - 1].value()) && run(row, x) == length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fills_its_box_and_keeps_its_shape() {
        let signature = Signature { strokes: vec![vec![[100.0, 0.0], [500.0, 100.0]], vec![[300.0, 50.0]]] };
        let ink = ink(&signature).expect("something was drawn");
        assert!((ink.width - INK_BOX[0]).abs() < 0.01, "{}", ink.width);
        assert!(((ink.width - INK_PEN) / (ink.height - INK_PEN) - 4.0).abs() < 0.01);
        assert_eq!(ink.outlines.len(), 2);
    }

    #[test]
    fn nothing_drawn_is_no_signature_and_nonsense_is_left_out() {
        assert!(ink(&Signature::default()).is_none());
        assert!(ink(&Signature { strokes: vec![vec![], vec![[f32::NAN, 0.0], [f32::MAX, 1.0]]] }).is_none());
    }

    #[test]
    fn the_outlines_of_a_qr_code_are_read_back_as_its_address() {
        const PIXELS: usize = 4;
        const QUIET: usize = 4;
        let url = "https://commend.meridian.example/verify/7KQ4-M2XD-9VTN-0C1E";
        let proof = Proof { code: String::new(), url: url.into(), typed_at: String::new() };
        let (outlines, side) = qr(&proof).expect("a short address");
        let size = (side as usize + 2 * QUIET) * PIXELS;
        let mut dark = vec![false; size * size];
        for outline in &*outlines {
            let Segment::Line([right, bottom]) = outline.segments[1] else { panic!("a rectangle") };
            let [left, top, right, bottom] =
                [outline.start[0], outline.start[1], right, bottom].map(|v| (v as usize + QUIET) * PIXELS);
            for y in top..bottom {
                for x in left..right {
                    assert!(!std::mem::replace(&mut dark[y * size + x], true), "drawn twice");
                }
            }
        }
        let grey = |x: usize, y: usize| if dark[y * size + x] { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(size, size, grey);
        let (_, read) = image.detect_grids()[0].decode().expect("a QR code");
        assert_eq!(read, url);
    }

    #[test]
    fn a_straight_stroke_needs_two_points() {
        let stroke: Vec<[f32; 2]> = (0..1000).map(|i| [i as f32 / 10.0, 3.0]).collect();
        assert_eq!(thin(&stroke).len(), 2);
    }
}
