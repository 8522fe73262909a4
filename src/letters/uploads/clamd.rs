//! Scans a file for viruses with clamd, over its INSTREAM command. Fails closed: only "OK" is clean.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

use crate::config::Clamd;

/// clamd accepts chunks of any size; this size keeps a small daemon responsive.
const CHUNK: usize = 64 << 10;
/// The longest reply; real ones are shorter.
const LONGEST_REPLY: u64 = 4096;

/// The scanner's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    Infected,
}

/// # Errors
/// When clamd cannot be reached, does not reply in time, or replies neither OK nor FOUND.
pub async fn ask(clamd: &Clamd, patience: Duration, file: &[u8]) -> Result<Verdict, String> {
    let asked = async {
        match clamd {
            Clamd::Tcp(address) => converse(TcpStream::connect(address.as_str()).await?, file).await,
            Clamd::Unix(path) => converse(UnixStream::connect(path).await?, file).await,
        }
    };
    let reply = match tokio::time::timeout(patience, asked).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err(format!("no answer within {} s", patience.as_secs_f32())),
    };
    match reply.trim_end_matches(['\0', '\n']) {
        "stream: OK" => Ok(Verdict::Clean),
        found if found.starts_with("stream: ") && found.ends_with(" FOUND") => Ok(Verdict::Infected),
        "" => Err("it closed the connection without a reply".to_owned()),
        other => Err(format!("it replied {other:?}")),
    }
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, file: &[u8]) -> std::io::Result<String> {
    let said = say(&mut stream, file).await;
    let mut reply = Vec::new();
    let heard = stream.take(LONGEST_REPLY).read_to_end(&mut reply).await;
    // clamd may reply and hang up before the end of the file; its reply counts then.
    if reply.is_empty() {
        said?;
        heard?;
    }
    Ok(String::from_utf8_lossy(&reply).into_owned())
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), file: &[u8]) -> std::io::Result<()> {
    stream.write_all(b"zINSTREAM\0").await?;
    for chunk in file.chunks(CHUNK) {
        // A chunk is far smaller than 4 GB.
        stream.write_u32(u32::try_from(chunk.len()).unwrap_or(0)).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_u32(0).await?;
    stream.flush().await
}
