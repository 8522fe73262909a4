//! Converts an SVG logo into PDF path operators, compressed, for a form XObject in every letter (ISO 32000-1, 8.5, 8.10).
//!
//! The result has only filled outlines in solid colours: strokes are converted into outlines, and clips of one shape are
//! kept. The unit is a hundredth of a point at the printed size, y runs downwards, and all path coordinates are whole
//! numbers: finer than any printer, and short.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use usvg::tiny_skia_path::{Path as Outline, PathSegment, PathStroker, Point};
use usvg::{BlendMode, ClipPath, Color, FillRule, Group, Node, Paint, PaintOrder, Path, Rect, Transform};

use super::source::{KIND, broken};
use super::{Refused, source};

/// The most lines and curves of a drawing: about 50 KB in every letter.
const MOST_SEGMENTS: usize = 5_000;
/// The deepest nesting of clips. Viewers need not keep more than 28 graphics states, and the page has its own (ISO 19005-2,
/// 6.1.13).
const DEEPEST: usize = 16;
const UNITS_PER_POINT: f32 = 100.0;
/// The longer side of the SVG's canvas in units of the first pass, which only measures the visible area.
const ACROSS: f32 = 100_000.0;

/// Returns the size in hundredths of a point and the compressed operators. `place` gives the room, in points, for a drawing
/// of a size.
pub fn read(file: &[u8], place: impl Fn([f32; 2]) -> [f32; 2]) -> Result<([u32; 2], Vec<u8>), Refused> {
    let tree = source::parsed(file)?;
    // The visible area counts, not the canvas; the first pass measures it.
    let sheet = tree.size();
    let fine = ACROSS / sheet.width().max(sheet.height());
    let window = Rect::from_xywh(0.0, 0.0, sheet.width() * fine, sheet.height() * fine);
    let mut pen = Pen { window, ..Pen::default() };
    pen.group(tree.root(), Transform::from_scale(fine, fine))?;
    let [left, top, width, height] = pen
        .seen
        .map(|seen| [seen.left(), seen.top(), seen.width(), seen.height()].map(|side| side / fine))
        .filter(|[.., width, height]| *width > 0.0 && *height > 0.0)
        .ok_or(Refused::Nothing(KIND))?;
    let printed = place([width, height]).map(|side| side * UNITS_PER_POINT);
    let scale = printed[0] / width;
    let mut pen = Pen::default();
    pen.group(tree.root(), Transform::from_scale(scale, scale).pre_translate(-left, -top))?;
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(pen.operators.as_bytes()).map_err(broken)?;
    Ok((printed.map(|side| side.ceil().max(1.0) as u32), packed.finish().map_err(broken)?))
}

/// Writes operators and tracks the viewer's graphics state.
#[derive(Default)]
struct Pen {
    operators: String,
    segments: usize,
    fill: Option<Color>,
    clips: usize,
    /// The clipping area, and the bounds of all that is visible in it on white paper.
    window: Option<Rect>,
    seen: Option<Rect>,
}

impl Pen {
    /// `transform` maps the coordinates around the group to those of the drawing.
    fn group(&mut self, group: &Group, transform: Transform) -> Result<(), Refused> {
        let transform = transform.pre_concat(group.transform());
        if group.opacity().get() == 0.0 {
            return Ok(());
        }
        if group.opacity().get() < 1.0 {
            return Err(Refused::Holds("something transparent"));
        }
        if group.blend_mode() != BlendMode::Normal {
            return Err(Refused::Holds("a blend mode"));
        }
        if group.mask().is_some() {
            return Err(Refused::Holds("a mask"));
        }
        if !group.filters().is_empty() {
            return Err(Refused::Holds("a filter (such as a shadow or a blur)"));
        }
        let Some(clip) = group.clip_path() else { return self.children(group, transform) };
        self.clips += 1;
        if self.clips > DEEPEST {
            return Err(Refused::Holds("too many clips within clips"));
        }
        let outside = (self.fill, self.window);
        self.operators.push_str("q\n");
        self.clip(clip, transform)?;
        self.children(group, transform)?;
        self.operators.push_str("Q\n");
        (self.fill, self.window) = outside;
        self.clips -= 1;
        Ok(())
    }

