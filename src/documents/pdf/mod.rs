//! The PDF file, the middle layer of documents: turns filled pages into bytes. It depends on text and knows no letter and no
//! packet.
//!
//! `sheet` holds pages while they are filled, `tags` their structure; `write` turns both into operations, with fonts from
//! `embed` and pictures from `images`; `archive` makes the file, with the metadata of `xmp`.

pub mod archive;
pub mod embed;
pub mod images;
pub mod sheet;
pub mod tags;
pub mod write;
pub mod xmp;
