//! Passwords that are set from the command line.

use commend::accounts::AccountsError;
use commend::audit::Actor;

use super::{Bank, HERON, OTTER, SAM};

#[tokio::test]
async fn a_new_password_ends_all_sessions() {
    let bank = Bank::with_passwords().await;
    let (here, there) = (bank.sam().await, bank.sam().await);
    bank.accounts.set_password(SAM, HERON, Actor::CommandLine).await.expect("a password");
    assert!(bank.is_out(&here).await && bank.is_out(&there).await);
    assert!(bank.sign_in(SAM, OTTER).await.is_err());
    assert!(bank.sign_in(SAM, HERON).await.is_ok());
    let changed = bank.entries("password.changed").await;
    assert!(changed.last().is_some_and(|(_, _, detail)| detail.contains("\"sessions_ended\":2")), "{changed:?}");
}

#[tokio::test]
async fn the_same_password_typed_on_another_keyboard_is_the_same() {
    let bank = Bank::open().await;
    bank.accounts.set_password(SAM, "cafe\u{301} ladder nine", Actor::CommandLine).await.expect("a password");
    assert!(bank.sign_in(SAM, "caf\u{e9} ladder nine").await.is_ok());
}

#[tokio::test]
async fn nobody_and_bad_passwords_are_refused() {
    let bank = Bank::open().await;
    let nobody = bank.accounts.set_password("nobody@meridian.example", OTTER, Actor::CommandLine).await;
    assert!(matches!(nobody, Err(AccountsError::UnknownPerson)));
    let gone = bank.accounts.set_password("gone@meridian.example", OTTER, Actor::CommandLine).await;
    assert!(matches!(gone, Err(AccountsError::UnknownPerson)));
    let common = bank.accounts.set_password(SAM, "sunshine1", Actor::CommandLine).await;
    assert!(matches!(common, Err(AccountsError::Password(_))));
    assert!(bank.entries("password").await.is_empty());
}
