//! The pages of letters and packets, the upper layer of documents: content, layout and the bank's own words.

mod blocks;
pub mod circulated_copy;
pub mod client_sheet;
pub mod compose;
mod flow;
pub mod logo;
mod outlines;
pub mod packet;
mod page_head;
mod scan;
mod signature;
mod styles;
mod typesetter;
mod words;
