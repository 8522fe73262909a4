//! The structure a document has for those who cannot see it: what is a heading, a paragraph, a picture, in reading order
//! (ISO 32000-1, 14.7 and 14.8; ISO 14289-1).
//!
//! A tree of nodes whose leaves are marked contents on pages. Building it is all that happens here; `archive.rs` writes
//! it down.

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
    /// A table of contents, its entries, and in an entry the way to what it names.
    Contents,
    ContentsItem,
    Reference,
    Table,
    Row,
    /// A cell that says what its column, or its row, holds.
    ColumnHeader,
    RowHeader,
    Cell,
}

impl Role {
    /// Its name in the file.
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

    /// Which cells a heading cell is for (ISO 14289-1, 7.5).
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

/// An element of the structure.
#[derive(Clone, Debug)]
pub struct Node {
    pub role: Role,
    pub kids: Vec<Kid>,
    /// What a picture shows, in words.
    pub alt: Option<String>,
    /// The title of a heading.
    pub title: Option<String>,
    /// BCP 47 tag, where the language differs from the document's.
    pub language: Option<String>,
    /// Where a picture stands on its page: left, bottom, right, top, from the lower left corner.
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

    /// Adds an element behind the others of `parent`.
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

    /// Takes out elements that hold nothing, so that no reader stops at them. Their numbers stay.
    pub fn prune(&mut self) {
        // An element is always added after its parent, so that going backwards the innermost come first.
        for id in (0..self.nodes.len()).rev() {
            let mut kids = std::mem::take(&mut self.nodes[id].kids);
            kids.retain(|kid| !matches!(kid, Kid::Node(node) if self.nodes[node.0].kids.is_empty()));
            self.nodes[id].kids = kids;
        }
    }
}
