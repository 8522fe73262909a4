//! A real SMTP server inside the test process, with scripted faults.
//!
//! It speaks enough of RFC 5321 for any client to deliver mail: EHLO, AUTH, STARTTLS, MAIL, RCPT, DATA, RSET, NOOP, QUIT. A fault
//! is scripted per recipient and step, once or always; accepted messages are kept as received.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub use super::smtp_script::{Fault, Protection, Received, Step, accept, refuse, reply};

struct Rule {
    step: Step,
    recipient: Option<String>,
    fault: Fault,
    once: bool,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    received: Vec<Received>,
    connections: usize,
    lines: VecDeque<String>,
}

/// The server; dropping the value ends it.
pub struct SmtpServer {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    state: Mutex<State>,
    protection: Protection,
    /// User and password that the server requires, if any.
    login: Option<(String, String)>,
    pipelining: bool,
    /// Replies 354 to DATA even without a recipient, as RFC 2920, section 3.1, allows.
    lenient: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, step: Step, recipient: &str) -> Option<Fault> {
        let mut state = self.state();
        let fits = |rule: &Rule| rule.step == step && rule.recipient.as_deref().is_none_or(|name| name == recipient);
        let index = state.rules.iter().position(fits)?;
        if state.rules[index].once {
            Some(state.rules.remove(index).fault)
        } else {
            Some(state.rules[index].fault.clone())
        }
    }
}

impl SmtpServer {
    /// Starts a server without TLS that accepts everything.
    pub async fn start() -> SmtpServer {
        SmtpServer::with(Protection::None, None).await
    }

    /// Starts a server without PIPELINING: each command waits for its reply.
    pub async fn slow_and_sure() -> SmtpServer {
        SmtpServer::build(Protection::None, None, false, false).await
    }

    /// Starts a server that replies 354 to DATA although it accepted no recipient.
    pub async fn lenient() -> SmtpServer {
        SmtpServer::build(Protection::None, None, true, true).await
    }

    pub async fn with(protection: Protection, login: Option<(&str, &str)>) -> SmtpServer {
        SmtpServer::build(protection, login, true, false).await
    }

    async fn build(protection: Protection, login: Option<(&str, &str)>, pipelining: bool, lenient: bool) -> SmtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        let shared = Arc::new(Shared { state: Mutex::default(), protection, login, pipelining, lenient });
        let inner = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                inner.state().connections += 1;
                // Some tests break the connection, so its error is ignored.
                tokio::spawn(serve(stream, Arc::clone(&inner)));
            }
        });
        SmtpServer { address, shared, accepting }
    }

    /// URL of this server for the client.
    pub fn url(&self, scheme: &str, login: &str, options: &str) -> String {
        format!("{scheme}://{login}localhost:{}{options}", self.address.port())
    }

    /// Scripts a fault for every time from now on.
    pub fn always(&self, recipient: impl Into<Option<&'static str>>, step: Step, fault: Fault) -> &Self {
        self.rule(recipient.into(), step, fault, false)
    }

    /// Scripts a fault for the next time only.
    pub fn once(&self, recipient: impl Into<Option<&'static str>>, step: Step, fault: Fault) -> &Self {
        self.rule(recipient.into(), step, fault, true)
    }

    fn rule(&self, recipient: Option<&'static str>, step: Step, fault: Fault, once: bool) -> &Self {
        self.shared.state().rules.push(Rule { step, recipient: recipient.map(str::to_owned), fault, once });
        self
    }

    /// Removes all faults.
    pub fn forgive(&self) {
        self.shared.state().rules.clear();
    }

    pub fn received(&self) -> Vec<Received> {
        self.shared.state().received.clone()
    }

    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }

    /// Commands received, verbs only, oldest first.
    pub fn commands(&self) -> Vec<String> {
        self.lines().iter().map(|line| verb(line)).collect()
    }

    /// Lines received, complete, oldest first.
    pub fn lines(&self) -> Vec<String> {
        self.shared.state().lines.iter().cloned().collect()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// The end of a conversation, by QUIT, by a scripted fault or by a broken connection.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Over {
        Over
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) -> Result<(), Over> {
    stream.set_nodelay(true)?;
    match &shared.protection {
        Protection::Implicit(acceptor) => {
            let stream = acceptor.accept(stream).await?;
            Session::new(Box::new(stream), &shared, true).run(true).await?;
        }
        _ => {
            let mut plain = Session::new(Box::new(stream), &shared, false);
            if plain.run(true).await? {
                let (Protection::StartTls(acceptor) | Protection::InjectedStartTls(acceptor)) = &shared.protection
                else {
                    return Err(Over);
                };
                let stream = acceptor.accept(plain.stream).await?;
                Session::new(Box::new(stream), &shared, true).run(false).await?;
            }
        }
    }
    Ok(())
}

