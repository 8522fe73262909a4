//! The installation's secret: a file that every process of the installation reads, and the keys derived from it.
//!
//! Invariant: a copy of the database alone lets nobody act in a person's name. Secret values in it are encrypted with a key
//! derived from this file, and tokens that can be derived are not stored at all. The file must therefore not lie where copies of
//! the database lie.
//!
//! The file has one secret per line. The first encrypts; the others still decrypt what they once encrypted, so that a secret can
//! be replaced while several processes run (`commend secret rotate --help`). A process that meets a value of an unknown secret
//! reads the file again, once.
//!
//! Keys are derived by HKDF-SHA-256 (RFC 5869), one for each [`Purpose`]; values are encrypted with AES-256-GCM (NIST SP 800-38D)
//! under a random nonce and bound to their purpose and name, so that no value can be put in the place of another.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::hmac;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};

use crate::private_files;

/// Length of 256 random bits in base64 without padding.
const FEWEST_CHARACTERS: usize = 43;
/// Fewest different characters of a secret. Random hexadecimal digits of that length would fall below it once in millions of
/// years of making secrets.
const FEWEST_DIFFERENT: usize = 8;
/// Prefix of a sealed value, ended by a point, which base64url does not contain.
const VERSION: &str = "v1";

/// Purpose of a derived key; each purpose has its own key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Encrypts the private keys that sign access tokens.
    SigningKeys,
    /// Derives the tokens of one-time links.
    OneTimeLinks,
    /// Seals the cookies of known devices, and hashes the addresses under which failures are counted.
    Devices,
    /// Makes the tokens that a form of a signed-in person carries.
    Forms,
    /// Signs the one-time messages that a browser carries to the next page.
    Flashes,
    /// Derives the links and codes that clients get, and encrypts what a client has written until it is signed.
    Handoffs,
}

impl Purpose {
    /// Label in the key derivation. It must never change: another label is another key.
    fn label(self) -> &'static str {
        match self {
            Self::SigningKeys => "signing-keys",
            Self::OneTimeLinks => "one-time-links",
            Self::Devices => "devices",
            Self::Forms => "forms",
            Self::Flashes => "flashes",
            Self::Handoffs => "handoffs",
        }
    }
}

/// Reasons why a secret cannot be used, worded to follow the file's name.
#[derive(Debug, thiserror::Error)]
pub enum SecretProblem {
    /// The file cannot be read.
    #[error("cannot be read ({0}): make it with \"commend secret new FILE\", or copy it from a machine that has it")]
    Unreadable(std::io::Error),
    /// The file could not be made.
    #[error("cannot be made: {0}")]
    Unwritable(std::io::Error),
    /// No line of the file holds a secret.
    #[error("holds no secret: make one with \"commend secret new FILE\"")]
    Empty,
    /// The secret in this line, from 1, could be guessed.
    #[error(
        "has in line {0} what is too short, too regular or no single word: make a secret with \"commend secret new FILE\""
    )]
    Weak(usize),
    /// A stored value needs a secret that the file does not hold.
    #[error("does not hold the secret {0}, with which keys in the database are encrypted")]
    Unknown(String),
    /// A stored value was changed, or was sealed under another name.
    #[error("does not open a stored value, which was changed or belongs elsewhere")]
    Damaged,
    /// The cryptographic library failed.
    #[error("cannot be used: the cryptographic library failed")]
    Failed,
}

/// The secret file's path and what is wrong with it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the secret file {} {problem}", path.display())]
pub struct SecretError {
    path: Arc<Path>,
    /// The problem with the file.
    pub problem: Arc<SecretProblem>,
}

impl From<Unspecified> for SecretProblem {
    fn from(_: Unspecified) -> Self {
        Self::Failed
    }
}

/// One secret. It has no `Debug`, so that it cannot be logged by accident.
struct Secret {
    id: String,
    root: Prk,
}

struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