    fn children(&mut self, group: &Group, transform: Transform) -> Result<(), Refused> {
        for child in group.children() {
            match child {
                Node::Group(group) => self.group(group, transform)?,
                Node::Path(path) if path.is_visible() => self.path(path, transform)?,
                Node::Path(_) => {}
                Node::Image(_) => return Err(Refused::Holds("an embedded picture")),
                Node::Text(_) => return Err(Refused::Text),
            }
        }
        Ok(())
    }

    fn clip(&mut self, clip: &ClipPath, transform: Transform) -> Result<(), Refused> {
        if let Some(around) = clip.clip_path() {
            self.clip(around, transform)?;
        }
        // A clip of several shapes is their union, which the clip operator cannot express.
        let several = Refused::Holds("a clip made of several shapes");
        let mut transform = transform.pre_concat(clip.transform());
        let mut group = clip.root();
        loop {
            transform = transform.pre_concat(group.transform());
            match (group.clip_path(), group.children()) {
                (None, [Node::Group(only)]) => group = only,
                (None, [Node::Path(path)]) => {
                    let bounds = self.outline(path.data(), transform)?;
                    let bounds = bounds.ok_or(Refused::Holds("a clip that leaves nothing open"))?;
                    self.window = self.window.and_then(|window| window.intersect(&bounds));
                    let rule = path.fill().map_or(FillRule::NonZero, |fill| fill.rule());
                    self.operators.push_str(if rule == FillRule::EvenOdd { "W* n\n" } else { "W n\n" });
                    return Ok(());
                }
                _ => return Err(several),
            }
        }
    }

    fn path(&mut self, path: &Path, transform: Transform) -> Result<(), Refused> {
        let order = match path.paint_order() {
            PaintOrder::FillAndStroke => [true, false],
            PaintOrder::StrokeAndFill => [false, true],
        };
        for fills in order {
            if fills {
                let Some(fill) = path.fill() else { continue };
                let Some(colour) = solid(fill.paint(), fill.opacity().get())? else { continue };
                self.shape(path.data(), transform, colour, fill.rule())?;
            } else {
                let Some(stroke) = path.stroke() else { continue };
                let Some(colour) = solid(stroke.paint(), stroke.opacity().get())? else { continue };
                let stroke = stroke.to_tiny_skia();
                // The stroke's outline is exact to a tenth of a point before scaling.
                let finest = PathStroker::compute_resolution_scale(&transform) / 10.0;
                let dashed = stroke.dash.as_ref().map(|dash| path.data().dash(dash, finest));
                let line = match &dashed {
                    Some(dashed) => dashed.as_ref(),
                    None => Some(path.data()),
                };
                if let Some(ink) = line.and_then(|line| line.stroke(&stroke, finest)) {
                    self.shape(&ink, transform, colour, FillRule::NonZero)?;
                }
            }
        }
        Ok(())
    }

