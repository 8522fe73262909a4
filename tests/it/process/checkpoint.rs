//! Signed checkpoints of the audit trail: anybody can verify one with the published keys, and it reveals a trail that was cut
//! off.

use std::sync::Arc;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use commend::db::Location;
use data_encoding::BASE64URL_NOPAD;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use serde_json::{Value, json};

use super::{Place, url_in};
use crate::support::Client;
use crate::support::people::{self, PASSWORD, address};

/// Adds one entry to the trail.
fn grow(place: &Place) {
    place.succeed(&["admin", "set-password", &address("sam"), "--password-stdin"], PASSWORD);
}

fn export(place: &Place, file: &str) -> Value {
    let printed = place.succeed(&["audit", "checkpoint"], "");
    std::fs::write(place.path().join(file), &printed).expect("a file");
    serde_json::from_str(&printed).expect("JSON")
}

/// Result of `audit verify` with a checkpoint, as JSON and as text for people.
#[track_caller]
fn verify(place: &Place, file: &str, code: i32) -> (Value, String) {
    let output = place.run(&["audit", "verify", "--json", "--checkpoint", file], "");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(code), "{said}");
    (serde_json::from_slice(&output.stdout).unwrap_or_default(), said)
}

/// Deletes the newest entries, as an attacker with the database's password would.
fn cut_off(place: &Place, after: i64) {
    let cut = format!("DELETE FROM audit_entries WHERE seq > {after};");
    match &place.location {
        Location::Sqlite(path) => SqliteConnection::establish(path.to_str().expect("UTF-8"))
            .expect("a connection")
            .batch_execute(&format!("DROP TRIGGER audit_entries_stay; {cut}")),
        Location::Postgres(url) => PgConnection::establish(url)
            .expect("a connection")
            .batch_execute(&format!("DROP TRIGGER audit_entries_stand ON audit_entries; {cut}")),
    }
    .expect("entries are removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_is_verified_by_anyone_with_the_published_keys() {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    std::fs::write(place.path().join("people.csv"), people::FILE).expect("a file");
    place.succeed(&["import", "people", "people.csv"], "");
    let mut service = place.start(&["serve"]);
    let line = service.until("listening on").await.pop().expect("a line");
    let checkpoint = export(&place, "here.json");
    let anyone = Client::new(url_in(&line), Arc::default());
    let published = anyone.get("/.well-known/jwks.json").await.with_status(200);

    let mut keys = published["keys"].as_array().expect("keys").iter();
    let key = keys.find(|key| key["kid"] == checkpoint["kid"]).expect("the key is published");
    let octets = |value: &Value| BASE64URL_NOPAD.decode(value.as_str().expect("text").as_bytes()).expect("base64url");
    let text = |name: &str| checkpoint[name].as_str().expect("text").to_owned();
    let entry = checkpoint["entry"].as_i64().expect("a number");
    let (hash, time, kid) = (text("hash"), text("time"), text("kid"));
    let signed = format!("commend-trail-checkpoint-1\n{entry}\n{hash}\n{time}\n{kid}\n");
    let public = UnparsedPublicKey::new(&ED25519, octets(&key["x"]));
    public.verify(signed.as_bytes(), &octets(&checkpoint["signature"])).expect("a good signature");
    assert!(entry > 0, "{checkpoint}");
    assert_eq!(service.stop().await, Some(0));

    let line = place.succeed(&["audit", "checkpoint", "--json"], "");
    assert_eq!(line.lines().count(), 1, "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn against_a_checkpoint_a_missing_end_and_a_new_past_show() {
    let place = Place::new();
    export(&place, "empty.json");
    std::fs::write(place.path().join("people.csv"), people::FILE).expect("a file");
    place.succeed(&["import", "people", "people.csv"], "");
    grow(&place);
    grow(&place);
    let checkpoint = export(&place, "here.json");
    let known = checkpoint["entry"].as_i64().expect("a number");
    grow(&place);
    let (whole, _) = verify(&place, "here.json", 0);
    assert_eq!(whole["entries"], json!(known + 1));
    assert_eq!(whole["checkpoint"], json!(known));
    verify(&place, "empty.json", 0);

    for (name, value) in [("entry", json!(known - 1)), ("hash", json!("0".repeat(64))), ("kid", json!("key-99"))] {
        let mut forged = checkpoint.clone();
        forged[name] = value;
        std::fs::write(place.path().join("forged.json"), forged.to_string()).expect("a file");
        let (_, said) = verify(&place, "forged.json", 1);
        assert!(said.contains("forged.json is not a checkpoint"), "{said}");
    }
    std::fs::write(place.path().join("forged.json"), "{}").expect("a file");
    assert!(verify(&place, "forged.json", 1).1.contains("holds no checkpoint"));

    cut_off(&place, known - 1);
    place.succeed(&["audit", "verify"], "");
    let (cut, said) = verify(&place, "here.json", 1);
    assert_eq!((&cut["intact"], &cut["first_bad_entry"]), (&json!(false), &json!(known)), "{cut}");
    assert!(said.contains("the end was cut off"), "{said}");

    grow(&place);
    grow(&place);
    place.succeed(&["audit", "verify"], "");
    let (replaced, said) = verify(&place, "here.json", 1);
    assert_eq!(replaced["first_bad_entry"], json!(known));
    assert!(said.contains("written anew"), "{said}");
}
