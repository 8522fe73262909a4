//! SMTP to the bank's relay: a small pool of reused connections, one transaction per mail.
//!
//! Invariants: a mail that may have been accepted is never sent again from here; a connection with anything but clean replies
//! is dropped; every step has a deadline. At most one mail per connection is in doubt at any moment. Some relays count mails or
//! refusals per connection, so a 4xx or a refusal of us on a reused connection proves nothing, and the mail is tried again over
//! a new one.

use std::{
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    sync::{OnceCell, Semaphore},
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use super::{
    Deadlines, Outcome, Outgoing,
    connection::Connection,
    dialogue::State,
    host_name::full_name,
    outcome::{lost, no_tls, silence},
    reply::{Phase, Verdict},
    socket::RelaySocket,
    tls,
};
use crate::delivery::{
    Cause,
    relay::{Relay, Security},
};

pub use super::tls::TlsProblem;

/// The most stalled connections for each connection in use. The dispatcher decides; this is a bound.
pub(in crate::delivery) const STALLED: usize = 4;

/// The settings of a pool of connections.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub relay: Relay,
    /// Our host name in EHLO. By default the full name of this machine or, if it has none, the connection's own address in
    /// brackets (RFC 5321, section 4.1.4).
    pub hello_name: Option<String>,
    /// The most connections, and so the most mails sent at once, apart from those that are stalled.
    pub connections: usize,
    pub deadlines: Deadlines,
    /// A PEM file with the bank's own certificate authority, trusted in addition to the system's.
    pub ca_file: Option<std::path::PathBuf>,
    /// A connection that was idle for longer is not reused.
    pub idle: Duration,
}

/// The connections to one relay.
pub struct Smtp {
    settings: SmtpSettings,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
    /// The full name of this machine, once it was looked up.
    machine: OnceCell<Option<String>>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("relay", &self.settings.relay).finish_non_exhaustive()
    }
}

impl Smtp {
    /// Prepares the pool and reads the certificate authorities; no connection is made yet.
    ///
    /// # Errors
    /// The private CA's file cannot be read, or the relay's name cannot stand in a certificate.
    pub fn new(settings: SmtpSettings) -> Result<Smtp, TlsProblem> {
        let tls = match settings.relay.security {
            Security::Plain => None,
            _ => Some(tls::connector(&settings.relay.host, settings.ca_file.as_deref())?),
        };
        let permits = Semaphore::new(settings.connections.max(1) * (1 + STALLED));
        Ok(Smtp { tls, permits, idle: Mutex::default(), machine: OnceCell::new(), settings })
    }

    pub(super) fn width(&self) -> usize {
        self.settings.connections.max(1)
    }

