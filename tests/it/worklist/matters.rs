//! Every kind of matter and of cause: stored, read again, and said in a sentence; and items of another release.

use actix_web::http::StatusCode;
use commend::clock::Timestamp;
use commend::delivery::transport::{Outcome, Phase, Reply, Verdict};
use commend::delivery::{Cause, words as delivery_words};
use commend::ids::{DeliveryId, DraftId, PersonId, WorkItemId};
use commend::language::Language;
use commend::worklist::matter::{Employee, LineBreak, LineFault, Mail, Matter, Objection};
use commend::worklist::{Kind, State, StoredMatter, words};
use serde_json::json;

use super::{commendation, failed, id, line, praised};
use crate::assists::Desk;

/// Fails unless every case of an enum is among the samples. A new case does not compile until it has a number here.
fn complete(name: &str, mut numbers: Vec<usize>, of: usize) {
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, (0..of).collect::<Vec<_>>(), "samples of every {name}");
}

/// One cause of each kind.
#[expect(clippy::too_many_lines, reason = "a list")]
fn causes() -> Vec<Cause> {
    let phase = Phase::Recipient;
    let said = "as a library says".to_owned();
    let all = vec![
        Cause::RecipientLeft,
        Cause::OutsideDomains,
        Cause::TooLate,
        Cause::OutdatedLink,
        Cause::Withdrawn,
        Cause::Replaced,
        Cause::Answered { phase, accepted: true },
        Cause::Answered { phase, accepted: false },
        Cause::ConnectionRefused { phase },
        Cause::ConnectionLost { phase },
        Cause::TimedOut { phase },
        Cause::MessageNotTaken { phase },
        Cause::Unreachable { phase, said: said.clone() },
        Cause::NotSmtp { phase },
        Cause::Unasked { phase },
        Cause::OutOfStep { phase, code: 220 },
        Cause::ResetOutOfStep { phase },
        Cause::TlsFailed { said: said.clone() },
        Cause::NoStartTls,
        Cause::TlsTwice,
        Cause::NoSignIn,
        Cause::NoInternationalAddresses,
        Cause::WrittenToFolder,
        Cause::FolderFailed { said: said.clone() },
        Cause::CopyNotMade,
        Cause::NotAnAddress { problem: commend::mail_addresses::AddressProblem::Character('(') },
        Cause::AddressRefused,
        Cause::NotComposed { said },
        Cause::WorkerEnded,
        Cause::NotForClient,
        Cause::Unknown,
        Cause::Unreadable { part: commend::delivery::RowPart::Kind },
    ];
    let numbers = all.iter().map(|cause| match cause {
        Cause::RecipientLeft => 0,
        Cause::OutsideDomains => 1,
        Cause::TooLate => 2,
        Cause::OutdatedLink => 3,
        Cause::Withdrawn => 4,
        Cause::Replaced => 5,
        Cause::Answered { .. } => 6,
        Cause::ConnectionRefused { .. } => 7,
        Cause::ConnectionLost { .. } => 8,
        Cause::TimedOut { .. } => 9,
        Cause::MessageNotTaken { .. } => 10,
        Cause::Unreachable { .. } => 11,
        Cause::NotSmtp { .. } => 12,
        Cause::Unasked { .. } => 13,
        Cause::OutOfStep { .. } => 14,
        Cause::ResetOutOfStep { .. } => 15,
        Cause::TlsFailed { .. } => 16,
        Cause::NoStartTls => 17,
        Cause::TlsTwice => 18,
        Cause::NoSignIn => 19,
        Cause::NoInternationalAddresses => 20,
        Cause::WrittenToFolder => 21,
        Cause::FolderFailed { .. } => 22,
        Cause::CopyNotMade => 23,
        Cause::NotAnAddress { .. } => 24,
        Cause::AddressRefused => 25,
        Cause::NotComposed { .. } => 26,
        Cause::WorkerEnded => 27,
        Cause::Unknown => 28,
        Cause::Unreadable { .. } => 29,
        Cause::NotForClient => 30,
    });
    complete("cause", numbers.collect(), 31);
    all
}

fn outcome(verdict: Verdict, phase: Phase, reply: Option<(u16, &str)>) -> Outcome {
    let cause = match reply {
        Some(_) => Cause::Answered { phase, accepted: verdict == Verdict::Sent },
        None => Cause::ConnectionLost { phase },
    };
    Outcome { verdict, phase, reply: reply.map(|(code, text)| Reply { code, text: text.to_owned() }), cause }
}

