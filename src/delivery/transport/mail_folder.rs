//! A mail folder: each mail is a file `<id>.eml`, for the demo and for development.
//!
//! Invariant: a file gets its name only when it is complete, because it is written under another name and renamed.

use std::{io, path::PathBuf};

use super::{Outcome, Outgoing, Phase, Verdict};
use crate::{delivery::Cause, private_files};

/// The folder into which mails are written.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Mails are written below `path`, which is created with the first of them.
    pub fn new(path: impl Into<PathBuf>) -> Folder {
        Folder { path: path.into() }
    }

    pub(super) async fn send(&self, mail: &Outgoing) -> Outcome {
        let (verdict, cause) = match self.write(mail).await {
            Ok(()) => (Verdict::Sent, Cause::WrittenToFolder),
            // A full disk or a missing permission is temporary, or a person corrects it: the mail waits.
            Err(error) => (Verdict::Retry, Cause::FolderFailed { said: error.kind().to_string() }),
        };
        Outcome { verdict, phase: Phase::Content, reply: None, cause }
    }

    async fn write(&self, mail: &Outgoing) -> io::Result<()> {
        let (folder, id, message) = (self.path.clone(), mail.id.clone(), mail.message.clone());
        let write = move || {
            private_files::make_folder(&folder)?;
            let aside = folder.join(format!(".{id}.part"));
            private_files::write(&aside, message.as_bytes())?;
            std::fs::rename(&aside, folder.join(format!("{id}.eml")))
        };
        tokio::task::spawn_blocking(write).await?
    }
}
