//! Password hashes: argon2id, off the async threads, in reused memory.
//!
//! One hash works through 19 MiB for some 15 ms. A hundred concurrent sign-ins would take gigabytes, so at most as many hashes
//! run at once as there are cores (four at most), each in a buffer that the next one reuses; the buffers are freed after a
//! quiet minute. Beyond a queue of [`LONGEST_QUEUE`] the answer is "busy" at once; devices that an account is known to use have
//! a queue of their own, so that a flood from elsewhere cannot fill it.
//!
//! An account that does not exist, or has no password, is hashed as well, so that the time reveals nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::{Ident, Output, ParamsString, PasswordHash, Salt, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::AccountsError;
use super::passwords::Password;

/// Memory in KiB, passes, lanes (OWASP's second recommended set).
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
const HASH_LENGTH: usize = 32;
/// The most requests that may wait for a hash: some seconds of work.
const LONGEST_QUEUE: usize = 256;
/// Quiet time after which the memory is given back.
const QUIET: Duration = Duration::from_secs(60);

/// Makes and compares hashes. Cheap to clone.
#[derive(Clone)]
pub(super) struct Hashing {
    turns: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
    known: Arc<Semaphore>,
    shelf: Arc<Mutex<FreeBuffers>>,
    quiet: Duration,
}

/// The queue in which a request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HashQueue {
    /// Anyone from anywhere.
    Stranger,
    /// Somebody with a session, a link, or a device that the account is known to use.
    Known,
}

/// The buffers that are not in use.
struct FreeBuffers {
    buffers: Vec<Vec<Block>>,
    last_used: Instant,
    watched: bool,
}

impl Hashing {
    /// With as many turns at a time as this machine has cores, four at most.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with(cores.min(4), QUIET)
    }

    fn with(turns: usize, quiet: Duration) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(turns)),
            strangers: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            known: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            shelf: Arc::new(Mutex::new(FreeBuffers { buffers: Vec::new(), last_used: Instant::now(), watched: false })),
            quiet,
        }
    }

    /// The hash of a password, with its cost and a new salt (PHC string format).
    pub async fn hash(&self, password: Password) -> Result<String, AccountsError> {
        let mut salt = [0; 16];
        super::random(&mut salt)?;
        self.in_turn(HashQueue::Known, move |hashing| hashing.with_buffer(|memory| hash(&password, &salt, memory)))
            .await?
    }

    /// Compares a password with a hash. Without a hash, or without a password that could have one, the work is done all
    /// the same and the answer is no.
    pub async fn verify(
        &self,
        password: Option<Password>,
        stored: Option<String>,
        place: HashQueue,
    ) -> Result<bool, AccountsError> {
        let compare = move |memory: &mut [Block]| match (password, stored) {
            (Some(password), Some(stored)) => verify(&password, &stored, memory),
            (password, _) => {
                let password = password.unwrap_or_else(Password::nobodys);
                hash(&password, &[0; 16], memory).map(|_| false)
            }
        };
        self.in_turn(place, move |hashing| hashing.with_buffer(compare)).await?
    }

    /// Runs other slow work on a password in the same queues, off the async threads.
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AccountsError> {
        self.in_turn(HashQueue::Known, |_| work()).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        place: HashQueue,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, AccountsError> {
        let queue = if place == HashQueue::Known { &self.known } else { &self.strangers };
        let _place = queue.try_acquire().map_err(|_| AccountsError::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| AccountsError::Busy)?;
        let hashing = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let result = work(&hashing);
            // Only now may the next one begin: a caller that stopped waiting still occupies the memory until here.
            drop(turn);
            result
        });
        let result = task.await.map_err(|_| AccountsError::Unusable("work on a password was not finished"));
        self.watch();
        result
    }

    fn with_buffer<T>(&self, work: impl FnOnce(&mut [Block]) -> T) -> T {
        let mut memory = self.take_buffer();
        let result = work(&mut memory);
        self.put_back(memory);
        result
    }

    fn take_buffer(&self) -> Vec<Block> {
        let kept = self.shelf.lock().unwrap_or_else(PoisonError::into_inner).buffers.pop();
        kept.unwrap_or_else(|| vec![Block::default(); COST.0 as usize])
    }

    fn put_back(&self, memory: Vec<Block>) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.buffers.push(memory);
        shelf.last_used = Instant::now();
    }

    /// Ensures that the buffers are freed after a quiet minute; one watcher at a time.
    fn watch(&self) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut shelf.watched, true) {
            return;
        }
        drop(shelf);
        let (shelf, quiet) = (Arc::clone(&self.shelf), self.quiet);
        tokio::spawn(async move {
            loop {
                let until = {
                    let mut shelf = shelf.lock().unwrap_or_else(PoisonError::into_inner);
                    let until = shelf.last_used + quiet;
                    if until <= Instant::now() {
                        shelf.buffers = Vec::new();
                        shelf.watched = false;
                        return;
                    }
                    until
                };
                tokio::time::sleep_until(until).await;
            }
        });
    }
}

