//! The test binary: the real app over real parts, on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]

mod accounts;
mod assists;
mod backends;
mod commendations;
mod config;
mod delivery;
mod directory;
mod documents;
mod journey;
mod letters;
mod migrations;
mod permissions;
mod support;
mod tidy;
mod trail;
mod worklist;
