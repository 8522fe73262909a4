//! The outbox: leases, attempts, retry schedule, mail building and transports.
