//! The file store: circulated copies, scans as uploaded and their pages, named by their SHA-256, in a folder or an S3-compatible
//! store.
//!
//! Invariants: the content under a name never changes; writing the same bytes twice is harmless; every read is checked against
//! the name, so that a damaged file is an error and is never served as a letter.

use std::sync::Arc;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};

use crate::config::DocumentStore;
use crate::private_files;

/// Failures of the file store.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The store cannot be reached, is full or refuses.
    #[error("the document store failed: {0}")]
    Store(#[from] object_store::Error),
    /// The folder could not be made.
    #[error("the document folder cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// The stored bytes do not have the SHA-256 of their name.
    #[error("the stored file {0} is damaged: its SHA-256 is another")]
    Damaged(String),
}

/// SHA-256 of some bytes, in lower-case hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The store; cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Suffix of every file's name, after a point: the owner, or nothing.
    owner: Arc<str>,
}

impl Files {
    /// Opens the store; a missing folder is made. Writes to a folder are on disk before they are reported.
    ///
    /// # Errors
    /// When the folder cannot be made, or the bucket's settings are wrong. No connection is made.
    pub fn open(place: &DocumentStore) -> Result<Self, FileError> {
        let store: Arc<dyn ObjectStore> = match place {
            DocumentStore::Folder(path) => {
                private_files::make_folder(path)?;
                Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
            }
            DocumentStore::S3 { bucket, prefix } => {
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build()?;
                Arc::new(PrefixStore::new(store, prefix.as_str()))
            }
        };
        Ok(Self { store, owner: "".into() })
    }

    /// The files of one owner. The same bytes stored for another owner, or for none, are a separate file, so that removing one
    /// takes nothing from anybody else.
    #[must_use]
    pub fn of(&self, owner: impl std::fmt::Display) -> Self {
        Self { store: Arc::clone(&self.store), owner: format!(".{owner}").into() }
    }

    /// Stores bytes and returns their digest, by which they are read.
    ///
    /// # Errors
    /// When the store fails; no partial file is left under the name.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<String, FileError> {
        let bytes = bytes.into();
        let name = digest(&bytes);
        self.store.put(&self.path(&name), bytes.into()).await?;
        Ok(name)
    }

    /// Reads the bytes with this digest; `None` when there are none.
    ///
    /// # Errors
    /// When the store fails or the file is damaged.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, FileError> {
        let read = match self.store.get(&self.path(name)).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if digest(&read) == name { Ok(Some(read)) } else { Err(FileError::Damaged(name.to_owned())) }
    }

    /// Removes the bytes with this digest; removing a missing file succeeds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove(&self, name: &str) -> Result<(), FileError> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Checks that the store answers, by asking for a name that never exists.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn probe(&self) -> Result<(), FileError> {
        match self.store.head(&Path::from("probe")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Path with two levels of folders, so that no folder grows too large to list quickly.
    fn path(&self, name: &str) -> Path {
        let [first, second] = [name.get(..2), name.get(2..4)].map(|part| part.unwrap_or("00"));
        Path::from(format!("{first}/{second}/{name}{}", self.owner))
    }
}
