//! The client's words: the letter as written and the screening for client data that must not travel.