struct Session<'a> {
    stream: Box<dyn Wire>,
    shared: &'a Shared,
    secure: bool,
    signed_in: bool,
    sender: String,
    recipient: String,
    /// True after a recipient was accepted, so that DATA is allowed.
    accepted: bool,
    buffer: Vec<u8>,
}

impl<'a> Session<'a> {
    fn new(stream: Box<dyn Wire>, shared: &'a Shared, secure: bool) -> Session<'a> {
        let (sender, recipient, buffer) = (String::new(), String::new(), Vec::new());
        Session { stream, shared, secure, signed_in: false, sender, recipient, accepted: false, buffer }
    }

    /// Serves the connection to its end; `true` when the rest is over TLS.
    async fn run(&mut self, greet: bool) -> Result<bool, Over> {
        if greet {
            self.answer(Step::Greeting, "220 scripted ESMTP").await?;
        }
        loop {
            let line = self.line().await?;
            let verb = verb(&line);
            self.shared.state().lines.push_back(line.clone());
            match verb.as_str() {
                "EHLO" => self.hello().await?,
                "STARTTLS" => {
                    let injected = matches!(self.shared.protection, Protection::InjectedStartTls(_));
                    let more = if injected { "\r\n250 all yours" } else { "" };
                    self.say(&format!("220 go ahead{more}")).await?;
                    return Ok(true);
                }
                "AUTH" => self.auth(&line).await?,
                "MAIL" if self.shared.login.is_some() && !self.signed_in => {
                    self.say("530 5.7.0 authentication required").await?;
                }
                "MAIL" => {
                    self.sender = address(&line);
                    if !self.answer(Step::Mail, "250 2.1.0 ok").await? {
                        self.sender.clear();
                    }
                }
                "RCPT" if self.sender.is_empty() => self.say("503 5.5.1 who sends it?").await?,
                "RCPT" => {
                    self.recipient = address(&line);
                    self.accepted = self.answer(Step::Rcpt, "250 2.1.5 ok").await?;
                }
                "DATA" if !self.accepted && !self.shared.lenient => self.say("503 5.5.1 no valid recipients").await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    (self.sender, self.accepted) = (String::new(), false);
                    self.say("250 2.0.0 ok").await?;
                }
                "NOOP" => self.say("250 2.0.0 ok").await?,
                "QUIT" => {
                    self.say("221 2.0.0 bye").await?;
                    return Ok(false);
                }
                _ => self.say("502 5.5.1 not known here").await?,
            }
        }
    }

