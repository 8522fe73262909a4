//! The SMTP transport alone against every known fault of a relay.

use std::time::Duration;

use commend::delivery::{
    Cause,
    relay::Relay,
    transport::{Deadlines, Outcome, Outgoing, Phase, Smtp, SmtpSettings, TlsProblem, Transport, Verdict},
    words,
};

use crate::support::{
    Authority,
    smtp::{Fault, Protection, SmtpServer, Step, reply},
};

pub(super) fn settings(url: &str) -> SmtpSettings {
    SmtpSettings {
        relay: Relay::parse(url).unwrap(),
        hello_name: Some("commend.meridian.example".to_owned()),
        connections: 1,
        deadlines: Deadlines::all(Duration::from_secs(5)),
        ca_file: None,
        idle: Duration::from_secs(30),
    }
}

pub(super) fn transport(settings: SmtpSettings) -> Transport {
    Transport::Smtp(Box::new(Smtp::new(settings).unwrap()))
}

pub(super) fn plain(server: &SmtpServer) -> Transport {
    transport(settings(&server.url("smtp", "", "?tls=none")))
}

/// A transport whose deadlines never pass, so that a test must end for another reason.
fn patient(server: &SmtpServer) -> Transport {
    let day = Duration::from_secs(86_400);
    let deadlines = Deadlines::all(day);
    transport(SmtpSettings { deadlines, ..settings(&server.url("smtp", "", "?tls=none")) })
}

/// Outcome of a mail; a transport that never ends fails the test instead of blocking it.
async fn in_the_end(transport: &Transport, mail: &Outgoing) -> Outcome {
    tokio::time::timeout(Duration::from_secs(30), transport.send(mail)).await.expect("it waits for ever")
}

/// A mail of some 60 KB, with lines that begin with dots.
pub(super) fn mail(recipient: &str) -> Outgoing {
    let line = ".a line that begins with a dot, and fills seventy columns or so, truly\r\n";
    Outgoing {
        id: "1".to_owned(),
        sender: "bounce@meridian.example".parse().unwrap(),
        recipient: recipient.parse().unwrap(),
        message: format!("Subject: a mail\r\n\r\n{}", line.repeat(800)),
    }
}

