//! The integration tests: one binary that runs the real service, on SQLite or on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a test's numbers are small"
)]

mod accounts;
mod assists;
mod backends;
mod browser;
mod commendations;
mod config;
mod delivery;
mod directory;
mod documents;
mod drafts;
mod edge;
mod handoffs;
mod http;
mod jobs;
mod journey;
mod letters;
mod load;
mod migrations;
mod packets;
mod paper;
mod permissions;
#[cfg(feature = "postgres-tls")]
mod postgres_tls;
mod process;
mod production;
mod service;
mod support;
mod tidy;
mod trail;
mod verification;
mod worklist;
