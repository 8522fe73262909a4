//! Pages while they are filled: the drawings, their places, and the structure element that each belongs to.
//!
//! Measures are points from the upper left corner of the page; only `write.rs` converts them to PDF's coordinates. Every
//! drawing belongs either to a structure element or to the furniture of the page (artifacts), which screen readers skip.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use super::images::Picture;
use super::tags::{Kid, NodeId, Role, Tags};
use crate::documents::text::line::{Colour, Line, Style};

/// The paper sizes a bank prints on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    #[default]
    A4,
    UsLetter,
}

impl Paper {
    /// Width and height in points.
    pub fn size(self) -> [f32; 2] {
        match self {
            Self::A4 => [595.28, 841.89],
            Self::UsLetter => [612.0, 792.0],
        }
    }
}

/// Points per millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// The structure element that a drawing belongs to, or the furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Node(NodeId),
    /// Bars, hairlines, tints, the running head and the foot.
    Furniture,
}

/// Something to draw.
#[derive(Clone, Debug)]
pub enum Drawing {
    /// A line of text: `x` is the left edge of its column, `y` the baseline.
    Text { x: f32, y: f32, line: Line, style: Style },
    /// A filled rectangle: left, top, width, height.
    Rectangle { bounds: [f32; 4], colour: Colour },
    /// A picture: left, top, width, height.
    Image { bounds: [f32; 4], picture: Arc<Picture> },
    /// Filled outlines, or strokes if `pen` is set, the width of a round pen.
    Path { outlines: Arc<[Outline]>, at: [f32; 2], scale: f32, colour: Colour, pen: Option<f32> },
}

/// A connected run of segments. Coordinates are the drawing's own; y runs downwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    pub start: [f32; 2],
    pub segments: Vec<Segment>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    Line([f32; 2]),
    Curve([[f32; 2]; 3]),
}

impl Drawing {
    /// The same drawing, moved down by `dy`.
    pub fn lowered(mut self, dy: f32) -> Self {
        match &mut self {
            Self::Text { y, .. } => *y += dy,
            Self::Rectangle { bounds, .. } | Self::Image { bounds, .. } => bounds[1] += dy,
            Self::Path { at, .. } => at[1] += dy,
        }
        self
    }
}

impl Drawing {
    /// Left, bottom, right and top of a picture or a path, counted from the lower left corner of the page. A curve is bounded
    /// by its control points.
    fn bounds(&self, height: f32) -> Option<[f32; 4]> {
        if let Self::Image { bounds: [left, top, width, own], .. } = self {
            return Some([*left, height - top - own, left + width, height - top]);
        }
        let Self::Path { outlines, at, scale, pen, .. } = self else { return None };
        let reach = pen.unwrap_or(0.0) / 2.0;
        let points = outlines.iter().flat_map(|outline| {
            let segments = outline.segments.iter().flat_map(|segment| match segment {
                Segment::Line(to) => vec![*to],
                Segment::Curve(points) => points.to_vec(),
            });
            std::iter::once(outline.start).chain(segments)
        });
        let boxes = points.map(|[x, y]| {
            let [x, y] = [at[0] + x * scale, height - at[1] - y * scale];
            let reach = reach * scale;
            [x - reach, y - reach, x + reach, y + reach]
        });
        boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }
}

/// The destination of a link.
#[derive(Clone, Debug)]
pub enum LinkTarget {
    Address(String),
    /// A page of the document, from 0, which may be added later.
    Page(usize),
}

/// A link: its area (left, top, width, height), its destination and its description.
#[derive(Clone, Debug)]
pub struct Link {
    pub bounds: [f32; 4],
    pub goal: LinkTarget,
    pub contents: String,
    pub node: NodeId,
}

/// Consecutive drawings of one owner. `mcid` numbers the marked contents of a page.
#[derive(Debug)]
pub struct Content {
    pub owner: Owner,
    pub role: Option<(Role, usize)>,
    pub drawings: Vec<Drawing>,
}

#[derive(Debug, Default)]
pub struct Page {
    pub contents: Vec<Content>,
    /// The structure element of each marked content, by its number.
    pub marked: Vec<NodeId>,
    pub links: Vec<Link>,
}

/// A document while it is filled.
pub struct Sheets {
    pub paper: Paper,
    pub pages: Vec<Page>,
    pub tags: Tags,
}

impl Sheets {
    pub fn new(paper: Paper) -> Self {
        Self { paper, pages: vec![Page::default()], tags: Tags::new() }
    }

    pub fn add_page(&mut self) {
        self.pages.push(Page::default());
    }

    /// Draws on the last page.
    pub fn draw(&mut self, owner: Owner, drawing: Drawing) {
        self.draw_on(self.pages.len() - 1, owner, drawing);
    }

    pub fn draw_on(&mut self, index: usize, owner: Owner, drawing: Drawing) {
        let [_, height] = self.paper.size();
        if let (Owner::Node(node), Some(bounds)) = (owner, drawing.bounds(height)) {
            let node = &mut self.tags.nodes[node.0];
            node.bounds = Some(node.bounds.map_or(bounds, |[left, bottom, right, top]| {
                [left.min(bounds[0]), bottom.min(bounds[1]), right.max(bounds[2]), top.max(bounds[3])]
            }));
        }
        let page = &mut self.pages[index];
        match page.contents.last_mut() {
            Some(content) if content.owner == owner => content.drawings.push(drawing),
            _ => {
                let role = match owner {
                    Owner::Node(node) => {
                        let mcid = page.marked.len();
                        page.marked.push(node);
                        let node = &mut self.tags.nodes[node.0];
                        node.kids.push(Kid::Content { page: index, mcid });
                        Some((node.role, mcid))
                    }
                    Owner::Furniture => None,
                };
                page.contents.push(Content { owner, role, drawings: vec![drawing] });
            }
        }
    }

    /// Makes an area of the last page a link.
    pub fn link(&mut self, link: Link) {
        let index = self.pages.len() - 1;
        let page = &mut self.pages[index];
        self.tags.nodes[link.node.0].kids.push(Kid::Annotation { page: index, link: page.links.len() });
        page.links.push(link);
    }
}
