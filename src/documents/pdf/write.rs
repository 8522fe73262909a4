//! Turns filled pages into printpdf operations, with fonts subset to the glyphs in use.
//!
//! Two workarounds. printpdf truncates glyph widths to whole thousandths and viewers advance by those, so offsets are
//! computed from the truncated widths. And a glyph of a font with PostScript outlines has one text for the whole document:
//! where it stands for another text, an `ActualText` is added, so that copied text is always the text that was written.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, CurTransMat, DictItem, Line as PathLine, LineCapStyle, LineJoinStyle, LinePoint, Mm, Op,
    PaintMode, PdfDocument, PdfFontHandle, PdfPage, Point, Polygon, PolygonRing, Pt, Rect, Rgb, TextItem, TextMatrix,
    WindingOrder, XObjectTransform,
};

use super::embed::{Embedded, Entry, Fonts, font_id};
use super::images::Picture;
use super::sheet::{Content, Drawing, Outline, Page, Paper, Segment, Sheets};
use super::tags::Role;
use crate::documents::DocumentError;
use crate::documents::text::fonts::{FaceId, Library, is_private};
use crate::documents::text::glyphs::{Glyph, Word};
use crate::documents::text::line::{BAR_WIDTH, Colour, Line, Piece, Style};

/// A document in printpdf's types: pages, operations and fonts, without structure and metadata.
pub struct UntaggedPdf {
    pub document: PdfDocument,
    /// The map from codes to glyphs, by the name of a font.
    pub code_maps: BTreeMap<String, Vec<u8>>,
}

pub fn write(sheets: &Sheets, library: &Library) -> Result<UntaggedPdf, DocumentError> {
    let mut fonts = Fonts::new(library);
    let mut pictures = BTreeMap::new();
    for drawing in sheets.pages.iter().flat_map(|page| &page.contents).flat_map(|content| &content.drawings) {
        match drawing {
            Drawing::Text { line, .. } => fonts.collect(line),
            Drawing::Image { picture, .. } => {
                pictures.entry(picture.id()).or_insert_with(|| picture.object());
            }
            Drawing::Rectangle { .. } | Drawing::Path { .. } => {}
        }
    }
    let mut document = PdfDocument::new("");
    document.resources.xobjects.map = pictures;
    let mut code_maps = BTreeMap::new();
    document.pages = sheets.pages.iter().map(|page| Pen::new(&fonts, sheets.paper).page(page)).collect();
    for (&face, used) in &fonts.used {
        let Embedded { id, font, code_map } = used.embed(face, library)?;
        if let (Some(map), Some(name)) = (code_map, &font.parsed_font.font_name) {
            code_maps.insert(name.clone(), map);
        }
        document.resources.fonts.map.insert(id, font);
    }
    Ok(UntaggedPdf { document, code_maps })
}

/// Writes the operations of one page and tracks the viewer's graphics state, so that colour and font are set only when they
/// change.
struct Pen<'a> {
    fonts: &'a Fonts<'a>,
    size: [f32; 2],
    ops: Vec<Op>,
    fill: Option<Colour>,
    font: Option<(FaceId, f32)>,
}

/// Rounds to hundredths of a point, finer than any printer.
fn rounded(v: f32) -> f32 {
    (v * 100.0).round() / 100.0
}

impl<'a> Pen<'a> {
    fn new(fonts: &'a Fonts<'a>, paper: Paper) -> Self {
        Self { fonts, size: paper.size(), ops: Vec::new(), fill: None, font: None }
    }

    fn page(mut self, page: &Page) -> PdfPage {
        for content in &page.contents {
            self.content(content);
        }
        // Sizes in millimetres would be slightly inexact, so they are set in points below.
        let mut page = PdfPage::new(Mm(0.0), Mm(0.0), self.ops);
        let [width, height] = self.size.map(Pt);
        let sheet = Rect::from_wh(width, height);
        (page.media_box, page.trim_box, page.crop_box) = (sheet.clone(), sheet.clone(), sheet);
        page
    }

