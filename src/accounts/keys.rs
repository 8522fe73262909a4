//! Access tokens: EdDSA signatures (RFC 8037) by keys that live in the database, so that every process verifies every token.
//!
//! The keys are held in memory and read again when a token names an unknown one, at most once a second, and in any case after a
//! minute, so that a key withdrawn by another process becomes invalid here. The algorithm is fixed: the one in a token's header
//! is compared, never followed (RFC 8725, section 3.1). `typ` distinguishes access tokens from other signed texts.
//!
//! Private halves are stored encrypted under the installation's secret: a copy of the database can sign nothing. The public
//! halves suffice to verify, so a process whose secret file is outdated accepts tokens and only fails to sign.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::rules::{self, KeyTimes, Private};
use super::store::{self, StoredKey};
use super::{AccountsError, AuthError};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::db::{Connection, Database, DbError};
use crate::ids::{PersonId, SessionId};
use crate::secret::{Purpose, SecretError, Secrets};

/// RFC 9068, section 2.1.
const TOKEN_TYPE: &str = "at+jwt";
/// Audience of the tokens: this API.
const AUDIENCE: &str = "commend-api";
/// The longest time until keys are read again.
const REREAD_AFTER: Duration = Duration::from_secs(60);
/// The shortest time between two readings because of unknown key names.
const REREAD_AT_MOST: Duration = Duration::from_secs(1);

/// Claims of an access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    sub: String,
    /// The session; the one claim of our own.
    sid: String,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// A new key pair, its private half sealed.
fn generate(secrets: &Secrets, number: i64, signs_from: Timestamp) -> Result<StoredKey, AccountsError> {
    const FAILED: AccountsError = AccountsError::Unusable("a signing key could not be made");
    let pair = Ed25519KeyPair::generate().map_err(|_| FAILED)?;
    let times = KeyTimes { number, signs_from, retired_at: None, private: Private::Encrypted };
    let private = pair.to_pkcs8().map_err(|_| FAILED)?;
    let private_key = secrets.seal(Purpose::SigningKeys, &times.name(), private.as_ref())?;
    Ok(StoredKey { times, private_key, public_key: BASE64URL_NOPAD.encode(pair.public_key().as_ref()) })
}

/// The private half in PKCS #8.
fn opened(secrets: &Secrets, key: &StoredKey) -> Result<Vec<u8>, SecretError> {
    secrets.open(Purpose::SigningKeys, &key.times.name(), &key.private_key)
}

/// A public key in its published form (RFC 7517, RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Jwk {
    /// Always `OKP`.
    kty: &'static str,
    /// Always `Ed25519`.
    crv: &'static str,
    /// Always `EdDSA`.
    alg: &'static str,
    /// Always `sig`.
    r#use: &'static str,
    /// The key's name in a token's header.
    kid: String,
    /// The key, base64url.
    x: String,
}

/// A signature over a statement that is not a token.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The key's name, as it is published.
    pub kid: String,
    /// The moment of signing.
    pub at: Timestamp,
    /// Ed25519, base64url.
    pub signature: String,
}

/// The signing keys, read in one query.
pub(super) struct KeyRing {
    keys: Vec<Key>,
    read_at: Timestamp,
}

struct Key {
    times: KeyTimes,
    /// None when it was erased; an error when our secret does not decrypt it.
    encoding: Option<Result<EncodingKey, SecretError>>,
    decoding: DecodingKey,
    public_key: String,
}

impl KeyRing {
    fn of(secrets: &Secrets, stored: Vec<StoredKey>, read_at: Timestamp) -> Result<Self, AccountsError> {
        const UNREADABLE: AccountsError = AccountsError::Unusable("a stored signing key cannot be read");
        let read = |key: StoredKey| {
            let decoding = DecodingKey::from_ed_components(&key.public_key).map_err(|_| UNREADABLE)?;
            let is_there = key.times.private == Private::Encrypted;
            let encoding = is_there.then(|| opened(secrets, &key).map(|private| EncodingKey::from_ed_der(&private)));
            Ok(Key { times: key.times, encoding, decoding, public_key: key.public_key })
        };
        Ok(Self { keys: stored.into_iter().map(read).collect::<Result<_, AccountsError>>()?, read_at })
    }

    fn times(&self) -> Vec<KeyTimes> {
        self.keys.iter().map(|key| key.times).collect()
    }

    /// An access token for a session.
    pub fn sign(
        &self,
        issuer: &str,
        person: PersonId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<String, AccountsError> {
        let (kid, key) = self.signing(now)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TOKEN_TYPE.into());
        header.kid = Some(kid);
        let seconds = |time: Timestamp| time.micros().div_euclid(1_000_000);
        let claims = Claims {
            iss: issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: person.to_string(),
            sid: session.to_string(),
            jti: super::random_text()?,
            iat: seconds(now),
            nbf: seconds(now),
            exp: seconds(now.plus(rules::ACCESS_LIFETIME)),
        };
        jsonwebtoken::encode(&header, &claims, key).map_err(|_| AccountsError::Unusable("a token could not be signed"))
    }

