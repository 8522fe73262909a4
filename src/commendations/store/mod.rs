//! The rows of commendations. They never leave this folder: callers get the types of [`records`].

mod corrections;
mod issued;
mod lists;
mod packets;
mod records;
mod write;

pub use corrections::{
    NewCorrection, advance_version, insert_correction, place_helper, remove_helper, set_cover_note, set_index,
    set_words,
};
pub use issued::{IssuedCopy, issued_by_code, issued_by_sha256};
pub use lists::{ListFilter, list, nth_last_sent, received_days};
pub use packets::{
    Packet, acknowledgements_of, chains_of, insert_packet, languages_of, packet_by_code, packet_by_fingerprint,
    packet_by_sha256, packet_withdrawn_at, record_packet,
};
pub use records::{
    Acknowledgement, ChainLink, CirculatedCopy, CirculatedLetter, HelperShare, Record, Thanks, Withdrawal,
    WrittenLetter, acknowledgement, acknowledgements, chain, circulated_letter, copy, find, find_many, helpers_of,
    ids_after, originals, thanks, thanks_by, withdrawal, written_letter,
};
pub use write::{
    NewCommendation, NewLetter, acknowledge, add_helper, add_listing, hold, insert, insert_chain, insert_copy,
    next_number, record_rendering, thank, withdraw,
};