    fn content(&mut self, content: &Content) {
        match content.role {
            Some((role, mcid)) => self.begin(role.name(), [("MCID", DictItem::Int(mcid as i64))]),
            None => self.ops.push(Op::BeginMarkedContent { tag: "Artifact".into() }),
        }
        let figure = matches!(content.role, Some((Role::Figure, _)));
        for drawing in &content.drawings {
            match drawing {
                Drawing::Text { x, y, line, style } if !figure => self.line(*x, self.size[1] - y, line, style),
                Drawing::Text { .. } => {}
                Drawing::Rectangle { bounds, colour } => self.rectangle(*bounds, *colour),
                Drawing::Image { bounds, picture } => self.picture(*bounds, picture),
                Drawing::Path { outlines, at, scale, colour, pen } => self.path(outlines, *at, *scale, *colour, *pen),
            }
        }
        self.ops.push(Op::EndMarkedContent);
    }

    fn begin<const N: usize>(&mut self, tag: &str, properties: [(&str, DictItem); N]) {
        let map = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let properties = DictItem::Dict { map };
        self.ops.push(Op::BeginMarkedContentWithProperties { tag: tag.to_owned(), properties });
    }

    fn set_fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
        }
    }

    fn rectangle(&mut self, [left, top, width, height]: [f32; 4], colour: Colour) {
        self.set_fill(colour);
        let y = self.size[1] - top - height;
        let [x, y, width, height] = [left, y, width, height].map(|v| Pt(rounded(v)));
        let mut rectangle = Rect::from_xywh(x, y, width, height);
        rectangle.mode = Some(PaintMode::Fill);
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    fn picture(&mut self, [left, top, width, height]: [f32; 4], picture: &Picture) {
        let y = self.size[1] - top - height;
        let matrix = picture.matrix([left, y, width, height]);
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) });
        // The matrix is complete; printpdf must not scale it.
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        self.ops.push(Op::UseXobject { id: picture.id(), transform });
        self.ops.push(Op::RestoreGraphicsState);
    }

    /// Draws a path in its own coordinates, which are short numbers, under a matrix that also flips y.
    fn path(&mut self, outlines: &[Outline], at: [f32; 2], scale: f32, colour: Colour, pen: Option<f32>) {
        let matrix = [scale, 0.0, 0.0, -scale, rounded(at[0]), rounded(self.size[1] - at[1])];
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) });
        match pen {
            Some(width) => {
                self.ops.extend([
                    Op::SetOutlineColor { col: rgb(colour) },
                    Op::SetOutlineThickness { pt: Pt(rounded(width)) },
                    Op::SetLineCapStyle { cap: LineCapStyle::Round },
                    Op::SetLineJoinStyle { join: LineJoinStyle::Round },
                ]);
                for outline in outlines {
                    let line = PathLine { points: points(outline), is_closed: false };
                    self.ops.push(Op::DrawLine { line });
                }
            }
            None => {
                self.ops.push(Op::SetFillColor { col: rgb(colour) });
                let rings = outlines.iter().map(|outline| PolygonRing { points: points(outline) }).collect();
                let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
                self.ops.push(Op::DrawPolygon { polygon });
            }
        }
        self.ops.push(Op::RestoreGraphicsState);
    }

    /// Sets a line with its baseline at `y`, counted from the lower edge. Words are written in reading order, wherever they
    /// stand.
    fn line(&mut self, x: f32, y: f32, line: &Line, style: &Style) {
        let mut text = TextRun::new(self, style, y);
        for placed in line.pieces.iter().chain(&line.ending) {
            let at = x + placed.x;
            match &placed.piece {
                Piece::Word(word) => text.word(at, word),
                Piece::Bar(spoken) => text.bar(at, spoken),
            }
        }
        text.finish();
    }
}