    /// A signature over a statement of ours, which is `of` the key's name and the moment. No statement may look like a token.
    pub fn sign_statement(
        &self,
        of: impl FnOnce(&str, Timestamp) -> String,
        at: Timestamp,
    ) -> Result<Signed, AccountsError> {
        let (kid, key) = self.signing(at)?;
        let signature = jsonwebtoken::crypto::sign(of(&kid, at).as_bytes(), key, Algorithm::EdDSA)
            .map_err(|_| AccountsError::Unusable("a statement could not be signed"))?;
        Ok(Signed { kid, at, signature })
    }

    /// True when one of our keys signed a statement while that key was in use; keys that were withdrawn later count.
    pub fn signed(&self, name: &str, statement: &str, signature: &str, at: Timestamp) -> bool {
        let signed = |key: &Key| {
            let verified =
                jsonwebtoken::crypto::verify(signature, statement.as_bytes(), &key.decoding, Algorithm::EdDSA);
            key.times.signs_from <= at && key.times.published(at) && verified.unwrap_or(false)
        };
        self.keys.iter().find(|key| key.times.name() == name).is_some_and(signed)
    }

    /// The key that signs, and its name.
    fn signing(&self, now: Timestamp) -> Result<(String, &EncodingKey), AccountsError> {
        const NO_KEY: AccountsError = AccountsError::Unusable("there is no key to sign with");
        let number = rules::signing_key(&self.times(), now).ok_or(NO_KEY)?.number;
        let key = self.keys.iter().find(|key| key.times.number == number).ok_or(NO_KEY)?;
        match &key.encoding {
            Some(Ok(private)) => Ok((key.times.name(), private)),
            Some(Err(error)) => Err(error.clone().into()),
            None => Err(NO_KEY),
        }
    }

    /// True when the secret decrypts every key that signs now or next.
    fn check(&self, now: Timestamp) -> Result<(), AccountsError> {
        let unusable = |key: &Key| key.encoding.as_ref()?.as_ref().err().cloned();
        let mut published = self.keys.iter().filter(|key| key.times.published(now));
        published.find_map(unusable).map_or(Ok(()), |error| Err(error.into()))
    }

    /// The session of a token; none when the ring lacks its key.
    fn verify(&self, issuer: &str, token: &str, now: Timestamp) -> Option<Result<(PersonId, SessionId), AuthError>> {
        let named = match jsonwebtoken::decode_header(token) {
            Ok(header) if header.typ.as_deref() == Some(TOKEN_TYPE) => header.kid,
            _ => return Some(Err(AuthError::BadToken)),
        };
        let Some(named) = named else { return Some(Err(AuthError::BadToken)) };
        let key = self.keys.iter().find(|key| key.times.name() == named)?;
        Some(if key.times.published(now) { read(&key.decoding, issuer, token, now) } else { Err(AuthError::BadToken) })
    }
}

fn read(key: &DecodingKey, issuer: &str, token: &str, now: Timestamp) -> Result<(PersonId, SessionId), AuthError> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    // The crate would use the machine's time; ours comes from the clock.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let claims = jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|_| AuthError::BadToken)?.claims;
    let seconds = now.micros().div_euclid(1_000_000);
    let tolerated = now.plus(rules::CLOCK_TOLERANCE).micros().div_euclid(1_000_000);
    if claims.exp <= seconds {
        return Err(AuthError::Expired);
    }
    if claims.nbf > tolerated {
        return Err(AuthError::BadToken);
    }
    match (claims.sub.parse(), claims.sid.parse()) {
        (Ok(person), Ok(session)) => Ok((person, session)),
        _ => Err(AuthError::BadToken),
    }
}

/// The key ring that every request uses.
pub(super) struct Keys {
    secrets: Secrets,
    ring: Mutex<Option<Arc<KeyRing>>>,
}

