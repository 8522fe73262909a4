//! Reads a file in a separate process: this binary, started with a hidden subcommand, without environment variables and under
//! limits of memory and processor time that the system enforces.
//!
//! A decoder that overflows its stack, exhausts memory or never ends takes down that process and nothing else. Both sides are
//! here: [`read`] starts the process, [`answer`] is the process. The file goes in by stdin. The reply on stdout is a length, JSON
//! of that length, then the bytes of the pages.
//!
//! It must not pass anything to the process but the file and its limits.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use crate::letters::scans::{self, Kind, Limits, PageCoding, PageImage, Refused};

/// The name of the subcommand.
pub const SUBCOMMAND: &str = "read-scan";

/// The address space of the process: twice what the largest picture takes to be decoded, turned and shrunk.
const MEMORY: u64 = 2 << 30;
/// The longest reply; the pages of a file never reach it.
const LONGEST_ANSWER: u64 = 256 << 20;

/// The result of reading a file.
type Outcome = Result<(Kind, Vec<PageImage>), Refused>;

/// A reply without the bytes of the pages.
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
    marks: Vec<String>,
    bytes: usize,
}

/// Reads a file in a process of `program`. Dropping the future kills the process.
///
/// # Errors
/// When the process cannot be started. Faults of the file, including a crash of the process, are in the outcome.
pub async fn read(program: &Path, file: &[u8], limits: Limits) -> std::io::Result<Outcome> {
    let kind = match Kind::of(file) {
        Ok(kind) => kind,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut child = Command::new(program)
        .arg(SUBCOMMAND)
        .args([limits.pixels, limits.pages as u64, limits.time.as_secs().max(1)].map(|number| number.to_string()))
        // The process needs no environment, and a hostile file would look for passwords there.
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
                // A process that died reads no more; its exit status is reported below.
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
    for Page { coding, width, height, blank, marks, bytes } in pages {
        let (own, others) = rest.split_at_checked(bytes)?;
        images.push(PageImage { coding, width, height, blank, marks, bytes: own.to_vec() });
        rest = others;
    }
    (rest.is_empty() && !images.is_empty()).then_some(Ok((kind, images)))
}

/// Runs the separate process: reads a file from stdin and replies on stdout.
///
/// # Errors
/// When the parent no longer reads.
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
                marks: image.marks.clone(),
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

/// Gives up everything that reading a file does not need. Setting a limit fails only if it is stricter already.
fn confine(time: Duration) {
    let limit = |resource, most: u64| {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    };
    limit(Resource::As, MEMORY);
    // Ends the process even if its parent has died.
    limit(Resource::Cpu, time.as_secs() + 5);
    // The process must not write files, nor a core dump, which would contain the client's letter.
    limit(Resource::Fsize, 0);
    limit(Resource::Core, 0);
    // If the machine runs out of memory, the kernel ends this process and not the service.
    #[cfg(target_os = "linux")]
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
}
