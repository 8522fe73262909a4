//! The rows of commendations. They never leave this folder: callers get the types of [`records`].

mod issued;
mod lists;
mod records;
mod write;

pub use issued::{IssuedCopy, issued_by_code, issued_by_sha256};
pub use lists::{ListFilter, list};
pub use records::{
    Acknowledgement, ChainLink, Copy, HelperShare, Letter, Original, Record, Thanks, Withdrawal, acknowledgements,
    chain, copies, copy, find, find_many, helpers_of, letter, originals, thanks, withdrawal,
};
pub use write::{
    NewCommendation, acknowledge, add_helper, add_listing, insert, insert_chain, insert_copy, next_number,
    record_rendering, set_version, thank, withdraw,
};