impl Keys {
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets, ring: Mutex::default() }
    }

    /// The keys as of a minute ago at most, rotated when that is due.
    pub async fn ring(&self, db: &Database, now: Timestamp) -> Result<Arc<KeyRing>, AccountsError> {
        let fresh = |ring: &Arc<KeyRing>| age(ring, now) < REREAD_AFTER && !is_due(&ring.times(), now);
        match self.cached().filter(fresh) {
            Some(ring) => Ok(ring),
            None => self.reread(db, now).await,
        }
    }

    /// Person and session of a token; its signature, times, issuer and audience are good.
    pub async fn verify(
        &self,
        db: &Database,
        issuer: &str,
        token: &str,
        now: Timestamp,
    ) -> Result<(PersonId, SessionId), AuthError> {
        let ring = self.ring(db, now).await?;
        if let Some(answer) = ring.verify(issuer, token, now) {
            return answer;
        }
        if age(&ring, now) < REREAD_AT_MOST {
            return Err(AuthError::BadToken);
        }
        self.reread(db, now).await?.verify(issuer, token, now).unwrap_or(Err(AuthError::BadToken))
    }

    /// The published keys, for the world to read.
    pub async fn published(&self, db: &Database, now: Timestamp) -> Result<Vec<Jwk>, AccountsError> {
        let ring = self.ring(db, now).await?;
        let jwk = |key: &Key| Jwk {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            r#use: "sig",
            kid: key.times.name(),
            x: key.public_key.clone(),
        };
        Ok(ring.keys.iter().filter(|key| key.times.published(now)).map(jwk).collect())
    }

    /// Checks that the installation's secret decrypts the keys in use. It writes nothing.
    pub async fn check(&self, db: &Database, now: Timestamp) -> Result<(), AccountsError> {
        KeyRing::of(&self.secrets, db.read(store::keys).await?, now)?.check(now)
    }

    fn cached(&self) -> Option<Arc<KeyRing>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn reread(&self, db: &Database, now: Timestamp) -> Result<Arc<KeyRing>, AccountsError> {
        let mut stored = db.read(store::keys).await?;
        if is_due(&stored.iter().map(|key| key.times).collect::<Vec<_>>(), now) {
            let secrets = self.secrets.clone();
            let rotated = audit::write(db, now, move |conn, trail| {
                if let Some(event) = rotate(conn, &secrets, now)? {
                    trail.record(event);
                }
                Ok(())
            });
            match rotated.await {
                // Another process made the same key at the same time; its key is equally valid.
                Ok(()) | Err(AccountsError::Database(DbError::Refused(_))) => stored = db.read(store::keys).await?,
                // The present keys suffice to verify.
                Err(AccountsError::Secret(error)) => tracing::error!(%error, "no signing key could be made"),
                Err(error) => return Err(error),
            }
        }
        let ring = Arc::new(KeyRing::of(&self.secrets, stored, now)?);
        *self.ring.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&ring));
        Ok(ring)
    }
}

fn is_due(keys: &[KeyTimes], now: Timestamp) -> bool {
    rules::rotation(keys, now) != rules::Rotation::default()
}

/// When the clock is set back, a ring counts as old, not as fresh forever.
fn age(ring: &KeyRing, now: Timestamp) -> Duration {
    if now < ring.read_at { Duration::MAX } else { now.since(ring.read_at) }
}

/// Rotates the keys when due. A process whose secret is not that of the keys in use makes none, because the others could not
/// sign with its key.
///
/// Returns the audit entry; none when nothing was due.
fn rotate(conn: &mut Connection, secrets: &Secrets, now: Timestamp) -> Result<Option<Event>, AccountsError> {
    let stored = store::keys(conn)?;
    let in_use = |key: &&StoredKey| key.times.published(now) && key.times.private == Private::Encrypted;
    for key in stored.iter().filter(in_use) {
        opened(secrets, key)?;
    }
    let keys: Vec<KeyTimes> = stored.iter().map(|key| key.times).collect();
    let plan = rules::rotation(&keys, now);
    if plan == rules::Rotation::default() {
        return Ok(None);
    }
    let event = Event::new(Actor::System, "signing_keys.rotated", "signing_keys")
        .with("made", plan.make.iter().map(|(number, _)| *number).collect::<Vec<_>>())
        .with("retired", plan.retire.iter().map(|(number, _)| *number).collect::<Vec<_>>())
        .with("erased", plan.erase.clone());
    for (number, signs_from) in plan.make {
        store::add_key(conn, &generate(secrets, number, signs_from)?, now)?;
    }
    for (number, at) in plan.retire {
        store::retire_key(conn, number, at)?;
    }
    for number in plan.erase {
        store::erase_key(conn, number)?;
    }
    Ok(Some(event))
}

/// Re-encrypts with the first secret of the file the keys encrypted with a later one, and returns their number.
pub(super) fn reseal(conn: &mut Connection, secrets: &Secrets) -> Result<usize, AccountsError> {
    let old = |key: &StoredKey| key.times.private == Private::Encrypted && !secrets.is_current(&key.private_key);
    let keys: Vec<StoredKey> = store::keys(conn)?.into_iter().filter(old).collect();
    for key in &keys {
        let sealed = secrets.seal(Purpose::SigningKeys, &key.times.name(), &opened(secrets, key)?)?;
        store::reseal_key(conn, key.times.number, &key.private_key, &sealed)?;
    }
    Ok(keys.len())
}

/// Withdraws all keys, makes new ones, and returns the number withdrawn.
pub(super) fn replace_all(conn: &mut Connection, secrets: &Secrets, now: Timestamp) -> Result<usize, AccountsError> {
    let withdrawn = store::retire_all(conn, now)?;
    rotate(conn, secrets, now)?;
    Ok(withdrawn)
}
