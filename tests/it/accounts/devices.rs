//! Known devices: only its own failures slow down a device that has signed in before.

use std::time::Duration;

use commend::accounts::AccountsError;
use commend::accounts::operations::{Origin, SignedIn};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Bank, HERON, OTTER, PRIYA, SAM, from, process};

async fn try_in(bank: &Bank, email: &str, password: &str, origin: &Origin) -> Result<SignedIn, AccountsError> {
    bank.accounts.sign_in(email, password, origin).await
}

/// Origin at this address with the device cookie of an earlier sign-in.
async fn with_cookie(bank: &Bank, email: &str, password: &str, address: &str) -> Origin {
    let signed_in = try_in(bank, email, password, &from(address)).await.unwrap_or_else(|error| panic!("{error}"));
    Origin { device: Some(signed_in.device), ..from(address) }
}

/// Fails sign-ins from elsewhere until account and address are locked.
async fn attack(bank: &Bank, email: &str, address: &str) {
    for n in 0..30 {
        let _ = try_in(bank, &format!("n{n}@meridian.example"), "wrong", &from(address)).await;
        let _ = try_in(bank, email, "wrong", &from(&format!("198.51.100.{n}"))).await;
    }
    assert!(matches!(try_in(bank, email, "wrong", &from("203.0.113.1")).await.err(), Some(AccountsError::Wait(_))));
    assert!(matches!(try_in(bank, PRIYA, HERON, &from(address)).await.err(), Some(AccountsError::Wait(_))));
}

#[tokio::test]
async fn a_device_with_its_cookie_gets_in_while_account_and_address_are_closed() {
    let bank = Bank::with_passwords().await;
    let sams = with_cookie(&bank, SAM, OTTER, "192.0.2.7").await;
    attack(&bank, SAM, "192.0.2.7").await;
    assert!(try_in(&bank, SAM, OTTER, &sams).await.is_ok());
    assert!(matches!(try_in(&bank, SAM, OTTER, &from("203.0.113.9")).await.err(), Some(AccountsError::Wait(_))));
    let elsewhere = process(&bank.db, &bank.clock);
    assert!(elsewhere.sign_in(SAM, OTTER, &sams).await.is_ok(), "another process knows the device, too");
}

#[tokio::test]
async fn a_client_with_a_refresh_token_of_the_account_gets_in_also_after_its_session() {
    let bank = Bank::with_passwords().await;
    let token = bank.sam().await.refresh_token;
    let next = bank.refresh(&token).await.unwrap_or_else(|error| panic!("{error}")).refresh_token;
    bank.clock.advance(Duration::from_secs(5 * 24 * 3600));
    attack(&bank, SAM, "192.0.2.7").await;
    for token in [&token, &next] {
        let origin = Origin { refresh_token: Some(token.clone()), ..from("192.0.2.7") };
        assert!(try_in(&bank, SAM, OTTER, &origin).await.is_ok());
    }
    let made_up = Origin { refresh_token: Some("not one of ours".into()), ..from("192.0.2.7") };
    assert!(try_in(&bank, SAM, OTTER, &made_up).await.is_err());
}

#[tokio::test]
async fn one_is_known_for_ones_own_account_only() {
    let bank = Bank::with_passwords().await;
    let mias = with_cookie(&bank, PRIYA, HERON, "192.0.2.7").await;
    let token = Origin {
        refresh_token: Some(bank.sign_in(PRIYA, HERON).await.unwrap_or_else(|e| panic!("{e}")).refresh_token),
        ..from("192.0.2.8")
    };
    for _ in 0..5 {
        assert!(try_in(&bank, SAM, "wrong", &mias).await.is_err());
    }
    for origin in [&mias, &token] {
        assert!(matches!(try_in(&bank, SAM, OTTER, origin).await.err(), Some(AccountsError::Wait(_))));
        assert!(try_in(&bank, PRIYA, HERON, origin).await.is_ok());
    }
}