fn hash(password: &Password, salt: &[u8; 16], memory: &mut [Block]) -> Result<String, AccountsError> {
    let broken = |_| AccountsError::Unusable("a password could not be hashed");
    let (m, t, p) = COST;
    let params = Params::new(m, t, p, Some(HASH_LENGTH)).map_err(|_| AccountsError::Unusable("the cost of a hash"))?;
    let mut out = [0; HASH_LENGTH];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut out, memory)
        .map_err(|_| AccountsError::Unusable("a password could not be hashed"))?;
    let salt = SaltString::encode_b64(salt).map_err(broken)?;
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(broken)?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(&out).map_err(broken)?),
    };
    Ok(phc.to_string())
}

fn verify(password: &Password, stored: &str, memory: &mut [Block]) -> Result<bool, AccountsError> {
    const UNREADABLE: AccountsError = AccountsError::Unusable("a stored password hash cannot be read");
    let phc = PasswordHash::new(stored).map_err(|_| UNREADABLE)?;
    let (Some(salt), Some(expected)) = (phc.salt, phc.hash) else { return Err(UNREADABLE) };
    if phc.algorithm != ident() || phc.version != Some(Version::V0x13.into()) {
        return Err(UNREADABLE);
    }
    let params = Params::try_from(&phc).map_err(|_| UNREADABLE)?;
    let mut salt_bytes = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut salt_bytes).map_err(|_| UNREADABLE)?;
    let mut out = vec![0; expected.len()];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut out, memory)
        .map_err(|_| UNREADABLE)?;
    // `Output` compares in constant time.
    Ok(Output::new(&out).map_err(|_| UNREADABLE)? == expected)
}

fn ident() -> Ident<'static> {
    Algorithm::Argon2id.ident()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordVerifier as _;

    fn password(text: &str) -> Password {
        Password::given(text).expect("short enough")
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let hashing = Hashing::with(2, QUIET);
        let stored = hashing.hash(password("otter-purple-lamp")).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        for (given, right) in [("otter-purple-lamp", true), ("Otter-purple-lamp", false), ("", false)] {
            let good = hashing
                .verify(Some(password(given)), Some(stored.clone()), HashQueue::Stranger)
                .await
                .expect("compared");
            assert_eq!(good, right, "{given}");
        }
        // The crate's own reader agrees, and a buffer full of the work before changes nothing.
        let phc = PasswordHash::new(&stored).expect("PHC string format");
        Argon2::default().verify_password(b"otter-purple-lamp", &phc).expect("the same hash as from new memory");
    }

    #[tokio::test]
    async fn nobody_is_never_right() {
        let hashing = Hashing::with(1, QUIET);
        assert!(
            !hashing.verify(Some(password("otter-purple-lamp")), None, HashQueue::Stranger).await.expect("compared")
        );
        assert!(!hashing.verify(None, None, HashQueue::Stranger).await.expect("compared"));
        let garbage = hashing.verify(Some(password("otter")), Some("$2y$10$abc".into()), HashQueue::Stranger).await;
        assert!(matches!(garbage, Err(AccountsError::Unusable(_))));
    }

    #[tokio::test]
    async fn memory_is_shared_in_turns_and_given_back_when_quiet() {
        let hashing = Hashing::with(2, Duration::from_millis(20));
        let many = (0..8).map(|_| hashing.verify(Some(password("otter-purple-lamp")), None, HashQueue::Stranger));
        for result in futures_util::future::join_all(many).await {
            assert!(!result.expect("compared"));
        }
        assert!(hashing.shelf.lock().expect("not poisoned").buffers.len() <= 2, "as many buffers as turns");
        while !hashing.shelf.lock().expect("not poisoned").buffers.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(!hashing.verify(None, None, HashQueue::Stranger).await.expect("memory is taken anew"));
    }
}
