//! Sessions: beginning, refresh, reuse and end.

use std::time::Duration;

use commend::accounts::operations::end_sign_in;
use commend::accounts::{AccountsError, AuthError};
use commend::web::Page;

use super::{Bank, HERON, OTTER, PRIYA, SAM};
use commend::permissions::Role;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn whoever_signs_in_is_who_calls() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sign_in(" Sam.Lee@MERIDIAN.example", OTTER).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(tokens.expires_in, Duration::from_secs(600));
    let caller = bank.caller(&tokens).await;
    assert_eq!(caller.person, bank.person(SAM).await.id);
    assert_eq!(caller.roles.iter().collect::<Vec<_>>(), [Role::Banker]);
    assert_eq!(bank.entries("session.").await.len(), 1);
}

#[tokio::test]
async fn a_refusal_is_the_same_whoever_it_was() {
    let bank = Bank::with_passwords().await;
    let ines = "ines.okafor@meridian.example";
    for (email, password) in [
        (SAM, HERON),
        (SAM, ""),
        (ines, OTTER),
        ("gone@meridian.example", OTTER),
        ("nobody@x.example", OTTER),
        ("", ""),
    ] {
        let refused = bank.sign_in(email, password).await.err();
        assert!(matches!(refused, Some(AccountsError::InvalidCredentials)), "{email}: {refused:?}");
    }
    let long = "x".repeat(5000);
    assert!(matches!(bank.sign_in(PRIYA, &long).await.err(), Some(AccountsError::InvalidCredentials)));
}

#[tokio::test]
async fn an_access_token_lives_ten_minutes_and_a_refresh_token_gives_the_next() {
    let bank = Bank::with_passwords().await;
    let first = bank.sam().await;
    bank.clock.advance(10 * MINUTE - Duration::from_secs(1));
    let session = bank.caller(&first).await.session;
    bank.clock.advance(Duration::from_secs(1));
    assert!(matches!(bank.accounts.authenticate(&first.access_token).await, Err(AuthError::Expired)));
    let second = bank.refresh(&first.refresh_token).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(bank.caller(&second).await.session, session, "the same session");
    assert_ne!(first.refresh_token, second.refresh_token);
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_ends_the_whole_family() {
    let bank = Bank::with_passwords().await;
    let first = bank.sam().await;
    let elsewhere = bank.sam().await;
    let second = bank.refresh(&first.refresh_token).await.unwrap_or_else(|error| panic!("{error}"));
    assert!(matches!(bank.refresh(&first.refresh_token).await.err(), Some(AccountsError::BadRefreshToken)));
    assert!(bank.is_out(&second).await, "at once, not after the second that standings are remembered");
    assert!(matches!(bank.refresh(&second.refresh_token).await.err(), Some(AccountsError::BadRefreshToken)));
    bank.caller(&elsewhere).await;
    let ended = bank.entries("session.ended").await;
    assert_eq!(ended.len(), 1, "once, however often it comes back");
    assert!(ended[0].2.contains("refresh_token_reused"), "{ended:?}");
}

#[tokio::test]
async fn of_two_refreshes_at_the_same_moment_one_is_a_reuse() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    let (one, other) = tokio::join!(bank.refresh(&tokens.refresh_token), bank.refresh(&tokens.refresh_token));
    assert!(one.is_ok() != other.is_ok());
    assert!(bank.is_out(&tokens).await);
}

#[tokio::test]
async fn a_session_ends_after_an_idle_hour_and_after_a_day() {
    let bank = Bank::with_passwords().await;
    let idle = bank.sam().await;
    let mut busy = bank.sam().await;
    bank.clock.advance(50 * MINUTE);
    busy = bank.refresh(&busy.refresh_token).await.unwrap_or_else(|error| panic!("{error}"));
    bank.clock.advance(10 * MINUTE);
    assert!(matches!(bank.refresh(&idle.refresh_token).await.err(), Some(AccountsError::BadRefreshToken)));
    let mut minutes = 60;
    while let Ok(next) = bank.refresh(&busy.refresh_token).await {
        busy = next;
        bank.clock.advance(30 * MINUTE);
        minutes += 30;
    }
    assert_eq!(minutes, 24 * 60, "however busy it is");
    assert!(bank.is_out(&busy).await || bank.accounts.authenticate(&busy.access_token).await.is_err());
    assert!(matches!(bank.refresh("not one of ours").await.err(), Some(AccountsError::BadRefreshToken)));
}

