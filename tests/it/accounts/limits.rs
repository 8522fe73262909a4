//! Limits on sign-in: only failures count, and the wait of an account grows but always ends.

use std::time::Duration;

use commend::accounts::AccountsError;
use commend::accounts::operations::Origin;

use super::{Bank, HERON, OTTER, PRIYA, SAM, from, process};

const SECOND: Duration = Duration::from_secs(1);

async fn wait(bank: &Bank, email: &str, password: &str) -> Option<u64> {
    match bank.sign_in(email, password).await {
        Err(AccountsError::Wait(wait)) => Some(wait.as_secs()),
        Err(AccountsError::InvalidCredentials) => None,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("signed in"),
    }
}

#[tokio::test]
async fn from_the_fifth_failure_in_a_row_an_account_waits_longer_and_longer() {
    let bank = Bank::with_passwords().await;
    for email in [SAM, "nobody@meridian.example"] {
        for _ in 0..4 {
            assert_eq!(wait(&bank, email, "wrong").await, None);
        }
        for expected in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            assert_eq!(wait(&bank, email, "wrong").await, Some(expected));
            assert_eq!(wait(&bank, email, "wrong").await, Some(expected), "a try during the wait is not counted");
            bank.clock.advance(Duration::from_secs(expected));
        }
    }
    let slowed = bank.entries("sign_in.slowed").await;
    assert_eq!(slowed.len(), 24);
    assert!(slowed.iter().all(|(_, object, detail)| !object.contains('@') && !detail.contains('@')));
}

#[tokio::test]
async fn a_right_password_waits_too_and_then_ends_the_count() {
    let bank = Bank::with_passwords().await;
    for _ in 0..5 {
        wait(&bank, SAM, "wrong").await;
    }
    assert_eq!(wait(&bank, SAM, OTTER).await, Some(1));
    assert!(bank.sign_in(PRIYA, HERON).await.is_ok(), "nobody else waits");
    bank.clock.advance(SECOND);
    bank.sam().await;
    for _ in 0..4 {
        assert_eq!(wait(&bank, SAM, "wrong").await, None, "counted from the start again");
    }
    bank.sam().await;
}

#[tokio::test]
async fn time_ends_the_count() {
    let bank = Bank::with_passwords().await;
    for _ in 0..5 {
        wait(&bank, SAM, "wrong").await;
    }
    bank.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(wait(&bank, SAM, "wrong").await, None);
}

#[tokio::test]
async fn processes_share_the_count() {
    let bank = Bank::with_passwords().await;
    let other = process(&bank.db, &bank.clock);
    for _ in 0..3 {
        wait(&bank, SAM, "wrong").await;
        let refused = other.sign_in(SAM, "wrong", &Origin::default()).await;
        assert!(refused.is_err());
    }
    assert_eq!(wait(&bank, SAM, OTTER).await, Some(1));
}

#[tokio::test]
async fn guesses_at_the_same_moment_do_not_slip_through() {
    let bank = Bank::with_passwords().await;
    let guesses: Vec<String> = (0..20).map(|n| format!("guess {n}")).chain([OTTER.to_owned()]).collect();
    let tries = guesses.iter().map(|guess| bank.sign_in(SAM, guess));
    let results = futures_util::future::join_all(tries).await;
    let wrong = results.iter().filter(|result| matches!(result, Err(AccountsError::InvalidCredentials))).count();
    let waiting = results.iter().filter(|result| matches!(result, Err(AccountsError::Wait(_)))).count();
    let right = results.iter().filter(|result| result.is_ok()).count();
    // A correct password may come first and resets the count. Twenty guesses never get more than eight password checks.
    assert!(wrong <= 4 * (1 + right), "{wrong} looks with {right} right");
    assert_eq!(wrong + waiting + right, 21);
}

#[tokio::test]
async fn an_unknown_device_shares_thirty_failures_a_minute_with_its_address() {
    let bank = Bank::with_passwords().await;
    let (here, there) = (from("192.0.2.7"), from("192.0.2.8"));
    for n in 0..30 {
        let refused = bank.accounts.sign_in(&format!("n{n}@meridian.example"), "wrong", &here).await.err();
        assert!(matches!(refused, Some(AccountsError::InvalidCredentials)));
    }
    let refused = bank.accounts.sign_in(SAM, OTTER, &here).await.err();
    assert!(matches!(refused, Some(AccountsError::Wait(wait)) if wait == Duration::from_secs(60)), "{refused:?}");
    assert!(bank.accounts.sign_in(SAM, OTTER, &there).await.is_ok());
    bank.clock.advance(Duration::from_secs(60));
    assert!(bank.accounts.sign_in(SAM, OTTER, &here).await.is_ok());
}

#[tokio::test]
async fn successes_do_not_count() {
    let bank = Bank::with_passwords().await;
    let here = from("192.0.2.7");
    for _ in 0..40 {
        assert!(bank.accounts.sign_in(SAM, OTTER, &here).await.is_ok());
    }
}

#[tokio::test]
async fn carrying_on_and_one_time_links_have_no_limit() {
    let bank = Bank::with_passwords().await;
    let (here, tokens) = (from("192.0.2.7"), bank.sam().await);
    for n in 0..40 {
        let _ = bank.accounts.sign_in(&format!("n{n}@meridian.example"), "wrong", &here).await;
        let refused = bank.accounts.refresh("anything").await.err();
        assert!(matches!(refused, Some(AccountsError::BadRefreshToken)), "{n}: {refused:?}");
        let refused = bank.accounts.activate("anything", OTTER, &here).await.err();
        assert!(matches!(refused, Some(AccountsError::BadLink)), "{n}: {refused:?}");
    }
    assert!(bank.accounts.sign_in(SAM, OTTER, &here).await.is_err(), "the address is closed");
    assert!(bank.refresh(&tokens.refresh_token).await.is_ok());
}

#[tokio::test]
async fn guesses_at_many_accounts_at_the_same_moment_do_not_slip_through() {
    let bank = Bank::with_passwords().await;
    let here = from("192.0.2.7");
    let emails: Vec<String> = (0..120).map(|n| format!("n{n}@meridian.example")).collect();
    let tries = emails.iter().map(|email| bank.accounts.sign_in(email, "wrong", &here));
    let results = futures_util::future::join_all(tries).await;
    let looked_at = results.iter().filter(|result| matches!(result, Err(AccountsError::InvalidCredentials))).count();
    assert!(looked_at <= 30, "{looked_at} answers about passwords");
    let rest =
        results.iter().filter(|result| matches!(result, Err(AccountsError::Wait(_) | AccountsError::Busy))).count();
    assert_eq!(looked_at + rest, 120);
}

#[tokio::test]
async fn what_people_type_is_not_kept() {
    let bank = Bank::with_passwords().await;
    for typed in ["my secret password", SAM, "nobody@meridian.example"] {
        assert!(bank.sign_in(typed, "wrong").await.is_err());
    }
    use commend::db::schema::sign_in_failures;
    use diesel::prelude::*;
    let kept: Vec<String> =
        bank.read(|conn| Ok(sign_in_failures::table.select(sign_in_failures::account_key).load(conn)?)).await;
    assert_eq!(kept.len(), 3);
    let plain =
        |key: &String| key.strip_prefix("account:").is_some_and(|hash| hash.chars().all(|c| c.is_ascii_hexdigit()));
    assert!(kept.iter().all(plain), "{kept:?}");
}
