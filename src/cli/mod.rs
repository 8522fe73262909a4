//! Subcommands: thin, over the same operations as the service.

pub mod import;
