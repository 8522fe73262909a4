//! Commend: a client's thanks, set as a letter on the bank's letterhead and sent up both chains of management.
//!
//! The crate is split by domain noun, with the same few role files inside each noun (`rules`, `operations`, `store`,
//! `api`, `pages`). `ARCHITECTURE.md` is the map and says which way the arrows run; `tests/it/tidy.rs` holds them.

pub mod accounts;
pub mod address_limits;
pub mod app;
pub mod assists;
pub mod audit;
mod branch_names;
pub mod cli;
pub mod clock;
pub mod commendations;
pub mod config;
mod crockford;
pub mod db;
pub mod delivery;
pub mod demo;
pub mod directory;
pub mod documents;
mod excerpt;
pub mod fair_shares;
pub mod files;
pub mod folding;
pub mod handoffs;
pub mod ids;
pub mod invisible_characters;
pub mod jobs;
mod keyed_locks;
pub mod language;
pub mod letters;
pub mod mail_addresses;
pub mod packets;
pub mod paging;
pub mod permissions;
pub mod person_limits;
pub mod private_files;
pub mod routes;
pub mod secret;
pub mod security_log;
pub mod server;
mod stop;
pub mod verification;
mod vocabulary;
pub mod web;
pub mod worker;
pub mod worklist;

/// Setting a letter is thousands of small allocations, and so is answering a request: a quarter of the first's time was the
/// system's allocator (`benches/README.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
