//! The pages of letters and packets, the upper floor of documents: what is set, where it stands and in which words.

mod blocks;
pub mod compose;
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