/// Matters about mails, some with several arguments.
fn about_mails() -> Vec<Matter> {
    let mail = || Mail {
        delivery: id::<DeliveryId>(1),
        commendation: Some(commendation().id),
        recipient: "Tom Okafor".to_owned(),
    };
    let failures = [
        (outcome(Verdict::Refused, Phase::Recipient, Some((550, "5.1.1 no such user"))), false),
        (outcome(Verdict::Retry, Phase::Connect, None), false),
        (outcome(Verdict::Unknown, Phase::Content, None), true),
    ];
    let not_mailed = |cause| Matter::RecipientNotMailed {
        commendation: commendation(),
        delivery: id(1),
        recipient: "Tom Okafor".to_owned(),
        cause,
    };
    let mut all: Vec<Matter> = failures
        .into_iter()
        .map(|(outcome, may_have_arrived)| Matter::MailFailed { mail: mail(), outcome, may_have_arrived })
        .collect();
    all.extend(causes().into_iter().map(|cause| Matter::MailNotSent { mail: mail(), cause }));
    all.extend([true, false].map(|supervisor| Matter::RecipientLeft {
        mail: mail(),
        supervisor,
        told_instead: vec![id(3)],
    }));
    all.extend([Cause::RecipientLeft, Cause::OutsideDomains, Cause::Unknown].map(not_mailed));
    all.push(Matter::RelayRefuses { outcome: outcome(Verdict::Misconfigured, Phase::Auth, Some((535, "5.7.8 no"))) });
    let silent = outcome(Verdict::Retry, Phase::Connect, None);
    let since = Timestamp::from_micros(1_795_257_840_000_000);
    all.extend([0, 1, 3].map(|waiting| Matter::RelayUnreachable { since, waiting, outcome: Some(silent.clone()) }));
    let waiting = |count, reply: Option<&str>, cause| Matter::MailsWaiting {
        count,
        oldest: mail(),
        since,
        domain: "bank.example".to_owned(),
        reply: reply.map(str::to_owned),
        cause,
    };
    all.push(waiting(1, Some("450 4.2.0 later"), None));
    all.push(waiting(3, None, Some(Cause::CopyNotMade)));
    all.push(waiting(1, None, None));
    all.extend([1, 3].map(|waiting| Matter::OutboxHeld { since, waiting }));
    all.extend([1, 3].map(|count| Matter::LinksTooLate { count }));
    all.push(Matter::MailsUnreadable { count: 3, recipients: vec!["Tom Okafor".to_owned(), "Sam Lee".to_owned()] });
    all
}

/// Every fault of an imported line.
fn faults() -> Vec<LineFault> {
    let manager = || "101761".to_owned();
    let faults = vec![
        LineFault::OwnNumber,
        LineFault::Circle { members: vec!["1".to_owned(), "2".to_owned()] },
        LineFault::NotStarted { manager: manager() },
        LineFault::Left { manager: manager() },
        LineFault::LeftAndMissing { manager: manager() },
        LineFault::NotInFile { manager: manager() },
        LineFault::NotInDirectory { manager: manager() },
    ];
    let numbers = faults.iter().map(|fault| match fault {
        LineFault::OwnNumber => 0,
        LineFault::Circle { .. } => 1,
        LineFault::NotStarted { .. } => 2,
        LineFault::Left { .. } => 3,
        LineFault::LeftAndMissing { .. } => 4,
        LineFault::NotInFile { .. } => 5,
        LineFault::NotInDirectory { .. } => 6,
    });
    complete("fault", numbers.collect(), 7);
    faults
}

/// Matters of every kind, some with several arguments.
fn matters() -> Vec<Matter> {
    let person = || Employee { id: id::<PersonId>(2), name: "Priya Raman".to_owned(), number: "100207".to_owned() };
    let broken = |break_of_line| Matter::BrokenLine { commendation: commendation(), person: person(), break_of_line };
    let mut all = about_mails();
    all.push(Matter::MissingGlyphs {
        commendation: commendation(),
        characters: vec!["\u{13000}".to_owned(), "\u{20}".to_owned()],
    });
    all.push(Matter::UnsureHelper { commendation: commendation() });
    all.extend([
        praised(),
        match praised() {
            Matter::SupervisorPraised { commendation, helper, .. } => {
                Matter::SupervisorPraised { commendation, helper, banker_is_above: false }
            }
            other => other,
        },
    ]);
    all.extend([LineBreak::NoSupervisor, LineBreak::SupervisorLeft, LineBreak::Cycle].map(broken));
    all.extend(faults().into_iter().map(|fault| line(2, fault)));
    let signed_at = Some(Timestamp::from_micros(1_795_257_840_000_000));
    all.extend([(signed_at, false), (signed_at, true), (None, true)].map(|(signed_at, left)| Matter::UnsentLetter {
        draft: id::<DraftId>(3),
        banker: person(),
        signed_at,
        left,
    }));
    all.extend([Objection::NotAboutMe, Objection::NotMyReport].map(|objection| Matter::Disputed {
        commendation: commendation(),
        person: person(),
        objection,
        note: Some("She moved to another team.".to_owned()),
    }));
    let numbers = all.iter().map(|matter| match matter {
        Matter::MailFailed { .. } => 0,
        Matter::MailNotSent { .. } => 1,
        Matter::RecipientLeft { .. } => 2,
        Matter::RecipientNotMailed { .. } => 3,
        Matter::RelayRefuses { .. } => 4,
        Matter::MissingGlyphs { .. } => 5,
        Matter::UnsureHelper { .. } => 6,
        Matter::SupervisorPraised { .. } => 7,
        Matter::BrokenLine { .. } => 8,
        Matter::ImportedLine { .. } => 9,
        Matter::UnsentLetter { .. } => 10,
        Matter::Disputed { .. } => 11,
        Matter::MailsUnreadable { .. } => 12,
        Matter::RelayUnreachable { .. } => 13,
        Matter::MailsWaiting { .. } => 14,
        Matter::OutboxHeld { .. } => 15,
        Matter::LinksTooLate { .. } => 16,
    });
    complete("matter", numbers.collect(), 17);
    all
}

