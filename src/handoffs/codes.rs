//! Links and codes of a hand-off: derived from a seed and the installation's secret, so that they can be shown again and are not stored.
//!
//! The database has the seed, which begins with the name of the secret, and hashes to find a hand-off by. The hash of a code is keyed,
//! because 40 bits without a key could be tried out.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

pub use crate::commendations::drafts::rules::draft_code;
use crate::crockford;
use crate::db::DbError;
use crate::secret::{Purpose, SecretError, Secrets};

/// Characters of a code; 40 bits.
const CODE: usize = 8;
/// Bytes of a link's token; 128 bits.
const TOKEN: usize = 16;

/// The client's way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The last part of the link.
    pub token: String,
    /// The code that is typed at `/c`, in groups of four.
    pub code: String,
}

/// A new seed.
///
/// # Errors
/// When the source of randomness fails.
pub fn seed(secrets: &Secrets) -> Result<String, DbError> {
    Ok(format!("{}.{}", secrets.current(), BASE64URL_NOPAD.encode(&random::<16>()?)))
}

/// A new value of the cookie that binds a hand-off to a browser; 256 bits.
///
/// # Errors
/// When the source of randomness fails.
pub fn cookie() -> Result<String, DbError> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

fn random<const BYTES: usize>() -> Result<[u8; BYTES], DbError> {
    let mut bytes = [0; BYTES];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| DbError::Unexpected("the system's random generator failed".into()))?;
    Ok(bytes)
}

/// The link and the code of a seed.
///
/// # Errors
/// When the seed needs a secret that this process does not have.
pub fn way(secrets: &Secrets, seed: &str) -> Result<Way, SecretError> {
    let secret = seed.split('.').next().unwrap_or_default();
    let token = secrets.tag(Purpose::Handoffs, secret, &format!("link\n{seed}"))?;
    let code = secrets.tag(Purpose::Handoffs, secret, &format!("code\n{seed}"))?;
    Ok(Way {
        token: BASE64URL_NOPAD.encode(&token.as_ref()[..TOKEN]),
        code: crockford::grouped(&crockford::encode(&code.as_ref()[..CODE * 5 / 8])),
    })
}

/// The stored hash of a link's token or of a cookie, which have 128 bits and more.
pub fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

/// The stored hash of a code, under the secret of the seed.
///
/// # Errors
/// When the secret is not there.
pub fn code_hash(secrets: &Secrets, secret: &str, code: &str) -> Result<String, SecretError> {
    let plain = crockford::parse(code, CODE).unwrap_or_default();
    let tag = secrets.tag(Purpose::Handoffs, secret, &format!("code found\n{plain}"))?;
    Ok(HEXLOWER.encode(tag.as_ref()))
}

/// Every hash under which a code that somebody typed may be stored: one for each secret of the file. None when it cannot be a code.
///
/// # Errors
/// When a secret cannot be used.
pub fn code_hashes(secrets: &Secrets, typed: &str) -> Result<Vec<String>, SecretError> {
    if crockford::parse(typed, CODE).is_none() {
        return Ok(Vec::new());
    }
    secrets.names().iter().map(|secret| code_hash(secrets, secret, typed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> (Secrets, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        (Secrets::read_or_make(&folder.path().join("secret")).expect("a secret"), folder)
    }

    #[test]
    fn a_way_is_shown_again_and_found_however_it_is_typed() {
        let (secrets, _folder) = secrets();
        let first = seed(&secrets).expect("a seed");
        let shown = way(&secrets, &first).expect("a way");
        assert_eq!(way(&secrets, &first).expect("a way"), shown);
        assert_ne!(way(&secrets, &seed(&secrets).expect("a seed")).expect("a way"), shown);
        assert_eq!((shown.token.len(), shown.code.len()), (22, 9));
        let stored = code_hash(&secrets, &secrets.current(), &shown.code).expect("a hash");
        for typed in [shown.code.clone(), shown.code.to_lowercase(), shown.code.replace('-', " ")] {
            assert_eq!(code_hashes(&secrets, &typed).expect("hashes"), std::slice::from_ref(&stored), "{typed}");
        }
        for none in ["", "1234", "1234-56789", "UUUU-UUUU", &shown.token] {
            assert!(code_hashes(&secrets, none).expect("hashes").is_empty(), "{none}");
        }
        let (others, _other_folder) = self::secrets();
        assert_ne!(code_hashes(&others, &shown.code).expect("hashes"), [stored]);
        assert!(way(&others, &first).is_err(), "another installation cannot make it");
    }
}
