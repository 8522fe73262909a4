//! The structure tree for people who cannot see the page: headings, paragraphs and pictures in reading order (ISO 32000-1,
//! 14.7 and 14.8; ISO 14289-1).
//!
//! The leaves of the tree are marked contents on pages and link annotations. This module only builds the tree; `archive.rs`
//! writes it.

/// The standard structure types in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Document,
    Section,
    Heading1,
    Heading2,
    Paragraph,
    Figure,
    Link,
    /// A table of contents, its entries, and in an entry the reference to the named part.
    Contents,
    ContentsItem,
    Reference,
    Table,
    Row,
    /// A cell that is the heading of its column or row.
    ColumnHeader,
    RowHeader,
    Cell,
}

impl Role {
    /// The name of the structure type in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Section => "Sect",
            Self::Heading1 => "H1",
            Self::Heading2 => "H2",
            Self::Paragraph => "P",
            Self::Figure => "Figure",
            Self::Link => "Link",
            Self::Contents => "TOC",
            Self::ContentsItem => "TOCI",
            Self::Reference => "Reference",
            Self::Table => "Table",
            Self::Row => "TR",
            Self::ColumnHeader | Self::RowHeader => "TH",
            Self::Cell => "TD",
        }
    }

    /// The cells that a heading cell applies to (ISO 14289-1, 7.5).
    pub fn scope(self) -> Option<&'static str> {
        match self {
            Self::ColumnHeader => Some("Column"),
            Self::RowHeader => Some("Row"),
            _ => None,
        }
    }
}

/// Index of a node in its [`Tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub usize);

/// A child of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kid {
    Node(NodeId),
    /// The marked content `mcid` of the page with index `page`.
    Content {
        page: usize,
        mcid: usize,
    },
    /// The link annotation `link` of the page with index `page`.
    Annotation {
        page: usize,
        link: usize,
    },
}

/// A structure element.
#[derive(Clone, Debug)]
pub struct Node {
    pub role: Role,
    pub kids: Vec<Kid>,
    /// The description of a picture.
    pub alt: Option<String>,
    /// The title of a heading.
    pub title: Option<String>,
    /// BCP 47 tag, if the language differs from the document's.
    pub language: Option<String>,
    /// The bounding box of a picture on its page: left, bottom, right, top, from the lower left corner.
    pub bounds: Option<[f32; 4]>,
}

/// The structure tree. Node 0 is the document.
pub struct Tags {
    pub nodes: Vec<Node>,
}

impl Tags {
    pub const DOCUMENT: NodeId = NodeId(0);

    pub fn new() -> Self {
        let document =
            Node { role: Role::Document, kids: Vec::new(), alt: None, title: None, language: None, bounds: None };
        Self { nodes: vec![document] }
    }

    /// Adds a structure element as the last child of `parent`.
    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node { role, kids: Vec::new(), alt: None, title: None, language: None, bounds: None });
        self.nodes[parent.0].kids.push(Kid::Node(id));
        id
    }

    /// Adds a picture with its description.
    pub fn add_figure(&mut self, parent: NodeId, alt: &str) -> NodeId {
        let id = self.add(parent, Role::Figure);
        self.nodes[id.0].alt = Some(alt.to_owned());
        id
    }

    /// Removes empty structure elements, so that no screen reader stops at them. The ids of the others stay.
    pub fn prune(&mut self) {
        // An element is always added after its parent, so the reverse order visits children before parents.
        for id in (0..self.nodes.len()).rev() {
            let mut kids = std::mem::take(&mut self.nodes[id].kids);
            kids.retain(|kid| !matches!(kid, Kid::Node(node) if self.nodes[node.0].kids.is_empty()));
            self.nodes[id].kids = kids;
        }
    }
}
