//! Reading a file in a process of its own: this binary, started again with a hidden subcommand, without the environment and under
//! limits of memory and processor time that the system keeps.
//!
//! A decoder that overflows its stack, asks for more memory than there is or never ends takes that process down and nothing else.
//! Both sides of the conversation are here: [`read`] asks, [`answer`] is the other process. The file goes in by stdin; an
//! answer in JSON comes out by stdout, after its length, and the pages' bytes follow it.
//!
//! What it must not do: hand the other process anything but the file and its limits.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use crate::letters::scans::{self, Kind, Limits, PageCoding, PageImage, Refused};

/// How the subcommand is called.
pub const SUBCOMMAND: &str = "read-scan";

/// Address space of the other process: what the largest picture takes while it is unpacked, turned and shrunk, twice over.
const MEMORY: u64 = 2 << 30;
/// More than the pages of any file come to.
const LONGEST_ANSWER: u64 = 256 << 20;

/// What is known of a file when it has been read.
type Outcome = Result<(Kind, Vec<PageImage>), Refused>;

/// An answer, but for the pages' bytes.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Read(Kind, Vec<Page>),
    Refused(Refused),
}

#[derive(Debug, Serialize, Deserialize)]
struct Page {
    coding: PageCoding,
    width: u32,
    height: u32,
    blank: bool,
    bytes: usize,
}

/// Has `program` read a file. Whoever stops waiting ends the process with it.
///
/// # Errors
/// When the process cannot be started. What is wrong with the file, a death of the process among it, is in the outcome.
pub async fn read(program: &Path, file: &[u8], limits: Limits) -> std::io::Result<Outcome> {
    let kind = match Kind::of(file) {
        Ok(kind) => kind,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut child = Command::new(program)
        .arg(SUBCOMMAND)
        .args([limits.pixels, limits.pages as u64, limits.time.as_secs().max(1)].map(|number| number.to_string()))
        // It needs nothing, and it is where a hostile file would look for a password.
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let conversation = async {
        let say = async {
            if let Some(mut input) = input {
                // One that has died hears nothing any more; how it ended is told below.
                let _ = input.write_all(file).await;
            }
        };
        let hear = async {
            let mut heard = Vec::new();
            match output {
                Some(output) => output.take(LONGEST_ANSWER).read_to_end(&mut heard).await.map(|_| heard),
                None => Ok(heard),
            }
        };
        let ((), heard) = tokio::join!(say, hear);
        Ok::<_, std::io::Error>((heard?, child.wait().await?))
    };
    match tokio::time::timeout(limits.time, conversation).await {
        Ok(ended) => {
            let (heard, status) = ended?;
            Ok(outcome(&heard, status, kind))
        }
        Err(_) => {
            child.kill().await?;
            Ok(Err(Refused::TooSlow))
        }
    }
}

fn outcome(heard: &[u8], status: ExitStatus, kind: Kind) -> Outcome {
    match understood(heard) {
        Some(outcome) if status.success() => outcome,
        _ => {
            tracing::warn!(%status, %kind, "a file brought down the process that read it, and was refused");
            Err(Refused::Unusual(kind))
        }
    }
}

fn understood(heard: &[u8]) -> Option<Outcome> {
    let (length, rest) = heard.split_first_chunk::<4>()?;
    let (answer, mut rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let (kind, pages) = match serde_json::from_slice(answer).ok()? {
        Answer::Refused(refused) => return Some(Err(refused)),
        Answer::Read(kind, pages) => (kind, pages),
    };
    let mut images = Vec::with_capacity(pages.len());
    for Page { coding, width, height, blank, bytes } in pages {
        let (own, others) = rest.split_at_checked(bytes)?;
        images.push(PageImage { coding, width, height, blank, bytes: own.to_vec() });
        rest = others;
    }
    (rest.is_empty() && !images.is_empty()).then_some(Ok((kind, images)))
}

/// The other process, from its first moment to its last: reads a file from stdin and answers to stdout.
///
/// # Errors
/// When nobody listens any more.
pub fn answer(limits: Limits) -> std::io::Result<()> {
    confine(limits.time);
    let mut file = Vec::new();
    std::io::stdin().lock().read_to_end(&mut file)?;
    let outcome = scans::read(&file, limits);
    drop(file);
    let (answer, images) = match outcome {
        Ok((kind, images)) => {
            let page = |image: &PageImage| Page {
                coding: image.coding,
                width: image.width,
                height: image.height,
                blank: image.blank,
                bytes: image.bytes.len(),
            };
            (Answer::Read(kind, images.iter().map(page).collect()), images)
        }
        Err(refused) => (Answer::Refused(refused), Vec::new()),
    };
    let answer = serde_json::to_vec(&answer)?;
    let mut out = std::io::stdout().lock();
    out.write_all(&u32::try_from(answer.len()).map_err(std::io::Error::other)?.to_be_bytes())?;
    out.write_all(&answer)?;
    images.iter().try_for_each(|image| out.write_all(&image.bytes))?;
    out.flush()
}

/// Gives away what reading a file does not need. A limit that cannot be set is stricter already.
fn confine(time: Duration) {
    let limit = |resource, most: u64| {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    };
    limit(Resource::As, MEMORY);
    // For the case that nobody is left who would end it.
    limit(Resource::Cpu, time.as_secs() + 5);
    // No file of its own, and no picture of its memory on the disk, which would be the client's letter.
    limit(Resource::Fsize, 0);
    limit(Resource::Core, 0);
    // When the machine runs out of memory this process is the one to end, not the service.
    #[cfg(target_os = "linux")]
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
}
