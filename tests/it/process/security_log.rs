//! The security log of the built binary: its own file, private to its owner, whatever `RUST_LOG` says.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};
use url::Url;

use super::{Place, Running, url_in};

async fn serve(place: &Place) -> (Running, Url) {
    let mut running = place.start(&["serve"]);
    let said = running.until("Commend serves").await;
    let url = url_in(said.last().expect("a line"));
    (running, url)
}

async fn wrong_sign_in(url: &Url) -> String {
    let body = json!({"email": "nobody@bank.example", "password": "a wrong guess"});
    let answer = reqwest::Client::new().post(url.join("api/v1/tokens").expect("a path")).json(&body).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 401);
    answer.headers()["x-request-id"].to_str().expect("an id").to_owned()
}

fn lines(path: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("a log");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_its_own_for_its_owner_only_that_may_be_moved_away() {
    let mut place = Place::new();
    let (log, moved) = (place.path().join("security.log"), place.path().join("security.log.1"));
    std::fs::write(&log, "").expect("a file from before");
    std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o644)).expect("open to all");
    place.set("COMMEND_SECURITY_LOG", log.display().to_string());
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    place.set("RUST_LOG", "off");
    let (running, url) = serve(&place).await;
    let first = wrong_sign_in(&url).await;
    std::fs::rename(&log, &moved).expect("rotated");
    let second = wrong_sign_in(&url).await;
    for (path, request) in [(&moved, first), (&log, second)] {
        let lines = lines(path);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!((&lines[0]["outcome"], &lines[0]["request_id"]), (&json!("sign_in_failed"), &json!(request)));
        assert!(lines[0]["timestamp"].is_string());
        assert_eq!(path.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(path).expect("a log");
        assert!(!text.contains("nobody@") && !text.contains("wrong guess"), "{text}");
    }
    assert_eq!(running.said(), "", "no line of it is in the log");
    running.stop().await;
}

#[test]
fn a_place_that_cannot_be_written_is_told_at_the_start() {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    place.set("COMMEND_SECURITY_LOG", "/nowhere/at/all.log");
    for arguments in [["config", "check"].as_slice(), &["serve"]] {
        let output = place.run(arguments, "");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("COMMEND_SECURITY_LOG: /nowhere/at/all.log lies in a folder that is not there"),
            "{said}"
        );
    }
}