    fn shape(&mut self, outline: &Outline, transform: Transform, colour: Color, rule: FillRule) -> Result<(), Refused> {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            let [r, g, b] = [colour.red, colour.green, colour.blue].map(part);
            let _ = writeln!(self.operators, "{r} {g} {b} rg");
        }
        let Some(bounds) = self.outline(outline, transform)? else { return Ok(()) };
        let seen = self.window.and_then(|window| window.intersect(&bounds));
        if let Some(seen) = seen.filter(|_| colour != Color::white()) {
            self.seen = Some(self.seen.map_or(seen, |all| around(all, seen)));
        }
        self.operators.push_str(if rule == FillRule::EvenOdd { "f*\n" } else { "f\n" });
        Ok(())
    }

    /// Writes the outline as path operators and returns its bounds; `None` for one without an area. Contours are not closed,
    /// because filling and clipping close them. A contour of a single line has no area and is left out, because PDF would
    /// draw it as a hairline.
    fn outline(&mut self, outline: &Outline, transform: Transform) -> Result<Option<Rect>, Refused> {
        let lost = || broken("a shape is out of bounds");
        let outline = outline.clone().transform(transform).ok_or_else(lost)?;
        let whole = |point: Point| [point.x.round() as i32, point.y.round() as i32];
        let whole_path = self.operators.len();
        let (mut contour, mut pieces, mut from) = (whole_path, 0, Point::zero());
        for segment in outline.segments() {
            let (points, operator): (&[Point], _) = match segment {
                PathSegment::MoveTo(to) => {
                    self.keep_from(contour, pieces);
                    (contour, pieces) = (self.operators.len(), 0);
                    (&[to], "m")
                }
                PathSegment::LineTo(to) if whole(to) == whole(from) => continue,
                PathSegment::LineTo(to) => (&[to], "l"),
                PathSegment::QuadTo(a, to) => {
                    let handle = |end: Point| Point::from_xy(end.x + (a.x - end.x) / 1.5, end.y + (a.y - end.y) / 1.5);
                    (&[handle(from), handle(to), to], "c")
                }
                PathSegment::CubicTo(a, b, to) => (&[a, b, to], "c"),
                PathSegment::Close => continue,
            };
            self.segments += 1;
            if self.segments > MOST_SEGMENTS {
                return Err(Refused::TooManySegments { most: MOST_SEGMENTS });
            }
            for [x, y] in points.iter().map(|point| whole(*point)) {
                let _ = write!(self.operators, "{x} {y} ");
            }
            self.operators.push_str(operator);
            self.operators.push('\n');
            from = points[points.len() - 1];
            pieces += points.len();
        }
        self.keep_from(contour, pieces);
        let drawn = self.operators.len() > whole_path;
        drawn.then(|| outline.compute_tight_bounds().ok_or_else(lost)).transpose()
    }

    /// Removes a contour that is no more than a start and a line.
    fn keep_from(&mut self, contour: usize, pieces: usize) {
        if pieces <= 2 {
            self.operators.truncate(contour);
        }
    }
}

/// The smallest rectangle that contains both.
fn around(a: Rect, b: Rect) -> Rect {
    let (left, top) = (a.left().min(b.left()), a.top().min(b.top()));
    Rect::from_ltrb(left, top, a.right().max(b.right()), a.bottom().max(b.bottom())).unwrap_or(a)
}

/// A colour component as PDF writes it.
fn part(value: u8) -> f32 {
    (f32::from(value) / 255.0 * 1000.0).round() / 1000.0
}

