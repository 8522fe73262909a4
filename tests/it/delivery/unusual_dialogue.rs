//! Unusual but real SMTP dialogue: replies without text, in other encodings or out of step; keywords in any case; EHLO once.

use std::time::Duration;

use commend::delivery::transport::{Outcome, Outgoing, Phase, SmtpSettings, Verdict, full_name};

use super::relay::{mail, plain, send, settings, transport};
use crate::support::smtp::{Fault, Protection, SmtpServer, Step, accept, refuse, reply};

async fn both() -> [SmtpServer; 2] {
    [SmtpServer::start().await, SmtpServer::slow_and_sure().await]
}

fn long(code: &str) -> Vec<u8> {
    [code.as_bytes(), b" ", "x".repeat(100_000).as_bytes(), b"\r\n"].concat()
}

#[tokio::test]
async fn a_yes_is_a_yes_whatever_its_text() {
    let latin1 = |code: &str| [code.as_bytes(), b" \xC9 accept\xE9\r\n"].concat();
    for (step, code) in
        [(Step::Greeting, "220"), (Step::Mail, "250"), (Step::Rcpt, "250"), (Step::Data, "354"), (Step::Dot, "250")]
    {
        let (bare, lf, nul) = (format!("{code}\r\n"), format!("{code}\n"), format!("{code} \0\r\n"));
        let (lines, mixed) = (format!("{code}-\r\n{code}-x\r\n{code}\r\n"), format!("550-no\r\n{code} yes\r\n"));
        for said in [bare.into(), lf.into(), nul.into(), lines.into(), mixed.into(), latin1(code), long(code)] {
            for server in both().await {
                server.always(None, step, accept(&said));
                let transport = plain(&server);
                for _ in 0..2 {
                    let outcome = send(&transport).await;
                    assert_eq!(outcome.verdict, Verdict::Sent, "{step:?} {:?}: {outcome:?}", said.escape_ascii());
                }
                assert_eq!((server.received().len(), server.connections()), (2, 1), "{step:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_no_is_a_no_whatever_its_text() {
    for (step, verdict) in
        [(Step::Rcpt, Verdict::Refused), (Step::Dot, Verdict::Refused), (Step::Mail, Verdict::Suspect)]
    {
        for said in [
            &b"550\r\n"[..],
            b"550\n",
            b"550 Empf\xE4nger unbekannt\r\n",
            b"550 \xD3\xC3\xBB\xA7\xB2\xBB\xB4\xE6\xD4\xDA\r\n",
            b"550 no\0thing\r\n",
            b"250-yes\r\n550 no\r\n",
            &long("550"),
        ] {
            for server in both().await {
                server.once(None, step, refuse(said));
                let transport = plain(&server);
                let outcome = send(&transport).await;
                assert_eq!(outcome.verdict, verdict, "{step:?} {:?}: {outcome:?}", said.escape_ascii());
                let text = outcome.reply.unwrap().text;
                assert!(text.len() <= 4_000 && !text.contains(|c: char| c.is_control()), "{text}");
                assert_eq!(send(&transport).await.verdict, Verdict::Sent);
                assert_eq!(server.connections(), 1, "the connection is good for the next");
            }
        }
    }
}

#[tokio::test]
async fn a_stray_line_shifts_no_answer() {
    let strays = [
        (Step::Greeting, "220 hello\r\n250 stray\r\n"),
        (Step::Mail, "250 ok\r\n250 stray\r\n"),
        (Step::Rcpt, "250 ok\r\n250 stray\r\n"),
        (Step::Data, "354 go on\r\n250 stray\r\n"),
        (Step::Data, "250 stray\r\n354 go on\r\n"),
    ];
    for (step, said) in strays {
        for refused in [false, true] {
            for server in both().await {
                server.once(None, step, accept(said));
                if refused && step < Step::Rcpt {
                    server.always(None, Step::Rcpt, reply("550 5.1.1 no such user"));
                } else if refused {
                    server.always(None, Step::Dot, reply("550 5.6.0 no"));
                }
                let outcome = send(&plain(&server)).await;
                assert_eq!(outcome.verdict, Verdict::Retry, "{step:?} {said:?} {refused}: {outcome:?}");
                assert_eq!(server.received(), [], "{step:?} {said:?}");
            }
        }
    }
}

#[tokio::test]
async fn another_code_is_no_answer() {
    for (step, said, verdict) in [
        (Step::Mail, "354 go on\r\n", Verdict::Retry),
        (Step::Rcpt, "334 x\r\n", Verdict::Retry),
        (Step::Data, "250 ok\r\n", Verdict::Retry),
        (Step::Data, "220 ok\r\n", Verdict::Retry),
        (Step::Dot, "354 go on\r\n", Verdict::Unknown),
        (Step::Dot, "999 what\r\n", Verdict::Unknown),
        (Step::Dot, "queued as 4F2\r\n", Verdict::Unknown),
        (Step::Dot, "250 queued\r\n550 or not\r\n", Verdict::Unknown),
        (Step::Dot, "250 queued\r\n250 stray\r\n", Verdict::Sent),
        (Step::Dot, "250 queued\r\n421 bye\r\n", Verdict::Sent),
    ] {
        for server in both().await {
            server.once(None, step, accept(said));
            let transport = plain(&server);
            let outcome = send(&transport).await;
            assert_eq!(outcome.verdict, verdict, "{step:?} {said:?}: {outcome:?}");
            assert_eq!(send(&transport).await.verdict, Verdict::Sent);
            assert_eq!(server.connections(), 2, "{step:?} {said:?}: a spoiled connection is not used again");
        }
    }
}

#[tokio::test]
async fn what_was_said_while_nobody_listened_costs_the_connection_and_no_mail() {
    let server = SmtpServer::start().await;
    let transport = plain(&server);
    server.once(None, Step::Dot, accept("250 queued\r\n421 idle for too long\r\n"));
    for _ in 0..2 {
        assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    }
    assert_eq!((server.connections(), server.received().len()), (2, 2));
}

#[tokio::test]
async fn ehlo_is_said_once_and_its_keywords_count_in_any_case() {
    let server = SmtpServer::start().await;
    server.always(None, Step::Hello, accept("250-relay\r\n250-pipelining\r\n250 8bitmime\r\n"));
    assert_eq!(send(&plain(&server)).await.verdict, Verdict::Sent);
    assert_eq!(server.commands(), ["EHLO", "MAIL", "RCPT", "DATA"]);
    for offer in ["AUTH=PLAIN LOGIN", "auth plain", "Auth LOGIN PLAIN"] {
        let server = SmtpServer::with(Protection::None, Some(("commend", "sesame"))).await;
        server.always(None, Step::Hello, accept(format!("250-relay\r\n250 {offer}\r\n")));
        let outcome = send(&transport(settings(&server.url("smtp", "commend:sesame@", "?tls=none")))).await;
        assert_eq!(outcome.verdict, Verdict::Sent, "{offer}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_sign_in_goes_by_codes_too() {
    for (said, verdict) in [
        ("235\r\n", Verdict::Sent),
        ("535\r\n", Verdict::Misconfigured),
        ("454 4.7.0 later\r\n", Verdict::Retry),
        ("354 what\r\n", Verdict::Retry),
    ] {
        let server = SmtpServer::with(Protection::None, Some(("commend", "sesame"))).await;
        server.always(None, Step::Auth, if verdict == Verdict::Sent { accept(said) } else { refuse(said) });
        let outcome = send(&transport(settings(&server.url("smtp", "commend:sesame@", "?tls=none")))).await;
        assert_eq!(outcome.verdict, verdict, "{said}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_4xx_on_a_kept_connection_is_asked_again_over_a_fresh_one() {
    for (step, text) in [
        (Step::Mail, "452 4.5.3 too many mails over this connection"),
        (Step::Rcpt, "450 4.7.1 too many refusals"),
        (Step::Dot, "451 4.3.0 not over this connection"),
        (Step::Mail, "503 5.5.1 say EHLO again"),
    ] {
        let server = SmtpServer::start().await;
        let transport = plain(&server);
        assert_eq!(send(&transport).await.verdict, Verdict::Sent);
        server.once(None, step, reply(text));
        assert_eq!(send(&transport).await.verdict, Verdict::Sent, "{text}");
        assert_eq!((server.connections(), server.received().len()), (2, 2), "{text}");
    }
    // On a new connection the refusal is believed, and the next mail does not get the used connection.
    let server = SmtpServer::start().await;
    let transport = plain(&server);
    assert_eq!(send(&transport).await.verdict, Verdict::Sent);
    server.always(None, Step::Rcpt, reply("450 4.2.0 greylisted"));
    assert_eq!(send(&transport).await.verdict, Verdict::Retry);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn only_a_name_outside_ascii_needs_smtputf8() {
    let to = |address: &str| Outgoing { recipient: address.parse().unwrap(), ..mail("tom@meridian.example") };
    let server = SmtpServer::start().await;
    let transport = plain(&server);
    assert_eq!(transport.send(&to("tom@bücher.example")).await.verdict, Verdict::Sent);
    assert_eq!(server.received()[0].recipient, "tom@xn--bcher-kva.example");
    let refused = transport.send(&to("søren@meridian.example")).await;
    assert_eq!(refused.verdict, Verdict::Refused);
    assert_eq!(refused.cause, commend::delivery::Cause::NoInternationalAddresses);
    assert_eq!(transport.send(&to("tom@meridian.example")).await.verdict, Verdict::Sent);
    server.always(None, Step::Hello, accept("250-relay\r\n250 smtputf8\r\n"));
    let outcome = plain(&server).send(&to("søren@meridian.example")).await;
    assert_eq!(outcome.verdict, Verdict::Sent, "{outcome:?}");
}

#[tokio::test]
async fn this_machine_greets_with_its_full_name_or_with_its_address() {
    let server = SmtpServer::start().await;
    let unnamed = SmtpSettings { hello_name: None, ..settings(&server.url("smtp", "", "?tls=none")) };
    assert_eq!(send(&transport(unnamed)).await.verdict, Verdict::Sent);
    let named = full_name().map(|name| format!("EHLO {name}"));
    let addresses = ["EHLO [127.0.0.1]".to_owned(), "EHLO [IPv6:::1]".to_owned()];
    let said = &server.lines()[0];
    assert!(named.as_ref().map_or(addresses.contains(said), |named| named == said), "{said}");
}

/// The relay refuses a message while it still arrives, and hangs up.
#[tokio::test]
async fn a_refusal_in_the_middle_of_a_message_is_heard() {
    let server = SmtpServer::start().await;
    server.once(None, Step::Body, Fault::Reply("552 5.3.4 too big".to_owned()));
    let large = Outgoing { message: "a line\r\n".repeat(4_000_000), ..mail("tom@meridian.example") };
    let outcome: Outcome = tokio::time::timeout(Duration::from_secs(60), plain(&server).send(&large)).await.unwrap();
    assert_eq!((outcome.phase, outcome.verdict), (Phase::Content, Verdict::Refused), "{outcome:?}");
}