pub(super) async fn send(transport: &Transport) -> Outcome {
    transport.send(&mail("tom@meridian.example")).await
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_made_and_the_connection_is_kept() {
    let server = SmtpServer::start().await;
    let transport = plain(&server);
    for _ in 0..3 {
        let outcome = send(&transport).await;
        assert_eq!((outcome.verdict, outcome.reply.map(|reply| reply.code)), (Verdict::Sent, Some(250)));
    }
    assert_eq!(server.connections(), 1);
    let received = server.received();
    assert_eq!(received.len(), 3);
    assert_eq!(received[0].recipient, "tom@meridian.example");
    assert_eq!(received[0].sender, "bounce@meridian.example");
    assert_eq!(received[0].bytes, mail("tom@meridian.example").message.as_bytes());
    transport.rest().await;
    assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn an_answer_means_what_the_standard_says_at_each_step() {
    use Verdict::{Misconfigured, Refused, Retry, Suspect};
    let cases = [
        (Step::Greeting, "421 4.3.2 not now", Retry, Phase::Greeting),
        (Step::Greeting, "554 5.3.2 no service", Misconfigured, Phase::Greeting),
        (Step::Mail, "451 4.3.0 later", Retry, Phase::Sender),
        (Step::Mail, "552 5.3.4 too big", Refused, Phase::Sender),
        (Step::Mail, "550 5.7.1 you may not", Suspect, Phase::Sender),
        (Step::Rcpt, "450 4.2.0 greylisted", Retry, Phase::Recipient),
        (Step::Rcpt, "421 4.3.2 shutting down", Retry, Phase::Recipient),
        (Step::Rcpt, "550 5.1.1 no such user", Refused, Phase::Recipient),
        (Step::Rcpt, "554 5.7.1 relay access denied", Suspect, Phase::Recipient),
        (Step::Data, "451 4.3.0 later", Retry, Phase::Data),
        (Step::Data, "554 5.5.1 no", Refused, Phase::Data),
        (Step::Dot, "451 4.3.0 later", Retry, Phase::Content),
        (Step::Dot, "552 5.3.4 too big", Refused, Phase::Content),
        (Step::Dot, "550 5.7.1 looks like spam", Refused, Phase::Content),
    ];
    for (step, text, verdict, phase) in cases {
        for server in [SmtpServer::start().await, SmtpServer::slow_and_sure().await] {
            let transport = plain(&server);
            server.once(None, step, reply(text));
            let outcome = send(&transport).await;
            assert_eq!((outcome.verdict, outcome.phase), (verdict, phase), "{step:?} {text}: {outcome:?}");
            let said = outcome.reply.unwrap();
            assert_eq!(format!("{} {}", said.code, said.text), text);
            assert!(server.received().is_empty(), "{text}");
            // The next mail is not affected.
            assert_eq!(send(&transport).await.verdict, Verdict::Sent, "after {step:?} {text}");
        }
    }
}

#[tokio::test]
async fn a_refused_mail_leaves_the_connection_usable() {
    let server = SmtpServer::start().await;
    server.always("gone@meridian.example", Step::Rcpt, reply("550 5.1.1 no such user"));
    let transport = plain(&server);
    assert_eq!(transport.send(&mail("gone@meridian.example")).await.verdict, Verdict::Refused);
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_relay_that_waits_for_a_message_nobody_gets_is_hung_up_on() {
    let server = SmtpServer::lenient().await;
    server.always("gone@meridian.example", Step::Rcpt, reply("550 5.1.1 no such user"));
    let transport = patient(&server);
    assert_eq!(in_the_end(&transport, &mail("gone@meridian.example")).await.verdict, Verdict::Refused);
    assert_eq!(in_the_end(&transport, &mail("tom@meridian.example")).await.verdict, Verdict::Sent);
    assert_eq!((server.connections(), server.received().len()), (2, 1));
}

#[tokio::test]
async fn a_lost_peer_is_certain_before_the_dot_and_unknown_after_it() {
    for (step, verdict, kept) in [
        (Step::Greeting, Verdict::Retry, 0),
        (Step::Mail, Verdict::Retry, 0),
        (Step::Rcpt, Verdict::Retry, 0),
        (Step::Data, Verdict::Retry, 0),
        (Step::Dot, Verdict::Unknown, 1),
    ] {
        for server in [SmtpServer::start().await, SmtpServer::slow_and_sure().await] {
            let transport = plain(&server);
            server.once(None, step, Fault::Drop);
            assert_eq!(send(&transport).await.verdict, verdict, "{step:?}");
            assert_eq!(server.received().len(), kept, "{step:?}");
            assert_eq!(send(&transport).await.verdict, Verdict::Sent, "after {step:?}");
            assert_eq!(server.connections(), 2, "the connection in doubt is not used again");
        }
    }
}

#[tokio::test]
async fn a_peer_lost_in_the_middle_of_a_long_message_did_not_take_it() {
    let server = SmtpServer::start().await;
    server.once(None, Step::Body, Fault::Drop);
    // Longer than the socket buffers (some 4 MB here), so that the connection breaks while writing; of many lines, because the
    // server acts between two of them; without a deadline, because a busy machine could reach it first.
    let long = Outgoing { message: "a line\r\n".repeat(4_000_000), ..mail("tom@meridian.example") };
    let outcome = in_the_end(&patient(&server), &long).await;
    assert_eq!(outcome.verdict, Verdict::Retry, "{outcome:?}");
    assert!(words::cause(&outcome.cause).contains("broke off"), "{outcome:?}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_stall_is_cut_off_at_every_step() {
    for (step, verdict) in [
        (Step::Greeting, Verdict::Retry),
        (Step::Mail, Verdict::Retry),
        (Step::Rcpt, Verdict::Retry),
        (Step::Data, Verdict::Retry),
        (Step::Dot, Verdict::Unknown),
    ] {
        let server = SmtpServer::start().await;
        server.once(None, step, Fault::Stall);
        let mut settings = settings(&server.url("smtp", "", "?tls=none"));
        let short = Duration::from_millis(100);
        settings.deadlines = Deadlines::all(short);
        let transport = transport(settings);
        let outcome = send(&transport).await;
        assert_eq!(outcome.verdict, verdict, "{step:?}: {outcome:?}");
        assert!(outcome.reply.is_none() && words::cause(&outcome.cause).contains("in time"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_connection_that_grew_old_is_dialled_anew_without_a_word() {
    let server = SmtpServer::start().await;
    let transport = plain(&server);
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    server.once(None, Step::Mail, reply("421 4.4.2 idle for too long"));
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    server.once(None, Step::Mail, Fault::Drop);
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    assert_eq!((server.connections(), server.received().len()), (3, 3));
}

#[tokio::test]
async fn nobody_there_is_tried_again() {
    let server = SmtpServer::start().await;
    let transport = plain(&server);
    drop(server);
    let outcome = send(&transport).await;
    assert_eq!((outcome.verdict, outcome.phase), (Verdict::Retry, Phase::Connect));
    assert_eq!(outcome.cause, Cause::ConnectionRefused { phase: Phase::Connect });
}

#[tokio::test]
async fn starttls_is_used_and_the_login_only_inside_it() {
    let authority = Authority::new();
    let protection = Protection::StartTls(authority.acceptor("localhost", false));
    let server = SmtpServer::with(protection, Some(("commend", "sesame"))).await;
    let mut settings = settings(&server.url("smtp", "commend:sesame@", "?tls=required"));
    settings.ca_file = Some(authority.file());
    assert_eq!(send(&transport(settings)).await.verdict, Verdict::Sent);
    assert_eq!(server.commands()[..4], ["EHLO", "STARTTLS", "EHLO", "AUTH"]);
}

#[tokio::test]
async fn implicit_tls_works_with_a_private_authority() {
    let authority = Authority::new();
    let server = SmtpServer::with(Protection::Implicit(authority.acceptor("localhost", false)), None).await;
    let mut settings = settings(&server.url("smtps", "", ""));
    settings.ca_file = Some(authority.file());
    let transport = transport(settings);
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn without_starttls_nothing_is_said_in_the_clear() {
    let server = SmtpServer::with(Protection::None, Some(("commend", "sesame"))).await;
    let authority = Authority::new();
    let mut settings = settings(&server.url("smtp", "commend:sesame@", ""));
    settings.ca_file = Some(authority.file());
    let outcome = send(&transport(settings)).await;
    assert_eq!((outcome.verdict, outcome.phase), (Verdict::Misconfigured, Phase::Tls));
    assert!(words::cause(&outcome.cause).contains("offers no STARTTLS"), "{}", words::cause(&outcome.cause));
    assert_eq!(server.commands(), ["EHLO"]);
}

#[tokio::test]
async fn a_certificate_that_does_not_hold_stops_the_mail() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (what, acceptor) in [
        ("another name", authority.acceptor("elsewhere.example", false)),
        ("expired", authority.acceptor("localhost", true)),
        ("an authority nobody trusts", stranger.acceptor("localhost", false)),
    ] {
        let server = SmtpServer::with(Protection::StartTls(acceptor), None).await;
        let mut settings = settings(&server.url("smtp", "", ""));
        settings.ca_file = Some(authority.file());
        let outcome = send(&transport(settings)).await;
        assert_eq!((outcome.verdict, outcome.phase), (Verdict::Misconfigured, Phase::Tls), "{what}: {outcome:?}");
        assert!(!server.commands().contains(&"MAIL".to_owned()), "{what}");
    }
}

#[tokio::test]
async fn words_injected_behind_the_go_ahead_are_not_believed() {
    let authority = Authority::new();
    let server = SmtpServer::with(Protection::InjectedStartTls(authority.acceptor("localhost", false)), None).await;
    let mut settings = settings(&server.url("smtp", "", ""));
    settings.ca_file = Some(authority.file());
    let outcome = send(&transport(settings)).await;
    assert_eq!(outcome.phase, Phase::Tls, "{outcome:?}");
    assert_ne!(outcome.verdict, Verdict::Sent);
}

#[tokio::test]
async fn a_wrong_password_is_our_own_fault() {
    let authority = Authority::new();
    let protection = Protection::StartTls(authority.acceptor("localhost", false));
    let server = SmtpServer::with(protection, Some(("commend", "sesame"))).await;
    let mut wrong = settings(&server.url("smtp", "commend:wrong@", ""));
    wrong.ca_file = Some(authority.file());
    let outcome = send(&transport(wrong)).await;
    assert_eq!((outcome.verdict, outcome.phase), (Verdict::Misconfigured, Phase::Auth));
    assert_eq!(outcome.reply.unwrap().code, 535);
    let mut none = settings(&server.url("smtp", "", ""));
    none.ca_file = Some(authority.file());
    let outcome = send(&transport(none)).await;
    assert_eq!((outcome.verdict, outcome.phase), (Verdict::Misconfigured, Phase::Sender));
}

#[tokio::test]
async fn a_login_where_none_is_offered_is_our_own_fault_too() {
    let server = SmtpServer::start().await;
    let outcome = send(&transport(settings(&server.url("smtp", "commend:sesame@", "?tls=none")))).await;
    assert_eq!((outcome.verdict, outcome.phase), (Verdict::Misconfigured, Phase::Auth), "{outcome:?}");
}

#[test]
fn an_authority_that_cannot_be_read_is_said_before_the_first_mail() {
    let mut settings = settings("smtps://localhost");
    settings.ca_file = Some("/nonexistent/ca.pem".into());
    assert!(matches!(Smtp::new(settings), Err(TlsProblem::CaFile { .. })));
}

#[tokio::test]
async fn a_folder_holds_whole_files_only() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("mail");
    let transport = Transport::Folder(commend::delivery::transport::Folder::new(&place));
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    let names: Vec<_> = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["1.eml"]);
    assert_eq!(std::fs::read(place.join("1.eml")).unwrap(), mail("tom@meridian.example").message.as_bytes());
    // A folder that cannot be written keeps the mail queued.
    std::fs::write(folder.path().join("file"), b"").unwrap();
    let blocked = Transport::Folder(commend::delivery::transport::Folder::new(folder.path().join("file")));
    assert_eq!(send(&blocked).await.verdict, Verdict::Retry);
}
