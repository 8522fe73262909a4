//! Mails per second of the SMTP transport alone, compared with Python's smtplib: `cargo bench --bench mail_transport`.
//!
//! Both send the same mail with a 40 KB PDF, composed beforehand, to one recipient in each SMTP transaction. Both send to the
//! same server: threads of this process that read and reply. Rounds of the two alternate, so that other load on the machine slows
//! both, and the table gives medians. The comparison needs python3; without it only Commend is measured.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench may stop where it stands, and prints its table")]

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use commend::clock::Timestamp;
use commend::delivery::Content;
use commend::delivery::message::{Heading, LetterMail, MailSender, MailSenderSettings, Party, Pdf};
use commend::delivery::relay::Relay;
use commend::delivery::transport::{Deadlines, Outgoing, Smtp, SmtpSettings, Transport, Verdict};
use commend::ids::DeliveryId;

const ROUNDS: usize = 9;
const MAILS: usize = 400;
const PDF_BYTES: usize = 40_000;

/// smtplib at its best: one connection, `sendmail` in a loop.
const SMTPLIB: &str = r#"
import smtplib, sys, time
host, port, count, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
message = open(path, "rb").read()
server = smtplib.SMTP(host, port, local_hostname="bench.example")
server.sendmail("commend@meridian.example", ["tom@meridian.example"], message)
started = time.perf_counter()
for _ in range(count):
    server.sendmail("commend@meridian.example", ["tom@meridian.example"], message)
print(count / (time.perf_counter() - started))
server.quit()
"#;

fn main() {
    let sink = sink();
    let mail = mail();
    let file = std::env::temp_dir().join(format!("commend-bench-{}.eml", std::process::id()));
    std::fs::write(&file, &mail.message).expect("the mail as a file");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (one, four) = (transport(sink, 1), transport(sink, 4));
    let mut rates: [Vec<f64>; 3] = Default::default();
    for round in 0..=ROUNDS {
        let tried = [
            Some(runtime.block_on(ours(&one, &mail, 1))),
            Some(runtime.block_on(ours(&four, &mail, 4))),
            smtplib(sink, &file),
        ];
        // The first round warms up connections, caches and Python's compiled modules.
        for (rates, rate) in rates.iter_mut().zip(tried).filter(|_| round > 0) {
            rates.extend(rate);
        }
    }
    // On failure, a file remains in the temporary folder.
    let _ = std::fs::remove_file(&file);
    let [one, four, smtplib] = rates.map(median);
    println!("{} KB a mail, {MAILS} mails a round, {ROUNDS} rounds, medians", mail.message.len() / 1_000);
    println!("{:<34} {:>9} {:>16}", "", "mails/s", "times smtplib");
    for (name, rate) in
        [("ours, one connection", one), ("ours, four connections", four), ("smtplib, one connection", smtplib)]
    {
        match (rate, smtplib) {
            (Some(rate), Some(peer)) => println!("{name:<34} {rate:>9.0} {:>16.1}", rate / peer),
            (Some(rate), None) => println!("{name:<34} {rate:>9.0} {:>16}", "no python3"),
            (None, _) => println!("{name:<34} {:>9}", "not run"),
        }
    }
}

/// The mail to the helper's supervisor, with a PDF of random bytes.
fn mail() -> Outgoing {
    let sender = MailSender::new(MailSenderSettings {
        bank: "Meridian Community Bank".to_owned(),
        from: "commend@meridian.example".to_owned(),
        reply_to: None,
        public_url: "https://commend.meridian.example".parse().expect("a URL"),
        hr_contact: None,
        zone: chrono_tz::UTC,
        bounce_key: None,
    })
    .expect("a house");
    let day = "2026-11-20".parse().expect("a day");
    let letter = LetterMail {
        reference: "C-2026-000123".to_owned(),
        verification_code: "7KQ4-M2XD-9VTN-3HJC".to_owned(),
        replaces: None,
        served_on: day,
        sent_on: day,
        signed_on: None,
        helpers: vec![Party { name: "Priya Raman".to_owned(), ..Party::default() }],
        hint: None,
        banker: Party { name: "Sam Lee".to_owned(), branch: "Oak Street".to_owned(), ..Party::default() },
        praises_banker: false,
        client: None,
        letter: None,
        cover_note: None,
        because: vec![],
        readers: vec![],
    }
    .quoting(None, Some("Priya stayed on the phone until the money had come."));
    let bytes = (0_u32..).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).take(PDF_BYTES).collect();
    let heading = Heading {
        language: commend::language::Language::english(),
        id: DeliveryId::new(),
        commendation_id: None,
        recipient_name: "Tom Okafor",
        recipient_email: "tom@meridian.example",
        created_at: Timestamp::from_micros(1_795_000_000_000_000),
    };
    sender.compose(&heading, &Content::Letter(Box::new(letter)), Some(Pdf { bytes, pages: Some(1) })).expect("a mail")
}

fn transport(sink: SocketAddr, connections: usize) -> Arc<Transport> {
    let settings = SmtpSettings {
        relay: Relay::parse(&format!("smtp://{sink}?tls=none")).expect("a relay"),
        hello_name: Some("bench.example".to_owned()),
        connections,
        deadlines: Deadlines::default(),
        ca_file: None,
        idle: Duration::from_secs(600),
    };
    Arc::new(Transport::Smtp(Box::new(Smtp::new(settings).expect("a transport"))))
}

async fn ours(transport: &Arc<Transport>, mail: &Outgoing, width: usize) -> f64 {
    let started = Instant::now();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..width {
        let (transport, mail) = (Arc::clone(transport), mail.clone());
        senders.spawn(async move {
            for _ in 0..MAILS / width {
                assert_eq!(transport.send(&mail).await.verdict, Verdict::Sent);
            }
        });
    }
    senders.join_all().await;
    MAILS as f64 / started.elapsed().as_secs_f64()
}

fn smtplib(sink: SocketAddr, file: &std::path::Path) -> Option<f64> {
    let output = Command::new("python3")
        .args(["-c", SMTPLIB, &sink.ip().to_string(), &sink.port().to_string(), &MAILS.to_string()])
        .arg(file)
        .stderr(Stdio::inherit())
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn median(mut rates: Vec<f64>) -> Option<f64> {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied()
}

/// A server that accepts everything and keeps nothing, with one thread for each connection.
fn sink() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || take(&stream));
        }
    });
    address
}

fn take(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = (BufReader::with_capacity(1 << 16, stream), stream);
    writer.write_all(b"220 sink\r\n")?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        match line.get(..4).unwrap_or_default() {
            b"DATA" | b"data" => {
                writer.write_all(b"354 go on\r\n")?;
                pass_over_message(&mut reader)?;
                writer.write_all(b"250 taken\r\n")?;
            }
            b"QUIT" | b"quit" => return writer.write_all(b"221 bye\r\n"),
            _ => writer.write_all(b"250 sink\r\n")?,
        }
    }
}

/// Reads up to the final dot, after which the client waits for a reply.
fn pass_over_message(reader: &mut BufReader<&TcpStream>) -> std::io::Result<()> {
    let mut end = Vec::with_capacity(10);
    while end != b"\r\n.\r\n" {
        let chunk = reader.fill_buf()?;
        let length = chunk.len();
        if length == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        end.extend_from_slice(&chunk[length.saturating_sub(5)..]);
        end.drain(..end.len().saturating_sub(5));
        reader.consume(length);
    }
    Ok(())
}
