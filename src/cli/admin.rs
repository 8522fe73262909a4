//! stub
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    X,
}
pub async fn run(
    _: Command,
    _: crate::db::Database,
    _: crate::clock::Clock,
    _: &crate::config::Config,
) -> anyhow::Result<std::process::ExitCode> {
    Ok(std::process::ExitCode::SUCCESS)
}