/// A line while it is written: glyphs are collected until an operation other than an offset is needed.
struct TextRun<'p, 'a> {
    pen: &'p mut Pen<'a>,
    style: &'p Style,
    y: f32,
    open: bool,
    face: Option<FaceId>,
    glyphs: Vec<Codepoint>,
    /// The start of the collected glyphs, and the viewer's position after them.
    start: [f32; 2],
    viewer: f32,
}

impl<'p, 'a> TextRun<'p, 'a> {
    fn new(pen: &'p mut Pen<'a>, style: &'p Style, y: f32) -> Self {
        Self { pen, style, y, open: false, face: None, glyphs: Vec::new(), start: [0.0; 2], viewer: 0.0 }
    }

    /// Shows a word. The glyphs of a right-to-left word are written from left to right, marked as `ReversedChars` (ISO
    /// 32000-1, 14.8.2.3.3).
    fn word(&mut self, at: f32, word: &Word) {
        let reversed = word.rtl && word.glyphs.len() > 1;
        if reversed {
            self.begin("ReversedChars");
        }
        let mut x = at;
        let size = self.style.size;
        let mut clusters: Vec<Vec<(f32, &Glyph)>> = Vec::with_capacity(word.glyphs.len());
        for cluster in word.glyphs.chunk_by(|a, b| a.cluster == b.cluster) {
            let mut places = Vec::with_capacity(cluster.len());
            for glyph in cluster {
                places.push((x + glyph.dx * size / 1000.0, glyph));
                x += (glyph.advance / 1000.0 + self.style.tracking) * size;
            }
            clusters.push(places);
        }
        // Readers reverse each string by itself, so the strings of a right-to-left word are written in reading order.
        let one_string =
            |a: &Vec<(f32, &Glyph)>, b: &Vec<(f32, &Glyph)>| (a[0].1.face, a[0].1.dy) == (b[0].1.face, b[0].1.dy);
        let mut strings: Vec<_> = clusters.chunk_by(one_string).collect();
        if word.rtl {
            strings.reverse();
        }
        for cluster in strings.into_iter().flatten() {
            self.cluster(cluster, word.rtl);
        }
        if reversed {
            self.end_span();
        }
    }

    /// Shows one cluster. Its letters get the cluster's text as `ActualText`, and its marks an empty one, in three cases: the
    /// glyphs' own texts do not make up the cluster's; a text is a private-use character (ISO 19005-2, 6.2.11.7.3); or a mark is
    /// offset, which PDF readers take for another line or word.
    fn cluster(&mut self, places: &[(f32, &Glyph)], rtl: bool) {
        let moved = places.len() > 1 && places.iter().any(|(_, glyph)| glyph.dx != 0.0 || glyph.dy != 0.0);
        let as_mapped = places.iter().all(|(_, glyph)| {
            self.pen.fonts.entry(glyph).is_some_and(|entry| entry.text == glyph.text && !entry.text.has(is_private))
        });
        if as_mapped && (rtl || !moved) {
            places.iter().for_each(|&(x, glyph)| self.glyph(x, glyph));
            return;
        }
        // Letters come before their marks.
        let mut places = places.to_vec();
        if rtl {
            places.reverse();
        }
        let mut text = String::new();
        places.iter().for_each(|(_, glyph)| glyph.text.push_to(&mut text));
        // The text covers the glyphs with an advance; marks after them have none and get an empty text.
        let letters = places.iter().rposition(|(_, glyph)| glyph.advance > 0.0).map_or(places.len(), |last| last + 1);
        let (letters, marks) = places.split_at(letters);
        for (glyphs, text) in [(letters, text.as_str()), (marks, "")] {
            if !glyphs.is_empty() {
                self.begin_span(text);
                glyphs.iter().for_each(|&(x, glyph)| self.glyph(x, glyph));
                self.end_span();
            }
        }
    }