#[tokio::test]
async fn one_sees_and_ends_ones_own_sessions_only() {
    let bank = Bank::with_passwords().await;
    let (here, there) = (bank.sam().await, bank.sam().await);
    let priya = bank.sign_in(PRIYA, HERON).await.unwrap_or_else(|error| panic!("{error}"));
    let (sam, there_id) = (bank.caller(&here).await, bank.caller(&there).await.session);
    let page = bank.accounts.sessions(sam.person, Page { limit: 1, cursor: None }).await.expect("a page");
    let cursor = commend::web::Cursor::decode(page.next_cursor.as_deref().expect("there is more"));
    let rest = bank.accounts.sessions(sam.person, Page { limit: 5, cursor }).await.expect("a page");
    let mut seen: Vec<_> = page.items.iter().chain(&rest.items).map(|view| view.id).collect();
    seen.sort();
    let mut expected = [sam.session, there_id];
    expected.sort();
    assert_eq!(seen, expected);

    let hers = bank.caller(&priya).await.session;
    assert!(matches!(bank.accounts.end_session(sam.person, hers).await, Err(AccountsError::UnknownSession)));
    bank.accounts.end_session(sam.person, there_id).await.expect("ended");
    assert!(bank.is_out(&there).await);
    assert!(matches!(bank.refresh(&there.refresh_token).await.err(), Some(AccountsError::BadRefreshToken)));
    assert!(matches!(bank.accounts.end_session(sam.person, there_id).await, Err(AccountsError::UnknownSession)));
    bank.caller(&here).await;
    bank.caller(&priya).await;
    let page = bank.accounts.sessions(sam.person, Page { limit: 5, cursor: None }).await.expect("a page");
    assert_eq!(page.items.iter().map(|view| view.id).collect::<Vec<_>>(), [sam.session]);
}

#[tokio::test]
async fn what_another_process_ends_is_over_here_within_a_second() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    let caller = bank.caller(&tokens).await;
    super::process(&bank.db, &bank.clock).end_session(caller.person, caller.session).await.expect("ended");
    bank.clock.advance(Duration::from_secs(1));
    assert!(bank.is_out(&tokens).await);
}

#[tokio::test]
async fn who_has_left_is_out() {
    use commend::audit::Actor;
    use commend::directory::import::{self, Import};

    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    let without_sam: String =
        super::STAFF.lines().filter(|line| !line.contains("Sam")).map(|l| format!("{l}\n")).collect();
    let today = bank.clock.now().day_in(chrono_tz::UTC);
    let import = Import { confirmed: true, ..Import::of("staff.csv", without_sam) };
    import::run(&bank.db, bank.clock.now(), today, Actor::CommandLine, import, end_sign_in).await.expect("an import");
    bank.clock.advance(Duration::from_secs(1));
    assert!(bank.is_out(&tokens).await);
    assert!(matches!(bank.refresh(&tokens.refresh_token).await.err(), Some(AccountsError::BadRefreshToken)));
    assert!(matches!(bank.sign_in(SAM, OTTER).await.err(), Some(AccountsError::InvalidCredentials)));
}

#[tokio::test]
async fn what_is_over_is_cleared_away_and_what_is_not_stays() {
    let bank = Bank::with_passwords().await;
    let old = bank.sam().await;
    bank.clock.advance(40 * DAY);
    let tokens = bank.sam().await;
    let next = bank.refresh(&tokens.refresh_token).await.unwrap_or_else(|error| panic!("{error}"));
    bank.accounts.clear_away().await.expect("cleared");
    bank.caller(&next).await;
    assert!(bank.refresh(&next.refresh_token).await.is_ok());
    let reused = bank.refresh(&tokens.refresh_token).await.err();
    assert!(matches!(reused, Some(AccountsError::BadRefreshToken)));
    assert!(bank.is_out(&next).await, "a used token of a live session is still known as used");
    assert!(matches!(bank.refresh(&old.refresh_token).await.err(), Some(AccountsError::BadRefreshToken)));
}
