//! One-time links for a first or a forgotten password, disclosed only to their person.

use std::time::Duration;

use commend::accounts::AccountsError;
use commend::accounts::operations::Origin;
use commend::db::schema::deliveries;
use commend::delivery::StoredContent;
use diesel::prelude::*;

use super::{Bank, HERON, OTTER, SAM, from};

const INES: &str = "ines.okafor@meridian.example";

impl Bank {
    async fn ask(&self, email: &str) {
        self.accounts.request_link(email).await.expect("always answered");
        self.accounts.finish().await;
    }

    /// Seeds of the mails in the outbox, oldest first, with their recipients.
    pub(super) async fn mails(&self) -> Vec<(String, String)> {
        let in_order = deliveries::table.order((deliveries::created_at, deliveries::id));
        let rows: Vec<(String, Option<String>)> = self
            .read(move |conn| Ok(in_order.select((deliveries::recipient_email, deliveries::content)).load(conn)?))
            .await;
        let seed =
            |content: Option<String>| match serde_json::from_str(&content.unwrap_or_default()).expect("a content") {
                StoredContent::Activation(mail) => mail.link,
                other => panic!("{other:?}"),
            };
        rows.into_iter().map(|(email, content)| (email, seed(content))).collect()
    }

    /// Token that the newest mail will carry.
    async fn mailed_token(&self) -> String {
        let (_, seed) = self.mails().await.pop().expect("a mail");
        self.accounts.link_token(&seed).expect("a token")
    }

    async fn activate(&self, token: &str, password: &str) -> Result<(), AccountsError> {
        self.accounts.activate(token, password, &Origin::default()).await.map(|_| ())
    }

    async fn is_void(&self, token: &str) -> bool {
        matches!(self.activate(token, HERON).await, Err(AccountsError::BadLink))
    }
}

#[tokio::test]
async fn a_link_gives_a_first_password_once() {
    let bank = Bank::open().await;
    bank.ask(INES).await;
    let token = bank.mailed_token().await;
    bank.activate(&token, HERON).await.expect("a password");
    assert!(bank.sign_in(INES, HERON).await.is_ok());
    assert!(bank.is_void(&token).await);
    let trail: Vec<String> = bank.trail().await.into_iter().map(|entry| entry.action).collect();
    let expected = ["activation.started", "password.changed", "signing_keys.rotated", "session.started"];
    assert_eq!(trail[trail.len() - 4..], expected);
}

#[tokio::test]
async fn a_link_for_a_forgotten_password_ends_all_sessions_and_waits() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    for _ in 0..5 {
        assert!(bank.sign_in(SAM, "wrong").await.is_err());
    }
    bank.ask(SAM).await;
    let token = bank.mailed_token().await;
    bank.caller(&tokens).await;
    bank.activate(&token, HERON).await.expect("a password");
    assert!(bank.is_out(&tokens).await);
    assert!(bank.refresh(&tokens.refresh_token).await.is_err());
    assert!(bank.sign_in(SAM, HERON).await.is_ok(), "who holds the mailbox need not wait");
    assert!(bank.sign_in(SAM, OTTER).await.is_err());
}

#[tokio::test]
async fn nobody_is_mailed_who_is_not_here_and_the_answer_is_the_same() {
    let bank = Bank::open().await;
    for email in ["nobody@meridian.example", "gone@meridian.example", "", "\u{202e}@"] {
        bank.ask(email).await;
    }
    assert_eq!(bank.mails().await, []);
    bank.ask("  SAM.LEE@meridian.example ").await;
    let mails = bank.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].0, SAM);
}

#[tokio::test]
async fn three_links_are_good_at_once_and_using_one_ends_all() {
    let bank = Bank::open().await;
    let mut tokens = Vec::new();
    for _ in 0..3 {
        bank.ask(SAM).await;
        tokens.push(bank.mailed_token().await);
        bank.clock.advance(Duration::from_secs(60));
    }
    assert!(tokens[0] != tokens[1] && tokens[1] != tokens[2]);
    assert!(
        matches!(bank.activate(&tokens[0], "short").await, Err(AccountsError::Password(_))),
        "the first is still good"
    );
    bank.activate(&tokens[1], HERON).await.expect("so is the second");
    for token in &tokens {
        assert!(bank.is_void(token).await);
    }
}

