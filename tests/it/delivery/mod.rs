//! The outbox: how mails read, what faults of a relay come to, and who may send what when.

mod mails;
mod relay;
