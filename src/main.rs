//! Arguments and subcommands, no logic.

use std::process::ExitCode;

fn main() -> ExitCode {
    commend::cli::main()
}