/// The colour of a paint; `None` for an invisible one.
fn solid(paint: &Paint, opacity: f32) -> Result<Option<Color>, Refused> {
    match paint {
        _ if opacity == 0.0 => Ok(None),
        Paint::Color(_) if opacity < 1.0 => Err(Refused::Holds("something transparent")),
        Paint::Color(colour) => Ok(Some(*colour)),
        Paint::LinearGradient(_) | Paint::RadialGradient(_) => Err(Refused::Holds("a gradient")),
        Paint::Pattern(_) => Err(Refused::Holds("a pattern")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::super::source::SVG;
    use super::*;

    /// An SVG of 100 × 50 units around `content`, as operators; a unit is a point.
    fn drawn(content: &str) -> Result<String, Refused> {
        drawn_in("viewBox='0 0 100 50'", content).map(|(_, operators)| operators)
    }

    fn drawn_in(frame: &str, content: &str) -> Result<([u32; 2], String), Refused> {
        let file = format!("<svg xmlns='{SVG}' xmlns:xlink='http://www.w3.org/1999/xlink' {frame}>{content}</svg>");
        let (size, packed) = read(file.as_bytes(), |size| size)?;
        let mut operators = String::new();
        flate2::read::ZlibDecoder::new(&packed[..]).read_to_string(&mut operators).expect("operators");
        Ok((size, operators.replace('\n', " ")))
    }

    #[test]
    fn shapes_are_filled_outlines_in_hundredths_of_a_point() {
        let square = "<path d='M0 0H10V10H0Z' fill='#0f4c4a'/>";
        assert_eq!(drawn(square).unwrap(), "0.059 0.298 0.29 rg 0 0 m 1000 0 l 1000 1000 l 0 1000 l f ");
        // A line has no area to fill.
        assert_eq!(
            drawn(&format!("{square}<path d='M0 0L40 40M3 3H9Z'/>")).unwrap(),
            drawn(square).unwrap() + "0 0 0 rg "
        );
        // The colour is written once; the fill rule is kept; invisible shapes are left out.
        let two = "<g fill='red'><path d='M0 0H10V10Z'/><path fill-rule='evenodd' d='M0 0H10V10Z'/><path display='none' \
                   d='M0 0H9V9Z'/><path visibility='hidden' d='M0 0H9V9Z'/><path fill-opacity='0' d='M0 0H9V9Z'/></g>";
        assert_eq!(drawn(two).unwrap(), "1 0 0 rg 0 0 m 1000 0 l 1000 1000 l f 0 0 m 1000 0 l 1000 1000 l f* ");
    }

    #[test]
    fn what_is_drawn_counts_and_not_the_sheet() {
        let moved = "<g transform='translate(20 10) scale(2)'><path d='M0 0H10V5H0Z'/></g>";
        let expected = ([2000, 1000], "0 0 0 rg 0 0 m 2000 0 l 2000 1000 l 0 1000 l f ".to_owned());
        assert_eq!(drawn_in("viewBox='0 0 100 50'", moved).unwrap(), expected);
        assert_eq!(
            drawn_in("viewBox='-30 -30 200 200' width='20mm' height='20mm'", moved).unwrap().0[0] / 2,
            drawn_in("viewBox='-30 -30 200 200' width='20mm' height='20mm'", moved).unwrap().0[1]
        );
        // A shape outside the canvas is invisible and takes no room.
        assert_eq!(drawn_in("viewBox='0 0 100 50'", "<path d='M90 0H150V50H90Z'/>").unwrap().0, [1000, 5000]);
    }

    #[test]
    fn a_stroke_is_the_outline_of_its_ink_dashes_and_all() {
        let line = |more: &str| {
            drawn(&format!("<path d='M0 10H40' fill='none' stroke='#00f' stroke-width='4' {more}/>")).unwrap()
        };
        assert_eq!(line(""), "0 0 1 rg 0 0 m 4000 0 l 4000 400 l 0 400 l 0 0 l f ");
        assert_eq!(line("stroke-dasharray='10'").matches(" m ").count(), 2, "{}", line("stroke-dasharray='10'"));
        assert!(line("stroke-linecap='round'").contains(" c "), "{}", line("stroke-linecap='round'"));
        // The stroke is stretched with its shape, as SVG requires.
        let stretched = "<g transform='scale(1 2)'><path d='M0 10H40' fill='none' stroke='#00f' stroke-width='4'/></g>";
        assert_eq!(drawn(stretched).unwrap(), "0 0 1 rg 0 0 m 4000 0 l 4000 800 l 0 800 l 0 0 l f ");
    }

    #[test]
    fn a_clip_of_one_shape_is_kept_wherever_it_stands() {
        let clip = "<clipPath id='c'><rect x='5' y='5' width='10' height='10'/></clipPath>";
        let shapes = "<g clip-path='url(#c)' transform='translate(5 0)'><path d='M-5 0H35V30H-5Z' fill='red'/></g>\
                      <path d='M0 0H40V5H0Z' fill='red'/>";
        assert_eq!(
            drawn(&format!("{clip}{shapes}")).unwrap(),
            "q 1000 500 m 2000 500 l 2000 1500 l 1000 1500 l W n 1 0 0 rg 0 0 m 4000 0 l 4000 3000 l 0 3000 l f Q \
             1 0 0 rg 0 0 m 4000 0 l 4000 500 l 0 500 l f "
        );
        let two = "<clipPath id='c'><path d='M0 0H9V9Z'/><path d='M5 0H9V9Z'/></clipPath>";
        assert_eq!(drawn(&format!("{two}{shapes}")), Err(Refused::Holds("a clip made of several shapes")));
    }

    #[test]
    fn whatever_would_look_different_is_refused_and_named() {
        let shape = "d='M0 0H9V9Z'";
        let gradient = "<linearGradient id='g'><stop stop-color='red'/><stop offset='1'/></linearGradient>";
        for (content, expected) in [
            ("<text y='9'>Bank</text>".to_owned(), "convert text to outlines"),
            (format!("{gradient}<path {shape} fill='url(#g)'/>"), "a gradient"),
            (format!("{gradient}<path {shape} stroke='url(#g)'/>"), "a gradient"),
            (
                format!("<pattern id='p' width='1' height='1'><path {shape}/></pattern><path {shape} fill='url(#p)'/>"),
                "a pattern",
            ),
            (format!("<mask id='m'><path {shape} fill='#fff'/></mask><g mask='url(#m)'><path {shape}/></g>"), "a mask"),
            (
                format!("<filter id='f'><feGaussianBlur stdDeviation='2'/></filter><path {shape} filter='url(#f)'/>"),
                "a filter",
            ),
            (format!("<path {shape} fill-opacity='.5'/>"), "something transparent"),
            (format!("<g opacity='.5'><path {shape}/></g>"), "something transparent"),
            (format!("<path {shape}/><path {shape} style='mix-blend-mode:multiply'/>"), "a blend mode"),
            ("<image href='data:image/png;base64,AAAA' width='9' height='9'/>".to_owned(), "an embedded picture"),
            (format!("<script>alert(1)</script><path {shape}/>"), "a script"),
            (format!("<foreignObject/><path {shape}/>"), "foreignObject"),
            (format!("<path {shape}><animate attributeName='x'/></path>"), "animated"),
            (format!("<style>@keyframes a {{}}</style><path {shape}/>"), "animated"),
            (format!("<style>@import 'x.css';</style><path {shape}/>"), "@import"),
            (format!("<path {shape}/><use xlink:href='other.svg#a'/>"), "other.svg#a"),
            (
                format!("<path {shape} fill='url(\"https://bank.example/a.svg#g\") red'/>"),
                "https://bank.example/a.svg#g",
            ),
            (format!("<path {shape} style='fill:var(--brand)'/>"), "CSS variable"),
            // Programs that work in a wide colour space write an sRGB colour for all and the exact one after it.
            (format!("<path {shape} style='fill:#0033A0;fill:color(display-p3 0 0.2 0.6)'/>"), "not sRGB"),
            (format!("<style>path {{ fill: oklch(0.5 0.1 250) }}</style><path {shape}/>"), "not sRGB"),
            (format!("<path {shape} fill='#fff'/>"), "white paper"),
            (String::new(), "white paper"),
            (format!("<path {shape}/>").replace("9Z", &"9L0 1H5".repeat(3_000)), "more than 5000 lines"),
        ] {
            let refused = drawn(&content).expect_err(&content).to_string();
            assert!(refused.contains(expected), "{content:.120}: {refused}");
        }
    }

    #[test]
    fn hostile_files_are_refused_and_nothing_breaks() {
        let mut many = String::from("<!DOCTYPE svg [<!ENTITY a 'M0 0H9V9Z'>");
        for (entity, of) in "bcdefghi".chars().zip("abcdefgh".chars()) {
            many.push_str(&format!("<!ENTITY {entity} '{}'>", format!("&{of};").repeat(12)));
        }
        many.push_str(&format!("]><svg xmlns='{SVG}'><path d='&i;'/></svg>"));
        let deep =
            format!("<svg xmlns='{SVG}'>{}<path d='M0 0H9V9Z'/>{}</svg>", "<g>".repeat(5_000), "</g>".repeat(5_000));
        let outside =
            format!("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='{SVG}'><path d='&x;'/></svg>");
        let sheet = format!("<?xml-stylesheet href='a.css'?><svg xmlns='{SVG}'><path d='M0 0H9V9Z'/></svg>");
        let cut = format!("<svg xmlns='{SVG}'><path d='M0 0H9");
        for file in [&many, &deep, &outside, &sheet, &cut, "", "<svg/>", "<html><body/></html>", "GIF89a"] {
            assert!(read(file.as_bytes(), |size| size).is_err(), "{file:.80}");
        }
        assert_eq!(read(b"\xff\xd8\xff\xe0", |size| size), Err(Refused::NotALogo));
        // Numbers that are out of range.
        for path in ["M0 0H1e38V1e38Z", "M1e38 1e38H2e38V3e38Z", "M0 0L1e-30 1e-30Z", "M NaN 0H9V9Z"] {
            let _ = drawn(&format!("<path d='{path}'/><path d='M0 0H9V9Z' stroke='red' stroke-width='1e30'/>"));
        }
    }
}
