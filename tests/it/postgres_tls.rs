//! TLS to PostgreSQL: the server of the test run is verified by its certificate, and refused when the certificate is not trusted.
//!
//! `TEST_DATABASE_CA` names the certificate of the authority; `./check` makes one and starts the server with it.

use commend::db::{Database, DbError, Location};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use url::Url;

use crate::support::TestDatabase;

#[derive(QueryableByName)]
struct Connected {
    #[diesel(sql_type = Bool)]
    ssl: bool,
}

/// Location of the test's database by host name, with `sslmode=verify-full`.
fn verified(test: &TestDatabase, authority: &str) -> Option<Location> {
    let Location::Postgres(url) = test.db.location() else { return None };
    let mut url = Url::parse(url).expect("a URL");
    url.set_host(Some("localhost")).expect("a host");
    url.query_pairs_mut().append_pair("sslmode", "verify-full").append_pair("sslrootcert", authority);
    Some(Location::Postgres(url.into()))
}

#[tokio::test]
async fn a_server_is_known_by_its_certificate() {
    #[allow(clippy::disallowed_methods, reason = "the run's own setting, not the product's")]
    let Ok(authority) = std::env::var("TEST_DATABASE_CA") else { return };
    let test = TestDatabase::new();
    let Some(location) = verified(&test, &authority) else { return };
    let db = Database::open(location, 1).expect("a connection to a server whose certificate is right");
    let query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let connected = db
        .read(move |conn| Ok::<_, DbError>(diesel::sql_query(query).get_result::<Connected>(conn)?))
        .await
        .expect("an answer");
    assert!(connected.ssl, "the connection is encrypted");

    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("another authority");
    let file = test.folder().join("other.pem");
    std::fs::write(&file, other.cert.pem()).expect("its certificate");
    let location = verified(&test, file.to_str().expect("a path")).expect("PostgreSQL");
    // `open` waits 10 s for a connection; migrations connect once and report the error.
    let refused = commend::db::migrations::pending(&location).expect_err("a server that nobody vouches for");
    assert!(refused.to_string().to_lowercase().contains("certificate"), "{refused}");
}
