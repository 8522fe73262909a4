//! The built binary as a separate process: started, used from the command line, killed, stopped.

mod checkpoint;
mod demo;
mod killed;
mod outbox;
mod private_files;
mod production;
mod security_log;
mod several_workers;
mod terminal_output;

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use commend::db::{Database, Location};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;
use url::Url;

use crate::support::{TestDatabase, forget, until};

/// Longest wait for a condition; far more than a test needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder, a database without tables, and the environment of every command of a test.
pub struct Place {
    folder: TempDir,
    location: Location,
    variables: Vec<(&'static str, String)>,
}

impl Place {
    /// A place on the backend of the run.
    pub fn new() -> Self {
        let (location, folder) = TestDatabase::bare();
        let url = match &location {
            Location::Sqlite(path) => format!("sqlite://{}", path.display()),
            Location::Postgres(url) => url.clone(),
        };
        let data = folder.path().join("data");
        let variables = vec![("DATABASE_URL", url), ("COMMEND_DATA_DIR", data.display().to_string())];
        Self { folder, location, variables }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A handle to the database, after its migration.
    pub fn database(&self) -> Database {
        Database::open(self.location.clone(), 2).expect("an open database")
    }

    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    /// The binary with these arguments, without the environment of the test run.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_commend"));
        command.args(arguments).env_clear().envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.path());
        command
    }

    /// Runs a command to its end.
    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("what it reads");
        child.wait_with_output().expect("the end of it")
    }

    /// Runs a command that must succeed, and returns what it printed.
    #[track_caller]
    pub fn succeed(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run(arguments, input);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "commend {}: {}\n{said}", arguments.join(" "), output.status);
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Starts a command that runs until it is ended.
    pub fn start(&self, arguments: &[&str]) -> Running {
        self.start_command(self.command(arguments))
    }

    /// Starts a command from a shell that first runs `before`, for example to set a limit.
    pub fn start_with(&self, before: &str, arguments: &[&str]) -> Running {
        let plain = self.command(arguments);
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{before}; exec \"$0\" \"$@\"")]).arg(plain.get_program()).args(plain.get_args());
        shell
            .env_clear()
            .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(self.path());
        self.start_command(shell)
    }

    fn start_command(&self, mut command: Command) -> Running {
        let log = self.path().join("stderr.log");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log).expect("a log"));
        let mut child = command.spawn().expect("the binary starts");
        let (sender, lines) = unbounded_channel();
        let printed = BufReader::new(child.stdout.take().expect("a pipe"));
        // The thread ends when the process does, which closes the pipe.
        std::thread::spawn(move || {
            for line in printed.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Running { child, lines, log }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        forget(&self.location);
    }
}

/// A running process; dropping the value kills it.
pub struct Running {
    child: Child,
    lines: UnboundedReceiver<String>,
    log: std::path::PathBuf,
}

impl Running {
    /// Reads lines up to the first one that contains `text`, and returns them.
    pub async fn until(&mut self, text: &str) -> Vec<String> {
        let mut read = Vec::new();
        let found = timeout(PATIENCE, async {
            while let Some(line) = self.lines.recv().await {
                let found = line.contains(text);
                read.push(line);
                if found {
                    return true;
                }
            }
            false
        });
        if !found.await.unwrap_or_default() {
            panic!("it never printed {text:?}, but {read:?} and on stderr:\n{}", self.said());
        }
        read
    }

    /// Process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Path of the file that gets stderr.
    pub fn log(&self) -> std::path::PathBuf {
        self.log.clone()
    }

    /// Contents of stderr so far.
    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Sends SIGKILL: the process finishes nothing and gives back no lease.
    fn kill(mut self) {
        self.child.kill().expect("a signal");
        self.child.wait().expect("an end");
    }

    /// Sends SIGTERM and returns the exit code.
    pub async fn stop(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        let told = Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &pid]).status().expect("a shell");
        assert!(told.success());
        let mut ended = None;
        until("the process stops", async || {
            ended = self.child.try_wait().expect("a process");
            ended.is_some()
        })
        .await;
        ended.and_then(|status| status.code())
    }
}

impl Drop for Running {
    #[allow(clippy::print_stderr, reason = "what the process said explains the failure that is under way")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("stderr of the process:\n{}", self.said());
        }
        // After the process has ended, both return an error, which is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first URL in a line.
pub fn url_in(line: &str) -> Url {
    let start = line.find("http://").unwrap_or_else(|| panic!("no URL in {line:?}"));
    Url::parse(line[start..].split_whitespace().next().unwrap_or_default()).expect("a URL")
}