#[actix_web::test]
async fn every_matter_is_read_as_it_was_stored() {
    let desk = Desk::open().await;
    let mut said = String::new();
    for matter in matters() {
        desk.opened(matter.clone()).await;
        let items = desk.items(State::Open).await;
        assert_eq!(items.len(), 1, "{matter:?}");
        assert_eq!(items[0].told, StoredMatter::Matter(Box::new(matter.clone())));
        assert_eq!(
            (items[0].kind.as_str(), &items[0].subject),
            (matter.kind().as_str(), &matter.subject().to_string())
        );
        said += &format!("{}: {}\n", matter.kind(), words::summary(Language::english(), &items[0]));
        if let Some(advice) = words::advice(Language::english(), &matter) {
            said += &format!("    {advice}\n");
        }
        let listed = desk.get("ines", "/api/v1/work-items?state=open").await;
        let (item, detail) = (&listed.body["items"][0], &listed.body["items"][0]["detail"]);
        assert_eq!(item["summary"], words::summary(Language::english(), &items[0]));
        assert_eq!(
            detail.get("why").and_then(|why| why.as_str()),
            words::advice(Language::english(), &matter).as_deref(),
            "{matter:?}"
        );
        for language in Language::all() {
            let told = [Some(words::summary(language, &items[0])), words::advice(language, &matter)];
            let id = |text: &String| text.contains("matter-") || text.contains("delivery-") || text.contains("{$");
            assert!(!told.iter().flatten().any(id), "every word is defined, with its values: {language:?}: {told:?}");
        }
        desk.closed(matter.kind(), matter.subject()).await;
    }
    insta::assert_snapshot!("matters", said);
}

#[test]
fn a_cause_is_read_as_it_was_stored_and_by_another_release_as_unknown() {
    for cause in causes() {
        let stored = serde_json::to_string(&cause).expect("JSON");
        assert_eq!(serde_json::from_str::<Cause>(&stored).expect("a cause"), cause);
        for language in Language::all() {
            assert!(!delivery_words::cause_in(language, &cause).contains("delivery-"), "{language:?}: {cause:?}");
        }
        assert!(stored.contains(&format!("\"kind\":\"{}\"", cause.word())), "{stored}");
    }
    let later: Cause = serde_json::from_str(r#"{"kind":"solar_flare","strength":9}"#).expect("a cause");
    assert_eq!(later, Cause::Unknown);
}

#[actix_web::test]
async fn an_item_of_another_release_is_listed_with_what_is_known() {
    let desk = Desk::open().await;
    desk.opened(failed(1)).await;
    let now = desk.clock.now();
    for (kind, arguments) in [
        ("solar_flare", r#"{"matter":"solar_flare","strength":9}"#),
        ("failed_mail", r#"{"matter":"mail_failed","mail":"of a form that this release does not know"}"#),
        ("review", "no JSON at all"),
    ] {
        desk.write(move |conn| {
            use commend::db::schema::work_items;
            use diesel::prelude::*;
            let item = (
                work_items::id.eq(WorkItemId::new()),
                work_items::kind.eq(kind),
                work_items::state.eq("open"),
                work_items::subject.eq("sun:1"),
                work_items::arguments.eq(arguments),
                work_items::opened_at.eq(now),
            );
            diesel::insert_into(work_items::table).values(item).execute(conn)?;
            Ok(())
        })
        .await;
    }
    let listed = desk.get("ines", "/api/v1/work-items?state=open").await;
    assert_eq!(listed.status, StatusCode::OK);
    let mut said: Vec<_> = listed.each("kind").into_iter().zip(listed.each("summary")).collect();
    said.sort();
    let unknown = |kind: &str| {
        format!("This release of Commend cannot describe this item. It is of the kind “{kind}”, about sun:1.")
    };
    assert_eq!(said[0].1, "Priya Raman was not sent a mail.");
    assert_eq!(said[1].1, unknown("failed_mail"));
    assert_eq!(said[2], ("review".to_owned(), unknown("review")));
    assert_eq!(said[3], ("solar_flare".to_owned(), unknown("solar_flare")));
    let items = listed.body["items"].as_array().expect("items");
    let flare = items.iter().find(|item| item["kind"] == "solar_flare").expect("the item");
    assert_eq!(flare["detail"], json!({"matter": "solar_flare", "strength": 9}));
    let path = format!("/api/v1/work-items/{}/resolution", flare["id"].as_str().expect("an id"));
    assert_eq!(desk.post("ines", &path, json!({})).await.status, StatusCode::CREATED);
    desk.closed(Kind::Review, commend::worklist::Subject::Relay).await;
    assert_eq!(desk.items(State::Open).await.len(), 3);
}
