//! Tests of the secret file: which lines it accepts, what a derived key opens, and the replacement of a secret.

use super::*;
use proptest::prelude::*;

fn secrets(lines: &str) -> (Secrets, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.key");
    std::fs::write(&path, lines).unwrap();
    (Secrets::read(&path).unwrap(), folder)
}

const ONE: &str = "XqI6kq0bQ1l0d3B2a5x7f9ZsT8mKcJvYwRhUeNoPgLi";
const TWO: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn keys_are_those_of_rfc_5869() {
    // HKDF computed by hand. The derivation must never change: after such an update nobody could sign in.
    let mac = |key: &[u8], parts: &[&[u8]]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), &parts.concat());
    let root = mac(b"commend", &[ONE.as_bytes()]);
    let expand = |label: &str| mac(root.as_ref(), &[b"commend/v1/", label.as_bytes(), &[1]]);
    let (secrets, _folder) = secrets(ONE);
    assert_eq!(secrets.current(), HEXLOWER.encode(&expand("name").as_ref()[..6]));
    let tag = secrets.tag(Purpose::OneTimeLinks, &secrets.current(), "seed").unwrap();
    assert_eq!(tag.as_ref(), mac(expand("derive/one-time-links").as_ref(), &[b"seed"]).as_ref());
    assert_eq!(BASE64URL_NOPAD.encode(&[0; 32]).len(), FEWEST_CHARACTERS);
}

#[test]
fn what_can_be_guessed_is_no_secret() {
    for text in ["", "\n# only a comment\n"] {
        assert!(matches!(check(text), Err(SecretProblem::Empty)), "{text:?}");
    }
    for line in
        ["changeme", &"a".repeat(64), &"abc".repeat(30), "correct horse battery staple and a few more words of it"]
    {
        assert!(matches!(check(&format!("\n{ONE}\n{line}\n")), Err(SecretProblem::Weak(3))), "{line:?}");
    }
    check(&format!("# of 2026\n{ONE}\r\n\n{TWO}")).unwrap();
}

#[test]
fn a_secret_that_was_added_since_is_found_and_the_first_is_in_use() {
    let (running, folder) = secrets(ONE);
    let (other, _folder) = secrets(TWO);
    let sealed = other.seal(Purpose::SigningKeys, "key-1", b"private").unwrap();
    let refused = running.open(Purpose::SigningKeys, "key-1", &sealed).err().unwrap();
    assert!(matches!(*refused.problem, SecretProblem::Unknown(_)), "{refused}");
    let old = running.seal(Purpose::SigningKeys, "key-2", b"older").unwrap();
    std::fs::write(folder.path().join("secret.key"), format!("{TWO}\n{ONE}\n")).unwrap();
    assert!(!running.is_current(&sealed));
    assert_eq!(running.open(Purpose::SigningKeys, "key-1", &sealed).unwrap(), b"private");
    assert!(running.is_current(&sealed) && !running.is_current(&old));
    assert_eq!(running.open(Purpose::SigningKeys, "key-2", &old).unwrap(), b"older");
}

#[test]
fn a_file_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/secret.key");
    let first = Secrets::read_or_make(&path).unwrap().current();
    assert_eq!(Secrets::read_or_make(&path).unwrap().current(), first);
    assert!(!make(&path).unwrap());
    assert_eq!(private_files::exposed(&path), None);
    let refused = Secrets::read(&folder.path().join("other")).err().unwrap();
    assert!(refused.to_string().contains("other cannot be read"), "{refused}");
}

proptest! {
    #[test]
    fn only_what_was_sealed_opens_and_only_under_its_name(
        value in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..400, flip in 1_u8..128,
    ) {
        let (secrets, _folder) = secrets(ONE);
        let sealed = secrets.seal(Purpose::SigningKeys, "key-1", &value).unwrap();
        prop_assert!(is_sealed(&sealed) && secrets.is_current(&sealed));
        prop_assert_ne!(&sealed, &secrets.seal(Purpose::SigningKeys, "key-1", &value).unwrap(), "a nonce of its own");
        prop_assert_eq!(secrets.open(Purpose::SigningKeys, "key-1", &sealed).unwrap(), value);
        prop_assert!(secrets.open(Purpose::SigningKeys, "key-2", &sealed).is_err());
        prop_assert!(secrets.open(Purpose::OneTimeLinks, "key-1", &sealed).is_err());
        let mut changed = sealed.clone().into_bytes();
        let at = at % changed.len();
        changed[at] ^= flip;
        if let Ok(changed) = String::from_utf8(changed) {
            prop_assert!(secrets.open(Purpose::SigningKeys, "key-1", &changed).is_err(), "{}", changed);
        }
    }

    #[test]
    fn no_text_makes_opening_panic(text in "(v1\\.)?[a-f0-9.]{0,20}[A-Za-z0-9_.-]{0,60}") {
        let (secrets, _folder) = secrets(ONE);
        prop_assert!(secrets.open(Purpose::SigningKeys, "key-1", &text).is_err());
    }
}