    pub(super) async fn rest(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            // The reply to QUIT is not waited for long.
            connection.quit(Duration::from_secs(1)).await;
        }
    }

    pub(super) async fn send(&self, mail: &Outgoing) -> Outcome {
        // The semaphore is never closed; if it were, sending without a permit would only open one more connection.
        let _permit = self.permits.acquire().await;
        if let Some(connection) = self.keep_alive()
            && let Some(outcome) = self.over_a_kept_one(connection, mail).await
        {
            return outcome;
        }
        match self.dial().await {
            Ok(connection) => self.transact(connection, mail).await.0,
            Err(outcome) => outcome,
        }
    }

    /// None when the mail must be tried again over a new connection. The relay has not accepted it then.
    async fn over_a_kept_one(&self, connection: Connection, mail: &Outgoing) -> Option<Outcome> {
        let (outcome, state) = self.transact(connection, mail).await;
        let afresh = match outcome.verdict {
            // Greylisted, counted, closed meanwhile or out of step; but not after a timeout, which would double the wait.
            Verdict::Retry => state != State::Silent,
            Verdict::Misconfigured | Verdict::Suspect => outcome.phase < Phase::Content,
            _ => false,
        };
        (!afresh).then_some(outcome)
    }

    async fn transact(&self, mut connection: Connection, mail: &Outgoing) -> (Outcome, State) {
        let outcome = connection.transact(mail, &self.settings.deadlines).await;
        let state = connection.state();
        // A temporary refusal may be caused by the connection.
        let worn = matches!(outcome.verdict, Verdict::Retry | Verdict::Misconfigured);
        if state == State::Sound && !worn {
            let mut idle = self.idle();
            // Connections beyond the usual number were made beside stalled ones.
            if idle.len() < self.width() {
                idle.push(connection);
            }
        }
        (outcome, state)
    }

    fn keep_alive(&self) -> Option<Connection> {
        let mut idle = self.idle();
        while let Some(mut connection) = idle.pop() {
            if connection.last_used.elapsed() < self.settings.idle {
                connection.reused = true;
                return Some(connection);
            }
        }
        None
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn hello_name(&self, tcp: &TcpStream) -> String {
        let machine = async {
            // The look-up may query a name server; if it panics, there is no name.
            let name = tokio::task::spawn_blocking(full_name).await.ok().flatten();
            tracing::info!(name, "the relay is greeted with the full name of this machine, or else with its address");
            name
        };
        let known = match &self.settings.hello_name {
            Some(name) => Some(name),
            None => self.machine.get_or_init(|| machine).await.as_ref(),
        };
        known.cloned().unwrap_or_else(|| address_literal(tcp.local_addr().ok()))
    }

    async fn dial(&self) -> Result<Connection, Outcome> {
        let SmtpSettings { relay, deadlines, .. } = &self.settings;
        let tcp = match timeout(deadlines.connect, RelaySocket::dial(&relay.host, relay.port)).await {
            Ok(Ok(tcp)) => tcp,
            Ok(Err(error)) => return Err(silence(Phase::Connect, false, lost(Phase::Connect, &error))),
            Err(_) => return Err(silence(Phase::Connect, false, Cause::TimedOut { phase: Phase::Connect })),
        };
        let name = self.hello_name(&tcp).await;
        let mut connection = match &self.tls {
            None => Connection::greeted(RelaySocket::Plain(tcp), &name, deadlines).await?,
            Some((tls, host)) => {
                let starttls = relay.security == Security::StartTls;
                let tcp = match starttls {
                    true => {
                        Connection::greeted(RelaySocket::Plain(tcp), &name, deadlines)
                            .await?
                            .starttls(deadlines)
                            .await?
                    }
                    false => tcp,
                };
                let wire = match timeout(deadlines.connect, RelaySocket::secured(tcp, tls, host.clone())).await {
                    Ok(Ok(wire)) => wire,
                    Ok(Err(error)) => return Err(no_tls(&error)),
                    Err(_) => return Err(silence(Phase::Tls, false, Cause::TimedOut { phase: Phase::Tls })),
                };
                match starttls {
                    true => Connection::secured(wire, &name, deadlines).await?,
                    false => Connection::greeted(wire, &name, deadlines).await?,
                }
            }
        };
        if let Some(credentials) = &relay.credentials {
            connection.sign_in(credentials, deadlines).await?;
        }
        Ok(connection)
    }
}

/// An address literal in place of a host name (RFC 5321, section 4.1.3).
fn address_literal(address: Option<SocketAddr>) -> String {
    match address {
        Some(SocketAddr::V4(address)) => format!("[{}]", address.ip()),
        Some(SocketAddr::V6(address)) => match address.ip().to_ipv4_mapped() {
            Some(mapped) => format!("[{mapped}]"),
            None => format!("[IPv6:{}]", address.ip()),
        },
        None => "[127.0.0.1]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_name_greets_with_its_address() {
        for (address, literal) in [
            ("192.0.2.7:49152", "[192.0.2.7]"),
            ("[2001:db8::7]:49152", "[IPv6:2001:db8::7]"),
            ("[::ffff:192.0.2.7]:49152", "[192.0.2.7]"),
        ] {
            assert_eq!(address_literal(address.parse().ok()), literal);
        }
    }
}
