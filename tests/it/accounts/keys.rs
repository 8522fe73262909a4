//! Access tokens: signing keys and their rotation, claims, and refused tokens.

use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use commend::accounts::AuthError;
use commend::accounts::operations::Tokens;
use commend::secret::Purpose;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::{Bank, process};
use crate::support;

const DAY: Duration = Duration::from_secs(24 * 3600);

pub(super) fn part(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).expect("three parts");
    serde_json::from_slice(&BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url")).expect("JSON")
}

fn encode(part: &Value) -> String {
    BASE64URL_NOPAD.encode(part.to_string().as_bytes())
}

async fn kids(bank: &Bank) -> Vec<String> {
    let keys = serde_json::to_value(bank.accounts.public_keys().await.expect("keys")).expect("JSON");
    keys.as_array().expect("a list").iter().map(|key| key["kid"].as_str().expect("a name").to_owned()).collect()
}

async fn is_refused(bank: &Bank, token: &str) -> bool {
    matches!(bank.accounts.authenticate(token).await, Err(AuthError::BadToken))
}

/// The token with a changed header and claims, signed again with the key from the database, decrypted with the secret.
async fn forge(bank: &Bank, tokens: &Tokens, header: &[(&str, Value)], claims: &[(&str, Value)]) -> String {
    let private: String = bank
        .read(|conn| {
            use commend::db::schema::signing_keys;
            use diesel::prelude::*;
            Ok(signing_keys::table.find("key-1").select(signing_keys::private_key).first(conn)?)
        })
        .await;
    let private = support::secrets().open(Purpose::SigningKeys, "key-1", &private).expect("our own secret");
    let pair = Ed25519KeyPair::from_pkcs8(&private);
    let (mut head, mut body) = (part(&tokens.access_token, 0), part(&tokens.access_token, 1));
    header.iter().for_each(|(name, value)| head[*name] = value.clone());
    claims.iter().for_each(|(name, value)| body[*name] = value.clone());
    let message = format!("{}.{}", encode(&head), encode(&body));
    let signature = pair.expect("a key").sign(message.as_bytes());
    format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
}

#[tokio::test]
async fn a_token_says_what_it_must_and_anyone_can_verify_it() {
    let bank = Bank::with_passwords().await;
    let token = bank.sam().await.access_token;
    let (header, claims) = (part(&token, 0), part(&token, 1));
    assert_eq!(header, json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "key-1"}));
    assert_eq!(claims["iss"], "https://commend.meridian.example/");
    assert_eq!(claims["aud"], "commend-api");
    assert_eq!(claims["exp"].as_i64(), claims["nbf"].as_i64().map(|begin| begin + 600));

    let keys = serde_json::to_value(bank.accounts.public_keys().await.expect("keys")).expect("JSON");
    let key = keys.as_array().and_then(|keys| keys.iter().find(|key| key["kid"] == "key-1")).expect("the key");
    assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA")));
    assert!(key.get("d").is_none());
    let public = BASE64URL_NOPAD.decode(key["x"].as_str().expect("x").as_bytes()).expect("base64url");
    let (message, signature) = token.rsplit_once('.').expect("a signature");
    aws_lc_rs::signature::UnparsedPublicKey::new(&aws_lc_rs::signature::ED25519, public)
        .verify(message.as_bytes(), &BASE64URL_NOPAD.decode(signature.as_bytes()).expect("base64url"))
        .expect("signed by the published key");
}

