//! Arguments and subcommands, no logic.

fn main() {}
