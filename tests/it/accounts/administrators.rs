//! The first administrator, whose account may be made before the directory is imported.

use commend::accounts::AccountsError;
use commend::accounts::operations::Origin;
use commend::accounts::operations::end_sign_in;
use commend::audit::Actor;
use commend::directory::import::{self, Import, Mode, Verdict};
use commend::directory::operations;
use commend::permissions::Role;

use super::{Bank, HERON, OTTER, SAM, STAFF};

const IVY: &str = "ivy.stone@meridian.example";
const IVYS_ROW: &str = "77,Ivy Stone,Ivy.Stone@meridian.example,Engineer,Systems,,77,1,,,\n";

impl Bank {
    async fn import(&self, file: &str, mode: Mode) -> Verdict {
        let today = self.clock.now().day_in(chrono_tz::UTC);
        let import = Import { confirmed: true, mode, ..Import::of("staff.csv", file) };
        import::run(&self.db, self.clock.now(), today, Actor::CommandLine, import, end_sign_in)
            .await
            .expect("an import")
            .verdict
    }

    /// Makes an administrator with a password; the directory may be empty.
    async fn administrator(&self) {
        let admin = self.accounts.create_admin(IVY, Actor::CommandLine).await.unwrap_or_else(|error| panic!("{error}"));
        self.accounts.activate(&admin.code, OTTER, &Origin::default()).await.expect("a password");
    }

    async fn is_administrator(&self) -> bool {
        let tokens = self.sign_in(IVY, OTTER).await.unwrap_or_else(|error| panic!("Ivy signs in: {error}"));
        self.caller(&tokens).await.is(Role::Admin)
    }
}

#[tokio::test]
async fn the_first_administrator_comes_before_the_directory() {
    let bank = Bank::empty();
    bank.administrator().await;
    assert!(bank.is_administrator().await);
    let actions: Vec<String> = bank.trail().await.into_iter().map(|entry| entry.action).collect();
    let expected = [
        "person.added_by_hand",
        "role.granted",
        "activation.started",
        "password.changed",
        // The first tokens need the first keys.
        "signing_keys.rotated",
        "session.started",
    ];
    assert_eq!(actions, expected);
}

#[tokio::test]
async fn the_directory_makes_the_two_one() {
    let bank = Bank::empty();
    bank.administrator().await;
    let before = bank.person(IVY).await;
    assert_eq!(bank.import(STAFF, Mode::Whole).await, Verdict::Imported);
    assert!(bank.is_administrator().await, "a file that does not know the address leaves the person alone");
    assert_eq!(bank.import(&format!("{STAFF}{IVYS_ROW}"), Mode::Whole).await, Verdict::Imported);
    let after = bank.person(IVY).await;
    assert_eq!(after.id, before.id);
    assert_eq!((after.employee_number.as_str(), after.name.as_str()), ("77", "Ivy Stone"));
    assert!(bank.is_administrator().await);
    let head = bank.person("ines.okafor@meridian.example").await.id;
    let (today, id) = (bank.clock.now().day_in(chrono_tz::UTC), after.id);
    assert!(bank.read(move |conn| operations::is_supervisor_of(conn, head, id, today)).await);
    assert_eq!(bank.import(&format!("{STAFF}{IVYS_ROW}"), Mode::Whole).await, Verdict::Unchanged);
    assert_eq!(bank.import(STAFF, Mode::Whole).await, Verdict::Imported);
    assert!(bank.sign_in(IVY, OTTER).await.is_err(), "from now on the file says who is here");
}

#[tokio::test]
async fn a_part_of_the_directory_makes_them_one_too() {
    let bank = Bank::empty();
    bank.administrator().await;
    assert_eq!(bank.import(&format!("{STAFF}{IVYS_ROW}"), Mode::Partial).await, Verdict::Imported);
    assert!(bank.is_administrator().await);
    assert_eq!(bank.person(IVY).await.employee_number, "77");
}

#[tokio::test]
async fn an_address_that_becomes_a_known_persons_is_that_persons() {
    let bank = Bank::open().await;
    bank.administrator().await;
    let renamed = STAFF.replace(SAM, IVY);
    assert_eq!(bank.import(&renamed, Mode::Whole).await, Verdict::Imported);
    assert_eq!(bank.person(IVY).await.employee_number, "3");
    assert!(bank.sign_in(IVY, OTTER).await.is_err(), "nobody inherits a password");
}

#[tokio::test]
async fn whoever_is_in_the_directory_is_not_added_again() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    let admin = bank.accounts.create_admin(" SAM.lee@meridian.example", Actor::CommandLine).await;
    let admin = admin.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(admin.person, bank.person(SAM).await.id);
    assert!(bank.caller(&tokens).await.is(Role::Admin), "nothing ends before the code is used");
    let second = bank.accounts.create_admin(SAM, Actor::CommandLine).await.unwrap_or_else(|error| panic!("{error}"));
    bank.accounts.activate(&second.code, HERON, &Origin::default()).await.expect("a password");
    assert!(bank.is_out(&tokens).await);
    let void = bank.accounts.activate(&admin.code, HERON, &Origin::default()).await;
    assert!(matches!(void, Err(AccountsError::BadLink)), "the use of one code makes the others void");
    for nonsense in ["", "ivy", "@", "a b@c", "ivy@meridian.example\n"] {
        let refused = bank.accounts.create_admin(nonsense, Actor::CommandLine).await.err();
        // A line end at the edge of the address is accepted: the shell added it.
        assert_eq!(refused.is_some(), !nonsense.starts_with("ivy@"), "{nonsense:?}");
    }
}
