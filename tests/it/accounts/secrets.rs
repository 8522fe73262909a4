//! The installation's secret: a copy of the database is useless without it, and it can be replaced.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use commend::accounts::AuthError;
use commend::audit::Actor;
use commend::db::DbError;
use commend::db::schema::signing_keys;
use commend::secret::{self, Purpose, Secrets};
use data_encoding::BASE64URL_NOPAD;
use diesel::prelude::*;
use tempfile::TempDir;

use super::keys::part;
use super::{Bank, OTTER, SAM, process_with};

/// A machine with its own copy of the secret file.
struct Machine {
    file: PathBuf,
    _folder: TempDir,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret.key");
        assert!(secret::make(&file).expect("a secret"));
        Self { file, _folder: folder }
    }

    fn like(other: &Self) -> Self {
        let machine = Self::new();
        machine.put(&other.text());
        machine
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.file).expect("the file")
    }

    fn put(&self, text: &str) {
        std::fs::write(&self.file, text).expect("the file");
    }

    fn secrets(&self) -> Secrets {
        read(&self.file)
    }
}

fn read(file: &Path) -> Secrets {
    Secrets::read(file).unwrap_or_else(|error| panic!("{error}"))
}

impl Bank {
    /// The accounts of a process on this machine, over this bank's database.
    fn on(&self, machine: &Machine) -> commend::accounts::Accounts {
        process_with(&self.db, &self.clock, machine.secrets())
    }

    /// Stored private keys by name, encrypted or plain.
    async fn private_halves(&self) -> Vec<(String, String)> {
        let rows = signing_keys::table.order(signing_keys::id);
        self.read(move |conn| Ok(rows.select((signing_keys::id, signing_keys::private_key)).load(conn)?)).await
    }
}

#[tokio::test]
async fn a_copy_of_the_database_signs_nothing() {
    let bank = Bank::with_passwords().await;
    bank.sam().await;
    let (thief, ours) = (Machine::new().secrets(), crate::support::secrets());
    for (name, private) in bank.private_halves().await {
        assert!(secret::is_sealed(&private), "{name}");
        assert!(thief.open(Purpose::SigningKeys, &name, &private).is_err(), "{name}");
        let opened = ours.open(Purpose::SigningKeys, &name, &private).unwrap_or_else(|error| panic!("{error}"));
        Ed25519KeyPair::from_pkcs8(&opened).expect("the key itself");
    }
}

#[tokio::test]
async fn a_process_with_another_secret_is_told_so_at_its_start_and_signs_nothing() {
    let bank = Bank::with_passwords().await;
    let good = bank.sam().await;
    let machine = Machine::new();
    let other = bank.on(&machine);
    for refused in [other.prepare_keys().await, other.check_secret().await] {
        let said = refused.expect_err("another secret").to_string();
        assert!(said.contains(&*machine.file.to_string_lossy()), "{said}");
        assert!(said.contains("same file") && said.contains("commend secret rotate --help"), "{said}");
    }
    let signed_in = other.sign_in(SAM, OTTER, &Default::default()).await;
    assert!(matches!(signed_in.err(), Some(commend::accounts::AccountsError::Secret(_))));
    other.authenticate(&good.access_token).await.expect("a public key is enough to verify");
    bank.clock.advance(Duration::from_secs(30 * 86_400));
    assert!(other.prepare_keys().await.is_err());
    assert_eq!(bank.private_halves().await.len(), 2, "it makes no key of its own, not even when one is due");
    bank.accounts.prepare_keys().await.expect("the right secret");
    assert_eq!(bank.private_halves().await.len(), 3);
}

/// Leaves the database as a version without a secret would: one plain key that signs, and one for the next period.
async fn as_an_earlier_version(bank: &Bank) -> Vec<Ed25519KeyPair> {
    let pairs: Vec<_> = (0..2).map(|_| Ed25519KeyPair::generate().expect("a key")).collect();
    let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let rows: Vec<_> = pairs
        .iter()
        .map(|pair| (text(pair.to_pkcs8().expect("PKCS #8").as_ref()), text(pair.public_key().as_ref())))
        .collect();
    let now = bank.clock.now();
    bank.db
        .write::<_, DbError>(move |conn| {
            for ((private, public), number) in rows.iter().zip(1_u64..) {
                diesel::insert_into(signing_keys::table)
                    .values((
                        signing_keys::id.eq(format!("key-{number}")),
                        signing_keys::private_key.eq(private),
                        signing_keys::public_key.eq(public),
                        signing_keys::created_at.eq(now),
                        signing_keys::signs_from.eq(now.plus(Duration::from_secs((number - 1) * 30 * 86_400))),
                    ))
                    .execute(conn)?;
            }
            Ok(())
        })
        .await
        .expect("two keys");
    pairs
}

