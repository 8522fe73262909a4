//! The pages of letters and packets, the upper layer of documents: content, layout and the bank's own words.

mod blocks;
pub mod compose;
mod desk;
mod flow;
mod head;
pub mod letter;
pub mod logo;
mod marks;
pub mod packet;
mod scan;
mod signature;
mod styles;
mod words;