    async fn hello(&mut self) -> Result<(), Over> {
        if let Some(fault) = self.shared.fault(Step::Hello, "") {
            return self.strike(&fault).await;
        }
        let mut lines = vec!["scripted", "SIZE 10240000", "8BITMIME"];
        lines.extend(self.shared.pipelining.then_some("PIPELINING"));
        let offers_tls =
            matches!(self.shared.protection, Protection::StartTls(_) | Protection::InjectedStartTls(_)) && !self.secure;
        lines.extend(offers_tls.then_some("STARTTLS"));
        lines.extend(self.shared.login.is_some().then_some("AUTH PLAIN LOGIN"));
        let last = lines.len() - 1;
        let text: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(index, line)| format!("250{}{line}", if index == last { ' ' } else { '-' }))
            .collect();
        self.say(&text.join("\r\n")).await
    }

    async fn auth(&mut self, line: &str) -> Result<(), Over> {
        if let Some(fault) = self.shared.fault(Step::Auth, "") {
            self.signed_in = matches!(fault, Fault::Accept(_));
            return self.strike(&fault).await;
        }
        let given = line.rsplit(' ').next().unwrap_or_default();
        let expected = self.shared.login.as_ref().map(|(user, password)| base64(&format!("\0{user}\0{password}")));
        self.signed_in = expected.as_deref() == Some(given);
        self.say(if self.signed_in { "235 2.7.0 welcome" } else { "535 5.7.8 bad user or password" }).await
    }

    async fn data(&mut self) -> Result<(), Over> {
        if !self.answer(Step::Data, "354 end with a dot").await? {
            return Ok(());
        }
        let middle = self.shared.fault(Step::Body, &self.recipient);
        let mut bytes = Vec::new();
        loop {
            if let Some(fault) = middle.as_ref().filter(|_| bytes.len() > 1_000) {
                self.strike(fault).await?;
                // The message has been refused; waits until the client has noticed.
                while !self.raw_line().await?.is_empty() {}
            }
            let line = self.raw_line().await?;
            if line == b".\r\n" {
                break;
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        self.accepted = false;
        let fault = self.shared.fault(Step::Dot, &self.recipient);
        // A refused message is not kept. A dropped or stalled one is: only the reply is missing.
        if !matches!(fault, Some(Fault::Reply(_) | Fault::Refuse(_))) {
            let (sender, recipient) = (self.sender.clone(), self.recipient.clone());
            self.shared.state().received.push(Received { sender, recipient, bytes });
        }
        match fault {
            Some(fault) => self.strike(&fault).await,
            None => self.say("250 2.0.0 queued").await,
        }
    }

    /// Sends the usual reply, or applies the scripted fault. True when the step counts as done.
    async fn answer(&mut self, step: Step, usual: &str) -> Result<bool, Over> {
        match self.shared.fault(step, &self.recipient) {
            Some(Fault::Late) => {
                self.strike(&Fault::Late).await?;
                self.say(usual).await.map(|()| true)
            }
            Some(fault) => self.strike(&fault).await.map(|()| matches!(fault, Fault::Accept(_))),
            None => self.say(usual).await.map(|()| true),
        }
    }

    async fn strike(&mut self, fault: &Fault) -> Result<(), Over> {
        match fault {
            Fault::Reply(text) => {
                self.say(text).await?;
                if text.starts_with("421") { Err(Over) } else { Ok(()) }
            }
            Fault::Refuse(bytes) | Fault::Accept(bytes) => {
                self.stream.write_all(bytes).await?;
                Ok(self.stream.flush().await?)
            }
            Fault::Drop => Err(Over),
            Fault::Late => {
                while !self.shared.state().rules.is_empty() {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                Ok(())
            }
            Fault::Stall => {
                // The client hangs up.
                std::future::pending().await
            }
        }
    }

    async fn say(&mut self, text: &str) -> Result<(), Over> {
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        Ok(self.stream.flush().await?)
    }

    async fn line(&mut self) -> Result<String, Over> {
        let line = self.raw_line().await?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    async fn raw_line(&mut self) -> Result<Vec<u8>, Over> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
                return Ok(self.buffer.drain(..end + 2).collect());
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(Over);
            }
        }
    }
}

fn verb(line: &str) -> String {
    line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase()
}

fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn base64(text: &str) -> String {
    data_encoding::BASE64.encode(text.as_bytes())
}
