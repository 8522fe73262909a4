//! The pages of HR, auditors and admins.

use commend::delivery::Cause;
use commend::delivery::transport::{Outcome, Phase, Reply, Verdict};
use commend::worklist::matter::{Mail, Matter};
use commend::worklist::{self};
use serde_json::{Value, json};

use crate::support::{Browser, TestApp, people};

/// Marks a delivery as refused by the relay, and opens the work item that the worker opens then.
pub async fn refuse(app: &TestApp, commendation: &str, delivery: &str, recipient: &str) {
    use commend::db::schema::deliveries;
    use diesel::prelude::*;
    let reply = Reply { code: 550, text: "5.1.1 no such user".to_owned() };
    let (phase, verdict) = (Phase::Recipient, Verdict::Refused);
    let outcome = Outcome { verdict, phase, reply: Some(reply), cause: Cause::Answered { phase, accepted: false } };
    let (commendation, id) = (commendation.parse().expect("an id"), delivery.to_owned());
    let mail = Mail {
        delivery: delivery.parse().expect("an id"),
        commendation: Some(commendation),
        recipient: recipient.to_owned(),
    };
    let now = app.clock.now();
    app.app
        .db
        .write(move |conn| {
            let row = deliveries::table.filter(deliveries::id.eq(id));
            diesel::update(row).set(deliveries::state.eq("failed")).execute(conn)?;
            let matter = Matter::MailFailed { mail, outcome, may_have_arrived: false };
            worklist::open(conn, &matter, now)
        })
        .await
        .expect("a write");
}

/// A commendation of Priya by Sam, whose mail to Priya's supervisor was refused: its id.
pub async fn refused(app: &TestApp) -> String {
    let sam = app.sign_in("sam").await;
    let body = json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you for the wire."});
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    let id = sent["id"].as_str().expect("an id").to_owned();
    let is_ruth = |one: &&Value| one["recipient"]["email"] == "ruth@bank.example";
    let ruth = sent["deliveries"].as_array().expect("a list").iter().find(is_ruth).expect("one to Ruth");
    refuse(app, &id, ruth["id"].as_str().expect("an id"), "Ruth Adler").await;
    id
}

