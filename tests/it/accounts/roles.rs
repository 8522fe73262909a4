//! Granted roles, kept apart from roles of the directory file.

use commend::accounts::AccountsError;
use commend::permissions::Role;

use super::{Bank, SAM};

#[tokio::test]
async fn a_grant_counts_at_once_and_a_revocation_too() {
    let bank = Bank::with_passwords().await;
    let tokens = bank.sam().await;
    assert!(!bank.caller(&tokens).await.is(Role::Auditor));
    let granted = bank.accounts.grant(SAM, Role::Auditor, None).await.expect("granted");
    assert!(granted.new);
    assert_eq!(granted.roles.iter().collect::<Vec<_>>(), [Role::Banker, Role::Auditor]);
    assert!(bank.caller(&tokens).await.is(Role::Auditor));
    assert!(!bank.accounts.grant(SAM, Role::Auditor, None).await.expect("as before").new);
    let revoked = bank.accounts.revoke(SAM, Role::Auditor, None).await.expect("revoked");
    assert!(revoked.was_granted);
    assert!(!bank.caller(&tokens).await.is(Role::Auditor));
    let (grants, revocations) = (bank.entries("role.granted").await, bank.entries("role.revoked").await);
    assert_eq!((grants.len(), revocations.len()), (1, 1), "what changed nothing is not in the trail");
}

#[tokio::test]
async fn a_role_from_the_directory_is_not_revoked_by_hand() {
    let bank = Bank::with_passwords().await;
    let revoked = bank.accounts.revoke(SAM, Role::Banker, None).await.expect("answered");
    assert!(!revoked.was_granted);
    assert!(revoked.roles.has(Role::Banker));
    bank.accounts.grant(SAM, Role::Banker, None).await.expect("both ways");
    let revoked = bank.accounts.revoke(SAM, Role::Banker, None).await.expect("answered");
    assert!(revoked.was_granted && revoked.roles.has(Role::Banker));
    let nobody = bank.accounts.grant("nobody@meridian.example", Role::Hr, None).await;
    assert!(matches!(nobody, Err(AccountsError::UnknownPerson)));
}
