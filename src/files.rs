//! Files under their own SHA-256: circulated copies, scans as they came and their pages. A folder or an S3-compatible store.
//!
//! Invariants: a file never changes under its name; writing the same bytes twice is harmless; what is read is checked against its
//! name, so that a damaged copy is an error and never a letter.

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
use crate::private;

/// The store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be reached, is full or refuses.
    #[error("the document store failed: {0}")]
    Store(#[from] object_store::Error),
    /// The folder could not be made.
    #[error("the document folder cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// What is stored under the name is not what was put there.
    #[error("the stored file {0} is damaged: its SHA-256 is another")]
    Damaged(String),
}

/// The SHA-256 of some bytes in lower-case hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The store, cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Stands behind the digest in the name of each file, after a point.
    owner: Arc<str>,
}

impl Files {
    /// Opens the store; a folder is made when it is not there. Writes to a folder are on disk before they are reported.
    ///
    /// # Errors
    /// When the folder cannot be made, or the bucket's settings cannot be taken. The network is not touched.
    pub fn open(place: &DocumentStore) -> Result<Self, FileError> {
        let store: Arc<dyn ObjectStore> = match place {
            DocumentStore::Folder(path) => {
                private::make_folder(path)?;
                Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
            }
            DocumentStore::S3 { bucket, prefix } => {
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build()?;
                Arc::new(PrefixStore::new(store, prefix.as_str()))
            }
        };
        Ok(Self { store, owner: "".into() })
    }

    /// The files of one owner: the same bytes of another, or of nobody, are a file of their own, so that removing one takes
    /// nothing from anybody else.
    #[must_use]
    pub fn of(&self, owner: impl std::fmt::Display) -> Self {
        Self { store: Arc::clone(&self.store), owner: format!(".{owner}").into() }
    }

    /// Keeps bytes and returns their digest, the name to read them by.
    ///
    /// # Errors
    /// When the store fails; nothing is half written under the name.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<String, FileError> {
        let bytes = bytes.into();
        let name = digest(&bytes);
        self.store.put(&self.path(&name), bytes.into()).await?;
        Ok(name)
    }

    /// Reads the bytes of a digest; nothing when they are not there.
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

    /// Removes the bytes of a digest; what is not there is removed already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove(&self, name: &str) -> Result<(), FileError> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the store answers: reads a name that is never there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn probe(&self) -> Result<(), FileError> {
        match self.store.head(&Path::from("probe")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Two levels of folders, so that a folder of a million letters stays quick to list.
    fn path(&self, name: &str) -> Path {
        let [first, second] = [name.get(..2), name.get(2..4)].map(|part| part.unwrap_or("00"));
        Path::from(format!("{first}/{second}/{name}{}", self.owner))
    }
}