#[tokio::test]
async fn a_known_device_has_a_count_of_its_own() {
    let bank = Bank::with_passwords().await;
    let sams = with_cookie(&bank, SAM, OTTER, "192.0.2.7").await;
    for _ in 0..4 {
        assert!(matches!(try_in(&bank, SAM, "wrong", &sams).await.err(), Some(AccountsError::InvalidCredentials)));
    }
    let fifth = try_in(&bank, SAM, "wrong", &sams).await.err();
    assert!(matches!(fifth, Some(AccountsError::Wait(wait)) if wait == Duration::from_secs(1)), "{fifth:?}");
    assert!(try_in(&bank, SAM, OTTER, &sams).await.is_err(), "whoever guesses on a found device waits, too");
    assert!(try_in(&bank, SAM, OTTER, &from("192.0.2.8")).await.is_ok(), "and holds nobody else up");
    bank.clock.advance(Duration::from_secs(1));
    assert!(try_in(&bank, SAM, OTTER, &sams).await.is_ok());
}

#[tokio::test]
async fn colleagues_share_a_machine() {
    let bank = Bank::with_passwords().await;
    let first = with_cookie(&bank, SAM, OTTER, "192.0.2.7").await;
    let second = try_in(&bank, PRIYA, HERON, &first).await.unwrap_or_else(|error| panic!("{error}"));
    let shared = Origin { device: Some(second.device), ..from("192.0.2.7") };
    attack(&bank, SAM, "192.0.2.7").await;
    assert!(try_in(&bank, SAM, OTTER, &shared).await.is_ok());
    assert!(try_in(&bank, PRIYA, HERON, &shared).await.is_ok());
}

/// Next step of an adversary.
#[derive(Debug, Clone)]
enum Move {
    /// Guesses the account's password, from one of a few addresses, without a cookie or with one that is not Sam's.
    Guess { address: u8, cookie: bool },
    /// Guesses another account's password, from Sam's own address.
    Beside { account: u8 },
    /// Waits.
    Wait { seconds: u64 },
    /// Requests a link in Sam's name.
    AskForLink,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        5 => (0_u8..4, any::<bool>()).prop_map(|(address, cookie)| Move::Guess { address, cookie }),
        5 => (0_u8..40).prop_map(|account| Move::Beside { account }),
        2 => prop_oneof![Just(1_u64), Just(61), Just(901), 1_u64..4000].prop_map(|seconds| Move::Wait { seconds }),
        1 => Just(Move::AskForLink),
    ];
    prop::collection::vec(one, 1..40)
}

/// An adversary with neither Sam's password nor Sam's device keeps nobody out: after every move, the right password from the
/// known device is accepted, and another person can sign in from an address without failures.
#[test]
fn no_schedule_of_an_adversary_keeps_a_known_device_out() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    let held = runner.run(&moves(), |moves| {
        let broken = runtime.block_on(async {
            let bank = Bank::with_passwords().await;
            let sams = with_cookie(&bank, SAM, OTTER, "192.0.2.7").await;
            let others = with_cookie(&bank, PRIYA, HERON, "203.0.113.1").await;
            for step in &moves {
                match step {
                    Move::Guess { address, cookie } => {
                        let device = others.device.clone().filter(|_| *cookie);
                        let origin = Origin { device, ..from(&format!("203.0.113.{address}")) };
                        let _ = try_in(&bank, SAM, "wrong", &origin).await;
                    }
                    Move::Beside { account } => {
                        let _ =
                            try_in(&bank, &format!("n{account}@meridian.example"), "wrong", &from("192.0.2.7")).await;
                    }
                    Move::Wait { seconds } => bank.clock.advance(Duration::from_secs(*seconds)),
                    Move::AskForLink => bank.accounts.request_link(SAM).await.expect("always answered"),
                }
                if let Err(error) = try_in(&bank, SAM, OTTER, &sams).await {
                    return Some(format!("the known device after {step:?}: {error}"));
                }
            }
            let elsewhere = try_in(&bank, PRIYA, HERON, &from("198.51.100.77")).await;
            bank.accounts.finish().await;
            elsewhere.err().map(|error| format!("an address where nothing failed: {error}"))
        });
        prop_assert!(broken.is_none(), "{}", broken.unwrap_or_default());
        Ok(())
    });
    held.unwrap_or_else(|error| panic!("{error}"));
}
