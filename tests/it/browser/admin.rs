//! The pages of administrators: who may what, grants with reasons, links, sessions, settings, the last import.

use crate::support::people::address;
use crate::support::{Browser, TestApp};

async fn path_of(app: &TestApp, who: &str) -> String {
    format!("/admin/people/{}", app.id(who).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sees_who_may_what_the_last_import_and_the_settings() {
    let app = TestApp::start().await;
    let lena = Browser::signed_in(&app, "lena").await;
    let page = lena.page("/admin").await;
    for words in [
        "Lena Fischer",
        "Hugo Reyes",
        "Noor Haddad",
        "From the directory file; it is changed there.",
        "Granted at the command line of the server",
        "Done at the command line",
        "No grant has ended yet.",
        "<code>bank.name</code></dt><dd><bdi>Sample Bank</bdi>",
        "(set, not shown)",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Priya Raman"), "only those who read what others wrote: {page}");
    assert!(!page.contains("smtp://"), "{page}");
    assert!(page.contains("<a href=\"/admin\" aria-current=\"page\">"), "{page}");
    let found = lena.page("/admin?q=priya").await;
    assert!(found.contains(&format!("{}\">Priya Raman", path_of(&app, "priya").await)), "{found}");
    for who in ["hugo", "noor", "sam"] {
        let other = Browser::signed_in(&app, who).await;
        assert!(!other.page("/").await.contains("href=\"/admin\""), "{who}");
        for path in ["/admin".to_owned(), path_of(&app, "sam").await] {
            assert_eq!(other.open(&path).await.status, 403, "{who} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_granted_and_revoked_with_a_reason_by_somebody_else() {
    let app = TestApp::start().await;
    let lena = Browser::signed_in(&app, "lena").await;
    let path = path_of(&app, "bea").await;
    let (grant, revocation) = (format!("{path}/grant"), format!("{path}/revocation"));
    for (fields, words) in [
        (&[("role", "hr"), ("reason", " ")][..], "<a href=\"#reason-grant\">"),
        (&[("role", "king"), ("reason", "She rules.")][..], "<a href=\"#role-grant\">"),
        (&[][..], "<a href=\"#role-grant\">"),
    ] {
        let refused = lena.submit(&grant, fields).await;
        assert!(refused.status == 422 && refused.text().contains(words), "{fields:?}: {}", refused.text());
        assert!(
            fields.iter().all(|(_, value)| refused.text().contains(value.trim()) || *value == "king"),
            "{fields:?}"
        );
    }
    let answer = lena.submit(&grant, &[("role", "hr"), ("reason", "Stands in for Hugo.")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, path.as_str()), "{}", answer.text());
    let page = lena.page(&path).await;
    for words in ["The role is granted.", "Human resources", "Granted by Lena Fischer, today", "Stands in for Hugo."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(lena.page("/admin").await.contains("Stands in for Hugo."));
    let bea = Browser::signed_in(&app, "bea").await;
    assert_eq!(bea.open("/worklist").await.status, 200, "it holds at once");
    let again = lena.submit(&grant, &[("role", "hr"), ("reason", "Twice.")]).await;
    assert_eq!(again.status, 303);
    assert!(lena.page(&path).await.contains("held this role by hand already"));

    let refused = lena.submit(&revocation, &[("role", "hr"), ("reason", "")]).await;
    assert!(refused.status == 422 && refused.text().contains("<a href=\"#reason-hr\">"), "{}", refused.text());
    let answer = lena.submit(&revocation, &[("role", "hr"), ("reason", "Hugo is back.")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = lena.page(&path).await;
    for words in ["The role is revoked.", "Stands in for Hugo.", "Revoked by Lena Fischer, today", "Hugo is back."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(lena.page("/admin").await.contains("Hugo is back."), "the earlier grants");
    assert_eq!(bea.open("/worklist").await.status, 403, "it ends at once");

    let own = path_of(&app, "lena").await;
    let page = lena.page(&own).await;
    assert!(page.contains("These are your own roles.") && !page.contains("/grant\""), "{page}");
    for verb in ["grant", "revocation"] {
        let refused = lena.submit(&format!("{own}/{verb}"), &[("role", "admin"), ("reason", "Mine.")]).await;
        assert_eq!(refused.status, 403, "{verb}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sends_a_link_and_ends_sessions() {
    let app = TestApp::start().await;
    let (lena, mia) = (Browser::signed_in(&app, "lena").await, Browser::signed_in(&app, "mia").await);
    let path = path_of(&app, "mia").await;
    let page = lena.page(&path).await;
    assert!(page.contains("The person has chosen a password.") && page.contains("End all sessions"), "{page}");
    for words in ["A link is on its way", "A link is on its way", "A link is on its way", "three links within the hour"]
    {
        assert_eq!(lena.submit(&format!("{path}/link"), &[]).await.status, 303);
        let page = lena.page(&path).await;
        assert!(page.contains(words), "{words}: {page}");
    }
    app.drain().await;
    let to_mia = app.mails().into_iter().filter(|mail| mail.contains(&address("mia"))).count();
    assert_eq!(to_mia, 3);
    let asked = lena.submit(&format!("{path}/sessions"), &[]).await;
    assert!(asked.status == 200 && asked.text().contains("End all sessions of this person?"), "{}", asked.text());
    assert_eq!(lena.submit(&format!("{path}/sessions"), &[("confirmed", "on")]).await.status, 303);
    let page = lena.page(&path).await;
    assert!(page.contains("All sessions of the person are ended.") && page.contains("Nowhere at present."), "{page}");
    assert_eq!(mia.open("/settings").await.status, 303, "signed out");
    assert_eq!(lena.open(&path_of(&app, "mia").await.replace("/admin/people/0", "/admin/people/1")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_has_no_role_and_the_grant_is_history() {
    let app = TestApp::start().await;
    let lena = Browser::signed_in(&app, "lena").await;
    let path = path_of(&app, "bea").await;
    let grant = lena.submit(&format!("{path}/grant"), &[("role", "auditor"), ("reason", "Year end.")]).await;
    assert_eq!(grant.status, 303);
    let without: String = crate::support::people::FILE
        .lines()
        .filter(|line| !line.contains("bea@"))
        .map(|line| format!("{line}\n"))
        .collect();
    app.import(&without).await;
    let page = lena.page(&path).await;
    for words in ["Year end.", "because the person left", "The person has no password yet."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("/grant\"") && !page.contains("/link\""), "{page}");
    assert_eq!(lena.submit(&format!("{path}/grant"), &[("role", "hr"), ("reason", "No.")]).await.status, 404);
    assert_eq!(lena.submit(&format!("{path}/link"), &[]).await.status, 404);
}