#[tokio::test]
async fn keys_that_lay_in_the_clear_are_erased_and_replaced_at_the_start() {
    let bank = Bank::open().await;
    let stolen = as_an_earlier_version(&bank).await;
    bank.accounts.prepare_keys().await.expect("keys");
    bank.accounts.set_password(SAM, OTTER, Actor::CommandLine).await.expect("a password");
    let private = bank.private_halves().await;
    assert_eq!(private.iter().filter(|(_, text)| text.is_empty()).count(), 2, "{private:?}");
    assert!(private.iter().all(|(_, text)| text.is_empty() || secret::is_sealed(text)), "{private:?}");

    let tokens = bank.sam().await;
    assert_eq!(part(&tokens.access_token, 0)["kid"], "key-3");
    // A token that the old key signed earlier stays valid until it expires; after an hour nothing signed by that key is valid.
    let message = tokens.access_token.rsplit_once('.').expect("a signature").0;
    let claims = message.split_once('.').expect("two parts").1;
    let header = BASE64URL_NOPAD.encode(br#"{"typ":"at+jwt","alg":"EdDSA","kid":"key-1"}"#);
    let message = format!("{header}.{claims}");
    let old = format!("{message}.{}", BASE64URL_NOPAD.encode(stolen[0].sign(message.as_bytes()).as_ref()));
    bank.accounts.authenticate(&old).await.expect("signed before the update");
    bank.clock.advance(Duration::from_secs(3600));
    assert!(matches!(bank.accounts.authenticate(&old).await, Err(AuthError::BadToken)));
}

#[tokio::test]
async fn a_key_that_has_ended_keeps_no_private_half() {
    let bank = Bank::with_passwords().await;
    bank.sam().await;
    bank.clock.advance(Duration::from_secs(30 * 86_400));
    bank.sam().await;
    bank.clock.advance(Duration::from_secs(3600));
    bank.sam().await;
    let private = bank.private_halves().await;
    let erased: Vec<&str> = private.iter().filter(|(_, text)| text.is_empty()).map(|(name, _)| name.as_str()).collect();
    assert_eq!(erased, ["key-1"]);
}

#[tokio::test]
async fn a_link_that_waits_since_an_earlier_version_is_no_link() {
    let bank = Bank::open().await;
    // Content of such a row: a seed that names no secret.
    let seed = BASE64URL_NOPAD.encode(&[7; 32]);
    assert!(matches!(bank.accounts.link_token(&seed), Err(commend::accounts::AccountsError::BadLink)));
}

#[tokio::test]
async fn a_secret_is_replaced_while_two_machines_run() {
    let bank = Bank::open().await;
    let here = Machine::new();
    let there = Machine::like(&here);
    let (first, second) = (bank.on(&here), bank.on(&there));
    first.set_password(SAM, OTTER, Actor::CommandLine).await.expect("a password");
    first.prepare_keys().await.expect("keys");
    second.prepare_keys().await.expect("the same secret");
    let before = first.sign_in(SAM, OTTER, &Default::default()).await.unwrap_or_else(|error| panic!("{error}")).tokens;
    first.request_link(SAM).await.expect("always answered");
    first.finish().await;
    let (_, seed) = bank.mails().await.pop().expect("a mail");
    let token = second.link_token(&seed).expect("a token");

    let both = format!("{}{}", Machine::new().text(), here.text());
    here.put(&both);
    there.put(&both);
    let at_the_command_line = bank.on(&here);
    assert_eq!(at_the_command_line.reseal(Actor::CommandLine).await.expect("two keys"), 2);
    assert_eq!(at_the_command_line.reseal(Actor::CommandLine).await.expect("nothing"), 0);
    assert_eq!(bank.entries("secret.").await.len(), 1, "what changed nothing is not in the trail");

    // Running processes read the changed keys after a minute.
    bank.clock.advance(Duration::from_secs(61));
    let after = second.sign_in(SAM, OTTER, &Default::default()).await.unwrap_or_else(|error| panic!("{error}")).tokens;
    for accounts in [&first, &second] {
        for tokens in [&before, &after] {
            accounts.authenticate(&tokens.access_token).await.expect("good on both machines");
        }
        assert_eq!(accounts.link_token(&seed).expect("a token"), token, "a link keeps its token");
    }

    // With the old line removed, the new secret alone is enough for a process that starts.
    here.put(both.lines().next().expect("the new line"));
    let started = bank.on(&here);
    started.prepare_keys().await.expect("the new secret is enough");
    started.authenticate(&after.access_token).await.expect("a good token");
}

#[tokio::test]
async fn a_lost_secret_costs_the_keys_and_nothing_more() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    let machine = Machine::new();
    let accounts = bank.on(&machine);
    assert!(accounts.reseal(Actor::CommandLine).await.is_err(), "what cannot be opened cannot be encrypted anew");
    assert_eq!(bank.entries("secret.").await.len(), 0);
    assert_eq!(accounts.replace_keys(Actor::CommandLine).await.expect("new keys"), 2);
    assert_eq!(bank.entries("signing_keys.replaced").await.len(), 1);
    accounts.prepare_keys().await.expect("keys of the new secret");
    assert!(matches!(accounts.authenticate(&tokens.access_token).await, Err(AuthError::BadToken)));
    bank.clock.advance(Duration::from_secs(61));
    assert!(bank.caller_is_refused(&tokens.access_token).await, "in a process that ran on, after a minute");
    let next = accounts.refresh(&tokens.refresh_token).await;
    let next = next.unwrap_or_else(|error| panic!("the session goes on: {error}"));
    accounts.authenticate(&next.access_token).await.expect("a good token");
    assert!(bank.private_halves().await.iter().all(|(_, text)| text.is_empty() || machine.secrets().is_current(text)));
}

impl Bank {
    async fn caller_is_refused(&self, token: &str) -> bool {
        matches!(self.accounts.authenticate(token).await, Err(AuthError::BadToken))
    }
}