#[tokio::test]
async fn half_an_hour_makes_a_link_void() {
    let bank = Bank::open().await;
    bank.ask(SAM).await;
    let first = bank.mailed_token().await;
    bank.clock.advance(Duration::from_secs(30 * 60));
    assert!(bank.is_void(&first).await);
    bank.ask(SAM).await;
    let second = bank.mailed_token().await;
    bank.clock.advance(Duration::from_secs(30 * 60 - 1));
    bank.activate(&second, HERON).await.expect("just in time");
}

#[tokio::test]
async fn a_link_gets_in_however_many_tries_have_failed() {
    let bank = Bank::with_passwords().await;
    let here = from("192.0.2.7");
    bank.ask(SAM).await;
    let token = bank.mailed_token().await;
    for n in 0..40 {
        let _ = bank.accounts.sign_in(&format!("n{n}@meridian.example"), "wrong", &here).await;
        let _ = bank.accounts.sign_in(SAM, "wrong", &from(&format!("198.51.100.{n}"))).await;
    }
    let device = bank.accounts.activate(&token, HERON, &here).await.expect("a password");
    // The attack continues, but the device that used the link is known.
    for n in 0..10 {
        let _ = bank.accounts.sign_in(SAM, "wrong", &from(&format!("198.51.100.{n}"))).await;
    }
    let origin = Origin { device: Some(device), ..here };
    assert!(bank.accounts.sign_in(SAM, HERON, &origin).await.is_ok());
}

#[tokio::test]
async fn a_password_that_cannot_be_taken_leaves_the_link_good() {
    let bank = Bank::open().await;
    bank.ask(SAM).await;
    let token = bank.mailed_token().await;
    for bad in ["short", "password1", "meridian 2026", "Sam.Lee.77"] {
        assert!(matches!(bank.activate(&token, bad).await, Err(AccountsError::Password(_))), "{bad}");
    }
    bank.activate(&token, HERON).await.expect("a password");
}

#[tokio::test]
async fn two_who_use_a_link_at_the_same_moment_are_told_apart() {
    let bank = Bank::open().await;
    bank.ask(SAM).await;
    let token = bank.mailed_token().await;
    let (one, other) = tokio::join!(bank.activate(&token, OTTER), bank.activate(&token, HERON));
    assert!(one.is_ok() != other.is_ok());
    assert_eq!(bank.sign_in(SAM, OTTER).await.is_ok(), one.is_ok());
}

#[tokio::test]
async fn a_mailbox_is_not_flooded() {
    let bank = Bank::open().await;
    for _ in 0..15 {
        bank.ask(SAM).await;
    }
    assert_eq!(bank.mails().await.len(), 3);
    bank.clock.advance(Duration::from_secs(29 * 60));
    bank.ask(SAM).await;
    assert_eq!(bank.mails().await.len(), 3, "three an hour");
    bank.clock.advance(Duration::from_secs(60));
    for _ in 0..3 {
        bank.ask(SAM).await;
    }
    assert_eq!(bank.mails().await.len(), 4, "one more when none of them is valid any longer");
    bank.activate(&bank.mailed_token().await, HERON).await.expect("whoever floods the mailbox keeps nobody out");
    bank.clock.advance(Duration::from_secs(30 * 60));
    for _ in 0..3 {
        bank.ask(SAM).await;
    }
    assert_eq!(bank.mails().await.len(), 6, "and after the hour two, beside the one of this hour");
}

#[tokio::test]
async fn neither_token_nor_hash_stands_where_it_should_not() {
    let bank = Bank::open().await;
    bank.ask(SAM).await;
    let (_, seed) = bank.mails().await.pop().expect("a mail");
    let token = bank.accounts.link_token(&seed).expect("a token");
    assert_ne!(seed, token);
    assert!(bank.is_void(&seed).await, "the seed alone opens nothing");
    let trail = bank.trail().await;
    assert!(trail.iter().all(|entry| !entry.detail.contains(&token) && !entry.detail.contains(&seed)));
    bank.activate(&token, HERON).await.expect("a password");
}
