//! Leaving the bank and returning under the same number: sessions, links and granted roles end with the employment.

use std::time::Duration;

use commend::accounts::AccountsError;
use commend::accounts::operations::{Origin, end_sign_in};
use commend::audit::Actor;
use commend::directory::import::{self, Import, Report};
use commend::directory::operations;
use commend::permissions::Role;

use super::{Bank, HERON, OTTER, PRIYA, SAM, STAFF};

impl Bank {
    async fn import_file(&self, file: String) -> Report {
        let today = self.clock.now().day_in(chrono_tz::UTC);
        let import = Import { confirmed: true, ..Import::of("staff.csv", file) };
        let report = import::run(&self.db, self.clock.now(), today, Actor::CommandLine, import, end_sign_in).await;
        report.expect("an import that ends")
    }

    /// Imports the directory without Sam, who has a session, an open link and a granted role.
    async fn sam_leaves(&self) -> (commend::accounts::operations::Tokens, String, Report) {
        self.accounts.grant(SAM, Role::Auditor, None).await.expect("granted");
        let tokens = self.sam().await;
        let code = self.accounts.create_admin(SAM, Actor::CommandLine).await.expect("a link").code;
        let without_sam: String =
            STAFF.lines().filter(|line| !line.contains("Sam")).map(|line| format!("{line}\n")).collect();
        let report = self.import_file(without_sam).await;
        (tokens, code, report)
    }

    async fn is_shut_out(&self, tokens: &commend::accounts::operations::Tokens, code: &str) {
        self.clock.advance(Duration::from_secs(2));
        assert!(self.accounts.authenticate(&tokens.access_token).await.is_err(), "the session");
        assert!(self.refresh(&tokens.refresh_token).await.is_err(), "the refresh token");
        let refused = self.sign_in(SAM, OTTER).await.err();
        assert!(matches!(refused, Some(AccountsError::InvalidCredentials)), "the password");
        let refused = self.accounts.activate(code, "violet anchor drum 7", &Origin::default()).await.err();
        assert!(matches!(refused, Some(AccountsError::BadLink)), "the link");
    }
}

#[tokio::test]
async fn a_rehire_brings_back_no_password_no_session_no_link_and_no_granted_role() {
    let bank = Bank::with_passwords().await;
    let (tokens, code, report) = bank.sam_leaves().await;
    assert_eq!(report.notes.items.len(), 2, "{:?}", report.notes);
    assert!(report.notes.items[0].english().starts_with("3 left, and the role "), "{:?}", report.notes);
    bank.is_shut_out(&tokens, &code).await;

    bank.clock.advance(Duration::from_secs(2 * 86_400));
    let again = bank.clock.now().day_in(chrono_tz::UTC);
    let back = STAFF.replace("Oak Street,3,1,banker,,", &format!("Oak Street,3,1,banker,{again},"));
    assert_eq!(bank.import_file(back).await.counts.returned, 1);
    bank.is_shut_out(&tokens, &code).await;
    let sam = bank.person(SAM).await.id;
    let roles = bank.read(move |conn| operations::roles_of(conn, sam)).await;
    assert_eq!(roles.iter().collect::<Vec<_>>(), [Role::Banker], "roles of the file only");

    bank.accounts.set_password(SAM, HERON, Actor::CommandLine).await.expect("a new password");
    assert!(bank.sign_in(SAM, HERON).await.is_ok(), "a new one lets in");
    let ended = bank.entries("sign_in.ended").await;
    assert_eq!(ended.len(), 1, "{ended:?}");
    assert_eq!(bank.entries("role.ended_by_leaving").await.len(), 2);
}

#[tokio::test]
async fn a_rehire_between_two_imports_brings_back_nothing_and_a_corrected_first_day_ends_nothing() {
    let bank = Bank::with_passwords().await;
    bank.accounts.grant(SAM, Role::Auditor, None).await.expect("granted");
    let tokens = bank.sam().await;
    let began = |day: &str| STAFF.replace("Oak Street,3,1,banker,,", &format!("Oak Street,3,1,banker,{day},"));
    bank.import_file(began("2019-02-01")).await;
    bank.import_file(began("2019-03-01")).await;
    assert!(bank.sign_in(SAM, OTTER).await.is_ok(), "a first day was filled in and corrected");

    let code = bank.accounts.create_admin(SAM, Actor::CommandLine).await.expect("a link").code;
    bank.clock.advance(Duration::from_secs(3 * 86_400));
    let today = bank.clock.now().day_in(chrono_tz::UTC);
    bank.import_file(began(&today.to_string())).await;
    bank.is_shut_out(&tokens, &code).await;
    let sam = bank.person(SAM).await.id;
    let roles = bank.read(move |conn| operations::roles_of(conn, sam)).await;
    assert_eq!(roles.iter().collect::<Vec<_>>(), [Role::Banker], "roles of the file only");
}

#[tokio::test]
async fn who_was_left_out_for_a_day_starts_anew_and_others_notice_nothing() {
    let bank = Bank::with_passwords().await;
    let priya = bank.sign_in(PRIYA, HERON).await.unwrap_or_else(|error| panic!("{error}"));
    let (tokens, code, _) = bank.sam_leaves().await;
    bank.import_file(STAFF.to_owned()).await;
    bank.is_shut_out(&tokens, &code).await;
    assert_eq!(bank.caller(&priya).await.person, bank.person(PRIYA).await.id);
    assert!(bank.sign_in(PRIYA, HERON).await.is_ok());
}

#[tokio::test]
async fn an_employment_that_ends_overnight_ends_the_sign_in() {
    let bank = Bank::with_passwords().await;
    let today = bank.clock.now().day_in(chrono_tz::UTC);
    bank.import_file(STAFF.replace("Oak Street,3,1,banker,,", &format!("Oak Street,3,1,banker,,{today}"))).await;
    let tokens = bank.sam().await;
    let code = bank.accounts.create_admin(SAM, Actor::CommandLine).await.expect("a link").code;
    bank.clock.advance(Duration::from_secs(86_400));
    let tomorrow = bank.clock.now().day_in(chrono_tz::UTC);
    operations::turn_day(&bank.db, bank.clock.now(), tomorrow, end_sign_in).await.expect("a day");
    bank.import_file(STAFF.replace("Oak Street,3,1,banker,,", &format!("Oak Street,3,1,banker,{tomorrow},"))).await;
    bank.is_shut_out(&tokens, &code).await;
    let sam = bank.person(SAM).await.id;
    assert!(!bank.read(move |conn| operations::roles_of(conn, sam)).await.has(Role::Admin));
}
