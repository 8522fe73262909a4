//! The outbox: leases, attempts, retry schedule, mail building and transports.

pub mod relay;
pub mod transport;