/// The id of the first item on the page.
pub fn item_in(page: &str) -> String {
    let (_, after) = page.split_once("<h2 id=\"w-").expect("an item");
    after.split('"').next().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_list_is_for_hr_and_says_what_to_do() {
    let app = TestApp::start().await;
    let id = refused(&app).await;
    for who in ["sam", "noor", "lena"] {
        let other = Browser::signed_in(&app, who).await;
        assert_eq!(other.open("/worklist").await.status, 403, "{who}");
        assert!(!other.page("/").await.contains("href=\"/worklist\""), "{who} has no such entry in the menu");
    }
    let hugo = Browser::signed_in(&app, "hugo").await;
    assert!(hugo.page("/").await.contains("href=\"/worklist\""));
    let page = hugo.page("/worklist").await;
    for part in [
        "One matter needs a person.",
        ">All 1</a>",
        ">Mail 1</a>",
        "A mail to Ruth Adler did not arrive.",
        "the mail server knows no such mailbox",
        &format!("href=\"/commendations/{id}/letter.pdf\""),
        "Waiting since 10:44 today",
        "Try again",
    ] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert!(hugo.page("/worklist?kind=review").await.contains("Nothing here"));
    let spanish = hugo.submit("/settings/language", &[("language", "es")]).await;
    assert_eq!(spanish.status, 303);
    let page = hugo.page("/worklist").await;
    assert!(page.contains("Un correo a Ruth Adler no llegó.") && page.contains("no conoce ese buzón"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_mail_goes_out_again_to_the_corrected_address() {
    let app = TestApp::start().await;
    refused(&app).await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    let item = item_in(&hugo.page("/worklist").await);
    let path = format!("/worklist/{item}/address");
    let wrong = hugo.submit(&path, &[("email", "sam@bank.example"), ("reason", "She <married>")]).await;
    let text = wrong.text();
    assert_eq!(wrong.status, 422, "{text}");
    for part in [
        &format!("<a href=\"#email-{item}\">Right address: Another person who works here has this address.</a>"),
        "value=\"sam@bank.example\"",
        "value=\"She &#60;married&#62;\"",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    let answer = hugo.submit(&path, &[("email", "ruth.novak@bank.example"), ("reason", "She married")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/worklist"), "{}", answer.text());
    app.drain().await;
    assert!(app.mails().iter().any(|mail| mail.contains("ruth.novak@bank.example")), "it went to the new address");
    let page = hugo.page("/worklist").await;
    assert!(page.contains("The address is corrected, and the mail is in the queue again."), "{page}");
    assert!(page.contains("Nothing waits for a person."), "the item closes when the mail is sent: {page}");
    let closed = hugo.page("/worklist?state=resolved").await;
    assert!(closed.contains("Closed by itself, today, 10:44: its cause is gone."), "{closed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_is_closed_with_the_reason_and_shows_who_closed_it() {
    let app = TestApp::start().await;
    refused(&app).await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    let item = item_in(&hugo.page("/worklist").await);
    let path = format!("/worklist/{item}/resolution");
    let long = "x".repeat(2001);
    let answer = hugo.submit(&path, &[("note", &long)]).await;
    assert!(
        answer.status == 422 && answer.text().contains("A note has 2,000 characters at most."),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains(&long), "what was typed is kept");
    assert_eq!(hugo.submit(&path, &[("note", "I printed it for her.")]).await.status, 303);
    let closed = hugo.page("/worklist?state=resolved").await;
    for part in ["Closed by Hugo Reyes, today, 10:44", "I printed it for her.", "The matter is closed."] {
        assert!(closed.contains(part), "{part}:\n{closed}");
    }
    let again = hugo.submit(&path, &[]).await;
    assert_eq!(again.status, 409, "{}", again.text());
    let retry = hugo.submit(&format!("/worklist/{item}/retry"), &[]).await;
    assert_eq!((retry.status, retry.header("location")), (303, "/worklist"), "{}", retry.text());
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_finds_a_person_and_corrects_the_line_with_its_history() {
    let app = TestApp::start().await;
    let (priya, greta) = (app.id("priya").await, app.id("greta").await);
    for who in ["sam", "noor", "lena"] {
        let other = Browser::signed_in(&app, who).await;
        for path in ["/people".to_owned(), format!("/people/{priya}")] {
            assert_eq!(other.open(&path).await.status, 403, "{who}: {path}");
        }
    }
    let hugo = Browser::signed_in(&app, "hugo").await;
    assert!(hugo.page("/people").await.contains("Who is it?"));
    assert!(hugo.page("/people?q=priya").await.contains(&format!("href=\"/people/{priya}\">Priya Raman</a>")));
    assert!(hugo.page("/people?q=nobody").await.contains("Nothing found"));
    let path = format!("/people/{priya}");
    let page = hugo.page(&path).await;
    for part in ["<h1>Priya Raman</h1>", "From the directory file", "Supervisors today", "Ruth Adler", "Back office"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    // A suggestion that was chosen comes as an id, on the search and on the page of a person.
    let found = hugo.open(&format!("/people?q=gre&person={greta}")).await;
    assert_eq!((found.status, found.header("location")), (303, format!("/people/{greta}").as_str()));
    let page = hugo.page(&format!("{path}?supervisor={greta}")).await;
    assert!(page.contains(&format!("name=\"supervisor_id\" value=\"{greta}\" checked")), "{page}");
    let page = hugo.page(&format!("{path}?supervisor=greta")).await;
    assert!(page.contains(&format!("value=\"{greta}\" checked")) && page.contains("value=\"2026-11-21\""), "{page}");
    let lines = format!("{path}/reporting-lines");
    let own = hugo
        .submit(&lines, &[("supervisor_id", &priya), ("kind", "acting"), ("from", "2026-11-21"), ("reason", "A <b>")])
        .await;
    assert_eq!(own.status, 422);
    assert!(own.text().contains("Supervisor: Nobody supervises themselves"), "{}", own.text());
    assert!(own.text().contains("A &#60;b&#62;</textarea>"), "what was typed is kept: {}", own.text());
    let right =
        [("supervisor_id", greta.as_str()), ("kind", "primary"), ("from", "2026-11-21"), ("reason", "She moved")];
    let answer = hugo.submit(&lines, &right).await;
    assert_eq!((answer.status, answer.header("location")), (303, path.as_str()), "{}", answer.text());
    let page = hugo.page(&path).await;
    for part in ["The line is recorded.", "Corrected by Hugo Reyes, today, 10:44", "She moved", "Greta Olsen"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert_eq!(hugo.open("/people/0193e0a4-0000-7000-8000-000000000000").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_corrects_an_address_on_the_page_of_a_person() {
    let app = TestApp::start().await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    let path = format!("/people/{}", app.id("priya").await);
    let address = format!("{path}/address");
    let wrong = hugo.submit(&address, &[("email", "priya"), ("until", "2026-11-01"), ("reason", "late")]).await;
    assert_eq!(wrong.status, 422);
    for part in [
        "<a href=\"#email-address\">Right address: This is no mail address: it has no @.</a>",
        "<a href=\"#until-address\">Last day (optional): The last day is over already.</a>",
    ] {
        assert!(wrong.text().contains(part), "{part}:\n{}", wrong.text());
    }
    let answer = hugo.submit(&address, &[("email", "p.raman@bank.example"), ("reason", "late")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = hugo.page(&path).await;
    for part in ["The address is corrected.", "p.raman@bank.example", "The file says priya@bank.example.", "Holds"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_for_auditors_filtered_verified_and_exported() {
    let app = TestApp::start().await;
    let id = refused(&app).await;
    for who in ["sam", "hugo", "lena"] {
        let other = Browser::signed_in(&app, who).await;
        assert_eq!(other.open("/audit").await.status, 403, "{who}");
        assert_eq!(other.open("/audit/export").await.status, 403, "{who}");
    }
    let noor = Browser::signed_in(&app, "noor").await;
    let page = noor.page("/audit").await;
    assert!(page.contains("commendation.sent") && page.contains("href=\"/letters?role=all\""), "{page}");
    let page = noor.page(&format!("/audit?object=commendation:{id}")).await;
    assert!(page.contains("commendation.sent") && !page.contains("session.started"), "{page}");
    // People stand there by name and the commendation by its reference, each with its id; both can be asked for.
    let (sam, reference) = (app.id("sam").await, "C-2026-000001");
    assert!(
        page.contains(&format!("person%3A{sam}\">Sam Lee</a>")) && page.contains(&format!(">person:{sam}<")),
        "{page}"
    );
    assert!(
        page.contains(&format!(">{reference}</a>")) && page.contains(&format!("href=\"/commendations/{id}\"")),
        "{page}"
    );
    for asked in [format!("object={reference}"), format!("actor={sam}&object={reference}"), "actor=sam+lee".to_owned()]
    {
        let page = noor.page(&format!("/audit?{asked}")).await;
        assert!(page.contains("commendation.sent"), "{asked}:\n{page}");
    }
    let page = noor.page("/audit?actor=a").await;
    assert!(page.contains("Several people have this name") && page.contains("Nothing found"), "{page}");
    assert!(noor.page("/audit?from=2026-11-22").await.contains("Nothing found"));
    assert!(noor.page("/audit?from=2026-11-21&to=2026-11-21&actor=").await.contains("commendation.sent"));
    let older = noor.page("/audit?limit=1").await;
    assert!(older.contains("Older entries"), "{older}");
    let verified = noor.submit("/audit/verification", &[]).await;
    assert!(verified.status == 200 && verified.text().contains("The trail is whole:"), "{}", verified.text());
    let export = noor.open("/audit/export").await;
    let lines: Vec<Value> = export.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(i64::try_from(lines.len()).expect("a number"), app.trail_length().await);
    assert_eq!((&lines[lines.len() - 1]["seq"], export.header("content-type")), (&json!(1), "application/jsonl"));
}

impl Browser {
    /// Uploads a directory file, as the page of imports does.
    async fn upload(&self, query: &str, file: &str) -> u16 {
        let token = self.token().await;
        let part = reqwest::multipart::Part::bytes(file.as_bytes().to_vec()).file_name("staff.csv");
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.request(reqwest::Method::POST, &format!("/import?csrf={token}{query}"));
        self.send(request.header("sec-fetch-site", "same-origin").multipart(form)).await.status
    }

    /// The id of the file that waits.
    async fn waiting(&self) -> String {
        let page = self.page("/import").await;
        let (_, after) = page.split_once("action=\"/import/").unwrap_or_else(|| panic!("a file waits: {page}"));
        after.split('/').next().expect("an id").to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_imports_a_file_after_seeing_what_it_changes() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    assert_eq!((sam.open("/import").await.status, sam.upload("", people::FILE).await), (403, 403));
    let hugo = Browser::signed_in(&app, "hugo").await;
    assert!(hugo.page("/import").await.contains("Upload the directory file"));
    assert_eq!(hugo.upload("", &people::FILE.replace("priya@bank.example", "priya")).await, 303);
    let page = hugo.page("/import").await;
    assert!(page.contains("The file has errors") && page.contains("<code>email</code>"), "{page}");
    let answer = hugo.submit(&format!("/import/{}/import", hugo.waiting().await), &[]).await;
    assert_eq!(answer.status, 422, "{}", answer.text());

    let smaller =
        people::FILE.replace("7,Bea Novák,bea@bank.example,Card Specialist", "7,Bea Novák,bea@bank.example,Team Lead");
    assert_eq!(hugo.upload("", &smaller).await, 303, "it takes the place of the one before");
    let page = hugo.page("/import").await;
    assert!(page.contains("1 changed") && page.contains("Import now"), "{page}");
    let answer = hugo.submit(&format!("/import/{}/import", hugo.waiting().await), &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/import"), "{}", answer.text());
    let page = hugo.page("/import").await;
    assert!(page.contains("Last import today, 10:44.") && page.contains("Upload the directory file"), "{page}");
    assert!(hugo.page("/people?q=bea").await.contains("Team Lead"));

    // The brake asks for a tick.
    let without: String =
        smaller.lines().filter(|line| !line.starts_with("7,")).map(|line| format!("{line}\n")).collect();
    assert_eq!(hugo.upload("", &without).await, 303);
    let path = format!("/import/{}/import", hugo.waiting().await);
    let answer = hugo.submit(&path, &[]).await;
    assert!(answer.status == 422 && answer.text().contains("Tick that it is meant so"), "{}", answer.text());
    assert_eq!(hugo.submit(&path, &[("confirm", "on")]).await.status, 303);
    assert!(hugo.page("/people?q=bea&left=on").await.contains("Has left"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_changes_guarded_roles_needs_another_administrator() {
    let app = TestApp::start().await;
    let grant = |who: &'static str| {
        let accounts = app.app.accounts.clone();
        async move {
            let email = people::address(who);
            accounts.grant(&email, commend::permissions::Role::Admin, None).await.expect("a grant")
        }
    };
    grant("hugo").await;
    grant("tom").await;
    let (hugo, tom) = (Browser::signed_in(&app, "hugo").await, Browser::signed_in(&app, "tom").await);
    let lena = Browser::signed_in(&app, "lena").await;
    assert!(lena.page("/import").await.contains("No file waits"));
    let promoted = people::FILE.replace("2001,1,,2015-04-01", "2001,1,hr,2015-04-01");
    assert_eq!(hugo.upload("&partial=on", &promoted).await, 303);
    let id = hugo.waiting().await;
    let confirmation = format!("/import/{id}/confirmation");
    assert_eq!(lena.submit(&confirmation, &[]).await.status, 403, "HR has not asked yet");
    let asked = hugo.submit(&format!("/import/{id}/import"), &[("confirm", "on")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    assert!(hugo.page("/import").await.contains("It waits for an administrator."));
    for (browser, why) in [(&hugo, "who uploaded it"), (&tom, "whose role it changes")] {
        assert_eq!(browser.submit(&confirmation, &[]).await.status, 403, "{why}");
    }
    assert!(lena.page("/import").await.contains("Confirm and import"));
    assert_eq!(lena.submit(&confirmation, &[]).await.status, 303);
    app.advance(std::time::Duration::from_secs(2));
    assert_eq!(tom.open("/worklist").await.status, 200, "Tom is HR now");
    let entries = app.trail(20).await;
    let imported = entries.iter().find(|entry| entry.action == "directory.imported").expect("an entry");
    let lena_id = app.id("lena").await;
    assert!(imported.detail.contains(&lena_id), "the trail has who confirmed it: {}", imported.detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_and_ends_their_own_sessions() {
    let app = TestApp::start().await;
    let (here, there) = (Browser::signed_in(&app, "sam").await, Browser::signed_in(&app, "sam").await);
    let page = here.page("/settings").await;
    assert!(page.contains("Where you are signed in") && page.contains("This browser"), "{page}");
    let open = there.cookie("commend_session").expect("a session");
    let id = open.split('.').next().expect("an id").to_owned();
    let path = format!("/settings/sessions/{id}/end");
    let mia = Browser::signed_in(&app, "mia").await;
    assert_eq!(mia.submit(&path, &[]).await.status, 404, "somebody else's");
    let answer = here.submit(&path, &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings"), "{}", answer.text());
    assert!(here.page("/settings").await.contains("The session is ended."));
    assert_eq!(there.open("/settings").await.status, 303, "it leads to sign-in");
}
