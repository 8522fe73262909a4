//! Files of the binary on disk: no other user can read them, whatever the umask at the start.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use commend::db::Location;

use super::Place;
use crate::support::people;

/// Files and folders below `folder` on which other users have any permission.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let meta = std::fs::symlink_metadata(&path).expect("a file");
        if meta.mode() & 0o077 != 0 {
            found.push(format!("{:04o} {}", meta.mode() & 0o7777, path.display()));
        }
        if meta.is_dir() {
            found.extend(open_to_others(&path));
        }
    }
    found
}

impl Place {
    /// Runs a command in a shell with a umask that would open every new file to everybody.
    fn run_openly(&self, arguments: &[&str]) -> Output {
        let plain = self.command(arguments);
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "umask 000; exec \"$0\" \"$@\""]).arg(plain.get_program()).args(plain.get_args());
        command.env_clear().current_dir(self.path()).stdin(Stdio::null());
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.output().expect("a shell")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_made_is_open_to_others() {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    let below = place.path().join("made/by/commend");
    if let Location::Sqlite(_) = &place.location {
        place.set("DATABASE_URL", format!("sqlite://{}", below.join("commend.db").display()));
    }
    place.set("COMMEND_DATA_DIR", below.display().to_string());
    // The test's own folder is 0700; files that the test writes are not checked.
    std::fs::write(place.path().join("people.csv"), people::FILE).expect("a file");
    for arguments in [&["migrate"][..], &["import", "people", "people.csv"], &["secret", "new", "made/new.key"]] {
        let output = place.run_openly(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let again = place.run_openly(&["secret", "new", "made/new.key"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
    let service = place.start(&["serve"]);
    let mut service = service;
    service.until("listening on").await;
    let made = place.path().join("made");
    assert!(below.join("secret.key").exists() && below.join("documents").is_dir());
    assert_eq!(open_to_others(&made), Vec::<String>::new(), "while it runs, with what the database keeps beside it");
    assert_eq!(service.stop().await, Some(0));
    assert_eq!(open_to_others(&made), Vec::<String>::new());
}
