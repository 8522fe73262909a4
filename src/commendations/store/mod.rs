//! The rows of commendations. They never leave this folder: callers get the types of [`records`].

mod corrections;
mod history;
mod issued;
mod lists;
mod received;
mod records;
mod sent;
mod strengths;
mod write;

pub use corrections::{
    NewCorrection, advance_version, correction_until, corrections_of, erase_client_address, insert_correction,
    place_helper, remove_helper, rewrite_replies, set_circulated_words, set_cover_note, set_words, take_name_back,
    with_client_address,
};
pub use history::{acknowledgements_of, chains_of, first_withdrawn_at, languages_of};
pub use issued::{IssuedCopy, issued_by_code, issued_by_sha256};
pub use lists::{List, ListFilter, by_reference, has_assist, list, nth_last_sent, received_days};
pub use received::{
    Listing, count_received, counted, counted_strengths, last_received, newest_listings, thanked_among, unthanked,
    waiting, without_helper,
};
pub use records::{
    Acknowledgement, ChainLink, CirculatedCopy, CirculatedLetter, HelperShare, Record, Thanks, Withdrawal,
    WrittenLetter, acknowledgement, acknowledgements, chain, circulated_letter, copy, find, find_many, helpers_of,
    ids_after, letter_texts, originals, signature_strokes, thanks, thanks_by, withdrawal, written_letter,
};
pub use sent::{LatestThanks, latest_sent, latest_thanks, letters_about, made_of};
pub use strengths::strengths_of;
pub use write::{
    NewCommendation, NewLetter, acknowledge, add_helper, add_listing, hold, insert, insert_chain, insert_copy,
    record_rendering, set_waiting, thank, withdraw,
};
