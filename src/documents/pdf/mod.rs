//! The PDF file, the middle floor of documents: filled pages in, bytes out. It stands on text and knows no letter and no packet.
//!
//! `sheet` is a page while it is filled and `tags` its structure; `write` turns both into operations, with fonts from `embed` and pictures
//! from `images`; `archive` makes the file of them, with the metadata of `xmp`.

pub mod archive;
pub mod embed;
pub mod images;
pub mod sheet;
pub mod tags;
pub mod write;
pub mod xmp;
