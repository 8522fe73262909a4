//! The test binary: the real app over real parts, on SQLite and on PostgreSQL.

mod directory;
mod documents;
mod letters;

mod delivery;
