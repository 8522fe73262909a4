//! A mail folder: each mail a file `<id>.eml`, for the demo and for development.
//!
//! Invariant: a file appears under its name only when it is whole, because it is written aside and renamed.

use std::{io, path::PathBuf};

use super::{Outcome, Outgoing, Phase, Verdict};

/// The folder mails are put into.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Mails go below `path`, which is created with the first of them.
    pub fn new(path: impl Into<PathBuf>) -> Folder {
        Folder { path: path.into() }
    }

    pub(super) async fn send(&self, mail: &Outgoing) -> Outcome {
        let (verdict, detail) = match self.write(mail).await {
            Ok(()) => (Verdict::Sent, "written to the mail folder".to_owned()),
            // A full disk or a missing right passes, or a person mends it: the mail waits.
            Err(error) => (Verdict::Retry, format!("the mail folder could not be written: {}", error.kind())),
        };
        Outcome { verdict, phase: Phase::Content, reply: None, detail }
    }

    async fn write(&self, mail: &Outgoing) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.path).await?;
        let aside = self.path.join(format!(".{}.part", mail.id));
        tokio::fs::write(&aside, &mail.message).await?;
        tokio::fs::rename(&aside, self.path.join(format!("{}.eml", mail.id))).await
    }
}