    fn glyph(&mut self, x: f32, glyph: &Glyph) {
        let size = self.style.size;
        let baseline = self.y + glyph.dy * size / 1000.0;
        if self.face != Some(glyph.face) || (self.start[1] - baseline).abs() > 0.001 {
            self.flush();
        }
        let Some(Entry { code, text, advance }) = self.pen.fonts.entry(glyph) else { return };
        let mut own = String::new();
        text.push_to(&mut own);
        if self.glyphs.is_empty() {
            self.face = Some(glyph.face);
            self.start = [x, baseline];
            self.viewer = rounded(x);
        }
        let offset = ((self.viewer - x) * 1000.0 / size).round();
        if offset != 0.0
            && let Some(last) = self.glyphs.last_mut()
        {
            last.offset += offset;
            self.viewer -= offset * size / 1000.0;
        }
        self.glyphs.push(Codepoint::with_cid(*code, 0.0, own));
        self.viewer += advance * size / 1000.0;
    }

    fn flush(&mut self) {
        let Some(face) = self.face else { return };
        if self.glyphs.is_empty() {
            return;
        }
        self.pen.set_fill(self.style.colour);
        if !self.open {
            self.pen.ops.push(Op::StartTextSection);
            self.open = true;
        }
        if self.pen.font != Some((face, self.style.size)) {
            self.pen.font = Some((face, self.style.size));
            let font = PdfFontHandle::External(font_id(face));
            self.pen.ops.push(Op::SetFont { font, size: Pt(self.style.size) });
        }
        let [x, y] = self.start.map(rounded);
        self.pen.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, x, y]) });
        let items = vec![TextItem::GlyphIds(std::mem::take(&mut self.glyphs))];
        self.pen.ops.push(Op::ShowText { items });
    }

    /// Begins marked content within the text, which [`Self::end_span`] ends.
    fn begin(&mut self, tag: &str) {
        self.open();
        self.pen.ops.push(Op::BeginMarkedContent { tag: tag.to_owned() });
    }

    fn open(&mut self) {
        self.flush();
        if !std::mem::replace(&mut self.open, true) {
            self.pen.ops.push(Op::StartTextSection);
        }
    }

    /// Begins a span that is read as `text` until [`Self::end_span`].
    fn begin_span(&mut self, text: &str) {
        self.open();
        let data: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        self.pen.begin("Span", [("ActualText", DictItem::String { data, literal: false })]);
    }

    fn end_span(&mut self) {
        self.flush();
        self.pen.ops.push(Op::EndMarkedContent);
    }

    /// Draws a bar with the text that is read for it. Readers take the text from a space that is drawn before the bar; the
    /// page contains none of the withheld data.
    fn bar(&mut self, x: f32, spoken: &str) {
        self.begin_span(spoken);
        let space = self.pen.fonts.space(self.style);
        if let Some(space) = space {
            self.glyph(x, &space);
        }
        self.end_span();
        self.finish();
        let top = self.pen.size[1] - self.y - 8.0;
        self.pen.rectangle([x, top, BAR_WIDTH, 9.0], self.style.colour);
    }

    fn finish(&mut self) {
        self.flush();
        if std::mem::take(&mut self.open) {
            self.pen.ops.push(Op::EndTextSection);
        }
    }
}

fn rgb(Colour(colour): Colour) -> Color {
    let part = |shift: u32| ((colour >> shift & 0xff) as f32 / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb::new(part(16), part(8), part(0), None))
}

fn points(outline: &Outline) -> Vec<LinePoint> {
    let point = |[x, y]: [f32; 2], bezier| LinePoint { p: Point { x: Pt(rounded(x)), y: Pt(rounded(y)) }, bezier };
    let mut points = vec![point(outline.start, false)];
    for segment in &outline.segments {
        match *segment {
            Segment::Line(to) => points.push(point(to, false)),
            Segment::Curve([a, b, to]) => points.extend([point(a, true), point(b, true), point(to, false)]),
        }
    }
    points
}