#[tokio::test]
async fn what_is_not_exactly_right_is_refused() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    bank.accounts.authenticate(&forge(&bank, &tokens, &[], &[]).await).await.expect("the forger's tools work");
    for (header, claims) in [
        (vec![("alg", json!("none"))], vec![]),
        (vec![("alg", json!("HS256"))], vec![]),
        (vec![("typ", json!("JWT"))], vec![]),
        (vec![("kid", json!("key-99"))], vec![]),
        (vec![("kid", json!("key-2"))], vec![]),
        (vec![("kid", Value::Null)], vec![]),
        (vec![], vec![("iss", json!("https://elsewhere.example/"))]),
        (vec![], vec![("aud", json!("another-api"))]),
        (vec![], vec![("nbf", json!(1_795_000_120))]),
        (vec![], vec![("sid", json!("nonsense"))]),
        (vec![], vec![("exp", Value::Null)]),
    ] {
        let token = forge(&bank, &tokens, &header, &claims).await;
        assert!(is_refused(&bank, &token).await, "{header:?} {claims:?}");
    }
    let other = bank.sign_in(super::PRIYA, super::HERON).await.unwrap_or_else(|error| panic!("{error}"));
    let swapped = forge(&bank, &tokens, &[], &[("sub", part(&other.access_token, 1)["sub"].clone())]).await;
    assert!(matches!(bank.accounts.authenticate(&swapped).await, Err(AuthError::Ended)), "somebody else's session");

    let (message, _) = tokens.access_token.rsplit_once('.').expect("a signature");
    let stranger = Ed25519KeyPair::generate().expect("a key");
    assert_eq!(stranger.public_key().as_ref().len(), 32);
    let signature = BASE64URL_NOPAD.encode(stranger.sign(message.as_bytes()).as_ref());
    for token in [format!("{message}.{signature}"), format!("{message}."), message.to_owned(), String::new()] {
        assert!(is_refused(&bank, &token).await, "{token}");
    }
}

#[tokio::test]
async fn every_process_verifies_every_token() {
    let bank = Bank::with_passwords().await;
    let other = process(&bank.db, &bank.clock);
    let tokens = bank.sam().await;
    other.authenticate(&tokens.access_token).await.expect("the other one's token");
    assert_eq!(other.public_keys().await.expect("keys"), bank.accounts.public_keys().await.expect("keys"));
}

#[tokio::test]
async fn keys_rotate_and_no_token_is_stranded() {
    let bank = Bank::with_passwords().await;
    let other = process(&bank.db, &bank.clock);
    assert_eq!(kids(&bank).await, ["key-1", "key-2"]);
    other.public_keys().await.expect("keys");
    bank.clock.advance(30 * DAY - Duration::from_secs(1));
    let before = bank.sam().await;
    assert_eq!(part(&before.access_token, 0)["kid"], "key-1");
    bank.clock.advance(Duration::from_secs(1));
    let after = bank.sam().await;
    assert_eq!(part(&after.access_token, 0)["kid"], "key-2");
    assert_eq!(kids(&bank).await, ["key-1", "key-2", "key-3"]);
    for accounts in [&bank.accounts, &other] {
        for tokens in [&before, &after] {
            accounts.authenticate(&tokens.access_token).await.expect("good in both");
        }
    }
    bank.clock.advance(Duration::from_secs(3600));
    assert_eq!(kids(&bank).await, ["key-2", "key-3"]);
    bank.clock.advance(200 * DAY);
    assert_eq!(part(&bank.sam().await.access_token, 0)["kid"], "key-3", "after a long sleep too");
    let rotations = bank.entries("signing_keys.rotated").await;
    assert!(rotations.len() >= 3, "{rotations:?}");
    assert_eq!(rotations[0].2, r#"{"erased":[],"made":[1,2],"retired":[]}"#);
    assert_eq!(rotations[1].2, r#"{"erased":[],"made":[3],"retired":[1]}"#);
}

#[tokio::test]
async fn a_key_made_elsewhere_is_found_when_it_is_named() {
    let bank = Bank::with_passwords().await;
    let other = process(&bank.db, &bank.clock);
    // This process reads its keys; then another process, whose clock is ahead, rotates them.
    let tokens = bank.sam().await;
    let ahead = commend::clock::Clock::manual(bank.clock.now().plus(31 * DAY));
    process(&bank.db, &ahead).public_keys().await.expect("rotated");
    bank.clock.advance(Duration::from_secs(2));
    let third = forge(&bank, &tokens, &[("kid", json!("key-3"))], &[]).await;
    assert!(is_refused(&bank, &third).await, "the name is known now, the signature is not its key's");
    assert_eq!(kids(&bank).await.last().map(String::as_str), Some("key-3"));
    drop(other);
}