impl Secret {
    fn of(text: &str) -> Result<Self, SecretProblem> {
        let root = Salt::new(HKDF_SHA256, b"commend").extract(text.as_bytes());
        let mut secret = Self { id: String::new(), root };
        secret.id = HEXLOWER.encode(&secret.derive("name")?[..6]);
        Ok(secret)
    }

    fn derive(&self, label: &str) -> Result<[u8; 32], SecretProblem> {
        let mut key = [0; 32];
        self.root.expand(&[b"commend/v1/", label.as_bytes()], Bytes32)?.fill(&mut key)?;
        Ok(key)
    }

    fn encryption(&self, purpose: Purpose) -> Result<RandomizedNonceKey, SecretProblem> {
        Ok(RandomizedNonceKey::new(&AES_256_GCM, &self.derive(&format!("encrypt/{}", purpose.label()))?)?)
    }

    fn seal(&self, purpose: Purpose, name: &str, value: &[u8]) -> Result<String, SecretProblem> {
        let mut bytes = value.to_vec();
        let nonce = self.encryption(purpose)?.seal_in_place_append_tag(bound_to(purpose, name), &mut bytes)?;
        let bytes = [nonce.as_ref().as_slice(), &bytes].concat();
        Ok(format!("{VERSION}.{}.{}", self.id, BASE64URL_NOPAD.encode(&bytes)))
    }

    fn open(&self, purpose: Purpose, name: &str, sealed: &str) -> Result<Vec<u8>, SecretProblem> {
        let text = sealed.rsplit('.').next().unwrap_or_default();
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| SecretProblem::Damaged)?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(SecretProblem::Damaged)?;
        let mut rest = rest.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.encryption(purpose)?.open_in_place(nonce, bound_to(purpose, name), &mut rest);
        opened.map(|value| value.to_vec()).map_err(|_| SecretProblem::Damaged)
    }
}

/// The secrets of a file; cheap to clone.
#[derive(Clone)]
pub struct Secrets {
    path: Arc<Path>,
    held: Arc<RwLock<Held>>,
}

/// The first one is the current secret.
type Held = Arc<[Secret]>;

impl Secrets {
    /// Reads a secret file.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it is not a good secret.
    pub fn read(path: &Path) -> Result<Self, SecretError> {
        let held = held(path).map_err(|problem| about(path, problem))?;
        Ok(Self { path: path.into(), held: Arc::new(RwLock::new(held)) })
    }

    /// Reads a secret file; if there is none, makes it first (mode 0600) with a new secret.
    ///
    /// # Errors
    /// The errors of [`Secrets::read`] and [`make`].
    pub fn read_or_make(path: &Path) -> Result<Self, SecretError> {
        if !path.exists() {
            make(path)?;
        }
        Self::read(path)
    }

    /// Path of the secret file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Public name of the current secret: twelve hexadecimal digits that disclose nothing of it.
    pub fn current(&self) -> String {
        self.held()[0].id.clone()
    }

    /// Public names of all secrets of the file, the current one first.
    pub fn names(&self) -> Vec<String> {
        self.held().iter().map(|secret| secret.id.clone()).collect()
    }

    /// True when the value was sealed with the current secret.
    pub fn is_current(&self, sealed: &str) -> bool {
        id_in(sealed).is_some_and(|id| id == self.held()[0].id)
    }

    /// Encrypts a value with the current secret; the same `purpose` and `name` are needed to open it.
    ///
    /// # Errors
    /// When the cryptographic library fails.
    pub fn seal(&self, purpose: Purpose, name: &str, value: &[u8]) -> Result<String, SecretError> {
        self.held()[0].seal(purpose, name, value).map_err(|problem| about(&self.path, problem))
    }

    /// Decrypts a value that was sealed under this purpose and name.
    ///
    /// # Errors
    /// [`SecretProblem::Unknown`], [`SecretProblem::Damaged`].
    pub fn open(&self, purpose: Purpose, name: &str, sealed: &str) -> Result<Vec<u8>, SecretError> {
        let opened = id_in(sealed).ok_or(SecretProblem::Damaged);
        let opened = opened.and_then(|id| self.with(id, |secret| secret.open(purpose, name, sealed)));
        opened.map_err(|problem| about(&self.path, problem))
    }

    /// HMAC-SHA-256 of a text, with the key that the secret named `id` has for this purpose.
    ///
    /// # Errors
    /// [`SecretProblem::Unknown`].
    pub fn tag(&self, purpose: Purpose, id: &str, text: &str) -> Result<hmac::Tag, SecretError> {
        let key = self.with(id, |secret| secret.derive(&format!("derive/{}", purpose.label())));
        let key = key.map_err(|problem| about(&self.path, problem))?;
        Ok(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), text.as_bytes()))
    }

    fn held(&self) -> Held {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Calls `work` with the secret of this name. If the name is unknown, the file is read again: a secret may have been added
    /// since.
    fn with<T>(&self, id: &str, work: impl Fn(&Secret) -> Result<T, SecretProblem>) -> Result<T, SecretProblem> {
        let named = |held: &Held| held.iter().find(|secret| secret.id == id).map(&work);
        if let Some(done) = named(&self.held()) {
            return done;
        }
        let fresh = held(&self.path)?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        named(&fresh).unwrap_or_else(|| Err(SecretProblem::Unknown(id.to_owned())))
    }
}

fn about(path: &Path, problem: SecretProblem) -> SecretError {
    SecretError { path: path.into(), problem: Arc::new(problem) }
}

fn held(path: &Path) -> Result<Held, SecretProblem> {
    parse(&std::fs::read_to_string(path).map_err(SecretProblem::Unreadable)?)
}

/// Checks that the text of a secret file holds only good secrets, and at least one.
///
/// # Errors
/// The first thing that is wrong with the text.
pub fn check(text: &str) -> Result<(), SecretProblem> {
    parse(text).map(|_| ())
}

fn parse(text: &str) -> Result<Held, SecretProblem> {
    let mut secrets = Vec::new();
    for (index, line) in text.lines().enumerate().map(|(index, line)| (index, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !is_strong(line) {
            return Err(SecretProblem::Weak(index + 1));
        }
        secrets.push(Secret::of(line)?);
    }
    if secrets.is_empty() { Err(SecretProblem::Empty) } else { Ok(secrets.into()) }
}

/// Refuses what people write in place of a random text. The entropy of a single text cannot be measured.
fn is_strong(line: &str) -> bool {
    let mut different: Vec<char> = line.chars().collect();
    different.sort_unstable();
    different.dedup();
    line.len() >= FEWEST_CHARACTERS && !line.contains(char::is_whitespace) && different.len() >= FEWEST_DIFFERENT
}

/// Makes a file (mode 0600) with a new secret. An existing file is left as it is, and the result is `false`.
///
/// # Errors
/// When the file cannot be made.
pub fn make(path: &Path) -> Result<bool, SecretError> {
    let made = || {
        let mut bytes = [0; 32];
        aws_lc_rs::rand::fill(&mut bytes)?;
        if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
            private_files::make_folder(folder).map_err(SecretProblem::Unwritable)?;
        }
        let line = format!("{}\n", BASE64URL_NOPAD.encode(&bytes));
        private_files::write_new(path, line.as_bytes()).map_err(SecretProblem::Unwritable)
    };
    made().map_err(|problem| about(path, problem))
}

/// Default path of the secret file, for development: in the data folder.
pub fn default_path(data_dir: &Path) -> PathBuf {
    data_dir.join("secret.key")
}

/// True when a stored value is sealed. Other values are keys in plain base64url, from before there was a secret.
pub fn is_sealed(stored: &str) -> bool {
    id_in(stored).is_some()
}

/// Name of the secret that sealed a value.
fn id_in(sealed: &str) -> Option<&str> {
    let (id, _) = sealed.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    Some(id)
}

fn bound_to(purpose: Purpose, name: &str) -> Aad<Vec<u8>> {
    Aad::from(format!("{VERSION}\n{}\n{name}", purpose.label()).into_bytes())
}

#[cfg(test)]
mod tests;
